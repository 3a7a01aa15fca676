//! The rail or the bar, the page beside it, and the line above the page.

use egui::{Align, Frame, Layout, Margin, Panel, Role, ScrollArea, Ui, UiBuilder, Vec2};
use kith_core::kinds;
use kith_core::{Command, OpenView, Saved};
use kith_words::say;

use crate::route::Route;
use crate::say;
use crate::scene::Scene;
use crate::state::Then;
use crate::tokens::{palette, size, space};
use crate::widgets::{self, Button, Mood, RailItem, Weight, hairline, notice, status};

/// A place of the rail.
pub struct Place {
    /// Where it leads.
    pub route: Route,
    /// Its word.
    pub text: String,
    /// Whether it is something that others share.
    pub of_others: bool,
}

/// Kinds that have no list of their own in the rail: people have a screen, the halves stand with
/// each person.
const ELSEWHERE: [&str; 3] = ["person", "reach", "reply"];

/// The places of the rail, in order: home, the plan's own lists, people, sharing, devices, and what
/// others share.
pub fn places(view: &OpenView) -> Vec<Place> {
    let own = |route, text| Place { route, text, of_others: false };
    let mut places = vec![own(Route::Today, say!("win-today"))];
    for kind in kinds::all().iter().filter(|kind| !ELSEWHERE.contains(&kind.name)) {
        let text = kith_words::kind_plural(kind.name);
        places.push(own(Route::Records(kind.name.to_owned()), text));
    }
    places.push(own(Route::People, say!("win-people")));
    places.push(own(Route::Sharing, say!("win-sharing")));
    places.push(own(Route::Devices, say!("win-devices")));
    for plan in &view.shared_with_me {
        places.push(Place {
            route: Route::Shared(plan.plan),
            text: plan.owner.clone(),
            of_others: true,
        });
    }
    places
}

/// What "new" means in a place.
pub fn new_here(route: &Route) -> Option<Route> {
    match route {
        Route::People | Route::Person(_) => Some(Route::New("person".to_owned())),
        Route::Today => Some(Route::CheckIn),
        Route::Records(kind) | Route::Deleted(kind) if kind == "checkin" => Some(Route::CheckIn),
        Route::Records(kind) | Route::Deleted(kind) => Some(Route::New(kind.clone())),
        Route::Devices => Some(Route::LinkDevice),
        _ => None,
    }
}

/// Draws the page with the rail or the bar. Returns how much of the foot the bar takes.
pub fn shell_ui(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    places: &[Place],
    page: impl FnOnce(&mut Ui, &mut Scene<'_>),
) -> f32 {
    let narrow = ui.available_width() < size::NARROW;
    let sunken = Frame::new().fill(palette(ui).sunken);
    if narrow {
        Panel::bottom("kith-bar")
            .exact_size(size::BAR)
            .resizable(false)
            .show_separator_line(false)
            .frame(sunken.inner_margin(Margin::symmetric(space::S as i8, space::S as i8)))
            .show(ui, |ui| bar_ui(ui, scene));
    } else {
        Panel::left("kith-rail")
            .exact_size(size::RAIL)
            .resizable(false)
            .show_separator_line(false)
            .frame(sunken.inner_margin(Margin::same(space::L as i8)))
            .show(ui, |ui| rail_ui(ui, scene, places));
    }
    column_ui(ui, narrow, |ui| {
        top_ui(ui, scene);
        trouble_ui(ui, scene);
        page(ui, scene);
    });
    if narrow { size::BAR } else { 0.0 }
}

/// Everything that a narrow bar has no room for, as a page.
pub fn more_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    widgets::heading(ui, 1, &say!("win-more"), Some(&mut scene.state.arrival));
    let places = places(scene.view);
    widgets::list(ui, &say!("win-more"), |ui| {
        let inside = [Route::Today, Route::People, Route::Sharing];
        for place in places.iter().filter(|place| !inside.contains(&place.route)) {
            item_ui(ui, scene, place.route.clone(), &place.text, place.of_others);
        }
        hairline(ui);
        item_ui(ui, scene, Route::Settings, &say!("win-settings"), false);
        item_ui(ui, scene, Route::Help, &say!("win-help"), false);
    });
    lock_ui(ui, scene);
}

