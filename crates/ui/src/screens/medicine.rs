//! Medicine: its times of today, each noted with one press, and what is to be filled again. It says what the plan says
//! and advises nothing.

use egui::Ui;
use jiff::civil::Date;
use jiff::{Timestamp, Zoned};
use kith_core::insight::{DateKind, OccasionKind, dates, occasions_between};
use kith_core::kinds::{dose, med};
use kith_core::{Command, Record, RecordId, UnixMillis};
use kith_words::{choice_label, say};
use serde_json::{Map, Value as Json};

use super::week::midnight;
use crate::say;
use crate::scene::Scene;
use crate::shelf::Seen;
use crate::state::{Then, Toast, Undoing};
use crate::titles;
use crate::tokens::space;
use crate::widgets::{Button, body, card, hairline, heading, list, muted, strong};

/// The section of medicine.
const MEDICINE: [&str; 1] = ["medicine"];
/// So many days before its day it is said that something is to be filled again.
const DAYS_BEFORE_A_REFILL: i32 = 7;

/// The times of today and what is to be filled again, worked out once for a picture and a day.
#[derive(Default)]
pub struct MedicineState {
    of: Seen,
    from: Option<UnixMillis>,
    due: Vec<Due>,
    refills: Vec<(RecordId, Date)>,
}

/// One time of one medicine.
struct Due {
    med: RecordId,
    at: Zoned,
    /// What was noted of it.
    noted: Option<String>,
}

impl MedicineState {
    fn refresh(&mut self, scene: &Scene<'_>) {
        let from = midnight(scene);
        if self.from == Some(from) && self.of.is_of(scene.view, &MEDICINE) {
            return;
        }
        let of = Seen::of(scene.view, &MEDICINE);
        *self = MedicineState { of, from: Some(from), ..MedicineState::default() };
        let Some(today) = say::date(scene.view.now, scene.zone) else {
            return;
        };
        let sections = &scene.view.sections;
        let tomorrow = today.tomorrow().ok().and_then(|day| day.to_zoned(scene.zone.clone()).ok());
        if let Some(tomorrow) = tomorrow {
            let to = UnixMillis(tomorrow.timestamp().as_millisecond());
            let all = occasions_between(sections, from, to, scene.zone).into_iter();
            let due = all.filter(|one| one.kind == OccasionKind::Medicine).map(|one| {
                let noted = noted(scene, one.record, one.starts.timestamp());
                Due { med: one.record, at: one.starts, noted }
            });
            self.due = due.collect();
        }
        let asked = dates(sections, [], today, scene.zone).into_iter();
        let asked = asked.filter(|one| {
            one.kind == DateKind::Refill && (one.day - today).get_days() <= DAYS_BEFORE_A_REFILL
        });
        self.refills = asked.filter_map(|one| Some((one.record?, one.day))).collect();
    }
}

/// What the diary says of one time.
fn noted(scene: &Scene<'_>, of: RecordId, at: Timestamp) -> Option<String> {
    let of = of.to_string();
    let is_it = |record: &&Record| {
        let due = dose::DUE.of(record).and_then(|due| due.parse::<Timestamp>().ok());
        due == Some(at) && dose::MED.of(record) == Some(of.as_str())
    };
    let noted = titles::of_kind(scene.view, dose::NAME_OF_KIND).find(is_it)?;
    Some(dose::STATE.of(noted).unwrap_or("taken").to_owned())
}

/// Draws what there is of today, if there is anything.
pub fn medicine_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let mut state = std::mem::take(&mut scene.state.medicine);
    state.refresh(scene);
    if !(state.due.is_empty() && state.refills.is_empty()) {
        card(ui, |ui| {
            let title = say!("med-today");
            heading(ui, 2, &title, None);
            list(ui, &title, |ui| {
                for due in &state.due {
                    due_ui(ui, scene, due);
                    ui.add_space(space::S);
                }
            });
            if !(state.due.is_empty() || state.refills.is_empty()) {
                hairline(ui);
            }
            for (id, day) in &state.refills {
                refill_ui(ui, scene, *id, *day);
            }
        });
    }
    scene.state.medicine = state;
}

fn due_ui(ui: &mut Ui, scene: &mut Scene<'_>, due: &Due) {
    let Some(record) = titles::record_in(scene.view, due.med) else {
        return;
    };
    let name = med::NAME.of(record).unwrap_or_default().to_owned();
    let time = due.at.strftime("%-H:%M").to_string();
    strong(ui, say!("med-at", time = &time, name = &name));
    if let Some(written) = med::DOSE.of(record) {
        muted(ui, written);
    }
    if let Some(state) = &due.noted {
        muted(ui, choice_label(dose::NAME_OF_KIND, dose::STATE.name(), state));
        return;
    }
    let mut said = None;
    ui.horizontal_wrapped(|ui| {
        for (text, is_taken) in [(say!("med-taken"), true), (say!("med-not-taken"), false)] {
            let named = say!("med-named", what = &text, time = &time, name = &name);
            if ui.add(Button::quiet(&text).small().named(&named)).clicked() {
                said = Some(is_taken);
            }
        }
    });
    if let Some(is_taken) = said
        && !scene.busy()
    {
        note(scene, due, is_taken);
    }
}

/// Writes it into the diary.
fn note(scene: &mut Scene<'_>, due: &Due, is_taken: bool) {
    let written = |at: Zoned| {
        let at = at.with_time_zone(scene.zone.clone());
        Json::from(at.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string())
    };
    let name = titles::record_in(scene.view, due.med).and_then(|record| med::NAME.of(record));
    let name = name.unwrap_or_default();
    let (state, said) = match is_taken {
        true => ("taken", say!("med-noted-taken", name = name)),
        false => ("not_taken", say!("med-noted-not", name = name)),
    };
    let mut fields = Map::new();
    fields.insert(dose::MED.name().to_owned(), Json::from(due.med.to_string()));
    fields.insert(dose::DUE.name().to_owned(), written(due.at.clone()));
    let now = Timestamp::from_millisecond(scene.view.now.0).ok().filter(|_| is_taken);
    if let Some(now) = now {
        fields.insert(dose::AT.name().to_owned(), written(now.to_zoned(scene.zone.clone())));
    }
    fields.insert(dose::STATE.name().to_owned(), Json::from(state));
    let kind = dose::NAME_OF_KIND.to_owned();
    let toast = Toast::undo(said, Undoing::Last);
    scene.ask(Command::Add { kind, section: None, fields }, Then::Say(toast));
}

fn refill_ui(ui: &mut Ui, scene: &Scene<'_>, id: RecordId, day: Date) {
    let record = titles::record_in(scene.view, id);
    let name = record.and_then(|record| med::NAME.of(record)).unwrap_or_default();
    let Some(today) = say::date(scene.view.now, scene.zone) else {
        return;
    };
    let days = (day - today).get_days();
    let text = if days < 0 {
        let day = day.strftime("%-d %B").to_string();
        say!("med-refill-passed", name = name, day = day)
    } else {
        say!("med-refill", name = name, days = days)
    };
    body(ui, text);
}
