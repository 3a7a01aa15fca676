//! The rules of the roster, one by one; [`sets`] tries them all at once.

use rand_chacha::ChaCha12Rng;
use rand_core::SeedableRng as _;

use super::*;
use crate::keys::{AgeSecret, SigningSecret};
use crate::kit::KitWords;
use crate::{AuthorityKey, DeviceId, EndpointKey};

mod sets;

/// A device with the secrets it signs with.
struct Device {
    facts: DeviceFacts,
    authority: SigningSecret,
}

impl Device {
    fn make(dice: &mut ChaCha12Rng) -> Self {
        let facts = DeviceFacts {
            device: DeviceId(SigningSecret::make(dice).public()),
            recipient: recipient(dice),
            endpoint: EndpointKey(SigningSecret::make(dice).public()),
        };
        Self { facts, authority: SigningSecret::make(dice) }
    }

    fn id(&self) -> DeviceId {
        self.facts.device
    }

    fn by(&self) -> AuthorityKey {
        AuthorityKey(self.authority.public())
    }

    fn sign(&self, entry: RosterEntry) -> SignedRosterEntry {
        Signed::sign(entry, &self.authority).unwrap()
    }

    fn add(&self, other: &Device, parents: &[Hash], term: u32) -> SignedRosterEntry {
        self.sign(RosterEntry::AddDevice {
            by: self.by(),
            facts: other.facts.clone(),
            authority: other.by(),
            parents: sorted(parents),
            term,
        })
    }

    fn remove(&self, other: &Device, parents: &[Hash], term: u32) -> SignedRosterEntry {
        self.remove_with_key(other, parents, term, None)
    }

    fn remove_with_key(
        &self,
        other: &Device,
        parents: &[Hash],
        term: u32,
        person_recipient: Option<String>,
    ) -> SignedRosterEntry {
        self.sign(RosterEntry::RemoveDevice {
            by: self.by(),
            device: other.id(),
            parents: sorted(parents),
            term,
            person_recipient,
        })
    }

    fn set_lead(&self, other: &Device, parents: &[Hash], term: u32) -> SignedRosterEntry {
        self.sign(RosterEntry::SetLead {
            by: self.by(),
            device: other.id(),
            parents: sorted(parents),
            term,
        })
    }
}

/// A person with a lead (0) and further devices, all added in a row.
struct Home {
    dice: ChaCha12Rng,
    kit: KitWords,
    devices: Vec<Device>,
    genesis: SignedRosterEntry,
    roster: Roster,
}

impl Home {
    fn with_devices(count: usize, seed: u64) -> Self {
        let mut dice = ChaCha12Rng::seed_from_u64(seed);
        let kit = KitWords::make(&mut dice);
        let first = Device::make(&mut dice);
        let public = kit.public().unwrap();
        let genesis = first.sign(RosterEntry::Genesis {
            facts: first.facts.clone(),
            authority: first.by(),
            kit_signing: public.signing,
            kit_recipient: public.recipient,
            person_recipient: recipient(&mut dice),
            nonce: [7; 16],
        });
        let roster = Roster::new(genesis.clone()).unwrap();
        let mut home = Self { dice, kit, devices: vec![first], genesis, roster };
        for _ in 1..count {
            let device = Device::make(&mut home.dice);
            let entry = home.devices[0].add(&device, &home.heads(), 0);
            home.devices.push(device);
            home.take(entry);
        }
        home
    }

    fn heads(&self) -> Vec<Hash> {
        self.roster.verdict().heads
    }

    fn take(&mut self, entry: SignedRosterEntry) -> Hash {
        let hash = entry.hash();
        self.roster.insert(entry).unwrap();
        hash
    }

    fn state(&self, device: usize) -> Option<DeviceState> {
        let id = self.devices[device].id();
        self.roster.verdict().devices.get(&id).map(|standing| standing.state)
    }

    fn reset(
        &mut self,
        kit: &KitWords,
        parents: &[Hash],
        term: u32,
    ) -> (Device, SignedRosterEntry) {
        let device = Device::make(&mut self.dice);
        let next = KitWords::make(&mut self.dice).public().unwrap();
        let entry = kit
            .sign(RosterEntry::KitReset {
                by: kit.public().unwrap().signing,
                facts: device.facts.clone(),
                authority: device.by(),
                parents: sorted(parents),
                term,
                kit_signing: next.signing,
                kit_recipient: next.recipient,
                person_recipient: recipient(&mut self.dice),
            })
            .unwrap();
        (device, entry)
    }
}

