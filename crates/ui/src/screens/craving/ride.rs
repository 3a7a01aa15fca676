//! Riding an urge out: a quarter of an hour beside a wave, asking how strong it is every five minutes.

use std::time::Duration;

use egui::Ui;
use kith_words::say;

use super::ask_in_passing_ui;
use crate::scene::Scene;
use crate::tokens::Type;
use crate::widgets::{Arrival, body, heading, muted, said_line, wave};

/// How long it takes.
const SECONDS: f64 = 900.0;
/// How often it asks.
const ASK_SECONDS: f64 = 300.0;
/// How often it is drawn: the mark on the wave moves by less than a point a second.
const FRAME: Duration = Duration::from_secs(1);

/// How far one is in it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Ride {
    /// Since when, by the window's clock; nothing before the first frame.
    since: Option<f64>,
    /// At which of the five minutes it was answered last.
    answered: u32,
}

/// Draws it. Returns whether it is over and answered.
pub fn ride_ui(ui: &mut Ui, scene: &mut Scene<'_>, ride: &mut Ride, now: f64) -> bool {
    let mark = wave_ui(ui, &mut scene.state.arrival, ride, now);
    if mark > ride.answered {
        if ask_in_passing_ui(ui, scene, now) {
            ride.answered = mark;
        }
    } else if let Some((_, number)) = scene.state.craving.ratings.last() {
        body(ui, say!("act-urge-saved", number = *number));
    }
    false
}

/// The wave and its clock, which need nothing of the plan. Returns how many times five minutes have gone.
pub fn wave_ui(ui: &mut Ui, arrival: &mut Arrival, ride: &mut Ride, now: f64) -> u32 {
    heading(ui, 1, &say!("act-ride"), Some(arrival));
    let since = *ride.since.get_or_insert(now);
    let gone = (now - since).clamp(0.0, SECONDS);
    wave(ui, (gone / SECONDS) as f32, &say!("act-ride-picture"));
    let left = SECONDS - gone;
    // A reader says this line when it changes, which is once a minute.
    let minutes = (left / 60.0).ceil() as i64;
    // The clock is for the eyes, and the minutes for the ears: two answers to one question would only confuse.
    let (shown, said) = match minutes {
        0 => (say!("act-ride-over"), say!("act-ride-over")),
        minutes => {
            let left = say!("act-ride-left", minutes = minutes);
            (phase(minutes), format!("{left}. {}", phase(minutes)))
        }
    };
    if minutes > 0 {
        muted(ui, say!("act-ride-clock", clock = clock(left)));
    }
    said_line(ui, Type::Body, &shown, &said);
    if left > 0.0 {
        ui.ctx().request_repaint_after(FRAME);
    }
    (gone / ASK_SECONDS).floor() as u32
}

/// What can be said of so many minutes before the end.
fn phase(minutes: i64) -> String {
    match minutes {
        11.. => say!("act-ride-rise"),
        6..=10 => say!("act-ride-top"),
        _ => say!("act-ride-fall"),
    }
}

/// Minutes and seconds, as a clock shows them.
fn clock(seconds: f64) -> String {
    let seconds = seconds.ceil() as i64;
    format!("{}:{:02}", seconds / 60, seconds % 60)
}
