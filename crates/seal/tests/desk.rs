//! The desk from outside, as the rest of the house uses it: a person, a second device, a guest.
// Tests may stop at the first surprise.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use std::collections::BTreeMap;
use std::sync::Arc;

use kith_seal::{
    Alias, CreatedVault, Desk, DeskError, DeskFacts, DeskReply, DeskRequest, DeviceState, Envelope,
    EnvelopeKind, GenerationId, MAX_BAD_TRIES, NewGeneration, OpenError, OpenGroup, OpenWrapError,
    Opened, PairMessage, PairSession, PairingReply, PairingRequest, PermissionAction, Permissions,
    Purpose, Roster, RosterAction, SealError, Signed, UnixMillis, Verdict, VolumeId, Wrap, Writers,
};
use rand_chacha::ChaCha12Rng;
use rand_core::SeedableRng as _;
use secrecy::{ExposeSecret as _, SecretString};

const NOW: UnixMillis = UnixMillis(1_800_000_000_000);

/// A desk with its own dice.
struct Person {
    desk: Desk,
    dice: ChaCha12Rng,
}

impl Person {
    fn new(seed: u64) -> Self {
        Self {
            desk: Desk::new(),
            dice: ChaCha12Rng::seed_from_u64(seed),
        }
    }

    fn ask(&mut self, request: DeskRequest) -> DeskReply {
        self.desk.run(request, &mut self.dice)
    }

    fn refused(&mut self, request: DeskRequest) -> DeskError {
        match self.ask(request) {
            DeskReply::Failed(error) => error,
            reply => panic!("not refused: {reply:?}"),
        }
    }

    fn create(&mut self) -> CreatedVault {
        match self.ask(DeskRequest::Create {
            passphrase: pass("correct"),
            log_n: 1,
            made: NOW,
        }) {
            DeskReply::Created(created) => *created,
            reply => panic!("{reply:?}"),
        }
    }

    fn unlock(&mut self, vault: &[u8], keyring: &[u8]) -> DeskFacts {
        let request = DeskRequest::Unlock {
            vault: vault.to_vec(),
            keyring: keyring.to_vec(),
            passphrase: pass("correct"),
        };
        match self.ask(request) {
            DeskReply::Unlocked(facts) => *facts,
            reply => panic!("{reply:?}"),
        }
    }

    fn generation(&mut self, label: &str, alias: u8) -> NewGeneration {
        let request = DeskRequest::NewGeneration {
            volume: VolumeId([alias; 16]),
            label: label.into(),
            alias: Alias([alias; 16]),
            made: NOW,
        };
        match self.ask(request) {
            DeskReply::NewGeneration(new) => *new,
            reply => panic!("{reply:?}"),
        }
    }

    fn seal(&mut self, generation: GenerationId, payload: &[u8]) -> Envelope {
        let kind = EnvelopeKind::Change;
        match self.ask(DeskRequest::Seal {
            generation,
            kind,
            payload: payload.to_vec(),
        }) {
            DeskReply::Sealed(envelope) => envelope,
            reply => panic!("{reply:?}"),
        }
    }

    fn open(
        &mut self,
        envelopes: &[Envelope],
        writers: &Arc<Writers>,
    ) -> Vec<Result<Opened, OpenError>> {
        let request = DeskRequest::Open {
            envelopes: envelopes.to_vec(),
            writers: writers.clone(),
            known: BTreeMap::new(),
        };
        match self.ask(request) {
            DeskReply::Opened(results) => results,
            reply => panic!("{reply:?}"),
        }
    }

    fn open_wraps(
        &mut self,
        wraps: &[Signed<Wrap>],
        writers: &Arc<Writers>,
    ) -> (Vec<Result<GenerationId, OpenWrapError>>, Option<Vec<u8>>) {
        let request = DeskRequest::OpenWraps {
            wraps: wraps.to_vec(),
            writers: writers.clone(),
        };
        match self.ask(request) {
            DeskReply::WrapsOpened { results, keyring } => (results, keyring),
            reply => panic!("{reply:?}"),
        }
    }

    fn pair(&mut self, request: PairingRequest) -> PairingReply {
        match self.ask(DeskRequest::Pairing(request)) {
            DeskReply::Pairing(reply) => reply,
            reply => panic!("{reply:?}"),
        }
    }

