//! Making, opening, locking, stepping up, writing: one person alone.

use std::collections::BTreeMap;

use kith_seal::{
    Alias, Desk, DeskError, DeskReply, DeskRequest, Envelope, EnvelopeKind, OpenError, OpenGroup,
    PairingReply, PairingRequest, PermissionAction, Permissions, Purpose, RosterAction, SealError,
};
use secrecy::ExposeSecret as _;

use super::person::{NOW, Person, pass, verdict_of, writers};

#[test]
fn a_desk_can_move_to_its_own_thread() {
    fn is_send<T: Send>() {}
    is_send::<Desk>();
    is_send::<DeskRequest>();
    is_send::<DeskReply>();
}

#[test]
fn what_one_run_sealed_the_next_run_opens() {
    let mut mara = Person::new(1);
    let created = mara.create();
    let writers = writers(&verdict_of(&created));
    assert_eq!(created.facts.root.unwrap().0, created.genesis.hash().0);
    let people = mara.generation("people", 1);
    assert!(people.keyring.is_none(), "an ordinary generation does not touch the keyring");
    let book = created.book.generation;
    let first = [mara.seal(book, b"entry"), mara.seal(people.generation, b"one")];
    let second = mara.seal(people.generation, b"two");
    assert_eq!((first[1].header().seq, second.header().seq), (0, 1));
    assert_eq!(second.header().previous, first[1].hash());
    assert_eq!(second.header().alias, Alias([1; 16]));

    let mut later = Person::new(2);
    let facts = later.unlock(&created.vault, &created.keyring);
    assert_eq!(facts, created.facts);
    assert_eq!(facts.books, vec![created.book.roll.clone()]);

    // The book opens at once; the other generation once its wrap was found in the book.
    let all = [first[0].clone(), first[1].clone(), second.clone()];
    let results = later.open(&all, &writers);
    assert_eq!(results[0].as_ref().unwrap().payload, b"entry");
    assert_eq!(results[1], Err(OpenError::NoKey));
    let (opened, keyring) = later.open_wraps(std::slice::from_ref(&people.own_wrap), &writers);
    assert_eq!((opened, keyring), (vec![Ok(people.generation)], None));
    let results = later.open(&all, &writers);
    let payloads: Vec<&[u8]> =
        results.iter().map(|result| result.as_ref().unwrap().payload.as_slice()).collect();
    assert_eq!(payloads, [&b"entry"[..], b"one", b"two"], "the first certifies the second");

    // A new run writes a new stream, whatever the old one wrote last.
    let third = later.seal(people.generation, b"three");
    assert_eq!(third.header().seq, 0);
    assert_ne!(third.header().stream, second.header().stream);
    let group = |envelope: &Envelope| OpenGroup {
        envelopes: vec![envelope.clone()],
        writers: writers.clone(),
        known: BTreeMap::new(),
    };
    let groups = vec![group(&third), group(&second), group(&first[0])];
    let DeskReply::OpenedMany(groups) = later.ask(DeskRequest::OpenMany { groups }) else {
        panic!("no groups");
    };
    assert_eq!(groups[0][0].as_ref().unwrap().payload, b"three");
    assert_eq!(groups[1][0], Err(OpenError::NoCertificate), "nothing certified it in this batch");
    assert!(groups[2][0].is_ok());
}

#[test]
fn the_actor_of_a_stream_is_known_before_it_writes() {
    let mut mara = Person::new(3);
    let created = mara.create();
    let writers = writers(&verdict_of(&created));
    let generation = created.book.generation;
    let DeskReply::Stream { stream, actor, certificate } =
        mara.ask(DeskRequest::StreamFor { generation })
    else {
        panic!("no stream");
    };
    let envelope = mara.seal(generation, b"x");
    assert_eq!(envelope.header().stream, stream);
    let opened = mara.open(&[envelope], &writers).remove(0).unwrap();
    assert_eq!((opened.actor, opened.actor), (actor, stream.actor()));
    assert_eq!(opened.certificate.as_ref(), Some(&certificate));
}

#[test]
fn the_same_dice_make_the_same_keys() {
    let (a, b, c) = (Person::new(4).create(), Person::new(4).create(), Person::new(5).create());
    assert_eq!(a.facts, b.facts);
    assert_eq!(a.genesis, b.genesis);
    assert_eq!(a.kit_words.expose_secret(), b.kit_words.expose_secret());
    assert_eq!(a.book.generation, b.book.generation);
    assert_ne!(a.facts, c.facts);
}

