//! An urge: a number, then something that helps. Three presses from anywhere, no typing, and what was
//! pressed is kept at once.

mod choose;
mod halt;
pub mod own;
pub mod ride;
mod set_off;
pub mod think;

use std::collections::BTreeSet;
use std::time::Duration;

use egui::Ui;
use kith_core::{Command, RecordId};
use kith_words::say;
use serde_json::{Map, Value as Json, json};

use super::bare::{back_ui, bare_ui, is_narrow};
use super::breathing::{Breathing, breathing_ui};
use super::reach;
use crate::acts::{self, Act};
use crate::route::Route;
use crate::scene::Scene;
use crate::state::{Then, Toast};
use crate::tokens::{Type, size};
use crate::widgets::{
    Arrival, Button, Weight, card, check, heading, heading_in, muted, number_keys, quote, said_line,
};

/// The scale of an urge.
const SCALE: (i64, i64) = (0, 10);
/// After so many seconds in one tool it is asked again how strong it is.
const ASK_AGAIN_SECONDS: f64 = 300.0;

/// How far one is with an urge.
#[derive(Debug, Default)]
pub struct Craving {
    part: Part,
    /// Every number with the minute at which it was given, the first one first.
    ratings: Vec<(i64, i64)>,
    /// When the first was given, and when the last, by the window's clock.
    since: f64,
    rated_at: f64,
    /// The best of one's tools, found once: nothing moves away under a hand.
    best: Vec<own::Best>,
    used: Vec<RecordId>,
    halt: BTreeSet<&'static str>,
    /// The word of the house about what was ticked last.
    halt_act: Option<&'static str>,
    /// What set it off, of what the owner wrote down before.
    triggers: BTreeSet<RecordId>,
    alone: bool,
    /// Whether everything that is offered is to be seen where only a few have room.
    shows_all: bool,
    run: Option<Run>,
}

#[derive(Clone, Debug, Default, PartialEq)]
enum Part {
    /// How strong it is.
    #[default]
    Number,
    /// What could help.
    Choose,
    /// One of the tools.
    Tool(Tool),
    /// How strong it is after a tool.
    Again,
    /// Words for somebody, and where one was before: a breath or a ride goes on behind them.
    Reach(RecordId, Box<Part>),
}

#[derive(Clone, Debug, PartialEq)]
enum Tool {
    Breathe(Breathing),
    Ride(ride::Ride),
    Ground(usize),
    Sides,
    Forward(usize),
    Own(RecordId),
    Letter(RecordId),
}

/// One use of a tool of the program.
#[derive(Debug)]
struct Run {
    tool: &'static str,
    since: f64,
    before: Option<i64>,
}

impl Craving {
    fn latest(&self) -> Option<i64> {
        self.ratings.last().map(|(_, strength)| *strength)
    }
}

/// Draws it over the whole window.
pub fn craving_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let now = ui.input(|input| input.time);
    let part = scene.state.craving.part.clone();
    // What is offered stands side by side; a thing to do stands in one column, and its way on under it.
    let widest = if part == Part::Choose { size::PAGE } else { size::COLUMN };
    bare_ui(ui, scene, widest, |ui, scene| match part {
        Part::Number => number_ui(ui, scene, now),
        Part::Choose => choose::choose_ui(ui, scene, now),
        Part::Tool(tool) => tool_ui(ui, scene, tool, now),
        Part::Again => again_ui(ui, scene, now),
        Part::Reach(person, before) => reach_ui(ui, scene, person, *before),
    });
}

fn to(scene: &mut Scene<'_>, part: Part) {
    scene.state.craving.part = part;
    scene.state.arrival = Arrival::now();
}

fn number_ui(ui: &mut Ui, scene: &mut Scene<'_>, now: f64) {
    if back_ui(ui) {
        scene.back();
        return;
    }
    let title = say!("act-urge-number");
    heading_in(ui, 1, Type::Display, &title, None);
    if let Some(number) = number_keys(ui, &title, SCALE, Some(&mut scene.state.arrival)) {
        let mut fields = fields([("before", json!(number))]);
        let alone = scene.state.craving.alone;
        if alone {
            fields.insert("alone".to_owned(), json!(true));
        }
        acts::begin(scene, Act::Urge, fields);
        // Who did not tick it has not said that somebody is there.
        let best = own::best(scene, alone.then_some(true));
        let craving = &mut scene.state.craving;
        *craving = Craving { best, alone, since: now, rated_at: now, ..Craving::default() };
        craving.ratings.push((0, number));
        to(scene, Part::Choose);
        return;
    }
    ends_ui(ui);
    if !is_narrow(ui) {
        muted(ui, say!("act-urge-number-keys"));
    }
    check(ui, &mut scene.state.craving.alone, &say!("act-halt-alone"), None);
    always_ui(ui, scene, false);
}

/// What the ends of the scale mean, under its keys.
fn ends_ui(ui: &mut Ui) {
    muted(ui, say!("act-urge-number-how"));
}