    fn step(&mut self, request: PairingRequest) -> Step {
        match self.pair(request) {
            PairingReply::Step {
                session,
                send,
                words,
                refused,
                agreed,
                payload,
            } => Step {
                session,
                send,
                words,
                refused,
                agreed,
                payload,
            },
            reply => panic!("{reply:?}"),
        }
    }
}

#[derive(Debug)]
struct Step {
    session: PairSession,
    send: Option<Vec<u8>>,
    words: Option<[&'static str; 4]>,
    refused: bool,
    agreed: bool,
    payload: Option<Vec<u8>>,
}

fn pass(text: &str) -> SecretString {
    SecretString::from(text)
}

fn verdict_of(created: &CreatedVault) -> Verdict {
    Roster::new(created.genesis.clone()).unwrap().verdict()
}

fn writers(verdict: &Verdict) -> Arc<Writers> {
    Arc::new(Writers::active(verdict))
}

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
    assert!(
        people.keyring.is_none(),
        "an ordinary generation does not touch the keyring"
    );
    let book = created.book.generation;
    let first = [
        mara.seal(book, b"entry"),
        mara.seal(people.generation, b"one"),
    ];
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
    let payloads: Vec<&[u8]> = results
        .iter()
        .map(|result| result.as_ref().unwrap().payload.as_slice())
        .collect();
    assert_eq!(
        payloads,
        [&b"entry"[..], b"one", b"two"],
        "the first certifies the second"
    );

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
    assert_eq!(
        groups[1][0],
        Err(OpenError::NoCertificate),
        "nothing certified it in this batch"
    );
    assert!(groups[2][0].is_ok());
}

#[test]
fn the_actor_of_a_stream_is_known_before_it_writes() {
    let mut mara = Person::new(3);
    let created = mara.create();
    let writers = writers(&verdict_of(&created));
    let generation = created.book.generation;
    let DeskReply::Stream {
        stream,
        actor,
        certificate,
    } = mara.ask(DeskRequest::StreamFor { generation })
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
    let (a, b, c) = (
        Person::new(4).create(),
        Person::new(4).create(),
        Person::new(5).create(),
    );
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
    assert!(matches!(
        mara.ask(DeskRequest::Lock {
            keep_transport: true
        }),
        DeskReply::Locked
    ));
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
    mara.ask(DeskRequest::Lock {
        keep_transport: false,
    });
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
    assert_eq!(
        later.refused(unlock(&created.vault, &damaged, "correct")),
        DeskError::Damaged
    );
    let other = Person::new(9).create();
    let foreign = later.refused(unlock(&created.vault, &other.keyring, "correct"));
    assert_eq!(foreign, DeskError::Damaged);
    for cut in [0, 1, 100, created.keyring.len() - 1] {
        let cut = later.refused(unlock(&created.vault, &created.keyring[..cut], "correct"));
        assert_eq!(cut, DeskError::Damaged);
    }
    // A newer keyring, made with what stock age would use: the identity line and the recipient.
    let identity = age::scrypt::Identity::new(pass("correct"));
    let line = age::decrypt(&identity, &created.vault).unwrap();
    let identity: age::x25519::Identity = std::str::from_utf8(&line)
        .unwrap()
        .trim_end()
        .parse()
        .unwrap();
    let json = age::decrypt(&identity, &created.keyring).unwrap();
    let newer = String::from_utf8(json)
        .unwrap()
        .replace("\"kith_keyring\":1", "\"kith_keyring\":2,\"more\":[]");
    let newer = age::encrypt(&identity.to_public(), newer.as_bytes()).unwrap();
    assert_eq!(
        later.refused(unlock(&created.vault, &newer, "correct")),
        DeskError::Newer
    );
    assert_eq!(
        later.refused(DeskRequest::KeyringFile),
        DeskError::Locked,
        "nothing was opened"
    );
}

