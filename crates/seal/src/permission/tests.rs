//! What stands, in every order of arrival.

use rand_chacha::ChaCha12Rng;
use rand_core::{Rng as _, SeedableRng as _};

use super::*;
use crate::keys::{AgeSecret, SigningSecret};
use crate::kit::KitWords;
use crate::roster::{DeviceFacts, Roster, RosterEntry};
use crate::{DeviceId, EndpointKey};

struct Signer {
    authority: SigningSecret,
    verdict: Verdict,
}

impl Signer {
    fn make(seed: u64) -> Self {
        let mut dice = ChaCha12Rng::seed_from_u64(seed);
        let authority = SigningSecret::make(&mut dice);
        let kit = KitWords::make(&mut dice).public().unwrap();
        let genesis = RosterEntry::Genesis {
            facts: DeviceFacts {
                device: DeviceId([1; 32]),
                recipient: AgeSecret::make(&mut dice).unwrap().recipient(),
                endpoint: EndpointKey([2; 32]),
            },
            authority: AuthorityKey(authority.public()),
            kit_signing: kit.signing,
            kit_recipient: kit.recipient,
            person_recipient: AgeSecret::make(&mut dice).unwrap().recipient(),
            nonce: [0; 16],
        };
        let genesis = Signed::sign(genesis, &authority).unwrap();
        Self { authority, verdict: Roster::new(genesis).unwrap().verdict() }
    }

    fn sign(&self, action: PermissionAction, sees: &[Hash], at: i64) -> Signed<Permission> {
        let mut sees = sees.to_vec();
        sees.sort();
        let permission = Permission {
            by: AuthorityKey(self.authority.public()),
            person: PERSON,
            section: "word".into(),
            action,
            sees,
            at: UnixMillis(at),
        };
        Signed::sign(permission, &self.authority).unwrap()
    }
}

const PERSON: RootId = RootId([9; 32]);
const REVOKE: PermissionAction = PermissionAction::Revoke;

fn grant(until: Option<i64>) -> PermissionAction {
    PermissionAction::Grant { until: until.map(UnixMillis), with_past: false }
}

/// What stands, the same in every order of arrival.
fn standing(signer: &Signer, records: &[Signed<Permission>]) -> Option<Standing> {
    let mut found = Vec::new();
    for order in orders(records.len()) {
        let mut set = Permissions::new();
        for index in order {
            assert!(set.insert(records[index].clone()).unwrap());
            set.standing(&signer.verdict);
        }
        found.push(set.standing(&signer.verdict).get(&(PERSON, "word".into())).copied());
    }
    assert!(found.iter().all(|one| *one == found[0]), "the order of arrival decided");
    found[0]
}

