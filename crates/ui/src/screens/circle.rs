//! The support map: people in rings, what each is good for, and for what nobody is here yet. It is drawn, and
//! it is said in words; nobody is ranked, and nobody else sees it.

use egui::Ui;
use jiff::civil::Date;
use kith_core::RecordId;
use kith_core::insight::{Connection, RoleHeld, connection, roles};
use kith_core::kinds::person;
use kith_words::{choice_label, say};

use crate::route::Route;
use crate::say;
use crate::scene::Scene;
use crate::shelf::Seen;
use crate::tokens::{self, size, space};
use crate::widgets::{Button, Rings, Row, body, card, chip, heading, list, muted, rings, strong};

/// What the counting reads.
const COUNTED: [&str; 5] = ["people", "asides", "cravings", "groups", "checkins"];
/// How many people hold a role before it is worth saying that one holds most.
const FEW_ROLES: usize = 4;
/// So many people of a ring are listed here; all of them are on the page of people.
const MOST_ROWS: usize = 12;
/// So many names stand beside what they are good for.
const MOST_NAMES: usize = 6;

/// Who was in touch, worked out once for a picture and a day.
#[derive(Default)]
pub struct CircleState {
    of: Seen,
    day: Option<Date>,
    counted: Option<Counted>,
}

/// All of it in words already: a page over ten years costs no more to draw than one over a week.
struct Counted {
    connection: Connection,
    /// What somebody is there for, and who.
    held: Vec<(String, String)>,
    gaps: Vec<String>,
    leans_on: Option<String>,
    rings: Around,
}

/// The people by ring, and those who stand in none.
#[derive(Default)]
struct Around {
    rings: [Vec<Standing>; 3],
    without: Vec<Standing>,
    resting: Vec<Standing>,
}

struct Standing {
    id: RecordId,
    name: String,
    roles: String,
}

/// Draws it.
pub fn circle_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    heading(ui, 1, &say!("circle"), Some(&mut scene.state.arrival));
    muted(ui, say!("circle-what"));
    let counted = counted(scene);
    if scene.view.people.is_empty() {
        card(ui, |ui| {
            super::still_reading_ui(ui, scene);
            body(ui, say!("circle-nobody"));
            add_ui(ui, scene);
        });
        scene.state.circle.counted = Some(counted);
        return;
    }
    let room = ui.available_width();
    if room < size::TWO_COLUMNS * tokens::scale(ui) {
        around_ui(ui, scene, &counted);
        roles_ui(ui, scene, &counted);
    } else {
        let left = ((room - space::XL) * 0.55).round();
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = space::XL;
            for (width, side) in [
                (left, around_ui as fn(&mut Ui, &mut Scene<'_>, &Counted)),
                (room - space::XL - left, roles_ui),
            ] {
                ui.vertical(|ui| {
                    ui.set_width(width);
                    ui.spacing_mut().item_spacing = egui::vec2(space::S, space::L);
                    side(ui, scene, &counted);
                });
            }
        });
    }
    scene.state.circle.counted = Some(counted);
}

/// What is counted; anew only when something of it or the day has changed.
fn counted(scene: &mut Scene<'_>) -> Counted {
    let (view, day) = (scene.view, say::date(scene.view.now, scene.zone));
    let state = &mut scene.state.circle;
    let is_same = state.day == day && state.of.is_of(view, &COUNTED);
    if let Some(counted) = state.counted.take().filter(|_| is_same) {
        return counted;
    }
    state.of = Seen::of(view, &COUNTED);
    state.day = day;
    let (held, gaps): (Vec<RoleHeld>, Vec<RoleHeld>) =
        roles(&view.sections).into_iter().partition(|role| !role.held_by.is_empty());
    Counted {
        connection: connection(&view.sections, &view.people, view.now, scene.zone),
        leans_on: leans_on(&held).map(|id| scene.name_of(id)),
        held: held.iter().map(|role| (role_name(role.role), holders(scene, role))).collect(),
        gaps: gaps.iter().map(|role| role_name(role.role)).collect(),
        rings: around(scene),
    }
}

/// The names of those who are there for it; of many, the first few and how many more.
fn holders(scene: &Scene<'_>, role: &RoleHeld) -> String {
    let shown = role.held_by.iter().take(MOST_NAMES).map(|id| scene.name_of(*id));
    let mut names: Vec<String> = shown.collect();
    let more = role.held_by.len().saturating_sub(MOST_NAMES);
    if more > 0 {
        names.push(say!("circle-more", count = more));
    }
    say::names(&names)
}

fn around(scene: &Scene<'_>) -> Around {
    let mut around = Around::default();
    for one in scene.view.people.iter() {
        let Some((_, record)) = scene.record(one.id) else {
            continue;
        };
        let roles = person::ROLES.of(record).unwrap_or_default();
        let roles: Vec<String> = roles.into_iter().map(role_name).collect();
        let standing = Standing { id: one.id, name: one.name.clone(), roles: roles.join(" · ") };
        match (person::STATUS.of(record), person::RING.of(record)) {
            (Some("ended"), _) => {}
            (Some("paused"), _) => around.resting.push(standing),
            (_, Some(ring @ 1..=3)) => {
                let place = usize::try_from(ring - 1).unwrap_or_default();
                if let Some(ring) = around.rings.get_mut(place) {
                    ring.push(standing);
                }
            }
            _ => around.without.push(standing),
        }
    }
    around
}

