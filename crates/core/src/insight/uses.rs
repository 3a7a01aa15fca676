//! Each time a tool was used on a craving.

use jiff::tz::TimeZone;
use kith_plan::Record;
use kith_plan::RecordId;
use kith_plan::kinds::{craving, strategy, toolrun};

use super::label::Label;
use super::names::{Meant, Names};
use super::wall::{Wall, happened};
use super::{Sections, in_section, of_kind};

/// One of the owner's tools, as a record names it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ToolName {
    /// A strategy of the plan.
    Strategy(RecordId),
    /// A label that stands for no record: written by hand, or brought in from elsewhere.
    Label(Label),
    /// A tool of the program itself, by its choice in `toolrun.tool`.
    BuiltIn(String),
}

/// One craving or run of a tool, with what was used.
pub(crate) struct Use {
    pub(crate) wall: Wall,
    /// Whether the owner was alone, if that was noted.
    pub(crate) alone: Option<bool>,
    /// By how much it went down; below zero if it went up. Nothing without both numbers.
    pub(crate) drop: Option<i64>,
    pub(crate) tools: Vec<ToolName>,
}

/// The strategies of the plan, in order of id.
pub(crate) fn strategies(sections: &Sections) -> impl Iterator<Item = &Record> {
    of_kind(sections, "coping", strategy::NAME_OF_KIND)
}

/// The uses of the plan at the moments that are wanted, in order of the records' ids. A craving with several
/// tools is one use of each. A deleted strategy is no tool any more.
pub(crate) fn uses<'a>(
    sections: &'a Sections,
    names: &Names<'a>,
    home: &TimeZone,
    wanted: impl Fn(Wall) -> bool,
) -> impl Iterator<Item = Use> {
    in_section(sections, "cravings").filter_map(move |record| {
        let at = match record.kind.as_str() {
            craving::NAME_OF_KIND => craving::AT.of(record),
            toolrun::NAME_OF_KIND => toolrun::AT.of(record),
            _ => return None,
        };
        let wall = happened(at, record, home);
        if !wanted(wall) {
            return None;
        }
        Some(match record.kind == craving::NAME_OF_KIND {
            true => of_craving(record, wall, names),
            false => of_run(record, wall, names),
        })
    })
}

/// What was used on one craving.
fn of_craving(record: &Record, wall: Wall, names: &Names<'_>) -> Use {
    let labels = craving::USED.of(record).unwrap_or_default();
    let field = craving::USED.name();
    Use {
        wall,
        alone: craving::ALONE.of(record),
        drop: drop(craving::BEFORE.of(record), craving::AFTER.of(record)),
        tools: labels.into_iter().filter_map(|label| tool(names, record, field, label)).collect(),
    }
}

fn of_run(record: &Record, wall: Wall, names: &Names<'_>) -> Use {
    let named = toolrun::STRATEGY.of(record);
    let tool = match (named, toolrun::TOOL.of(record)) {
        (Some(label), _) => tool(names, record, toolrun::STRATEGY.name(), label),
        (None, None | Some("other")) => None,
        (None, Some(built_in)) => Some(ToolName::BuiltIn(built_in.to_owned())),
    };
    Use {
        wall,
        alone: None,
        drop: drop(toolrun::BEFORE.of(record), toolrun::AFTER.of(record)),
        tools: tool.into_iter().collect(),
    }
}

/// A number that does not fit the scale is from a newer Kith, and tells nothing here.
fn drop(before: Option<i64>, after: Option<i64>) -> Option<i64> {
    let on_scale = |number: &i64| (0..=10).contains(number);
    Some(before.filter(on_scale)? - after.filter(on_scale)?)
}

fn tool(names: &Names<'_>, record: &Record, field: &str, label: &str) -> Option<ToolName> {
    match names.meant(record.id, field, label) {
        Meant::Record(id) => Some(ToolName::Strategy(id)),
        Meant::Nothing => Some(ToolName::Label(Label::from(label))),
        Meant::Gone => None,
    }
}
