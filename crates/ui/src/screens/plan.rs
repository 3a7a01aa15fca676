//! Every part of the plan, so that each kind of record has its place.

use egui::Ui;
use kith_core::kinds::{self, KindInfo};
use kith_words::{say, section_name};

use crate::own_words::{section_named, several};
use crate::route::Route;
use crate::scene::Scene;
use crate::tokens::{self, size, space};
use crate::widgets::{Button, Row, card, heading, list, muted};

/// The sections in the order in which somebody reads their plan; what is meant for one person stands last.
pub(super) const ORDER: [&str; 19] = [
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

/// A section as a card: its name, and its kinds with how many there are.
struct Sheet {
    name: String,
    /// Whether the people around the owner can be seen from here.
    is_of_people: bool,
    rows: Vec<(&'static KindInfo, usize)>,
}

/// Draws them, a card for each section, in two columns where they fit.
pub fn plan_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    heading(ui, 1, &say!("win-plan"), Some(&mut scene.state.arrival));
    muted(ui, say!("win-plan-what"));
    ui.horizontal_wrapped(|ui| {
        for (text, route) in
            [(say!("paper-title"), Route::Paper), (say!("carry-title"), Route::Carry)]
        {
            if ui.add(Button::quiet(&text)).clicked() {
                scene.go(route);
            }
        }
    });
    let sheets = sheets(scene);
    let room = ui.available_width();
    if room < size::TWO_COLUMNS * tokens::scale(ui) {
        for sheet in &sheets {
            sheet_ui(ui, scene, sheet);
        }
        return;
    }
    let width = ((room - space::XL) / 2.0).floor();
    let (left, right) = sheets.split_at(middle(&sheets));
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = space::XL;
        for side in [left, right] {
            ui.vertical(|ui| {
                ui.set_width(width);
                ui.spacing_mut().item_spacing = egui::vec2(space::S, space::L);
                for sheet in side {
                    sheet_ui(ui, scene, sheet);
                }
            });
        }
    });
}

fn sheets(scene: &Scene<'_>) -> Vec<Sheet> {
    let of_section = |section: &&str| {
        let kinds = kinds::all().iter().filter(|kind| kind.section == *section && has_list(kind));
        let rows = kinds.map(|kind| (kind, scene.state.shelf.count(kind.name))).collect();
        let name = match *section {
            // In the plan itself stands what waits for somebody without Kith.
            "half" => section_name("asides"),
            section => section_named(scene.view, section),
        };
        Sheet { name, is_of_people: *section == "people", rows }
    };
    let sheets = ORDER.iter().chain(&LAST).map(of_section);
    sheets.filter(|sheet| !sheet.rows.is_empty()).collect()
}

/// How many of the sheets stand at the left, so that both columns are about as long.
fn middle(sheets: &[Sheet]) -> usize {
    // A card's head and edges are about as high as three rows.
    let height = |sheets: &[Sheet]| sheets.iter().map(|sheet| 3 + sheet.rows.len()).sum::<usize>();
    let differs = |count: usize| {
        let (left, right) = sheets.split_at(count);
        height(left).abs_diff(height(right))
    };
    (0..=sheets.len()).min_by_key(|count| differs(*count)).unwrap_or_default()
}

fn sheet_ui(ui: &mut Ui, scene: &mut Scene<'_>, sheet: &Sheet) {
    // A first list of the same name as its section needs no words over it.
    let first = sheet.rows.first().map(|(kind, _)| several(scene.view, kind.name));
    let is_named = first.is_some_and(|name| name == sheet.name);
    card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        if !is_named {
            heading(ui, 2, &sheet.name, None);
        }
        list(ui, &sheet.name, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for (place, (kind, count)) in sheet.rows.iter().enumerate() {
                let side = match count {
                    0 => String::new(),
                    count => count.to_string(),
                };
                let name = several(scene.view, kind.name);
                let row = Row::new(&name).side(&side);
                if ui.add(if is_named && place == 0 { row } else { row.light() }).clicked() {
                    scene.go(Route::Records(kind.name.to_owned()));
                }
            }
            let circle = say!("circle");
            if sheet.is_of_people && ui.add(Row::new(&circle).light()).clicked() {
                scene.go(Route::Circle);
            }
        });
    });
}

/// People have a screen of their own, and an answer or a mark of reading stands with what it is about.
fn has_list(kind: &KindInfo) -> bool {
    !matches!(kind.name, "person" | "reply" | "ack")
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
