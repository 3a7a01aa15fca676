//! What of one's own one can do now, with the energy and the time that there are.

use std::collections::BTreeSet;

use egui::Ui;
use kith_core::kinds::strategy;
use kith_core::{Record, RecordId};
use kith_words::{choice_label, say};

use crate::scene::Scene;
use crate::widgets::{Choice, card, choices, status};

/// How much energy there may be, from little to much.
const LEVELS: [i64; 3] = [1, 2, 3];
/// How much time there may be, in minutes.
const TIMES: [i64; 3] = [10, 30, 60];

/// What there is of both; what nobody said narrows nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Fits {
    /// From 1, little, to 3.
    energy: Option<i64>,
    minutes: Option<i64>,
}

impl Fits {
    fn is_said(self) -> bool {
        self.energy.is_some() || self.minutes.is_some()
    }

    /// Whether it takes no more than there is. What does not say how much it takes may take more.
    fn holds(self, record: &Record) -> bool {
        let takes = |there: Option<i64>, takes: Option<i64>| {
            there.is_none_or(|there| takes.is_some_and(|takes| takes <= there))
        };
        takes(self.energy, strategy::ENERGY.of(record))
            && takes(self.minutes, strategy::MINUTES.of(record))
    }
}

/// Asks for both where a list of what helps says something of them. Gives those that fit, and whether anything was asked for.
pub fn fitting_ui(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    kind: &str,
    all: Vec<RecordId>,
) -> (Vec<RecordId>, bool) {
    if kind != strategy::NAME_OF_KIND {
        return (all, false);
    }
    let records = scene.records_of(strategy::NAME_OF_KIND);
    let says_energy = records.iter().any(|record| strategy::ENERGY.of(record).is_some());
    let says_minutes = records.iter().any(|record| strategy::MINUTES.of(record).is_some());
    let mut fits = scene.state.fits;
    if !says_energy {
        fits.energy = None;
    }
    if !says_minutes {
        fits.minutes = None;
    }
    if !says_energy && !says_minutes {
        return (all, false);
    }
    let holds = |fits: Fits| -> BTreeSet<RecordId> {
        records.iter().filter(|record| fits.holds(record)).map(|record| record.id).collect()
    };
    let mut fitting = BTreeSet::new();
    card(ui, |ui| {
        if says_energy {
            let (kind, field) = (strategy::NAME_OF_KIND, strategy::ENERGY.name());
            let levels = LEVELS.map(|level| {
                let text = choice_label(kind, field, &level.to_string());
                Choice { value: level, text }
            });
            choices(ui, &say!("fits-energy"), &levels, &mut fits.energy);
        }
        if says_minutes {
            let times = TIMES
                .map(|count| Choice { value: count, text: say!("fits-minutes", count = count) });
            choices(ui, &say!("fits-time"), &times, &mut fits.minutes);
        }
        fitting = holds(fits);
        if fits.is_said() {
            status(ui, &say!("look-pick-count", count = fitting.len()));
        }
    });
    scene.state.fits = fits;
    match fits.is_said() {
        true => (all.into_iter().filter(|id| fitting.contains(id)).collect(), true),
        false => (all, false),
    }
}
