//! The roster: the set of signed entries that says which devices are a person's.
//!
//! Entries name their parents, so they form a graph that begins at one genesis entry; the hash of the signed genesis is
//! the person's [`RootId`]. No name of a device or person stands in it, since guests see it. The **verdict** is a
//! function of the set of entries alone: every device that holds the same entries reaches the same verdict, in whatever
//! order they arrived.
//!
//! # Rules
//!
//! *Words.* An entry's **past** is what its parents name, and what those name, without itself. Two entries are
//! **unordered** if neither is in the other's past. An entry is signed by an authority key; its **author** is the device
//! that the entries in its past introduced with that key. The **lead** is the device that may add others.
//!
//! 1. **Waiting.** An entry whose past is not complete in the set counts for nothing until it is. An entry whose
//!    signature does not verify under the key it names never enters.
//! 2. **Valid in its own past.** Judge the entry's past by these same rules. The entry is valid only if there: its term
//!    is the term; an addition is by the lead, not frozen, and brings a device and an authority never introduced; a
//!    change of lead is by the lead, not frozen, to an active device; a removal is by a device that is not removed, of
//!    a device that was introduced; a kit reset is signed by the kit in force, in the next term, and brings a device
//!    and an authority never introduced. An entry that is not valid counts for nothing, for ever.
//! 3. **Kit first.** The valid kit reset with the highest term, and of those the one with the lowest hash, is the
//!    **base**; without one the genesis is. What is in the base's past is judged as it stood there; its device becomes
//!    the lead; its kit and person key are the ones in force. Beyond the base's past only what has the base in its own
//!    past counts. So a reset voids whatever of lower terms it does not include.
//! 4. **What a remover saw binds the removed.** If an entry's author is removed by a valid removal that does not have
//!    that entry in its past, and that removal's past holds an entry by the same author that is unordered with it, the
//!    entry counts for nothing. A removed device cannot rewrite its own history afterwards.
//! 5. **Removals before additions.** Every other valid removal counts, those by devices that are themselves removed
//!    included, and a removed device never comes back (one that returns gets new keys).
//! 6. **The lead wins a duel.** Except: a removal of a device that has held the lead since the base does not count if
//!    its author is itself removed by an entry unordered with it; but between two that have held the lead, only the
//!    later one is so protected from the earlier.
//! 7. **Frozen.** A device that signed two unordered entries (leaving out those of rule 4) is frozen: what it wrote stays
//!    but it may not write, add or lead. Its additions and changes of lead that are unordered with another of its own
//!    entries, or come after such a pair, do not count; its removals do.
//! 8. **Additions and changes of lead** count if rule 7 lets them, if the change of lead (or the base) that made their
//!    author lead counts, if every removal of the author that counts has them in its past, and, for a change of lead,
//!    if every removal of the new lead that counts has it in its past. What lost waits to be signed again.
//! 9. **Lead.** Start from the base's device and follow the changes of lead that count. A lead that is removed or frozen
//!    leaves the person without one: then only the kit adds devices.
//! 10. **Person key.** The base names one, and a removal may name a new one. Of the removals that count and name one,
//!     those by devices that are neither removed nor frozen come first, if there are any; of these, those in another
//!     one's past give way; of these, the lowest hash. It is **stale** if a removal that counts is neither that entry nor
//!     in its past: then somebody removed may still hold it and the next device makes another.

use std::collections::BTreeMap;

use crate::canon::NotCanonical;
use crate::keys::parse_recipient;
use crate::{BadSignature, Hash, RootId, Signed};

mod entry;
mod judge;
mod verdict;

pub use entry::{DeviceFacts, RosterEntry, SignedRosterEntry};
pub use verdict::{DeviceStanding, DeviceState, Verdict};

/// The most entries a roster takes. A person has a handful of devices; this bounds what a hostile set can cost.
pub const MAX_ROSTER_ENTRIES: usize = 256;
/// The most parents one entry names.
pub const MAX_PARENTS: usize = 32;

