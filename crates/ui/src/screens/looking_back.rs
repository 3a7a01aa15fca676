//! A day, three days and a week after something happened: would you like to look at it?

use egui::Ui;
use kith_core::RecordId;
use kith_core::kinds::setback;
use kith_words::say;

use crate::route::Route;
use crate::say;
use crate::scene::Scene;
use crate::tokens::space;
use crate::widgets::{Button, Mood, Weight, notice};

/// After so many days it is offered.
const DAYS: [i64; 3] = [1, 3, 7];

/// After so many days, when the questions are answered, it is asked softly how it is now.
const SOFT_DAYS: [i64; 2] = [3, 7];

/// Draws the offer, where there is one. It can be put away, and nothing comes of leaving it.
pub fn looking_back_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let Some(due) = due(scene) else {
        return;
    };
    let (title, what, act) = match due.is_open {
        true => (
            say!("act-used-look", days = due.days),
            say!("act-used-look-what"),
            say!("act-used-look-do"),
        ),
        false => (say!("flow-soft", days = due.days), say!("flow-soft-what"), say!("act-talk")),
    };
    let later = say!("win-not-now");
    let (taken, put_away) = notice(ui, Mood::Info, &title, &[&what], |ui| {
        ui.add_space(space::S);
        ui.horizontal_wrapped(|ui| {
            let taken = ui.add(Button::quiet(&act)).clicked();
            (taken, ui.add(Button::new(Weight::Plain, &later)).clicked())
        })
        .inner
    });
    if taken {
        scene.go(if due.is_open { Route::LookBack(due.id) } else { Route::Talk });
    }
    if put_away {
        scene.state.put_away.insert(due.id);
    }
}

/// Something that happened, so many days ago.
struct Due {
    id: RecordId,
    days: i64,
    /// Whether a question about it is still open.
    is_open: bool,
}

/// The latest thing that happened for which it is such a day.
fn due(scene: &Scene<'_>) -> Option<Due> {
    let records = scene.records_of("setback").into_iter().rev();
    let records = records.filter(|record| !scene.state.put_away.contains(&record.id));
    let dues = records.filter_map(|record| {
        let answers =
            [setback::BEFORE.of(record), setback::HELPED.of(record), setback::NEXT_STEP.of(record)];
        let today = say::date(scene.view.now, scene.zone)?;
        let days = i64::from((today - say::happened(record, scene.zone).date()).get_days());
        Some(Due { id: record.id, days, is_open: answers.contains(&None) })
    });
    let is_day = |due: &Due| match due.is_open {
        true => DAYS.contains(&due.days),
        false => SOFT_DAYS.contains(&due.days),
    };
    dues.into_iter().find(is_day)
}
