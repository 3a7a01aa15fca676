//! What happened, day by day.

use super::{FieldInfo, FieldType, KindInfo, Presence, Span};

kinds! {
    pub(super) table TABLE;

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

    /// Sleep, food and movement of a day.
    daycare in "checkins", Yearly, rows [39] {
        ON on: Day(), Happening, "Which day.";
        SLEEP_HOURS sleep_hours: Whole(0..=24), Optional, "How many hours you slept.";
        SLEPT slept: Scale(0..=10), Optional, "How well you slept.";
        MEALS meals: Whole(0..=3), Optional, "How many meals you had.";
        MOVED moved: Flag(), Optional, "Whether you moved your body.";
    }

    /// A page of the journal.
    entry in "journal", Quarterly, rows [41] {
        AT at: Moment(), Happening, "When you wrote this.";
        BODY body: Page(), Required, "What you want to write.";
        MOOD mood: Scale(1..=5), Optional, "How you feel: 1 is low, 5 is good.";
        TAGS tags: Items {
            text: Line(), Required, "One word for it.";
        }, Optional, "Words to find it by.";
        PROMPT prompt: Line(), Optional, "The question you answered, if there was one.";
    }

    /// Something worth marking. What was marked stays.
    milestone in "milestones", Standing, rows [55] {
        NOTE note: Line(), Required, "What you want to mark.";
        SORT sort: One["time", "skill", "family", "health", "work", "money", "custom"],
            Optional, "What part of life it is from.";
        ON on: Day(), Happening, "On which day.";
        WITH with: Fars("person"), Optional, "Who celebrates with you.";
    }

    /// Something happened: told without blame.
    setback in "setbacks", Standing, rows [18] {
        AT at: Moment(), Happening, "When it happened.";
        WHAT what: Line(), Optional, "What happened, if you want to say.";
        SAFE_NOW safe_now: Flag(), Optional, "Whether you are safe now.";
        TOLD told: Fars("person"), Optional, "Who you told yourself.";
        BEFORE before: Page(), Optional, "What came before it.";
        HELPED helped: Page(), Optional, "What helped a bit.";
        LEARNED learned: Page(), Optional, "What you know now.";
        NEXT_STEP next_step: Line(), Optional, "One next step.";
    }

    /// Where the owner counts from. It is never set back by the program.
    progress in "setbacks", Standing, rows [18] {
        START start: Day(), Required, "The day you count from.";
        LAST_USE last_use: Day(), Optional, "The day of last use, if you want to keep it.";
        SHOW show: Some["days", "since", "hundred", "longest", "urges"], Optional, "Which lines you want to see.";
    }

    /// Two short questions, asked twice: a screen and no finding.
    screen in "screens", Standing, rows [14] {
        SORT sort: One["phq2", "gad2"], Required, "Which two questions.";
        AT at: Moment(), Happening, "When this was.";
        FIRST first: Whole(0..=3), Optional, "The answer to the first question.";
        SECOND second: Whole(0..=3), Optional, "The answer to the second question.";
        RAISE_WITH raise_with: Far("person"), Optional, "Who you want to talk to about it.";
    }
}
