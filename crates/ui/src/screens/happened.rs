//! After something happened: are you safe, what matters for the body now, and whom to tell, if anybody.
//! It is kept with the first answer, it is private, and nothing is counted anew.

use egui::Ui;
use kith_core::kinds::{letter, med, naloxone};
use kith_core::{Record, RecordId};
use kith_words::{Topic, say};
use serde_json::{Map, Value as Json, json};

use super::bare::{back_ui, bare_ui, columns};
use super::lines::{country_lines_ui, danger_ui, wake_ui};
use super::reach;
use crate::acts::{self, Act};
use crate::say;
use crate::scene::Scene;
use crate::tokens::{Type, size};
use crate::widgets::{
    Arrival, Button, Icon, Mood, TileText, body, card, heading, heading_in, label, muted, notice,
    quote, status, strong, tiles,
};

/// How far one is in it.
#[derive(Debug, Default)]
pub struct Happened {
    part: Part,
    is_safe: bool,
    is_alone: bool,
    told: Vec<RecordId>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Part {
    /// Are you safe now?
    #[default]
    Safe,
    /// Are you alone?
    Alone,
    /// What matters now.
    Now,
    /// Words for somebody.
    Reach(RecordId),
}

/// Draws it over the whole window.
pub fn happened_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    bare_ui(ui, scene, size::COLUMN, |ui, scene| match scene.state.happened.part {
        Part::Safe => safe_ui(ui, scene),
        Part::Alone => alone_ui(ui, scene),
        Part::Now => now_ui(ui, scene),
        Part::Reach(person) => reach_ui(ui, scene, person),
    });
}

fn to(scene: &mut Scene<'_>, part: Part) {
    scene.state.happened.part = part;
    scene.state.arrival = Arrival::now();
}

fn safe_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    if back_ui(ui) {
        scene.back();
        return;
    }
    heading_in(ui, 1, Type::Display, &say!("crisis-used-title"), None);
    heading(ui, 2, &say!("crisis-used-safe"), None);
    let answers = [(Icon::Tick, say!("act-used-safe")), (Icon::Phone, say!("act-used-not-safe"))];
    if let Some(place) = ask_ui(ui, scene, answers) {
        let is_safe = place == 0;
        scene.state.happened.is_safe = is_safe;
        acts::begin(scene, Act::Happened, one("safe_now", json!(is_safe)));
        to(scene, Part::Alone);
    }
}

fn alone_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    heading_in(ui, 1, Type::Display, &say!("act-used-alone"), None);
    let answers =
        [(Icon::People, say!("act-used-not-alone")), (Icon::Leaf, say!("act-used-is-alone"))];
    if let Some(place) = ask_ui(ui, scene, answers) {
        scene.state.happened.is_alone = place == 1;
        to(scene, Part::Now);
    }
    status(ui, &say!("act-used-kept"));
}

fn ask_ui(ui: &mut Ui, scene: &mut Scene<'_>, answers: [(Icon, String); 2]) -> Option<usize> {
    let all = answers.map(|(icon, text)| TileText { icon, text, detail: String::new() });
    tiles(ui, columns(ui).min(2), &all, Some(&mut scene.state.arrival))
}

fn now_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let title = match scene.state.happened.is_safe {
        true => say!("crisis-used-title"),
        false => say!("act-used-thanks"),
    };
    heading(ui, 1, &title, Some(&mut scene.state.arrival));
    if scene.state.happened.is_safe {
        body_ui(ui, scene);
    } else {
        danger_ui(ui, *scene.country);
        tell_ui(ui, scene);
        // What can cost a life stands before lines that want to be read.
        body_ui(ui, scene);
        wake_ui(ui, *scene.country);
        country_lines_ui(ui, scene, &[]);
    }
    if scene.state.happened.is_safe && scene.state.happened.is_alone {
        notice(ui, Mood::Look, &say!("act-used-alone-line"), &[], |_| ());
        country_lines_ui(ui, scene, &[Topic::NotAlone, Topic::Crisis]);
    }
    letter_ui(ui, scene);
    if scene.state.happened.is_safe {
        tell_ui(ui, scene);
    }
    status(ui, &say!("act-used-kept"));
    muted(ui, say!("act-used-later"));
    let done = say!("button-done");
    if ui.add(Button::primary(&done)).clicked() || scene.done {
        scene.back();
        return;
    }
    if scene.state.happened.is_safe {
        wake_ui(ui, *scene.country);
    }
}

