//! Files in and out: a copy of the plan for another program, and files from others. What a file outside of Kith means
//! is read before it is made; what came of it is said after.

use egui::Ui;
use kith_core::{Answer, CommandId, ImportReport, Trouble};
use kith_words::say;

use crate::files::{FileWork, InForm, OutForm};
use crate::link::Outcome;
use crate::scene::Scene;
use crate::widgets::{Button, Choice, Field, body, card, choices, heading, muted, status};

/// What is being saved or taken in.
#[derive(Default)]
pub struct CarryState {
    out: OutForm,
    into: InForm,
    /// Where the copy goes, once that was typed.
    to: Option<String>,
    /// Where the file is, as typed.
    from: String,
    waiting: Option<CommandId>,
    /// What came of the last one.
    done: Option<Done>,
}

enum Done {
    Saved(String),
    Taken(ImportReport),
}

impl CarryState {
    /// Whether this is what is being done.
    pub fn is_waiting(&self, id: CommandId) -> bool {
        self.waiting == Some(id)
    }

    /// Takes in what became of it. Returns the trouble, if there was one.
    pub fn take(&mut self, outcome: Outcome) -> Option<Trouble> {
        self.waiting = None;
        let (answer, trouble) = match &outcome {
            Ok(answer) => (Some(answer), None),
            // It was written without what is damaged, and both are told.
            Err(Trouble::DamagedPart { read, .. }) => (Some(read.answer()), outcome.as_ref().err()),
            Err(trouble) => (None, Some(trouble)),
        };
        self.done = match answer {
            Some(Answer::Written(written)) => Some(Done::Saved(written.to.clone())),
            Some(Answer::Imported(report)) => Some(Done::Taken(*report)),
            _ => None,
        };
        trouble.cloned()
    }
}

/// Draws it.
pub fn carry_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    heading(ui, 1, &say!("carry-title"), Some(&mut scene.state.arrival));
    muted(ui, say!("carry-what"));
    super::still_reading_ui(ui, scene);
    out_ui(ui, scene);
    in_ui(ui, scene);
}

fn out_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    card(ui, |ui| {
        heading(ui, 2, &say!("carry-out"), None);
        let all = [
            Choice { value: OutForm::Json, text: say!("carry-out-json") },
            Choice { value: OutForm::Markdown, text: say!("carry-out-markdown") },
            Choice { value: OutForm::Calendar, text: say!("carry-out-calendar") },
            Choice { value: OutForm::Automerge, text: say!("carry-out-automerge") },
        ];
        let mut out = Some(scene.state.carry.out);
        choices(ui, &say!("carry-out-form"), &all, &mut out);
        let out = out.unwrap_or(scene.state.carry.out);
        if out != scene.state.carry.out {
            // Another form has another name.
            scene.state.carry.to = None;
            scene.state.carry.done = None;
        }
        scene.state.carry.out = out;
        muted(ui, what_it_is(out));
        body(ui, say!("paper-open-file"));
        let offered = || match scene.link.folder() {
            "" => file_name(out).to_owned(),
            folder => format!("{folder}/{}", file_name(out)),
        };
        let mut path = scene.state.carry.to.take().unwrap_or_else(offered);
        Field::new(&say!("carry-out-path")).show(ui, &mut path, None);
        if ui.add(Button::primary(&say!("carry-out-do"))).clicked() || scene.done {
            ask(scene, &path, FileWork::Out { form: out, path: path.clone() });
        }
        scene.state.carry.to = Some(path);
        if let Some(Done::Saved(to)) = &scene.state.carry.done {
            status(ui, &say!("carry-saved", to = to));
        }
    });
}

fn in_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    card(ui, |ui| {
        heading(ui, 2, &say!("carry-in"), None);
        body(ui, say!("carry-in-what"));
        let all = [
            Choice { value: InForm::Json, text: say!("carry-in-json") },
            Choice { value: InForm::Calendar, text: say!("carry-in-calendar") },
            Choice { value: InForm::MeetingGuide, text: say!("carry-in-meeting-guide") },
            Choice { value: InForm::Bmlt, text: say!("carry-in-bmlt") },
        ];
        let mut form = Some(scene.state.carry.into);
        choices(ui, &say!("carry-in-form"), &all, &mut form);
        let form = form.unwrap_or(scene.state.carry.into);
        scene.state.carry.into = form;
        let mut path = std::mem::take(&mut scene.state.carry.from);
        Field::new(&say!("carry-in-path")).show(ui, &mut path, None);
        if ui.add(Button::quiet(&say!("carry-in-do"))).clicked() {
            ask(scene, &path, FileWork::In { form, path: path.clone() });
        }
        scene.state.carry.from = path;
        if let Some(Done::Taken(report)) = &scene.state.carry.done {
            let (added, there, skipped) = (report.added, report.there, report.skipped);
            status(ui, &say!("carry-taken", added = added, there = there, skipped = skipped));
            if report.changed > 0 {
                status(ui, &say!("carry-taken-changed", count = report.changed));
            }
        }
    });
}

/// Asks for it, one at a time.
fn ask(scene: &mut Scene<'_>, path: &str, work: FileWork) {
    if path.trim().is_empty() || scene.state.carry.waiting.is_some() {
        return;
    }
    scene.state.trouble = None;
    scene.state.carry.done = None;
    scene.state.carry.waiting = scene.link.carry(work);
}

fn what_it_is(form: OutForm) -> String {
    match form {
        OutForm::Json => say!("carry-out-json-what"),
        OutForm::Markdown => say!("carry-out-markdown-what"),
        OutForm::Calendar => say!("carry-out-calendar-what"),
        OutForm::Automerge => say!("carry-out-automerge-what"),
    }
}

/// What a file is called unless somebody says otherwise.
fn file_name(form: OutForm) -> &'static str {
    match form {
        OutForm::Json => "kith.json",
        OutForm::Markdown => "kith-to-read",
        OutForm::Calendar => "kith.ics",
        OutForm::Automerge => "kith-files",
    }
}
