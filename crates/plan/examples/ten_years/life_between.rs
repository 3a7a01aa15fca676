//! What two people say to each other.

use super::life::Fill::{Day, Flag, Now, One, Parts, Text, Whole, Words};
use super::life::{LINES, Life, WITH, other};

/// These.
pub const LIVES: &[Life] = &[
    other("familylink", &[("helps", 9, Text(6, 30)), ("does_not_help", 9, Text(6, 30)), WITH]),
    other(
        "talkrequest",
        &[
            ("sort", 10, One(&["listen", "advice", "distract", "sit_with_me"])),
            ("urgency", 9, One(&["now", "today", "this_week"])),
            ("text", 5, Words(3, 9)),
            WITH,
        ],
    ),
    other("cheer", &[("text", 10, Words(3, 10)), WITH]),
    other(
        "brief",
        &[
            ("text", 10, Text(40, 150)),
            ("first_day", 9, Day(0)),
            ("last_day", 9, Day(30)),
            ("areas", 8, Parts(3, LINES)),
            WITH,
        ],
    ),
    other(
        "agreement",
        &[
            ("i_ask", 9, Text(6, 25)),
            ("i_offer", 9, Text(6, 25)),
            ("not_expected", 6, Text(5, 20)),
            ("hours", 7, Words(2, 5)),
            ("if_no_answer", 6, Text(5, 15)),
            ("ends", 6, Day(180)),
            WITH,
        ],
    ),
    other(
        "ack",
        &[
            ("item", 10, Words(1, 1)),
            ("says", 9, One(&["understood", "accepted", "claimed", "done"])),
            ("question", 2, Text(4, 15)),
            WITH,
        ],
    ),
    other("reach", &[("text", 10, Text(4, 12)), WITH]),
    other(
        "reply",
        &[("item", 10, Words(1, 1)), ("hash", 10, Words(1, 1)), ("text", 7, Text(4, 20))],
    ),
    other(
        "pact",
        &[
            ("items", 10, Parts(3, LINES)),
            ("cadence", 7, One(&["every day", "each week"])),
            ("if_missed", 8, One(&["nothing", "nudge_me", "they_ask"])),
            ("ends", 6, Day(90)),
            WITH,
        ],
    ),
    other(
        "sayback",
        &[
            ("heard", 10, Text(6, 30)),
            ("verdict", 8, One(&["yes", "not_quite"])),
            ("fix", 2, Text(5, 15)),
            WITH,
        ],
    ),
    other(
        "agenda",
        &[
            ("on", 9, Day(7)),
            ("items", 10, Parts(4, &[("text", 10, Words(3, 8)), ("done", 7, Flag)])),
            WITH,
        ],
    ),
    other(
        "promise",
        &[
            ("text", 10, Words(3, 9)),
            ("by", 9, One(&["me", "them"])),
            ("due", 6, Day(14)),
            ("state", 8, One(&["open", "kept", "moved", "let_go"])),
            WITH,
        ],
    ),
    other("mutual", &[("word", 9, One(&["fine", "need_a_talk"])), ("text", 6, Words(3, 9)), WITH]),
    other(
        "need",
        &[
            ("sort", 10, One(&["ride", "child_care", "food", "company", "errand"])),
            ("when", 8, Now),
            ("text", 6, Words(3, 9)),
            ("state", 8, One(&["open", "claimed", "done", "dropped"])),
            WITH,
        ],
    ),
    other("codeack", &[("version", 10, Whole(1, 3)), ("on", 10, Day(0)), WITH]),
    other(
        "proposal",
        &[("change", 10, Text(6, 30)), ("state", 8, One(&["open", "accepted", "declined"])), WITH],
    ),
    other(
        "excerpt",
        &[("text", 10, Text(6, 40)), ("title", 8, Words(2, 5)), ("on", 10, Day(0)), WITH],
    ),
    other("emergencynote", &[("text", 10, Text(8, 40)), WITH]),
];
