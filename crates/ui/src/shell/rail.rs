//! The rail at the left of a wide window, and the bar at the foot of a narrow one.

use egui::{Layout, Response, Role, ScrollArea, Ui, UiBuilder, Vec2};
use kith_core::{Command, OpenView};
use kith_words::say;

use crate::own_words::{TINY, is_tiny};
use crate::route::Route;
use crate::scene::Scene;
use crate::shelf::Shelf;
use crate::state::Then;
use crate::tokens::{self, Type, size, space};
use crate::widgets::{self, Arrival, Icon, RailItem, RailMood, RailShape, hairline};

/// A place of the rail.
pub struct Place {
    /// Where it leads.
    pub route: Route,
    /// Its word.
    pub text: String,
    /// Its picture.
    pub icon: Icon,
    /// Whether it is something that others share.
    pub of_others: bool,
}

/// The lists that have a place of their own in the rail: what is looked at daily.
const DAILY: [(&str, Icon); 4] = [
    ("rung", Icon::Steps),
    ("checkin", Icon::Tick),
    ("entry", Icon::Book),
    ("milestone", Icon::Leaf),
];

/// The places of the rail, in order: home, the plan, its daily lists, people, sharing, devices, and what
/// others share.
pub fn places(view: &OpenView, shelf: &Shelf) -> Vec<Place> {
    let own = |route, text, icon| Place { route, text, icon, of_others: false };
    let mut places = vec![own(Route::Today, say!("win-today"), Icon::Sun)];
    if is_tiny(view) {
        return places;
    }
    places.push(own(Route::Plan, say!("win-plan"), Icon::Leaf));
    for (kind, icon) in DAILY {
        places.push(own(Route::Records(kind.to_owned()), kith_words::kind_plural(kind), icon));
    }
    // What a newer Kith wrote can be read here like all else.
    for kind in shelf.kinds_of_newer() {
        let text = kith_words::kind_plural(&kind);
        places.push(own(Route::Records(kind), text, Icon::Leaf));
    }
    places.push(own(Route::People, say!("win-people"), Icon::People));
    places.push(own(Route::Sharing, say!("win-sharing"), Icon::Eye));
    places.push(own(Route::Devices, say!("win-devices"), Icon::Screen));
    places.push(own(Route::Timeline, say!("look-timeline"), Icon::Path));
    places.push(own(Route::Insights, say!("look-insights"), Icon::Chart));
    for plan in &view.shared_with_me {
        places.push(Place {
            route: Route::Shared(plan.plan),
            text: plan.owner.clone(),
            icon: Icon::Book,
            of_others: true,
        });
    }
    places
}

/// Draws the rail; `shape` says whether it has room for words.
pub fn rail_ui(ui: &mut Ui, scene: &mut Scene<'_>, places: &[Place], shape: RailShape) {
    navigation(ui, |ui| {
        ui.spacing_mut().item_spacing = Vec2::splat(space::XS);
        // The foot keeps its place whatever stands above it; the places scroll if they have to.
        let line = tokens::line_height(ui, Type::Body) + space::S;
        let foot = size::CARE_TARGET.max(line)
            + 3.0 * (size::TARGET.max(line) + space::XS)
            + 2.0 * space::S
            + if shape == RailShape::Icon { 3.0 * space::S } else { 0.0 };
        let high = (ui.available_height() - foot).max(size::CRISIS_TARGET);
        let (upper, lower) = ui.max_rect().split_top_bottom_at_y(ui.max_rect().top() + high);
        let down = Layout::top_down(egui::Align::Min);
        ui.scope_builder(UiBuilder::new().max_rect(upper).layout(down), |ui| {
            ScrollArea::vertical().id_salt("kith-rail").show(ui, |ui| {
                if shape == RailShape::Line {
                    ui.horizontal(|ui| {
                        ui.add_space(space::M);
                        widgets::label(ui, Type::Subtitle, say!("win-title"));
                    });
                    ui.add_space(space::M);
                }
                places_ui(ui, scene, places, shape);
            });
        });
        ui.scope_builder(UiBuilder::new().max_rect(lower).layout(down), |ui| {
            item_ui(ui, scene, &struggling(), shape);
            ui.add_space(space::XS);
            lock_ui(ui, scene, shape);
            if is_tiny(scene.view) {
                everything_ui(ui, scene, shape);
            } else {
                item_ui(ui, scene, &settings(), shape);
                item_ui(ui, scene, &help(), shape);
            }
        });
    });
}

fn places_ui(ui: &mut Ui, scene: &mut Scene<'_>, places: &[Place], shape: RailShape) {
    let mut others = false;
    for place in places {
        if matches!(place.route, Route::People) {
            ui.add_space(space::S);
        }
        if place.of_others && !others {
            others = true;
            ui.add_space(space::M);
            hairline(ui);
            ui.add_space(space::XS);
            if shape == RailShape::Line {
                widgets::muted(ui, say!("win-shared-with-me"));
            }
        }
        let is_arriving = scene.state.arrival == Arrival::now();
        let item = item_ui(ui, scene, place, shape);
        // However large the text is, one sees where one has come to.
        if is_arriving && is_here(scene, place) {
            item.scroll_to_me(None);
        }
    }
}

