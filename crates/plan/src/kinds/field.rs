//! The closed list of field types, and typed tokens for reading fields.

use std::marker::PhantomData;

use crate::fields::Fields;
use crate::record::Record;
use crate::value::Value;

/// Most characters in a [`FieldType::Line`].
pub const LINE_MAX_CHARS: usize = 500;
/// Most characters in a [`FieldType::Page`].
pub const PAGE_MAX_CHARS: usize = 20_000;
/// Most parts in a [`FieldType::Items`] or references in a [`FieldType::Refs`].
pub const PARTS_MAX: usize = 200;

/// What a field may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldType {
    /// One line of at most [`LINE_MAX_CHARS`] characters, without control characters.
    Line,
    /// Long text of at most [`PAGE_MAX_CHARS`] characters, which merges letter by letter.
    Page,
    /// A whole number.
    Whole {
        /// The least allowed.
        min: i64,
        /// The most allowed.
        max: i64,
    },
    /// A whole number that a person feels rather than counts: shown as a slider.
    Scale {
        /// The least allowed.
        min: i64,
        /// The most allowed.
        max: i64,
    },
    /// One of these choices.
    One(&'static [&'static str]),
    /// Any of these choices, each ticked for itself, so that ticks on two devices merge.
    Some(&'static [&'static str]),
    /// Yes or no.
    Flag,
    /// A civil day, `YYYY-MM-DD`.
    Day,
    /// A moment as RFC 3339, kept with the offset it was written with.
    Moment,
    /// A time of day where it happens, `HH:MM`.
    Time,
    /// The name of a time zone in the tz database, such as `Europe/Lisbon`.
    Zone,
    /// The id of a record of that kind, which lives in the same section.
    Ref(&'static str),
    /// The ids of records of that kind, which live in the same section.
    Refs(&'static str),
    /// A record of that kind in another section. The field holds the label that the owner saw, so that
    /// nobody who reads this section learns an id of the other; which record it is stands in the owner's
    /// `profile`.
    Far(&'static str),
    /// Records of that kind in another section, each by its label.
    Fars(&'static str),
    /// An ordered list of parts with these fields. Parts are known by id, so that two devices may
    /// change different parts at once.
    Items(&'static [FieldInfo]),
}

impl FieldType {
    /// The type's name in lower case, as `kith kinds` shows it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Line => "line",
            Self::Page => "page",
            Self::Whole { .. } => "whole",
            Self::Scale { .. } => "scale",
            Self::One(_) => "one",
            Self::Some(_) => "some",
            Self::Flag => "flag",
            Self::Day => "day",
            Self::Moment => "moment",
            Self::Time => "time",
            Self::Zone => "zone",
            Self::Ref(_) | Self::Far(_) => "ref",
            Self::Refs(_) | Self::Fars(_) => "refs",
            Self::Items(_) => "items",
        }
    }
}

impl FieldType {
    /// The kind that a reference names, within a section or across.
    pub fn refers_to(&self) -> Option<&'static str> {
        match self {
            Self::Ref(kind) | Self::Refs(kind) | Self::Far(kind) | Self::Fars(kind) => Some(kind),
            _ => None,
        }
    }
}

/// One field of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldInfo {
    /// The name in documents, JSON and on the command line.
    pub name: &'static str,
    /// What it may hold.
    pub field_type: FieldType,
    /// Whether the record is nothing without it.
    pub required: bool,
    /// Whether it says when something happened, and so is filled with the time of writing if left out.
    pub happening: bool,
    /// One plain sentence on what it is for.
    pub help: &'static str,
}

/// A field's name together with the type of what reading it gives.
#[derive(Debug)]
pub struct Token<T> {
    name: &'static str,
    reads: PhantomData<fn() -> T>,
}

impl<T> Clone for Token<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Token<T> {}

impl<T> Token<T> {
    pub(crate) const fn new(name: &'static str) -> Self {
        Self { name, reads: PhantomData }
    }

    /// The field's name.
    pub const fn name(self) -> &'static str {
        self.name
    }
}

impl<T: Reads> Token<T> {
    /// What that record holds in this field; nothing if it is empty or of a type this Kith does not
    /// know.
    pub fn of(self, record: &Record) -> Option<T::As<'_>> {
        record.fields.get(self.name).and_then(T::read)
    }
}

/// How the value of a field type is read.
pub trait Reads {
    /// The form it is read in.
    type As<'a>;
    /// Reads it, if the value has that form.
    fn read(value: &Value) -> Option<Self::As<'_>>;
}

/// Marks of the field types, for [`Token`].
pub mod reads {
    use super::{Fields, Reads, Value};

    macro_rules! mark {
        ($name:ident as $form:ty, $value:ident => $read:expr) => {
            #[doc = concat!("Marks a field of type ", stringify!($name), ".")]
            #[derive(Debug)]
            pub enum $name {}

            impl Reads for $name {
                type As<'a> = $form;

                fn read($value: &Value) -> Option<Self::As<'_>> {
                    $read
                }
            }
        };
    }

    mark!(Line as &'a str, value => value.as_text());
    mark!(Page as &'a str, value => value.as_text());
    mark!(Whole as i64, value => value.as_whole());
    mark!(Scale as i64, value => value.as_whole());
    mark!(One as &'a str, value => value.as_text());
    mark!(Some as Vec<&'a str>, value => texts(value));
    mark!(Flag as bool, value => value.as_flag());
    mark!(Day as &'a str, value => value.as_text());
    mark!(Moment as &'a str, value => value.as_text());
    mark!(Time as &'a str, value => value.as_text());
    mark!(Zone as &'a str, value => value.as_text());
    mark!(Ref as &'a str, value => value.as_text());
    mark!(Refs as Vec<&'a str>, value => texts(value));
    mark!(Far as &'a str, value => value.as_text());
    mark!(Fars as Vec<&'a str>, value => texts(value));
    mark!(Items as Vec<&'a Fields>, value => {
        Option::Some(value.as_list()?.iter().filter_map(Value::as_map).collect())
    });

    fn texts(value: &Value) -> Option<Vec<&str>> {
        Option::Some(value.as_list()?.iter().filter_map(Value::as_text).collect())
    }
}
