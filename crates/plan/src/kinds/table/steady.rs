//! What holds: reasons, the steady plan, a safer home.

use super::{FieldInfo, FieldType, KindInfo, Presence, Span};

kinds! {
    pub(super) table TABLE;

    /// A reason of the owner's own to stay on track.
    reason in "why", Standing, rows [59] {
        TEXT text: Page(), Required, "Your reason, in your own words.";
        RANK rank: Whole(1..=999), Optional, "Its place among your reasons: 1 comes first.";
    }

    /// A letter from a good day to a hard one.
    letter in "why", Standing, rows [42] {
        BODY body: Page(), Required, "What you want to read then.";
        OPEN_WHEN open_when: One["craving", "slip", "lonely", "angry", "proud"],
            Optional, "When it is to be opened.";
    }

    /// The owner's own story, as it may be told.
    story in "why", Standing, rows [25] {
        TITLE title: Line(), Optional, "What this telling is called.";
        BODY body: Page(), Required, "Your story.";
        AUDIENCE audience: Line(), Optional, "Who it is meant for.";
    }

    /// One rung of the steady plan: what to do, from the gentlest step to the last.
    rung in "steady", Standing, rows [46] {
        STEP step: Whole(1..=6), Optional, "Which of the six rungs this is.";
        TEXT text: Page(), Required, "What you do on this rung.";
    }

    /// A time that is known to be hard.
    highrisk in "steady", Standing, rows [46] {
        WHEN when: Line(), Required, "When it gets hard.";
        WHY why: Page(), Optional, "Why it is hard then.";
        PLAN plan: Page(), Optional, "What you do then.";
    }

    /// A sign that it is getting harder.
    sign in "steady", Standing, rows [46] {
        TEXT text: Line(), Required, "What you or others can see.";
        LEVEL level: One["early", "late"], Optional, "How far along it comes.";
        FIRST_MOVE first_move: Line(), Optional, "The first thing you do.";
    }

    /// One thing that makes the home safer.
    homeitem in "home", Standing, rows [48] {
        TEXT text: Line(), Required, "What makes it safer.";
        DONE done: Flag(), Optional, "Whether it is done.";
        HELPER helper: Far("person"), Optional, "Who helps with it.";
    }

    /// Naloxone: who has it, where, and until when it is good.
    naloxone in "home", Standing, rows [48] {
        PLACE place: Line(), Optional, "Where it is.";
        HOLDER holder: Far("person"), Optional, "Who has it.";
        EXPIRES expires: Day(), Optional, "The day on the pack.";
    }
}
