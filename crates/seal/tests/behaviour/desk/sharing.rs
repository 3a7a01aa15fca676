//! A second device, a guest, and keys that do not fit.

use std::sync::Arc;

use kith_seal::{
    AgeSecret, Alias, DeskError, DeskReply, DeskRequest, DeviceId, DeviceState, EnvelopeKind,
    GenerationId, OpenError, OpenWrapError, Roll, RootId, Roster, RosterAction, Signed,
    SigningSecret, VolumeId, Wrap, Writers, make_wrap, open_wrap,
};
use rand_chacha::ChaCha12Rng;
use rand_core::SeedableRng as _;

use super::person::{NOW, Person, pass, verdict_of, writers};

#[test]
fn a_second_device_is_linked_and_reads_and_writes() {
    let mut laptop = Person::new(15);
    let created = laptop.create();
    let mut roster = Roster::new(created.genesis.clone()).unwrap();
    let people = laptop.generation("people", 1);
    let old = laptop.seal(people.generation, b"from the laptop");

    let mut desktop = Person::new(16);
    let blank = DeskRequest::CreateBlank { passphrase: pass("other"), log_n: 1 };
    let DeskReply::CreatedBlank(blank) = desktop.ask(blank) else { panic!("no blank vault") };
    assert_eq!(blank.facts.root, None);
    let early = DeskRequest::StreamFor { generation: people.generation };
    assert_eq!(desktop.refused(early), DeskError::UnknownGeneration);
    let DeskReply::LinkFacts(link) = desktop.ask(DeskRequest::FactsForLink) else { panic!() };

    let action = RosterAction::Add(link.clone());
    let parents = roster.verdict().heads;
    let sign = DeskRequest::SignRoster { action, parents, term: 0 };
    let DeskReply::RosterSigned { entry, keyring: None } = laptop.ask(sign) else { panic!() };
    roster.insert(entry).unwrap();
    let verdict = roster.verdict();
    assert!(verdict.may_write(&link.facts.device));
    assert_eq!(verdict.by_endpoint(&link.facts.endpoint), Some(link.facts.device));
    let recipients = verdict.person_key_recipients();
    assert_eq!(recipients.len(), 3, "two devices and the kit");
    let DeskReply::PersonKeyWrap(wrap) = laptop.ask(DeskRequest::MakePersonKeyWrap { recipients })
    else {
        panic!("no wrap");
    };

    let writers = writers(&verdict);
    let root = verdict.root;
    let not_for_it = created.person_key.clone();
    let adopt = |wrap| DeskRequest::AdoptRoot { root, wrap, writers: writers.clone() };
    assert_eq!(
        desktop.refused(adopt(not_for_it)),
        DeskError::OpenWrap(OpenWrapError::NoKey),
        "the first wrap was made before this device"
    );
    let DeskReply::Adopted { facts, .. } = desktop.ask(adopt(wrap)) else { panic!() };
    assert_eq!(facts.person_recipient.as_ref(), Some(&verdict.person_recipient));
    let (results, keyring) =
        desktop.open_wraps(&[created.book.own_wrap.clone(), people.own_wrap.clone()], &writers);
    assert_eq!(results, [Ok(created.book.generation), Ok(people.generation)]);
    let keyring = keyring.expect("the book is kept");

    // After a restart of the desktop, both read each other.
    desktop.ask(DeskRequest::Lock { keep_transport: false });
    let request = DeskRequest::Unlock {
        vault: blank.vault.clone(),
        keyring: keyring.clone(),
        passphrase: pass("other"),
    };
    let DeskReply::Unlocked(facts) = desktop.ask(request) else { panic!("not unlocked") };
    assert_eq!((facts.root, facts.books.len()), (Some(root), 1));
    desktop.open_wraps(std::slice::from_ref(&people.own_wrap), &writers);
    let new = desktop.seal(people.generation, b"from the desktop");
    for person in [&mut laptop, &mut desktop] {
        let opened = person.open(&[old.clone(), new.clone()], &writers);
        assert_eq!(opened[0].as_ref().unwrap().payload, b"from the laptop");
        assert_eq!(opened[1].as_ref().unwrap().device, link.facts.device);
    }

    // The lead removes it: a new person key, which it does not get.
    let action = RosterAction::Remove { device: link.facts.device, new_person_key: true };
    let parents = roster.verdict().heads;
    let sign = DeskRequest::SignRoster { action, parents, term: 0 };
    let DeskReply::RosterSigned { entry, keyring: Some(_) } = laptop.ask(sign) else { panic!() };
    roster.insert(entry).unwrap();
    let after = roster.verdict();
    assert_eq!(after.devices[&link.facts.device].state, DeviceState::Removed);
    assert_ne!(after.person_recipient, verdict.person_recipient);
    let recipients = after.person_key_recipients();
    let DeskReply::PersonKeyWrap(wrap) = laptop.ask(DeskRequest::MakePersonKeyWrap { recipients })
    else {
        panic!("no wrap");
    };
    assert_eq!(wrap.unverified().recipient, after.person_recipient);
    let writers = Arc::new(Writers::active(&after));
    let adopt = DeskRequest::AdoptPersonKey { wrap, writers: writers.clone() };
    assert_eq!(desktop.refused(adopt), DeskError::OpenWrap(OpenWrapError::NoKey));
    let fresh = laptop.generation("people", 2);
    let (results, _) = desktop.open_wraps(std::slice::from_ref(&fresh.own_wrap), &writers);
    assert_eq!(results, [Err(OpenWrapError::NoKey)]);
    assert_eq!(laptop.open(&[new], &writers), [Err(OpenError::NotAWriter)]);
    let (results, _) = laptop.open_wraps(&[people.own_wrap], &writers);
    assert_eq!(results, [Ok(people.generation)], "the retired person key still opens old wraps");
}