fn recipient(dice: &mut ChaCha12Rng) -> String {
    AgeSecret::make(dice).unwrap().recipient()
}

fn sorted(parents: &[Hash]) -> Vec<Hash> {
    let mut parents = parents.to_vec();
    parents.sort();
    parents
}

use DeviceState::{Active, Frozen, Removed};

#[test]
fn a_genesis_alone_has_one_active_lead() {
    let home = Home::with_devices(1, 1);
    let verdict = home.roster.verdict();
    assert_eq!(verdict.root.0, home.genesis.hash().0);
    assert_eq!(verdict.lead, Some(home.devices[0].id()));
    assert_eq!(verdict.heads, vec![home.genesis.hash()]);
    assert_eq!((verdict.term, verdict.waiting), (0, 0));
    assert!(verdict.may_write(&home.devices[0].id()));
    assert!(home.kit.matches(&verdict.kit));
    assert_eq!(verdict.person_key_recipients().len(), 2);
}

#[test]
fn only_the_lead_adds() {
    let mut home = Home::with_devices(3, 2);
    let stranger = Device::make(&mut home.dice);
    let entry = home.devices[1].add(&stranger, &home.heads(), 0);
    let refused = home.take(entry);
    let verdict = home.roster.verdict();
    assert!(!verdict.devices.contains_key(&stranger.id()));
    assert_eq!(verdict.devices.len(), 3);
    assert!(!verdict.heads.contains(&refused), "what is not valid is not built on");
    assert_eq!(home.state(1), Some(Active), "one refused entry freezes nobody");
}

#[test]
fn a_device_may_not_come_twice_under_any_name() {
    let mut home = Home::with_devices(2, 3);
    let twice = home.devices[0].add(&home.devices[1], &home.heads(), 0);
    home.take(twice);
    let mut disguised = Device::make(&mut home.dice);
    disguised.authority = SigningSecret::from_seed(&home.devices[1].authority.seed());
    let entry = home.devices[0].add(&disguised, &home.heads(), 0);
    home.take(entry);
    assert_eq!(home.roster.verdict().devices.len(), 2);
}

#[test]
fn any_device_removes_and_a_removed_one_never_returns() {
    let mut home = Home::with_devices(3, 4);
    let removal = home.devices[1].remove(&home.devices[2], &home.heads(), 0);
    home.take(removal);
    assert_eq!(home.state(2), Some(Removed));
    assert!(!home.roster.verdict().may_write(&home.devices[2].id()));
    let again = home.devices[0].add(&home.devices[2], &home.heads(), 0);
    home.take(again);
    assert_eq!(home.state(2), Some(Removed));
    let revenge = home.devices[2].remove(&home.devices[1], &home.heads(), 0);
    home.take(revenge);
    assert_eq!(home.state(1), Some(Active), "what a removed device signs afterwards is void");
}

#[test]
fn removals_of_both_branches_count() {
    let mut home = Home::with_devices(4, 5);
    let heads = home.heads();
    let one = home.devices[1].remove(&home.devices[2], &heads, 0);
    let two = home.devices[2].remove(&home.devices[1], &heads, 0);
    let three = home.devices[2].remove(&home.devices[3], &[two.hash()], 0);
    for entry in [one, two, three] {
        home.take(entry);
    }
    assert_eq!([1, 2, 3].map(|n| home.state(n)), [Some(Removed); 3]);
    assert_eq!(home.state(0), Some(Active));
}

#[test]
fn the_lead_wins_a_duel() {
    let mut home = Home::with_devices(3, 6);
    let heads = home.heads();
    let thief = home.devices[1].remove(&home.devices[0], &heads, 0);
    home.take(thief.clone());
    assert_eq!(home.state(0), Some(Removed), "as long as nothing speaks against it");
    assert_eq!(home.roster.verdict().lead, None);
    let lead = home.devices[0].remove(&home.devices[1], &heads, 0);
    home.take(lead);
    assert_eq!([0, 1, 2].map(|n| home.state(n)), [Some(Active), Some(Removed), Some(Active)]);
    assert_eq!(home.roster.verdict().lead, Some(home.devices[0].id()));

    // The lead goes on, knowing of both removals.
    let fresh = Device::make(&mut home.dice);
    let entry = home.devices[0].add(&fresh, &home.heads(), 0);
    home.take(entry);
    assert!(home.roster.verdict().may_write(&fresh.id()));
}

