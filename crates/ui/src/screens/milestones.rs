//! Progress that is never set back, and a river with a stone for each milestone.

use std::collections::BTreeSet;

use egui::Ui;
use jiff::civil::Date;
use kith_core::RecordId;
use kith_core::insight::{OutOf, Progress, progress};
use kith_core::kinds::{milestone, progress as kept};
use kith_words::{kind_add, kind_example, say};

use crate::own_words::{OwnWord, own_word};
use crate::route::Route;
use crate::say;
use crate::scene::Scene;
use crate::titles;
use crate::tokens::Type;
use crate::widgets::{
    Button, Row, Stone, Weight, body, card, hairline, heading, label, list, muted, quote, river,
};

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
    card(ui, |ui| progress_ui(ui, scene));
    card(ui, |ui| path_ui(ui, scene));
    let deleted = say!("win-deleted");
    if ui.add(Button::new(Weight::Plain, &deleted).flush()).clicked() {
        scene.go(Route::Deleted(milestone::NAME_OF_KIND.to_owned()));
    }
}

/// The days and the other lines that the owner chose to see.
fn progress_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    heading(ui, 2, &say!("look-progress"), None);
    super::still_reading_ui(ui, scene);
    let chosen = scene.records_of(kept::NAME_OF_KIND).pop();
    let told = progress(&scene.view.sections, scene.view.now, scene.zone);
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
    for line in lines(&told, is_shown) {
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

/// The river, and below it the same as a list.
fn path_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    heading(ui, 2, &say!("look-river"), None);
    super::still_reading_ui(ui, scene);
    let mut stones: Vec<(RecordId, Date, String, String)> = scene
        .records_of(milestone::NAME_OF_KIND)
        .into_iter()
        .filter_map(|record| {
            let day = milestone::ON.of(record).and_then(|day| day.parse().ok());
            let day = day.or_else(|| say::date(record.created, scene.zone))?;
            let note = milestone::NOTE.of(record).unwrap_or_default().to_owned();
            let (_, detail) = titles::summary(scene.view, record, scene.zone);
            Some((record.id, day, note, detail))
        })
        .collect();
    if stones.is_empty() {
        if scene.view.whole {
            body(ui, say!("look-river-none"));
            muted(ui, say!("look-one-choice"));
            let example = kind_example(milestone::NAME_OF_KIND).unwrap_or_default();
            quote(ui, say!("win-quoted", text = example));
        }
        return;
    }
    stones.sort_by_key(|(id, day, _, _)| (*day, *id));
    let words = |day: &Date| day.strftime("%-d %b %Y").to_string();
    let drawn: Vec<Stone> =
        stones.iter().map(|(_, day, note, _)| Stone { day: *day, text: note.clone() }).collect();
    let name = say!("look-river-name", count = stones.len());
    let today = say::date(scene.view.now, scene.zone).unwrap_or_default();
    river(ui, &name, &say!("win-today"), today, &drawn);
    hairline(ui);
    list(ui, &name, |ui| {
        for (id, day, note, _) in stones.iter().rev() {
            if ui.add(Row::new(note).side(&words(day))).clicked() {
                scene.go(Route::Record(*id));
            }
        }
    });
}
