//! What the program keeps in the owner's `profile` for itself. Nobody adds these by hand.

use super::{FieldInfo, FieldType, KindInfo, Presence, Span};

kinds! {
    pub(super) table TABLE;

    /// Which records the labels of another record stand for. Its own id follows from that record's id.
    link in "profile", Standing, rows [] {
        TO to: Items {
            field: Line(), Required, "The field that holds the label.";
            label: Line(), Required, "The label, as it stands there.";
            target: Line(), Required, "The id of the record it stands for.";
        }, Optional, "What the labels stand for.";
    }

    /// One setting that goes with the plan, such as the owner's own word for something.
    setting in "profile", Standing, rows [65] {
        NAME name: Line(), Required, "Which setting.";
        VALUE value: Line(), Optional, "What it is set to.";
    }
}