#[test]
fn locking_drops_everything_but_on_request_the_transport_key() {
    let mut mara = Person::new(6);
    assert_eq!(mara.refused(DeskRequest::EndpointSecret), DeskError::Locked);
    let created = mara.create();
    assert!(matches!(mara.ask(DeskRequest::Lock { keep_transport: true }), DeskReply::Locked));
    let generation = created.book.generation;
    for request in [
        DeskRequest::KeyringFile,
        DeskRequest::StepDown,
        DeskRequest::FactsForLink,
        DeskRequest::StreamFor { generation },
        DeskRequest::SealSettings(vec![1]),
    ] {
        assert_eq!(mara.refused(request), DeskError::Locked);
    }
    let DeskReply::Transport(secret) = mara.ask(DeskRequest::EndpointSecret) else {
        panic!("no transport key");
    };
    assert_eq!(secret.endpoint(), created.facts.device.endpoint);
    mara.ask(DeskRequest::Lock { keep_transport: false });
    assert_eq!(mara.refused(DeskRequest::EndpointSecret), DeskError::Locked);
    assert_eq!(format!("{:?}", mara.desk), "Desk(locked)");
}

#[test]
fn unlocking_tells_wrong_passphrase_damage_and_newer_apart() {
    let mut mara = Person::new(7);
    let created = mara.create();
    let unlock = |vault: &[u8], keyring: &[u8], passphrase: &str| DeskRequest::Unlock {
        vault: vault.to_vec(),
        keyring: keyring.to_vec(),
        passphrase: pass(passphrase),
    };
    let mut later = Person::new(8);
    let wrong = later.refused(unlock(&created.vault, &created.keyring, "wrong"));
    assert_eq!(wrong, DeskError::WrongPassphrase);
    let mut damaged = created.keyring.clone();
    *damaged.last_mut().unwrap() ^= 1;
    assert_eq!(later.refused(unlock(&created.vault, &damaged, "correct")), DeskError::Damaged);
    let other = Person::new(9).create();
    let foreign = later.refused(unlock(&created.vault, &other.keyring, "correct"));
    assert_eq!(foreign, DeskError::Damaged);
    for cut in [0, 1, 100, created.keyring.len() - 1] {
        let cut = later.refused(unlock(&created.vault, &created.keyring[..cut], "correct"));
        assert_eq!(cut, DeskError::Damaged);
    }
    // Damage of one of the two files was told as damage of the other.
    let mut vault = created.vault.clone();
    *vault.last_mut().unwrap() ^= 1;
    let damaged = later.refused(unlock(&vault, &created.keyring, "correct"));
    assert_eq!(damaged, DeskError::DamagedVault);
    // A newer keyring, made with what stock age would use: the identity line and the recipient.
    let identity = age::scrypt::Identity::new(pass("correct"));
    let line = age::decrypt(&identity, &created.vault).unwrap();
    let identity: age::x25519::Identity =
        std::str::from_utf8(&line).unwrap().trim_end().parse().unwrap();
    let json = age::decrypt(&identity, &created.keyring).unwrap();
    let newer = String::from_utf8(json)
        .unwrap()
        .replace("\"kith_keyring\":1", "\"kith_keyring\":2,\"more\":[]");
    let newer = age::encrypt(&identity.to_public(), newer.as_bytes()).unwrap();
    assert_eq!(later.refused(unlock(&created.vault, &newer, "correct")), DeskError::Newer);
    assert_eq!(later.refused(DeskRequest::KeyringFile), DeskError::Locked, "nothing was opened");
}

#[test]
fn stepping_up_is_needed_for_what_only_the_owner_may() {
    let mut mara = Person::new(10);
    let created = mara.create();
    let verdict = verdict_of(&created);
    let sign = || DeskRequest::SignPermission {
        person: verdict.root,
        section: "word".into(),
        action: PermissionAction::Grant { until: None, with_past: false },
        sees: Vec::new(),
        at: NOW,
    };
    let remove = || DeskRequest::SignRoster {
        action: RosterAction::Remove { device: created.facts.device.device, new_person_key: true },
        parents: verdict.heads.clone(),
        term: 0,
    };
    mara.ask(DeskRequest::StepDown);
    assert_eq!(mara.refused(sign()), DeskError::NeedsPassphrase);
    let DeskReply::KeyringFile(before) = mara.ask(DeskRequest::KeyringFile) else { panic!() };
    assert_eq!(mara.refused(remove()), DeskError::NeedsPassphrase);
    let mut later = Person::new(11);
    assert_eq!(later.unlock(&created.vault, &before), created.facts, "and nothing was made");

    let step_up = |authority: &[u8], passphrase: &str| DeskRequest::StepUp {
        authority: authority.to_vec(),
        passphrase: pass(passphrase),
    };
    assert_eq!(mara.refused(step_up(&created.authority, "wrong")), DeskError::WrongPassphrase);
    let other = Person::new(12).create();
    assert_eq!(mara.refused(step_up(&other.authority, "correct")), DeskError::WrongAuthority);
    assert!(matches!(mara.ask(step_up(&created.authority, "correct")), DeskReply::SteppedUp));
    let DeskReply::PermissionSigned(permission) = mara.ask(sign()) else { panic!("not signed") };
    let mut permissions = Permissions::new();
    assert_eq!(permissions.insert(permission), Ok(true));
    assert_eq!(permissions.standing(&verdict).len(), 1);
}

