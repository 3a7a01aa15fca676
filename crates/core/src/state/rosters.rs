//! What guests are told of the owner's devices. An entry of the roster names those before it, so a guest who
//! lacks one takes none of the later ones: every guest is told of every entry, however it came about.

use std::collections::BTreeSet;

use kith_seal::{GenerationId, Hash, RootId, SignedRosterEntry};

use super::Open;
use super::generations::Purpose;
use super::told::roster_records;
use crate::work::Work;

impl Open {
    /// Tells each guest of the entries that their mailbox lacks. A linking that was given up, a power cut
    /// between the book and the mailbox, or another device that paired meanwhile leave some out.
    pub(crate) fn tell_rosters(&mut self, work: &mut Work) {
        let guests: Vec<RootId> = self.household.guests.keys().copied().collect();
        for guest in guests {
            if self.mailbox_to(guest).is_none() {
                continue;
            }
            let told = self.rosters_told.get(&guest);
            let lacking = |hash: &Hash| told.is_none_or(|told| !told.contains(hash));
            let entries = self.household.mine.entries();
            let news: Vec<SignedRosterEntry> =
                entries.into_iter().filter(|entry| lacking(&entry.hash())).collect();
            if news.is_empty() {
                continue;
            }
            self.note_roster_told(guest, news.iter().map(SignedRosterEntry::hash).collect());
            self.write_mailbox(work, guest, &roster_records(&news));
        }
    }

    /// The same, when everything that other devices may have told is known.
    pub(crate) fn tell_rosters_in_time(&mut self, work: &mut Work) {
        if self.ready && self.receiving.is_empty() && self.wraps.is_quiet() {
            self.tell_rosters(work);
        }
    }

    /// A mailbox holds these entries.
    pub(crate) fn note_roster_told(&mut self, guest: RootId, hashes: BTreeSet<Hash>) {
        self.rosters_told.entry(guest).or_default().extend(hashes);
    }

    /// The guest whose mailbox of the owner's a generation is.
    pub(crate) fn guest_of_mailbox(&self, id: GenerationId) -> Option<RootId> {
        let generation = self.generations.get(&id)?;
        match generation.purpose {
            Purpose::Mailbox(guest) if generation.owner == self.household.me => Some(guest),
            Purpose::Mailbox(_) | Purpose::Book | Purpose::Half(_) | Purpose::Section(_) => None,
        }
    }
}
