//! Tickets read and mistyped; handshakes honest, mistaken and attacked.

use rand_chacha::ChaCha12Rng;
use rand_core::{Rng as _, SeedableRng as _};

use super::*;
use crate::Hash;

const EXPORTER: [u8; 32] = [0xee; 32];

struct Pair {
    inviter: Handshake,
    joiner: Handshake,
}

fn dice(seed: u64) -> ChaCha12Rng {
    ChaCha12Rng::seed_from_u64(seed)
}

fn secret(seed: u64) -> PairingSecret {
    PairingSecret::make(&mut dice(seed))
}

fn ticket() -> Ticket {
    Ticket {
        purpose: Purpose::Person,
        secret: secret(1),
        expires_seconds: 1_800_000_000,
        addresses: vec!["192.168.1.7:4433".parse().unwrap(), "[fe80::1]:9".parse().unwrap()],
    }
}

/// Runs to the point where the words are compared, over one honest connection.
fn meet(seed: u64) -> Pair {
    let mut dice = dice(seed);
    let (mut joiner, commit) = Handshake::join(secret(1), Purpose::Person, EXPORTER, &mut dice);
    let (mut inviter, offer) =
        Handshake::offer(secret(1), Purpose::Person, EXPORTER, &commit, &mut dice).unwrap();
    let Received::Reply(reveal) = joiner.receive(offer).unwrap() else { panic!("no reveal") };
    let Received::ReplyAndCompare(confirm) = inviter.receive(reveal).unwrap() else {
        panic!("no confirmation")
    };
    assert_eq!(joiner.receive(confirm).unwrap(), Received::Compare);
    Pair { inviter, joiner }
}

#[test]
fn a_ticket_comes_back_in_any_letter_case() {
    let text = ticket().write();
    assert!(text.starts_with("kith:") && text.to_lowercase() == *text);
    for typed in [text.to_string(), text.to_uppercase(), format!("  {}\n", *text)] {
        let read = Ticket::read(&typed).unwrap();
        assert_eq!(read.purpose, Purpose::Person);
        assert_eq!(read.expires_seconds, 1_800_000_000);
        assert_eq!(read.addresses, ticket().addresses);
        assert_eq!(read.secret.invite(), secret(1).invite());
        assert_eq!(*read.write(), *text, "one ticket, one text");
    }
}

#[test]
fn every_single_mistyped_letter_is_noticed() {
    let text = ticket().write();
    for place in "kith:".len()..text.len() {
        for letter in *b"abc7" {
            let mut typed = text.as_bytes().to_vec();
            if typed[place] == letter {
                continue;
            }
            typed[place] = letter;
            let typed = String::from_utf8(typed).unwrap();
            assert_eq!(Ticket::read(&typed).unwrap_err(), ReadTicketError::Checksum, "{place}");
        }
    }
    for cut in "kith:".len() + 1..text.len() {
        assert_eq!(Ticket::read(&text[..cut]).unwrap_err(), ReadTicketError::Checksum, "{cut}");
    }
    for other in ["", "kith:", "kith:o0", "https://example.org", "kith: aaaa", "käth:aaaa"] {
        assert_eq!(Ticket::read(other).unwrap_err(), ReadTicketError::NotATicket, "{other}");
    }
    let long = format!("kith:{}", "a".repeat(5000));
    assert_eq!(Ticket::read(&long).unwrap_err(), ReadTicketError::NotATicket);
}

#[test]
fn a_newer_or_contrived_ticket_is_told_from_a_typing_mistake() {
    type Change = dyn Fn(&mut Vec<u8>);
    let rewritten = |change: &Change| {
        let text = ticket().write().to_uppercase();
        let mut bytes = data_encoding::BASE32_NOPAD.decode(&text.as_bytes()[5..]).unwrap();
        bytes.truncate(bytes.len() - 4);
        change(&mut bytes);
        let sum = crate::tagged(crate::tag::TICKET, &[&bytes]);
        bytes.extend_from_slice(&sum.0[..4]);
        Ticket::read(&format!("kith:{}", data_encoding::BASE32_NOPAD.encode(&bytes)))
    };
    assert!(rewritten(&|_| ()).is_ok());
    assert_eq!(
        rewritten(&|bytes| bytes[0] = 2).unwrap_err(),
        ReadTicketError::Newer { version: 2 }
    );
    let refused: [&Change; 7] = [
        &|bytes| bytes[0] = 0,
        &|bytes| bytes[1] = 3,
        &|bytes| bytes[2] ^= 1,
        &|bytes| bytes[34] ^= 1,
        &|bytes| bytes[42] ^= 1,
        &|bytes| bytes.push(5),
        &|bytes| bytes.truncate(60),
    ];
    for (number, change) in refused.into_iter().enumerate() {
        assert_eq!(rewritten(change).unwrap_err(), ReadTicketError::NotCanonical, "{number}");
    }
}

