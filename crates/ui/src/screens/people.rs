//! The people in one's life.

use egui::Ui;
use kith_core::kinds::person;
use kith_core::{PersonView, Record, RecordId};
use kith_words::{say, section_name};

use crate::own_words::relation_named;
use crate::route::Route;
use crate::scene::Scene;
use crate::widgets::{Button, Row, Weight, body, card, heading, list, long_list, muted};

/// From so many people on, only the rows that are seen are laid out.
const LONG: usize = 60;

/// Draws the list.
pub fn people_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    heading(ui, 1, &say!("win-people"), Some(&mut scene.state.arrival));
    ui.horizontal_wrapped(|ui| {
        let (add, join) = (say!("win-people-add"), say!("win-join-have-code"));
        if ui.add(Button::primary(&add)).clicked() {
            scene.go(Route::New("person".to_owned()));
        }
        let circle = say!("circle");
        if ui.add(Button::quiet(&circle)).clicked() {
            scene.go(Route::Circle);
        }
        if ui.add(Button::quiet(&join)).clicked() {
            scene.go(Route::Join);
        }
    });
    let people = ordered(scene);
    let mut to = None;
    card(ui, |ui| {
        if people.is_empty() {
            body(ui, say!("win-people-none"));
            muted(ui, say!("win-people-none-example"));
            return;
        }
        let name = say!("count-people", count = people.len());
        match people.len() {
            count if count < LONG => list(ui, &name, |ui| {
                for view in &people {
                    to = row_ui(ui, scene, view, None).or(to);
                }
            }),
            count => long_list(ui, &name, count, |ui, place| {
                if let Some(view) = people.get(place) {
                    to = row_ui(ui, scene, view, Some((place, count))).or(to);
                }
            }),
        }
    });
    if let Some(id) = to {
        scene.go(Route::Person(id));
    }
    let deleted = say!("win-deleted");
    if ui.add(Button::new(Weight::Plain, &deleted).flush()).clicked() {
        scene.go(Route::Deleted("person".to_owned()));
    }
}

/// One of them. Returns who was chosen.
fn row_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    view: &PersonView,
    place: Option<(usize, usize)>,
) -> Option<RecordId> {
    let (detail, sees) = (detail(scene, view), sees(view));
    let row = Row::new(&view.name).detail(&detail).side(&sees).with_initials();
    let row = match place {
        Some((place, count)) => row.in_long_list(place, count),
        None => row,
    };
    ui.add(row).clicked().then_some(view.id)
}

/// Whom one calls first stands first: by ring, then by id.
fn ordered<'a>(scene: &Scene<'a>) -> Vec<&'a PersonView> {
    let mut people: Vec<&PersonView> = scene.view.people.iter().collect();
    people.sort_by_cached_key(|view| {
        let ring = record(scene, view).and_then(|record| person::RING.of(record));
        (ring.unwrap_or(i64::MAX), view.id)
    });
    people
}

fn detail(scene: &Scene<'_>, view: &PersonView) -> String {
    let Some(record) = record(scene, view) else {
        return String::new();
    };
    let relation = person::RELATION.of(record).map(|one| relation_named(scene.view, one));
    let times = person::GOOD_TIMES.of(record).map(str::to_owned);
    [relation, times].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn record<'a>(scene: &Scene<'a>, view: &PersonView) -> Option<&'a Record> {
    // People stand in their own section and nowhere else, so the others need not be asked.
    scene.view.sections.get("people")?.records.get(view.id).map(|record| &**record)
}

/// What a person sees, in a few words; empty for somebody without Kith.
fn sees(view: &PersonView) -> String {
    let Some(guest) = &view.guest else {
        return String::new();
    };
    let sections: Vec<String> =
        guest.sees.iter().map(|(section, _)| section_name(section)).collect();
    if sections.is_empty() {
        say!("win-sees-nothing")
    } else {
        say!("win-sees", sections = sections.join(", "))
    }
}
