//! The best of one's own tools.

use kith_core::RecordId;
use kith_core::insight::{RightNow, ToolName, best_tools};
use kith_core::kinds::strategy;

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

/// Those first after which an urge went down most at such an hour and in such company, as far as the owner said
/// before, then what was never rated, favourites before others. To be asked once for an urge: it reads all of
/// them, and what is ticked later may not move anything away under a hand.
pub fn best(scene: &Scene<'_>, alone: Option<bool>) -> Vec<OwnTool> {
    let right_now = RightNow { now: scene.view.now, alone };
    let ranked = best_tools(&scene.view.sections, right_now, scene.zone);
    let strategies = ranked.into_iter().filter_map(|own| match own.tool {
        ToolName::Strategy(id) => Some(id),
        ToolName::Label(_) | ToolName::BuiltIn(_) => None,
    });
    let with_text = strategies.filter_map(|id| {
        let (_, record) = scene.record(id)?;
        let text = strategy::TEXT.of(record)?.to_owned();
        Some(OwnTool { id, text, minutes: strategy::MINUTES.of(record) })
    });
    with_text.collect()
}
