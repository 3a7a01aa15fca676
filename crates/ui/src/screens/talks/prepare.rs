//! Before a talk: the week at a glance, of which three things at most are picked, and a day.

use egui::Ui;
use jiff::civil::Date;
use kith_core::kinds::{agenda, attend, checkin, group, promise};
use kith_core::{Record, RecordId, UnixMillis};
use kith_words::{choice_label, say};
use serde_json::{Map, json};

use super::super::form_field::References;
use super::super::form_when::{When, day_ui};
use super::kept::{self, Topic};
use super::{Talks, day_words};
use crate::route::Route;
use crate::say;
use crate::scene::Scene;
use crate::state::{Then, Toast};
use crate::titles;
use crate::widgets::{Button, Field, body, card, check, heading, list, muted, status};

/// So many things are brought, and not one more.
const MOST: usize = 3;
/// So many lines of the week are offered to pick from, the newest ones.
const OFFERED: usize = 12;
const WEEK_MILLIS: i64 = 7 * 86_400_000;
/// Today and so many days before it are the week, so that no day of the week comes twice.
const DAYS_BEFORE: i32 = 6;

/// Draws it.
pub fn prepare_ui(ui: &mut Ui, scene: &mut Scene<'_>, person: RecordId) {
    let Some(view) = scene.person(person).cloned() else {
        heading(ui, 1, &say!("win-gone"), Some(&mut scene.state.arrival));
        return;
    };
    let name = view.name;
    scene.state.talks.be_with(person);
    heading(ui, 1, &say!("flow-prepare", name = &name), Some(&mut scene.state.arrival));
    muted(ui, say!("flow-prepare-what", name = &name));
    list_ui(ui, scene, person, &name);
    let lines = week(scene, person, &name);
    let standing = kept::open_list(scene, person);
    let references = References::none(scene);
    let mut talks = std::mem::take(&mut scene.state.talks);
    card(ui, |ui| week_ui(ui, &mut talks, &lines));
    card(ui, |ui| {
        let (label, help) = (say!("flow-prepare-own"), say!("flow-prepare-own-help"));
        Field::new(&label).help(Some(&help)).own_words().show(ui, &mut talks.own, None);
        let fault = talks.fault.then(|| say!("flow-day-odd"));
        let has_day = standing.as_ref().is_some_and(|list| agenda::ON.of(list).is_some());
        if !has_day || !talks.day.is_empty() {
            let label = say!("flow-prepare-when");
            let fault = fault.as_deref();
            let when = When {
                label: &label,
                help: None,
                fault,
                salt: "",
                references: &references,
                offers_today: true,
            };
            day_ui(ui, &when, &mut talks.day);
        }
    });
    scene.state.talks = talks;
    let keep = say!("flow-prepare-keep");
    if (ui.add(Button::primary(&keep)).clicked() || scene.done) && !scene.busy() {
        keep_list(scene, person, &name);
    }
    muted(
        ui,
        match view.guest {
            Some(_) => say!("flow-prepare-sees", name = &name),
            None => say!("flow-prepare-nobody", name = &name),
        },
    );
}

/// What stands on the list already, with what the other one put on theirs, and the way to the talk.
fn list_ui(ui: &mut Ui, scene: &mut Scene<'_>, person: RecordId, name: &str) {
    let Some(standing) = kept::open_list(scene, person) else {
        return;
    };
    let theirs = theirs(scene, person);
    card(ui, |ui| {
        let title = say!("flow-list", name = name);
        heading(ui, 2, &title, None);
        if let Some(day) = agenda::ON.of(&standing).and_then(day_words) {
            muted(ui, say!("flow-talks-next", day = day));
        }
        let topics = kept::topics(&standing);
        if topics.is_empty() && theirs.is_empty() {
            body(ui, say!("flow-list-none"));
        }
        list(ui, &title, |ui| {
            for topic in &topics {
                body(ui, &topic.text);
            }
            for text in &theirs {
                body(ui, say!("flow-list-theirs", text = text, name = name));
            }
        });
        let meet = say!("flow-meet");
        if ui.add(Button::quiet(&meet)).clicked() {
            scene.go(Route::Meet(person));
        }
    });
}

/// What the other one wants to talk about, on their newest list.
pub(super) fn theirs(scene: &mut Scene<'_>, person: RecordId) -> Vec<String> {
    let lists = kept::of_kind(scene, person, agenda::NAME_OF_KIND);
    let newest = lists.into_iter().rev().find(|(mine, _)| !*mine);
    let topics = newest.map(|(_, list)| kept::topics(&list)).unwrap_or_default();
    topics.into_iter().filter(|topic| !topic.is_done).map(|topic| topic.text).collect()
}

fn week_ui(ui: &mut Ui, talks: &mut Talks, lines: &[(RecordId, String)]) {
    heading(ui, 2, &say!("flow-prepare-week"), None);
    if lines.is_empty() {
        body(ui, say!("flow-prepare-week-none"));
        return;
    }
    for (id, text) in lines {
        let is_picked = talks.picked.iter().any(|(picked, _)| picked == id);
        let mut on = is_picked;
        if !check(ui, &mut on, text, None).changed() {
            continue;
        }
        talks.is_too_much = false;
        if is_picked {
            talks.picked.retain(|(picked, _)| picked != id);
        } else if talks.picked.len() < MOST {
            talks.picked.push((*id, text.clone()));
        } else {
            talks.is_too_much = true;
        }
    }
    let count = talks.picked.len();
    let text = match talks.is_too_much {
        true => say!("flow-prepare-enough"),
        false => say!("flow-prepare-picked", count = count, of = MOST),
    };
    status(ui, &text);
}

