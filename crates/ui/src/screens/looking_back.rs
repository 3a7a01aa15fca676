//! A day, three days and a week after something happened: would you like to look at it?

use egui::Ui;
use kith_core::kinds::setback;
use kith_core::{RecordId, UnixMillis};
use kith_words::say;

use crate::route::Route;
use crate::say;
use crate::scene::Scene;
use crate::tokens::space;
use crate::widgets::{Button, Mood, Weight, notice};

/// After so many days it is offered.
const DAYS: [i64; 3] = [1, 3, 7];

/// Draws the offer, where there is one. It can be put away, and nothing comes of leaving it.
pub fn looking_back_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let Some((id, days)) = due(scene) else {
        return;
    };
    let (title, what) = (say!("act-used-look", days = days), say!("act-used-look-what"));
    let (look, later) = (say!("act-used-look-do"), say!("win-not-now"));
    let (looked, put_away) = notice(ui, Mood::Info, &title, &[&what], |ui| {
        ui.add_space(space::S);
        ui.horizontal_wrapped(|ui| {
            let looked = ui.add(Button::quiet(&look)).clicked();
            (looked, ui.add(Button::new(Weight::Plain, &later)).clicked())
        })
        .inner
    });
    if looked {
        scene.go(Route::Edit(id));
    }
    if put_away {
        scene.state.put_away.insert(id);
    }
}

/// The latest thing that happened, if it is such a day and its four questions are still open.
fn due(scene: &Scene<'_>) -> Option<(RecordId, i64)> {
    let records = scene.records_of("setback").into_iter().rev();
    let open = records.filter(|record| {
        let answers =
            [setback::BEFORE.of(record), setback::HELPED.of(record), setback::NEXT_STEP.of(record)];
        answers.contains(&None) && !scene.state.put_away.contains(&record.id)
    });
    open.filter_map(|record| {
        let days = say::days_between(record.happened(), UnixMillis(scene.view.now.0), scene.zone)?;
        DAYS.contains(&days).then_some((record.id, days))
    })
    .next()
}
