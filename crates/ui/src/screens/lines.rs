//! Help for the worst hour: somebody will not wake up, one's own people, and lines that anybody may call.
//! All of it is in the program; nothing is looked up.

use egui::Ui;
use kith_core::Command;
use kith_words::{
    COUNTRIES, Helpline, Topic, WakeCard, country_of, helplines, how_to_reach, say, wake_card,
};

use super::bare::{back_ui, bare_ui};
use crate::news::COUNTRY;
use crate::route::Route;
use crate::say::{self, labelled};
use crate::scene::Scene;
use crate::state::Then;
use crate::tokens::{self, Type, size, space};
use crate::widgets::{
    Button, Choice, Mood, body, card, choices, hairline, heading, in_columns, is_far, label, list,
    muted, notice, strong,
};

/// From so many people on, only those that are seen are laid out.
const LONG: usize = 60;

/// Draws it over the whole window.
pub fn lines_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    bare_ui(ui, scene, size::PAGE, |ui, scene| {
        if back_ui(ui) {
            scene.back();
            return;
        }
        heading(ui, 1, &say!("act-lines"), Some(&mut scene.state.arrival));
        if ui.available_width() < size::TWO_COLUMNS * tokens::scale(ui) {
            danger_ui(ui, *scene.country);
            own_people_ui(ui, scene);
            wake_ui(ui, *scene.country);
            country_lines_ui(ui, scene, &[]);
            return;
        }
        let width = (ui.available_width() - space::XL) / 2.0;
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = space::XL;
            for left in [true, false] {
                ui.vertical(|ui| {
                    ui.set_width(width);
                    ui.spacing_mut().item_spacing = egui::vec2(space::S, space::L);
                    if left {
                        danger_ui(ui, *scene.country);
                        wake_ui(ui, *scene.country);
                    } else {
                        own_people_ui(ui, scene);
                        country_lines_ui(ui, scene, &[]);
                    }
                });
            }
        });
    });
}

/// The same at the door: no person of the plan is named.
pub fn help_at_the_door_ui(ui: &mut Ui, country: &mut Option<&'static str>) {
    danger_ui(ui, *country);
    wake_ui(ui, *country);
    card(ui, |ui| {
        heading(ui, 2, &say!("helpline-title"), None);
        lines_of_ui(ui, country, &[]);
    });
}

/// Lines with these topics, or all of them, with the choice of a country, which is kept on this device.
pub fn country_lines_ui(ui: &mut Ui, scene: &mut Scene<'_>, topics: &[Topic]) {
    let changed = card(ui, |ui| {
        heading(ui, 2, &say!("helpline-title"), None);
        lines_of_ui(ui, scene.country, topics)
    });
    if changed.inner {
        let value = scene.country.unwrap_or_default().to_owned();
        scene.ask(Command::ConfigSet { key: COUNTRY.to_owned(), value }, Then::Nothing);
    }
}

/// The number for danger, as large as it can be read from across a room.
pub fn danger_ui(ui: &mut Ui, country: Option<&str>) {
    let (first, third) = (say!("win-help-now-1"), say!("win-help-now-3"));
    let second = match number_of(country) {
        Some(number) => say!("helpline-emergency", number = number),
        None => say!("win-help-now-2"),
    };
    notice(ui, Mood::Care, &first, &[], |ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        match country.filter(|_| number_of(country).is_some()) {
            Some(code) => {
                label(ui, Type::Title, &second);
                // Not every danger is one for an ambulance: who wants to talk need not read on for it.
                if let Some(line) = helplines(code).find(is_crisis) {
                    line_ui(ui, line);
                }
            }
            None => {
                body(ui, &second);
                // Until it is known where somebody is, the numbers of all places are here: none is guessed at.
                let all = COUNTRIES.iter();
                let all: Vec<String> =
                    all.map(|country| labelled(&country.name(), country.emergency)).collect();
                in_columns(ui, &all);
            }
        }
        ui.add_space(space::XS);
        body(ui, &third);
    });
}