#[test]
fn the_kit_is_tested_against_the_verdict() {
    let mut mara = Person::new(13);
    let created = mara.create();
    let kit = verdict_of(&created).kit;
    let words = created.kit_words.expose_secret().to_owned();
    assert_eq!(words.split(' ').count(), 24);
    mara.ask(DeskRequest::Lock { keep_transport: false });
    let mut test =
        |words: &str| mara.ask(DeskRequest::TestKit { words: pass(words), kit: kit.clone() });
    assert!(matches!(test(&words), DeskReply::KitTested(true)));
    let other = Person::new(14).create();
    let other = other.kit_words.expose_secret();
    assert!(matches!(test(other), DeskReply::KitTested(false)));
    assert!(matches!(test("one two"), DeskReply::Failed(DeskError::Words(_))));
}

#[test]
fn settings_are_sealed_to_this_vault() {
    let mut mara = Person::new(20);
    let created = mara.create();
    let DeskReply::SettingsSealed(sealed) =
        mara.ask(DeskRequest::SealSettings(b"dark mode".to_vec()))
    else {
        panic!("not sealed");
    };
    mara.ask(DeskRequest::Lock { keep_transport: false });
    mara.unlock(&created.vault, &created.keyring);
    let DeskReply::SettingsOpened(plain) = mara.ask(DeskRequest::OpenSettings(sealed.clone()))
    else {
        panic!("not opened");
    };
    assert_eq!(plain, b"dark mode");
    let cut = DeskRequest::OpenSettings(sealed[..sealed.len() - 1].to_vec());
    assert_eq!(mara.refused(cut), DeskError::Damaged);
    let mut ana = Person::new(21);
    ana.create();
    assert_eq!(ana.refused(DeskRequest::OpenSettings(sealed)), DeskError::Damaged);
}

#[test]
fn nothing_secret_is_printed() {
    let mut mara = Person::new(28);
    let passphrase = "kanarienvogel";
    let create = DeskRequest::Create { passphrase: pass(passphrase), log_n: 1, made: NOW };
    let mut printed = format!("{create:?}");
    let DeskReply::Created(created) = mara.ask(create) else { panic!() };
    let words = created.kit_words.expose_secret().to_owned();
    let generation = created.book.generation;
    let payload = b"kanarienvogel in the payload".to_vec();
    let kind = EnvelopeKind::Change;
    let seal = DeskRequest::Seal { generation, kind, payload: payload.clone() };
    printed += &format!("{seal:?} {created:?} {:?}", DeskRequest::SealSettings(payload));
    let DeskReply::Sealed(envelope) = mara.ask(seal) else { panic!() };
    let open = DeskRequest::Open {
        envelopes: vec![envelope],
        writers: writers(&verdict_of(&created)),
        known: BTreeMap::new(),
    };
    printed += &format!("{open:?}");
    printed += &format!("{:?}", mara.ask(open));
    printed += &format!("{:?}", mara.ask(DeskRequest::EndpointSecret));
    printed += &format!("{:?}", mara.ask(DeskRequest::KeyringFile));
    printed += &format!("{:?}", mara.desk);
    let make = PairingRequest::MakeTicket {
        purpose: Purpose::Person,
        expires_seconds: 0,
        addresses: Vec::new(),
    };
    let reply = mara.pair(make);
    printed += &format!("{reply:?}");
    let PairingReply::Ticket { ticket, words: pair_words, .. } = reply else { panic!() };
    printed += &format!("{:?}", PairingRequest::ReadTicket { ticket: ticket.clone() });
    assert!(!printed.contains(passphrase) && !printed.contains("AGE-SECRET"), "{printed}");
    assert!(!printed.contains(&ticket.expose_secret()[5..60]), "{printed}");
    for word in words.split(' ').chain(pair_words.expose_secret().split(' ')) {
        assert!(!printed.split([' ', '(', ')', ',', '"']).any(|part| part == word), "{word}");
    }
    // Bytes printed as a list of numbers would show up like this.
    assert!(!printed.contains("107, 97, 110"), "{printed}");
}

#[test]
fn a_payload_too_large_fails_and_the_stream_goes_on() {
    let mut mara = Person::new(29);
    let created = mara.create();
    let generation = created.book.generation;
    let kind = EnvelopeKind::Change;
    let big = DeskRequest::Seal { generation, kind, payload: vec![0; 2 << 20] };
    assert_eq!(mara.refused(big), DeskError::Seal(SealError::TooLarge));
    assert_eq!(mara.seal(generation, b"x").header().seq, 0);
}
