//! The pages of the first fifteen minutes, and what each of them makes of what is written on it.

use egui::Ui;
use jiff::civil::Date;
use kith_core::kinds::{appt, group, homeitem, naloxone, person, reason, rung};
use kith_words::{choice_label, field_label, say};
use serde_json::{Value as Json, json};

use super::super::form_field::References;
use super::super::form_when::{When, day_ui, moment_ui, time_ui};
use super::super::steady;
use super::{New, Part, Written, filled, record};
use crate::drafts::TypedMoment;
use crate::say;
use crate::scene::Scene;
use crate::tokens::space;
use crate::widgets::{Choice, Field, body, card, check, choices, heading, muted, strong};

/// What somebody can be good for on the first day; the others can be ticked later.
const ROLES: [&str; 5] = ["listen", "crisis_call", "distract", "ride", "naloxone_holder"];
const WEEKDAYS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

pub fn person_ui(ui: &mut Ui, scene: &mut Scene<'_>, written: &mut Written) {
    heading(ui, 1, &say!("flow-person"), Some(&mut scene.state.arrival));
    muted(ui, say!("flow-person-what"));
    card(ui, |ui| {
        Field::new(&say!("flow-person-name")).show(ui, &mut written.line, None);
        Field::new(&say!("flow-person-phone")).show(ui, &mut written.phone, None);
        strong(ui, say!("flow-person-good-for"));
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = space::L;
            for role in ROLES {
                let mut on = written.roles.contains(role);
                let text = choice_label(person::NAME_OF_KIND, person::ROLES.name(), role);
                if check(ui, &mut on, &text, None).changed() {
                    match on {
                        true => written.roles.insert(role),
                        false => written.roles.remove(role),
                    };
                }
            }
        });
    });
}

pub fn why_ui(ui: &mut Ui, scene: &mut Scene<'_>, written: &mut Written) {
    heading(ui, 1, &say!("flow-why"), Some(&mut scene.state.arrival));
    card(ui, |ui| {
        let (label, help) = (say!("why-new"), say!("flow-why-what"));
        Field::new(&label).help(Some(&help)).own_words().show(ui, &mut written.line, None);
    });
}

pub fn rung_ui(ui: &mut Ui, scene: &mut Scene<'_>, written: &mut Written, number: usize) {
    let step = i64::try_from(number).unwrap_or(1);
    let title = say::number_or_choice(rung::NAME_OF_KIND, rung::STEP.name(), step);
    heading(ui, 1, &title, Some(&mut scene.state.arrival));
    muted(ui, say!("flow-rung-what"));
    card(ui, |ui| {
        let (ask, idea) = steady::words(number);
        body(ui, ask);
        let label = say!("steady-new");
        let field = Field::new(&label).salt(&title).help(Some(&idea)).own_words();
        field.show(ui, &mut written.line, None);
    });
}

pub fn naloxone_ui(ui: &mut Ui, scene: &mut Scene<'_>, written: &mut Written) {
    heading(ui, 1, &say!("flow-naloxone"), Some(&mut scene.state.arrival));
    muted(ui, say!("flow-naloxone-what"));
    let references = References::none(scene);
    card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::L;
        let answers = [
            Choice { value: true, text: say!("flow-naloxone-yes") },
            Choice { value: false, text: say!("flow-naloxone-not-yet") },
        ];
        choices(ui, &say!("flow-naloxone-have"), &answers, &mut written.has_naloxone);
        match written.has_naloxone {
            Some(true) => {
                let label = |field: &str| field_label(naloxone::NAME_OF_KIND, field);
                let (place, expires) =
                    (label(naloxone::PLACE.name()), label(naloxone::EXPIRES.name()));
                Field::new(&place).show(ui, &mut written.line, None);
                let fault = written.fault.as_deref();
                let when = When {
                    label: &expires,
                    help: None,
                    fault,
                    salt: "",
                    references: &references,
                    offers_today: false,
                };
                day_ui(ui, &when, &mut written.day);
            }
            Some(false) => {
                body(ui, say!("flow-naloxone-ask"));
                check(ui, &mut written.is_on_list, &say!("flow-naloxone-list"), None);
            }
            None => {}
        }
    });
}

