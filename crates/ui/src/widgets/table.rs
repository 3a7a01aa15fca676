//! A table of two columns: what a plot shows, to be read.

use egui::{Role, Ui, UiBuilder};

use super::card::hairline;
use super::label::{body, strong};
use crate::tokens::space;

/// The most of the width that the first column takes.
const FIRST: f32 = 0.5;

/// A table with the names of its columns and its rows.
pub fn table(ui: &mut Ui, name: &str, columns: &[String; 2], rows: &[[String; 2]]) {
    scope(ui, Role::Table, name, |ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        row(ui, columns, Role::ColumnHeader);
        hairline(ui);
        for cells in rows {
            row(ui, cells, Role::Cell);
        }
    });
}

fn row(ui: &mut Ui, cells: &[String; 2], role: Role) {
    scope(ui, Role::Row, "", |ui| {
        ui.horizontal(|ui| {
            let first = ui.available_width() * FIRST;
            for (place, text) in cells.iter().enumerate() {
                ui.vertical(|ui| {
                    ui.set_width(if place == 0 { first } else { ui.available_width() });
                    scope(ui, role, text, |ui| match role {
                        Role::ColumnHeader => strong(ui, text.as_str()),
                        _ => body(ui, text.as_str()),
                    });
                });
            }
        });
    });
}

fn scope<R>(ui: &mut Ui, role: Role, name: &str, contents: impl FnOnce(&mut Ui) -> R) -> R {
    let builder = UiBuilder::new().accessibility_role(role);
    let builder = if name.is_empty() { builder } else { builder.accessibility_label(name) };
    ui.scope_builder(builder, contents).inner
}
