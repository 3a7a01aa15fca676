//! Everything that happened, the newest first, a heading for each day. However long it is, only what is
//! seen is laid out.

use std::collections::BTreeSet;

use egui::Ui;
use jiff::civil::Date;
use kith_core::insight::Timeline;
use kith_core::kinds::{self, FieldType};
use kith_core::{Record, RecordId};
use kith_words::{kind_name, say};

use super::form_pick::pick_one_ui;
use crate::own_words::several;
use crate::route::Route;
use crate::say;
use crate::scene::Scene;
use crate::titles;
use crate::widgets::{Choice, Row, body, card, heading, long_list, low_heading, muted, quote};

/// What the timeline remembers: its index, which holds no word of the plan, and which kind is looked at.
#[derive(Default)]
pub struct TimelineState {
    timeline: Timeline,
    lines: Vec<Line>,
    kinds: BTreeSet<&'static str>,
    kind: Option<String>,
    shown: Option<String>,
}

/// A line of the page.
#[derive(Clone, Copy)]
enum Line {
    /// A new day.
    Day(Date),
    /// What stands at that place of the index.
    One(usize),
}

impl TimelineState {
    /// Brings the index and the lines up to the picture and to the kind that is looked at.
    fn refresh(&mut self, scene_view: &kith_core::OpenView, zone: &jiff::tz::TimeZone) {
        let has_changed = self.timeline.refresh(&scene_view.sections, zone);
        if !has_changed && self.kind == self.shown {
            return;
        }
        self.shown.clone_from(&self.kind);
        self.lines.clear();
        self.kinds.clear();
        let mut day = None;
        for (place, happened) in self.timeline.window(0, usize::MAX).iter().enumerate() {
            self.kinds.insert(happened.kind);
            if self.kind.as_ref().is_some_and(|kind| kind != happened.kind) {
                continue;
            }
            if day != Some(happened.day) {
                day = Some(happened.day);
                self.lines.push(Line::Day(happened.day));
            }
            self.lines.push(Line::One(place));
        }
    }
}

/// Draws it.
pub fn timeline_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    heading(ui, 1, &say!("look-timeline"), Some(&mut scene.state.arrival));
    muted(ui, say!("look-timeline-what"));
    let mut state = std::mem::take(&mut scene.state.timeline);
    state.refresh(scene.view, scene.zone);
    if state.timeline.is_empty() {
        card(ui, |ui| {
            super::still_reading_ui(ui, scene);
            if scene.view.whole {
                body(ui, say!("look-timeline-none"));
                muted(ui, say!("look-one-choice"));
                quote(ui, say!("win-quoted", text = say!("example-milestone")));
            }
        });
        scene.state.timeline = state;
        return;
    }
    if state.kinds.len() > 1 {
        let mut all: Vec<Choice<String>> = state
            .kinds
            .iter()
            .map(|kind| Choice { value: (*kind).to_owned(), text: several(scene.view, kind) })
            .collect();
        all.sort_by(|one, other| one.text.cmp(&other.text));
        pick_one_ui(ui, &say!("look-timeline-only"), "timeline", &all, &mut state.kind);
        state.refresh(scene.view, scene.zone);
    }
    let mut to = None;
    card(ui, |ui| {
        super::still_reading_ui(ui, scene);
        let count = state.lines.len();
        long_list(ui, &say!("look-timeline"), count, |ui, place| match state.lines.get(place) {
            Some(Line::Day(day)) => low_heading(ui, 2, &day_words(*day, scene)),
            Some(Line::One(at)) => {
                let happened = state.timeline.window(*at, 1).first();
                let record =
                    happened.and_then(|happened| titles::record_in(scene.view, happened.record));
                if let Some(record) = record {
                    to = row_ui(ui, scene, record, (place, count)).or(to);
                }
            }
            None => {}
        });
    });
    scene.state.timeline = state;
    if let Some(id) = to {
        scene.go(Route::Record(id));
    }
}

fn row_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    record: &Record,
    (place, count): (usize, usize),
) -> Option<RecordId> {
    let (_, detail) = titles::summary(scene.view, record, scene.zone);
    let title = kind_name(&record.kind);
    let time =
        if has_time(record) { say::time(record.happened(), scene.zone) } else { String::new() };
    let row = Row::new(&title).detail(&detail).side(&time).in_long_list(place, count);
    ui.add(row).clicked().then_some(record.id)
}

/// Whether it happened at an hour, and not on a day.
fn has_time(record: &Record) -> bool {
    let fields = kinds::kind(&record.kind).map(|kind| kind.fields).unwrap_or_default();
    let happening = fields.iter().find(|field| field.happening);
    happening.is_some_and(|field| matches!(field.field_type, FieldType::Moment))
}

fn day_words(day: Date, scene: &Scene<'_>) -> String {
    let today = say::date(scene.view.now, scene.zone);
    match today {
        Some(today) if today == day => say!("look-day-is-today"),
        Some(today) if today.yesterday().is_ok_and(|before| before == day) => {
            say!("look-day-is-yesterday")
        }
        Some(today) if today.year() == day.year() => day.strftime("%A %-d %B").to_string(),
        _ => day.strftime("%A %-d %B %Y").to_string(),
    }
}