#[test]
fn stepping_up_is_needed_for_what_only_the_owner_may() {
    let mut mara = Person::new(10);
    let created = mara.create();
    let verdict = verdict_of(&created);
    let sign = || DeskRequest::SignPermission {
        person: verdict.root,
        section: "word".into(),
        action: PermissionAction::Grant {
            until: None,
            with_past: false,
        },
        sees: Vec::new(),
        at: NOW,
    };
    let remove = || DeskRequest::SignRoster {
        action: RosterAction::Remove {
            device: created.facts.device.device,
            new_person_key: true,
        },
        parents: verdict.heads.clone(),
        term: 0,
    };
    mara.ask(DeskRequest::StepDown);
    assert_eq!(mara.refused(sign()), DeskError::NeedsPassphrase);
    let DeskReply::KeyringFile(before) = mara.ask(DeskRequest::KeyringFile) else {
        panic!()
    };
    assert_eq!(mara.refused(remove()), DeskError::NeedsPassphrase);
    let mut later = Person::new(11);
    assert_eq!(
        later.unlock(&created.vault, &before),
        created.facts,
        "and nothing was made"
    );

    let step_up = |authority: &[u8], passphrase: &str| DeskRequest::StepUp {
        authority: authority.to_vec(),
        passphrase: pass(passphrase),
    };
    assert_eq!(
        mara.refused(step_up(&created.authority, "wrong")),
        DeskError::WrongPassphrase
    );
    let other = Person::new(12).create();
    assert_eq!(
        mara.refused(step_up(&other.authority, "correct")),
        DeskError::WrongAuthority
    );
    assert!(matches!(
        mara.ask(step_up(&created.authority, "correct")),
        DeskReply::SteppedUp
    ));
    let DeskReply::PermissionSigned(permission) = mara.ask(sign()) else {
        panic!("not signed")
    };
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
    mara.ask(DeskRequest::Lock {
        keep_transport: false,
    });
    let mut test = |words: &str| {
        mara.ask(DeskRequest::TestKit {
            words: pass(words),
            kit: kit.clone(),
        })
    };
    assert!(matches!(test(&words), DeskReply::KitTested(true)));
    let other = Person::new(14).create();
    let other = other.kit_words.expose_secret();
    assert!(matches!(test(other), DeskReply::KitTested(false)));
    assert!(matches!(
        test("one two"),
        DeskReply::Failed(DeskError::Words(_))
    ));
}

