//! Breathing along with a circle. It is the one thing in the window that moves by itself, and only
//! while somebody looks at it.

use std::time::Duration;

use egui::Ui;
use kith_words::say;

use super::Part;
use crate::scene::Scene;
use crate::widgets::{Button, breath, heading, muted};

/// Seconds in, held and out.
const BREATH: [f64; 3] = [4.0, 4.0, 6.0];
/// How often it is drawn.
const FRAME: Duration = Duration::from_millis(33);

pub fn breathe_ui(ui: &mut Ui, scene: &mut Scene<'_>, since: Option<f64>, held_at: Option<f64>) {
    heading(ui, 1, &say!("win-hard-breathe"), Some(&mut scene.state.arrival));
    let now = ui.input(|input| input.time);
    let started = since.unwrap_or(now);
    let (full, word) = moment(held_at.unwrap_or(now) - started);
    ui.vertical_centered(|ui| breath(ui, full, &word));
    let mut next = Part::Breathe { since: Some(started), held_at };
    ui.vertical_centered(|ui| match held_at {
        None => {
            let pause = say!("win-hard-pause");
            if ui.add(Button::quiet(&pause)).clicked() {
                next = Part::Breathe { since: Some(started), held_at: Some(now) };
            }
            ui.ctx().request_repaint_after(FRAME);
        }
        Some(held) => {
            let go_on = say!("win-hard-go-on");
            if ui.add(Button::quiet(&go_on)).clicked() {
                next = Part::Breathe { since: Some(started + now - held), held_at: None };
            }
        }
    });
    ui.vertical_centered(|ui| muted(ui, say!("win-hard-breathe-stay")));
    scene.state.struggling.part = next;
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
    fn a_breath_goes_in_is_held_and_goes_out_again() {
        let at = |seconds: f64| moment(seconds);
        assert_eq!(at(0.0), (0.0, "In".to_owned()));
        assert_eq!(at(2.0), (0.5, "In".to_owned()));
        assert_eq!(at(4.0), (1.0, "Hold".to_owned()));
        assert_eq!(at(11.0), (0.5, "Out".to_owned()));
        assert_eq!(at(14.0), (0.0, "In".to_owned()), "and again");
    }
}