#[test]
fn twelve_words_carry_the_secret_and_where_to_dial() {
    let original = secret(7);
    let words = original.words();
    assert_eq!(words.len(), 12);
    let typed = PairingSecret::read_words(&words.join(" ")).unwrap();
    assert_eq!(typed.invite(), original.invite());
    assert_eq!(typed.endpoint(), original.endpoint());
    assert_ne!(secret(8).endpoint(), original.endpoint());
    assert_eq!(
        format!("{original:?} {:?}", ticket()),
        "PairingSecret(..) Ticket(Person, 2 addresses)"
    );
}

#[test]
fn two_who_meet_see_the_same_words_and_then_talk() {
    let mut pair = meet(3);
    assert_eq!(pair.inviter.words(), pair.joiner.words());
    assert!(pair.inviter.words().is_some());

    assert_eq!(
        pair.joiner.payload(vec![1]).unwrap_err(),
        HandshakeError::OutOfOrder,
        "nothing goes before both said yes"
    );
    let yes = pair.joiner.say_yes().unwrap();
    assert_eq!(pair.inviter.receive(yes).unwrap(), Received::TheySaidYes { agreed: false });
    assert!(pair.inviter.payload(vec![1]).is_err());
    let yes = pair.inviter.say_yes().unwrap();
    assert!(pair.inviter.agreed());
    assert_eq!(pair.joiner.receive(yes).unwrap(), Received::TheySaidYes { agreed: true });

    let message = pair.joiner.payload(vec![1, 2]).unwrap();
    let message = PairMessage::decode(&message.encode().unwrap()).unwrap();
    assert_eq!(pair.inviter.receive(message).unwrap(), Received::Payload(vec![1, 2]));
    assert!(pair.inviter.payload(vec![0; MAX_PAIR_PAYLOAD + 1]).is_err());
}

#[test]
fn a_payload_before_both_said_yes_ends_it() {
    let mut pair = meet(4);
    let yes = pair.inviter.say_yes().unwrap();
    pair.joiner.receive(yes).unwrap();
    let early = pair.joiner.receive(PairMessage::Payload(vec![1]));
    assert_eq!(early, Err(HandshakeError::OutOfOrder));
    assert_eq!(pair.joiner.words(), None);
    assert_eq!(pair.joiner.say_yes(), Err(HandshakeError::OutOfOrder), "over is over");
}

#[test]
fn a_wrong_secret_or_purpose_is_refused_by_the_inviter() {
    let mut dice = dice(5);
    let (_, commit) = Handshake::join(secret(2), Purpose::Person, EXPORTER, &mut dice);
    let offered = Handshake::offer(secret(1), Purpose::Person, EXPORTER, &commit, &mut dice);
    assert_eq!(offered.unwrap_err(), HandshakeError::WrongInvite);

    // Somebody who heard the invitation's name but not its secret.
    let PairMessage::Commit { commitment, .. } = commit else { panic!("no commitment") };
    let commit = PairMessage::Commit { invite: secret(1).invite(), commitment };
    let (mut inviter, _) =
        Handshake::offer(secret(1), Purpose::Person, EXPORTER, &commit, &mut dice).unwrap();
    let guess = PairMessage::Reveal { nonce: [0; 32], mac: [0; 32] };
    assert_eq!(inviter.receive(guess), Err(HandshakeError::Mismatch));

    let (mut joiner, commit) = Handshake::join(secret(1), Purpose::Device, EXPORTER, &mut dice);
    let (mut inviter, offer) =
        Handshake::offer(secret(1), Purpose::Person, EXPORTER, &commit, &mut dice).unwrap();
    let Received::Reply(reveal) = joiner.receive(offer).unwrap() else { panic!("no reveal") };
    assert_eq!(inviter.receive(reveal), Err(HandshakeError::Mismatch));
}

#[test]
fn every_changed_byte_of_the_transcript_is_noticed() {
    // Each of the four messages, each of its bytes, changed on the way: nobody gets to compare equal words.
    let changed = |frame: &[u8], place: usize| {
        let mut frame = frame.to_vec();
        frame[place] ^= 1;
        PairMessage::decode(&frame)
    };
    let mut tried = 0;
    for step in 0..4 {
        for place in 0..97 {
            let mut dice = dice(6);
            let (mut joiner, commit) =
                Handshake::join(secret(1), Purpose::Person, EXPORTER, &mut dice);
            let mut hand = |at: usize, message: PairMessage| {
                let frame = message.encode().unwrap();
                if at == step && place < frame.len() {
                    tried += 1;
                    changed(&frame, place)
                } else {
                    Ok(message)
                }
            };
            let outcome = (|| {
                let commit = hand(0, commit)?;
                let (mut inviter, offer) =
                    Handshake::offer(secret(1), Purpose::Person, EXPORTER, &commit, &mut dice)?;
                let offer = hand(1, offer)?;
                let Received::Reply(reveal) = joiner.receive(offer)? else {
                    return Err(HandshakeError::OutOfOrder);
                };
                let reveal = hand(2, reveal)?;
                let Received::ReplyAndCompare(confirm) = inviter.receive(reveal)? else {
                    return Err(HandshakeError::OutOfOrder);
                };
                let confirm = hand(3, confirm)?;
                match joiner.receive(confirm)? {
                    Received::Compare => Ok(()),
                    _ => Err(HandshakeError::OutOfOrder),
                }
            })();
            let frame_len = [41, 33, 65, 33][step];
            assert_eq!(outcome.is_ok(), place >= frame_len, "step {step} byte {place}");
        }
    }
    assert_eq!(tried, 41 + 33 + 65 + 33);
}