#[test]
fn a_guest_reads_exactly_what_was_wrapped_to_them_and_writes_nothing_there() {
    let mut mara = Person::new(17);
    let created = mara.create();
    let mara_writers = writers(&verdict_of(&created));
    let word = mara.generation("word/2027", 1);
    let other = mara.generation("checkins/2027", 2);
    let envelopes = [mara.seal(word.generation, b"fine"), mara.seal(other.generation, b"mood 2")];

    let mut ana = Person::new(18);
    let ana_created = ana.create();
    let ana_facts = ana_created.facts.clone();
    let wrap_for = |recipient: &str| DeskRequest::WrapFor {
        generation: word.generation,
        to: ana_facts.root.unwrap(),
        recipient: recipient.into(),
    };
    let DeskReply::Wrap(wrap) = mara.ask(wrap_for(ana_facts.person_recipient.as_ref().unwrap()))
    else {
        panic!("no wrap");
    };
    assert!(matches!(mara.refused(wrap_for("age1nonsense")), DeskError::SealFile(_)));
    let wraps = [wrap.clone(), other.own_wrap.clone()];
    let (results, keyring) = ana.open_wraps(&wraps, &mara_writers);
    assert_eq!(results, [Ok(word.generation), Err(OpenWrapError::WrongContext)]);
    assert_eq!(keyring, None);
    let opened = ana.open(&envelopes, &mara_writers);
    assert_eq!(opened[0].as_ref().unwrap().payload, b"fine");
    assert_eq!(opened[1], Err(OpenError::NoKey));

    // She can neither write there nor hand the key on.
    let kind = EnvelopeKind::Change;
    let write = DeskRequest::Seal { generation: word.generation, kind, payload: b"no".to_vec() };
    assert_eq!(ana.refused(write), DeskError::UnknownGeneration);
    assert_eq!(ana.refused(wrap_for("age1x")), DeskError::UnknownGeneration);

    // A wrap signed by someone who is none of Mara's devices is refused.
    let ana_writers = writers(&verdict_of(&ana_created));
    let (results, _) = ana.open_wraps(&[wrap], &ana_writers);
    assert_eq!(results, [Err(OpenWrapError::BadSignature)]);
}

#[test]
fn epoch_equivocation() {
    // An owner hands two people different keys under one generation: the roll names one public key, so at most one fits.
    let mut dice = ChaCha12Rng::seed_from_u64(19);
    let device = SigningSecret::make(&mut dice);
    let root = RootId([1; 32]);
    let guest = AgeSecret::make(&mut dice).unwrap();
    let (named, other) = (AgeSecret::make(&mut dice).unwrap(), AgeSecret::make(&mut dice).unwrap());
    let roll = Roll {
        root,
        device: DeviceId(device.public()),
        volume: VolumeId([1; 16]),
        label: "word".into(),
        alias: Alias([1; 16]),
        parent: None,
        cut: Vec::new(),
        epoch_recipient: named.recipient(),
        snapshot: None,
        gate: 1,
        gone: Vec::new(),
        made: NOW,
    };
    let roll = Signed::sign(roll, &device).unwrap();
    let writers = Writers { root, devices: [DeviceId(device.public())].into() };
    let to = RootId([2; 32]);
    let open = |epoch: &AgeSecret| {
        let wrap = make_wrap(&roll, epoch, to, &guest.recipient(), &device).unwrap();
        open_wrap(&wrap, to, std::iter::once(&guest), &writers).map(|(roll, _)| roll.generation())
    };
    assert_eq!(open(&named), Ok(roll.generation()));
    assert_eq!(open(&other), Err(OpenWrapError::Equivocation));

    // A wrap whose roll is another generation's, signed all the same.
    let wrap = make_wrap(&roll, &named, to, &guest.recipient(), &device).unwrap();
    let lie = Wrap { generation: GenerationId([9; 32]), ..wrap.unverified().clone() };
    let lie = Signed::sign(lie, &device).unwrap();
    let refused = open_wrap(&lie, to, std::iter::once(&guest), &writers).map(|_| ());
    assert_eq!(refused, Err(OpenWrapError::WrongContext));
}
