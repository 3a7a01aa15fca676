//! The best of one's tools: those of the plan and those of the program, in one order.

use kith_core::RecordId;
use kith_core::insight::{RightNow, ToolName, best_tools};
use kith_core::kinds::strategy;

use crate::scene::Scene;

/// One of the owner's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnTool {
    /// Its record.
    pub id: RecordId,
    /// What helps, in the owner's words.
    pub text: String,
    /// How many minutes it takes.
    pub minutes: Option<i64>,
}

/// A tool that came out of the ranking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Best {
    /// One of the owner's own.
    Own(OwnTool),
    /// One of the program, by its choice in `toolrun.tool`, that was rated, and whether it went down.
    House {
        /// Which one.
        tool: String,
        /// Whether urges went down with it.
        helps: bool,
    },
}

/// Those first after which an urge went down most at such an hour and in such company, as far as the owner said
/// before, then what was never rated, favourites before others. To be asked once for an urge: it reads all of
/// them, and what is ticked later may not move anything away under a hand.
pub fn best(scene: &Scene<'_>, alone: Option<bool>) -> Vec<Best> {
    let right_now = RightNow { now: scene.view.now, alone };
    let ranked = best_tools(&scene.view.sections, right_now, scene.zone);
    let told = ranked.into_iter().filter_map(|one| {
        let mean_drop = one.mean_drop();
        match one.tool {
            ToolName::Strategy(id) => {
                let (_, record) = scene.record(id)?;
                let text = strategy::TEXT.of(record)?.to_owned();
                Some(Best::Own(OwnTool { id, text, minutes: strategy::MINUTES.of(record) }))
            }
            ToolName::BuiltIn(tool) => Some(Best::House { tool, helps: mean_drop? > 0.0 }),
            ToolName::Label(_) => None,
        }
    });
    told.collect()
}

/// The first of the owner's own.
pub fn best_own(scene: &Scene<'_>) -> Option<OwnTool> {
    best(scene, None).into_iter().find_map(|one| match one {
        Best::Own(tool) => Some(tool),
        Best::House { .. } => None,
    })
}
