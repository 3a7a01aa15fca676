//! Who is there: the people of the plan.

use super::{FieldInfo, FieldType, KindInfo, Presence, Span};

kinds! {
    pub(super) table TABLE;

    /// Somebody in the owner's life.
    person in "people", Standing, rows [1, 2] {
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

    /// What was settled with a mentor or sponsor.
    mentorlink in "people", Standing, rows [4] {
        PERSON person: Ref("person"), Required, "Who your mentor or sponsor is.";
        PROGRAM program: Line(), Optional, "The programme you share, if there is one.";
        SINCE since: Day(), Optional, "Since when.";
        CADENCE cadence: Line(), Optional, "How often you talk.";
        HOURS hours: Line(), Optional, "When you may call.";
        TEMPORARY temporary: Flag(), Optional, "Whether this is for a while only.";
    }
}