/// What is there at every step: somebody to reach, help for the worst, and the way for who used.
/// With an urge that is hardly to be borne help stands out.
fn always_ui(ui: &mut Ui, scene: &mut Scene<'_>, is_hard: bool) {
    let reached = ui.horizontal_wrapped(|ui| {
        let reached = reach::button_ui(ui, scene);
        let (help, used) = (say!("act-lines"), say!("act-urge-used"));
        let weight = if is_hard { Weight::Primary } else { Weight::Quiet };
        if ui.add(Button::new(weight, &help)).clicked() {
            scene.go(Route::Lines);
        }
        if ui.add(Button::new(Weight::Plain, &used)).clicked() {
            scene.go(Route::Happened);
        }
        reached
    });
    reach::standing_ui(ui, scene);
    if let Some(person) = reached.inner {
        to_reach(scene, person);
    }
}

/// To the words for somebody, and back to where one is now.
fn to_reach(scene: &mut Scene<'_>, person: RecordId) {
    let before = std::mem::take(&mut scene.state.craving.part);
    to(scene, Part::Reach(person, Box::new(before)));
}

/// Begins a tool. What one has of one's own counts as used from here on.
fn begin(scene: &mut Scene<'_>, tool: Tool, now: f64) {
    end_run_as_rated(scene, now);
    let craving = &mut scene.state.craving;
    let before = craving.latest();
    let name = match &tool {
        Tool::Breathe(_) => Some("breathing"),
        Tool::Ride(_) => Some("ride_it_out"),
        Tool::Ground(_) => Some("grounding"),
        Tool::Sides => Some("two_sides"),
        Tool::Forward(_) => Some("play_forward"),
        Tool::Own(_) | Tool::Letter(_) => None,
    };
    craving.run = name.map(|tool| Run { tool, since: now, before });
    craving.rated_at = now;
    if let Tool::Own(strategy) = tool
        && !craving.used.contains(&strategy)
    {
        craving.used.push(strategy);
        let used: Vec<String> = craving.used.iter().map(RecordId::to_string).collect();
        acts::write(scene, Act::Urge, fields([("used", json!(used))]));
    }
    to(scene, Part::Tool(tool));
}

fn tool_ui(ui: &mut Ui, scene: &mut Scene<'_>, tool: Tool, now: f64) {
    let mut tool = tool;
    let mut over = false;
    match &mut tool {
        Tool::Breathe(breathing) => {
            breathing_ui(ui, breathing, &mut scene.state.arrival);
        }
        Tool::Ride(ride) => over = ride::ride_ui(ui, scene, ride, now),
        Tool::Ground(step) => over = think::ground_ui(ui, &mut scene.state.arrival, step),
        Tool::Sides => think::sides_ui(ui, scene),
        Tool::Forward(step) => over = think::forward_ui(ui, scene, step),
        Tool::Own(id) => own_ui(ui, scene, *id),
        Tool::Letter(id) => letter_ui(ui, scene, *id),
    }
    // A press in it may have led elsewhere.
    if scene.state.route != Route::Craving {
        return;
    }
    let (is_breath, is_ride) = (matches!(tool, Tool::Breathe(_)), matches!(tool, Tool::Ride(_)));
    // In a tool of steps the next one is what the page is for.
    let has_steps = matches!(tool, Tool::Ground(_) | Tool::Forward(_));
    if matches!(scene.state.craving.part, Part::Tool(_)) {
        scene.state.craving.part = Part::Tool(tool);
    }
    // Riding it out asks by its own clock.
    if !is_ride {
        ask_after_five_minutes_ui(ui, scene, now, is_breath);
    }
    let enough = say!("act-urge-enough");
    let weight = if has_steps { Weight::Quiet } else { Weight::Primary };
    if ui.add(Button::new(weight, &enough)).clicked() || over {
        to(scene, Part::Again);
    }
    reach_line_ui(ui, scene);
    if is_breath {
        halt::halt_ui(ui, scene, now);
    }
}

/// Asks how strong it is once five minutes have gone since it was last said. The window is woken for it, but
/// not while a breath is held: then somebody wants it still.
fn ask_after_five_minutes_ui(ui: &mut Ui, scene: &mut Scene<'_>, now: f64, is_breath: bool) {
    let left = ASK_AGAIN_SECONDS - (now - scene.state.craving.rated_at);
    if left <= 0.0 {
        ask_in_passing_ui(ui, scene, now);
    } else if !is_breath {
        ui.ctx().request_repaint_after(Duration::from_secs_f64(left));
    }
}

/// Somebody to reach, under a tool.
fn reach_line_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let reached = ui.horizontal_wrapped(|ui| reach::button_ui(ui, scene)).inner;
    reach::standing_ui(ui, scene);
    if let Some(person) = reached {
        to_reach(scene, person);
    }
}

