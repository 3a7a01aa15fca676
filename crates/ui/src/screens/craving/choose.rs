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
use crate::tokens;
use crate::widgets::{Button, Icon, TileText, heading, status, tiles};

/// So many of one's own stand before those of the program.
const OWN: usize = 3;
/// From this text size on, a narrow window has room for one tile beside another no more.
const LARGE: f32 = 1.4;

pub fn choose_ui(ui: &mut Ui, scene: &mut Scene<'_>, now: f64) {
    heading(ui, 1, &say!("act-urge-choose"), None);
    saved_ui(ui, scene);
    let offers = offers(ui, scene);
    let (leads, texts): (Vec<Tool>, Vec<TileText>) = offers.into_iter().unzip();
    // Two beside each other even where there is little room, as long as whole words fit into them.
    let columns = if tokens::scale(ui) < LARGE { columns(ui).max(2) } else { columns(ui) };
    let pressed = tiles(ui, columns, &texts, Some(&mut scene.state.arrival));
    if let Some(tool) = pressed.and_then(|place| leads.into_iter().nth(place)) {
        begin(scene, tool, now);
        return;
    }
    halt::halt_ui(ui, scene, now);
    set_off::set_off_ui(ui, scene);
    let done = say!("button-done");
    if ui.add(Button::primary(&done)).clicked() || scene.done {
        finish(scene, now);
        return;
    }
    always_ui(ui, scene);
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
    let text = if is_kept { say!("act-urge-saved", number = number) } else { say!("win-saving") };
    status(ui, &format!("{text} {seen}"));
}

/// Everything that is offered, each once: what was rated before in the order in which it helped, the owner's own
/// and the program's alike, then a letter, then what of the program was never rated, and last what did not help.
fn offers(ui: &Ui, scene: &Scene<'_>) -> Vec<(Tool, TileText)> {
    // Two words a tile are enough where there is room for no more.
    let is_narrow = is_narrow(ui);
    let detail = |text: String| if is_narrow { String::new() } else { text };
    let tile = |icon, text, line: String| TileText { icon, text, detail: detail(line) };
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
            Icon::Wave,
            say!("win-hard-breathe"),
            say!("act-urge-breathe-what"),
        ),
        (
            "ride_it_out",
            Tool::Ride(ride::Ride::default()),
            Icon::Sun,
            say!("act-ride"),
            say!("act-ride-what"),
        ),
        ("grounding", Tool::Ground(0), Icon::Eye, say!("act-ground"), say!("act-ground-what")),
        ("two_sides", Tool::Sides, Icon::Sliders, say!("act-sides"), say!("act-sides-what")),
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