/// Draws the bar: four places and the way to help.
pub fn bar_ui(ui: &mut Ui, scene: &mut Scene<'_>, places: &[Place]) {
    let more =
        Place { route: Route::More, text: say!("win-more"), icon: Icon::Dots, of_others: false };
    let mut shown: Vec<&Place> =
        places.iter().filter(|place| in_bar(&place.route)).chain([&more]).collect();
    let care = struggling();
    shown.push(&care);
    let is_tiny = is_tiny(scene.view);
    let word = |place: &&Place| match place.route {
        Route::More if is_tiny => RailItem::tab_width(ui, &say!("tiny-all")),
        _ => RailItem::tab_width(ui, &place.text),
    };
    // Where one press shows everything, no page of more places holds the lock.
    let lock = if is_tiny { RailItem::tab_width(ui, &say!("win-lock")) } else { 0.0 };
    let others = shown.len() - 1 + usize::from(is_tiny);
    let gaps = space::XS * others as f32;
    let words: f32 = shown.iter().map(word).sum::<f32>() + lock;
    // With large text the four go without their words, so that help keeps its own.
    let shape = if words + gaps <= ui.available_width() { RailShape::Tab } else { RailShape::Icon };
    navigation(ui, |ui| {
        ui.horizontal_centered(|ui| {
            let tabs: f32 = match shape {
                RailShape::Icon => {
                    let side = size::ICON * tokens::icon_scale(ui) + space::M;
                    let others = size::MAIN_TARGET.max(side) * others as f32;
                    others + RailItem::tab_width(ui, &care.text)
                }
                RailShape::Tab | RailShape::Line => words,
            };
            // What is left over stands between them.
            let spare = (ui.available_width() - tabs) / others as f32;
            ui.spacing_mut().item_spacing.x = spare.max(space::XS);
            for place in &shown {
                let own = if place.route == care.route { RailShape::Tab } else { shape };
                if is_tiny && place.route == Route::More {
                    everything_ui(ui, scene, own);
                    lock_ui(ui, scene, own);
                } else {
                    item_ui(ui, scene, place, own);
                }
            }
        });
    });
}

/// Everything that the bar has no room for, as a page.
pub fn more_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    widgets::heading(ui, 1, &say!("win-more"), Some(&mut scene.state.arrival));
    let places = places(scene.view, &scene.state.shelf).into_iter();
    let places: Vec<Place> = places.filter(|place| !in_bar(&place.route)).collect();
    widgets::card(ui, |ui| {
        widgets::list(ui, &say!("win-more"), |ui| {
            places_ui(ui, scene, &places, RailShape::Line);
            ui.add_space(space::XS);
            hairline(ui);
            ui.add_space(space::XS);
            item_ui(ui, scene, &settings(), RailShape::Line);
            item_ui(ui, scene, &help(), RailShape::Line);
            lock_ui(ui, scene, RailShape::Line);
        });
    });
}

fn navigation(ui: &mut Ui, contents: impl FnOnce(&mut Ui)) {
    let nav =
        UiBuilder::new().accessibility_role(Role::Navigation).accessibility_label(say!("win-nav"));
    ui.scope_builder(nav, contents);
}

/// Whether a place has its own room in the bar.
fn in_bar(route: &Route) -> bool {
    matches!(route, Route::Today | Route::People | Route::Sharing)
}

fn settings() -> Place {
    let text = say!("win-settings");
    Place { route: Route::Settings, text, icon: Icon::Sliders, of_others: false }
}

fn help() -> Place {
    Place { route: Route::Help, text: say!("win-help"), icon: Icon::Question, of_others: false }
}

fn struggling() -> Place {
    let text = say!("win-struggling");
    Place { route: Route::Struggling, text, icon: Icon::Ring, of_others: false }
}

/// Whether one is there, or came from there.
fn is_here(scene: &Scene<'_>, place: &Place) -> bool {
    let at = scene.state.trail.first().unwrap_or(&scene.state.route);
    *at == place.route || (place.route == Route::More && !in_bar(at))
}

fn item_ui(ui: &mut Ui, scene: &mut Scene<'_>, place: &Place, shape: RailShape) -> Response {
    let here = is_here(scene, place);
    let mood = match (&place.route, place.of_others) {
        (Route::Struggling, _) => RailMood::Care,
        (_, true) => RailMood::Others,
        (_, false) => RailMood::Own,
    };
    let item = RailItem { text: &place.text, icon: place.icon, here, mood, shape };
    let response = ui.add(item);
    if here && scene.state.rail_arrival.take() {
        response.request_focus();
    }
    scene.state.in_rail |= response.has_focus();
    if response.clicked() {
        scene.go(place.route.clone());
    }
    response
}

/// The way back from three buttons.
fn everything_ui(ui: &mut Ui, scene: &mut Scene<'_>, shape: RailShape) {
    let text = say!("tiny-all");
    let item = RailItem { text: &text, icon: Icon::Dots, here: false, mood: RailMood::Own, shape };
    let response = ui.add(item);
    scene.state.in_rail |= response.has_focus();
    if response.clicked() && !scene.busy() {
        let command = Command::PlanSet { name: TINY.to_owned(), value: String::new() };
        scene.ask(command, Then::Nothing);
    }
}

fn lock_ui(ui: &mut Ui, scene: &mut Scene<'_>, shape: RailShape) {
    let text = say!("win-lock");
    let item = RailItem { text: &text, icon: Icon::Lock, here: false, mood: RailMood::Own, shape };
    let response = ui.add(item);
    scene.state.in_rail |= response.has_focus();
    if response.clicked() {
        scene.ask(Command::Lock, Then::Nothing);
    }
}
