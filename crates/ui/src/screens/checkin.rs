//! The check-in: one page, nothing required, done in twenty seconds.

use std::collections::BTreeSet;

use egui::Ui;
use kith_core::Command;
use kith_core::kinds::{self, FieldType};
use kith_words::{choice_label, field_label, say};
use serde_json::{Map, Value as Json};

use crate::say;
use crate::scene::Scene;
use crate::state::{AfterCheckIn, Then};
use crate::tokens::space;
use crate::widgets::{
    Button, Choice, Field, Icon, card, check, choice_faces, choices, heading, muted, slider, strong,
};

/// From this urge on, help is offered after saving.
const STRONG_URGE: i64 = 8;

/// A check-in that is being made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CheckInForm {
    /// The mood, 1 to 5.
    pub mood: Option<i64>,
    craving: Option<i64>,
    halt: BTreeSet<&'static str>,
    connected: bool,
    need: Option<&'static str>,
    note: String,
    not_safe: bool,
    happened: bool,
    slept: Option<i64>,
    meals: Option<i64>,
    moved: bool,
}

impl CheckInForm {
    fn fields(&self) -> Map<String, Json> {
        let mut fields = Map::new();
        let mut put = |name: &str, value: Json| {
            fields.insert(name.to_owned(), value);
        };
        if let Some(mood) = self.mood {
            put("mood", Json::from(mood));
        }
        if let Some(craving) = self.craving {
            put("craving", Json::from(craving));
        }
        if !self.halt.is_empty() {
            put("halt", self.halt.iter().copied().collect());
        }
        if self.connected {
            put("connected", Json::from(true));
        }
        if let Some(need) = self.need {
            put("need", Json::from(need));
        }
        let note = self.note.trim();
        if !note.is_empty() {
            put("note", Json::from(note));
        }
        fields
    }

    /// What was tapped of the body, which is a record of its own: of the day and not of the moment.
    fn day_fields(&self) -> Map<String, Json> {
        let mut fields = Map::new();
        for (name, value) in [("slept", self.slept), ("meals", self.meals)] {
            if let Some(value) = value {
                fields.insert(name.to_owned(), Json::from(value));
            }
        }
        if self.moved {
            fields.insert("moved".to_owned(), Json::from(true));
        }
        fields
    }

    /// What the check-in leads to; the most pressing first.
    fn after(&self) -> AfterCheckIn {
        match self.craving {
            _ if self.not_safe => AfterCheckIn::NotSafe,
            _ if self.happened => AfterCheckIn::Happened,
            Some(STRONG_URGE..) => AfterCheckIn::Strong,
            _ => AfterCheckIn::Nothing,
        }
    }
}

/// The moods, each as a face and a word.
pub fn moods() -> Vec<(Icon, Choice<i64>)> {
    let named = |step: i64| Choice {
        value: step,
        text: choice_label("checkin", "mood", &step.to_string()),
    };
    (1..=5).map(|step| (Icon::Face(step), named(step))).collect()
}

/// Draws it.
pub fn checkin_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    heading(ui, 1, &say!("win-checkin-title"), Some(&mut scene.state.arrival));
    let mut form = std::mem::take(&mut scene.state.checkin);
    card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::L;
        form_ui(ui, &mut form);
    });
    let readers = scene.readers("checkins");
    let seen = if readers.is_empty() {
        say!("win-seen-by-nobody")
    } else {
        say!("visible-to", names = say::names(&readers))
    };
    let done = ui
        .horizontal_wrapped(|ui| {
            let (done, here) = (say!("button-done"), say!("win-checkin-here"));
            let mut pressed = ui.add(Button::primary(&done)).clicked() || scene.done;
            if form == CheckInForm::default() {
                pressed |= ui.add(Button::quiet(&here)).clicked();
            }
            muted(ui, seen);
            pressed
        })
        .inner;
    // Under the button: whoever has twenty seconds is done before it.
    if !is_day_noted(scene) {
        card(ui, |ui| day_ui(ui, &mut form));
    }
    if done && !scene.busy() {
        let command =
            Command::Add { kind: "checkin".to_owned(), section: None, fields: form.fields() };
        let day = form.day_fields();
        if !day.is_empty() {
            let command = Command::Add { kind: "daycare".to_owned(), section: None, fields: day };
            scene.ask(command, Then::Nothing);
        }
        scene.ask(command, Then::CheckedIn { after: form.after() });
    }
    scene.state.checkin = form;
}

fn form_ui(ui: &mut Ui, form: &mut CheckInForm) {
    let mood = field_label("checkin", "mood");
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = space::S;
        strong(ui, &mood);
        choice_faces(ui, &mood, &moods(), &mut form.mood);
    });
    let said = match form.craving {
        Some(number) => say!("win-of-ten", number = number),
        None => say!("win-not-set"),
    };
    slider(ui, &field_label("checkin", "craving"), &mut form.craving, (0, 10), &said);
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        strong(ui, field_label("checkin", "halt"));
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = space::L;
            for choice in choices_of("halt") {
                let mut on = form.halt.contains(choice);
                if check(ui, &mut on, &choice_label("checkin", "halt", choice), None).changed() {
                    if on {
                        form.halt.insert(choice);
                    } else {
                        form.halt.remove(choice);
                    }
                }
            }
        });
        check(ui, &mut form.connected, &field_label("checkin", "connected"), None);
    });
    let needs: Vec<Choice<&'static str>> = choices_of("need")
        .iter()
        .map(|choice| Choice { value: *choice, text: choice_label("checkin", "need", choice) })
        .collect();
    choices(ui, &field_label("checkin", "need"), &needs, &mut form.need);
    // Its help says that it may be left out; here that holds for everything.
    Field::new(&field_label("checkin", "note")).show(ui, &mut form.note, None);
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        strong(ui, say!("act-checkin-now"));
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = space::L;
            check(ui, &mut form.not_safe, &say!("act-checkin-not-safe"), None);
            check(ui, &mut form.happened, &say!("act-checkin-happened"), None);
        });
    });
}

/// Sleep, food and movement, a tap each.
fn day_ui(ui: &mut Ui, form: &mut CheckInForm) {
    heading(ui, 2, &say!("act-checkin-body"), None);
    let sleep = [
        Choice { value: 2, text: say!("act-checkin-slept-badly") },
        Choice { value: 5, text: say!("act-checkin-slept-so") },
        Choice { value: 8, text: say!("act-checkin-slept-well") },
    ];
    choices(ui, &say!("act-checkin-slept"), &sleep, &mut form.slept);
    let meals = [0, 1, 2, 3].map(|meals| Choice { value: meals, text: meals.to_string() });
    choices(ui, &field_label("daycare", "meals"), &meals, &mut form.meals);
    check(ui, &mut form.moved, &field_label("daycare", "moved"), None);
}

/// Whether today's body was written down already. Only the newest records are looked through.
fn is_day_noted(scene: &Scene<'_>) -> bool {
    const NEWEST: usize = 64;
    let Some(section) = scene.view.sections.get("checkins") else {
        return false;
    };
    let newest = section.records.iter().rev().take(NEWEST);
    let mut days = newest.filter(|record| record.kind == "daycare");
    days.any(|record| say::days_between(record.created, scene.view.now, scene.zone) == Some(0))
}

fn choices_of(field: &str) -> &'static [&'static str] {
    let info = kinds::kind("checkin").and_then(|kind| kind.field(field));
    match info.map(|field| &field.field_type) {
        Some(FieldType::One(choices) | FieldType::Some(choices)) => choices,
        _ => &[],
    }
}
