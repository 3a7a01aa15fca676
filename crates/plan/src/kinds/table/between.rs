//! What two people say to each other. Written in a half, or kept aside for somebody without Kith.

use super::{FieldInfo, FieldType, KindInfo, Presence, Span};

kinds! {
    pub(super) table TABLE;

    /// How somebody close can help.
    familylink in "half", Yearly, rows [5] {
        HELPS helps: Page(), Optional, "What helps you.";
        DOES_NOT_HELP does_not_help: Page(), Optional, "What does not help you.";
        WITH with: Far("person"), Optional, "Who it is for, while it is kept aside.";
    }

    /// A request to talk.
    talkrequest in "half", Yearly, rows [6] {
        SORT sort: One["listen", "advice", "distract", "sit_with_me"], Required, "What you ask for.";
        URGENCY urgency: One["now", "today", "this_week"], Optional, "How soon.";
        TEXT text: Line(), Optional, "Anything else, in a line.";
        WITH with: Far("person"), Optional, "Who it is for, while it is kept aside.";
    }

    /// A short kind word on something shared.
    cheer in "half", Yearly, rows [7] {
        TEXT text: Line(), Required, "A kind word.";
        ITEM item: Line(), Optional, "The id of what it is for.";
        WITH with: Far("person"), Optional, "Who it is for, while it is kept aside.";
    }

    /// One page for a visit, frozen as it was read over.
    brief in "half", Yearly, rows [17] {
        TEXT text: Page(), Required, "What the page says.";
        FIRST_DAY first_day: Day(), Optional, "The first day it covers.";
        LAST_DAY last_day: Day(), Optional, "The last day it covers.";
        AREAS areas: Items {
            text: Line(), Required, "A part of the plan it draws on.";
        }, Optional, "Which parts of the plan it draws on.";
        WITH with: Far("person"), Optional, "Who it is for, while it is kept aside.";
    }

    /// What two people ask and offer.
    agreement in "half", Yearly, rows [31] {
        I_ASK i_ask: Page(), Optional, "What you ask for.";
        I_OFFER i_offer: Page(), Optional, "What you offer.";
        NOT_EXPECTED not_expected: Page(), Optional, "What nobody has to do.";
        HOURS hours: Line(), Optional, "When you may call each other.";
        IF_NO_ANSWER if_no_answer: Page(), Optional, "What to do when nobody answers.";
        ENDS ends: Day(), Optional, "Until when it holds.";
        WITH with: Far("person"), Optional, "Who it is for, while it is kept aside.";
    }

    /// That something was read and understood, accepted, claimed or done.
    ack in "half", Yearly, rows [32] {
        ITEM item: Line(), Required, "The id of what it answers.";
        HASH hash: Line(), Optional, "The hash of what that said.";
        SAYS says: One["understood", "accepted", "claimed", "done", "declined"], Optional, "What you say to it.";
        QUESTION question: Page(), Optional, "What you want to ask about it.";
        WITH with: Far("person"), Optional, "Who it is for, while it is kept aside.";
    }

    /// A reach for somebody: ready-made words in one press.
    reach in "half", Yearly, rows [36] {
        TEXT text: Page(), Required, "What you want to say.";
        WITH with: Far("person"), Optional, "Who it is for, while it is kept aside.";
    }

    /// An answer to a record in the other half, naming that record and what it said then.
    reply in "half", Yearly, rows [32, 50] {
        ITEM item: Line(), Required, "The id of the record that this answers.";
        HASH hash: Line(), Required, "The hash of what that record said.";
        TEXT text: Page(), Optional, "What you want to say.";
    }

    /// Up to three things that two people keep an eye on.
    pact in "half", Yearly, rows [44] {
        ITEMS items: Items {
            text: Line(), Required, "One thing.";
        }, Optional, "What you agreed on.";
        CADENCE cadence: Line(), Optional, "How often you look at it.";
        IF_MISSED if_missed: One["nothing", "nudge_me", "they_ask"], Optional, "What happens when it is missed.";
        ENDS ends: Day(), Optional, "Until when it holds.";
        WITH with: Far("person"), Optional, "Who it is for, while it is kept aside.";
    }

    /// What was heard, said back.
    sayback in "half", Yearly, rows [50] {
        HEARD heard: Page(), Required, "What you heard.";
        ITEM item: Line(), Optional, "The id of what was said.";
        VERDICT verdict: One["yes", "not_quite"], Optional, "Whether that is what was meant.";
        FIX fix: Page(), Optional, "What was meant.";
        WITH with: Far("person"), Optional, "Who it is for, while it is kept aside.";
    }

    /// What to talk about when you next meet.
    agenda in "half", Yearly, rows [51] {
        ON on: Day(), Optional, "When you meet.";
        ITEMS items: Items {
            text: Line(), Required, "Something to talk about.";
            done: Flag(), Optional, "Whether you talked about it.";
        }, Optional, "What to talk about.";
        WITH with: Far("person"), Optional, "Who it is for, while it is kept aside.";
    }

    /// A small promise. It is not a score.
    promise in "half", Yearly, rows [52] {
        TEXT text: Line(), Required, "What is promised.";
        BY by: One["me", "them"], Optional, "Who promises.";
        DUE due: Day(), Optional, "Until when.";
        STATE state: One["open", "kept", "moved", "let_go"], Optional, "What became of it.";
        WITH with: Far("person"), Optional, "Who it is for, while it is kept aside.";
    }

    /// What a supporter shares back.
    mutual in "half", Yearly, rows [54] {
        WORD word: One["fine", "need_a_talk"], Optional, "How it goes with you, in one word.";
        TEXT text: Line(), Optional, "Anything else, in a line.";
        WITH with: Far("person"), Optional, "Who it is for, while it is kept aside.";
    }

    /// Something practical that is needed.
    need in "half", Yearly, rows [61] {
        SORT sort: One["ride", "child_care", "food", "company", "errand", "other"], Required, "What is needed.";
        WHEN when: Moment(), Optional, "When.";
        TEXT text: Line(), Optional, "Anything else, in a line.";
        STATE state: One["open", "claimed", "done", "dropped"], Optional, "Where it stands.";
        WITH with: Far("person"), Optional, "Who it is for, while it is kept aside.";
    }

    /// That the code of this house was read and accepted.
    codeack in "half", Yearly, rows [64] {
        VERSION version: Whole(1..=999), Required, "Which version of the code.";
        ON on: Day(), Happening, "On which day.";
        WITH with: Far("person"), Optional, "Who it is for, while it is kept aside.";
    }

    /// A change that somebody else suggests. Its owner decides.
    proposal in "half", Yearly, rows [66] {
        CHANGE change: Page(), Required, "What you suggest.";
        ITEM item: Line(), Optional, "The id of what it would change.";
        STATE state: One["open", "accepted", "declined"], Optional, "What became of it.";
        WITH with: Far("person"), Optional, "Who it is for, while it is kept aside.";
    }

    /// A copy of one piece of the plan, for one person.
    excerpt in "half", Yearly, rows [] {
        TEXT text: Page(), Required, "What the copy says.";
        TITLE title: Line(), Optional, "What it is a copy of.";
        ITEM item: Line(), Optional, "The id of what was copied.";
        ON on: Day(), Happening, "The day of the copy.";
        WITH with: Far("person"), Optional, "Who it is for, while it is kept aside.";
    }

    /// What somebody may need to know in an emergency, in the owner's words.
    emergencynote in "half", Yearly, rows [] {
        TEXT text: Page(), Required, "What they may need to know.";
        WITH with: Far("person"), Optional, "Who it is for, while it is kept aside.";
    }
}
