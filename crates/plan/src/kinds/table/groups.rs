//! Where others meet.

use super::{FieldInfo, FieldType, KindInfo, Presence, Span};

kinds! {
    pub(super) table TABLE;

    /// A group or meeting that comes back.
    group in "groups", Standing, rows [21, 22] {
        NAME name: Line(), Required, "What it is called.";
        FELLOWSHIP fellowship: Line(), Optional, "What fellowship or kind of group it is.";
        DAY day: One["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"],
            Optional, "On which day of the week.";
        WEEKS weeks: One["every", "first", "second", "third", "fourth", "last"],
            Optional, "In which weeks of the month.";
        TIME time: Time(), Optional, "At what time it starts, where it is.";
        MINUTES minutes: Whole(0..=1440), Optional, "How many minutes it lasts.";
        ZONE zone: Zone(), Optional, "The time zone of the place where it is.";
        PLACE place: Line(), Optional, "Where it is.";
        CONFERENCE_URL conference_url: Line(), Optional, "Where to join online.";
        CONFERENCE_PHONE conference_phone: Line(), Optional, "The number to join by phone.";
        TYPES types: Items {
            text: Line(), Required, "One letter or word of its listing.";
        }, Optional, "What its listing says of it.";
        TAGS tags: Some[
            "moud_friendly", "women", "lgbtq", "veterans", "parents", "secular", "faith", "chronic_pain", "young",
        ], Optional, "For whom it is good.";
        LANGUAGE language: Line(), Optional, "Which language is spoken.";
        FIT fit: Scale(0..=10), Optional, "How well it fits you.";
        NOTES notes: Page(), Optional, "What you want to remember of it.";
    }

    /// That the owner went: the day, and nothing else.
    attend in "groups", Yearly, rows [23] {
        GROUP group: Ref("group"), Required, "Which group it was.";
        ON on: Day(), Happening, "On which day.";
    }

    /// What the owner took from a meeting, and how it felt.
    takeaway in "checkins", Yearly, rows [23] {
        GROUP group: Far("group"), Optional, "Which group it was.";
        ON on: Day(), Happening, "On which day.";
        TEXT text: Line(), Optional, "What you took with you.";
        FEEL_BEFORE feel_before: Scale(0..=10), Optional, "How you felt before.";
        FEEL_AFTER feel_after: Scale(0..=10), Optional, "How you felt after.";
    }
}
