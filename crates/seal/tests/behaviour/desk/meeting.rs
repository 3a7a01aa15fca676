//! Two desks that pair.

use kith_seal::{
    DeskError, DeskRequest, Hash, MAX_BAD_TRIES, PairMessage, PairingReply, PairingRequest, Purpose,
};
use secrecy::ExposeSecret as _;

use super::person::Person;

#[test]
fn two_desks_pair_by_ticket_and_only_then_talk() {
    let (mut mara, mut ana) = (Person::new(22), Person::new(23));
    mara.create();
    ana.create();
    let PairingReply::Ticket { invite, ticket, words, transport } =
        mara.pair(PairingRequest::MakeTicket {
            purpose: Purpose::Person,
            expires_seconds: 77,
            addresses: vec!["127.0.0.1:9".parse().unwrap()],
        })
    else {
        panic!("no ticket");
    };
    assert_eq!(words.expose_secret().split(' ').count(), 12);
    let PairingReply::Invitation { invite: joined, purpose, endpoint, expires_seconds, addresses } =
        ana.pair(PairingRequest::ReadTicket { ticket })
    else {
        panic!("not read");
    };
    assert_eq!((joined, purpose, expires_seconds), (invite, Purpose::Person, Some(77)));
    assert_eq!((endpoint, addresses.len()), (transport.endpoint(), 1));

    let exporter = [7; 32];
    let joiner = ana.step(PairingRequest::Join { invite, exporter });
    let inviter =
        mara.step(PairingRequest::Offer { invite, exporter, frame: joiner.send.unwrap() });
    let (theirs, ours) = (joiner.session, inviter.session);
    let receive = |session, frame: Option<Vec<u8>>| PairingRequest::Receive {
        session,
        frame: frame.expect("a frame"),
    };
    let reveal = ana.step(receive(theirs, inviter.send));
    let confirm = mara.step(receive(ours, reveal.send));
    let compare = ana.step(receive(theirs, confirm.send));
    assert_eq!(confirm.words, compare.words);
    assert!(confirm.words.is_some() && !confirm.agreed);

    let early = PairingRequest::Payload { session: ours, bytes: b"roster".to_vec() };
    assert!(matches!(mara.refused(DeskRequest::Pairing(early)), DeskError::Handshake(_)));
    let yes = mara.step(PairingRequest::SayYes { session: ours });
    assert!(!ana.step(receive(theirs, yes.send)).agreed);
    let yes = ana.step(PairingRequest::SayYes { session: theirs });
    assert!(yes.agreed);
    assert!(mara.step(receive(ours, yes.send)).agreed);
    let payload = PairingRequest::Payload { session: ours, bytes: b"roster".to_vec() };
    let sent = mara.step(payload);
    assert_eq!(ana.step(receive(theirs, sent.send)).payload.unwrap(), b"roster");

    // Single use.
    let again = PairingRequest::Join { invite, exporter };
    assert_eq!(ana.refused(DeskRequest::Pairing(again)), DeskError::NoInvitation);
    assert!(matches!(mara.pair(PairingRequest::End { session: ours }), PairingReply::Ended));
    let gone = PairingRequest::SayYes { session: ours };
    assert_eq!(mara.refused(DeskRequest::Pairing(gone)), DeskError::NoSession);
}

#[test]
fn five_wrong_proofs_burn_an_invitation() {
    let mut mara = Person::new(24);
    mara.create();
    let make = PairingRequest::MakeTicket {
        purpose: Purpose::Device,
        expires_seconds: 0,
        addresses: Vec::new(),
    };
    let PairingReply::Ticket { invite, words, .. } = mara.pair(make) else { panic!() };
    let commit = PairMessage::Commit { invite, commitment: Hash::ZERO };
    let offer =
        || PairingRequest::Offer { invite, exporter: [0; 32], frame: commit.encode().unwrap() };
    for _ in 0..MAX_BAD_TRIES {
        let session = mara.step(offer()).session;
        let frame = PairMessage::Reveal { nonce: [0; 32], mac: [0; 32] }.encode().unwrap();
        let refused =
            mara.refused(DeskRequest::Pairing(PairingRequest::Receive { session, frame }));
        assert!(matches!(refused, DeskError::Handshake(_)));
    }
    assert_eq!(mara.refused(DeskRequest::Pairing(offer())), DeskError::NoInvitation);

    // Words alone name the same invitation.
    let mut ana = Person::new(25);
    ana.create();
    let read = PairingRequest::ReadWords { words, purpose: Purpose::Device };
    let PairingReply::Invitation { invite: read, expires_seconds: None, .. } = ana.pair(read)
    else {
        panic!("not read");
    };
    assert_eq!(read, invite);
}

#[test]
fn a_no_ends_the_pairing_and_the_invitation() {
    let (mut mara, mut ana) = (Person::new(26), Person::new(27));
    mara.create();
    ana.create();
    let make = PairingRequest::MakeTicket {
        purpose: Purpose::Person,
        expires_seconds: 0,
        addresses: Vec::new(),
    };
    let PairingReply::Ticket { invite, ticket, .. } = mara.pair(make) else { panic!() };
    ana.pair(PairingRequest::ReadTicket { ticket });
    let exporter = [1; 32];
    let joiner = ana.step(PairingRequest::Join { invite, exporter });
    let frame = joiner.send.unwrap();
    let inviter = mara.step(PairingRequest::Offer { invite, exporter, frame: frame.clone() });
    let no = mara.step(PairingRequest::SayNo { session: inviter.session });
    assert!(no.refused);
    let heard =
        ana.step(PairingRequest::Receive { session: joiner.session, frame: no.send.unwrap() });
    assert!(heard.refused);
    let again = PairingRequest::Offer { invite, exporter, frame };
    assert_eq!(mara.refused(DeskRequest::Pairing(again)), DeskError::NoInvitation);
}
