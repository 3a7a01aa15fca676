//! Progress that is never set back, and a river with a stone for each milestone.

use std::collections::BTreeSet;

use egui::Ui;
use jiff::civil::Date;
use kith_core::RecordId;
use kith_core::insight::{OutOf, Progress, SECTIONS_OF_PROGRESS, progress};
use kith_core::kinds::{milestone, progress as kept};
use kith_words::{kind_add, kind_example, say};

use crate::own_words::{OwnWord, own_word};
use crate::route::Route;
use crate::say;
use crate::scene::Scene;
use crate::shelf::Seen;
use crate::tokens::Type;
use crate::widgets::{
    Button, Row, Stone, Weight, body, card, hairline, heading, label, list, long_list, muted,
    quote, river,
};

/// From so many on, only the rows that are seen are laid out.
const LONG: usize = 60;
/// The sections that this page shows.
const SHOWN: [&str; 4] = {
    let [setbacks, cravings, groups] = SECTIONS_OF_PROGRESS;
    [setbacks, cravings, groups, "milestones"]
};

/// What was counted and put in order, once for a picture and a day.
#[derive(Default)]
pub struct MilestonesState {
    of: Seen,
    today: Option<Date>,
    progress: Option<Progress>,
    /// The stones by their day.
    stones: Vec<Stone>,
    /// The record of each.
    ids: Vec<RecordId>,
}

impl MilestonesState {
    fn refresh(&mut self, scene: &Scene<'_>) {
        let (view, today) = (scene.view, say::date(scene.view.now, scene.zone));
        if self.today == today && self.of.is_of(view, &SHOWN) {
            return;
        }
        let records = scene.records_of(milestone::NAME_OF_KIND).into_iter();
        let mut stones: Vec<(Date, RecordId, String)> = records
            .filter_map(|record| {
                let day = milestone::ON.of(record).and_then(|day| day.parse().ok());
                let day = day.or_else(|| say::date(record.created, scene.zone))?;
                Some((day, record.id, milestone::NOTE.of(record).unwrap_or_default().to_owned()))
            })
            .collect();
        stones.sort_by_key(|(day, id, _)| (*day, *id));
        *self = MilestonesState {
            of: Seen::of(view, &SHOWN),
            today,
            progress: progress(&view.sections, view.now, scene.zone),
            ids: stones.iter().map(|(_, id, _)| *id).collect(),
            stones: stones.into_iter().map(|(day, _, text)| Stone { day, text }).collect(),
        };
    }
}

/// Draws them.
pub fn milestones_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let title = kith_words::kind_plural(milestone::NAME_OF_KIND);
    heading(ui, 1, &title, Some(&mut scene.state.arrival));
    let readers = scene.readers("milestones");
    if !readers.is_empty() {
        muted(ui, say!("visible-to", names = say::names(&readers)));
    }
    let add = kind_add(milestone::NAME_OF_KIND);
    if ui.add(Button::primary(&add)).clicked() {
        scene.go(Route::New(milestone::NAME_OF_KIND.to_owned()));
    }
    let mut state = std::mem::take(&mut scene.state.milestones);
    state.refresh(scene);
    card(ui, |ui| progress_ui(ui, scene, state.progress.as_ref()));
    letter_ui(ui, scene);
    card(ui, |ui| path_ui(ui, scene, &state));
    scene.state.milestones = state;
    let deleted = say!("win-deleted");
    if ui.add(Button::new(Weight::Plain, &deleted).flush()).clicked() {
        scene.go(Route::Deleted(milestone::NAME_OF_KIND.to_owned()));
    }
}

/// A letter that was written for a proud hour, which this page is for.
fn letter_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let Some(id) = super::craving::letter_for(scene, "proud") else {
        return;
    };
    let (text, what) = (say!("act-urge-letter"), say!("act-urge-letter-what"));
    if ui.add(Row::new(&text).detail(&what)).clicked() {
        scene.go(Route::Record(id));
    }
}

