//! What comes: the next occasion on Today, and a week as a list. Nothing is said of what was missed.

use std::collections::{BTreeMap, BTreeSet};

use egui::{Id, Ui, UiBuilder};
use jiff::civil::Date;
use jiff::{ToSpan as _, Zoned};
use kith_core::insight::{
    Occasion, OccasionKind, SECTIONS_OF_OCCASIONS, next_occasions, occasions_between,
};
use kith_core::kinds::{appt, attend, group, med, reminder, takeaway};
use kith_core::{Command, RecordId, UnixMillis};
use kith_words::{field_label, kind_add, kind_example, say};
use serde_json::{Map, Value as Json};

use crate::route::Route;
use crate::say;
use crate::scene::Scene;
use crate::shelf::Seen;
use crate::state::{Then, Toast, Undoing};
use crate::titles;
use crate::widgets::{Button, Field, Row, body, card, heading, is_far, list, muted, quote};

const DAY_MILLIS: i64 = 86_400_000;
/// So many days are listed.
const DAYS: i64 = 7;
/// From so many on a day on, only the rows that are seen are laid out.
const LONG: usize = 30;

/// The next thing, worked out once for a picture.
#[derive(Default)]
pub struct NextState {
    of: Seen,
    now: Option<UnixMillis>,
    /// The next occasion, and the next time of medicine.
    next: Vec<Occasion>,
}

/// What comes in the week, and where one has been, worked out once for a picture and a day.
#[derive(Default)]
pub struct WeekState {
    of: Seen,
    from: Option<UnixMillis>,
    /// Each day on which something comes, with what comes.
    coming: Vec<(Date, Vec<Occasion>)>,
    been: BTreeSet<(String, String)>,
}

impl WeekState {
    fn refresh(&mut self, scene: &Scene<'_>, from: UnixMillis) {
        if self.from == Some(from) && self.of.is_of(scene.view, &SECTIONS_OF_OCCASIONS) {
            return;
        }
        let all = titles::of_kind(scene.view, attend::NAME_OF_KIND);
        let been = all.filter_map(|record| {
            let text = |name: &str| record.fields.get(name).and_then(kith_core::Value::as_text);
            Some((text(attend::GROUP.name())?.to_owned(), text(attend::ON.name())?.to_owned()))
        });
        *self = WeekState {
            of: Seen::of(scene.view, &SECTIONS_OF_OCCASIONS),
            from: Some(from),
            coming: coming(scene, from),
            been: been.collect(),
        };
    }

    /// Whether it is noted already that the owner went there on that day.
    fn has_been(&self, of: RecordId, day: &str) -> bool {
        self.been.contains(&(of.to_string(), day.to_owned()))
    }
}

/// The next thing, as a row of Today.
pub fn next_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let (view, now) = (scene.view, scene.view.now);
    let state = &mut scene.state.next;
    if state.now != Some(now) || !state.of.is_of(view, &SECTIONS_OF_OCCASIONS) {
        let comes = next_occasions(&view.sections, now, scene.zone);
        // What comes each day would hide what comes once.
        let next = comes.iter().find(|one| !is_medicine(one)).into_iter();
        let next = next.chain(comes.iter().find(|one| is_medicine(one))).cloned().collect();
        *state = NextState { of: Seen::of(view, &SECTIONS_OF_OCCASIONS), now: Some(now), next };
    }
    let mut next = state.next.clone();
    next.sort_by_key(|one| one.starts.timestamp());
    let asked = super::asks::asked(scene).len();
    if next.is_empty() && asked == 0 {
        return;
    }
    card(ui, |ui| {
        let row = |(place, one): (usize, &Occasion)| {
            let (when, what) = (when(&one.starts, scene), what(scene, one));
            match place {
                0 => say!("look-next", when = when, what = what),
                _ => say!("look-then", when = when, what = what),
            }
        };
        let mut rows: Vec<String> = next.iter().enumerate().map(row).collect();
        if asked > 0 {
            rows.push(say!("asks-soon", count = asked));
        }
        for title in rows {
            if ui.add(Row::new(&title).detail(&say!("look-next-more"))).clicked() {
                scene.go(Route::Week);
            }
        }
    });
}

