//! Cards, and the small things that lie on them.

use egui::{CornerRadius, Frame, InnerResponse, Margin, Rect, Sense, Shadow, Stroke, Ui, Vec2};

use super::paint;
use crate::tokens::{Type, palette, radius, size, space};

/// A sheet of paper that takes the whole width.
pub fn card<R>(ui: &mut Ui, contents: impl FnOnce(&mut Ui) -> R) -> InnerResponse<R> {
    let p = palette(ui);
    let inner = if ui.ctx().content_rect().width() < size::NARROW { space::L } else { space::XL };
    Frame::new()
        .fill(p.surface)
        .stroke(Stroke::new(size::LINE, p.hairline))
        .corner_radius(CornerRadius::same(radius::CARD))
        .shadow(Shadow { offset: [0, 2], blur: 8, spread: 0, color: p.shadow })
        .inner_margin(Margin::same(inner as i8))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = space::M;
            contents(ui)
        })
}

/// A line across.
pub fn hairline(ui: &mut Ui) {
    let size = Vec2::new(ui.available_width(), size::LINE);
    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
    ui.painter().rect_filled(rect, 0.0, palette(ui).hairline);
}

/// A few words in a soft pill; they are read as a label.
pub fn chip(ui: &mut Ui, text: &str) {
    let p = palette(ui);
    let margin = Margin::symmetric(space::S as i8, 2);
    // Measured first, so that it goes to the next line whole; only what no line has room for is broken.
    let widest = ui.max_rect().width() - margin.sum().x;
    let wanted = paint::galley(ui, Type::Small, text, widest).size() + margin.sum();
    ui.allocate_ui(wanted, |ui| {
        Frame::new()
            .fill(p.primary_soft)
            .corner_radius(CornerRadius::same(radius::BUTTON))
            .inner_margin(margin)
            .show(ui, |ui| {
                ui.set_max_width(widest);
                ui.label(crate::tokens::rich(ui, Type::Small, text).color(p.text));
            });
    });
}

/// A word on a plate of its own, to be compared with another.
pub fn plate(ui: &mut Ui, word: &str) {
    let p = palette(ui);
    // Measured first, so that it goes to the next line whole.
    let galley = paint::galley(ui, Type::Title, word, f32::INFINITY);
    let wanted = galley.size() + 2.0 * Vec2::new(space::L, space::M);
    ui.allocate_ui(wanted, |ui| {
        Frame::new()
            .fill(p.primary_soft)
            .corner_radius(CornerRadius::same(radius::BUTTON))
            .inner_margin(Margin::symmetric(space::L as i8, space::M as i8))
            .show(ui, |ui| {
                let text = crate::tokens::rich(ui, Type::Title, word);
                ui.add(egui::Label::new(text).extend());
            });
    });
}

/// What somebody said: the owner's own words at the right, another's at the left.
pub fn bubble<R>(ui: &mut Ui, mine: bool, contents: impl FnOnce(&mut Ui) -> R) -> R {
    let p = palette(ui);
    let indent = ui.available_width() * 0.14;
    let margin = if mine {
        Margin { left: indent as i8, ..Margin::ZERO }
    } else {
        Margin { right: indent as i8, ..Margin::ZERO }
    };
    Frame::new()
        .fill(if mine { p.primary_soft } else { p.sunken })
        .corner_radius(CornerRadius::same(radius::BUTTON))
        .outer_margin(margin)
        .inner_margin(Margin::symmetric(space::L as i8, space::M as i8))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = space::XS;
            contents(ui)
        })
        .inner
}

/// The first letters of a name in a circle: a picture for who sees, silence for who listens.
pub fn initials(ui: &Ui, rect: Rect, name: &str) {
    in_circle(ui, rect, &first_letters(name));
}

/// The first letters of a name.
pub fn first_letters(name: &str) -> String {
    name.split_whitespace().take(2).filter_map(|word| word.chars().next()).collect()
}

/// Letters in a circle.
pub fn in_circle(ui: &Ui, rect: Rect, letters: &str) {
    let p = palette(ui);
    ui.painter().circle_filled(rect.center(), rect.height() / 2.0, p.primary_soft);
    let galley = paint::galley(ui, Type::Small, &letters.to_uppercase(), rect.width());
    ui.painter().galley(rect.center() - galley.size() / 2.0, galley, p.primary);
}
