//! The owner's own reminders whose time has come today. Nothing is said of those of other days.

use egui::Ui;
use kith_core::insight::{Occasion, OccasionKind, SECTIONS_OF_OCCASIONS, occasions_between};
use kith_core::kinds::reminder;
use kith_core::{Command, RecordId, UnixMillis};
use kith_words::say;
use serde_json::{Map, Value as Json};

use crate::say;
use crate::scene::Scene;
use crate::shelf::Seen;
use crate::state::{Then, Toast, Undoing};
use crate::titles;
use crate::tokens::space;
use crate::widgets::{Button, Mood, notice};

/// The reminders of today so far, worked out once for a picture.
#[derive(Default)]
pub struct DueState {
    of: Seen,
    now: Option<UnixMillis>,
    due: Vec<(RecordId, UnixMillis)>,
}

/// Draws them, each with a way to put it away.
pub fn reminders_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let (view, now) = (scene.view, scene.view.now);
    if scene.state.due.now != Some(now) || !scene.state.due.of.is_of(view, &SECTIONS_OF_OCCASIONS) {
        let due = due_today(scene);
        let of = Seen::of(view, &SECTIONS_OF_OCCASIONS);
        scene.state.due = DueState { of, now: Some(now), due };
    }
    let mut put_away = None;
    for (id, at) in &scene.state.due.due {
        let Some(record) = titles::record_in(view, *id) else { continue };
        if scene.state.reminded.contains(&(*id, *at)) {
            continue;
        }
        let Some(text) = reminder::TEXT.of(record) else { continue };
        let when = say!("look-reminder-at", time = say::time(*at, scene.zone));
        let pressed = notice(ui, Mood::Info, text, &[&when], |ui| {
            ui.add_space(space::S);
            let name = say!("look-reminder-done-name", text = text);
            ui.add(Button::quiet(&say!("look-reminder-done")).named(&name)).clicked()
        });
        if pressed {
            let comes_back = reminder::REPEAT.of(record).is_some_and(|repeat| repeat != "once");
            put_away = Some((*id, *at, comes_back));
        }
    }
    let Some((id, at, comes_back)) = put_away else { return };
    if comes_back {
        scene.state.reminded.insert((id, at));
        return;
    }
    let fields = Map::from_iter([(reminder::ENDED.name().to_owned(), Json::from(true))]);
    let toast = Toast::undo(say!("look-reminder-off"), Undoing::Last);
    scene.ask(Command::Edit { id, fields }, Then::Say(toast));
}

fn due_today(scene: &Scene<'_>) -> Vec<(RecordId, UnixMillis)> {
    let (now, zone) = (scene.view.now, scene.zone);
    let midnight = say::date(now, zone).and_then(|day| day.to_zoned(zone.clone()).ok());
    let Some(midnight) = midnight else { return Vec::new() };
    let from = UnixMillis(midnight.timestamp().as_millisecond());
    // What begins at this very moment has come.
    let to = UnixMillis(now.0.saturating_add(1));
    let is_reminder = |one: &Occasion| one.kind == OccasionKind::Reminder;
    let occasions = occasions_between(&scene.view.sections, from, to, zone).into_iter();
    let due = occasions.filter(is_reminder);
    due.map(|one| (one.record, UnixMillis(one.starts.timestamp().as_millisecond()))).collect()
}
