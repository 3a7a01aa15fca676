//! The talk itself: the list to tick off, how to listen, what was heard, one promise each, and the next day.

use std::sync::Arc;

use egui::Ui;
use jiff::civil::Date;
use kith_core::kinds::{agenda, promise, sayback};
use kith_core::{Record, RecordId};
use kith_words::{choice_label, say};
use serde_json::{Map, Value as Json, json};

use super::super::form_field::References;
use super::super::form_when::{When, day_ui};
use super::kept::{self, Topic};
use super::prepare;
use crate::route::Route;
use crate::scene::Scene;
use crate::state::{Then, Toast};
use crate::widgets::{Button, Choice, Field, body, card, check, choices, heading, list, muted};

/// Draws it.
pub fn meet_ui(ui: &mut Ui, scene: &mut Scene<'_>, person: RecordId) {
    let found = scene.person(person).map(|view| (view.name.clone(), view.guest.is_some()));
    let Some((name, is_guest)) = found else {
        heading(ui, 1, &say!("win-gone"), Some(&mut scene.state.arrival));
        return;
    };
    scene.state.talks.be_with(person);
    heading(ui, 1, &say!("flow-with", name = &name), Some(&mut scene.state.arrival));
    muted(ui, say!("flow-with-what"));
    if is_guest {
        muted(ui, say!("flow-with-guest", name = &name));
    }
    card(ui, |ui| list_ui(ui, scene, person, &name));
    card(ui, listen_ui);
    card(ui, |ui| say_back_ui(ui, scene, person, &name));
    card(ui, |ui| promises_ui(ui, scene, person, &name));
    card(ui, |ui| close_ui(ui, scene, person));
}

/// The list: a tick is kept at once.
fn list_ui(ui: &mut Ui, scene: &mut Scene<'_>, person: RecordId, name: &str) {
    let title = say!("flow-list", name = name);
    heading(ui, 2, &title, None);
    let standing = list_of_talk(scene, person);
    let mut topics = standing.as_ref().map(|list| kept::topics(list)).unwrap_or_default();
    let theirs = prepare::theirs(scene, person);
    if topics.is_empty() && theirs.is_empty() {
        body(ui, say!("flow-list-none"));
    }
    let mut has_changed = false;
    list(ui, &title, |ui| {
        for topic in &mut topics {
            has_changed |= check(ui, &mut topic.is_done, &topic.text, None).changed();
        }
        for text in &theirs {
            body(ui, say!("flow-list-theirs", text = text, name = name));
        }
    });
    if let Some(list) = standing.filter(|_| has_changed) {
        let fields = one(agenda::ITEMS.name(), kept::topics_json(&topics));
        kept::change(scene, person, list.id, fields, Then::Nothing);
    }
}

/// The list with which the talk began. With its last tick it is over for the next talk, not for this one.
fn list_of_talk(scene: &mut Scene<'_>, person: RecordId) -> Option<Arc<Record>> {
    let list = match scene.state.talks.list {
        Some(id) => {
            let lists = kept::of_kind(scene, person, agenda::NAME_OF_KIND);
            lists.into_iter().map(|(_, list)| list).find(|list| list.id == id)
        }
        None => kept::open_list(scene, person),
    };
    scene.state.talks.list = list.as_ref().map(|list| list.id);
    list
}

fn listen_ui(ui: &mut Ui) {
    let title = say!("flow-listen");
    heading(ui, 2, &title, None);
    list(ui, &title, |ui| {
        body(ui, say!("flow-listen-1"));
        body(ui, say!("flow-listen-2"));
        body(ui, say!("flow-listen-3"));
    });
}

fn say_back_ui(ui: &mut Ui, scene: &mut Scene<'_>, person: RecordId, name: &str) {
    heading(ui, 2, &say!("flow-say-back"), None);
    let talks = &mut scene.state.talks;
    let label = say!("flow-say-back-heard", name = name);
    Field::new(&label).own_words().rows(2).show(ui, &mut talks.heard, None);
    let answers = [(true, "yes"), (false, "not_quite")].map(|(value, choice)| Choice {
        value,
        text: choice_label(sayback::NAME_OF_KIND, sayback::VERDICT.name(), choice),
    });
    choices(ui, &say!("flow-say-back-right"), &answers, &mut talks.is_right);
    if talks.is_right == Some(false) {
        let label = say!("flow-say-back-fix", name = name);
        Field::new(&label).own_words().rows(2).show(ui, &mut talks.fix, None);
    }
    let keep = say!("flow-say-back-keep");
    if !ui.add(Button::quiet(&keep)).clicked() || talks.heard.trim().is_empty() {
        return;
    }
    let mut fields = one(sayback::HEARD.name(), json!(talks.heard.trim()));
    if let Some(is_right) = talks.is_right {
        let verdict = if is_right { "yes" } else { "not_quite" };
        fields.insert(sayback::VERDICT.name().to_owned(), json!(verdict));
    }
    if talks.is_right == Some(false) && !talks.fix.trim().is_empty() {
        fields.insert(sayback::FIX.name().to_owned(), json!(talks.fix.trim()));
    }
    talks.heard.clear();
    talks.fix.clear();
    talks.is_right = None;
    let then = Then::Say(Toast::say(say!("flow-say-back-kept")));
    kept::keep(scene, person, sayback::NAME_OF_KIND, fields, then);
}

