//! What could help now: one's own tools first, then those of the program.

use egui::Ui;
use kith_core::RecordId;
use kith_core::kinds::letter;
use kith_words::say;

use super::super::bare::{columns, is_narrow};
use super::{Part, Tool, always_ui, begin, finish, halt, ride, to};
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
    halt::halt_ui(ui, scene);
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

fn offers(ui: &Ui, scene: &Scene<'_>) -> Vec<(Tool, TileText)> {
    // Two words a tile are enough where there is room for no more.
    let detail = |text: String| if is_narrow(ui) { String::new() } else { text };
    let tile = |icon, text, line: String| TileText { icon, text, detail: detail(line) };
    let mut offers = Vec::new();
    let letter = letter(scene);
    let room = OWN - usize::from(letter.is_some());
    for tool in scene.state.craving.own.iter().take(room) {
        let line = match tool.minutes {
            Some(minutes) => say!("act-urge-own-minutes", minutes = minutes),
            None => say!("act-urge-own"),
        };
        offers.push((Tool::Own(tool.id), tile(Icon::Leaf, tool.text.clone(), line)));
    }
    if let Some(id) = letter {
        let (text, line) = (say!("act-urge-letter"), say!("act-urge-letter-what"));
        offers.push((Tool::Letter(id), tile(Icon::Book, text, line)));
    }
    let house = [
        (
            Tool::Breathe(Default::default()),
            Icon::Wave,
            say!("win-hard-breathe"),
            say!("act-urge-breathe-what"),
        ),
        (Tool::Ride(ride::Ride::default()), Icon::Sun, say!("act-ride"), say!("act-ride-what")),
        (Tool::Ground(0), Icon::Eye, say!("act-ground"), say!("act-ground-what")),
        (Tool::Sides, Icon::Sliders, say!("act-sides"), say!("act-sides-what")),
        (Tool::Forward(0), Icon::Steps, say!("act-forward"), say!("act-forward-what")),
    ];
    offers.extend(house.into_iter().map(|(tool, icon, text, line)| (tool, tile(icon, text, line))));
    offers
}

/// The newest letter that was written for an urge.
fn letter(scene: &Scene<'_>) -> Option<RecordId> {
    let letters = scene.records_of("letter").into_iter().rev();
    let mut fitting = letters.filter(|record| letter::OPEN_WHEN.of(record) == Some("craving"));
    fitting.next().map(|record| record.id)
}
