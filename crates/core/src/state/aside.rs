//! What was set aside: counted, kept within bounds, and told of until it is taken after all.
//!
//! A copy of everything that is refused rests in the vault, so that the count outlives the run and the
//! owner can show somebody what was sent. What another person can have kept here is bounded: beyond the
//! bound it is counted and not kept.

use std::collections::BTreeMap;

use kith_seal::{Alias, Envelope, GenerationId, Hash, Header, RootId, StreamKey};
use kith_vault::{AsideCopy, VaultReply, VaultRequest};

use super::generations::Generations;
use super::{Open, Then};
use crate::work::Work;

/// What may be kept of one person.
#[derive(Clone, Copy, Debug)]
struct Quota {
    copies: u32,
    bytes: u64,
}

/// An honest guest has nothing set aside; a faulty program of theirs shows its fault in a few copies. This
/// is enough to look into it, and too little to fill a disk.
const OF_A_GUEST: Quota = Quota { copies: 256, bytes: 16 * 1024 * 1024 };
/// Of one's own devices what is set aside may be all that there is of a change, so only a fault without
/// end meets this bound. Four of the largest snapshots fit.
const OF_ONESELF: Quota = Quota { copies: 8_192, bytes: 256 * 1024 * 1024 };
/// So many things of one person are known apart without a copy, so that none is counted twice when it is
/// sent again. What comes beyond is counted as often as it comes.
const KNOWN_APART: u32 = 4_096;

/// Why the evidence of a fork was set aside. It rests beside the copy, and says what that is at the next
/// opening.
const WHY_FORKED: &str = "another envelope stands in its place";

/// One thing that was set aside.
#[derive(Clone, Debug)]
struct Item {
    /// The generation that it is of, which says whose it is; nothing for what only a marker names.
    generation: Option<GenerationId>,
    /// Where it would stand.
    place: Option<(Alias, StreamKey, u32)>,
    len: u64,
    /// Whether a copy of it rests in the vault.
    is_kept: bool,
}

impl Item {
    fn of(header: Option<&Header>, len: u64, is_kept: bool) -> Item {
        Item {
            generation: header.map(|header| header.generation),
            place: header.map(|header| (header.alias, header.stream, header.seq)),
            len,
            is_kept,
        }
    }
}

/// What the generations of a person hold of what was set aside.
#[derive(Clone, Copy, Debug, Default)]
struct Usage {
    copies: u32,
    bytes: u64,
    not_kept: u32,
}

/// Everything that was set aside.
#[derive(Debug, Default)]
pub(crate) struct Aside {
    items: BTreeMap<Hash, Item>,
    usage: BTreeMap<Option<GenerationId>, Usage>,
    /// Streams in which two envelopes stand at one place. Each counts once, however often peers meet over
    /// it; with the envelope that proves it, if that was ever seen.
    forks: BTreeMap<(Alias, StreamKey), Option<Hash>>,
    /// What was refused and is not known apart.
    beyond: u64,
}