/// A screen that others may see names no medicine, and a week tells its times in one line a day.
fn is_medicine(one: &Occasion) -> bool {
    one.kind == OccasionKind::Medicine
}

/// The times of medicine of a day; which it is stands on its own page.
fn medicine_ui(ui: &mut Ui, scene: &mut Scene<'_>, of_day: &[Occasion]) {
    let starts = of_day.iter().filter(|one| is_medicine(one));
    let mut times: Vec<String> = starts.map(|one| say::comes_at(&one.starts, scene.zone)).collect();
    times.dedup();
    if times.is_empty() {
        return;
    }
    let text = say!("med-of-a-day", times = say::names(&times));
    if ui.add(Row::new(&text)).clicked() {
        scene.go(Route::Records(med::NAME_OF_KIND.to_owned()));
    }
}

/// The week, a heading for each day.
pub fn week_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    heading(ui, 1, &say!("look-week"), Some(&mut scene.state.arrival));
    muted(ui, say!("look-week-what"));
    let start = midnight(scene);
    let mut week = std::mem::take(&mut scene.state.week);
    week.refresh(scene, start);
    days_ui(ui, scene, &week);
    scene.state.week = week;
}

fn days_ui(ui: &mut Ui, scene: &mut Scene<'_>, week: &WeekState) {
    let talks = talks_of_the_week(scene);
    let asked = super::asks::asked(scene);
    let today = say::date(scene.view.now, scene.zone);
    let mut days: BTreeSet<Date> = week.coming.iter().map(|(day, _)| *day).collect();
    days.extend(talks.iter().map(|(day, _)| *day));
    days.extend(asked.iter().map(|one| one.day).filter(|day| Some(*day) >= today));
    ui.horizontal_wrapped(|ui| {
        let add = kind_add(group::NAME_OF_KIND);
        if ui.add(Button::primary(&add)).clicked() {
            scene.go(Route::New(group::NAME_OF_KIND.to_owned()));
        }
        let add = kind_add(appt::NAME_OF_KIND);
        if ui.add(Button::quiet(&add)).clicked() {
            scene.go(Route::New(appt::NAME_OF_KIND.to_owned()));
        }
    });
    super::asks::open_ui(ui, scene);
    if days.is_empty() {
        card(ui, |ui| {
            super::still_reading_ui(ui, scene);
            if scene.view.whole {
                body(ui, say!("look-week-none"));
                muted(ui, say!("look-one-choice"));
                let example = kind_example(group::NAME_OF_KIND).unwrap_or_default();
                quote(ui, say!("win-quoted", text = example));
            }
        });
        return;
    }
    for day in days {
        let of_day = week.coming.iter().find(|(of, _)| *of == day);
        let of_day = of_day.map(|(_, of_day)| of_day.as_slice()).unwrap_or_default();
        let title = match say::date(scene.view.now, scene.zone) {
            Some(today) if today == day => say!("look-day-is-today"),
            Some(today) if today.tomorrow().is_ok_and(|next| next == day) => {
                say!("look-day-is-tomorrow")
            }
            _ => day.strftime("%A %-d %B").to_string(),
        };
        card(ui, |ui| {
            heading(ui, 2, &title, None);
            list(ui, &title, |ui| {
                let of_day_talks = talks.iter().filter(|(of, _)| *of == day);
                for (_, person) in of_day_talks {
                    talk_ui(ui, scene, *person);
                }
                for one in asked.iter().filter(|one| one.day == day) {
                    super::asks::ask_ui(ui, scene, one, "");
                }
                medicine_ui(ui, scene, of_day);
                of_day_ui(ui, scene, week, of_day);
            });
        });
    }
}

