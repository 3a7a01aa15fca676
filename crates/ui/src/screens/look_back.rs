//! Looking at what happened, a day or some days later: four questions in one's own words, then what of it may
//! go into the plan. Nothing is counted anew, and nobody sees it.

use std::collections::BTreeSet;

use egui::Ui;
use kith_core::kinds::{progress, rung, setback, strategy};
use kith_core::{Command, Record, RecordId, Value};
use kith_words::say;
use serde_json::{Map, Value as Json, json};

use super::form_pick::pick_several_ui;
use crate::route::Route;
use crate::say;
use crate::scene::Scene;
use crate::state::{Then, Toast, Undoing};
use crate::widgets::{
    Arrival, Button, Choice, Field, Weight, body, card, choices, heading, muted, status, strong,
};

/// The steps of the steady plan.
const RUNGS: i64 = 6;
/// The step that is offered first: what one does on one's own.
const ON_MY_OWN: i64 = 2;

/// What is being written, and whether it was kept.
#[derive(Default)]
pub struct LookBack {
    of: Option<RecordId>,
    before: String,
    helped: String,
    change: String,
    knows: BTreeSet<String>,
    is_kept: bool,
    step: Option<i64>,
    added: BTreeSet<&'static str>,
}

/// Draws it.
pub fn look_back_ui(ui: &mut Ui, scene: &mut Scene<'_>, id: RecordId) {
    let Some(record) = scene.record(id).map(|(_, record)| record.clone()) else {
        heading(ui, 1, &say!("win-gone"), Some(&mut scene.state.arrival));
        return;
    };
    if scene.state.look_back.of != Some(id) {
        scene.state.look_back = LookBack::of(scene, &record);
    }
    let mut written = std::mem::take(&mut scene.state.look_back);
    if written.is_kept {
        plan_ui(ui, scene, &mut written);
    } else {
        questions_ui(ui, scene, &mut written);
    }
    scene.state.look_back = written;
}

impl LookBack {
    /// What was answered before stands in its place.
    fn of(scene: &Scene<'_>, record: &Record) -> LookBack {
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        let told = setback::TOLD.of(record).unwrap_or_default();
        let people = scene.view.people.iter().filter(|one| told.contains(&one.name.as_str()));
        LookBack {
            of: Some(record.id),
            before: text(setback::BEFORE.of(record)),
            helped: text(setback::HELPED.of(record)),
            change: text(setback::NEXT_STEP.of(record)),
            knows: people.map(|one| one.id.to_string()).collect(),
            step: Some(ON_MY_OWN),
            ..LookBack::default()
        }
    }

    fn fields(&self, record: &Record) -> Map<String, Json> {
        let texts = [
            (setback::BEFORE.name(), &self.before),
            (setback::HELPED.name(), &self.helped),
            (setback::NEXT_STEP.name(), &self.change),
        ];
        let mut fields = Map::new();
        for (name, text) in texts {
            let held = record.fields.get(name).and_then(Value::as_text).unwrap_or_default();
            match text.trim() {
                text if text == held => {}
                "" => drop(fields.insert(name.to_owned(), Json::Null)),
                text => drop(fields.insert(name.to_owned(), json!(text))),
            }
        }
        fields
    }
}

fn questions_ui(ui: &mut Ui, scene: &mut Scene<'_>, written: &mut LookBack) {
    heading(ui, 1, &say!("flow-back"), Some(&mut scene.state.arrival));
    muted(ui, say!("flow-back-what"));
    let people = scene.view.people.iter();
    let people: Vec<Choice<String>> =
        people.map(|one| Choice { value: one.id.to_string(), text: one.name.clone() }).collect();
    card(ui, |ui| {
        let questions = [
            (say!("flow-back-before"), &mut written.before),
            (say!("flow-back-helped"), &mut written.helped),
            (say!("flow-back-change"), &mut written.change),
        ];
        for (question, answer) in questions {
            Field::new(&question).own_words().rows(2).show(ui, answer, None);
        }
        let knows = say!("flow-back-knows");
        strong(ui, &knows);
        pick_several_ui(ui, &knows, "", &people, &mut written.knows);
        if written.knows.is_empty() {
            muted(ui, say!("flow-back-nobody"));
        }
    });
    last_use_ui(ui, scene);
    let (done, later) = (say!("button-done"), say!("win-not-now"));
    let (done, later) = ui
        .horizontal_wrapped(|ui| {
            let done = ui.add(Button::primary(&done)).clicked() || scene.done;
            (done, ui.add(Button::new(Weight::Plain, &later)).clicked())
        })
        .inner;
    if done && !scene.busy() {
        keep(scene, written);
    } else if later {
        scene.back();
    }
}

