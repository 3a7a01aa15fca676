//! What the window does when a request was answered.

use kith_core::{Answer, RecordId, Trouble};
use kith_words::say;

use crate::link::Outcome;
use crate::route::Route;
use crate::say;
use crate::scene;
use crate::screens::visit;
use crate::state::{AfterCheckIn, Asked, Dialog, DoorState, Then, Toast, UiState, Undoing};
use crate::tokens::{Appearance, TextSize};
use crate::widgets::{Arrival, SecretText};

/// The setting that holds light, dark or neither.
pub const APPEARANCE: &str = "window.theme";
/// The setting that holds the text size in per cent.
pub const TEXT_SIZE: &str = "window.text";
/// The setting that holds the country whose lines are shown.
pub const COUNTRY: &str = "window.country";

/// Takes in what became of a request. Returns whether the window's look changed.
pub fn take(asked: Asked, outcome: Outcome, state: &mut UiState, door: &mut DoorState) -> bool {
    match outcome {
        Ok(answer) => done(asked, answer, state, door),
        Err(trouble) => {
            refused(asked, trouble, state, door);
            false
        }
    }
}

/// Takes in what became of a file.
pub fn take_file(outcome: Outcome, state: &mut UiState) {
    match outcome {
        Ok(Answer::Written(written)) => state.paper.written(written.to),
        Ok(_) => {}
        Err(trouble) => {
            state.paper.refused();
            state.trouble = Some(trouble);
        }
    }
}

/// The name under which an appearance is kept.
pub fn appearance_name(appearance: Appearance) -> &'static str {
    match appearance {
        Appearance::Follow => "follow",
        Appearance::Light => "light",
        Appearance::Dark => "dark",
    }
}

fn done(asked: Asked, answer: Answer, state: &mut UiState, door: &mut DoorState) -> bool {
    match asked.then {
        Then::Nothing => {}
        Then::Say(toast) => state.toast = Some(toast),
        Then::Saved { kind, id, toast } => {
            state.drafts.forget(&kind, id);
            scene::back(state);
            state.toast = Some(toast);
        }
        Then::CheckedIn { after } => {
            state.checkin = Default::default();
            state.offer_help = matches!(after, AfterCheckIn::Strong | AfterCheckIn::NotSafe);
            state.not_safe = after == AfterCheckIn::NotSafe;
            scene::go(state, Route::Today);
            if after == AfterCheckIn::Happened {
                scene::go(state, Route::Happened);
            }
            state.toast = Some(Toast::undo(say!("win-checkin-saved"), Undoing::Last));
        }
        Then::Begun(act) => {
            if let Answer::Record(record) = answer {
                state.acts.of(act).begun(record.id);
            }
        }
        Then::Answered => {
            if let Answer::Record(record) = answer {
                state.two_questions.kept(record.id);
            }
        }
        Then::Reached(person) => {
            state.reaching.insert(person);
        }
        Then::Told(person) => {
            state.messages.remove(&person);
            state.toast = Some(Toast::say(say!("win-between-saved")));
        }
        Then::Viewed(person) => {
            if let Answer::ViewAs(sections) = answer {
                state.viewed = Some((person, sections));
            }
        }
        Then::Deleted(kind) => {
            if let Answer::Records(records) = answer {
                state.deleted = Some((kind, records));
            }
        }
        Then::Found(words) => {
            if let Answer::Found(found) = answer {
                state.search.found = Some((words, found));
            }
        }
        Then::Stepped(id) => {
            if let Answer::History(steps) = answer {
                state.history.steps = Some((id, Some(steps)));
            }
        }
        Then::Paper(wanted) => {
            if let Answer::Plan(plan) = answer {
                state.paper.take(wanted, plan, door.country);
            }
        }
        Then::Drawn => {
            if let Answer::Plan(plan) = answer {
                visit::drawn(&plan, state);
            }
        }
        Then::Made => {
            let words = match answer {
                Answer::Created(created) => created.kit.map(|kit| kit.words),
                _ => None,
            };
            if let Some(first_run) = &mut door.first_run {
                first_run.made(words);
            }
        }
        Then::Paired => {
            if let Answer::Paired(report) = answer {
                linked(state, report.person);
            }
        }
        Then::Unlocked => {}
        Then::SteppedUp => {
            if let Some(Dialog::StepUp { again, .. }) = state.dialog.take() {
                // The window sends it in this frame's outbox, after the passphrase was taken.
                state.again = Some(*again);
            }
        }
        Then::KitTested => {
            let right = matches!(answer, Answer::Kit(report) if report.ok);
            state.kit.answered(right);
            if let Some(first_run) = &mut door.first_run {
                first_run.kit_answered(right);
            }
        }
        Then::Setting => {
            if let Answer::Setting(setting) = answer {
                return set(&setting.key, &setting.value, door);
            }
        }
    }
    false
}