/// The days and the other lines that the owner chose to see.
fn progress_ui(ui: &mut Ui, scene: &mut Scene<'_>, told: Option<&Progress>) {
    heading(ui, 2, &say!("look-progress"), None);
    super::still_reading_ui(ui, scene);
    let chosen = scene.last_of(kept::NAME_OF_KIND);
    let (Some(chosen), Some(told)) = (chosen, told) else {
        body(ui, say!("look-progress-none"));
        let choose = say!("look-progress-choose");
        if ui.add(Button::quiet(&choose)).clicked() {
            scene.go(Route::New(kept::NAME_OF_KIND.to_owned()));
        }
        return;
    };
    let shown: BTreeSet<String> = kept::SHOW
        .of(chosen)
        .map(|show| show.into_iter().map(str::to_owned).collect())
        .unwrap_or_default();
    // Where nothing was chosen, the days are shown and nothing else.
    let is_shown = |line: &str| shown.contains(line) || (shown.is_empty() && line == "days");
    if is_shown("days") {
        label(ui, Type::Huge, told.days.to_string());
        let day = told.start.strftime("%-d %B %Y").to_string();
        let days = own_word(scene.view, OwnWord::Days);
        body(ui, say!("look-progress-days", days = days, day = day));
    }
    for line in lines(told, is_shown) {
        body(ui, line);
    }
    muted(ui, say!("look-progress-stays"));
    let change = say!("look-progress-change");
    let id = chosen.id;
    if ui.add(Button::new(Weight::Plain, &change).flush()).clicked() {
        scene.go(Route::Edit(id));
    }
}

fn lines(told: &Progress, is_shown: impl Fn(&str) -> bool) -> Vec<String> {
    let mut lines = Vec::new();
    if is_shown("since")
        && let Some(days) = told.days_since_last_use
    {
        lines.push(say!("look-progress-since", count = days));
    }
    let OutOf { count, of } = told.hundred;
    if is_shown("hundred") && of > 0 {
        lines.push(say!("look-progress-hundred", count = count, of = of));
    }
    if is_shown("longest") {
        lines.push(say!("look-progress-longest", count = told.longest_run));
    }
    let OutOf { count, of } = told.urges_ridden_out;
    if is_shown("urges") && of > 0 {
        lines.push(say!("look-progress-urges", count = count, of = of));
    }
    lines
}

/// The river, and below it the same as a list, the newest first.
fn path_ui(ui: &mut Ui, scene: &mut Scene<'_>, state: &MilestonesState) {
    heading(ui, 2, &say!("look-river"), None);
    super::still_reading_ui(ui, scene);
    let count = state.stones.len();
    if count == 0 {
        if scene.view.whole {
            body(ui, say!("look-river-none"));
            muted(ui, say!("look-one-choice"));
            let example = kind_example(milestone::NAME_OF_KIND).unwrap_or_default();
            quote(ui, say!("win-quoted", text = example));
        }
        return;
    }
    let name = say!("look-river-name", count = count);
    let today = state.today.unwrap_or_default();
    river(ui, &name, &say!("win-today"), today, &state.stones);
    hairline(ui);
    let mut to = None;
    let mut row = |ui: &mut Ui, place: usize, is_long: bool| {
        let newest_first = count - 1 - place;
        if let (Some(stone), Some(id)) =
            (state.stones.get(newest_first), state.ids.get(newest_first))
        {
            let day = stone.day.strftime("%-d %b %Y").to_string();
            let row = Row::new(&stone.text).side(&day);
            let row = if is_long { row.in_long_list(place, count) } else { row };
            if ui.add(row).clicked() {
                to = Some(*id);
            }
        }
    };
    if count < LONG {
        list(ui, &name, |ui| (0..count).for_each(|place| row(ui, place, false)));
    } else {
        long_list(ui, &name, count, |ui, place| row(ui, place, true));
    }
    if let Some(id) = to {
        scene.go(Route::Record(id));
    }
}