#[test]
fn a_device_removed_by_anyone_cannot_take_the_lead_down_afterwards() {
    // Told as it would happen: the phone is stolen, the tablet removes it, and weeks later the thief signs a removal of
    // the laptop that pretends to be older than its own removal.
    let mut home = Home::with_devices(3, 7);
    let old_heads = home.heads();
    let tablet = home.devices[2].remove(&home.devices[1], &old_heads, 0);
    home.take(tablet);
    let backdated = home.devices[1].remove(&home.devices[0], &old_heads, 0);
    home.take(backdated);
    assert_eq!([0, 1, 2].map(|n| home.state(n)), [Some(Active), Some(Removed), Some(Active)]);
    assert_eq!(home.roster.verdict().lead, Some(home.devices[0].id()));
}

#[test]
fn handing_over_the_lead_and_a_duel_with_the_old_one() {
    let mut home = Home::with_devices(3, 8);
    let before = home.heads();
    let hand_over = home.devices[0].set_lead(&home.devices[1], &before, 0);
    let hand_over = home.take(hand_over);
    assert_eq!(home.roster.verdict().lead, Some(home.devices[1].id()));

    let late = Device::make(&mut home.dice);
    let by_old = home.devices[0].add(&late, &home.heads(), 0);
    home.take(by_old);
    assert!(!home.roster.verdict().devices.contains_key(&late.id()), "no longer the lead");
    let by_new = home.devices[1].add(&late, &home.heads(), 0);
    home.take(by_new);
    assert!(home.roster.verdict().may_write(&late.id()));

    let new_removes_old = home.devices[1].remove(&home.devices[0], &[hand_over], 0);
    let old_removes_new = home.devices[0].remove(&home.devices[1], &[hand_over], 0);
    let mut both = home.roster.clone();
    for entry in [old_removes_new.clone(), new_removes_old] {
        both.insert(entry).unwrap();
    }
    let verdict = both.verdict();
    assert_eq!(verdict.devices[&home.devices[0].id()].state, Removed);
    assert_ne!(verdict.devices[&home.devices[1].id()].state, Removed, "the later lead wins");
}

#[test]
fn a_removed_lead_cannot_rewrite_the_hand_over() {
    // A former lead, stolen and removed, signs a second history from before it handed over. What its remover had seen
    // binds it: the hand-over stands, and so does what the new lead did with it.
    let mut home = Home::with_devices(3, 9);
    let before = home.heads();
    let hand_over = home.devices[0].set_lead(&home.devices[1], &before, 0);
    home.take(hand_over);
    let removal = home.devices[1].remove(&home.devices[0], &home.heads(), 0);
    home.take(removal);
    let good = home.roster.verdict();
    for entry in [
        home.devices[0].remove(&home.devices[1], &before, 0),
        home.devices[0].remove(&home.devices[2], &before, 0),
        home.devices[0].set_lead(&home.devices[2], &before, 0),
    ] {
        home.take(entry);
    }
    let verdict = home.roster.verdict();
    assert_eq!(verdict.lead, Some(home.devices[1].id()));
    assert_eq!(verdict.devices, good.devices);
}

#[test]
fn two_unordered_entries_freeze_their_signer() {
    let mut home = Home::with_devices(4, 10);
    let heads = home.heads();
    let one = home.devices[1].remove(&home.devices[2], &heads, 0);
    let two = home.devices[1].remove(&home.devices[3], &heads, 0);
    home.take(one);
    assert_eq!(home.state(1), Some(Active));
    home.take(two);
    assert_eq!([1, 2, 3].map(|n| home.state(n)), [Some(Frozen), Some(Removed), Some(Removed)]);
    assert!(!home.roster.verdict().may_write(&home.devices[1].id()));
}

#[test]
fn a_frozen_lead_adds_nobody_and_keeps_what_came_before() {
    let mut home = Home::with_devices(2, 11);
    let heads = home.heads();
    let (a, b) = (Device::make(&mut home.dice), Device::make(&mut home.dice));
    for entry in [home.devices[0].add(&a, &heads, 0), home.devices[0].add(&b, &heads, 0)] {
        home.take(entry);
    }
    let verdict = home.roster.verdict();
    assert_eq!(verdict.lead, None);
    assert_eq!(verdict.devices.len(), 2, "neither of the two unordered additions counts");
    assert_eq!(home.state(0), Some(Frozen));
    assert_eq!(home.state(1), Some(Active), "added before the fork");
    let more = Device::make(&mut home.dice);
    let entry = home.devices[0].add(&more, &home.heads(), 0);
    home.take(entry);
    assert_eq!(home.roster.verdict().devices.len(), 2, "nor does anything after the fork");
}

