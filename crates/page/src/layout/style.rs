//! How each sort of part looks, on a page and on a card. Lengths are points.

use super::{Ink, Role};
use crate::content::{Form, Part};
use crate::faces::Face;

/// The look of a part.
pub struct Style {
    pub face: Face,
    pub size: f32,
    /// From one line to the next.
    pub leading: f32,
    /// Above the part, unless it is the first.
    pub before: f32,
    /// Below it.
    pub after: f32,
    /// How far its lines stand in from the left.
    pub indent: f32,
    pub ink: Ink,
    /// Whether it may not be the last on its sheet.
    pub leads: bool,
    /// Whether a stroke stands at its left.
    pub has_bar: bool,
}

/// Where the letters of a line stand, as a part of the line's height.
pub const BASELINE: f32 = 0.76;

pub fn role(part: &Part) -> Role {
    match part {
        Part::Title(_) => Role::Heading(1),
        Part::Heading(_) => Role::Heading(2),
        Part::Item(_, _) => Role::Item,
        Part::Quote(_) => Role::Quote,
        Part::Lead(_) | Part::Text(_) | Part::Number(_) | Part::Small(_) | Part::Apart => {
            Role::Paragraph
        }
    }
}

pub fn style(form: Form, part: &Part) -> Style {
    match form {
        Form::Page => on_a_page(part),
        Form::Card => on_a_card(part),
    }
}

/// Sixteen points and more: to be read without glasses, by shaking hands, in a dim hall.
fn on_a_page(part: &Part) -> Style {
    let text = plain(Face::Text, 16.0, 22.0);
    match part {
        Part::Title(_) => Style { after: 6.0, leads: true, ..plain(Face::Display, 28.0, 34.0) },
        Part::Heading(_) => {
            Style { before: 20.0, after: 6.0, leads: true, ..plain(Face::Display, 20.0, 27.0) }
        }
        Part::Lead(_) => Style { before: 8.0, leads: true, ..plain(Face::Strong, 17.0, 23.0) },
        Part::Text(_) => Style { after: 4.0, ..text },
        Part::Quote(_) => {
            Style { after: 8.0, indent: 14.0, has_bar: true, ..plain(Face::Serif, 17.0, 25.0) }
        }
        Part::Item(_, _) => Style { after: 7.0, indent: 28.0, ..text },
        Part::Number(_) => Style { after: 2.0, ..plain(Face::Strong, 20.0, 27.0) },
        Part::Small(_) => {
            Style { before: 2.0, after: 4.0, ink: Ink::Half, ..plain(Face::Text, 13.0, 18.0) }
        }
        Part::Apart => Style { before: 14.0, ..text },
    }
}

/// As large as a card in a wallet lets it be.
fn on_a_card(part: &Part) -> Style {
    let text = plain(Face::Text, 10.0, 12.5);
    match part {
        Part::Title(_) => Style { ink: Ink::Half, ..plain(Face::Text, 12.0, 17.0) },
        Part::Heading(_) => Style { after: 2.0, leads: true, ..plain(Face::Display, 12.0, 15.0) },
        Part::Lead(_) => Style { before: 2.0, leads: true, ..plain(Face::Strong, 10.5, 13.0) },
        Part::Quote(_) => Style { after: 2.0, ..plain(Face::Serif, 10.5, 13.0) },
        Part::Item(_, _) => Style { after: 2.0, indent: 14.0, ..text },
        Part::Number(_) => Style { after: 1.0, ..plain(Face::Strong, 13.0, 16.0) },
        Part::Small(_) => Style { ink: Ink::Half, ..plain(Face::Text, 9.0, 11.0) },
        Part::Text(_) | Part::Apart => text,
    }
}

fn plain(face: Face, size: f32, leading: f32) -> Style {
    Style {
        face,
        size,
        leading,
        before: 0.0,
        after: 0.0,
        indent: 0.0,
        ink: Ink::Full,
        leads: false,
        has_bar: false,
    }
}
