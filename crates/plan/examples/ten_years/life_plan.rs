//! What is thought over and planned.

use super::life::Fill::{Day, Flag, Label, Name, Now, One, Parts, Phone, Text, Time, Whole, Words};
use super::life::{LINES, Life, TREATMENTS, WITH, other};

/// These.
pub const LIVES: &[Life] = &[
    other(
        "reminder",
        &[
            ("text", 10, Words(1, 4)),
            ("on", 9, Day(30)),
            ("time", 8, Time),
            ("repeat", 8, One(&["once", "daily", "weekly", "monthly"])),
            ("ended", 8, Flag),
        ],
    ),
    other(
        "fit",
        &[
            ("person", 10, Label("person")),
            ("cares", 9, Flag),
            ("respects", 9, Flag),
            ("keeps_confidence", 9, Flag),
            ("uses_around_me", 9, Flag),
            ("better_after", 9, Flag),
            ("note", 4, Text(5, 30)),
        ],
    ),
    other(
        "online",
        &[
            ("name", 10, Name("O")),
            ("handle", 5, Words(1, 2)),
            ("time_limit", 5, One(&["ten minutes", "half an hour"])),
            ("caution", 5, Text(4, 20)),
        ],
    ),
    other(
        "enabling",
        &[
            ("person", 8, Label("person")),
            ("pattern", 10, Words(3, 8)),
            ("instead", 8, Words(3, 8)),
            ("script", 5, Text(8, 30)),
            ("ask_pro", 4, Flag),
        ],
    ),
    other(
        "stressor",
        &[
            ("label", 10, Words(1, 4)),
            ("load", 9, Whole(0, 10)),
            ("response", 7, Label("strategy")),
        ],
    ),
    other(
        "review",
        &[
            ("on", 10, Day(0)),
            ("kept", 9, Parts(3, LINES)),
            ("changed", 7, Parts(2, LINES)),
            ("dropped", 4, Parts(2, LINES)),
            ("next", 8, Day(90)),
            ("note", 3, Text(5, 40)),
        ],
    ),
    other(
        "conflict",
        &[
            WITH,
            ("issue", 10, Words(3, 8)),
            ("mine", 8, Text(10, 50)),
            ("theirs", 8, Text(10, 50)),
            ("needs", 6, Parts(3, LINES)),
            ("options", 6, Parts(3, LINES)),
            ("deal", 4, Text(5, 20)),
            ("follow", 4, Day(30)),
            ("state", 8, One(&["open", "talked", "settled", "resting"])),
        ],
    ),
    other(
        "twosides",
        &[
            ("use_good", 9, Parts(2, LINES)),
            ("use_bad", 9, Parts(3, LINES)),
            ("not_good", 9, Parts(3, LINES)),
            ("not_bad", 9, Parts(2, LINES)),
        ],
    ),
    other(
        "forward",
        &[
            ("at", 10, Now),
            ("hour", 9, Text(4, 20)),
            ("day", 9, Text(4, 20)),
            ("week", 9, Text(4, 20)),
        ],
    ),
    other(
        "draft",
        &[
            ("to", 8, Label("person")),
            ("body", 10, Text(30, 120)),
            ("state", 8, One(&["draft", "sent", "burned"])),
        ],
    ),
    other("reason", &[("text", 10, Text(6, 35)), ("rank", 10, Whole(1, 9))]),
    other(
        "letter",
        &[
            ("body", 10, Text(40, 120)),
            ("open_when", 9, One(&["craving", "slip", "lonely", "angry", "proud"])),
        ],
    ),
    other(
        "story",
        &[("title", 8, Words(2, 5)), ("body", 10, Text(60, 200)), ("audience", 5, Words(1, 3))],
    ),
    other("rung", &[("step", 10, Whole(1, 6)), ("text", 10, Text(4, 20))]),
    other(
        "highrisk",
        &[("when", 10, Words(2, 7)), ("why", 7, Text(4, 20)), ("plan", 8, Text(4, 25))],
    ),
    other(
        "sign",
        &[
            ("text", 10, Words(3, 8)),
            ("level", 8, One(&["early", "late"])),
            ("first_move", 8, Words(3, 8)),
        ],
    ),
    other(
        "homeitem",
        &[("text", 10, Words(3, 8)), ("done", 8, Flag), ("helper", 4, Label("person"))],
    ),
    other(
        "naloxone",
        &[("place", 9, Words(2, 5)), ("holder", 7, Label("person")), ("expires", 9, Day(700))],
    ),
    other(
        "optionnote",
        &[
            ("sort", 10, One(TREATMENTS)),
            ("interest", 8, Whole(0, 10)),
            ("question", 5, Text(5, 20)),
        ],
    ),
    other(
        "episode",
        &[
            ("sort", 10, One(TREATMENTS)),
            ("provider", 8, Words(1, 4)),
            ("from", 10, Day(0)),
            ("to", 8, Day(90)),
            ("contact", 4, Phone),
            ("goals", 6, Text(8, 40)),
        ],
    ),
    other(
        "discharge",
        &[
            ("on", 10, Day(20)),
            ("naloxone_with", 7, Label("person")),
            ("met_by", 7, Label("person")),
            ("sleep_at", 7, Words(2, 4)),
            ("first_meeting", 6, Label("group")),
        ],
    ),
    other(
        "appt",
        &[
            ("at", 10, Now),
            ("zone", 5, One(&["Europe/Lisbon", "UTC"])),
            ("repeat", 8, One(&["once", "weekly", "two_weeks", "monthly"])),
            ("until", 9, Day(120)),
            ("person", 9, Label("person")),
            ("mode", 8, One(&["in_person", "phone", "video"])),
            ("place", 5, Words(2, 5)),
            ("prep", 4, Text(5, 30)),
            ("outcome", 4, Text(5, 30)),
        ],
    ),
    other(
        "homework",
        &[
            ("task", 10, Text(6, 30)),
            ("from", 6, Label("person")),
            ("due", 8, Day(14)),
            ("done", 8, Flag),
            ("reflection", 4, Text(8, 40)),
        ],
    ),
    other(
        "barrier",
        &[
            (
                "sort",
                10,
                One(&[
                    "cost",
                    "transport",
                    "time",
                    "childcare",
                    "stigma",
                    "insurance",
                    "waitlist",
                    "fear",
                ]),
            ),
            ("note", 7, Text(5, 25)),
            ("workaround", 7, Text(5, 25)),
            ("helper", 4, Label("person")),
        ],
    ),
    other(
        "practice",
        &[
            ("name", 10, Words(1, 2)),
            ("cadence", 7, One(&["daily", "on Mondays"])),
            ("helps", 8, Whole(0, 10)),
        ],
    ),
    other(
        "consent",
        &[
            ("text", 10, Words(5, 10)),
            ("person", 9, Label("person")),
            ("since", 9, Day(0)),
            ("until", 7, Day(365)),
            ("ended", 5, Flag),
        ],
    ),
    other(
        "boundary",
        &[
            ("line", 10, Words(4, 10)),
            WITH,
            ("why", 6, Text(5, 25)),
            ("if_crossed", 6, Text(5, 25)),
            ("said_on", 5, Day(0)),
            ("result", 4, One(&["respected", "partly", "no"])),
            ("review", 6, Day(60)),
        ],
    ),
    other(
        "script",
        &[
            ("for", 8, Words(2, 5)),
            ("when", 8, Text(4, 15)),
            ("feel", 8, Text(2, 10)),
            ("need", 10, Text(4, 15)),
            ("will", 7, Text(4, 15)),
        ],
    ),
];
