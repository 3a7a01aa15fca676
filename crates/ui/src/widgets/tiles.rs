//! Tiles in rows of one height.

use egui::{Align, Layout, Ui, Vec2};

use super::heading::Arrival;
use super::icon::Icon;
use super::tile::Tile;

/// A tile to be laid out: its picture, its word, and the quieter line under it.
pub struct TileText {
    /// Its picture.
    pub icon: Icon,
    /// Its word.
    pub text: String,
    /// The line under it; may be empty.
    pub detail: String,
}

/// Tiles side by side, so many in a row. Returns the place of the one that was pressed. With an arrival
/// the first takes the focus.
pub fn tiles(
    ui: &mut Ui,
    columns: usize,
    all: &[TileText],
    mut arrival: Option<&mut Arrival>,
) -> Option<usize> {
    let gap = ui.spacing().item_spacing.x;
    let columns = columns.max(1);
    let width = (ui.available_width() - gap * (columns - 1) as f32) / columns as f32;
    let mut pressed = None;
    for (row, tiles) in all.chunks(columns).enumerate() {
        // Built anew for measuring and for drawing; it only borrows.
        let height = tiles.iter().map(|tile| drawn(tile).height(ui, width)).fold(0.0, f32::max);
        ui.horizontal_top(|ui| {
            for (column, tile) in tiles.iter().enumerate() {
                let layout = Layout::top_down(Align::Min);
                let response = ui
                    .allocate_ui_with_layout(Vec2::new(width, height), layout, |ui| {
                        ui.set_width(width);
                        ui.spacing_mut().interact_size.y = height;
                        ui.add(drawn(tile))
                    })
                    .inner;
                if arrival.as_deref_mut().is_some_and(Arrival::take) {
                    response.request_focus();
                }
                if response.clicked() {
                    pressed = Some(row * columns + column);
                }
            }
        });
    }
    pressed
}

fn drawn(tile: &TileText) -> Tile<'_> {
    Tile::new(tile.icon, &tile.text).detail(&tile.detail)
}
