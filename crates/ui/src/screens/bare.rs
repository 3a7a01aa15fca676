//! A page for a hard hour: the whole window, large things to press, and nothing beside it.

use egui::{Ui, Vec2};
use kith_words::say;

use crate::scene::Scene;
use crate::shell;
use crate::tokens::{self, size, space};
use crate::widgets::{Arrival, Button, Icon, Shore, Weight};

/// How much of the window's height stands above such a page; on a small screen every line counts more
/// than air.
const AIR: f32 = 0.05;

/// Draws a page at most `widest` points wide in the middle of the window.
pub fn bare_ui<R>(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    widest: f32,
    contents: impl FnOnce(&mut Ui, &mut Scene<'_>) -> R,
) -> R {
    scene.state.in_rail = false;
    Shore::behind(ui).draw_at_foot(ui);
    let area = egui::ScrollArea::vertical().id_salt("kith-bare").auto_shrink(false);
    // Whoever comes to a page sees its head, however far the last one was scrolled.
    let is_arriving = scene.state.arrival == Arrival::now();
    let area = if is_arriving { area.vertical_scroll_offset(0.0) } else { area };
    area.show(ui, |ui| {
        let room = ui.available_width();
        let width = widest.min(room - 2.0 * space::L);
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            ui.add_space((room - width) / 2.0);
            ui.vertical(|ui| {
                ui.set_width(width);
                ui.spacing_mut().item_spacing = Vec2::splat(gap(ui));
                let air = ui.ctx().content_rect().height() * AIR;
                ui.add_space(air.clamp(0.0, space::XXXL) - space::S);
                shell::trouble_ui(ui, scene);
                let inner = contents(ui, scene);
                ui.add_space(space::L);
                inner
            })
            .inner
        })
        .inner
    })
    .inner
}

/// Between the parts of such a page: less in a small window, so that nothing has to be scrolled to.
fn gap(ui: &Ui) -> f32 {
    if is_narrow(ui) { space::S } else { space::L }
}

/// Whether the window has room for little.
pub fn is_narrow(ui: &Ui) -> bool {
    ui.ctx().content_rect().width() < size::NARROW
}

/// How many tiles stand side by side in such a page.
pub fn columns(ui: &Ui) -> usize {
    let room = ui.available_width() / tokens::scale(ui);
    match room {
        room if room >= size::TWO_COLUMNS => 3,
        room if room >= size::RAIL * 1.5 => 2,
        _ => 1,
    }
}

/// The way back of such a page. Returns whether it was pressed.
pub fn back_ui(ui: &mut Ui) -> bool {
    let back = say!("win-back");
    ui.add(Button::new(Weight::Plain, &back).icon(Icon::Back).flush()).clicked()
}