#[test]
fn a_second_device_is_linked_and_reads_and_writes() {
    let mut laptop = Person::new(15);
    let created = laptop.create();
    let mut roster = Roster::new(created.genesis.clone()).unwrap();
    let people = laptop.generation("people", 1);
    let old = laptop.seal(people.generation, b"from the laptop");

    let mut desktop = Person::new(16);
    let blank = DeskRequest::CreateBlank {
        passphrase: pass("other"),
        log_n: 1,
    };
    let DeskReply::CreatedBlank(blank) = desktop.ask(blank) else {
        panic!("no blank vault")
    };
    assert_eq!(blank.facts.root, None);
    let early = DeskRequest::StreamFor {
        generation: people.generation,
    };
    assert_eq!(desktop.refused(early), DeskError::UnknownGeneration);
    let DeskReply::LinkFacts(link) = desktop.ask(DeskRequest::FactsForLink) else {
        panic!()
    };

    let action = RosterAction::Add(link.clone());
    let parents = roster.verdict().heads;
    let sign = DeskRequest::SignRoster {
        action,
        parents,
        term: 0,
    };
    let DeskReply::RosterSigned {
        entry,
        keyring: None,
    } = laptop.ask(sign)
    else {
        panic!()
    };
    roster.insert(entry).unwrap();
    let verdict = roster.verdict();
    assert!(verdict.may_write(&link.facts.device));
    assert_eq!(
        verdict.by_endpoint(&link.facts.endpoint),
        Some(link.facts.device)
    );
    let recipients = verdict.person_key_recipients();
    assert_eq!(recipients.len(), 3, "two devices and the kit");
    let DeskReply::PersonKeyWrap(wrap) = laptop.ask(DeskRequest::MakePersonKeyWrap { recipients })
    else {
        panic!("no wrap");
    };

    let writers = writers(&verdict);
    let root = verdict.root;
    let not_for_it = created.person_key.clone();
    let adopt = |wrap| DeskRequest::AdoptRoot {
        root,
        wrap,
        writers: writers.clone(),
    };
    assert_eq!(
        desktop.refused(adopt(not_for_it)),
        DeskError::OpenWrap(OpenWrapError::NoKey),
        "the first wrap was made before this device"
    );
    let DeskReply::Adopted { facts, .. } = desktop.ask(adopt(wrap)) else {
        panic!()
    };
    assert_eq!(
        facts.person_recipient.as_ref(),
        Some(&verdict.person_recipient)
    );
    let (results, keyring) = desktop.open_wraps(
        &[created.book.own_wrap.clone(), people.own_wrap.clone()],
        &writers,
    );
    assert_eq!(
        results,
        [Ok(created.book.generation), Ok(people.generation)]
    );
    let keyring = keyring.expect("the book is kept");

    // After a restart of the desktop, both read each other.
    desktop.ask(DeskRequest::Lock {
        keep_transport: false,
    });
    let request = DeskRequest::Unlock {
        vault: blank.vault.clone(),
        keyring: keyring.clone(),
        passphrase: pass("other"),
    };
    let DeskReply::Unlocked(facts) = desktop.ask(request) else {
        panic!("not unlocked")
    };
    assert_eq!((facts.root, facts.books.len()), (Some(root), 1));
    desktop.open_wraps(std::slice::from_ref(&people.own_wrap), &writers);
    let new = desktop.seal(people.generation, b"from the desktop");
    for person in [&mut laptop, &mut desktop] {
        let opened = person.open(&[old.clone(), new.clone()], &writers);
        assert_eq!(opened[0].as_ref().unwrap().payload, b"from the laptop");
        assert_eq!(opened[1].as_ref().unwrap().device, link.facts.device);
    }

    // The lead removes it: a new person key, which it does not get.
    let action = RosterAction::Remove {
        device: link.facts.device,
        new_person_key: true,
    };
    let parents = roster.verdict().heads;
    let sign = DeskRequest::SignRoster {
        action,
        parents,
        term: 0,
    };
    let DeskReply::RosterSigned {
        entry,
        keyring: Some(_),
    } = laptop.ask(sign)
    else {
        panic!()
    };
    roster.insert(entry).unwrap();
    let after = roster.verdict();
    assert_eq!(
        after.devices[&link.facts.device].state,
        DeviceState::Removed
    );
    assert_ne!(after.person_recipient, verdict.person_recipient);
    let recipients = after.person_key_recipients();
    let DeskReply::PersonKeyWrap(wrap) = laptop.ask(DeskRequest::MakePersonKeyWrap { recipients })
    else {
        panic!("no wrap");
    };
    assert_eq!(wrap.unverified().recipient, after.person_recipient);
    let writers = Arc::new(Writers::active(&after));
    let adopt = DeskRequest::AdoptPersonKey {
        wrap,
        writers: writers.clone(),
    };
    assert_eq!(
        desktop.refused(adopt),
        DeskError::OpenWrap(OpenWrapError::NoKey)
    );
    let fresh = laptop.generation("people", 2);
    let (results, _) = desktop.open_wraps(std::slice::from_ref(&fresh.own_wrap), &writers);
    assert_eq!(results, [Err(OpenWrapError::NoKey)]);
    assert_eq!(laptop.open(&[new], &writers), [Err(OpenError::NotAWriter)]);
    let (results, _) = laptop.open_wraps(&[people.own_wrap], &writers);
    assert_eq!(
        results,
        [Ok(people.generation)],
        "the retired person key still opens old wraps"
    );
}