#[test]
fn an_addition_that_loses_to_a_removal_waits_to_be_signed_again() {
    let mut home = Home::with_devices(3, 12);
    let heads = home.heads();
    let fresh = Device::make(&mut home.dice);
    let addition = home.devices[0].add(&fresh, &heads, 0);
    let removal = home.devices[1].remove(&home.devices[0], &heads, 0);
    home.take(addition);
    assert!(home.roster.verdict().devices.contains_key(&fresh.id()));
    home.take(removal);
    assert!(!home.roster.verdict().devices.contains_key(&fresh.id()));

    // A removal that had seen the addition does not undo it.
    let mut other = Home::with_devices(3, 12);
    let fresh = Device::make(&mut other.dice);
    let addition = other.devices[0].add(&fresh, &other.heads(), 0);
    other.take(addition);
    let removal = other.devices[1].remove(&other.devices[0], &other.heads(), 0);
    other.take(removal);
    assert!(other.roster.verdict().may_write(&fresh.id()));
}

#[test]
fn entries_whose_parents_are_missing_wait() {
    let mut home = Home::with_devices(2, 13);
    let (a, b) = (Device::make(&mut home.dice), Device::make(&mut home.dice));
    let first = home.devices[0].add(&a, &home.heads(), 0);
    let second = home.devices[0].add(&b, &[first.hash()], 0);
    home.take(second);
    let verdict = home.roster.verdict();
    assert_eq!((verdict.waiting, verdict.devices.len()), (1, 2));
    home.take(first);
    let verdict = home.roster.verdict();
    assert_eq!((verdict.waiting, verdict.devices.len()), (0, 4));
}

#[test]
fn the_kit_overrules_everything_it_does_not_include() {
    let mut home = Home::with_devices(3, 14);
    let safe = home.heads();
    // A thief with the lead's passphrase removes the others and adds a device.
    let evil = Device::make(&mut home.dice);
    for device in [1, 2] {
        let entry = home.devices[0].remove(&home.devices[device], &home.heads(), 0);
        home.take(entry);
    }
    let entry = home.devices[0].add(&evil, &home.heads(), 0);
    home.take(entry);
    assert!(home.roster.verdict().may_write(&evil.id()));

    let kit = KitWords::read(&home.kit.words().join(" ")).unwrap();
    let (fresh, reset) = home.reset(&kit, &safe, 1);
    home.take(reset.clone());
    let verdict = home.roster.verdict();
    assert_eq!((verdict.term, verdict.lead), (1, Some(fresh.id())));
    assert_eq!([1, 2].map(|n| home.state(n)), [Some(Active); 2]);
    assert!(!verdict.devices.contains_key(&evil.id()));
    assert_eq!(verdict.heads, vec![reset.hash()]);

    // The new lead puts the thief out; old-term entries of the thief count for nothing.
    let out = fresh.remove(&home.devices[0], &home.heads(), 1);
    home.take(out);
    let stale = home.devices[0].remove(&home.devices[1], &safe, 0);
    home.take(stale);
    assert_eq!([0, 1].map(|n| home.state(n)), [Some(Removed), Some(Active)]);
    assert!(!kit.matches(&home.roster.verdict().kit), "a reset names the kit in force from now on");
}

#[test]
fn resets_by_another_kit_or_out_of_term_do_not_count() {
    let mut home = Home::with_devices(2, 15);
    let good = home.roster.verdict();
    let other = KitWords::make(&mut home.dice);
    let kit = KitWords::read(&home.kit.words().join(" ")).unwrap();
    let heads = home.heads();
    for (kit, term) in [(&other, 1), (&kit, 2), (&kit, 0)] {
        let (_, reset) = home.reset(kit, &heads, term);
        home.take(reset);
    }
    assert_eq!(home.roster.verdict(), good);
    let (fresh, reset) = home.reset(&kit, &heads, 1);
    home.take(reset);
    // The kit was replaced by the reset: a second use of the old paper on top of it is void.
    let heads = home.heads();
    let (_, reset) = home.reset(&kit, &heads, 2);
    home.take(reset);
    let verdict = home.roster.verdict();
    assert_eq!((verdict.term, verdict.lead), (1, Some(fresh.id())));
}

