//! The people in one's life.

use egui::Ui;
use kith_core::PersonView;
use kith_core::kinds::person;
use kith_words::{say, section_name};

use crate::own_words::relation_named;
use crate::route::Route;
use crate::scene::Scene;
use crate::widgets::{Button, Row, Weight, body, card, heading, list, muted};

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
    let rows: Vec<_> = ordered(scene)
        .into_iter()
        .map(|view| (view.id, view.name.clone(), detail(scene, view), sees(view)))
        .collect();
    card(ui, |ui| {
        if rows.is_empty() {
            body(ui, say!("win-people-none"));
            muted(ui, say!("win-people-none-example"));
            return;
        }
        list(ui, &say!("count-people", count = rows.len()), |ui| {
            for (id, name, detail, sees) in rows {
                let row = Row::new(&name).detail(&detail).side(&sees).with_initials();
                if ui.add(row).clicked() {
                    scene.go(Route::Person(id));
                }
            }
        });
    });
    let deleted = say!("win-deleted");
    if ui.add(Button::new(Weight::Plain, &deleted).flush()).clicked() {
        scene.go(Route::Deleted("person".to_owned()));
    }
}

/// Whom one calls first stands first: by ring, then by id.
fn ordered<'a>(scene: &Scene<'a>) -> Vec<&'a PersonView> {
    let mut people: Vec<&PersonView> = scene.view.people.iter().collect();
    people.sort_by_key(|view| {
        let ring = scene.record(view.id).and_then(|(_, record)| person::RING.of(record));
        (ring.unwrap_or(i64::MAX), view.id)
    });
    people
}

fn detail(scene: &Scene<'_>, view: &PersonView) -> String {
    let Some((_, record)) = scene.record(view.id) else {
        return String::new();
    };
    let relation = person::RELATION.of(record).map(|one| relation_named(scene.view, one));
    let times = person::GOOD_TIMES.of(record).map(str::to_owned);
    [relation, times].into_iter().flatten().collect::<Vec<_>>().join(" · ")
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
