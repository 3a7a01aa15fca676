//! The rail or the bar, the page beside it, and the line above the page.

mod rail;

use std::time::Duration;

use egui::{Align, Frame, Layout, Margin, Panel, Role, ScrollArea, Ui, UiBuilder, Vec2};
use kith_core::{Command, Saved, kinds};
use kith_words::say;

use crate::route::Route;
use crate::say;
use crate::scene::Scene;
use crate::state::{TOAST_SECONDS, Then, Undoing};
use crate::tokens::{self, Type, palette, size, space};
use crate::widgets::{
    self, Arrival, Button, Icon, Mood, RailShape, Weight, notice, status, toast_height,
};

pub use rail::{Place, more_ui, places};

/// What "new" means in a place.
pub fn new_here(route: &Route) -> Option<Route> {
    match route {
        Route::People | Route::Person(_) => Some(Route::New("person".to_owned())),
        Route::Today => Some(Route::CheckIn),
        Route::Records(kind) | Route::Deleted(kind) if kind == "checkin" => Some(Route::CheckIn),
        // Which two questions is asked on their own page.
        Route::Records(kind) | Route::Deleted(kind) if kind == "screen" => None,
        // A kind of a newer Kith can be read here, and nothing can be added to it.
        Route::Records(kind) | Route::Deleted(kind) => {
            kinds::kind(kind).map(|kind| Route::New(kind.name.to_owned()))
        }
        Route::Devices => Some(Route::LinkDevice),
        _ => None,
    }
}

/// Draws the page with the rail or the bar.
pub fn shell_ui(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    places: &[Place],
    page: impl FnOnce(&mut Ui, &mut Scene<'_>),
) {
    let scale = tokens::scale(ui);
    // Large text needs room of its own, though not as much more as it is larger.
    let width = ui.available_width() / scale.sqrt();
    let narrow = width < size::NARROW;
    let sunken = Frame::new().fill(palette(ui).sunken);
    scene.state.in_rail = false;
    if narrow {
        let bar = size::BAR.max(
            size::ICON * tokens::icon_scale(ui) + tokens::line_height(ui, Type::Small) + space::XL,
        );
        Panel::bottom("kith-bar")
            .exact_size(bar)
            .resizable(false)
            .show_separator_line(false)
            .frame(sunken.inner_margin(Margin::symmetric(space::S as i8, space::XS as i8)))
            .show(ui, |ui| rail::bar_ui(ui, scene, places));
    } else {
        let (shape, wide) = if width < size::ROOMY {
            (RailShape::Icon, size::RAIL_ICONS)
        } else {
            (RailShape::Line, size::RAIL * scale.clamp(1.0, 1.5))
        };
        Panel::left("kith-rail")
            .exact_size(wide)
            .resizable(false)
            .show_separator_line(false)
            .frame(sunken.inner_margin(Margin::same(space::L as i8)))
            .show(ui, |ui| rail::rail_ui(ui, scene, places, shape));
    }
    let widest = match scene.state.route {
        Route::Today | Route::Plan | Route::Circle => size::PAGE,
        _ => size::COLUMN,
    };
    let arriving = scene.state.arrival == Arrival::now();
    above_toast(ui, scene, |ui, scene| {
        column_ui(ui, narrow, widest, arriving, |ui| {
            top_ui(ui, scene);
            trouble_ui(ui, scene);
            page(ui, scene);
        });
    });
}

/// Draws a page, and below it the word about what was just done. That has a place of its own: large text made it so
/// large that it lay over what is pressed next.
pub fn above_toast(ui: &mut Ui, scene: &mut Scene<'_>, page: impl FnOnce(&mut Ui, &mut Scene<'_>)) {
    let high = scene.state.toast.as_ref().map(|toast| {
        let undo = toast.undo.map(|_| say!("win-undo"));
        toast_height(ui, &toast.text, undo.as_deref())
    });
    let whole = ui.available_rect_before_wrap();
    let (upper, lower) = whole.split_top_bottom_at_y(whole.bottom() - high.unwrap_or_default());
    let down = Layout::top_down(Align::Min);
    // The page stands in a place of its own also while there is no toast, so that nothing in it becomes another thing.
    ui.scope_builder(UiBuilder::new().max_rect(upper).layout(down), |ui| page(ui, scene));
    // The page may have led away, or just brought one, which has its place in the next frame.
    if high.is_some() {
        ui.scope_builder(UiBuilder::new().max_rect(lower).layout(down), |ui| toast_ui(ui, scene));
    } else if scene.state.toast.is_some() {
        ui.ctx().request_repaint();
    }
}