/// The picture, and the same as a list by ring: each name leads to the person.
fn around_ui(ui: &mut Ui, scene: &mut Scene<'_>, counted: &Counted) {
    let around = &counted.rings;
    let names = |ring: &Vec<Standing>| -> Vec<String> {
        ring.iter().map(|standing| standing.name.clone()).collect()
    };
    let [first, second, third] = &around.rings;
    let drawn = [names(first), names(second), names(third)];
    let said: Vec<String> =
        drawn.iter().enumerate().map(|(place, ring)| ring_words(place, ring)).collect();
    card(ui, |ui| {
        super::still_reading_ui(ui, scene);
        let more = |count: usize| say!("circle-more", count = count);
        let me = say!("circle-me");
        let picture = Rings { me: &me, rings: &drawn, more: &more };
        let words = say!("circle-picture", rings = format!("{}.", said.join(". ")));
        rings(ui, &words, &picture);
        let mut to = None;
        let parts = around.rings.iter().enumerate().map(|(place, ring)| (ring_name(place), ring));
        let others =
            [(say!("circle-far"), &around.without), (say!("circle-rests"), &around.resting)];
        for (title, ring) in parts.chain(others) {
            if ring.is_empty() {
                continue;
            }
            strong(ui, &title);
            list(ui, &title, |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                for standing in ring.iter().take(MOST_ROWS) {
                    let row = Row::new(&standing.name).detail(&standing.roles).light();
                    if ui.add(row).clicked() {
                        to = Some(Route::Person(standing.id));
                    }
                }
                if ring.len() > MOST_ROWS {
                    let more = say!("circle-more", count = ring.len() - MOST_ROWS);
                    let (name, people) =
                        (say!("win-labelled", label = &title, value = &more), say!("win-people"));
                    if ui.add(Row::new(&name).detail(&people).light()).clicked() {
                        to = Some(Route::People);
                    }
                }
            });
        }
        if let Some(route) = to {
            scene.go(route);
        }
    });
}

fn ring_name(place: usize) -> String {
    choice_label(person::NAME_OF_KIND, person::RING.name(), &(place + 1).to_string())
}

fn ring_words(place: usize, names: &[String]) -> String {
    let ring = ring_name(place);
    match names.is_empty() {
        true => say!("circle-ring-none", ring = ring),
        false => say!("circle-ring", ring = ring, names = say::names(names)),
    }
}

fn role_name(role: &str) -> String {
    choice_label(person::NAME_OF_KIND, person::ROLES.name(), role)
}

/// What is missing first, then who is good for what, then the week.
fn roles_ui(ui: &mut Ui, scene: &mut Scene<'_>, counted: &Counted) {
    card(ui, |ui| {
        let title = say!("circle-gaps");
        heading(ui, 2, &title, None);
        if counted.gaps.is_empty() {
            body(ui, say!("circle-gaps-none"));
            return;
        }
        list(ui, &title, |ui| {
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing = egui::Vec2::splat(space::S);
                for gap in &counted.gaps {
                    chip(ui, gap);
                }
            });
        });
        muted(ui, say!("circle-gaps-what"));
        add_ui(ui, scene);
    });
    card(ui, |ui| {
        let title = say!("circle-roles");
        heading(ui, 2, &title, None);
        if counted.held.is_empty() {
            body(ui, say!("circle-roles-none"));
        }
        list(ui, &title, |ui| {
            for (role, names) in &counted.held {
                body(ui, say!("circle-role", role = role, names = names));
            }
        });
        if let Some(name) = &counted.leans_on {
            muted(ui, say!("circle-lean", name = name));
        }
    });
    card(ui, |ui| week_ui(ui, scene, &counted.connection));
}

/// The one who is the only one for most of what somebody is there for.
fn leans_on(held: &[RoleHeld]) -> Option<RecordId> {
    if held.len() < FEW_ROLES {
        return None;
    }
    let alone = |role: &&RoleHeld| role.held_by.len() == 1;
    let first = held.iter().filter(alone).filter_map(|role| role.held_by.first());
    let mut counts = std::collections::BTreeMap::new();
    for id in first {
        *counts.entry(*id).or_insert(0_usize) += 1;
    }
    counts.into_iter().find(|(_, count)| count * 2 > held.len()).map(|(id, _)| id)
}

fn week_ui(ui: &mut Ui, scene: &Scene<'_>, connection: &Connection) {
    let title = say!("circle-week");
    heading(ui, 2, &title, None);
    let people = connection.people.iter().filter(|one| one.touched.this_week > 0);
    let mut lines: Vec<String> = people
        .map(|one| {
            let count = one.touched.this_week;
            say!("circle-week-person", name = one.label.as_str(), count = count)
        })
        .collect();
    if connection.meetings.this_week > 0 {
        lines.push(say!("circle-week-meetings", count = connection.meetings.this_week));
    }
    if connection.connected.this_week > 0 {
        lines.push(say!("circle-week-days", count = connection.connected.this_week));
    }
    if lines.is_empty() && scene.view.whole {
        body(ui, say!("circle-week-none"));
    }
    list(ui, &title, |ui| {
        for line in &lines {
            body(ui, line);
        }
    });
    muted(ui, say!("circle-week-what"));
}

fn add_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let add = say!("win-people-add");
    if ui.add(Button::quiet(&add)).clicked() {
        scene.go(Route::New(person::NAME_OF_KIND.to_owned()));
    }
}