fn own_ui(ui: &mut Ui, scene: &mut Scene<'_>, id: RecordId) {
    let found = scene.state.craving.best.iter().find_map(|one| match one {
        own::Best::Own(tool) if tool.id == id => Some(tool.text.clone()),
        own::Best::Own(_) | own::Best::House { .. } => None,
    });
    let text = found.unwrap_or_default();
    heading(ui, 1, &text, Some(&mut scene.state.arrival));
    muted(ui, say!("act-urge-own-how"));
}

fn letter_ui(ui: &mut Ui, scene: &mut Scene<'_>, id: RecordId) {
    heading(ui, 1, &say!("act-urge-letter"), Some(&mut scene.state.arrival));
    let body = scene.record(id).and_then(|(_, record)| kith_core::kinds::letter::BODY.of(record));
    card(ui, |ui| quote(ui, body.unwrap_or_default()));
}

/// Asks how strong it is while a tool goes on.
fn ask_in_passing_ui(ui: &mut Ui, scene: &mut Scene<'_>, now: f64) -> bool {
    let title = say!("act-urge-now");
    said_line(ui, Type::Strong, &title, &title);
    let number = number_keys(ui, &title, SCALE, None);
    ends_ui(ui);
    if let Some(number) = number {
        rate(scene, number, now);
    }
    number.is_some()
}

fn again_ui(ui: &mut Ui, scene: &mut Scene<'_>, now: f64) {
    let title = say!("act-urge-now");
    heading_in(ui, 1, Type::Display, &title, None);
    let number = number_keys(ui, &title, SCALE, Some(&mut scene.state.arrival));
    ends_ui(ui);
    let skip = say!("act-urge-skip");
    let skipped = ui.add(Button::new(Weight::Plain, &skip).flush()).clicked();
    if let Some(number) = number {
        rate(scene, number, now);
    }
    if number.is_some() || skipped {
        match number {
            Some(number) => end_run(scene, Some(number), now),
            None => end_run_as_rated(scene, now),
        }
        to(scene, Part::Choose);
        return;
    }
    always_ui(ui, scene, false);
}

/// A number: it goes into the record at once, with all that came before it.
fn rate(scene: &mut Scene<'_>, number: i64, now: f64) {
    let craving = &mut scene.state.craving;
    let minute = whole_minutes(now - craving.since);
    craving.ratings.push((minute, number));
    craving.rated_at = now;
    let ratings = craving
        .ratings
        .iter()
        .map(|(minute, strength)| json!({"minute": minute, "strength": strength}));
    let ratings: Vec<Json> = ratings.collect();
    let now = [("after", json!(number)), ("minutes", json!(minute)), ("ratings", json!(ratings))];
    acts::write(scene, Act::Urge, fields(now));
}

/// A tool of the program was used: that is a record of its own, so that what helps can be seen later.
fn end_run(scene: &mut Scene<'_>, after: Option<i64>, now: f64) {
    let Some(run) = scene.state.craving.run.take() else {
        return;
    };
    let seconds = (now - run.since).clamp(0.0, 86_400.0) as i64;
    let mut fields = fields([("tool", json!(run.tool)), ("seconds", json!(seconds))]);
    let numbers = [("before", run.before), ("after", after)];
    fields.extend(
        numbers
            .into_iter()
            .filter_map(|(name, number)| Some((name.to_owned(), Json::from(number?)))),
    );
    let command = Command::Add { kind: "toolrun".to_owned(), section: None, fields };
    scene.ask(command, Then::Nothing);
}

/// Ends a tool that was left without a number, with the last one that was given while it went on.
fn end_run_as_rated(scene: &mut Scene<'_>, now: f64) {
    let craving = &scene.state.craving;
    let was_rated = craving.run.as_ref().is_some_and(|run| craving.rated_at > run.since);
    let after = craving.latest().filter(|_| was_rated);
    end_run(scene, after, now);
}

/// The last press: how long it was, and back to where one came from.
fn finish(scene: &mut Scene<'_>, now: f64) {
    end_run_as_rated(scene, now);
    let minutes = whole_minutes(now - scene.state.craving.since);
    acts::write(scene, Act::Urge, fields([("minutes", json!(minutes))]));
    scene.state.toast = Some(Toast::say(say!("act-urge-kept")));
    scene.back();
}

fn reach_ui(ui: &mut Ui, scene: &mut Scene<'_>, person: RecordId, before: Part) {
    let has_number = !scene.state.craving.ratings.is_empty();
    if back_ui(ui) {
        to(scene, before);
        return;
    }
    let words = [say!("act-reach-rough"), say!("act-reach-stay"), say!("act-reach-call")];
    if reach::reach_ui(ui, scene, person, &words) && has_number {
        acts::write(scene, Act::Urge, fields([("reached", json!(person.to_string()))]));
    }
}

fn whole_minutes(seconds: f64) -> i64 {
    (seconds / 60.0).clamp(0.0, 1440.0) as i64
}

fn fields<const N: usize>(values: [(&str, Json); N]) -> Map<String, Json> {
    values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
