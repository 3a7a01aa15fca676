//! What helps, what sets off, and what is hoped for.

use super::{FieldInfo, FieldType, KindInfo, Presence, Span};

kinds! {
    pub(super) table TABLE;

    /// Something that helps, in the owner's words.
    strategy in "coping", Standing, rows [27, 38] {
        TEXT text: Line(), Required, "What helps, in your own words.";
        SORT sort: One["calm", "move", "connect", "distract", "think", "body", "activity", "other"],
            Optional, "What sort of help it is.";
        ENERGY energy: Whole(1..=3), Optional, "How much energy it takes: 1 is little.";
        MINUTES minutes: Whole(0..=1440), Optional, "How many minutes it takes.";
        ALONE alone: Flag(), Optional, "Whether you can do it alone.";
        PLACE place: Line(), Optional, "Where you can do it.";
        COST cost: Line(), Optional, "What it costs, if anything.";
        FROM from: Far("person"), Optional, "Who gave you this.";
        FAVOURITE favourite: Flag(), Optional, "Whether it stands at the top.";
    }

    /// What a day hangs on, and what is left of it when there is little energy.
    routine in "coping", Standing, rows [40] {
        NAME name: Line(), Optional, "What you call this routine.";
        ANCHORS anchors: Items {
            time: Time(), Optional, "At what time.";
            text: Line(), Required, "What you do then.";
        }, Optional, "The fixed points of your day.";
        TINY tiny: Items {
            text: Line(), Required, "The smallest version of it.";
        }, Optional, "What is enough on a low day.";
    }

    /// A goal with small steps.
    goal in "goals", Standing, rows [15] {
        AREA area: One["home", "health", "purpose", "community"], Optional, "Which part of life it is for.";
        WANT want: Line(), Required, "What you want.";
        WHY why: Page(), Optional, "Why it matters to you.";
        STEPS steps: Items {
            text: Line(), Required, "A small step.";
            done: Flag(), Optional, "Whether it is done.";
        }, Optional, "Small steps towards it.";
        WITH with: Far("person"), Optional, "Who goes with you.";
        REVIEW review: Day(), Optional, "When you look at it again.";
        PARKED parked: Flag(), Optional, "Whether it rests for now.";
    }

    /// Something worth keeping at hand: a link, a number, a book.
    resource in "resources", Standing, rows [19] {
        TITLE title: Line(), Required, "What it is called.";
        SORT sort: One["link", "phone", "book", "place", "app", "other"], Optional, "What sort of thing it is.";
        URL url: Line(), Optional, "Its address on the web.";
        PHONE phone: Line(), Optional, "Its phone number.";
        NOTE note: Page(), Optional, "What it is good for.";
        FROM from: Far("person"), Optional, "Who gave it to you.";
        VERIFIED verified: Day(), Optional, "When you last saw that it is right.";
        TAGS tags: Items {
            text: Line(), Required, "One word for it.";
        }, Optional, "Words to find it by.";
    }

    /// Something that brings a craving on.
    trigger in "triggers", Standing, rows [33] {
        LABEL label: Line(), Required, "What sets it off.";
        SORT sort: One["person", "place", "thing", "situation", "time", "body", "feeling", "thought"],
            Optional, "What sort of thing it is.";
        STRENGTH strength: Scale(0..=10), Optional, "How strong it is: 0 is not at all.";
        STANCE stance: One["avoid", "limit", "prepare"], Optional, "How you meet it.";
        PLAN plan: Fars("strategy"), Optional, "What helps against it.";
    }

    /// A craving, from its first number to its last.
    craving in "cravings", Yearly, rows [34] {
        AT at: Moment(), Happening, "When it came.";
        BEFORE before: Scale(0..=10), Optional, "How strong it was at first.";
        AFTER after: Scale(0..=10), Optional, "How strong it was at the end.";
        RATINGS ratings: Items {
            minute: Whole(0..=1440), Optional, "How many minutes in.";
            strength: Scale(0..=10), Required, "How strong it was then.";
        }, Optional, "How it went, step by step.";
        HALT halt: Some["hungry", "angry", "lonely", "tired"], Optional, "What your body or heart lacked.";
        TRIGGERS triggers: Fars("trigger"), Optional, "What set it off.";
        USED used: Fars("strategy"), Optional, "What you used.";
        ALONE alone: Flag(), Optional, "Whether you were alone.";
        MINUTES minutes: Whole(0..=1440), Optional, "How many minutes it took.";
        REACHED reached: Far("person"), Optional, "Who you reached.";
        NOTE note: Line(), Optional, "Anything else, in a line.";
    }

    /// One use of a tool, such as the breathing circle.
    toolrun in "cravings", Yearly, rows [37] {
        AT at: Moment(), Happening, "When this was.";
        TOOL tool: One["breathing", "ride_it_out", "grounding", "two_sides", "play_forward", "other"],
            Required, "Which tool it was.";
        SECONDS seconds: Whole(0..=86400), Optional, "How many seconds it ran.";
        BEFORE before: Scale(0..=10), Optional, "How it was before.";
        AFTER after: Scale(0..=10), Optional, "How it was after.";
        STRATEGY strategy: Far("strategy"), Optional, "Which of your own tools this was.";
    }
}