#[test]
fn messages_of_another_session_do_not_fit() {
    let mut dice = dice(8);
    let (mut first, commit) = Handshake::join(secret(1), Purpose::Person, EXPORTER, &mut dice);
    let (mut inviter, offer) =
        Handshake::offer(secret(1), Purpose::Person, EXPORTER, &commit, &mut dice).unwrap();
    let Received::Reply(reveal) = first.receive(offer).unwrap() else { panic!("no reveal") };
    inviter.receive(reveal.clone()).unwrap();

    // The same joiner's messages, played again at a second offer: another nonce, so another transcript.
    let (mut second, _) =
        Handshake::offer(secret(1), Purpose::Person, EXPORTER, &commit, &mut dice).unwrap();
    assert_eq!(second.receive(reveal), Err(HandshakeError::Mismatch));

    // A yes of one session in another, and one's own yes handed back.
    let mut here = meet(9);
    let mut there = meet(10);
    let yes = there.joiner.say_yes().unwrap();
    assert_eq!(here.inviter.receive(yes), Err(HandshakeError::Mismatch));
    let own = here.joiner.say_yes().unwrap();
    assert_eq!(here.joiner.receive(own), Err(HandshakeError::Mismatch));
}

#[test]
fn whoever_stands_between_two_connections_is_seen() {
    // The attacker knows the secret (the ticket was photographed) and runs one honest handshake with each side.
    let mut dice = dice(11);
    let (left, right) = ([1; 32], [2; 32]);
    let (mut joiner, commit) = Handshake::join(secret(1), Purpose::Person, left, &mut dice);
    let (mut as_inviter, offer) =
        Handshake::offer(secret(1), Purpose::Person, left, &commit, &mut dice).unwrap();
    let Received::Reply(reveal) = joiner.receive(offer).unwrap() else { panic!("no reveal") };
    let Received::ReplyAndCompare(confirm) = as_inviter.receive(reveal).unwrap() else {
        panic!("no confirmation")
    };
    joiner.receive(confirm).unwrap();

    let (mut as_joiner, commit) = Handshake::join(secret(1), Purpose::Person, right, &mut dice);
    let (mut inviter, offer) =
        Handshake::offer(secret(1), Purpose::Person, right, &commit, &mut dice).unwrap();
    let Received::Reply(reveal) = as_joiner.receive(offer).unwrap() else { panic!("no reveal") };
    inviter.receive(reveal).unwrap();
    assert!(joiner.words().is_some() && inviter.words().is_some());
    assert_ne!(joiner.words(), inviter.words(), "the two people see different words");

    // Passing the messages on unchanged instead fails by the proofs: the exporters differ.
    let (mut joiner, commit) = Handshake::join(secret(1), Purpose::Person, left, &mut dice);
    let (mut inviter, offer) =
        Handshake::offer(secret(1), Purpose::Person, right, &commit, &mut dice).unwrap();
    let Received::Reply(reveal) = joiner.receive(offer).unwrap() else { panic!("no reveal") };
    assert_eq!(inviter.receive(reveal), Err(HandshakeError::Mismatch));
}

#[test]
fn words_differ_from_meeting_to_meeting() {
    let all: std::collections::BTreeSet<_> =
        (100..150).map(|seed| meet(seed).joiner.words().unwrap()).collect();
    assert_eq!(all.len(), 50);
}

#[test]
fn hostile_frames_end_a_handshake_and_nothing_else() {
    let mut dice = dice(12);
    assert_eq!(
        PairMessage::decode(&vec![6; MAX_PAIR_MESSAGE + 1]),
        Err(HandshakeError::Unreadable)
    );
    // A payload that says it is longer than it is must not be believed before it is measured.
    assert_eq!(
        PairMessage::decode(&[6, 0xff, 0xff, 0xff, 0xff, 0x0f]),
        Err(HandshakeError::Unreadable)
    );
    for _ in 0..2000 {
        let mut frame = vec![0; dice.next_u32() as usize % 80];
        dice.fill_bytes(&mut frame);
        let Ok(message) = PairMessage::decode(&frame) else {
            continue;
        };
        let mut pair = meet(13);
        let refused = pair.inviter.receive(message.clone());
        let fine = matches!(refused, Err(_) | Ok(Received::TheySaidNo));
        assert!(fine, "{message:?} -> {refused:?}");
    }
    assert_eq!(
        PairMessage::Commit { invite: secret(1).invite(), commitment: Hash::ZERO }
            .encode()
            .unwrap()
            .len(),
        41
    );
}
