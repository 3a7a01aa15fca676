//! Fields for text.

use egui::{CornerRadius, Frame, Id, Margin, Response, Stroke, TextEdit, Ui, Vec2};

use super::heading::Arrival;
use super::label::{label, muted};
use super::notice::live;
use super::paint;
use crate::tokens::{Type, palette, radius, rich, size, space};

/// A field for text with its label above.
#[must_use = "show it in a ui"]
pub struct Field<'a> {
    label: &'a str,
    named: Option<&'a str>,
    help: Option<&'a str>,
    error: Option<&'a str>,
    rows: usize,
    step: Type,
    salt: Option<&'a str>,
}

impl<'a> Field<'a> {
    /// A field of one line.
    pub fn new(label: &'a str) -> Self {
        Field { label, named: None, help: None, error: None, rows: 1, step: Type::Body, salt: None }
    }

    /// A name for readers that says more than the label above it.
    pub fn named(mut self, name: &'a str) -> Self {
        self.named = Some(name);
        self
    }

    /// Tells this field from others with the same label.
    pub fn salt(mut self, salt: &'a str) -> Self {
        self.salt = Some(salt);
        self
    }

    /// A sentence under the label.
    pub fn help(mut self, help: Option<&'a str>) -> Self {
        self.help = help;
        self
    }

    /// What is wrong with it, said at once.
    pub fn error(mut self, error: Option<&'a str>) -> Self {
        self.error = error;
        self
    }

    /// A field of several lines; Tab still leaves it.
    pub fn rows(mut self, rows: usize) -> Self {
        self.rows = rows;
        self
    }

    /// Sets the text as the owner's own words.
    pub fn own_words(mut self) -> Self {
        self.step = Type::Quote;
        self
    }

    /// Draws it. With an arrival the field takes the focus.
    pub fn show(self, ui: &mut Ui, text: &mut String, arrival: Option<&mut Arrival>) -> Response {
        let id = Id::unique(("kith-field", self.named.unwrap_or(self.label), self.salt))
            .with(ui.scope_id());
        field_label(ui, self.label, self.help, self.error, |ui, label_id| {
            let p = palette(ui);
            if let Some(name) = self.named {
                ui.ctx().accesskit_node_builder(label_id, |node| node.set_value(name));
            }
            let focused = ui.memory(|memory| memory.has_focus(id));
            let edge = match (self.error.is_some(), focused) {
                (true, _) => p.danger,
                (false, true) => p.primary,
                (false, false) => p.border,
            };
            let frame = Frame::new()
                .fill(p.surface)
                .stroke(Stroke::new(size::LINE, edge))
                .corner_radius(CornerRadius::same(radius::FIELD))
                .inner_margin(Margin::symmetric(space::M as i8, space::S as i8 + 1));
            let edit = if self.rows > 1 {
                TextEdit::multiline(text).desired_rows(self.rows)
            } else {
                TextEdit::singleline(text).align(egui::Align2::LEFT_CENTER)
            };
            let response = ui
                .add(
                    edit.id(id)
                        .frame(frame)
                        .font(self.step.style())
                        .text_color(p.text)
                        .desired_width(f32::INFINITY)
                        .min_size(Vec2::new(0.0, size::MAIN_TARGET)),
                )
                .labelled_by(label_id);
            if arrival.is_some_and(Arrival::take) {
                response.request_focus();
            }
            paint::focus_ring(ui, &response, response.rect, radius::FIELD);
            response
        })
    }
}

/// A label, its help, then a control named by it, then what is wrong with it.
pub fn field_label<R>(
    ui: &mut Ui,
    text: &str,
    help: Option<&str>,
    error: Option<&str>,
    control: impl FnOnce(&mut Ui, Id) -> R,
) -> R {
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        let named = label(ui, Type::Strong, text);
        if let Some(help) = help {
            muted(ui, help);
            // The ring of the focus does not touch it.
            ui.add_space(space::XS);
        }
        let inner = control(ui, named.id);
        field_error(ui, error);
        inner
    })
    .inner
}

/// What is wrong with a field, under it.
pub fn field_error(ui: &mut Ui, error: Option<&str>) {
    if let Some(error) = error {
        live(ui, true, |ui| {
            ui.label(rich(ui, Type::Small, error).color(palette(ui).danger));
        });
    }
}