pub fn week_ui(ui: &mut Ui, scene: &mut Scene<'_>, written: &mut Written) {
    heading(ui, 1, &say!("flow-week"), Some(&mut scene.state.arrival));
    muted(ui, say!("flow-week-what"));
    let references = References::none(scene);
    let fault = written.fault.clone();
    card(ui, |ui| {
        heading(ui, 2, &say!("flow-week-visit"), None);
        let label = field_label(appt::NAME_OF_KIND, appt::AT.name());
        let visit = written.visit.get_or_insert_with(|| TypedMoment::read(None, &references.zone));
        let is_odd = !visit.is_empty() && visit.written().is_none();
        let fault = fault.as_deref().filter(|_| is_odd);
        let when = When {
            label: &label,
            help: None,
            fault,
            salt: "visit",
            references: &references,
            offers_today: true,
        };
        moment_ui(ui, &when, visit);
        Field::new(&say!("flow-week-where")).show(ui, &mut written.visit_place, None);
    });
    card(ui, |ui| {
        heading(ui, 2, &say!("flow-week-meeting"), None);
        Field::new(&say!("flow-week-name")).show(ui, &mut written.line, None);
        let days = WEEKDAYS.map(|day| Choice {
            value: day,
            text: choice_label(group::NAME_OF_KIND, group::DAY.name(), day),
        });
        let day = field_label(group::NAME_OF_KIND, group::DAY.name());
        choices(ui, &day, &days, &mut written.weekday);
        let time = field_label(group::NAME_OF_KIND, group::TIME.name());
        let is_odd = !written.time.trim().is_empty() && clock(&written.time).is_none();
        let fault = fault.as_deref().filter(|_| is_odd);
        let when = When {
            label: &time,
            help: None,
            fault,
            salt: "meeting",
            references: &references,
            offers_today: true,
        };
        time_ui(ui, &when, &mut written.time);
    });
}

/// What is to be kept of a page; nothing if nothing is written on it.
///
/// # Errors
/// What is wrong with a day or a time, in words.
pub fn records(part: Part, written: &Written, scene: &Scene<'_>) -> Result<Vec<New>, String> {
    let line = filled(&written.line);
    Ok(match part {
        Part::Now | Part::Shaky | Part::Danger => Vec::new(),
        Part::Person => line.into_iter().map(|name| person_of(name, written)).collect(),
        Part::Why => {
            let of = |text| record(reason::NAME_OF_KIND, [(reason::TEXT.name(), Some(text))]);
            line.into_iter().map(of).collect()
        }
        Part::Rung(number) => {
            let fields =
                |text| [(rung::STEP.name(), Some(json!(number))), (rung::TEXT.name(), Some(text))];
            line.into_iter().map(|text| record(rung::NAME_OF_KIND, fields(text))).collect()
        }
        Part::Naloxone => naloxone_of(line, written)?,
        Part::Week => {
            let mut records = Vec::new();
            records.extend(visit_of(written)?);
            records.extend(meeting_of(line, written, scene)?);
            records
        }
    })
}

fn person_of(name: Json, written: &Written) -> New {
    let phone = filled(&written.phone).map(|number| json!([{"sort": "phone", "value": number}]));
    let roles: Vec<&str> = ROLES.into_iter().filter(|role| written.roles.contains(role)).collect();
    let fields = [
        (person::NAME.name(), Some(name)),
        (person::CONTACTS.name(), phone),
        (person::ROLES.name(), (!roles.is_empty()).then(|| json!(roles))),
    ];
    record(person::NAME_OF_KIND, fields)
}

fn naloxone_of(place: Option<Json>, written: &Written) -> Result<Vec<New>, String> {
    match written.has_naloxone {
        Some(true) => {
            let day = written.day.trim();
            if !day.is_empty() && day.parse::<Date>().is_err() {
                return Err(say!("flow-day-odd"));
            }
            let fields = [(naloxone::PLACE.name(), place), (naloxone::EXPIRES.name(), filled(day))];
            Ok(vec![record(naloxone::NAME_OF_KIND, fields)])
        }
        Some(false) if written.is_on_list => {
            let text = json!(say!("flow-naloxone-list-text"));
            Ok(vec![record(homeitem::NAME_OF_KIND, [(homeitem::TEXT.name(), Some(text))])])
        }
        Some(false) | None => Ok(Vec::new()),
    }
}

/// The next visit: it needs a day and a time.
fn visit_of(written: &Written) -> Result<Option<New>, String> {
    let place = filled(&written.visit_place);
    let visit = written.visit.as_ref().filter(|visit| !visit.is_empty());
    match visit.map(TypedMoment::written) {
        None if place.is_none() => Ok(None),
        None | Some(None) => Err(say!("flow-moment-odd")),
        Some(Some(at)) => {
            let fields = [(appt::AT.name(), Some(json!(at))), (appt::PLACE.name(), place)];
            Ok(Some(record(appt::NAME_OF_KIND, fields)))
        }
    }
}

/// The meeting: it needs a name, and is by the clock of where one is.
fn meeting_of(
    name: Option<Json>,
    written: &Written,
    scene: &Scene<'_>,
) -> Result<Option<New>, String> {
    let time = written.time.trim();
    if !time.is_empty() && clock(time).is_none() {
        return Err(say!("flow-time-odd"));
    }
    let zone = scene.zone.iana_name().map(|zone| json!(zone));
    Ok(name.map(|name| {
        let fields = [
            (group::NAME.name(), Some(name)),
            (group::DAY.name(), written.weekday.map(|day| json!(day))),
            (group::TIME.name(), clock(time).map(|time| json!(time))),
            (group::ZONE.name(), zone.filter(|_| clock(time).is_some())),
        ];
        record(group::NAME_OF_KIND, fields)
    }))
}

/// A time of day as it is kept, with two figures for the hour.
fn clock(text: &str) -> Option<String> {
    let (hour, minute) = text.trim().split_once(':')?;
    let time = jiff::civil::Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()?;
    Some(time.strftime("%H:%M").to_string())
}