/// The toast, while there is one. It is the one thing that asks for a frame by the clock.
fn toast_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let Some(toast) = &mut scene.state.toast else {
        return;
    };
    let now = ui.input(|input| input.time);
    let until = *toast.until.get_or_insert(now + TOAST_SECONDS);
    let action = toast.undo.map(|_| say!("win-undo"));
    let (end, held) = widgets::toast(ui, &toast.text, action.as_deref());
    if end.is_some() {
        let command = match toast.undo {
            Some(Undoing::Deletion(id)) => Command::Undelete { id },
            Some(Undoing::Last) | None => Command::Undo,
        };
        scene.state.toast = None;
        scene.ask(command, Then::Nothing);
    } else if held {
        // It stays as long as its button has the focus.
        toast.until = Some(now + TOAST_SECONDS);
    } else if now >= until {
        scene.state.toast = None;
        ui.ctx().request_repaint();
    } else {
        ui.ctx().request_repaint_after(Duration::from_secs_f64(until - now));
    }
}

/// The main column in its scroll area.
fn column_ui(
    ui: &mut Ui,
    narrow: bool,
    widest: f32,
    arriving: bool,
    contents: impl FnOnce(&mut Ui),
) {
    let side = if narrow { space::L } else { space::XXL };
    let area = ScrollArea::vertical().id_salt("kith-page").auto_shrink(false);
    // Whoever comes to a page sees its head, however far the last one was scrolled.
    let area = if arriving { area.vertical_scroll_offset(0.0) } else { area };
    area.show(ui, |ui| {
        let room = ui.available_width();
        let width = widest.min(room - 2.0 * side);
        let left = ((room - width) / 2.0).max(side);
        let margin =
            Margin { left: left as i8, right: 0, top: space::L as i8, bottom: space::XXL as i8 };
        let builder = UiBuilder::new().accessibility_role(Role::Main);
        ui.scope_builder(builder, |ui| {
            // A margin is at most 127 points, so a wide window needs the space beside it.
            ui.horizontal_top(|ui| {
                ui.spacing_mut().item_spacing.x = 0.0;
                ui.add_space(left - f32::from(margin.left));
                Frame::new().inner_margin(margin).show(ui, |ui| {
                    ui.vertical(|ui| {
                        ui.set_width(width);
                        ui.spacing_mut().item_spacing = Vec2::new(space::S, space::L);
                        contents(ui);
                    });
                });
            });
        });
    });
}

/// The way back at the left, how things stand at the right.
fn top_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    ui.horizontal(|ui| {
        ui.set_min_height(size::TARGET);
        if !scene.state.trail.is_empty() {
            let back = say!("win-back");
            if ui.add(Button::new(Weight::Plain, &back).icon(Icon::Back).flush()).clicked() {
                scene.back();
            }
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let text = match &scene.view.saved {
                Saved::Saved => say!("win-saved"),
                Saved::Saving(_) => say!("win-saving"),
                Saved::NotSaved(_) => say!("win-not-saved"),
            };
            status(ui, &text);
        });
    });
}

/// What went wrong last, and what is wrong with the disk.
pub fn trouble_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    if let Saved::NotSaved(trouble) = &scene.view.saved {
        let said = say::trouble(trouble);
        notice(ui, Mood::Trouble, &said.what, &[&said.safe, &said.next], |_| ());
    }
    if let Some(trouble) = &scene.state.trouble {
        let said = say::trouble(trouble);
        let close = say!("win-put-away");
        let put_away = notice(ui, Mood::Trouble, &said.what, &[&said.safe, &said.next], |ui| {
            ui.add(Button::new(Weight::Plain, &close)).clicked()
        });
        if put_away {
            scene.state.trouble = None;
        }
    }
}