impl Aside {
    /// How many things were set aside: forks, envelopes, and what could not even be remembered.
    pub(crate) fn count(&self) -> u64 {
        let proofs = self.forks.values().flatten().filter(|hash| self.items.contains_key(hash));
        let apart = self.items.len().saturating_sub(proofs.count());
        let known = apart.saturating_add(self.forks.len());
        u64::try_from(known).unwrap_or(u64::MAX).saturating_add(self.beyond)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Counts something that nothing is kept of.
    pub(crate) fn count_one_more(&mut self) {
        self.beyond = self.beyond.saturating_add(1);
    }

    /// Takes in what an earlier run has set aside.
    pub(crate) fn remember(&mut self, copy: &AsideCopy) {
        self.insert(copy.hash, Item::of(copy.header.as_ref(), copy.len, true));
        if let Some(header) = copy.header.as_ref().filter(|_| copy.why == WHY_FORKED) {
            self.forks.insert((header.alias, header.stream), Some(copy.hash));
        }
    }

    /// Counts what a marker names, of which nothing else is known.
    pub(crate) fn note(&mut self, hash: Hash) {
        if !self.items.contains_key(&hash) {
            self.insert(hash, Item::of(None, 0, false));
        }
    }

    /// Counts an envelope, once. `true` if a copy of it is to be kept.
    fn put(&mut self, envelope: &Envelope, quota: Quota, used: Usage) -> bool {
        let hash = envelope.hash();
        let known = self.items.get(&hash);
        if known.is_some_and(|known| known.is_kept) {
            return false;
        }
        let is_known = known.is_some();
        let len = u64::try_from(envelope.len()).unwrap_or(u64::MAX);
        let has_room = used.copies < quota.copies && used.bytes.saturating_add(len) <= quota.bytes;
        // A disk that takes no copies leaves room for them for ever, so what is known apart is bounded there too.
        let is_full = !is_known && used.not_kept >= KNOWN_APART;
        if is_full || (is_known && !has_room) {
            self.beyond = self.beyond.saturating_add(u64::from(!is_known));
            return false;
        }
        self.remove(&hash);
        self.insert(hash, Item::of(Some(envelope.header()), len, has_room));
        has_room
    }

    /// The disk did not take the copy.
    fn not_kept(&mut self, hash: Hash) {
        if let Some(item) = self.remove(&hash) {
            self.insert(hash, Item { is_kept: false, ..item });
        }
    }

    fn insert(&mut self, hash: Hash, item: Item) {
        let usage = self.usage.entry(item.generation).or_default();
        match item.is_kept {
            true => {
                usage.copies = usage.copies.saturating_add(1);
                usage.bytes = usage.bytes.saturating_add(item.len);
            }
            false => usage.not_kept = usage.not_kept.saturating_add(1),
        }
        self.items.insert(hash, item);
    }

    fn remove(&mut self, hash: &Hash) -> Option<Item> {
        let item = self.items.remove(hash)?;
        if let Some(usage) = self.usage.get_mut(&item.generation) {
            match item.is_kept {
                true => {
                    usage.copies = usage.copies.saturating_sub(1);
                    usage.bytes = usage.bytes.saturating_sub(item.len);
                }
                false => usage.not_kept = usage.not_kept.saturating_sub(1),
            }
        }
        Some(item)
    }

    /// What there is of a person's generations.
    fn used_by(&self, owner: RootId, generations: &Generations) -> Usage {
        let is_theirs = |id: &GenerationId| generations.get(id).is_some_and(|g| g.owner == owner);
        let theirs = self.usage.iter().filter(|(id, _)| id.as_ref().is_some_and(is_theirs));
        theirs.fold(Usage::default(), |sum, (_, usage)| Usage {
            copies: sum.copies.saturating_add(usage.copies),
            bytes: sum.bytes.saturating_add(usage.bytes),
            not_kept: sum.not_kept.saturating_add(usage.not_kept),
        })
    }
}

impl Open {
    /// Sets an envelope aside: it is counted and, within what its writer may have kept here, its bytes
    /// rest in the vault. It is never dropped in silence.
    pub(crate) fn put_aside(&mut self, work: &mut Work, envelope: &Envelope, why: String) {
        work.changed = true;
        let header = envelope.header();
        let known = self.generations.get(&header.generation);
        // Whoever names a generation under another alias could have their bytes charged to somebody else.
        let Some(owner) = known.filter(|g| g.alias == header.alias).map(|g| g.owner) else {
            return self.aside.count_one_more();
        };
        let quota = if owner == self.household.me { OF_ONESELF } else { OF_A_GUEST };
        let used = self.aside.used_by(owner, &self.generations);
        if self.aside.put(envelope, quota, used) {
            let request = VaultRequest::SetAside { bytes: envelope.bytes().to_vec(), why };
            work.vault(request, Then::SetAside(envelope.hash()));
        }
    }

    /// The disk has kept a copy, or could not: then the next time that it comes it is tried again.
    pub(crate) fn copy_kept(&mut self, hash: Hash, reply: &VaultReply) {
        if !matches!(reply, VaultReply::SetAside) {
            self.aside.not_kept(hash);
        }
    }

