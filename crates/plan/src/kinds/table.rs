//! The table itself, a file for each part of the plan. Adding a kind is one block there, and its words.

use super::field::{FieldInfo, FieldType};
use std::sync::LazyLock;

use super::{KindInfo, Span};

/// Spells a field type with its marks: `Whole(1..=6)`, `One["a", "b"]`, `Items { ... }`.
macro_rules! field_type {
    (Whole($min:literal..=$max:literal)) => { FieldType::Whole { min: $min, max: $max } };
    (Scale($min:literal..=$max:literal)) => { FieldType::Scale { min: $min, max: $max } };
    (One[$($choice:literal),+ $(,)?]) => { FieldType::One(&[$($choice),+]) };
    (Some[$($choice:literal),+ $(,)?]) => { FieldType::Some(&[$($choice),+]) };
    (Ref($kind:literal)) => { FieldType::Ref($kind) };
    (Refs($kind:literal)) => { FieldType::Refs($kind) };
    (Far($kind:literal)) => { FieldType::Far($kind) };
    (Fars($kind:literal)) => { FieldType::Fars($kind) };
    (Items { $($name:ident: $type:ident $args:tt, $presence:ident, $help:literal;)+ }) => {
        FieldType::Items(&[$(field!($name: $type $args, $presence, $help)),+])
    };
    ($plain:ident()) => { FieldType::$plain };
}

/// One field: its name, its type with arguments (`()` for none), its presence and its help.
macro_rules! field {
    ($name:ident: $type:ident $args:tt, $presence:ident, $help:literal) => {
        FieldInfo {
            name: stringify!($name),
            field_type: field_type!($type $args),
            required: matches!(Presence::$presence, Presence::Required),
            happening: matches!(Presence::$presence, Presence::Happening),
            help: $help,
        }
    };
}

/// Whether a field may be left out.
enum Presence {
    Optional,
    Required,
    /// Left out, it is the time of writing.
    Happening,
}

/// Makes, of each block, one [`KindInfo`] in the table and one module of typed field tokens.
macro_rules! kinds {
    (
        $visible:vis table $table:ident;
        $($(#[$doc:meta])* $kind:ident in $section:literal, $span:ident, rows $rows:tt {
            $($token:ident $name:ident: $type:ident $args:tt, $presence:ident, $help:literal;)+
        })+
    ) => {
        $visible static $table: &[KindInfo] = &[$(KindInfo {
            name: stringify!($kind),
            section: $section,
            span: Span::$span,
            rows: &$rows,
            fields: &[$(field!($name: $type $args, $presence, $help)),+],
        }),+];

        $(
            $(#[$doc])*
            pub mod $kind {
                use crate::kinds::field::{Token, reads};

                #[doc = concat!("The name of the kind: `", stringify!($kind), "`.")]
                pub const NAME_OF_KIND: &str = stringify!($kind);
                $(
                    #[doc = $help]
                    pub const $token: Token<reads::$type> = Token::new(stringify!($name));
                )+
            }
        )+
    };
}

mod between;
mod coping;
mod days;
mod groups;
mod kept;
mod own;
mod people;
mod reflections;
mod steady;
mod treatment;
#[cfg(test)]
pub(crate) mod trial;

pub use between::*;
pub use coping::*;
pub use days::*;
pub use groups::*;
pub use kept::*;
pub use own::*;
pub use people::*;
pub use reflections::*;
pub use steady::*;
pub use treatment::*;

/// The tables joined.
pub(super) struct Kinds {
    /// What a person may add, in the order of the program's own lists.
    pub(super) listed: Vec<KindInfo>,
    /// What may be written at all: the same, then what the program keeps for itself.
    pub(super) written: Vec<KindInfo>,
}

pub(super) static KINDS: LazyLock<Kinds> = LazyLock::new(|| {
    // A reference's kind stands before its users.
    let listed = [
        people::TABLE,
        coping::TABLE,
        groups::TABLE,
        steady::TABLE,
        treatment::TABLE,
        days::TABLE,
        reflections::TABLE,
        own::TABLE,
        between::TABLE,
    ]
    .concat();
    let written = [listed.as_slice(), kept::TABLE].concat();
    Kinds { listed, written }
});
