//! The best of one's own tools.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use kith_core::RecordId;
use kith_core::kinds::{craving, strategy};

use crate::scene::Scene;

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnTool {
    /// Its record.
    pub id: RecordId,
    /// What helps, in the owner's words.
    pub text: String,
    /// How many minutes it takes.
    pub minutes: Option<i64>,
}

/// Favourites first, then what was used most. To be asked once for an urge: it reads all urges.
pub fn best(scene: &Scene<'_>) -> Vec<OwnTool> {
    let mut uses: BTreeMap<&str, usize> = BTreeMap::new();
    for record in scene.records_of("craving") {
        for label in craving::USED.of(record).unwrap_or_default() {
            *uses.entry(label).or_default() += 1;
        }
    }
    let mut tools: Vec<(bool, usize, OwnTool)> = Vec::new();
    for record in scene.records_of("strategy") {
        let Some(text) = strategy::TEXT.of(record) else {
            continue;
        };
        // Elsewhere it stands under its title, or under its id where it was just written.
        let id = record.id.to_string();
        let used = [record.title().as_str(), id.as_str()]
            .into_iter()
            .filter_map(|name| uses.get(name))
            .sum();
        let is_favourite = strategy::FAVOURITE.of(record) == Some(true);
        let minutes = strategy::MINUTES.of(record);
        tools.push((
            is_favourite,
            used,
            OwnTool { id: record.id, text: text.to_owned(), minutes },
        ));
    }
    tools.sort_by_key(|(favourite, used, tool)| (Reverse(*favourite), Reverse(*used), tool.id));
    tools.into_iter().map(|(_, _, tool)| tool).collect()
}
