//! A list that may be very long: only the rows that are seen, and a few around them, are laid out.

use egui::{Id, Rect, Ui, Vec2};

use super::row::list;
use crate::tokens::{Type, line_height, size, space};

/// So many rows before and after those that are seen are laid out too, so that Tab finds the next one.
const AROUND: usize = 4;

/// How high a row of such a list is: two lines, whatever they say.
pub fn long_row_height(ui: &Ui) -> f32 {
    let lines = line_height(ui, Type::Strong) + line_height(ui, Type::Small);
    size::MAIN_TARGET.max(lines + 2.0 * space::S)
}

/// Whether what would stand next, and is so high, can neither be seen nor be the next that Tab comes to. Room may be
/// left for it then, and it need not be laid out.
pub fn is_far(ui: &Ui, height: f32) -> bool {
    let (top, seen) = (ui.cursor().top(), ui.clip_rect());
    let around = AROUND as f32 * height;
    top + height + around < seen.top() || top - around > seen.bottom()
}

/// A list of `count` rows of one height. `row` draws the row of a place into the space it is given.
pub fn long_list(ui: &mut Ui, name: &str, count: usize, row: impl FnMut(&mut Ui, usize)) {
    long_list_to(ui, name, count, None, row);
}

/// The same, and where `to` is given, the row of that place comes to the top of what is seen.
pub fn long_list_to(
    ui: &mut Ui,
    name: &str,
    count: usize,
    to: Option<usize>,
    mut row: impl FnMut(&mut Ui, usize),
) {
    let step = long_row_height(ui) + space::XS;
    list(ui, name, |ui| {
        let top = ui.cursor().top();
        let seen = ui.clip_rect();
        let place = |y: f32| ((y - top) / step).floor().max(0.0) as usize;
        let first = place(seen.top()).saturating_sub(AROUND).min(count);
        let last = place(seen.bottom()).saturating_add(AROUND + 1).clamp(first, count);
        let whole = Rect::from_min_size(
            ui.cursor().min,
            Vec2::new(ui.available_width(), step * count as f32),
        );
        // The page is as long as all of the rows, and its head does not move when some are skipped.
        ui.allocate_rect(whole, egui::Sense::hover());
        if let Some(to) = to {
            let at = whole.min + Vec2::new(0.0, step * to as f32 - space::S);
            let rect = Rect::from_min_size(at, Vec2::new(whole.width(), step));
            let at_once = egui::style::ScrollAnimation::none();
            ui.scroll_to_rect_animation(rect, Some(egui::Align::TOP), at_once);
        }
        for number in first..last {
            let at = whole.min + Vec2::new(0.0, step * number as f32);
            let rect = Rect::from_min_size(at, Vec2::new(whole.width(), step - space::XS));
            // By its number alone: a row that has the focus keeps it when others before it are skipped.
            let id = Id::unique(("kith-long", name, number));
            let builder = egui::UiBuilder::new().scope_id(id).max_rect(rect);
            ui.scope_builder(builder, |ui| row(ui, number));
        }
    });
}