#[test]
fn a_guest_reads_exactly_what_was_wrapped_to_them_and_writes_nothing_there() {
    let mut mara = Person::new(17);
    let created = mara.create();
    let mara_writers = writers(&verdict_of(&created));
    let word = mara.generation("word/2027", 1);
    let other = mara.generation("checkins/2027", 2);
    let envelopes = [
        mara.seal(word.generation, b"fine"),
        mara.seal(other.generation, b"mood 2"),
    ];

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
    assert!(matches!(
        mara.refused(wrap_for("age1nonsense")),
        DeskError::SealFile(_)
    ));
    let wraps = [wrap.clone(), other.own_wrap.clone()];
    let (results, keyring) = ana.open_wraps(&wraps, &mara_writers);
    assert_eq!(
        results,
        [Ok(word.generation), Err(OpenWrapError::WrongContext)]
    );
    assert_eq!(keyring, None);
    let opened = ana.open(&envelopes, &mara_writers);
    assert_eq!(opened[0].as_ref().unwrap().payload, b"fine");
    assert_eq!(opened[1], Err(OpenError::NoKey));

    // She can neither write there nor hand the key on.
    let kind = EnvelopeKind::Change;
    let write = DeskRequest::Seal {
        generation: word.generation,
        kind,
        payload: b"no".to_vec(),
    };
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
    use kith_seal::{AgeSecret, DeviceId, Roll, RootId, SigningSecret, make_wrap, open_wrap};
    let mut dice = ChaCha12Rng::seed_from_u64(19);
    let device = SigningSecret::make(&mut dice);
    let root = RootId([1; 32]);
    let guest = AgeSecret::make(&mut dice).unwrap();
    let (named, other) = (
        AgeSecret::make(&mut dice).unwrap(),
        AgeSecret::make(&mut dice).unwrap(),
    );
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
    let writers = Writers {
        root,
        devices: [DeviceId(device.public())].into(),
    };
    let to = RootId([2; 32]);
    let open = |epoch: &AgeSecret| {
        let wrap = make_wrap(&roll, epoch, to, &guest.recipient(), &device).unwrap();
        open_wrap(&wrap, to, std::iter::once(&guest), &writers).map(|(roll, _)| roll.generation())
    };
    assert_eq!(open(&named), Ok(roll.generation()));
    assert_eq!(open(&other), Err(OpenWrapError::Equivocation));

    // A wrap whose roll is another generation's, signed all the same.
    let wrap = make_wrap(&roll, &named, to, &guest.recipient(), &device).unwrap();
    let lie = Wrap {
        generation: GenerationId([9; 32]),
        ..wrap.unverified().clone()
    };
    let lie = Signed::sign(lie, &device).unwrap();
    let refused = open_wrap(&lie, to, std::iter::once(&guest), &writers).map(|_| ());
    assert_eq!(refused, Err(OpenWrapError::WrongContext));
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
    mara.ask(DeskRequest::Lock {
        keep_transport: false,
    });
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
    assert_eq!(
        ana.refused(DeskRequest::OpenSettings(sealed)),
        DeskError::Damaged
    );
}

#[test]
fn two_desks_pair_by_ticket_and_only_then_talk() {
    let (mut mara, mut ana) = (Person::new(22), Person::new(23));
    mara.create();
    ana.create();
    let PairingReply::Ticket {
        invite,
        ticket,
        words,
        transport,
    } = mara.pair(PairingRequest::MakeTicket {
        purpose: Purpose::Person,
        expires_seconds: 77,
        addresses: vec!["127.0.0.1:9".parse().unwrap()],
    })
    else {
        panic!("no ticket");
    };
    assert_eq!(words.expose_secret().split(' ').count(), 12);
    let PairingReply::Invitation {
        invite: joined,
        purpose,
        endpoint,
        expires_seconds,
        addresses,
    } = ana.pair(PairingRequest::ReadTicket { ticket })
    else {
        panic!("not read");
    };
    assert_eq!(
        (joined, purpose, expires_seconds),
        (invite, Purpose::Person, Some(77))
    );
    assert_eq!((endpoint, addresses.len()), (transport.endpoint(), 1));

    let exporter = [7; 32];
    let joiner = ana.step(PairingRequest::Join { invite, exporter });
    let inviter = mara.step(PairingRequest::Offer {
        invite,
        exporter,
        frame: joiner.send.unwrap(),
    });
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

    let early = PairingRequest::Payload {
        session: ours,
        bytes: b"roster".to_vec(),
    };
    assert!(matches!(
        mara.refused(DeskRequest::Pairing(early)),
        DeskError::Handshake(_)
    ));
    let yes = mara.step(PairingRequest::SayYes { session: ours });
    assert!(!ana.step(receive(theirs, yes.send)).agreed);
    let yes = ana.step(PairingRequest::SayYes { session: theirs });
    assert!(yes.agreed);
    assert!(mara.step(receive(ours, yes.send)).agreed);
    let payload = PairingRequest::Payload {
        session: ours,
        bytes: b"roster".to_vec(),
    };
    let sent = mara.step(payload);
    assert_eq!(
        ana.step(receive(theirs, sent.send)).payload.unwrap(),
        b"roster"
    );

    // Single use.
    let again = PairingRequest::Join { invite, exporter };
    assert_eq!(
        ana.refused(DeskRequest::Pairing(again)),
        DeskError::NoInvitation
    );
    assert!(matches!(
        mara.pair(PairingRequest::End { session: ours }),
        PairingReply::Ended
    ));
    let gone = PairingRequest::SayYes { session: ours };
    assert_eq!(
        mara.refused(DeskRequest::Pairing(gone)),
        DeskError::NoSession
    );
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
    let PairingReply::Ticket { invite, words, .. } = mara.pair(make) else {
        panic!()
    };
    let commit = PairMessage::Commit {
        invite,
        commitment: kith_seal::Hash::ZERO,
    };
    let offer = || PairingRequest::Offer {
        invite,
        exporter: [0; 32],
        frame: commit.encode().unwrap(),
    };
    for _ in 0..MAX_BAD_TRIES {
        let session = mara.step(offer()).session;
        let frame = PairMessage::Reveal {
            nonce: [0; 32],
            mac: [0; 32],
        }
        .encode()
        .unwrap();
        let refused = mara.refused(DeskRequest::Pairing(PairingRequest::Receive {
            session,
            frame,
        }));
        assert!(matches!(refused, DeskError::Handshake(_)));
    }
    assert_eq!(
        mara.refused(DeskRequest::Pairing(offer())),
        DeskError::NoInvitation
    );

    // Words alone name the same invitation.
    let mut ana = Person::new(25);
    ana.create();
    let read = PairingRequest::ReadWords {
        words,
        purpose: Purpose::Device,
    };
    let PairingReply::Invitation {
        invite: read,
        expires_seconds: None,
        ..
    } = ana.pair(read)
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
    let PairingReply::Ticket { invite, ticket, .. } = mara.pair(make) else {
        panic!()
    };
    ana.pair(PairingRequest::ReadTicket { ticket });
    let exporter = [1; 32];
    let joiner = ana.step(PairingRequest::Join { invite, exporter });
    let frame = joiner.send.unwrap();
    let inviter = mara.step(PairingRequest::Offer {
        invite,
        exporter,
        frame: frame.clone(),
    });
    let no = mara.step(PairingRequest::SayNo {
        session: inviter.session,
    });
    assert!(no.refused);
    let heard = ana.step(PairingRequest::Receive {
        session: joiner.session,
        frame: no.send.unwrap(),
    });
    assert!(heard.refused);
    let again = PairingRequest::Offer {
        invite,
        exporter,
        frame,
    };
    assert_eq!(
        mara.refused(DeskRequest::Pairing(again)),
        DeskError::NoInvitation
    );
}