fn rail_ui(ui: &mut Ui, scene: &mut Scene<'_>, places: &[Place]) {
    let nav =
        UiBuilder::new().accessibility_role(Role::Navigation).accessibility_label(say!("win-nav"));
    ui.scope_builder(nav, |ui| {
        ui.spacing_mut().item_spacing = Vec2::splat(space::XS);
        ui.with_layout(Layout::bottom_up(Align::Min).with_cross_justify(true), |ui| {
            // Drawn last but said last too: the order of focus is the order of drawing.
            let foot = 3.0 * (size::TARGET + space::XS) + space::L;
            let high = (ui.available_height() - foot).max(size::CRISIS_TARGET);
            let (upper, lower) = ui.max_rect().split_top_bottom_at_y(ui.max_rect().top() + high);
            let down = Layout::top_down(Align::Min);
            ui.scope_builder(UiBuilder::new().max_rect(upper).layout(down), |ui| {
                ScrollArea::vertical().id_salt("kith-rail").show(ui, |ui| {
                    widgets::label(ui, crate::tokens::Type::Subtitle, say!("win-title"));
                    ui.add_space(space::M);
                    rail_places_ui(ui, scene, places);
                });
            });
            ui.scope_builder(UiBuilder::new().max_rect(lower).layout(down), |ui| {
                ui.add_space(space::S);
                lock_ui(ui, scene);
                item_ui(ui, scene, Route::Settings, &say!("win-settings"), false);
                item_ui(ui, scene, Route::Help, &say!("win-help"), false);
            });
        });
    });
}

fn rail_places_ui(ui: &mut Ui, scene: &mut Scene<'_>, places: &[Place]) {
    let mut others = false;
    for place in places {
        if matches!(place.route, Route::People) {
            ui.add_space(space::M);
        }
        if place.of_others && !others {
            others = true;
            ui.add_space(space::M);
            hairline(ui);
            ui.add_space(space::XS);
            widgets::muted(ui, say!("win-shared-with-me"));
        }
        item_ui(ui, scene, place.route.clone(), &place.text, place.of_others);
    }
}

fn bar_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let nav =
        UiBuilder::new().accessibility_role(Role::Navigation).accessibility_label(say!("win-nav"));
    ui.scope_builder(nav, |ui| {
        // With large text the last words may not fit; the focus brings them into view.
        ScrollArea::horizontal().id_salt("kith-bar").show(ui, |ui| {
            ui.horizontal_centered(|ui| {
                ui.spacing_mut().item_spacing.x = space::XS;
                item_ui(ui, scene, Route::Today, &say!("win-today"), false);
                item_ui(ui, scene, Route::People, &say!("win-people"), false);
                item_ui(ui, scene, Route::Sharing, &say!("win-sharing"), false);
                item_ui(ui, scene, Route::More, &say!("win-more"), false);
            });
        });
    });
}

fn item_ui(ui: &mut Ui, scene: &mut Scene<'_>, route: Route, text: &str, of_others: bool) {
    let at = scene.state.trail.first().unwrap_or(&scene.state.route);
    let here = *at == route;
    if ui.add(RailItem { text, here, of_others }).clicked() {
        scene.go(route);
    }
}

fn lock_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let text = say!("win-lock");
    if ui.add(RailItem { text: &text, here: false, of_others: false }).clicked() {
        scene.ask(Command::Lock, Then::Nothing);
    }
}

/// The main column in its scroll area.
fn column_ui(ui: &mut Ui, narrow: bool, contents: impl FnOnce(&mut Ui)) {
    let side = if narrow { space::L } else { space::XXL };
    ScrollArea::vertical().id_salt("kith-page").auto_shrink(false).show(ui, |ui| {
        let room = ui.available_width();
        let width = size::COLUMN.min(room - 2.0 * side);
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
            if ui.add(Button::new(Weight::Plain, &back).flush()).clicked() {
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
fn trouble_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
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
