//! Everything that happened, the newest first, a heading for each day. However long it is, only what is
//! seen is laid out.

use std::collections::BTreeSet;

use egui::{Response, Ui};
use jiff::civil::Date;
use kith_core::Record;
use kith_core::insight::Timeline;
use kith_core::kinds::{self, FieldType};
use kith_words::{kind_name, say};

use crate::own_words::several;
use crate::route::Route;
use crate::say;
use crate::scene::Scene;
use crate::titles;
use crate::tokens::{self, Type, line_height, size, space};
use crate::widgets::{
    Button, Choice, Field, Row, body, card, choice_row, choices, heading, long_list_to,
    low_heading, muted, quote,
};

/// So many kinds stand there to be chosen from; more are behind a button.
const FEW: usize = 8;

/// What the timeline remembers: its index, which holds no word of the plan, and which kind is looked at.
#[derive(Default)]
pub struct TimelineState {
    timeline: Timeline,
    lines: Vec<Line>,
    kinds: BTreeSet<&'static str>,
    kind: Option<String>,
    /// Whether the kinds to choose from are unfolded.
    is_choosing: bool,
    shown: Option<String>,
    /// The day that is being typed, and whether it is none.
    day: String,
    is_odd: bool,
    /// Where to go: first the page, then the focus.
    scroll_to: Option<usize>,
    focus_on: Option<usize>,
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
        only_ui(ui, &all, &mut state);
        state.refresh(scene.view, scene.zone);
    }
    go_to_ui(ui, scene, &mut state);
    let mut to = None;
    let (scroll_to, focus_on) = (state.scroll_to.take(), state.focus_on);
    let mut has_focused = false;
    card(ui, |ui| {
        super::still_reading_ui(ui, scene);
        let count = state.lines.len();
        let name = say!("look-timeline");
        long_list_to(ui, &name, count, scroll_to, |ui, place| match state.lines.get(place) {
            Some(Line::Day(day)) => low_heading(ui, 2, &day_words(*day, scene)),
            Some(Line::One(at)) => {
                let happened = state.timeline.window(*at, 1).first();
                let record =
                    happened.and_then(|happened| titles::record_in(scene.view, happened.record));
                if let Some(record) = record {
                    let row = row_ui(ui, scene, record, (place, count));
                    if row.clicked() {
                        to = Some(record.id);
                    }
                    if focus_on == Some(place) {
                        row.request_focus();
                        has_focused = true;
                    }
                }
            }
            None => {}
        });
    });
    if has_focused {
        state.focus_on = None;
    }
    scene.state.timeline = state;
    if let Some(id) = to {
        scene.go(Route::Record(id));
    }
}

/// The choice of one kind: as it is where there are few, and folded away where many would fill the page.
fn only_ui(ui: &mut Ui, all: &[Choice<String>], state: &mut TimelineState) {
    let label = say!("look-timeline-only");
    if all.len() <= FEW {
        choices(ui, &label, all, &mut state.kind);
        return;
    }
    let chosen = all.iter().find(|choice| Some(&choice.value) == state.kind.as_ref());
    let text = match chosen {
        Some(choice) => say!("win-labelled", label = &label, value = &choice.text),
        None => say!("look-timeline-only-one"),
    };
    if ui.add(Button::quiet(&text)).clicked() {
        state.is_choosing = !state.is_choosing;
    }
    if state.is_choosing {
        choice_row(ui, &label, all, &mut state.kind);
    }
}

/// A field for a day, and the way there: to that day, or to the last one before it on which something happened.
fn go_to_ui(ui: &mut Ui, scene: &Scene<'_>, state: &mut TimelineState) {
    let (label, help) = (say!("look-timeline-day"), say!("look-day-help"));
    let (go, fault) = (say!("look-timeline-go"), state.is_odd.then(|| say!("flow-day-odd")));
    let field = Field::new(&label).help(Some(&help)).error(fault.as_deref());
    let wide = size::SHORT_FIELD * tokens::scale(ui);
    let pressed = if ui.available_width() < 1.6 * wide {
        field.show(ui, &mut state.day, None);
        ui.add(Button::quiet(&go)).clicked()
    } else {
        // The button stands beside the field and not beside its label.
        let above = line_height(ui, Type::Strong) + line_height(ui, Type::Small) + 3.0 * space::XS;
        let row = ui.horizontal_top(|ui| {
            ui.vertical(|ui| {
                ui.set_width(wide);
                field.show(ui, &mut state.day, None);
            });
            ui.vertical(|ui| {
                ui.add_space(above);
                ui.add(Button::quiet(&go)).clicked()
            })
        });
        row.inner.inner
    };
    if !pressed && !scene.done {
        return;
    }
    let day = state.day.trim().parse::<Date>();
    state.is_odd = day.is_err();
    let Ok(day) = day else {
        return;
    };
    let is_there = |line: &Line| matches!(line, Line::Day(of) if *of <= day);
    let last = |line: &Line| matches!(line, Line::Day(_));
    let lines = &state.lines;
    let place = lines.iter().position(is_there).or_else(|| lines.iter().rposition(last));
    state.scroll_to = place;
    state.focus_on = place.map(|place| place + 1);
}

fn row_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    record: &Record,
    (place, count): (usize, usize),
) -> Response {
    let (_, detail) = titles::summary(scene.view, record, scene.zone);
    let title = kind_name(&record.kind);
    // By the same wall as the day that it stands under.
    let time = match has_time(record) {
        true => say::clock_time(say::happened(record, scene.zone)),
        false => String::new(),
    };
    let row = Row::new(&title).detail(&detail).side(&time).in_long_list(place, count);
    ui.add(row)
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