/// Lines of the last seven days that may be picked: check-ins without the strength of an urge, meetings, and
/// promises that are open. Nothing of medicine or of the journal is ever among them.
fn week(scene: &mut Scene<'_>, person: RecordId, name: &str) -> Vec<(RecordId, String)> {
    let promises = kept::of_kind(scene, person, promise::NAME_OF_KIND);
    let mut days: Vec<(Option<Date>, RecordId, String)> = Vec::new();
    for record in newest(scene, "checkins", checkin::NAME_OF_KIND) {
        let day = Some(say::happened(record, scene.zone).date());
        days.push((day, record.id, checkin_line(scene, record)));
    }
    for record in newest(scene, "groups", attend::NAME_OF_KIND) {
        let named = attend::GROUP.of(record).and_then(|id| id.to_string().parse().ok());
        let named = named.and_then(|id| titles::record_in(scene.view, id));
        let group = named.and_then(|record| group::NAME.of(record)).unwrap_or_default();
        let day = attend::ON.of(record).and_then(|day| day.parse::<Date>().ok());
        let named = day.map(|day| day.strftime("%A").to_string()).unwrap_or_default();
        days.push((day, record.id, say!("flow-line-went", day = named, name = group)));
    }
    days.sort_by_key(|(day, id, _)| (*day, *id));
    days.drain(..days.len().saturating_sub(OFFERED));
    let mut lines: Vec<(RecordId, String)> =
        days.into_iter().map(|(_, id, line)| (id, line)).collect();
    for (_, record) in promises.iter().filter(|(_, record)| is_open(record)) {
        let text = promise::TEXT.of(record).unwrap_or_default();
        let line = match promise::BY.of(record) {
            Some("them") => say!("flow-line-theirs", name = name, text = text),
            _ => say!("flow-line-mine", text = text),
        };
        lines.push((record.id, line));
    }
    lines
}

/// Whether a promise still stands.
pub(super) fn is_open(record: &Record) -> bool {
    !matches!(promise::STATE.of(record), Some("kept" | "let_go"))
}

/// The records of a kind that happened in this week, the oldest first. Only what was made in the week is looked
/// through, which is the end of the section; much of that may be of long before, as after an import.
fn newest<'a>(scene: &Scene<'a>, section: &str, kind: &str) -> Vec<&'a Record> {
    let since = UnixMillis(scene.view.now.0.saturating_sub(WEEK_MILLIS));
    let view = scene.view;
    let records = view.sections.get(section).into_iter().flat_map(|held| held.records.iter().rev());
    let made = records.take_while(|record| record.created >= since).map(|record| &**record);
    let today = say::date(view.now, scene.zone).unwrap_or_default();
    let is_of_week = |record: &&Record| {
        let day = say::happened(record, scene.zone).date();
        (today - day).get_days() <= DAYS_BEFORE && record.happened() <= view.now
    };
    let mut found: Vec<&Record> =
        made.filter(|record| record.kind == kind).filter(is_of_week).collect();
    found.reverse();
    found
}

fn checkin_line(scene: &Scene<'_>, record: &Record) -> String {
    let day = say::happened(record, scene.zone).strftime("%A").to_string();
    let line = match checkin::MOOD.of(record) {
        Some(mood) => {
            let mood = choice_label(checkin::NAME_OF_KIND, checkin::MOOD.name(), &mood.to_string());
            say!("flow-line-mood", day = day, mood = mood)
        }
        None => say!("flow-line-checkin", day = day),
    };
    match checkin::NOTE.of(record) {
        Some(note) => say!("flow-line-note", line = line, note = note),
        None => line,
    }
}

/// Puts what was picked on the list, which is made if there is none.
fn keep_list(scene: &mut Scene<'_>, person: RecordId, name: &str) {
    let standing = kept::open_list(scene, person);
    let talks = &mut scene.state.talks;
    let day = talks.day.trim().to_owned();
    talks.fault = !day.is_empty() && day.parse::<Date>().is_err();
    if talks.fault {
        return;
    }
    let mut topics = standing.as_ref().map(|list| kept::topics(list)).unwrap_or_default();
    let own = talks.own.trim();
    let new = talks.picked.iter().map(|(_, text)| text.clone());
    let new = new.chain((!own.is_empty()).then(|| own.to_owned()));
    topics.extend(new.map(|text| Topic { id: None, text, is_done: false }));
    let mut fields = Map::new();
    fields.insert(agenda::ITEMS.name().to_owned(), kept::topics_json(&topics));
    if !day.is_empty() {
        fields.insert(agenda::ON.name().to_owned(), json!(day));
    }
    talks.picked.clear();
    talks.own.clear();
    talks.day.clear();
    let then = Then::Say(Toast::say(say!("flow-prepare-kept", name = name)));
    match standing {
        Some(list) => kept::change(scene, person, list.id, fields, then),
        None => kept::keep(scene, person, agenda::NAME_OF_KIND, fields, then),
    }
}