/// The pairing is over and both are linked. Its page has done its work; whoever went elsewhere
/// meanwhile stays there and is told.
fn linked(state: &mut UiState, person: Option<RecordId>) {
    let (route, next) = match state.route {
        Route::Invite(person) => (Some(Route::Person(person)), say!("win-pair-done-share")),
        Route::Join => {
            (Some(person.map_or(Route::People, Route::Person)), say!("win-pair-done-joined"))
        }
        Route::LinkDevice => (Some(Route::Devices), say!("win-pair-done-device")),
        _ => (None, String::new()),
    };
    if let Some(route) = route {
        state.join = Default::default();
        state.trail.clear();
        if matches!(route, Route::Person(_)) {
            // Back leads to one's people, and not to a code that is used up.
            state.route = Route::People;
        }
        scene::go(state, route);
    }
    let text = format!("{}. {next}", say!("win-pair-done"));
    state.toast = Some(Toast::say(text.trim_end().to_owned()));
}

fn refused(asked: Asked, trouble: Trouble, state: &mut UiState, door: &mut DoorState) {
    match (&asked.then, &trouble) {
        (Then::SteppedUp, Trouble::WrongPassphrase) => {
            if let Some(Dialog::StepUp { wrong, .. }) = &mut state.dialog {
                *wrong = true;
                state.dialog_arrival = Arrival::now();
            }
        }
        (_, Trouble::PassphraseNeeded) => {
            state.dialog = Some(Dialog::StepUp {
                passphrase: SecretText::default(),
                wrong: false,
                again: Box::new(asked),
            });
            state.dialog_arrival = Arrival::now();
        }
        (Then::Saved { kind, id, .. }, Trouble::BadField { field, .. }) => {
            state.drafts.mark(kind, *id, field, say::trouble(&trouble).what);
            state.trouble = Some(trouble);
        }
        (Then::Made, _) => {
            if let Some(first_run) = &mut door.first_run {
                first_run.refused(trouble);
            }
        }
        (Then::Unlocked, _) => door.lock.refused(trouble),
        (Then::KitTested, _) => {
            state.kit.answered(false);
            if let Some(first_run) = &mut door.first_run {
                first_run.kit_answered(false);
            }
        }
        // Nothing was lost: the look stays as it is.
        (Then::Setting, _) => {}
        _ => {
            state.dialog = None;
            state.trouble = Some(trouble);
        }
    }
}

fn set(key: &str, value: &str, door: &mut DoorState) -> bool {
    let before = (door.appearance, door.text_size);
    match key {
        APPEARANCE => {
            let all = [Appearance::Follow, Appearance::Light, Appearance::Dark];
            if let Some(found) = all.into_iter().find(|one| appearance_name(*one) == value) {
                door.appearance = found;
            }
        }
        TEXT_SIZE => {
            let found = TextSize::ALL.into_iter().find(|size| size.percent().to_string() == value);
            if let Some(found) = found {
                door.text_size = found;
            }
        }
        COUNTRY => {
            let found = kith_words::country_of(value);
            door.country = found.map(|country| country.code).or(door.country);
        }
        _ => {}
    }
    before != (door.appearance, door.text_size)
}
