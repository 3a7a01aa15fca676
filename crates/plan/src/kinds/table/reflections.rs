//! What the owner thinks about alone, and what is said aloud after.

use super::{FieldInfo, FieldType, KindInfo, Presence, Span};

kinds! {
    pub(super) table TABLE;

    /// Five quiet questions about somebody. It stays with the owner.
    fit in "reflections", Standing, rows [3] {
        PERSON person: Far("person"), Required, "Who this is about.";
        CARES cares: Flag(), Optional, "Whether they care how you are.";
        RESPECTS respects: Flag(), Optional, "Whether they respect what you decide.";
        KEEPS_CONFIDENCE keeps_confidence: Flag(), Optional, "Whether they keep what you tell them.";
        USES_AROUND_ME uses_around_me: Flag(), Optional, "Whether they use around you.";
        BETTER_AFTER better_after: Flag(), Optional, "Whether you feel better after.";
        NOTE note: Page(), Optional, "Anything else.";
    }

    /// A place on the web where others meet, with the owner's own limits.
    online in "reflections", Standing, rows [24] {
        NAME name: Line(), Required, "What it is called.";
        URL url: Line(), Optional, "Its address on the web.";
        HANDLE handle: Line(), Optional, "The name you use there.";
        TIME_LIMIT time_limit: Line(), Optional, "How long you want to stay.";
        CAUTION caution: Page(), Optional, "What you want to watch for.";
    }

    /// A pattern that does not help, and a new way to ask.
    enabling in "reflections", Standing, rows [29] {
        PERSON person: Far("person"), Optional, "Who it is with.";
        PATTERN pattern: Line(), Required, "What happens.";
        INSTEAD instead: Line(), Optional, "What would help instead.";
        SCRIPT script: Page(), Optional, "How you could say it.";
        ASK_PRO ask_pro: Flag(), Optional, "Whether to talk it over with a professional.";
    }

    /// Something that weighs, and one answer to it.
    stressor in "reflections", Standing, rows [35] {
        LABEL label: Line(), Required, "What weighs on you.";
        LOAD load: Scale(0..=10), Optional, "How much it weighs.";
        RESPONSE response: Far("strategy"), Optional, "What you do about it.";
    }

    /// A look at the plan: what to keep, to change, to drop.
    review in "reflections", Standing, rows [47] {
        ON on: Day(), Happening, "When you looked at it.";
        KEPT kept: Items {
            text: Line(), Required, "Something you keep.";
        }, Optional, "What you keep.";
        CHANGED changed: Items {
            text: Line(), Required, "Something you change.";
        }, Optional, "What you change.";
        DROPPED dropped: Items {
            text: Line(), Required, "Something you let go.";
        }, Optional, "What you let go.";
        NEXT next: Day(), Optional, "When you look at it again.";
        NOTE note: Page(), Optional, "Anything else.";
    }

    /// A quarrel, seen from both sides.
    conflict in "reflections", Standing, rows [49] {
        WITH with: Far("person"), Optional, "Who it is with.";
        ISSUE issue: Line(), Required, "What it is about.";
        MINE mine: Page(), Optional, "How you see it.";
        THEIRS theirs: Page(), Optional, "How they see it, as you heard it.";
        NEEDS needs: Items {
            text: Line(), Required, "Something one of you needs.";
        }, Optional, "What each of you needs.";
        OPTIONS options: Items {
            text: Line(), Required, "Something you could do.";
        }, Optional, "What you could do.";
        DEAL deal: Page(), Optional, "What you agreed on.";
        FOLLOW follow: Day(), Optional, "When you look at it again.";
        STATE state: One["open", "talked", "settled", "resting"], Optional, "Where it stands.";
    }

    /// Both sides of using and of not using.
    twosides in "reflections", Standing, rows [60] {
        USE_GOOD use_good: Items { text: Line(), Required, "Something good about it."; },
            Optional, "What is good about using.";
        USE_BAD use_bad: Items { text: Line(), Required, "Something bad about it."; },
            Optional, "What is bad about using.";
        NOT_GOOD not_good: Items { text: Line(), Required, "Something good about it."; },
            Optional, "What is good about not using.";
        NOT_BAD not_bad: Items { text: Line(), Required, "Something hard about it."; },
            Optional, "What is hard about not using.";
    }

    /// How it would go on: an hour, a day, a week later.
    forward in "reflections", Standing, rows [60] {
        AT at: Moment(), Happening, "When you wrote this.";
        HOUR hour: Page(), Optional, "An hour later.";
        DAY day: Page(), Optional, "A day later.";
        WEEK week: Page(), Optional, "A week later.";
    }

    /// A letter that need not be sent.
    draft in "reflections", Standing, rows [62] {
        TO to: Far("person"), Optional, "Who it is to.";
        BODY body: Page(), Required, "What you want to say.";
        STATE state: One["draft", "sent", "burned"], Optional, "What became of it.";
    }

    /// A line that the owner draws.
    boundary in "boundaries", Standing, rows [28] {
        LINE line: Line(), Required, "What you will do, or ask for.";
        WITH with: Far("person"), Optional, "Who it is with.";
        WHY why: Page(), Optional, "Why it matters.";
        IF_CROSSED if_crossed: Page(), Optional, "What you do if it is crossed.";
        SAID_ON said_on: Day(), Optional, "When you said it.";
        RESULT result: One["respected", "partly", "no"], Optional, "How it went.";
        REVIEW review: Day(), Optional, "When you look at it again.";
    }

    /// Words to say something hard.
    script in "boundaries", Standing, rows [30] {
        FOR for: Line(), Optional, "What it is for.";
        WHEN when: Page(), Optional, "When this happens.";
        FEEL feel: Page(), Optional, "What you feel.";
        NEED need: Page(), Required, "What you need.";
        WILL will: Page(), Optional, "What you will do.";
    }
}
