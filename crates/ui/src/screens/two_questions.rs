//! The two short screens, PHQ-2 and GAD-2: two questions each, in the exact words of their makers, and the
//! public rule of both, which is to talk to somebody from a sum of 3 on. Nothing here is a finding.

use egui::Ui;
use kith_core::insight::{ScreenSort, Screened, TALK_FROM, screens};
use kith_core::kinds::screen;
use kith_core::{Command, RecordId};
use kith_words::{Topic, choice_label, kind_plural, say};
use serde_json::{Map, json};

use super::form_pick::pick_one_ui;
use super::lines::{country_lines_ui, danger_ui};
use crate::route::Route;
use crate::say;
use crate::scene::Scene;
use crate::shelf::Seen;
use crate::state::{Then, Toast};
use crate::tokens::space;
use crate::widgets::{
    Arrival, Button, Choice, Mood, Row, Weight, body, card, choices, heading, list, muted, notice,
    quote, strong,
};

/// What is being answered, and what was answered before.
#[derive(Default)]
pub struct TwoQuestions {
    sort: Option<ScreenSort>,
    answers: [Option<i64>; 2],
    kept: Option<Kept>,
    of: Seen,
    all: Vec<Screened>,
}

/// What was just kept.
struct Kept {
    sum: i64,
    /// Its record, once the core has told it.
    id: Option<RecordId>,
    raise_with: Option<String>,
}

impl TwoQuestions {
    /// The record of the answers was made.
    pub fn kept(&mut self, id: RecordId) {
        if let Some(kept) = &mut self.kept {
            kept.id = Some(id);
        }
    }
}

/// The page of all answers: what these are, the two ways in, and what was answered before.
pub fn answered_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    heading(ui, 1, &kind_plural(screen::NAME_OF_KIND), Some(&mut scene.state.arrival));
    muted(ui, say!("two-what"));
    muted(ui, seen_by(scene));
    ui.horizontal_wrapped(|ui| {
        let starts = [
            (ScreenSort::Phq2, say!("two-start-phq2")),
            (ScreenSort::Gad2, say!("two-start-gad2")),
        ];
        for (sort, text) in starts {
            if ui.add(Button::quiet(&text)).clicked() {
                scene.state.two_questions = TwoQuestions::default();
                scene.go(Route::TwoQuestions(sort));
            }
        }
    });
    const SECTION: [&str; 1] = ["screens"];
    let state = &mut scene.state.two_questions;
    if !state.of.is_of(scene.view, &SECTION) {
        state.all = screens(&scene.view.sections, scene.zone);
        state.of = Seen::of(scene.view, &SECTION);
    }
    let rows: Vec<(RecordId, String, String)> = state.all.iter().map(row).collect();
    let mut to = None;
    card(ui, |ui| {
        let title = say!("two-before");
        heading(ui, 2, &title, None);
        super::still_reading_ui(ui, scene);
        if rows.is_empty() && scene.view.whole {
            body(ui, say!("two-none"));
        }
        list(ui, &title, |ui| {
            for (id, title, side) in &rows {
                if ui.add(Row::new(title).side(side)).clicked() {
                    to = Some(*id);
                }
            }
        });
    });
    let deleted = say!("win-deleted");
    if ui.add(Button::new(Weight::Plain, &deleted).flush()).clicked() {
        scene.go(Route::Deleted(screen::NAME_OF_KIND.to_owned()));
    }
    if let Some(id) = to {
        scene.go(Route::Record(id));
    }
}

/// What it was about and when, and the sum at the side where there is one.
fn row(one: &Screened) -> (RecordId, String, String) {
    let sort = choice_label(screen::NAME_OF_KIND, screen::SORT.name(), choice_of(one.sort));
    let day = one.wall.day().strftime("%-d %B %Y").to_string();
    let sum = one.total.map(|sum| say!("two-sum", sum = i64::from(sum))).unwrap_or_default();
    (one.record, say!("win-labelled", label = sort, value = day), sum)
}

/// The questions, then what follows from the answers.
pub fn two_questions_ui(ui: &mut Ui, scene: &mut Scene<'_>, sort: ScreenSort) {
    if scene.state.two_questions.sort != Some(sort) {
        scene.state.two_questions = TwoQuestions { sort: Some(sort), ..TwoQuestions::default() };
    }
    match scene.state.two_questions.kept {
        None => questions_ui(ui, scene, sort),
        Some(_) => after_ui(ui, scene),
    }
}

