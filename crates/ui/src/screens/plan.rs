//! Every part of the plan, so that each kind of record has its place.

use egui::Ui;
use kith_core::kinds::{self, KindInfo};
use kith_words::{kind_plural, say, section_name};

use crate::route::Route;
use crate::scene::Scene;
use crate::widgets::{Row, card, heading, list, muted};

/// The sections in the order in which somebody reads their plan; what is meant for one person stands last.
const ORDER: [&str; 19] = [
    "why",
    "steady",
    "coping",
    "triggers",
    "cravings",
    "checkins",
    "word",
    "journal",
    "milestones",
    "goals",
    "groups",
    "treatment",
    "medicine",
    "home",
    "boundaries",
    "resources",
    "reflections",
    "setbacks",
    "screens",
];
/// Sections whose kinds follow after those: the people, what is set up, and what is kept for one person.
const LAST: [&str; 3] = ["people", "profile", "half"];

/// Draws them, a card for each section.
pub fn plan_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    heading(ui, 1, &say!("win-plan"), Some(&mut scene.state.arrival));
    muted(ui, say!("win-plan-what"));
    for section in ORDER.iter().chain(&LAST) {
        let rows: Vec<(&KindInfo, usize)> = kinds::all()
            .iter()
            .filter(|kind| kind.section == *section && has_list(kind))
            .map(|kind| (kind, scene.records_of(kind.name).len()))
            .collect();
        if rows.is_empty() {
            continue;
        }
        let name = match *section {
            // In the plan itself stands what waits for somebody without Kith.
            "half" => section_name("asides"),
            section => section_name(section),
        };
        card(ui, |ui| {
            heading(ui, 2, &name, None);
            list(ui, &name, |ui| {
                for (kind, count) in rows {
                    let side = match count {
                        0 => String::new(),
                        count => count.to_string(),
                    };
                    if ui.add(Row::new(&kind_plural(kind.name)).side(&side)).clicked() {
                        scene.go(Route::Records(kind.name.to_owned()));
                    }
                }
            });
        });
    }
}

/// People have a screen of their own, and an answer stands with what it answers.
fn has_list(kind: &KindInfo) -> bool {
    !matches!(kind.name, "person" | "reply")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_place_on_the_page() {
        for kind in kinds::all().iter().filter(|kind| has_list(kind)) {
            let places = ORDER.iter().chain(&LAST).filter(|section| **section == kind.section);
            assert_eq!(places.count(), 1, "{}", kind.name);
        }
    }
}