/// What is true of every body after a break, where naloxone is, and who prescribes.
fn body_ui(ui: &mut Ui, scene: &Scene<'_>) {
    card(ui, |ui| {
        heading(ui, 2, &say!("act-used-body"), None);
        strong(ui, say!("crisis-used-low"));
        body(ui, say!("crisis-used-near"));
        for record in scene.records_of("naloxone") {
            if let Some(place) = naloxone::PLACE.of(record) {
                body(ui, say!("act-used-naloxone", place = place));
            }
            if let Some(name) = naloxone::HOLDER.of(record) {
                body(ui, say!("act-used-naloxone-with", name = name));
            }
            let expires = naloxone::EXPIRES.of(record);
            if expires.is_some_and(|day| say::is_past(day, scene.view.now, scene.zone)) {
                strong(ui, say!("act-used-naloxone-past"));
            }
        }
        heading(ui, 2, &say!("act-used-medicine"), None);
        body(ui, say!("crisis-used-medicine"));
        for (name, number) in prescribers(scene) {
            label(ui, Type::Subtitle, say::labelled(&name, &number));
        }
    });
}

/// Those who prescribe something that is still prescribed, with a number.
fn prescribers(scene: &Scene<'_>) -> Vec<(String, String)> {
    let people = scene.state.reach.all();
    let mut found: Vec<(String, String)> = Vec::new();
    let current = |record: &&&Record| med::ENDED.of(record) != Some(true);
    for record in scene.records_of("med").iter().filter(current) {
        let Some(label) = med::PRESCRIBER.of(record) else {
            continue;
        };
        let one = people.iter().find(|one| one.name == label || one.id.to_string() == label);
        let Some(number) = one.and_then(|one| one.number.clone()) else {
            continue;
        };
        let entry = (one.map(|one| one.name.clone()).unwrap_or_default(), number);
        if !found.contains(&entry) {
            found.push(entry);
        }
    }
    found
}

fn letter_ui(ui: &mut Ui, scene: &Scene<'_>) {
    let letters = scene.records_of("letter");
    let mut fitting = letters.iter().rev().filter(|l| letter::OPEN_WHEN.of(l) == Some("slip"));
    if let Some(text) = fitting.next().and_then(|record| letter::BODY.of(record)) {
        card(ui, |ui| {
            heading(ui, 2, &say!("act-used-letter"), None);
            quote(ui, text);
        });
    }
}

/// Whom to tell. Nobody is told by the program.
fn tell_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    const MOST: usize = 3;
    let people: Vec<_> = scene.state.reach.all().iter().take(MOST).cloned().collect();
    if people.is_empty() {
        return;
    }
    let mut chosen = None;
    card(ui, |ui| {
        heading(ui, 2, &say!("act-used-tell"), None);
        ui.horizontal_wrapped(|ui| {
            for one in &people {
                let text = say!("act-used-tell-one", name = &one.name);
                if ui.add(Button::quiet(&text).icon(Icon::Speech)).clicked() {
                    chosen = Some(one.id);
                }
            }
        });
        reach::standing_ui(ui, scene);
        if scene.state.happened.told.is_empty() && scene.state.reaching.is_empty() {
            muted(ui, say!("act-used-nobody-yet"));
        }
    });
    if let Some(person) = chosen {
        to(scene, Part::Reach(person));
    }
}

fn reach_ui(ui: &mut Ui, scene: &mut Scene<'_>, person: RecordId) {
    if back_ui(ui) {
        to(scene, Part::Now);
        return;
    }
    let words = [say!("act-reach-happened"), say!("act-reach-used"), say!("act-reach-call")];
    if reach::reach_ui(ui, scene, person, &words) {
        let told = &mut scene.state.happened.told;
        if !told.contains(&person) {
            told.push(person);
        }
        let told: Vec<String> = told.iter().map(RecordId::to_string).collect();
        acts::write(scene, Act::Happened, one("told", json!(told)));
    }
}

fn one(name: &str, value: Json) -> Map<String, Json> {
    Map::from_iter([(name.to_owned(), value)])
}
