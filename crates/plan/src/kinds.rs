//! The one table of kinds, from which come the typed tokens, the write checks, the forms and `kith kinds`.
//!
//! The table says what may be *written*. What may be *read* is open: a record of a newer Kith, whatever
//! its kind, fields and choices, is kept and shown as it is.

mod field;
mod json;
mod section;
mod table;

pub use field::{
    FieldInfo, FieldType, LINE_MAX_CHARS, PAGE_MAX_CHARS, PARTS_MAX, Reads, Token, reads,
};
pub use json::kinds_json;
pub use section::{Ceiling, Offer, Role, SECTIONS, SectionInfo, section};
#[cfg(test)]
pub(crate) use table::trial;
pub use table::*;

/// How the volumes of a kind are cut: by nothing, by the year or by the quarter of a record's id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// One label for all time.
    Standing,
    /// One label a year.
    Yearly,
    /// One label a quarter.
    Quarterly,
}

impl Span {
    /// The word that `kith kinds` shows.
    pub fn name(self) -> &'static str {
        match self {
            Self::Standing => "standing",
            Self::Yearly => "year",
            Self::Quarterly => "quarter",
        }
    }
}

/// One kind of record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KindInfo {
    /// The name in documents, JSON and on the command line.
    pub name: &'static str,
    /// The section it is written in unless another is named.
    pub section: &'static str,
    /// How its volumes are cut.
    pub span: Span,
    /// The rows of the feature table it serves.
    pub rows: &'static [u8],
    /// Its fields, in the order of the form.
    pub fields: &'static [FieldInfo],
}

impl KindInfo {
    /// The field of that name.
    pub fn field(&self, name: &str) -> Option<&'static FieldInfo> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// How far its section may ever be shared.
    pub fn ceiling(&self) -> Ceiling {
        self.section_info().map_or(Ceiling::Never, |section| section.ceiling)
    }

    /// What pairing with somebody in that role says of its section.
    pub fn first(&self, role: Role) -> Offer {
        self.section_info().map_or(Offer::No, |section| section.offer(role))
    }

    /// The section's own facts; every kind of the table has a section of the table.
    pub fn section_info(&self) -> Option<&'static SectionInfo> {
        section(self.section)
    }
}

/// Every kind that a person may add, a reference's kind before its users.
pub fn all() -> &'static [KindInfo] {
    &table::KINDS.listed
}

/// The kind of that name, if a person may add it.
pub fn kind(name: &str) -> Option<&'static KindInfo> {
    all().iter().find(|kind| kind.name == name)
}

/// The kind of that name, if it may be written.
pub(crate) fn written_kind(name: &str) -> Option<&'static KindInfo> {
    written().iter().find(|kind| kind.name == name)
}

/// Every kind that may be written: those of [`all`], then those that the program keeps for itself.
pub(crate) fn written() -> &'static [KindInfo] {
    &table::KINDS.written
}

/// Names that no field may have: they belong to the record itself.
pub const RESERVED_FIELD_NAMES: [&str; 6] = ["id", "kind", "created", "updated", "gone", "both"];

#[cfg(test)]
mod tests;