#[test]
fn nothing_secret_is_printed() {
    let mut mara = Person::new(28);
    let passphrase = "kanarienvogel";
    let create = DeskRequest::Create {
        passphrase: pass(passphrase),
        log_n: 1,
        made: NOW,
    };
    let mut printed = format!("{create:?}");
    let DeskReply::Created(created) = mara.ask(create) else {
        panic!()
    };
    let words = created.kit_words.expose_secret().to_owned();
    let generation = created.book.generation;
    let payload = b"kanarienvogel in the payload".to_vec();
    let kind = EnvelopeKind::Change;
    let seal = DeskRequest::Seal {
        generation,
        kind,
        payload: payload.clone(),
    };
    printed += &format!(
        "{seal:?} {created:?} {:?}",
        DeskRequest::SealSettings(payload)
    );
    let DeskReply::Sealed(envelope) = mara.ask(seal) else {
        panic!()
    };
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
    let PairingReply::Ticket {
        ticket,
        words: pair_words,
        ..
    } = reply
    else {
        panic!()
    };
    printed += &format!(
        "{:?}",
        PairingRequest::ReadTicket {
            ticket: ticket.clone()
        }
    );
    assert!(
        !printed.contains(passphrase) && !printed.contains("AGE-SECRET"),
        "{printed}"
    );
    assert!(
        !printed.contains(&ticket.expose_secret()[5..60]),
        "{printed}"
    );
    for word in words
        .split(' ')
        .chain(pair_words.expose_secret().split(' '))
    {
        assert!(
            !printed
                .split([' ', '(', ')', ',', '"'])
                .any(|part| part == word),
            "{word}"
        );
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
    let big = DeskRequest::Seal {
        generation,
        kind,
        payload: vec![0; 2 << 20],
    };
    assert_eq!(mara.refused(big), DeskError::Seal(SealError::TooLarge));
    assert_eq!(mara.seal(generation, b"x").header().seq, 0);
}
