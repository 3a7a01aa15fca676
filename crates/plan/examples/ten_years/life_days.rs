//! Who and what is there, and what is written day by day.

use super::life::Fill::{
    Day, Flag, Id, Label, Labels, Name, Now, One, Parts, Phone, Some, Text, Time, Whole, Words,
};
use super::life::{
    CHECKINS_A_YEAR, CRAVINGS_A_YEAR, ENTRIES_A_YEAR, HALT, LINES, Life, WITH, other,
};

/// These.
pub const LIVES: &[Life] = &[
    other(
        "person",
        &[
            ("name", 10, Name("P")),
            ("relation", 10, One(&["family", "friend", "peer", "sponsor", "mentor", "clinician"])),
            (
                "contacts",
                10,
                Parts(1, &[("sort", 10, One(&["phone", "mobile"])), ("value", 10, Phone)]),
            ),
            ("good_times", 10, One(&["mornings", "after work", "weekends", "any time"])),
            ("status", 10, One(&["active", "active", "active", "paused", "ended"])),
            ("ring", 10, Whole(1, 3)),
            ("roles", 10, Some(&["listen", "accountability", "crisis_call", "ride", "celebrate"])),
        ],
    ),
    other(
        "mentorlink",
        &[
            ("person", 10, Id("person")),
            ("program", 3, Words(1, 3)),
            ("since", 10, Day(0)),
            ("cadence", 7, One(&["every day", "twice a week", "on Sundays"])),
            ("temporary", 3, Flag),
        ],
    ),
    other(
        "strategy",
        &[
            ("text", 10, Name("way")),
            (
                "sort",
                10,
                One(&["calm", "move", "connect", "distract", "think", "body", "activity"]),
            ),
            ("energy", 8, Whole(1, 3)),
            ("minutes", 8, Whole(1, 90)),
            ("alone", 8, Flag),
            ("place", 3, Words(1, 3)),
            ("from", 3, Label("person")),
            ("favourite", 2, Flag),
        ],
    ),
    other(
        "trigger",
        &[
            ("label", 10, Name("it")),
            (
                "sort",
                10,
                One(&["person", "place", "thing", "situation", "time", "body", "feeling"]),
            ),
            ("strength", 9, Whole(0, 10)),
            ("stance", 6, One(&["avoid", "limit", "prepare"])),
            ("plan", 5, Labels("strategy", 3)),
        ],
    ),
    other(
        "group",
        &[
            ("name", 10, Name("G")),
            ("fellowship", 4, Words(1, 3)),
            (
                "day",
                9,
                One(&[
                    "monday",
                    "tuesday",
                    "wednesday",
                    "thursday",
                    "friday",
                    "saturday",
                    "sunday",
                ]),
            ),
            ("weeks", 3, One(&["every", "first", "third", "last"])),
            ("time", 9, Time),
            ("minutes", 8, Whole(45, 90)),
            ("zone", 7, One(&["Europe/Lisbon", "America/New_York", "UTC"])),
            ("place", 6, Words(2, 5)),
            ("types", 5, Parts(3, LINES)),
            ("tags", 5, Some(&["women", "veterans", "parents", "secular", "faith", "young"])),
            ("fit", 5, Whole(0, 10)),
            ("notes", 3, Text(5, 30)),
        ],
    ),
    other(
        "med",
        &[
            ("name", 10, Name("M")),
            ("class", 10, One(&["methadone", "buprenorphine", "naltrexone", "naloxone", "other"])),
            ("dose", 6, One(&["as written", "one", "half"])),
            ("times", 8, Parts(2, &[("time", 10, Time)])),
            ("prescriber", 6, Label("person")),
            ("refill", 8, Day(60)),
            ("lasts_until", 6, Day(60)),
            ("ended", 7, Flag),
        ],
    ),
    Life(
        "checkin",
        CHECKINS_A_YEAR,
        &[
            ("at", 10, Now),
            ("mood", 10, Whole(1, 5)),
            ("craving", 10, Whole(0, 10)),
            ("connected", 10, Flag),
            ("halt", 7, Some(HALT)),
            ("need", 3, One(&["none", "talk", "company", "ride", "other"])),
            ("note", 5, Words(3, 14)),
        ],
    ),
    Life(
        "entry",
        ENTRIES_A_YEAR,
        &[
            ("at", 10, Now),
            ("body", 10, Text(150, 220)),
            ("mood", 6, Whole(1, 5)),
            ("tags", 4, Parts(2, LINES)),
            ("prompt", 2, Words(4, 9)),
        ],
    ),
    Life(
        "craving",
        CRAVINGS_A_YEAR,
        &[
            ("at", 10, Now),
            ("before", 10, Whole(3, 10)),
            ("after", 8, Whole(0, 7)),
            (
                "ratings",
                4,
                Parts(4, &[("minute", 10, Whole(1, 30)), ("strength", 10, Whole(0, 10))]),
            ),
            ("halt", 6, Some(HALT)),
            ("triggers", 6, Labels("trigger", 2)),
            ("used", 8, Labels("strategy", 2)),
            ("alone", 8, Flag),
            ("minutes", 6, Whole(1, 60)),
            ("reached", 2, Label("person")),
            ("note", 3, Words(3, 12)),
        ],
    ),
    other(
        "dose",
        &[
            ("med", 10, Id("med")),
            ("due", 10, Now),
            ("at", 8, Now),
            ("state", 9, One(&["taken", "taken", "late", "not_taken"])),
        ],
    ),
    other("attend", &[("group", 10, Id("group")), ("on", 10, Day(0))]),
    other(
        "takeaway",
        &[
            ("group", 9, Label("group")),
            ("on", 10, Day(0)),
            ("text", 8, Words(4, 14)),
            ("feel_before", 6, Whole(0, 10)),
            ("feel_after", 6, Whole(0, 10)),
        ],
    ),
    other(
        "toolrun",
        &[
            ("at", 10, Now),
            (
                "tool",
                10,
                One(&["breathing", "ride_it_out", "grounding", "two_sides", "play_forward"]),
            ),
            ("seconds", 9, Whole(30, 900)),
            ("before", 6, Whole(3, 10)),
            ("after", 6, Whole(0, 7)),
            ("strategy", 3, Label("strategy")),
        ],
    ),
    other(
        "routine",
        &[
            ("name", 8, Words(1, 3)),
            ("anchors", 9, Parts(4, &[("time", 8, Time), ("text", 10, Words(2, 5))])),
            ("tiny", 8, Parts(2, LINES)),
        ],
    ),
    other(
        "goal",
        &[
            ("area", 9, One(&["home", "health", "purpose", "community"])),
            ("want", 10, Words(3, 8)),
            ("why", 7, Text(5, 25)),
            ("steps", 9, Parts(4, &[("text", 10, Words(3, 8)), ("done", 8, Flag)])),
            WITH,
            ("review", 8, Day(90)),
            ("parked", 2, Flag),
        ],
    ),
    other(
        "resource",
        &[
            ("title", 10, Words(2, 6)),
            ("sort", 9, One(&["link", "phone", "book", "place", "app"])),
            ("phone", 3, Phone),
            ("note", 5, Text(4, 25)),
            ("from", 4, Label("person")),
            ("verified", 5, Day(0)),
            ("tags", 4, Parts(2, LINES)),
        ],
    ),
    other("word", &[("word", 10, One(&["fine", "fine", "need_a_talk"]))]),
    other(
        "daycare",
        &[
            ("on", 10, Day(0)),
            ("sleep_hours", 9, Whole(3, 10)),
            ("slept", 8, Whole(0, 10)),
            ("meals", 9, Whole(0, 3)),
            ("moved", 9, Flag),
        ],
    ),
    other(
        "milestone",
        &[
            ("note", 10, Words(2, 6)),
            ("sort", 8, One(&["time", "skill", "family", "health", "work", "money", "custom"])),
            ("on", 10, Day(0)),
            ("with", 4, Labels("person", 2)),
        ],
    ),
    other(
        "setback",
        &[
            ("at", 10, Now),
            ("what", 6, Words(3, 10)),
            ("safe_now", 8, Flag),
            ("told", 5, Labels("person", 2)),
            ("before", 6, Text(8, 40)),
            ("helped", 5, Text(5, 25)),
            ("learned", 5, Text(5, 25)),
            ("next_step", 6, Words(3, 8)),
        ],
    ),
    other(
        "progress",
        &[
            ("start", 10, Day(0)),
            ("last_use", 5, Day(0)),
            ("show", 9, Some(&["days", "since", "hundred", "longest", "urges"])),
        ],
    ),
    other(
        "screen",
        &[
            ("sort", 10, One(&["phq2", "gad2"])),
            ("at", 10, Now),
            ("first", 9, Whole(0, 3)),
            ("second", 9, Whole(0, 3)),
            ("raise_with", 3, Label("person")),
        ],
    ),
];
