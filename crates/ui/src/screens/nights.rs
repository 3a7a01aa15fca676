//! The morning after a few hard nights: that there were, and how many. It is said to the owner alone.

use egui::Ui;
use kith_core::UnixMillis;
use kith_core::insight::{LateNights, late_nights};
use kith_words::say;

use crate::route::Route;
use crate::say;
use crate::scene::Scene;
use crate::shelf::Seen;
use crate::tokens::space;
use crate::widgets::{Button, Mood, Weight, notice};

/// From so many of the last nights on it is told.
const TOLD_FROM: u32 = 3;
/// The hours of the morning in which it is.
const MORNING: std::ops::Range<i8> = 5..12;
/// The section that is counted.
const COUNTED: [&str; 1] = ["cravings"];

/// What was counted, for which picture and which day.
#[derive(Default)]
pub struct NightsState {
    of: Seen,
    day: Option<jiff::civil::Date>,
    late: LateNights,
    /// The morning on which it was put away.
    put_away: Option<jiff::civil::Date>,
}

/// Draws it, where there is something to tell.
pub fn nights_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let now: UnixMillis = scene.view.now;
    let day = say::date(now, scene.zone);
    let is_morning = MORNING.contains(&say::hour(now, scene.zone));
    if !is_morning || !scene.view.whole || scene.state.nights.put_away == day {
        return;
    }
    let state = &mut scene.state.nights;
    if state.day != day || !state.of.is_of(scene.view, &COUNTED) {
        state.late = late_nights(&scene.view.sections, now, scene.zone);
        state.of = Seen::of(scene.view, &COUNTED);
        state.day = day;
    }
    let late = state.late;
    if !late.last_night || late.nights.count < TOLD_FROM {
        return;
    }
    let title = say!("flow-nights", count = late.nights.count, of = late.nights.of);
    let what = say!("flow-nights-what");
    let (plan, more, later) =
        (say!("flow-nights-plan"), say!("flow-nights-more"), say!("win-not-now"));
    let (plan, more, later) = notice(ui, Mood::Info, &title, &[&what], |ui| {
        ui.add_space(space::S);
        ui.horizontal_wrapped(|ui| {
            let plan = ui.add(Button::quiet(&plan)).clicked();
            let more = ui.add(Button::quiet(&more)).clicked();
            (plan, more, ui.add(Button::new(Weight::Plain, &later)).clicked())
        })
        .inner
    });
    if plan {
        scene.go(Route::New("highrisk".to_owned()));
    } else if more {
        scene.go(Route::Insights);
    } else if later {
        scene.state.nights.put_away = day;
    }
}
