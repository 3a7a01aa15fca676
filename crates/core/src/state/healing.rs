//! Damage that another of one's own devices has made good. Once this device has been in step with one, nothing
//! is missing that anybody still has; a note in the book says so, or every later run would tell of it again.

use kith_seal::{ControlRecord, EndpointKey, GenerationId, Hash, Note};
use kith_sync::PeerProgress;
use kith_vault::Damage;

use super::Open;
use super::unread::{FOLDER_OF_LOGS, FOLDER_OF_SNAPSHOTS};
use crate::work::Work;

/// The beginning of the key of such a note; the device and what was damaged follow.
const NOTE_HEALED: &str = "healed";
/// So many places are noted at once. A disk that is damaged in more is not to fill the book.
const NOTED_AT_ONCE: usize = 64;

impl Open {
    /// Looks whether this device is in step with another by now.
    pub(crate) fn look_for_healing(&mut self, work: &mut Work) {
        if self.opened.damage.is_empty() {
            return;
        }
        let in_step = |progress: &PeerProgress| progress.connected && progress.in_step;
        let peers = self.network.progress.iter().filter(|(_, progress)| in_step(progress));
        for peer in peers.map(|(peer, _)| *peer).collect::<Vec<_>>() {
            self.in_step_with(work, peer);
        }
    }

    /// This device is in step with a peer, in a session of this run.
    fn in_step_with(&mut self, work: &mut Work, peer: EndpointKey) {
        let is_own =
            self.household.peers().get(&peer).is_some_and(|(root, _)| *root == self.household.me);
        if !is_own || !self.ready || !self.receiving.is_empty() || self.opened.damage.is_empty() {
            return;
        }
        let unread: Vec<Damage> =
            self.opened.damage.iter().filter(|one| self.is_of_unread(one)).cloned().collect();
        let healed: Vec<Damage> =
            self.opened.damage.iter().filter(|one| !self.is_of_unread(one)).cloned().collect();
        if healed.is_empty() {
            return;
        }
        let notes: Vec<ControlRecord> = keys_of(&self.note_prefix(), &healed)
            .zip(&healed)
            // These are of this run alone, and name no file.
            .filter(|(_, one)| one.file != FOLDER_OF_LOGS && one.file != FOLDER_OF_SNAPSHOTS)
            .map(|(key, _)| ControlRecord::Note(Note { key, value: vec![1] }))
            .take(NOTED_AT_ONCE)
            .collect();
        let snapshots: Vec<GenerationId> = self
            .generations
            .iter()
            .filter(|known| {
                let of_it = |one: &&Damage| one.alias == Some(known.alias) && one.is_of_snapshot();
                healed.iter().any(|one| of_it(&one))
            })
            .map(|known| known.id)
            .collect();
        self.opened.damage = unread;
        if !notes.is_empty() {
            for note in &notes {
                self.household.apply_book(note.clone());
            }
            self.write_book(work, &notes);
        }
        for id in snapshots {
            self.snapshot_now(work, id);
        }
        work.changed = true;
    }

    /// Leaves out what an earlier run has noted as made good.
    pub(crate) fn forget_healed(&mut self) {
        let keys: Vec<String> = keys_of(&self.note_prefix(), &self.opened.damage).collect();
        let mut healed = keys.into_iter().map(|key| self.household.notes.contains_key(&key));
        let damage = std::mem::take(&mut self.opened.damage);
        self.opened.damage =
            damage.into_iter().filter(|_| !healed.next().unwrap_or(false)).collect();
    }

    /// What could not be read in this run is not made good by what others have: it is here, and may be read
    /// by the next.
    fn is_of_unread(&self, damage: &Damage) -> bool {
        self.loading
            .unread()
            .filter_map(|id| self.generations.get(id))
            .any(|known| damage.alias == Some(known.alias))
    }

    fn note_prefix(&self) -> String {
        format!("{NOTE_HEALED}/{}", self.household.this)
    }
}

/// A name for each place, the same in every run. Where two look alike, they are told apart by their order.
fn keys_of<'d>(prefix: &str, damage: &'d [Damage]) -> impl Iterator<Item = String> + use<'d> {
    let prefix = prefix.to_owned();
    damage.iter().enumerate().map(move |(number, one)| {
        let earlier = damage.iter().take(number).filter(|other| *other == one).count();
        let alias = one.alias.map(|alias| alias.0).unwrap_or_default();
        let stream = one.stream.map(|stream| stream.0).unwrap_or_default();
        let (seq, earlier) =
            (one.seq.unwrap_or(u32::MAX), u64::try_from(earlier).unwrap_or(u64::MAX));
        let name: Hash = kith_seal::tagged(
            "kith/v1/damage",
            &[
                one.file.as_bytes(),
                one.what.name().as_bytes(),
                &alias,
                &stream,
                &seq.to_le_bytes(),
                &earlier.to_le_bytes(),
            ],
        );
        format!("{prefix}/{name}")
    })
}
