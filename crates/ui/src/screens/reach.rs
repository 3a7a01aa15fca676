//! Reaching somebody with ready words, and the truth about whether anybody has them.

mod reachable;

use egui::Ui;
use kith_core::kinds::reach;
use kith_core::{BetweenAct, Command, Record, RecordId, UnixMillis};
use kith_words::say;
use serde_json::{Map, Value as Json, json};

use super::lines::if_nobody_answers_ui;
use crate::say;
use crate::scene::Scene;
use crate::state::Then;
use crate::tokens::Type;
use crate::widgets::{
    Button, Icon, Mood, TileText, body, card, heading, label, muted, notice, tiles,
};

pub use reachable::{ReachState, Reachable};

/// What became of the last words for somebody.
enum Standing {
    /// They are kept here, and nobody has them.
    Kept,
    /// They are on a device of theirs, as of this moment.
    There(UnixMillis),
}

/// The button for the first of them. Returns whom, if it was pressed.
pub fn button_ui(ui: &mut Ui, scene: &Scene<'_>) -> Option<RecordId> {
    let first = scene.state.reach.all().first()?;
    let text = say!("win-urge-reach", name = &first.name);
    let reach = Button::quiet(&text).icon(Icon::Speech);
    ui.add(reach).clicked().then_some(first.id)
}

/// Where the words for the people stand that were reached for in this hour.
pub fn standing_ui(ui: &mut Ui, scene: &Scene<'_>) {
    for person in &scene.state.reaching {
        if let Some(one) = scene.state.reach.one(*person) {
            one_standing_ui(ui, scene, one);
        }
    }
}

/// The page for reaching one: their number, words to pick, and how it stands. Returns whether the owner
/// has told them now, as far as Kith can know.
pub fn reach_ui(ui: &mut Ui, scene: &mut Scene<'_>, id: RecordId, words: &[String]) -> bool {
    let Some(one) = scene.state.reach.one(id).cloned() else {
        heading(ui, 1, &say!("win-gone"), Some(&mut scene.state.arrival));
        return false;
    };
    heading(ui, 1, &say!("win-urge-reach", name = &one.name), Some(&mut scene.state.arrival));
    card(ui, |ui| match &one.number {
        Some(number) => {
            label(ui, Type::Huge, number);
            body(ui, say!("win-hard-call-how"));
        }
        None => {
            muted(ui, say!("act-reach-no-number", name = &one.name));
        }
    });
    // Above the words: what comes under them once they are kept moves it nowhere.
    if_nobody_answers_ui(ui, scene);
    let tile =
        |text: &String| TileText { icon: Icon::Speech, text: text.clone(), detail: String::new() };
    let title = match one.paired {
        true => say!("act-reach-words", name = &one.name),
        false => say!("act-reach-words-by-hand"),
    };
    heading(ui, 2, &title, None);
    let texts: Vec<TileText> = words.iter().map(tile).collect();
    let mut told = false;
    if let Some(text) = tiles(ui, 1, &texts, None).and_then(|place| words.get(place)) {
        send(scene, &one, text);
        told = one.paired;
    }
    if scene.state.reaching.contains(&id) {
        one_standing_ui(ui, scene, &one);
    }
    if !one.paired {
        muted(ui, say!("act-reach-by-hand", name = &one.name));
        let text = say!("act-reach-told", name = &one.name);
        if ui.add(Button::quiet(&text)).clicked() {
            let noted = say!("act-reach-told-noted", name = &one.name);
            scene.state.toast = Some(crate::state::Toast::say(noted));
            told = true;
        }
    }
    told
}

/// Keeps the words: for somebody with Kith in what lies between the two, else beside the plan.
fn send(scene: &mut Scene<'_>, one: &Reachable, text: &str) {
    let mut fields: Map<String, Json> = Map::new();
    fields.insert(reach::TEXT.name().to_owned(), json!(text));
    let kind = reach::NAME_OF_KIND.to_owned();
    let command = if one.paired {
        Command::Between { person: one.id, act: BetweenAct::Add { kind, fields } }
    } else {
        fields.insert(reach::WITH.name().to_owned(), json!(one.id.to_string()));
        Command::Add { kind, section: None, fields }
    };
    scene.ask(command, Then::Reached(one.id));
}

fn one_standing_ui(ui: &mut Ui, scene: &Scene<'_>, one: &Reachable) {
    match standing(scene, one) {
        Standing::There(at) => {
            let when = say::moment(at, scene.view.now, scene.zone);
            let text = say!("act-reach-there", name = &one.name, when = when);
            notice(ui, Mood::Good, &text, &[], |_| ());
        }
        Standing::Kept => {
            let title = match &one.number {
                Some(number) => say!("act-reach-nobody-call", name = &one.name, number = number),
                None => say!("act-reach-nobody"),
            };
            let words = last_words(scene, one).map(|text| say!("win-quoted", text = text));
            let words = words.unwrap_or_default();
            let line = if one.paired { say!("act-reach-waits") } else { String::new() };
            notice(ui, Mood::Look, &title, &[&words, &line], |_| ());
        }
    }
}

/// The last words for somebody: those that lie between the two, else those beside the plan.
fn last_words<'a>(scene: &'a Scene<'_>, one: &Reachable) -> Option<&'a str> {
    if let Some(guest) = scene.person(one.id).and_then(|person| person.guest.as_ref()) {
        let is_it = |record: &Record| record.kind == reach::NAME_OF_KIND;
        let last = guest.between.iter().rev().find(|(mine, record)| *mine && is_it(record));
        return last.and_then(|(_, record)| reach::TEXT.of(record));
    }
    let id = one.id.to_string();
    let mut kept = scene.records_of(reach::NAME_OF_KIND).into_iter().rev();
    kept.find(|record| reach::WITH.of(record) == Some(id.as_str()))
        .and_then(|record| reach::TEXT.of(record))
}

fn standing(scene: &Scene<'_>, one: &Reachable) -> Standing {
    let guest = scene.person(one.id).and_then(|person| person.guest.as_ref());
    let Some(guest) = guest else {
        return Standing::Kept;
    };
    let is_reach = |record: &Record| record.kind == reach::NAME_OF_KIND;
    let last = guest.between.iter().rev().find(|(mine, record)| *mine && is_reach(record));
    // Only what came after the words themselves can have carried them.
    match (last, guest.delivered_as_of) {
        (Some((_, record)), Some(at)) if guest.waiting == 0 && at >= record.updated => {
            Standing::There(at)
        }
        _ => Standing::Kept,
    }
}
