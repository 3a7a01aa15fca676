//! What could help now: what helped before stands first.

use egui::Ui;
use kith_core::RecordId;
use kith_core::kinds::letter;
use kith_words::say;

use super::super::bare::{columns, is_narrow};
use super::own::Best;
use super::{Part, Tool, always_ui, begin, finish, halt, ride, set_off, to};
use crate::say;
use crate::scene::Scene;
use crate::tokens::{self, space};
use crate::widgets::{Arrival, Button, Icon, TileText, Weight, heading, status, tiles};

/// So many of one's own stand before those of the program.
const OWN: usize = 3;
/// So many are seen at once where there is room for few.
const FEW: usize = 4;
/// From this number on, help stands before what else may be said of an urge.
const HARD: i64 = 8;
/// From this text size on, a narrow window has room for one tile beside another no more.
const LARGE: f32 = 1.4;

pub fn choose_ui(ui: &mut Ui, scene: &mut Scene<'_>, now: f64) {
    heading(ui, 1, &say!("act-urge-choose"), None);
    saved_ui(ui, scene);
    let offers = offers(scene);
    let (leads, mut texts): (Vec<Tool>, Vec<TileText>) = offers.into_iter().unzip();
    let has_more = (is_narrow(ui) || tokens::scale(ui) >= LARGE)
        && texts.len() > FEW + 1
        && !scene.state.craving.shows_all;
    if has_more {
        texts.truncate(FEW);
    }
    // Two beside each other even where there is little room, as long as whole words fit into them.
    let columns = if tokens::scale(ui) < LARGE { columns(ui).max(2) } else { columns(ui) };
    let pressed = tiles(ui, columns, &texts, Some(&mut scene.state.arrival));
    if let Some(tool) = pressed.and_then(|place| leads.into_iter().nth(place)) {
        begin(scene, tool, now);
        return;
    }
    if has_more {
        let more = say!("act-urge-more");
        if ui.add(Button::quiet(&more)).clicked() {
            scene.state.craving.shows_all = true;
            scene.state.arrival = Arrival::now();
        }
    }
    // With a hard number, the way to help is no farther than the tools.
    let is_hard = scene.state.craving.latest().is_some_and(|number| number >= HARD);
    if is_hard {
        always_ui(ui, scene, true);
        ui.add_space(space::S);
    }
    halt::halt_ui(ui, scene, now);
    set_off::set_off_ui(ui, scene);
    let done = say!("button-done");
    let weight = if is_hard { Weight::Quiet } else { Weight::Primary };
    if ui.add(Button::new(weight, &done)).clicked() || scene.done {
        finish(scene, now);
        return;
    }
    if !is_hard {
        always_ui(ui, scene, false);
    }
    if scene.state.craving.ratings.is_empty() {
        to(scene, Part::Number);
    }
}

/// The last number, that it is kept, and who can see it.
fn saved_ui(ui: &mut Ui, scene: &Scene<'_>) {
    let number = scene.state.craving.latest().unwrap_or_default();
    let readers = scene.readers("cravings");
    let seen = if readers.is_empty() {
        say!("win-seen-by-nobody")
    } else {
        say!("visible-to", names = say::names(&readers))
    };
    let is_kept = matches!(scene.view.saved, kith_core::Saved::Saved);
    let text = match is_kept {
        true => say!("act-urge-saved-seen", number = number, seen = seen),
        false => say!("win-saving"),
    };
    status(ui, &text);
}

/// Everything that is offered, each once: what was rated before in the order in which it helped, the owner's own
/// and the program's alike, then a letter, then what of the program was never rated, and last what did not help.
fn offers(scene: &Scene<'_>) -> Vec<(Tool, TileText)> {
    let tile = |icon, text, detail| TileText { icon, text, detail };
    let mut house = house();
    let (mut offers, mut last) = (Vec::new(), Vec::new());
    let letter = letter_for(scene, "craving");
    let mut room = OWN - usize::from(letter.is_some());
    for one in &scene.state.craving.best {
        match one {
            Best::Own(_) if room == 0 => {}
            Best::Own(own) => {
                room -= 1;
                let line = match own.minutes {
                    Some(minutes) => say!("act-urge-own-minutes", minutes = minutes),
                    None => say!("act-urge-own"),
                };
                offers.push((Tool::Own(own.id), tile(Icon::Leaf, own.text.clone(), line)));
            }
            Best::House { tool, helps } => {
                let place = house.iter().position(|(name, ..)| name == tool);
                if let Some((_, tool, icon, text, line)) = place.map(|place| house.remove(place)) {
                    let to = if *helps { &mut offers } else { &mut last };
                    to.push((tool, tile(icon, text, line)));
                }
            }
        }
    }
    if let Some(id) = letter {
        let (text, line) = (say!("act-urge-letter"), say!("act-urge-letter-what"));
        offers.push((Tool::Letter(id), tile(Icon::Book, text, line)));
    }
    let house = house.into_iter();
    offers.extend(house.map(|(_, tool, icon, text, line)| (tool, tile(icon, text, line))));
    offers.extend(last);
    offers
}

/// A tool of the program: its choice in `toolrun.tool`, what it leads to, and how it is shown.
type HouseTool = (&'static str, Tool, Icon, String, String);

fn house() -> Vec<HouseTool> {
    vec![
        (
            "breathing",
            Tool::Breathe(Default::default()),
            Icon::Wind,
            say!("win-hard-breathe"),
            say!("act-urge-breathe-what"),
        ),
        (
            "ride_it_out",
            Tool::Ride(ride::Ride::default()),
            Icon::Wave,
            say!("act-ride"),
            say!("act-ride-what"),
        ),
        ("grounding", Tool::Ground(0), Icon::Eye, say!("act-ground"), say!("act-ground-what")),
        ("two_sides", Tool::Sides, Icon::Scales, say!("act-sides"), say!("act-sides-what")),
        (
            "play_forward",
            Tool::Forward(0),
            Icon::Steps,
            say!("act-forward"),
            say!("act-forward-what"),
        ),
    ]
}

/// The newest letter that was written for such an hour.
pub fn letter_for(scene: &Scene<'_>, when: &str) -> Option<RecordId> {
    let letters = scene.records_of("letter").into_iter().rev();
    let mut fitting = letters.filter(|record| letter::OPEN_WHEN.of(record) == Some(when));
    fitting.next().map(|record| record.id)
}
