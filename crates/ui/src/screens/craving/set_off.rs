//! What set it off, once it was asked again how strong it is: a tick for each of one's own triggers.

use egui::Ui;
use kith_core::RecordId;
use kith_core::kinds::{craving, trigger};
use kith_words::say;
use serde_json::json;

use super::fields;
use crate::acts::{self, Act};
use crate::scene::Scene;
use crate::tokens::space;
use crate::widgets::{check, strong};

/// So many are shown, the strongest first; a long list is no help in such an hour.
const MOST: usize = 8;

pub fn set_off_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    // The first number is pressed in the worst minute; this can wait until there is another.
    if scene.state.craving.ratings.len() < 2 {
        return;
    }
    let mut triggers = scene.records_of(trigger::NAME_OF_KIND);
    triggers.sort_by_key(|record| std::cmp::Reverse(trigger::STRENGTH.of(record)));
    let named =
        triggers.into_iter().filter_map(|record| Some((record.id, trigger::LABEL.of(record)?)));
    let named: Vec<(RecordId, &str)> = named.take(MOST).collect();
    if named.is_empty() {
        return;
    }
    let mut changed = None;
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        strong(ui, say!("act-urge-set-off"));
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = space::M;
            for (id, label) in named {
                let mut on = scene.state.craving.triggers.contains(&id);
                if check(ui, &mut on, label, None).changed() {
                    changed = Some((id, on));
                }
            }
        });
    });
    let Some((id, on)) = changed else {
        return;
    };
    let triggers = &mut scene.state.craving.triggers;
    if on {
        triggers.insert(id);
    } else {
        triggers.remove(&id);
    }
    let ids: Vec<String> = triggers.iter().map(RecordId::to_string).collect();
    acts::write(scene, Act::Urge, fields([(craving::TRIGGERS.name(), json!(ids))]));
}