fn questions_ui(ui: &mut Ui, scene: &mut Scene<'_>, sort: ScreenSort) {
    let (title, name, questions) = match sort {
        ScreenSort::Phq2 => (
            say!("two-start-phq2"),
            say!("two-name-phq2"),
            [say!("two-phq2-1"), say!("two-phq2-2")],
        ),
        ScreenSort::Gad2 => (
            say!("two-start-gad2"),
            say!("two-name-gad2"),
            [say!("two-gad2-1"), say!("two-gad2-2")],
        ),
    };
    heading(ui, 1, &title, Some(&mut scene.state.arrival));
    muted(ui, say!("two-made", name = name));
    card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::L;
        quote(ui, say!("two-lead"));
        let all = [
            say!("two-answer-0"),
            say!("two-answer-1"),
            say!("two-answer-2"),
            say!("two-answer-3"),
        ];
        let all: Vec<Choice<i64>> =
            (0..).zip(all).map(|(value, text)| Choice { value, text }).collect();
        let answers = &mut scene.state.two_questions.answers;
        for (question, answer) in questions.iter().zip(answers) {
            choices(ui, question, &all, answer);
        }
    });
    let [first, second] = scene.state.two_questions.answers;
    let sum = first.zip(second).map(|(first, second)| first + second);
    if sum.is_none() {
        muted(ui, say!("two-half"));
    }
    let done = say!("button-done");
    let done = ui
        .horizontal_wrapped(|ui| {
            let done = ui.add_enabled(sum.is_some(), Button::primary(&done)).clicked();
            muted(ui, seen_by(scene));
            done || scene.done
        })
        .inner;
    if let Some((sum, (first, second))) =
        sum.zip(first.zip(second)).filter(|_| done && !scene.busy())
    {
        let mut fields = Map::new();
        fields.insert(screen::SORT.name().to_owned(), json!(choice_of(sort)));
        fields.insert(screen::FIRST.name().to_owned(), json!(first));
        fields.insert(screen::SECOND.name().to_owned(), json!(second));
        let kind = screen::NAME_OF_KIND.to_owned();
        scene.ask(Command::Add { kind, section: None, fields }, Then::Answered);
        scene.state.two_questions.kept = Some(Kept { sum, id: None, raise_with: None });
        scene.state.arrival = Arrival::now();
    }
}

/// The sum, what it is not, and from the public line on: somebody to talk to, and lines.
fn after_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let Some(sum) = scene.state.two_questions.kept.as_ref().map(|kept| kept.sum) else {
        return;
    };
    let is_talk = sum >= i64::from(TALK_FROM);
    heading(ui, 1, &say!("two-title-sum", sum = sum), Some(&mut scene.state.arrival));
    let line = if is_talk { say!("two-talk") } else { say!("two-low") };
    let mood = if is_talk { Mood::Care } else { Mood::Info };
    notice(ui, mood, &line, &[&say!("two-not")], |_| ());
    raise_ui(ui, scene);
    if is_talk {
        let talk = say!("act-talk");
        if ui.add(Button::quiet(&talk)).clicked() {
            scene.go(Route::Talk);
        }
        strong(ui, say!("two-hard"));
        danger_ui(ui, *scene.country);
        country_lines_ui(ui, scene, &[Topic::Crisis]);
    }
    let done = say!("button-done");
    if ui.add(Button::primary(&done)).clicked() || scene.done {
        scene.state.two_questions = TwoQuestions::default();
        scene.back();
    }
}

/// Whom to take it to: a mark for the owner, who is the only one to see it.
fn raise_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let people = scene.view.people.iter();
    let people: Vec<Choice<String>> =
        people.map(|one| Choice { value: one.id.to_string(), text: one.name.clone() }).collect();
    let Some(kept) = &mut scene.state.two_questions.kept else {
        return;
    };
    let Some(id) = kept.id.filter(|_| !people.is_empty()) else {
        return;
    };
    let before = kept.raise_with.clone();
    card(ui, |ui| {
        pick_one_ui(ui, &say!("two-raise"), "", &people, &mut kept.raise_with);
    });
    if kept.raise_with == before {
        return;
    }
    let named = people.iter().find(|one| Some(&one.value) == kept.raise_with.as_ref());
    let value = named.map(|one| json!(one.value)).unwrap_or_default();
    let then = match named {
        Some(one) => Then::Say(Toast::say(say!("two-raise-kept", name = &one.text))),
        None => Then::Nothing,
    };
    let fields = Map::from_iter([(screen::RAISE_WITH.name().to_owned(), value)]);
    scene.ask(Command::Edit { id, fields }, then);
}

fn choice_of(sort: ScreenSort) -> &'static str {
    match sort {
        ScreenSort::Phq2 => "phq2",
        ScreenSort::Gad2 => "gad2",
    }
}

fn seen_by(scene: &Scene<'_>) -> String {
    let readers = scene.readers("screens");
    match readers.is_empty() {
        true => say!("win-seen-by-nobody"),
        false => say!("visible-to", names = say::names(&readers)),
    }
}
