//! Time, dice, disk and network are arguments in the rooms that decide, and looks are tokens.

use super::{Source, assert_none, rust_files};

/// A rule: where it holds, where it does not, what may not stand there, and why.
struct Rule {
    places: &'static [&'static str],
    but_not: &'static [&'static str],
    banned: &'static [&'static str],
    why: &'static str,
}

const RULES: &[Rule] = &[
    Rule {
        places: &[
            "crates/plan/src/",
            "crates/core/src/",
            "crates/sync/src/proto",
            "crates/seal/src/",
        ],
        but_not: &[],
        banned: &["SystemTime::now", "Instant::now", "Zoned::now", "Timestamp::now"],
        why: "time is an argument, so that the same inputs give the same effects",
    },
    Rule {
        places: &[
            "crates/plan/src/",
            "crates/core/src/",
            "crates/sync/src/proto",
            "crates/seal/src/",
        ],
        but_not: &[],
        banned: &[
            "thread_rng",
            "OsRng",
            "getrandom",
            "SysRng",
            "rand::rng",
            "Uuid::now_v7",
            "Uuid::new_v4",
        ],
        why: "dice are an argument, so that a failing run can be played again",
    },
    Rule {
        places: &[
            "crates/plan/src/",
            "crates/core/src/",
            "crates/sync/src/proto",
            "crates/seal/src/",
        ],
        but_not: &[],
        banned: &[
            "std::fs",
            "std::thread",
            "std::process",
            "std::env",
            "TcpStream",
            "TcpListener",
            "UdpSocket",
        ],
        why: "these rooms do no I/O",
    },
    Rule {
        places: &["crates/page/src/", "crates/ui/src/", "crates/words/src/"],
        but_not: &[],
        banned: &["std::fs", "std::process", "TcpStream", "TcpListener", "UdpSocket"],
        why: "a window and a page have no disk and no network",
    },
    Rule {
        places: &["crates/vault/src/", "crates/sync/src/proto", "crates/core/src/"],
        but_not: &[],
        banned: &["TcpStream", "TcpListener", "UdpSocket"],
        why: "only the network opens sockets",
    },
    Rule {
        places: &["crates/page/src/"],
        but_not: &[],
        banned: &["SystemTime::now", "Instant::now", "Zoned::now", "Timestamp::now", "getrandom"],
        why: "the same plan gives the same page",
    },
    Rule {
        places: &["crates/ui/src/"],
        but_not: &["crates/ui/src/tokens"],
        banned: &[
            "Color32::from_",
            "Color32::WHITE",
            "Color32::BLACK",
            "Color32::GRAY",
            "Color32::RED",
            "Color32::GREEN",
            "Color32::BLUE",
            "Color32::LIGHT_",
            "Color32::DARK_",
            "hex_color!",
            "FontId::new",
            "FontId::proportional",
            "FontId::monospace",
        ],
        why: "colours and faces are tokens",
    },
];

#[test]
fn every_room_keeps_out_what_it_refuses_to_know() {
    let program: Vec<Source> = rust_files().into_iter().filter(Source::is_program).collect();
    let mut found = Vec::new();
    for rule in RULES {
        for file in
            program.iter().filter(|file| file.is_under(rule.places) && !file.is_under(rule.but_not))
        {
            for (number, line) in file.code().lines().enumerate() {
                for banned in rule.banned.iter().filter(|banned| line.contains(**banned)) {
                    found.push(format!("{}:{}: {banned}: {}", file.path, number + 1, rule.why));
                }
            }
        }
    }
    assert_none(&found, "these stand where they may not");
}

/// `RichText::size(12.0)` sets a size; `rect.size()` reads one.
#[test]
fn sizes_of_text_come_from_tokens() {
    let mut found = Vec::new();
    for file in rust_files() {
        if !file.is_under(&["crates/ui/src/"])
            || file.is_under(&["crates/ui/src/tokens"])
            || !file.is_program()
        {
            continue;
        }
        for (number, line) in file.code().lines().enumerate() {
            let sets = line
                .match_indices(".size(")
                .any(|(start, call)| !line[start + call.len()..].starts_with(')'));
            if sets && file.code().contains("RichText") {
                found.push(format!("{}:{}: {}", file.path, number + 1, line.trim()));
            }
        }
    }
    assert_none(&found, "sizes of text are tokens");
}

#[test]
fn every_rule_still_has_a_room() {
    let files = rust_files();
    for place in RULES.iter().flat_map(|rule| rule.places.iter().chain(rule.but_not)) {
        assert!(files.iter().any(|file| file.path.starts_with(place)), "{place} is gone");
    }
}