fn orders(count: usize) -> Vec<Vec<usize>> {
    if count == 0 {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for shorter in orders(count - 1) {
        for place in 0..count {
            let mut order = shorter.clone();
            order.insert(place, count - 1);
            all.push(order);
        }
    }
    all
}

#[test]
fn a_grant_stands_until_revoked_and_a_knowing_grant_restores() {
    let signer = Signer::make(1);
    let first = signer.sign(grant(None), &[], 10);
    let revoke = signer.sign(REVOKE, &[first.hash()], 20);
    let again = signer.sign(grant(Some(99)), &[revoke.hash()], 30);
    assert_eq!(standing(&signer, &[]), None);
    assert_eq!(standing(&signer, std::slice::from_ref(&first)).unwrap().hash, first.hash());
    assert_eq!(standing(&signer, &[first.clone(), revoke.clone()]), None);
    let now = standing(&signer, &[first, revoke, again.clone()]).unwrap();
    assert_eq!(
        (now.hash, now.until, now.since),
        (again.hash(), Some(UnixMillis(99)), UnixMillis(30))
    );
    assert!(now.open_at(UnixMillis(98)) && !now.open_at(UnixMillis(99)));
}

#[test]
fn a_revoke_beats_a_grant_made_at_the_same_time() {
    let signer = Signer::make(2);
    let first = signer.sign(grant(None), &[], 10);
    let revoke = signer.sign(REVOKE, &[first.hash()], 20);
    let unaware = signer.sign(grant(None), &[first.hash()], 25);
    assert_eq!(standing(&signer, &[first.clone(), revoke.clone(), unaware.clone()]), None);
    // A grant that saw the unaware grant but not the revoke changes nothing; one that saw both restores.
    let still = signer.sign(grant(None), &[unaware.hash()], 30);
    let all = [first, revoke.clone(), unaware.clone(), still.clone()];
    assert_eq!(standing(&signer, &all), None);
    let knowing = signer.sign(grant(None), &[still.hash(), revoke.hash()], 40);
    let all = [&all[..], std::slice::from_ref(&knowing)].concat();
    assert_eq!(standing(&signer, &all).unwrap().hash, knowing.hash());
}

#[test]
fn a_revoke_that_knew_nothing_still_beats() {
    let signer = Signer::make(3);
    let revoke = signer.sign(REVOKE, &[], 20);
    let first = signer.sign(grant(None), &[], 10);
    assert_eq!(standing(&signer, &[revoke.clone(), first.clone()]), None);
    let second = signer.sign(REVOKE, &[], 21);
    let after_one = signer.sign(grant(None), &[revoke.hash()], 30);
    assert_eq!(
        standing(&signer, &[revoke.clone(), second.clone(), after_one]),
        None,
        "it must know every revoke"
    );
    let after_both = signer.sign(grant(None), &[revoke.hash(), second.hash()], 30);
    assert!(standing(&signer, &[revoke, second, first, after_both]).is_some());
}

#[test]
fn of_two_grants_at_the_same_time_the_narrower_holds() {
    let signer = Signer::make(4);
    let endless = signer.sign(grant(None), &[], 10);
    let short = signer.sign(grant(Some(50)), &[], 11);
    let longer = signer.sign(grant(Some(80)), &[], 12);
    let now = standing(&signer, &[endless.clone(), short.clone(), longer.clone()]).unwrap();
    assert_eq!((now.hash, now.since), (short.hash(), UnixMillis(10)));
    // One that saw them all is the owner's last word, even if it is wider.
    let last = signer.sign(grant(None), &[endless.hash(), short.hash(), longer.hash()], 20);
    let now = standing(&signer, &[endless, short, longer, last.clone()]).unwrap();
    assert_eq!(now.hash, last.hash());
}

#[test]
fn a_missing_link_never_opens() {
    let signer = Signer::make(5);
    let revoke = signer.sign(REVOKE, &[], 10);
    let between = signer.sign(grant(None), &[revoke.hash()], 20);
    let last = signer.sign(grant(None), &[between.hash()], 30);
    assert_eq!(standing(&signer, &[revoke.clone(), last.clone()]), None, "the link is not here");
    assert!(standing(&signer, &[revoke, between, last]).is_some());
}

#[test]
fn only_authorities_of_the_roster_count_and_forgeries_never_enter() {
    let signer = Signer::make(6);
    let stranger = Signer::make(7);
    let foreign = stranger.sign(grant(None), &[], 10);
    assert_eq!(standing(&signer, std::slice::from_ref(&foreign)), None);

    let mut forged = signer.sign(grant(None), &[], 10).unverified().clone();
    forged.at = UnixMillis(11);
    let forged = Signed::sign(forged, &stranger.authority).unwrap();
    assert_eq!(Permissions::new().insert(forged), Err(PermissionError::BadSignature));

    let mut unnamed = signer.sign(grant(None), &[], 10).unverified().clone();
    unnamed.section.clear();
    let unnamed = Signed::sign(unnamed, &signer.authority).unwrap();
    assert_eq!(Permissions::new().insert(unnamed), Err(PermissionError::NotCanonical));
}

#[test]
fn heads_are_what_nothing_has_seen() {
    let signer = Signer::make(8);
    let mut set = Permissions::new();
    assert!(set.heads(&PERSON, "word").is_empty());
    let a = signer.sign(grant(None), &[], 1);
    let b = signer.sign(REVOKE, &[], 2);
    let c = signer.sign(grant(None), &[a.hash(), b.hash()], 3);
    for record in [&a, &b] {
        set.insert(record.clone()).unwrap();
    }
    let mut both = vec![a.hash(), b.hash()];
    both.sort();
    assert_eq!(set.heads(&PERSON, "word"), both);
    assert!(set.heads(&PERSON, "checkins").is_empty());
    set.insert(c.clone()).unwrap();
    assert_eq!(set.heads(&PERSON, "word"), vec![c.hash()]);
    assert!(!set.insert(c).unwrap(), "known already");
}

#[test]
fn random_histories_stand_the_same_in_any_order() {
    let signer = Signer::make(9);
    for seed in 0..60 {
        let mut dice = ChaCha12Rng::seed_from_u64(seed);
        let mut records: Vec<Signed<Permission>> = Vec::new();
        for step in 0..12 {
            let mut sees = Vec::new();
            for record in &records {
                if dice.next_u32() % 3 == 0 {
                    sees.push(record.hash());
                }
            }
            let action = if dice.next_u32() % 3 == 0 { REVOKE } else { grant(Some(step)) };
            records.push(signer.sign(action, &sees, step));
        }
        let mut expected = None;
        for _ in 0..5 {
            for last in (1..records.len()).rev() {
                records.swap(last, dice.next_u32() as usize % (last + 1));
            }
            let mut set = Permissions::new();
            for record in &records {
                set.insert(record.clone()).unwrap();
            }
            let found = set.standing(&signer.verdict);
            let expected = expected.get_or_insert_with(|| found.clone());
            assert_eq!(&found, expected, "seed {seed}");
        }
    }
}
