//! Finding something by a word. What is found stands in groups; how much is said aloud.

use egui::{Key, Modifiers, Ui};
use kith_core::{Command, FoundReport, RecordId, kinds};
use kith_words::{field_label, kind_name, kind_plural, say, section_name};

use crate::route::Route;
use crate::say;
use crate::scene::Scene;
use crate::state::Then;
use crate::titles;
use crate::widgets::{Field, Row, card, heading, list, status};

/// What is being looked for, and what was found.
#[derive(Default)]
pub struct SearchForm {
    words: String,
    asked: String,
    /// The words of the answer, and what was found for them.
    pub found: Option<(String, Vec<FoundReport>)>,
}

/// A row, and where it leads.
struct Hit {
    title: String,
    detail: String,
    route: Route,
}

/// Draws it.
pub fn search_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    heading(ui, 1, &say!("look-search"), None);
    let mut form = std::mem::take(&mut scene.state.search);
    let arriving = Some(&mut scene.state.arrival);
    let (label, help) = (say!("look-search-what"), say!("look-search-help"));
    let field = Field::new(&label).help(Some(&help));
    let field = field.show(ui, &mut form.words, arriving);
    let words = form.words.trim().to_owned();
    if words != form.asked {
        form.asked.clone_from(&words);
        if words.is_empty() {
            form.found = None;
        } else {
            let command = Command::Search { words: words.clone() };
            scene.ask(command, Then::Found(words.clone()));
        }
    }
    let groups = if words.is_empty() { Vec::new() } else { groups(scene, &form, &words) };
    let count: usize = groups.iter().map(|(_, hits)| hits.len()).sum();
    let answered = form.found.as_ref().is_some_and(|(of, _)| *of == words);
    let how_much = match (words.is_empty(), answered) {
        (true, _) => say!("look-search-empty"),
        (false, false) => say!("win-wait"),
        (false, true) => say!("look-search-count", count = count),
    };
    status(ui, &how_much);
    // Enter in the field opens the first; the arrows go from one to the next.
    let enter = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    let mut to = None;
    let mut rows = vec![field.id];
    for (title, hits) in &groups {
        card(ui, |ui| {
            heading(ui, 2, title, None);
            list(ui, title, |ui| {
                for hit in hits {
                    let response = ui.add(Row::new(&hit.title).detail(&hit.detail));
                    if response.clicked() || (enter && rows.len() == 1 && to.is_none()) {
                        to = Some(hit.route.clone());
                    }
                    rows.push(response.id);
                }
            });
        });
    }
    arrows(ui, &rows);
    scene.state.search = form;
    if let Some(route) = to {
        scene.go(route);
    }
}

/// Arrow down and up move the focus among the field and the rows.
fn arrows(ui: &Ui, rows: &[egui::Id]) {
    let focused = ui.memory(|memory| memory.focused());
    let Some(place) = focused.and_then(|id| rows.iter().position(|row| *row == id)) else {
        return;
    };
    let (down, up) = ui.input_mut(|input| {
        (
            input.consume_key(Modifiers::NONE, Key::ArrowDown),
            input.consume_key(Modifiers::NONE, Key::ArrowUp),
        )
    });
    let next = match (down, up) {
        (true, _) => place.checked_add(1),
        (_, true) => place.checked_sub(1),
        _ => None,
    };
    if let Some(id) = next.and_then(|next| rows.get(next)) {
        ui.memory_mut(|memory| memory.request_focus(*id));
    }
}

/// What can be done and where one can go first, then people, then the parts of the plan.
fn groups(scene: &Scene<'_>, form: &SearchForm, words: &str) -> Vec<(String, Vec<Hit>)> {
    let mut groups = vec![(say!("look-search-actions"), actions(words))];
    let found = form.found.iter().filter(|(of, _)| of == words).flat_map(|(_, found)| found);
    for one in found {
        let record = &one.record;
        let is_person = scene.person(record.id).is_some();
        let title = if is_person { say!("win-people") } else { section_name(&record.section) };
        let hit = hit(scene, record.id, &record.kind, &one.field, is_person);
        match groups.iter_mut().find(|(of, _)| *of == title) {
            Some((_, hits)) => hits.push(hit),
            None => groups.push((title, vec![hit])),
        }
    }
    groups.retain(|(_, hits)| !hits.is_empty());
    groups
}

fn hit(scene: &Scene<'_>, id: RecordId, kind: &str, field: &str, is_person: bool) -> Hit {
    let record = titles::record_in(scene.view, id);
    let (title, rest) =
        record.map(|record| titles::summary(scene.view, record, scene.zone)).unwrap_or_default();
    let place = say!("look-search-in", kind = kind_name(kind), field = field_label(kind, field));
    let detail = match say::first_line(&rest) {
        rest if rest.is_empty() => place,
        rest => format!("{place} · {rest}"),
    };
    let route = if is_person { Route::Person(id) } else { Route::Record(id) };
    Hit { title, detail, route }
}

/// The pages and the lists whose names hold the words.
fn actions(words: &str) -> Vec<Hit> {
    const MOST: usize = 5;
    let wanted = words.to_lowercase();
    let pages = [
        (say!("win-checkin-title"), Route::CheckIn),
        (say!("win-struggling"), Route::Struggling),
        (say!("act-talk"), Route::Talk),
        (say!("win-people"), Route::People),
        (say!("circle"), Route::Circle),
        (say!("win-sharing"), Route::Sharing),
        (say!("win-devices"), Route::Devices),
        (say!("look-timeline"), Route::Timeline),
        (say!("look-insights"), Route::Insights),
        (say!("look-week"), Route::Week),
        (say!("look-own-words"), Route::OwnWords),
        (say!("paper-title"), Route::Paper),
        (say!("carry-title"), Route::Carry),
        (say!("win-settings"), Route::Settings),
        (say!("win-help"), Route::Help),
    ];
    let lists = kinds::all()
        .iter()
        .filter(|kind| !matches!(kind.name, "person" | "reply" | "ack"))
        .map(|kind| (kind_plural(kind.name), Route::Records(kind.name.to_owned())));
    let fitting = pages.into_iter().chain(lists);
    let fitting = fitting.filter(|(title, _)| title.to_lowercase().contains(&wanted));
    let hits = fitting.map(|(title, route)| Hit { title, detail: String::new(), route });
    hits.take(MOST).collect()
}