/// The talks that have a day in this week.
fn talks_of_the_week(scene: &mut Scene<'_>) -> Vec<(Date, RecordId)> {
    let Some(today) = say::date(scene.view.now, scene.zone) else {
        return Vec::new();
    };
    let week = today..today.saturating_add(DAYS.days());
    let talks = super::talks::days(scene).into_iter().map(|(person, day)| (day, person));
    talks.filter(|(day, _)| week.contains(day)).collect()
}

/// A talk has a day and no hour, so it stands before what has one.
fn talk_ui(ui: &mut Ui, scene: &mut Scene<'_>, person: RecordId) {
    let text = say!("look-week-talk", name = scene.name_of(person));
    if ui.add(Row::new(&text).detail(&say!("flow-talks-soon-what"))).clicked() {
        scene.go(Route::Prepare(person));
    }
}

/// What comes on one day. Of many, those out of sight are taken to be as high as the last one of their sort.
fn of_day_ui(ui: &mut Ui, scene: &mut Scene<'_>, week: &WeekState, of_day: &[Occasion]) {
    let of_day: Vec<&Occasion> = of_day.iter().filter(|one| !is_medicine(one)).collect();
    let is_long = of_day.len() >= LONG;
    let (mut plain, mut with_act) = (0.0, 0.0);
    for (place, one) in of_day.iter().enumerate() {
        let height = if may_have_been(scene, one) { &mut with_act } else { &mut plain };
        if is_long && *height > 0.0 && is_far(ui, *height) {
            ui.add_space(*height);
            continue;
        }
        let top = ui.cursor().top();
        // By its place alone: a row that has the focus keeps it when others before it are skipped.
        let id = Id::unique(("kith-week", one.starts.date().to_string(), place));
        ui.scope_builder(UiBuilder::new().scope_id(id), |ui| {
            occasion_ui(ui, scene, week, one, is_long.then_some((place, of_day.len())));
        });
        *height = ui.cursor().top() - top;
    }
}

/// Whether it is a meeting that has begun, of which one may say that one was there.
fn may_have_been(scene: &Scene<'_>, one: &Occasion) -> bool {
    let has_begun = one.starts.timestamp().as_millisecond() <= scene.view.now.0;
    one.kind == OccasionKind::Meeting && has_begun
}

fn occasion_ui(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    week: &WeekState,
    one: &Occasion,
    place: Option<(usize, usize)>,
) {
    let time = say::comes_at(&one.starts, scene.zone);
    let title = say!("look-week-row", time = time, what = what(scene, one));
    let detail = where_it_is(scene, one);
    let row = Row::new(&title).detail(&detail);
    let row = match place {
        Some((place, count)) => row.in_long_list(place, count),
        None => row,
    };
    if ui.add(row).clicked() {
        scene.go(Route::Record(one.record));
    }
    if !may_have_been(scene, one) {
        return;
    }
    let day = one.starts.date().to_string();
    if week.has_been(one.record, &day) {
        muted(ui, say!("look-week-been"));
        take_away_ui(ui, scene, one.record, &day, &title);
        return;
    }
    let (text, name) = (say!("look-week-went"), say!("look-week-went-name", what = &title));
    if ui.add(Button::quiet(&text).small().named(&name)).clicked() && !scene.busy() {
        let mut fields = Map::new();
        fields.insert(attend::GROUP.name().to_owned(), Json::from(one.record.to_string()));
        fields.insert(attend::ON.name().to_owned(), Json::from(day));
        let kind = attend::NAME_OF_KIND.to_owned();
        let toast = Toast::undo(say!("look-week-noted"), Undoing::Last);
        scene.ask(Command::Add { kind, section: None, fields }, Then::Say(toast));
    }
}

