//! Shares that change while the storm goes on, on any of the person's devices, and what a guest may have
//! come to read by them.

use std::collections::{BTreeMap, BTreeSet};

use kith_core::{Command, RecordId, kinds};

use super::Run;
use super::storm::Meaning;

/// Sections that can be shared from today, of which the storm writes records.
pub const SECTIONS: [&str; 2] = ["word", "checkins"];

/// What is known of the shares so far.
#[derive(Default)]
pub struct Shares {
    /// Sections that anybody ever asked to share.
    pub ever: BTreeSet<&'static str>,
    /// Shares that were made or ended.
    pub changed: u64,
    /// Numbers everything that is asked about shares.
    serial: u64,
    /// The last time that sharing a section was asked for, anywhere.
    last_share: BTreeMap<&'static str, u64>,
    /// The last time that a device was asked to unshare a section, and did.
    unshared: BTreeMap<(usize, &'static str), u64>,
    /// Records that the guest may never read, and why.
    pub hidden: BTreeMap<RecordId, String>,
    /// Records that the guest reads as long as they stand, and why.
    pub shown: BTreeMap<RecordId, String>,
}

/// A change of the shares that waits for the passphrase.
#[derive(Clone, Copy, Debug)]
pub struct Change {
    pub section: &'static str,
    pub is_share: bool,
}

/// The section of those that can be shared that a kind belongs to.
pub fn section_of(kind: &str) -> Option<&'static str> {
    let section = kinds::kind(kind)?.section;
    SECTIONS.into_iter().find(|one| *one == section)
}

impl Shares {
    /// Whether `who` has ended the share of a section, and nobody was asked to share it again since.
    pub fn is_over(&self, who: usize, section: &str) -> bool {
        let ended = self.unshared.iter().find(|((by, of), _)| *by == who && *of == section);
        let last = self.last_share.iter().find(|(of, _)| **of == section);
        ended.is_some_and(|(_, ended)| last.is_none_or(|(_, last)| last < ended))
    }

    /// A device ended a share.
    pub fn ended(&mut self, who: usize, section: &'static str, serial: u64) {
        self.changed += 1;
        self.unshared.insert((who, section), serial);
    }
}

impl Run {
    /// Somebody wants to share more or less with the guest, and types the passphrase for it.
    pub fn change_shares(&mut self, who: usize) {
        if self.household.guest.is_none() || !self.seats[who].is_own {
            return;
        }
        let section = SECTIONS[self.random.below(SECTIONS.len() as u64) as usize];
        let is_share = self.random.chance(500);
        let step_up = Command::StepUp { passphrase: super::passphrase() };
        self.give(who, step_up, Meaning::SteppedUp(Change { section, is_share }));
    }

    /// The passphrase was right: what it was typed for.
    pub fn share_or_unshare(&mut self, who: usize, change: Change) {
        let Some((person, _, _)) = self.household.guest else {
            return;
        };
        let section = change.section.to_owned();
        self.shares.serial += 1;
        let serial = self.shares.serial;
        if change.is_share {
            self.shares.ever.insert(change.section);
            self.shares.last_share.insert(change.section, serial);
            let command = Command::Share { section, person, with_past: false, until: None };
            self.give(who, command, Meaning::Shared);
        } else {
            let command = Command::Unshare { section, person };
            self.give(who, command, Meaning::Unshared(change.section, serial));
        }
    }
}