/// What to look for and what to do when somebody will not wake up.
pub fn wake_ui(ui: &mut Ui, country: Option<&str>) {
    let WakeCard { title, look_for, signs, do_now, acts, do_not, nots, made } = wake_card(country);
    card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        heading(ui, 2, &title, None);
        strong(ui, look_for);
        for sign in &signs {
            body(ui, sign);
        }
        ui.add_space(space::XS);
        strong(ui, do_now);
        list(ui, &title, |ui| {
            for (place, act) in acts.iter().enumerate() {
                body(ui, format!("{}. {act}", place + 1));
            }
        });
        ui.add_space(space::XS);
        strong(ui, do_not);
        body(ui, nots);
        muted(ui, made);
    });
}

/// One's own people with a number; they stand before any line.
fn own_people_ui(ui: &mut Ui, scene: &Scene<'_>) {
    let count = scene.state.reach.callable().count();
    if count == 0 {
        return;
    }
    card(ui, |ui| {
        let title = say!("act-lines-own");
        heading(ui, 2, &title, None);
        list(ui, &title, |ui| {
            // Of many, those out of sight are taken to be as high as the one before.
            let mut height = 0.0;
            for (one, number) in scene.state.reach.callable() {
                if count >= LONG && height > 0.0 && is_far(ui, height) {
                    ui.add_space(height);
                    continue;
                }
                let top = ui.cursor().top();
                ui.horizontal_wrapped(|ui| {
                    ui.spacing_mut().item_spacing.x = space::M;
                    strong(ui, &one.name);
                    label(ui, Type::Subtitle, number);
                });
                height = ui.cursor().top() - top;
            }
        });
        muted(ui, say!("helpline-own"));
    });
}

/// The lines of a country and the choice of one. Returns whether the choice changed.
fn lines_of_ui(ui: &mut Ui, country: &mut Option<&'static str>, topics: &[Topic]) -> bool {
    match *country {
        None => {
            muted(ui, say!("act-lines-pick"));
        }
        Some(code) => list(ui, &say!("helpline-title"), |ui| {
            let fitting = |line: &&Helpline| topics.is_empty() || topics.contains(&line.topic);
            for line in helplines(code).filter(fitting) {
                line_ui(ui, line);
            }
        }),
    }
    hairline(ui);
    if country.is_some() {
        muted(ui, say!("helpline-elsewhere"));
    }
    let all = COUNTRIES.iter().map(|country| Choice { value: country.code, text: country.name() });
    let all: Vec<Choice<&'static str>> = all.collect();
    let before = *country;
    choices(ui, &say!("helpline-country"), &all, country);
    if country.is_none() {
        *country = before;
    }
    if let Some(code) = *country {
        let mut dates: Vec<String> = helplines(code).map(dated).collect();
        dates.dedup();
        for date in dates {
            muted(ui, date);
        }
    }
    *country != before
}

/// A line to call if the one who was reached for does not answer: the first of the country for somebody to
/// talk to, or the way to all of them where no country was picked.
pub fn if_nobody_answers_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    muted(ui, say!("act-reach-line"));
    let first = scene.country.and_then(|code| helplines(code).find(is_crisis));
    match first {
        Some(line) => line_ui(ui, line),
        None => {
            let help = say!("act-lines");
            if ui.add(Button::quiet(&help)).clicked() {
                scene.go(Route::Lines);
            }
        }
    }
}

fn line_ui(ui: &mut Ui, line: &Helpline) {
    let how = how_to_reach(line);
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        label(ui, Type::Subtitle, how);
        muted(ui, format!("{} · {}", line.name, line.purpose()));
    });
}

fn is_crisis(line: &&Helpline) -> bool {
    line.topic == Topic::Crisis
}

/// Since when a line stands here, and whether somebody has called it.
fn dated(line: &Helpline) -> String {
    match line.verified_on {
        Some(day) => say!("helpline-all-verified", day = say::day_in_words(day)),
        None => say!("helpline-all-found", day = say::day_in_words(line.found_on)),
    }
}

fn number_of(country: Option<&str>) -> Option<&'static str> {
    country.and_then(country_of).map(|country| country.emergency)
}
