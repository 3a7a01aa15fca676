//! While the plan is locked: the tools that need nothing of it. What is done here is written nowhere.

use egui::Ui;
use kith_words::say;

use super::bare::{back_ui, columns};
use super::breathing::{Breathing, breathing_ui};
use super::craving::ride::{Ride, wave_ui};
use super::craving::think::ground_ui;
use super::lines::help_at_the_door_ui;
use crate::tokens::Type;
use crate::widgets::{Arrival, Button, Icon, TileText, Weight, heading_in, muted, tiles};

/// How far one is with them.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum DoorTool {
    /// What could help now.
    #[default]
    Choose,
    /// Breathing.
    Breathe(Breathing),
    /// Riding it out.
    Ride(Ride),
    /// Looking around.
    Ground(usize),
}

/// Draws them, with help and lines under the choice. Nothing is left of the tool when it is left.
pub fn door_tools_ui(
    ui: &mut Ui,
    open: &mut Option<DoorTool>,
    arrival: &mut Arrival,
    country: &mut Option<&'static str>,
) {
    let Some(mut tool) = *open else {
        return;
    };
    let mut to = None;
    if back_ui(ui) {
        to = Some((tool != DoorTool::Choose).then_some(DoorTool::Choose));
    }
    let is_over = match &mut tool {
        DoorTool::Choose => {
            if let Some(chosen) = choose_ui(ui, arrival) {
                to = Some(Some(chosen));
            }
            help_at_the_door_ui(ui, country);
            false
        }
        DoorTool::Breathe(breathing) => {
            breathing_ui(ui, breathing, arrival);
            false
        }
        DoorTool::Ride(ride) => {
            let now = ui.input(|input| input.time);
            wave_ui(ui, arrival, ride, now);
            false
        }
        DoorTool::Ground(step) => ground_ui(ui, arrival, step),
    };
    if tool != DoorTool::Choose {
        let enough = say!("act-urge-enough");
        let has_steps = matches!(tool, DoorTool::Ground(_));
        let weight = if has_steps { Weight::Quiet } else { Weight::Primary };
        if ui.add(Button::new(weight, &enough)).clicked() || is_over {
            to = Some(Some(DoorTool::Choose));
        }
    }
    *open = Some(tool);
    if let Some(to) = to {
        *open = to;
        *arrival = Arrival::now();
    }
}

fn choose_ui(ui: &mut Ui, arrival: &mut Arrival) -> Option<DoorTool> {
    heading_in(ui, 1, Type::Display, &say!("act-urge-choose"), None);
    let tile = |icon, text, detail| TileText { icon, text, detail };
    let all = [
        tile(Icon::Wind, say!("win-hard-breathe"), say!("win-hard-breathe-what")),
        tile(Icon::Wave, say!("act-ride"), say!("act-ride-what")),
        tile(Icon::Eye, say!("act-ground"), say!("act-ground-what")),
    ];
    let pressed = tiles(ui, columns(ui).min(2), &all, Some(arrival));
    muted(ui, say!("win-lock-tools-kept"));
    match pressed? {
        0 => Some(DoorTool::Breathe(Breathing::default())),
        1 => Some(DoorTool::Ride(Ride::default())),
        _ => Some(DoorTool::Ground(0)),
    }
}
