//! The owner's own words for what has many names, and what else the owner set up for every device. They are
//! `setting` records of the plan's `profile`.

use kith_core::OpenView;
use kith_words::say;

use crate::titles;

/// Something that the owner may give a word of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnWord {
    /// What is counted.
    Days,
    /// A use that was not meant to be.
    Slip,
    /// What the owner follows.
    Programme,
    /// Who walks with them.
    Sponsor,
}

impl OwnWord {
    /// All of them.
    pub const ALL: [OwnWord; 4] =
        [OwnWord::Days, OwnWord::Slip, OwnWord::Programme, OwnWord::Sponsor];

    /// The name of its setting.
    pub fn setting(self) -> &'static str {
        match self {
            OwnWord::Days => "words.days",
            OwnWord::Slip => "words.slip",
            OwnWord::Programme => "words.programme",
            OwnWord::Sponsor => "words.sponsor",
        }
    }

    /// The word of the house.
    pub fn usual(self) -> String {
        match self {
            OwnWord::Days => say!("look-word-days"),
            OwnWord::Slip => say!("look-word-slip"),
            OwnWord::Programme => say!("look-word-programme"),
            OwnWord::Sponsor => say!("look-word-sponsor"),
        }
    }

    /// What it is a word for.
    pub fn what(self) -> String {
        match self {
            OwnWord::Days => say!("look-word-days-what"),
            OwnWord::Slip => say!("look-word-slip-what"),
            OwnWord::Programme => say!("look-word-programme-what"),
            OwnWord::Sponsor => say!("look-word-sponsor-what"),
        }
    }
}

/// The setting that makes Kith three large buttons.
pub const TINY: &str = "today.tiny";

/// The owner's word, or that of the house.
pub fn own_word(view: &OpenView, word: OwnWord) -> String {
    plan_setting(view, word.setting()).map_or_else(|| word.usual(), str::to_owned)
}

/// Whether Kith is three large buttons.
pub fn is_tiny(view: &OpenView) -> bool {
    plan_setting(view, TINY) == Some("yes")
}

/// What a setting of the plan is set to; nothing if it is not, or set to nothing.
pub fn plan_setting<'a>(view: &'a OpenView, name: &str) -> Option<&'a str> {
    let text = |record: &'a kith_core::Record, field: &str| {
        record.fields.get(field).and_then(kith_core::Value::as_text)
    };
    let settings = titles::in_section(view, "profile", "setting");
    let mut of_name = settings.filter(|record| text(record, "name") == Some(name));
    // Two devices may both have made it; the newest is in force.
    let found = of_name.by_ref().max_by_key(|record| (record.updated, record.id))?;
    text(found, "value").map(str::trim).filter(|value| !value.is_empty())
}

/// The name of a section, in the owner's words where they have their own.
pub fn section_named(view: &OpenView, section: &str) -> String {
    match (section, plan_setting(view, OwnWord::Slip.setting())) {
        ("setbacks", Some(slip)) => say!("look-after-slip", slip = slip),
        _ => kith_words::section_name(section),
    }
}

/// Several records of a kind, in the owner's words where they have their own.
pub fn several(view: &OpenView, kind: &str) -> String {
    match kind {
        "setback" => section_named(view, "setbacks"),
        "mentorlink" => match plan_setting(view, OwnWord::Sponsor.setting()) {
            Some(sponsor) => sponsor.to_owned(),
            None => kith_words::kind_plural(kind),
        },
        _ => kith_words::kind_plural(kind),
    }
}

/// What somebody is to the owner, in the owner's words where they have their own.
pub fn relation_named(view: &OpenView, relation: &str) -> String {
    match (relation, plan_setting(view, OwnWord::Sponsor.setting())) {
        ("sponsor", Some(sponsor)) => sponsor.to_owned(),
        _ => kith_words::choice_label("person", "relation", relation),
    }
}

/// The part that somebody plays, in the owner's words where they have their own.
pub fn part_played(view: &OpenView, role: &str) -> String {
    match (role, plan_setting(view, OwnWord::Sponsor.setting())) {
        ("sponsor", Some(sponsor)) => sponsor.to_owned(),
        _ => kith_words::role_name(role),
    }
}

/// The label of a field in the owner's words, where they have their own for it.
pub fn field_named(view: &OpenView, kind: &str, field: &str) -> Option<String> {
    match (kind, field) {
        ("mentorlink", "program") => {
            plan_setting(view, OwnWord::Programme.setting()).map(str::to_owned)
        }
        _ => None,
    }
}