/// A line to take away from where one was: those that are there, or a way to write one.
fn take_away_ui(ui: &mut Ui, scene: &mut Scene<'_>, group: RecordId, day: &str, what: &str) {
    let name = titles::record_in(scene.view, group).map(kith_core::Record::title);
    let is_of_it = |record: &&kith_core::Record| {
        takeaway::ON.of(record) == Some(day) && takeaway::GROUP.of(record) == name.as_deref()
    };
    let lines = titles::of_kind(scene.view, takeaway::NAME_OF_KIND).filter(is_of_it);
    let lines: Vec<String> =
        lines.filter_map(|record| takeaway::TEXT.of(record)).map(str::to_owned).collect();
    for line in &lines {
        quote(ui, say!("win-quoted", text = line));
    }
    let place = (group, day.to_owned());
    let Some(mut text) = scene.state.took.get(&place).cloned() else {
        let (text, name) = (say!("went-line"), say!("went-line-name", what = what));
        let offered =
            lines.is_empty() && ui.add(Button::quiet(&text).small().named(&name)).clicked();
        if offered {
            scene.state.took.insert(place, String::new());
        }
        return;
    };
    let label = field_label(takeaway::NAME_OF_KIND, takeaway::TEXT.name());
    Field::new(&label).show(ui, &mut text, None);
    let keep = ui.add(Button::quiet(&say!("went-line-keep")).small()).clicked() || scene.done;
    if !keep || text.trim().is_empty() || scene.busy() {
        scene.state.took.insert(place, text);
        return;
    }
    scene.state.took.remove(&place);
    let mut fields = Map::new();
    fields.insert(takeaway::GROUP.name().to_owned(), Json::from(group.to_string()));
    fields.insert(takeaway::ON.name().to_owned(), Json::from(day));
    fields.insert(takeaway::TEXT.name().to_owned(), Json::from(text.trim()));
    let kind = takeaway::NAME_OF_KIND.to_owned();
    let toast = Toast::undo(say!("went-line-kept"), Undoing::Last);
    scene.ask(Command::Add { kind, section: None, fields }, Then::Say(toast));
}

/// By the clock of its own place everything has a day and an hour, as in [`say::held`]: one clock for the day and another
/// for the hour would tell of a time that is none.
fn coming(scene: &Scene<'_>, from: UnixMillis) -> Vec<(Date, Vec<Occasion>)> {
    // A day may last an hour longer; nobody minds an occasion of the next one.
    let to = UnixMillis(from.0.saturating_add(DAYS * DAY_MILLIS));
    let mut days: BTreeMap<Date, Vec<Occasion>> = BTreeMap::new();
    for one in occasions_between(&scene.view.sections, from, to, scene.zone) {
        days.entry(one.starts.date()).or_default().push(one);
    }
    days.into_iter().collect()
}

/// When the day began where the owner is.
pub(super) fn midnight(scene: &Scene<'_>) -> UnixMillis {
    let day = say::date(scene.view.now, scene.zone);
    let start = day.and_then(|day| day.to_zoned(scene.zone.clone()).ok());
    start.map_or(scene.view.now, |start| UnixMillis(start.timestamp().as_millisecond()))
}

fn when(starts: &Zoned, scene: &Scene<'_>) -> String {
    let today = say::date(scene.view.now, scene.zone).unwrap_or_default();
    say::comes(starts, today, scene.zone)
}

fn what(scene: &Scene<'_>, one: &Occasion) -> String {
    let Some(record) = titles::record_in(scene.view, one.record) else {
        return String::new();
    };
    let text = |name: &str| record.fields.get(name).and_then(kith_core::Value::as_text);
    let named = match one.kind {
        OccasionKind::Meeting => text(group::NAME.name()),
        OccasionKind::Appointment => text(appt::PERSON.name()),
        OccasionKind::Reminder => text(reminder::TEXT.name()),
        OccasionKind::Medicine => None,
    };
    match (one.kind, named) {
        (OccasionKind::Medicine, _) => say!("med-quiet"),
        (OccasionKind::Appointment, Some(person)) => say!("look-visit-with", name = person),
        (_, Some(named)) => named.to_owned(),
        (_, None) => kith_words::kind_name(&record.kind),
    }
}

fn where_it_is(scene: &Scene<'_>, one: &Occasion) -> String {
    let record = titles::record_in(scene.view, one.record);
    let place = record.and_then(|record| record.fields.get("place")?.as_text());
    place.unwrap_or_default().to_owned()
}
