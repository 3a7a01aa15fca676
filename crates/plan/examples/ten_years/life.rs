//! What a made-up life writes: every kind, how often a year, and what stands in its fields.

/// How a field is filled.
pub enum Fill {
    /// So many words in a line.
    Words(u64, u64),
    /// So many words in a text.
    Text(u64, u64),
    /// A name that tells records of the kind apart: these letters and a number.
    Name(&'static str),
    /// A number of the block that is set aside for fiction.
    Phone,
    /// A whole number, both ends included.
    Whole(u64, u64),
    /// One of these.
    One(&'static [&'static str]),
    /// Some of these.
    Some(&'static [&'static str]),
    /// Yes or no.
    Flag,
    /// The moment at which the record is made, by the clock of its writer.
    Now,
    /// The day on which it is made, and so many days later at the most.
    Day(u64),
    /// A time of day.
    Time,
    /// The id of a record of this kind.
    Id(&'static str),
    /// A record of this kind in another section.
    Label(&'static str),
    /// Up to so many of them.
    Labels(&'static str, u64),
    /// One to so many parts.
    Parts(u64, &'static [Field]),
}

/// A field: its name, how often of ten times it is filled, and with what.
pub type Field = (&'static str, u64, Fill);

/// A kind: its name, how many a year, and its fields. Those that others refer to stand before them.
pub struct Life(pub &'static str, pub usize, pub &'static [Field]);

/// Check-ins a year.
pub const CHECKINS_A_YEAR: usize = 1_500;
/// Pages of the journal a year, of about a thousand letters each.
pub const ENTRIES_A_YEAR: usize = 300;
/// Cravings a year.
pub const CRAVINGS_A_YEAR: usize = 500;
/// Records of every other kind a year.
pub const OTHERS_A_YEAR: usize = 50;

pub const HALT: &[&str] = &["hungry", "angry", "lonely", "tired"];
pub const TREATMENTS: &[&str] =
    &["detox", "inpatient", "php", "iop", "outpatient", "counselling", "telehealth", "peer"];
pub const LINES: &[Field] = &[("text", 10, Fill::Words(2, 7))];
pub const WITH: Field = ("with", 8, Fill::Label("person"));

/// A kind that is written as often as most.
pub const fn other(kind: &'static str, fields: &'static [Field]) -> Life {
    Life(kind, OTHERS_A_YEAR, fields)
}
