//! Notices: what a person should know, said aloud without moving the focus.

use egui::accesskit::Live;
use egui::{CornerRadius, Frame, Margin, Role, Ui, UiBuilder, WidgetInfo};

use super::label::{body, label, muted, strong};
use crate::tokens::{Type, palette, radius, space};

/// What a notice is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    /// News.
    Info,
    /// Something was done and is safe.
    Good,
    /// Look at this some time.
    Look,
    /// Something went wrong; it is said at once.
    Trouble,
    /// Help.
    Care,
}

/// A notice with a first line and further sentences, and room for what can be done about it.
pub fn notice<R>(
    ui: &mut Ui,
    mood: Mood,
    title: &str,
    lines: &[&str],
    actions: impl FnOnce(&mut Ui) -> R,
) -> R {
    let p = palette(ui);
    let fill = match mood {
        Mood::Info => p.info_soft,
        Mood::Good => p.ok_soft,
        Mood::Look => p.warn_soft,
        Mood::Trouble => p.danger_soft,
        Mood::Care => p.care_soft,
    };
    live(ui, mood == Mood::Trouble, |ui| {
        Frame::new()
            .fill(fill)
            .corner_radius(CornerRadius::same(radius::BUTTON))
            .inner_margin(Margin::same(space::L as i8))
            .show(ui, |ui| {
                ui.set_width(ui.available_width());
                ui.spacing_mut().item_spacing.y = space::XS;
                strong(ui, title);
                for line in lines.iter().filter(|line| !line.is_empty()) {
                    body(ui, *line);
                }
                // Two buttons below each other keep their distance.
                ui.spacing_mut().item_spacing.y = space::S;
                actions(ui)
            })
            .inner
    })
}

/// A quiet word about how things stand ("Saved"), said when it changes.
pub fn status(ui: &mut Ui, text: &str) {
    live(ui, false, |ui| muted(ui, text));
}

/// A line that a reader says in other words, when these change.
pub fn said_line(ui: &mut Ui, step: Type, shown: &str, said: &str) {
    live(ui, false, |ui| {
        let line = label(ui, step, shown);
        line.widget_info(|| WidgetInfo::labeled(Role::Label, true, said));
    });
}

/// A part of the window whose changes a reader says: politely, or at once.
pub(super) fn live<R>(ui: &mut Ui, at_once: bool, contents: impl FnOnce(&mut Ui) -> R) -> R {
    let role = if at_once { Role::Alert } else { Role::Status };
    ui.scope_builder(UiBuilder::new().accessibility_role(role), |ui| {
        ui.ctx().accesskit_node_builder(ui.unique_id(), |node| {
            node.set_live(if at_once { Live::Assertive } else { Live::Polite });
        });
        contents(ui)
    })
    .inner
}
