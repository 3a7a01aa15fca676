//! What a guest is sent says nothing of what they may not read: not what it is, not how much, not when.

use kith_core::{BetweenAct, Command};
use kith_seal::{Envelope, EnvelopeKind};
use serde_json::json;

use crate::support::people::{ANA, LAPTOP, go_online, pair, share, three_houses};
use crate::support::{House, Wire, object};

/// The names of people stood in what `Debug` shows of the core and of its picture, one log line away from a file.
#[test]
fn debug_of_the_core_and_of_its_picture_tells_no_name() {
    let (_, mut houses) = three_houses(810);
    let house = &mut houses[LAPTOP];
    house.add("reason", json!({"text": "quixotine"}));
    house.add("person", json!({"name": "zanzibarine"}));
    for said in [format!("{:?}", house.core), format!("{:?}", house.view())] {
        assert!(!said.contains("quixotine") && !said.contains("zanzibarine"), "{said}");
        assert!(!said.contains("laptop") && !said.contains("Mara"), "{said}");
    }
}

/// How much of what is not granted is written beside what is.
type Beside = fn(&mut House, usize);

fn nothing(_: &mut House, _: usize) {}

/// Records of three kinds, none of them granted: two by the year and one that stands.
fn a_lot(house: &mut House, moment: usize) {
    for number in 0..(3 + moment) {
        house.add("checkin", json!({"mood": 1 + number % 5, "note": "zanzibarine ".repeat(40)}));
        house.add("reason", json!({"text": format!("quixotine {number}")}));
        house.add("person", json!({"name": format!("P-{number:03}")}));
    }
}

/// What a frame shows of itself: which it is and how long; of one that gives envelopes, how much is
/// sealed in each. (age puts a stanza of random length into each header, so that no two are alike.)
type Shape = (u8, Vec<Len>);

/// A length in bytes, and how far it may be off by chance: control records hold keys that are age files
/// themselves, whose random stanza is worth up to two steps of padding.
type Len = (usize, usize);

/// The shapes of all frames that Ana is sent while Mara shares words with her, with something written
/// beside it at every moment.
fn story(beside: Beside) -> Vec<Vec<Shape>> {
    let (mut wire, mut houses) = three_houses(800);
    let (ana, _) = pair(&mut wire, &mut houses);
    beside(&mut houses[LAPTOP], 0);
    share(&mut houses[LAPTOP], "word", ana);
    beside(&mut houses[LAPTOP], 1);
    houses[LAPTOP].add("word", json!({"word": "fine"}));
    beside(&mut houses[LAPTOP], 2);
    let mut chapters = Vec::new();
    go_online(&mut wire, &mut houses, &[LAPTOP, ANA]);
    chapters.push(take_shapes(&mut wire));
    // Connected and in step: live.
    beside(&mut houses[LAPTOP], 3);
    wire.settle(&mut houses);
    chapters.push(take_shapes(&mut wire));
    houses[LAPTOP].add("word", json!({"word": "need_a_talk"}));
    beside(&mut houses[LAPTOP], 4);
    wire.settle(&mut houses);
    chapters.push(take_shapes(&mut wire));
    // Apart, and together again.
    wire.cut.insert((LAPTOP, ANA));
    wire.drop_sessions(&mut houses, ANA);
    beside(&mut houses[LAPTOP], 5);
    let fields = object(json!({"text": "call me"}));
    let act = BetweenAct::Add { kind: "reach".into(), fields };
    houses[LAPTOP].done(Command::Between { person: ana, act });
    wire.cut.clear();
    wire.settle(&mut houses);
    chapters.push(take_shapes(&mut wire));
    // Another run of the whole program.
    let died = houses.remove(LAPTOP);
    houses.insert(LAPTOP, died.crash());
    wire.forget(&mut houses, LAPTOP);
    houses[LAPTOP].unlock();
    beside(&mut houses[LAPTOP], 6);
    go_online(&mut wire, &mut houses, &[LAPTOP]);
    houses[LAPTOP].add("word", json!({"word": "fine"}));
    wire.settle(&mut houses);
    chapters.push(take_shapes(&mut wire));
    let plan = houses[LAPTOP].root();
    assert_eq!(houses[ANA].list_of("word", plan).unwrap().len(), 3, "she was sent what is hers");
    chapters
}

