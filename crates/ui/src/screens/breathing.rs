//! Breathing along with a circle. It moves by itself, and only while somebody looks at it.

use std::time::Duration;

use egui::{Key, Ui};
use kith_words::say;

use crate::widgets::{Arrival, Button, breath, heading, muted};

/// Seconds in, held and out. Nothing is held: who is dizzy or out of breath can still follow.
const BREATH: [f64; 3] = [4.0, 0.0, 6.0];
/// How often it is drawn.
const FRAME: Duration = Duration::from_millis(33);

/// How far one is in it, by the window's clock.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Breathing {
    /// Since when; nothing before the first frame.
    since: Option<f64>,
    /// When it was held, if it is.
    held_at: Option<f64>,
}

/// Draws it under its heading. The button holds it and lets it go on, and so does Space on the heading.
pub fn breathing_ui(ui: &mut Ui, breathing: &mut Breathing, arrival: &mut Arrival) {
    let title = heading(ui, 1, &say!("win-hard-breathe"), Some(arrival));
    let now = ui.input(|input| input.time);
    let since = *breathing.since.get_or_insert(now);
    let (full, word) = moment(breathing.held_at.unwrap_or(now) - since);
    let word = if breathing.held_at.is_some() { say!("win-hard-paused") } else { word };
    ui.vertical_centered(|ui| breath(ui, full, &word));
    let by_space = title.has_focus() && ui.input(|input| input.key_pressed(Key::Space));
    ui.vertical_centered(|ui| {
        let text = match breathing.held_at {
            None => say!("win-hard-pause"),
            Some(_) => say!("win-hard-go-on"),
        };
        if ui.add(Button::quiet(&text)).clicked() || by_space {
            match breathing.held_at.take() {
                None => breathing.held_at = Some(now),
                Some(held) => breathing.since = Some(since + now - held),
            }
        }
        muted(ui, say!("win-hard-breathe-stay"));
    });
    if breathing.held_at.is_none() {
        ui.ctx().request_repaint_after(FRAME);
    }
}

/// How full the breath is after so many seconds, and the word for it.
fn moment(seconds: f64) -> (f32, String) {
    let [grow, hold, shrink] = BREATH;
    let at = seconds.max(0.0) % (grow + hold + shrink);
    if at < grow {
        ((at / grow) as f32, say!("win-hard-in"))
    } else if at < grow + hold {
        (1.0, say!("win-hard-hold"))
    } else {
        (1.0 - ((at - grow - hold) / shrink) as f32, say!("win-hard-out"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_breath_goes_in_and_out_again_and_is_not_held() {
        let at = |seconds: f64| moment(seconds);
        assert_eq!(at(0.0), (0.0, "In".to_owned()));
        assert_eq!(at(2.0), (0.5, "In".to_owned()));
        assert_eq!(at(4.0), (1.0, "Out".to_owned()));
        assert_eq!(at(7.0), (0.5, "Out".to_owned()));
        assert_eq!(at(10.0), (0.0, "In".to_owned()), "and again");
    }
}