/// Why an entry is not taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RosterError {
    /// Not signed by the key it names.
    #[error("the roster entry is not signed by the key it names")]
    BadSignature,
    /// Another genesis than this roster's, or no genesis where one is needed.
    #[error("the roster entry belongs to another root")]
    WrongRoot,
    /// Parents missing, too many or out of order, or a key that is not canonical.
    #[error("the roster entry is not in canonical form")]
    NotCanonical,
    /// The set holds as many entries as it may.
    #[error("the roster is full")]
    Full,
}

impl From<BadSignature> for RosterError {
    fn from(_: BadSignature) -> Self {
        RosterError::BadSignature
    }
}

impl From<NotCanonical> for RosterError {
    fn from(_: NotCanonical) -> Self {
        RosterError::NotCanonical
    }
}

/// All entries known about one person. Grows only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roster {
    root: RootId,
    entries: BTreeMap<Hash, SignedRosterEntry>,
}

impl Roster {
    /// Starts from a signed genesis entry; its hash is the person's root.
    pub fn new(genesis: SignedRosterEntry) -> Result<Self, RosterError> {
        if !matches!(genesis.unverified(), RosterEntry::Genesis { .. }) {
            return Err(RosterError::WrongRoot);
        }
        check_entry(&genesis)?;
        let hash = genesis.hash();
        Ok(Self { root: RootId(hash.0), entries: BTreeMap::from([(hash, genesis)]) })
    }

    /// Starts from a heap of entries in any order, one of which is the genesis of `root`.
    pub fn from_entries(
        root: RootId,
        entries: impl IntoIterator<Item = SignedRosterEntry>,
    ) -> Result<Self, RosterError> {
        let entries: Vec<_> = entries.into_iter().collect();
        let genesis =
            entries.iter().find(|entry| entry.hash().0 == root.0).ok_or(RosterError::WrongRoot)?;
        let mut roster = Self::new(genesis.clone())?;
        for entry in entries {
            roster.insert(entry)?;
        }
        Ok(roster)
    }

    /// The person.
    pub fn root(&self) -> RootId {
        self.root
    }

    /// Takes an entry in, whether or not its parents are here; `false` if it was known.
    pub fn insert(&mut self, entry: SignedRosterEntry) -> Result<bool, RosterError> {
        let hash = entry.hash();
        if self.entries.contains_key(&hash) {
            return Ok(false);
        }
        if matches!(entry.unverified(), RosterEntry::Genesis { .. }) {
            return Err(RosterError::WrongRoot);
        }
        check_entry(&entry)?;
        if self.entries.len() >= MAX_ROSTER_ENTRIES {
            return Err(RosterError::Full);
        }
        self.entries.insert(hash, entry);
        Ok(true)
    }

    /// What the set says, by the rules above.
    pub fn verdict(&self) -> Verdict {
        judge::judge(self.root, &self.entries)
    }

    /// The entries, by hash.
    pub fn entries(&self) -> impl Iterator<Item = (&Hash, &SignedRosterEntry)> {
        self.entries.iter()
    }

    /// How many entries there are; at least one.
    #[allow(clippy::len_without_is_empty, reason = "a roster holds its genesis at least")]
    pub fn len(&self) -> usize {
        self.entries.len()
    }
}

/// What must hold of an entry by itself: its signature and its form.
fn check_entry(signed: &Signed<RosterEntry>) -> Result<(), RosterError> {
    let entry = signed.unverified();
    signed.verify(&entry.signer())?;
    let parents = entry.parents();
    let ascending = parents.iter().zip(parents.iter().skip(1)).all(|(a, b)| a < b);
    let is_genesis = matches!(entry, RosterEntry::Genesis { .. });
    if !ascending || parents.len() > MAX_PARENTS || parents.is_empty() != is_genesis {
        return Err(RosterError::NotCanonical);
    }
    for recipient in entry.recipients() {
        parse_recipient(recipient).map_err(|_| RosterError::NotCanonical)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