fn take_shapes(wire: &mut Wire) -> Vec<Shape> {
    take_frames(wire).iter().map(|frame| shape(frame)).collect()
}

fn shape(frame: &[u8]) -> Shape {
    const GIVE: u8 = 4;
    if frame[0] != GIVE {
        return (frame[0], vec![(frame.len(), 0)]);
    }
    // The length of what follows, in seven bits a byte.
    let end = frame[1..].iter().position(|byte| byte & 0x80 == 0).unwrap();
    let mut rest = &frame[2 + end..];
    let mut sealed = Vec::new();
    while !rest.is_empty() {
        let (envelope, after) = rest.split_at(Envelope::peek_len(rest).unwrap());
        let envelope = Envelope::decode(envelope).unwrap();
        // The last line of an age header is `--- <mac>`; what is sealed stands behind it.
        let header = envelope.body().windows(5).position(|line| line == b"\n--- ").unwrap() + 1;
        let line = envelope.body()[header..].iter().position(|byte| *byte == b'\n').unwrap();
        let chance = if envelope.header().kind == EnvelopeKind::Entries { 512 } else { 0 };
        sealed.push((envelope.body().len() - header - line, chance));
        rest = after;
    }
    (GIVE, sealed)
}

fn take_frames(wire: &mut Wire) -> Vec<Vec<u8>> {
    wire.frames_to.remove(&ANA).unwrap_or_default()
}

/// That no name and no number of what was not granted stands in a frame was looked for; that the frames
/// are not longer or more for it was only said.
#[test]
fn a_record_that_was_not_granted_changes_neither_number_nor_shape_of_frames() {
    let (alone, beside) = (story(nothing), story(a_lot));
    for (chapter, (one, other)) in alone.iter().zip(&beside).enumerate() {
        let said = format!("chapter {chapter}: {one:?} and {other:?}");
        assert_eq!(one.len(), other.len(), "{said}");
        for ((kind, lens), (other_kind, other_lens)) in one.iter().zip(other) {
            assert_eq!((kind, lens.len()), (other_kind, other_lens.len()), "{said}");
            for ((len, chance), (other_len, _)) in lens.iter().zip(other_lens) {
                assert!(len.abs_diff(*other_len) <= *chance, "{said}");
            }
        }
    }
    assert_eq!(alone[1], Vec::new(), "nothing was written for her in the second chapter");
    assert!(alone[2].iter().any(|(kind, _)| *kind == 4), "a word was, in the third");
}

/// The hello carries one digest of everything that is shared. If anything else went into it, whoever gets
/// two of them would know whether something was written in between.
#[test]
fn a_greeting_is_the_same_byte_for_byte_unless_something_granted_has_changed() {
    let (mut wire, mut houses) = three_houses(810);
    let (ana, _) = pair(&mut wire, &mut houses);
    share(&mut houses[LAPTOP], "word", ana);
    houses[LAPTOP].add("word", json!({"word": "fine"}));
    a_lot(&mut houses[LAPTOP], 0);
    go_online(&mut wire, &mut houses, &[LAPTOP, ANA]);
    let mut greeting = |houses: &mut [House], beside: &dyn Fn(&mut House)| {
        wire.cut.insert((LAPTOP, ANA));
        wire.drop_sessions(houses, ANA);
        beside(&mut houses[LAPTOP]);
        wire.cut.clear();
        take_frames(&mut wire);
        wire.settle(houses);
        take_frames(&mut wire)
    };
    let before = greeting(&mut houses, &|_| {});
    assert_eq!(before.len(), 1, "in step, a hello is all that is said");
    assert_eq!(greeting(&mut houses, &|laptop| a_lot(laptop, 1)), before);
    let after = greeting(&mut houses, &|laptop| {
        laptop.add("word", json!({"word": "need_a_talk"}));
    });
    assert_ne!(after[0], before[0], "something of hers has changed");
}
