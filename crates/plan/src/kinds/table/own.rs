//! What the owner has to set up, and nobody else sees.

use super::{FieldInfo, FieldType, KindInfo, Presence, Span};

kinds! {
    pub(super) table TABLE;

    /// Something to be reminded of, in neutral words.
    reminder in "profile", Standing, rows [] {
        TEXT text: Line(), Required, "What the reminder says.";
        ON on: Day(), Optional, "On which day, or from which day on.";
        TIME time: Time(), Optional, "At what time.";
        REPEAT repeat: One["once", "daily", "weekly", "monthly"], Optional, "How it comes back.";
        ENDED ended: Flag(), Optional, "Whether it is switched off.";
    }
}
