//! What can be counted: sentences first, then plots, each with its table. No score, no rank, no cause.

use std::collections::BTreeSet;

use egui::Ui;
use jiff::civil::Date;
use kith_core::insight::{LEAST_ENTRIES, Patterns};
use kith_core::{FactReport, OpenView};
use kith_words::{choice_label, say};

use crate::route::Route;
use crate::say::{self, fact_words};
use crate::scene::Scene;
use crate::shelf::Seen;
use crate::widgets::{
    Button, Choice, Spot, Weight, bars, body, card, choices, heading, line, muted, table,
};

/// Over how many days one looks at first.
const FOUR_WEEKS: u32 = 28;
/// The spans that can be looked at.
const SPANS: [u32; 3] = [FOUR_WEEKS, 84, 364];
/// The sections that are counted.
const COUNTED: [&str; 5] = ["checkins", "groups", "cravings", "coping", "triggers"];

/// What was counted, for which sections and which day; and what of it is looked at.
#[derive(Default)]
pub struct InsightsState {
    counted: Option<Counted>,
    days: Option<u32>,
    tables: BTreeSet<&'static str>,
}

struct Counted {
    of: Seen,
    today: Option<Date>,
    days: u32,
    patterns: Patterns,
}

impl InsightsState {
    /// What is counted in the picture; counted anew only when one of its sections or the day changed.
    fn patterns(&mut self, view: &OpenView, days: u32, zone: &jiff::tz::TimeZone) -> Counted {
        let today = say::date(view.now, zone);
        let same = |counted: &Counted| {
            counted.today == today && counted.days == days && counted.of.is_of(view, &COUNTED)
        };
        match self.counted.take().filter(same) {
            Some(counted) => counted,
            None => Counted {
                of: Seen::of(view, &COUNTED),
                today,
                days,
                patterns: Patterns::of(&view.sections, days, view.now, zone),
            },
        }
    }
}

/// Draws them.
pub fn insights_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    heading(ui, 1, &say!("look-insights"), Some(&mut scene.state.arrival));
    muted(ui, say!("look-insights-what"));
    let mut state = std::mem::take(&mut scene.state.insights);
    let entries = scene.state.shelf.count("checkin") + scene.state.shelf.count("craving");
    if entries < LEAST_ENTRIES as usize {
        card(ui, |ui| few_ui(ui, scene, entries));
    } else {
        let all = SPANS.map(|days| Choice { value: days, text: span_words(days) });
        let mut days = Some(state.days.unwrap_or(FOUR_WEEKS));
        choices(ui, &say!("look-insights-span"), &all, &mut days);
        let days = days.or(state.days).unwrap_or(FOUR_WEEKS);
        state.days = Some(days);
        let counted = state.patterns(scene.view, days, scene.zone);
        card(ui, |ui| facts_ui(ui, scene, &counted.patterns));
        plots_ui(ui, &counted.patterns, &mut state.tables);
        state.counted = Some(counted);
    }
    scene.state.insights = state;
}

/// Too little to say anything: one line, one button, one example.
fn few_ui(ui: &mut Ui, scene: &mut Scene<'_>, entries: usize) {
    super::still_reading_ui(ui, scene);
    body(ui, say!("look-insights-few", least = LEAST_ENTRIES, count = entries));
    muted(ui, say!("look-insights-example"));
    let start = say!("win-checkin-start");
    if ui.add(Button::primary(&start)).clicked() {
        scene.go(Route::CheckIn);
    }
}

fn span_words(days: u32) -> String {
    match days {
        FOUR_WEEKS => say!("look-span-month"),
        84 => say!("look-span-quarter"),
        _ => say!("look-span-year"),
    }
}