fn keep(scene: &mut Scene<'_>, written: &mut LookBack) {
    let Some(record) = written.of.and_then(|id| scene.record(id)).map(|(_, held)| held.clone())
    else {
        return;
    };
    let mut fields = written.fields(&record);
    let before = LookBack::of(scene, &record);
    if before.knows != written.knows {
        // Whom the record names and the plan does not know any more stays named.
        let known = |label: &&str| scene.view.people.iter().all(|one| one.name != *label);
        let told = setback::TOLD.of(&record).unwrap_or_default();
        let others = told.into_iter().filter(known).map(|label| json!({"label": label}));
        let told: Vec<Json> = written.knows.iter().map(|id| json!(id)).chain(others).collect();
        fields.insert(setback::TOLD.name().to_owned(), json!(told));
    }
    if !fields.is_empty() {
        scene.ask(Command::Edit { id: record.id, fields }, Then::Nothing);
    }
    let has_more = !written.helped.trim().is_empty() || !written.change.trim().is_empty();
    if has_more {
        written.is_kept = true;
        scene.state.arrival = Arrival::now();
    } else {
        written.of = None;
        scene.back();
        scene.state.toast = Some(Toast::say(say!("flow-back-kept")));
    }
}

/// What of the answers may go into the plan, each a press, and none of itself.
fn plan_ui(ui: &mut Ui, scene: &mut Scene<'_>, written: &mut LookBack) {
    heading(ui, 1, &say!("flow-back-plan"), Some(&mut scene.state.arrival));
    status(ui, &say!("flow-back-kept"));
    muted(ui, say!("flow-back-plan-what"));
    let helped = say::first_line(written.helped.trim());
    if !helped.is_empty() {
        card(ui, |ui| {
            let add = say!("flow-back-tool", text = &helped);
            let fields = [(strategy::TEXT.name(), json!(helped))];
            add_ui(ui, scene, written, strategy::NAME_OF_KIND, &add, &fields);
        });
    }
    let change = written.change.trim().to_owned();
    if !change.is_empty() {
        card(ui, |ui| {
            let named = |step: i64| Choice {
                value: step,
                text: say::number_or_choice(rung::NAME_OF_KIND, rung::STEP.name(), step),
            };
            let all: Vec<Choice<i64>> = (1..=RUNGS).map(named).collect();
            choices(ui, &say!("flow-back-step"), &all, &mut written.step);
            let add = say!("flow-back-rung", text = &change);
            let step = json!(written.step.unwrap_or(ON_MY_OWN));
            let fields = [(rung::STEP.name(), step), (rung::TEXT.name(), json!(change))];
            add_ui(ui, scene, written, rung::NAME_OF_KIND, &add, &fields);
        });
    }
    let done = say!("button-done");
    if ui.add(Button::primary(&done)).clicked() || scene.done {
        written.of = None;
        scene.back();
    }
}

fn add_ui(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    written: &mut LookBack,
    kind: &'static str,
    add: &str,
    fields: &[(&str, Json)],
) {
    if written.added.contains(kind) {
        status(ui, &say!("flow-back-added"));
    } else if ui.add(Button::quiet(add)).clicked() {
        written.added.insert(kind);
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
        let command =
            Command::Add { kind: kind.to_owned(), section: None, fields: fields.collect() };
        let toast = Toast::undo(say!("flow-back-added"), Undoing::Last);
        scene.ask(command, Then::Say(toast));
    }
}

/// For who keeps a day of last use: it is as they left it, and theirs to change.
fn last_use_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let kept = scene.records_of(progress::NAME_OF_KIND).pop();
    let Some((id, day)) = kept.and_then(|kept| Some((kept.id, progress::LAST_USE.of(kept)?)))
    else {
        return;
    };
    let day = day.parse::<jiff::civil::Date>().map(|day| day.strftime("%-d %B %Y").to_string());
    card(ui, |ui| {
        heading(ui, 2, &say!("flow-back-use"), None);
        if let Ok(day) = day {
            strong(ui, day);
        }
        body(ui, say!("flow-back-use-what"));
        let change = say!("flow-back-use-change");
        if ui.add(Button::quiet(&change)).clicked() {
            scene.go(Route::Edit(id));
        }
    });
}