    /// What was set aside is in a document after all: it counts no more, and its copy goes.
    pub(crate) fn take_back(&mut self, work: &mut Work, hash: Hash) {
        if let Some(item) = self.aside.remove(&hash) {
            work.changed = true;
            if item.is_kept {
                work.vault(VaultRequest::TakeBack { hash }, Then::Nothing);
            }
        }
    }

    /// A snapshot that was taken holds these streams as far: what was set aside of them is in it.
    pub(crate) fn take_back_covered(
        &mut self,
        work: &mut Work,
        alias: Alias,
        covers: &[kith_seal::Covered],
    ) {
        if self.aside.is_empty() {
            return;
        }
        let is_covered = |(of, stream, seq): (Alias, StreamKey, u32)| {
            let forked = self.aside.forks.contains_key(&(of, stream));
            let mut covers = covers.iter();
            of == alias && !forked && covers.any(|one| one.stream == stream && one.last_seq >= seq)
        };
        let items = self.aside.items.iter();
        let covered = items.filter(|(_, item)| item.place.is_some_and(is_covered));
        let covered: Vec<Hash> = covered.map(|(hash, _)| *hash).collect();
        for hash in covered {
            self.take_back(work, hash);
        }
    }

    /// Two envelopes stand at one place of a stream. The stream counts once; the second envelope is kept as
    /// evidence, if it was seen and there is room.
    pub(crate) fn forked(
        &mut self,
        work: &mut Work,
        stream: (Alias, StreamKey),
        evidence: Option<Envelope>,
    ) {
        work.changed = true;
        let forks = &mut self.aside.forks;
        let is_known = forks.contains_key(&stream);
        if !is_known && forks.len() >= KNOWN_APART as usize {
            return self.aside.count_one_more();
        }
        let proof = forks.entry(stream).or_default();
        let Some(envelope) = evidence.filter(|_| proof.is_none()) else {
            return;
        };
        *proof = Some(envelope.hash());
        let is_ours = self.generations.get(&envelope.header().generation);
        if is_ours.is_some_and(|known| known.alias == envelope.header().alias) {
            self.put_aside(work, &envelope, WHY_FORKED.to_owned());
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use kith_seal::{ENVELOPE_HEADER_LEN, ENVELOPE_VERSION, EnvelopeKind, SUITE_X25519, tagged};

    use super::*;

    pub(crate) const GENERATION: GenerationId = GenerationId([2; 32]);

    /// An envelope that is well-formed and means nothing; its number is not 0.
    pub(crate) fn envelope(seq: u32) -> Envelope {
        let header = Header {
            version: ENVELOPE_VERSION,
            suite: SUITE_X25519,
            kind: EnvelopeKind::Change,
            alias: Alias([1; 16]),
            generation: GENERATION,
            stream: StreamKey([3; 32]),
            seq,
            previous: Hash([4; 32]),
            body_len: 1,
            body_hash: tagged("kith/v1/body", &[&[0]]),
        };
        let mut bytes = header.encode().to_vec();
        bytes.resize(ENVELOPE_HEADER_LEN + 1, 0);
        Envelope::decode(bytes).unwrap()
    }

    /// While the disk took no copies, each envelope that a guest sent to be refused was remembered: the room for
    /// copies was given back each time, and the bound on what is known without one was asked only where there was
    /// none.
    #[test]
    fn what_is_refused_while_the_disk_takes_no_copies_is_remembered_within_bounds() {
        let mut aside = Aside::default();
        for seq in 1..=KNOWN_APART + 500 {
            let envelope = envelope(seq);
            let used = aside.usage.get(&Some(GENERATION)).copied().unwrap_or_default();
            if aside.put(&envelope, OF_A_GUEST, used) {
                aside.not_kept(envelope.hash());
            }
        }
        assert_eq!(aside.items.len(), KNOWN_APART as usize);
        assert_eq!(aside.count(), u64::from(KNOWN_APART) + 500, "all of it is counted");
    }
}