fn facts_ui(ui: &mut Ui, scene: &Scene<'_>, patterns: &Patterns) {
    heading(ui, 2, &say!("look-insights-facts"), None);
    super::still_reading_ui(ui, scene);
    let facts = patterns.facts();
    let told = facts.iter().filter_map(|fact| FactReport::of(fact, &scene.view.sections));
    let said: Vec<String> = told.map(|fact| fact_words(&fact)).collect();
    if said.is_empty() {
        body(ui, say!("look-insights-none"));
    }
    for sentence in said {
        body(ui, sentence);
    }
    muted(ui, say!("look-insights-no-cause"));
}

/// Mood, urges by hour and meetings by week: each a picture, with the same numbers as a table.
fn plots_ui(ui: &mut Ui, patterns: &Patterns, tables: &mut BTreeSet<&'static str>) {
    let moods = patterns.mood_by_day();
    if moods.iter().any(|mood| mood.mood.is_some()) {
        let rows = moods.iter().filter_map(|mood| {
            let words = format!("{:.1}", mood.mood?);
            Some([mood.day.strftime("%a %-d %b").to_string(), words])
        });
        let rows: Vec<[String; 2]> = rows.collect();
        let names = [say!("look-table-day"), say!("look-table-mood")];
        part_ui(ui, "mood", &say!("look-plot-mood"), (&names, &rows), tables, |ui, name| {
            let spots: Vec<Spot> = moods
                .iter()
                .map(|mood| Spot {
                    text: mood.day.strftime("%-d %b").to_string(),
                    value: mood.mood.map(|mood| mood as f32),
                })
                .collect();
            let (low, high) =
                (choice_label("checkin", "mood", "1"), choice_label("checkin", "mood", "5"));
            line(ui, name, &spots, (1.0, 5.0), (&low, &high));
        });
    }
    let hours = patterns.urges_by_hour();
    if hours.iter().any(|count| *count > 0) {
        let rows = hours.iter().enumerate().filter(|(_, count)| **count > 0);
        let rows: Vec<[String; 2]> =
            rows.map(|(hour, count)| [format!("{hour}:00"), count.to_string()]).collect();
        let names = [say!("look-table-hour"), say!("look-table-urges")];
        part_ui(ui, "hours", &say!("look-plot-hours"), (&names, &rows), tables, |ui, name| {
            let spots: Vec<Spot> = hours
                .iter()
                .enumerate()
                .map(|(hour, count)| Spot {
                    text: if hour % 6 == 0 { format!("{hour}:00") } else { String::new() },
                    value: Some(*count as f32),
                })
                .collect();
            bars(ui, name, &spots);
        });
    }
    let weeks = patterns.meetings_by_week();
    if weeks.iter().any(|week| week.meetings > 0) {
        let words = |monday: Date| monday.strftime("%-d %b").to_string();
        let rows: Vec<[String; 2]> =
            weeks.iter().map(|week| [words(week.monday), week.meetings.to_string()]).collect();
        let names = [say!("look-table-week"), say!("look-table-meetings")];
        part_ui(ui, "weeks", &say!("look-plot-weeks"), (&names, &rows), tables, |ui, name| {
            let spots: Vec<Spot> = weeks
                .iter()
                .map(|week| Spot { text: words(week.monday), value: Some(week.meetings as f32) })
                .collect();
            bars(ui, name, &spots);
        });
    }
}

fn part_ui(
    ui: &mut Ui,
    id: &'static str,
    title: &str,
    (names, rows): (&[String; 2], &[[String; 2]]),
    tables: &mut BTreeSet<&'static str>,
    plot: impl FnOnce(&mut Ui, &str),
) {
    card(ui, |ui| {
        heading(ui, 2, title, None);
        let is_table = tables.contains(id);
        if is_table {
            table(ui, title, names, rows);
        } else {
            plot(ui, &say!("look-plot-name", title = title));
        }
        let (text, name) = match is_table {
            true => (say!("look-as-plot"), say!("look-as-plot-name", title = title)),
            false => (say!("look-as-table"), say!("look-as-table-name", title = title)),
        };
        if ui.add(Button::new(Weight::Plain, &text).named(&name).flush()).clicked() {
            if is_table {
                tables.remove(id);
            } else {
                tables.insert(id);
            }
        }
    });
}