/// What was promised before, with what became of it, and one new promise each.
fn promises_ui(ui: &mut Ui, scene: &mut Scene<'_>, person: RecordId, name: &str) {
    heading(ui, 2, &say!("flow-promises"), None);
    muted(ui, say!("flow-promises-what"));
    let mut became = None;
    for (mine, record) in kept::of_kind(scene, person, promise::NAME_OF_KIND) {
        if !mine || !prepare::is_open(&record) {
            continue;
        }
        let text = promise::TEXT.of(&record).unwrap_or_default();
        body(
            ui,
            match promise::BY.of(&record) {
                Some("them") => say!("flow-line-theirs", name = name, text = text),
                _ => say!("flow-line-mine", text = text),
            },
        );
        let all = ["kept", "moved", "let_go"].map(|choice| Choice {
            value: choice,
            text: choice_label(promise::NAME_OF_KIND, promise::STATE.name(), choice),
        });
        let before = promise::STATE.of(&record);
        let mut state = all.iter().map(|one| one.value).find(|value| before == Some(*value));
        let group = say!("flow-promises-became", text = text);
        if crate::widgets::choice_row(ui, &group, &all, &mut state) {
            became = Some((record.id, state));
        }
    }
    if let Some((id, state)) = became {
        let fields = one(promise::STATE.name(), json!(state.unwrap_or("open")));
        kept::change(scene, person, id, fields, Then::Nothing);
    }
    let talks = &mut scene.state.talks;
    let mut made = None;
    let sides = [
        ("me", say!("flow-promises-mine"), say!("flow-promises-mine-add"), &mut talks.mine),
        (
            "them",
            say!("flow-promises-theirs", name = name),
            say!("flow-promises-theirs-add", name = name),
            &mut talks.theirs,
        ),
    ];
    for (by, label, add, text) in sides {
        Field::new(&label).own_words().show(ui, text, None);
        if ui.add(Button::quiet(&add)).clicked() && !text.trim().is_empty() {
            made = Some((by, std::mem::take(text)));
        }
    }
    if let Some((by, text)) = made {
        let mut fields = one(promise::TEXT.name(), json!(text.trim()));
        fields.insert(promise::BY.name().to_owned(), json!(by));
        fields.insert(promise::STATE.name().to_owned(), json!("open"));
        kept::keep(scene, person, promise::NAME_OF_KIND, fields, Then::Nothing);
    }
}

fn close_ui(ui: &mut Ui, scene: &mut Scene<'_>, person: RecordId) {
    heading(ui, 2, &say!("flow-close"), None);
    let references = References::none(scene);
    let talks = &mut scene.state.talks;
    let (label, fault) = (say!("flow-close-next"), talks.fault.then(|| say!("flow-day-odd")));
    let fault = fault.as_deref();
    let when = When {
        label: &label,
        help: None,
        fault,
        salt: "next",
        references: &references,
        offers_today: false,
    };
    day_ui(ui, &when, &mut talks.day);
    muted(ui, say!("flow-close-left"));
    let close = say!("flow-close-do");
    if (ui.add(Button::primary(&close)).clicked() || scene.done) && !scene.busy() {
        end(scene, person);
    }
}

/// Ends the talk: what was talked about stays on this list, the rest and the next day go on a new one.
fn end(scene: &mut Scene<'_>, person: RecordId) {
    let standing = list_of_talk(scene, person);
    let talks = &mut scene.state.talks;
    let day = talks.day.trim().to_owned();
    talks.fault = !day.is_empty() && day.parse::<Date>().is_err();
    if talks.fault {
        return;
    }
    talks.day.clear();
    talks.list = None;
    let topics = standing.as_ref().map(|list| kept::topics(list)).unwrap_or_default();
    let (done, left): (Vec<Topic>, Vec<Topic>) =
        topics.into_iter().partition(|topic| topic.is_done);
    let on = (!day.is_empty()).then(|| (agenda::ON.name().to_owned(), json!(day)));
    let mut next = Map::from_iter(on);
    match standing {
        // Nothing was talked about: the list as it is waits for the next day.
        Some(list) if done.is_empty() => {
            if !next.is_empty() {
                kept::change(scene, person, list.id, next, Then::Nothing);
            }
        }
        standing => {
            if let Some(list) = standing.filter(|_| !left.is_empty()) {
                let fields = one(agenda::ITEMS.name(), kept::topics_json(&done));
                kept::change(scene, person, list.id, fields, Then::Nothing);
                let left = left.into_iter().map(|topic| Topic { id: None, ..topic });
                let left: Vec<Topic> = left.collect();
                next.insert(agenda::ITEMS.name().to_owned(), kept::topics_json(&left));
            }
            if !next.is_empty() {
                kept::keep(scene, person, agenda::NAME_OF_KIND, next, Then::Nothing);
            }
        }
    }
    scene.state.toast = Some(Toast::say(say!("flow-closed")));
    scene.go(Route::Person(person));
    scene.state.trail.retain(|place| !matches!(place, Route::Meet(_) | Route::Prepare(_)));
}

fn one(name: &str, value: Json) -> Map<String, Json> {
    Map::from_iter([(name.to_owned(), value)])
}
