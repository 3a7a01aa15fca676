//! The table itself. Adding a kind is one block here, and its words.

use super::field::{FieldInfo, FieldType};
use super::{KindInfo, Span};

/// Spells a field type with its marks: `Whole(1..=6)`, `One["a", "b"]`, `Items { ... }`.
macro_rules! field_type {
    (Whole($min:literal..=$max:literal)) => { FieldType::Whole { min: $min, max: $max } };
    (Scale($min:literal..=$max:literal)) => { FieldType::Scale { min: $min, max: $max } };
    (One[$($choice:literal),+ $(,)?]) => { FieldType::One(&[$($choice),+]) };
    (Some[$($choice:literal),+ $(,)?]) => { FieldType::Some(&[$($choice),+]) };
    (Ref($kind:literal)) => { FieldType::Ref($kind) };
    (Refs($kind:literal)) => { FieldType::Refs($kind) };
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

/// A table with every field type, for tests of what no kind uses yet.
#[cfg(test)]
pub(crate) mod trial;

// A reference's kind stands before its users.
kinds! {
    pub(super) table KINDS;

    /// Somebody in the owner's life.
    person in "people", Standing, rows [1, 2, 4] {
        NAME name: Line(), Required, "What you call this person.";
        RELATION relation: One["family", "friend", "peer", "sponsor", "mentor", "clinician", "group", "other"],
            Optional, "What this person is to you.";
        CONTACTS contacts: Items {
            sort: One["phone", "mobile", "email", "address", "other"], Optional, "What sort of contact this is.";
            value: Line(), Required, "The number or address.";
        }, Optional, "How to reach this person.";
        GOOD_TIMES good_times: Line(), Optional, "When it is good to call.";
        STATUS status: One["active", "paused", "ended"], Optional, "Whether you are in touch now.";
        RING ring: Whole(1..=3), Optional, "How close this person is: 1 is closest.";
        ROLES roles: Some[
            "listen", "accountability", "crisis_call", "distract", "practical", "ride", "celebrate",
            "spiritual", "clinical", "naloxone_holder",
        ], Optional, "What this person is good for.";
    }

    /// A reason of the owner's own to stay on track.
    reason in "why", Standing, rows [59] {
        TEXT text: Page(), Required, "Your reason, in your own words.";
        RANK rank: Whole(1..=999), Optional, "Its place among your reasons: 1 comes first.";
    }

    /// One rung of the steady plan: what to do, from the gentlest step to the last.
    rung in "steady", Standing, rows [46] {
        STEP step: Whole(1..=6), Optional, "Which of the six rungs this is.";
        TEXT text: Page(), Required, "What you do on this rung.";
    }

    /// One word on how it goes, for the people who were asked to look.
    word in "word", Yearly, rows [45] {
        WORD word: One["fine", "need_a_talk"], Required, "How it goes, in one word.";
    }

    /// Twenty seconds on how the owner is.
    checkin in "checkins", Yearly, rows [43, 45] {
        AT at: Moment(), Happening, "When this was.";
        MOOD mood: Scale(1..=5), Optional, "How you feel: 1 is low, 5 is good.";
        CRAVING craving: Scale(0..=10), Optional, "How strong the craving is: 0 is none.";
        HALT halt: Some["hungry", "angry", "lonely", "tired"], Optional, "What your body or heart lacks.";
        CONNECTED connected: Flag(), Optional, "Whether you were in touch with somebody today.";
        NEED need: One["none", "talk", "company", "ride", "other"], Optional, "What would help now.";
        NOTE note: Line(), Optional, "Anything else, in a line.";
    }

    /// A reach for somebody: ready-made words in one press.
    reach in "half", Yearly, rows [36] {
        TEXT text: Page(), Required, "What you want to say.";
    }

    /// An answer to a record in the other half, naming that record and what it said then.
    reply in "half", Yearly, rows [32, 50] {
        ITEM item: Line(), Required, "The id of the record that this answers.";
        HASH hash: Line(), Required, "The hash of what that record said.";
        TEXT text: Page(), Optional, "What you want to say.";
    }
}
