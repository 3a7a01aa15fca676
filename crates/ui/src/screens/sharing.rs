//! Who sees what, in one look: each paired person with every section that can be shared.

use egui::{Align, Layout, Ui};
use kith_core::kinds::{Ceiling, Offer, SECTIONS, SectionInfo};
use kith_core::{GuestView, PersonView};
use kith_words::{say, section_name};

use crate::own_words::part_played;
use crate::route::Route;
use crate::say;
use crate::scene::Scene;
use crate::state::Dialog;
use crate::tokens::{size, space};
use crate::widgets::{Button, Weight, body, card, hairline, heading, list, muted, strong};

/// The sections that can be shared as a whole.
pub fn shareable() -> impl Iterator<Item = &'static SectionInfo> {
    SECTIONS.iter().filter(|section| {
        section.name != "half"
            && matches!(section.ceiling, Ceiling::Yes | Ceiling::Warned | Ceiling::Asked)
            // What stands would have to be sealed anew for the reader first, which the core does not do
            // yet; nobody is offered what is refused.
            && !super::dialogs::stands(section)
    })
}

type Parts = Vec<&'static SectionInfo>;

/// The parts for one person: what they see and what goes with their role or holds something first, and
/// what is behind one more press.
fn parts(scene: &Scene<'_>, guest: &GuestView) -> (Parts, Parts) {
    let sees = |section: &SectionInfo| guest.sees.iter().any(|(name, _)| name == section.name);
    let holds = |section: &SectionInfo| {
        scene.view.sections.get(section.name).is_some_and(|section| !section.records.is_empty())
    };
    let is_near = |section: &SectionInfo| {
        sees(section) || section.offer(guest.role) != Offer::No || holds(section)
    };
    // What is seen stays in the list even if it could not be shared anew.
    let all = SECTIONS
        .iter()
        .filter(|section| sees(section) || shareable().any(|other| other.name == section.name));
    let (mut near, far): (Parts, Parts) = all.partition(|section| is_near(section));
    near.sort_by_key(|section| (!sees(section), section.offer(guest.role) == Offer::No));
    (near, far)
}

/// Draws it.
pub fn sharing_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    heading(ui, 1, &say!("win-sharing"), Some(&mut scene.state.arrival));
    body(ui, say!("win-sharing-what"));
    let view = scene.view;
    let paired: Vec<(&PersonView, &GuestView)> =
        view.people.iter().filter_map(|person| Some((person, person.guest.as_ref()?))).collect();
    if paired.is_empty() {
        nobody_ui(ui, scene);
    }
    for (person, guest) in paired {
        card(ui, |ui| person_ui(ui, scene, person, guest));
    }
    muted(ui, say!("look-share-so-far"));
    muted(ui, say!("win-sharing-never"));
}

fn nobody_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    card(ui, |ui| {
        body(ui, say!("win-sharing-nobody"));
        let people = say!("win-sharing-invite");
        if ui.add(Button::primary(&people)).clicked() {
            scene.go(Route::People);
        }
    });
}

fn person_ui(ui: &mut Ui, scene: &mut Scene<'_>, person: &PersonView, guest: &GuestView) {
    ui.horizontal_wrapped(|ui| {
        heading(ui, 2, &person.name, None);
        muted(ui, part_played(scene.view, guest.role.name()));
    });
    let (near, far) = parts(scene, guest);
    let shows_all = scene.state.all_parts.contains(&person.id);
    list(ui, &say!("win-sharing-with", name = &person.name), |ui| {
        ui.spacing_mut().item_spacing.y = space::S;
        for section in near.iter().chain(far.iter().filter(|_| shows_all)) {
            hairline(ui);
            section_ui(ui, scene, person, guest, section);
        }
    });
    ui.add_space(space::XS);
    ui.horizontal_wrapped(|ui| {
        let text = say!("win-view-as", name = &person.name);
        if ui.add(Button::quiet(&text)).clicked() {
            super::view_as::open(scene, person.id);
        }
        if far.is_empty() {
            return;
        }
        let (text, name) = match shows_all {
            true => (say!("look-share-fewer"), say!("look-share-fewer-name", name = &person.name)),
            false => (say!("look-share-more"), say!("look-share-more-name", name = &person.name)),
        };
        if ui.add(Button::new(Weight::Plain, &text).named(&name).flush()).clicked() {
            if shows_all {
                scene.state.all_parts.remove(&person.id);
            } else {
                scene.state.all_parts.insert(person.id);
            }
        }
    });
}

/// One section for one person: its name, what they can see of it, and the button that changes it.
fn section_ui(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    person: &PersonView,
    guest: &GuestView,
    section: &'static SectionInfo,
) {
    let named = section_name(section.name);
    let granted = guest.sees.iter().find(|(name, _)| name == section.name);
    let state = match granted {
        None => say!("win-cell-nothing"),
        Some((_, None)) => say!("win-cell-sees"),
        Some((_, Some(until))) => {
            say!("win-cell-sees-until", day = say::day(*until, scene.zone))
        }
    };
    let change = if granted.is_some() { say!("win-cell-stop") } else { say!("win-cell-share") };
    // The whole cell in the button's name: "Share, Check-ins, Ana, sees nothing".
    let name = say!(
        "win-cell-name",
        change = &change,
        section = &named,
        person = &person.name,
        state = &state
    );
    ui.horizontal(|ui| {
        ui.set_min_height(size::MAIN_TARGET);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let weight = if granted.is_some() { Weight::Plain } else { Weight::Quiet };
            let button = Button::new(weight, &change).small().named(&name);
            let button = if granted.is_some() { button.flush() } else { button };
            if ui.add(button).clicked() {
                let person = person.id;
                scene.open(match granted {
                    Some(_) => Dialog::StopSharing { section: section.name.to_owned(), person },
                    None => Dialog::Share { section: section.name, person },
                });
            }
            ui.with_layout(Layout::top_down(Align::Min), |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                strong(ui, named);
                muted(ui, state);
            });
        });
    });
}