#[test]
fn of_two_resets_in_one_term_all_devices_pick_the_same() {
    let mut home = Home::with_devices(2, 16);
    let kit = KitWords::read(&home.kit.words().join(" ")).unwrap();
    let heads = home.heads();
    let (a, reset_a) = home.reset(&kit, &heads, 1);
    let (b, reset_b) = home.reset(&kit, &heads, 1);
    let winner = if reset_a.hash() < reset_b.hash() { a.id() } else { b.id() };
    let mut other = home.roster.clone();
    for (first, second) in [(&reset_a, &reset_b), (&reset_b, &reset_a)] {
        other.insert(first.clone()).unwrap();
        other.insert(second.clone()).unwrap();
        assert_eq!(other.verdict().lead, Some(winner));
    }
}

#[test]
fn a_new_person_key_holds_and_says_when_it_is_stale() {
    let mut home = Home::with_devices(4, 17);
    let heads = home.heads();
    let (key_a, key_b) = (recipient(&mut home.dice), recipient(&mut home.dice));
    let one = home.devices[0].remove_with_key(&home.devices[2], &heads, 0, Some(key_a.clone()));
    let one = home.take(one);
    let verdict = home.roster.verdict();
    assert_eq!((verdict.person_recipient.as_str(), verdict.person_key_stale), (&*key_a, false));

    // Made at the same time without knowing: the person key of one branch is known to the other's removed device.
    let two = home.devices[1].remove(&home.devices[3], &heads, 0);
    let two = home.take(two);
    assert!(home.roster.verdict().person_key_stale);

    let again =
        home.devices[1].remove_with_key(&home.devices[3], &[one, two], 0, Some(key_b.clone()));
    home.take(again);
    let verdict = home.roster.verdict();
    assert_eq!((verdict.person_recipient.as_str(), verdict.person_key_stale), (&*key_b, false));
}

#[test]
fn a_person_key_by_a_device_that_is_removed_gives_way() {
    let mut home = Home::with_devices(4, 18);
    let heads = home.heads();
    let (thief_key, good_key) = (recipient(&mut home.dice), recipient(&mut home.dice));
    let thief = home.devices[1].remove_with_key(&home.devices[2], &heads, 0, Some(thief_key));
    let lead = home.devices[0].remove_with_key(&home.devices[1], &heads, 0, Some(good_key.clone()));
    home.take(thief);
    home.take(lead);
    let verdict = home.roster.verdict();
    assert_eq!(verdict.person_recipient, good_key);
    assert!(verdict.person_key_stale, "the device the thief removed still has it");
}

#[test]
fn forged_entries_never_enter() {
    let mut home = Home::with_devices(2, 19);
    let stranger = Device::make(&mut home.dice);
    let forged = RosterEntry::AddDevice {
        by: home.devices[0].by(),
        facts: stranger.facts.clone(),
        authority: stranger.by(),
        parents: home.heads(),
        term: 0,
    };
    let forged = Signed::sign(forged, &stranger.authority).unwrap();
    assert_eq!(home.roster.insert(forged), Err(RosterError::BadSignature));

    let other = Home::with_devices(1, 20);
    assert_eq!(home.roster.insert(other.genesis), Err(RosterError::WrongRoot));
    let orphan = home.devices[0].remove(&home.devices[1], &[], 0);
    assert_eq!(home.roster.insert(orphan), Err(RosterError::NotCanonical));
    let twice = home.genesis.hash();
    let doubled = home.devices[0].remove(&home.devices[1], &[twice, twice], 0);
    assert_eq!(home.roster.insert(doubled), Err(RosterError::NotCanonical));
    let mut bad_key = Device::make(&mut home.dice);
    bad_key.facts.recipient = bad_key.facts.recipient.to_uppercase();
    let entry = home.devices[0].add(&bad_key, &home.heads(), 0);
    assert_eq!(home.roster.insert(entry), Err(RosterError::NotCanonical));
    let addition = home.devices[0].add(&stranger, &home.heads(), 0);
    assert_eq!(Roster::new(addition), Err(RosterError::WrongRoot));
}

#[test]
fn the_roster_is_bounded() {
    let mut home = Home::with_devices(2, 21);
    for n in 0..MAX_ROSTER_ENTRIES {
        let mut parent = Hash::ZERO;
        parent.0[..8].copy_from_slice(&(n as u64 + 1).to_le_bytes());
        let entry = home.devices[0].remove(&home.devices[1], &[parent], 0);
        match home.roster.insert(entry) {
            Ok(new) => assert!(new),
            Err(error) => {
                assert_eq!(error, RosterError::Full);
                assert_eq!(home.roster.len(), MAX_ROSTER_ENTRIES);
                return;
            }
        }
    }
    panic!("never full");
}
