//! Volumes that are only looked at. What a document was read as is kept beside it when the program ends, and read
//! in its place when it begins: a document costs many times what its records do, in time and in memory.
//!
//! A kept view is used only if it holds just what rests here, to the last envelope, and nothing of it is damaged.
//! What one that holds more proves is for `lost.rs` to tell.
//! Whoever wants to write, or has something to take in, has the document brought back first.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use kith_plan::{UnixMillis, Volume};
use kith_seal::{
    Alias, Covered, DeskError, DeskReply, DeskRequest, GenerationId, Hash, KeptView, StreamKey,
};
use kith_vault::{Damage, DamageKind, VaultReply, VaultRequest};

use super::clocks::is_over;
use super::generations::{Generation, StreamEnd};
use super::taken::Taken;
use super::{Open, Then};
use crate::job::{Done, Job};
use crate::work::Work;

/// So long the end of the program waits for views. Without one, its document is read at the next start.
const LAST_VIEWS_MILLIS: i64 = 2_000;
/// So long after a change views are kept anew: the program may be killed, or locked, which waits for nothing.
const KEPT_AFTER_MILLIS: i64 = 30_000;

/// So many views are on their way from the disk at once: one for each thread that has work with them. More would only lie
/// in line, and the memory that they take there is not given back.
const MOST_VIEWS_AT_ONCE: usize = 3;

/// Which volumes rest, and what is kept of which.
#[derive(Debug, Default)]
pub(crate) struct Resting {
    /// Volumes of which only the view is in memory.
    asleep: BTreeSet<GenerationId>,
    /// What the views at rest hold.
    kept: BTreeMap<GenerationId, Extent>,
    /// The newest snapshot of a generation, and what it covers.
    snapshots: BTreeMap<GenerationId, (Hash, Vec<Covered>)>,
    /// Views that are still to be read, in the order in which they were asked for, and how many are on their way.
    to_read: VecDeque<(GenerationId, Alias)>,
    reading: usize,
    /// Views on their way to the disk.
    under_way: BTreeSet<GenerationId>,
    /// Until when the end of the program waits for them, once it has begun.
    wait_until: Option<UnixMillis>,
    /// Whether something has changed since views were kept, and when they are kept anew.
    is_stale: bool,
    keep_at: Option<UnixMillis>,
}

/// What of a generation a view holds: the last envelope of each stream, and beside which snapshot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Extent {
    ends: BTreeMap<StreamKey, (u32, Hash)>,
    snapshot: Option<Hash>,
}

impl Extent {
    fn new(covers: &[Covered], snapshot: Option<Hash>) -> Extent {
        Extent { ends: ends_of(covers), snapshot }
    }
}

fn ends_of(covers: &[Covered]) -> BTreeMap<StreamKey, (u32, Hash)> {
    covers.iter().map(|one| (one.stream, (one.last_seq, one.last_hash))).collect()
}

impl Resting {
    /// Whether only the view of a volume is in memory.
    pub(crate) fn is_asleep(&self, id: &GenerationId) -> bool {
        self.asleep.contains(id)
    }

    /// The document is there, or is given up; whether only its view was.
    pub(super) fn is_up(&mut self, id: &GenerationId) -> bool {
        self.asleep.remove(id)
    }

    /// What some view at rest holds is not what its document does any more.
    pub(super) fn note_change(&mut self) {
        self.is_stale = true;
    }

    /// A snapshot rests whole.
    pub(super) fn note_snapshot(&mut self, id: GenerationId, hash: Hash, covers: &[Covered]) {
        self.snapshots.insert(id, (hash, covers.to_vec()));
        self.is_stale = true;
    }
}

impl Open {
    /// Brings a volume whose key the desk holds back into memory: its view, if one is kept, or its document.
    pub(super) fn open_volume(&mut self, work: &mut Work, id: GenerationId) {
        let Some(generation) = self.generations.get(&id) else {
            return;
        };
        let alias = generation.alias;
        let is_closed_document =
            generation.readable && generation.purpose.is_document() && !self.loading.is_known(&id);
        if !is_closed_document || !self.opened.views.contains(&alias) {
            return self.load_volume(work, id);
        }
        self.loading.begin(id);
        self.resting.to_read.push_back((id, alias));
        self.read_views(work);
    }

    fn read_views(&mut self, work: &mut Work) {
        while self.resting.reading < MOST_VIEWS_AT_ONCE
            && let Some((id, alias)) = self.resting.to_read.pop_front()
        {
            self.resting.reading += 1;
            work.vault(VaultRequest::ReadView { alias }, Then::ViewRead { generation: id });
        }
    }

    /// A view is read, or will not be; the next one sets out.
    fn view_is_through(&mut self, work: &mut Work) {
        self.resting.reading = self.resting.reading.saturating_sub(1);
        self.read_views(work);
    }

    /// The disk has read a kept view.
    pub(super) fn view_read(&mut self, work: &mut Work, id: GenerationId, reply: VaultReply) {
        let VaultReply::View(Some(sealed)) = reply else {
            self.view_is_through(work);
            return self.read_document(work, id);
        };
        let request = DeskRequest::OpenView { generation: Some(id), sealed };
        work.desk(request, Then::ViewOpened { generation: id });
    }

    /// The desk has opened a kept view.
    pub(super) fn view_opened(&mut self, work: &mut Work, id: GenerationId, reply: DeskReply) {
        let DeskReply::ViewOpened(payload) = reply else {
            self.view_is_through(work);
            if matches!(reply, DeskReply::Failed(DeskError::Damaged)) {
                self.view_proves(id, None);
            }
            return self.read_document(work, id);
        };
        work.job(Job::read_view(payload), Then::ViewTaken { generation: id }, None);
    }

    /// The worker has read a kept view.
    pub(super) fn view_taken(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        id: GenerationId,
        done: Done,
    ) {
        self.view_is_through(work);
        let Done::View(Some(read)) = done else {
            return self.read_document(work, id);
        };
        let (kept, volume) = *read;
        self.view_knows_snapshot(id, &kept);
        self.view_proves(id, Some(&kept));
        match volume.filter(|_| self.holds_all(id, &kept)) {
            Some(volume) => self.rests(now, work, id, kept, volume),
            None => self.read_document(work, id),
        }
    }

    /// What the newest snapshot covers, a view from beside it says without its being read.
    fn view_knows_snapshot(&mut self, id: GenerationId, kept: &KeptView) {
        let Some(alias) = self.generations.get(&id).map(|generation| generation.alias) else {
            return;
        };
        if let (Some((hash, covers)), Some((newest, _))) =
            (&kept.snapshot, self.at_rest.snapshot(&alias))
            && *hash == newest
        {
            self.at_rest.note_covered(alias, covers);
        }
    }

    /// Whether a view holds just what rests here of its generation, of writers who are known, and nothing of that is
    /// damaged.
    fn holds_all(&self, id: GenerationId, kept: &KeptView) -> bool {
        let Some(generation) = self.generations.get(&id) else {
            return false;
        };
        let Some(followed) = self.household.followed(generation.owner) else {
            return false;
        };
        let snapshot = kept.snapshot.as_ref().map(|(hash, _)| *hash);
        // What an earlier process may have died of is found, and cleared, only by bringing documents back.
        if self.receiving.judging.has_suspects()
            || !self.is_undamaged(generation)
            || self.leaves_snapshot_out(id)
            || snapshot != self.at_rest.snapshot(&generation.alias).map(|(hash, _)| hash)
        {
            return false;
        }
        let under = kept.snapshot.iter().flat_map(|(_, covers)| covers);
        let writers = followed.writers();
        ends_of(&kept.covers) == self.ends_at_rest(generation, under.clone())
            && kept.covers.iter().chain(under).all(|one| one.check(&id, writers).is_ok())
    }

    /// Whether no hole is known of a generation, and no damaged place names it.
    fn is_undamaged(&self, generation: &Generation) -> bool {
        let alias = generation.alias;
        // A newer snapshot rests in place of a damaged older one.
        let is_of_it = |damage: &Damage| {
            damage.alias == Some(alias) && damage.what != DamageKind::OlderSnapshot
        };
        !self.at_rest.has_hole(&alias) && !self.opened.damage.iter().any(is_of_it)
    }

    /// The ends of all streams that rest of a generation, in the logs or under its newest snapshot, which covers `under`.
    fn ends_at_rest<'a>(
        &self,
        generation: &Generation,
        under: impl Iterator<Item = &'a Covered>,
    ) -> BTreeMap<StreamKey, (u32, Hash)> {
        let mut all = self.at_rest.ends(&generation.alias);
        for covered in under {
            let end = all.entry(covered.stream).or_insert((covered.last_seq, covered.last_hash));
            if end.0 < covered.last_seq {
                *end = (covered.last_seq, covered.last_hash);
            }
        }
        all
    }

    /// A volume is there, as far as it is looked at.
    fn rests(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        id: GenerationId,
        kept: KeptView,
        volume: Volume,
    ) {
        self.loading.rests(id);
        let KeptView { covers, snapshot, .. } = kept;
        let Some(generation) = self.generations.get_mut(&id) else {
            return;
        };
        let alias = generation.alias;
        for covered in &covers {
            generation.streams.entry(covered.stream).or_insert_with(|| StreamEnd {
                device: covered.device,
                certificate: covered.certificate.clone(),
                taken: Taken::default(),
            });
        }
        generation.note_taken_with_snapshot(&covers);
        let extent = Extent::new(&covers, snapshot.as_ref().map(|(hash, _)| *hash));
        self.resting.kept.insert(id, extent);
        if let (Some((hash, covers)), Some((_, len))) = (snapshot, self.at_rest.snapshot(&alias)) {
            self.snapshot_is_held(now, work, (alias, hash, len), &covers, Vec::new());
            self.resting.note_snapshot(id, hash, &covers);
        }
        self.resting.asleep.insert(id);
        self.insert_volume(id, volume);
        self.goes_on(now, work, id);
    }

    /// Has the document of a volume brought back, if only its view is there.
    pub(crate) fn wake(&mut self, work: &mut Work, id: GenerationId) {
        if self.resting.is_asleep(&id) && !self.loading.is_known(&id) {
            self.loading.begin(id);
            self.read_document(work, id);
        }
    }

    /// Whether only the view of an own volume is in memory; then its document is asked for, and the command waits.
    pub(crate) fn must_wake(&mut self, work: &mut Work, volume: kith_plan::VolumeId) -> bool {
        let id = self.generation_of(volume).map(|generation| generation.id);
        let Some(id) = id.filter(|id| self.resting.is_asleep(id)) else {
            return false;
        };
        self.wake(work, id);
        true
    }

    /// Whether the end of the program has to wait for views a little longer. The first time it is asked, those that
    /// are no longer what the documents hold are begun.
    pub(crate) fn waits_for_views(&mut self, work: &mut Work) -> bool {
        let until = match self.resting.wait_until {
            Some(until) => until,
            None => {
                self.keep_views(work);
                let until = UnixMillis(work.now.0.saturating_add(LAST_VIEWS_MILLIS));
                self.resting.wait_until = Some(until);
                until
            }
        };
        let is_over = is_over(work.now, until, LAST_VIEWS_MILLIS);
        let waits = !self.resting.under_way.is_empty() && !is_over;
        if waits {
            work.wake_at(until);
        }
        waits
    }

    /// Keeps views anew a while after something has changed.
    pub(super) fn keep_views_in_time(&mut self, now: UnixMillis, work: &mut Work) {
        if !self.resting.is_stale || !self.ready || self.opened.read_only {
            return;
        }
        match self.resting.keep_at {
            Some(at) if is_over(now, at, KEPT_AFTER_MILLIS) => {
                self.resting.keep_at = None;
                self.keep_views(work);
            }
            Some(at) => work.wake_at(at),
            None => {
                let at = UnixMillis(now.0.saturating_add(KEPT_AFTER_MILLIS));
                self.resting.keep_at = Some(at);
                work.wake_at(at);
            }
        }
    }

    fn keep_views(&mut self, work: &mut Work) {
        // What is not confirmed yet is not known to rest. In a folder that cannot be written nothing is kept.
        if !self.receiving.is_empty() || self.writing.open_count() > 0 || self.opened.read_only {
            return;
        }
        self.resting.is_stale = false;
        let made: Vec<_> =
            self.generations.iter().filter_map(|one| Some((one.id, self.view_now(one)?))).collect();
        for (id, (job, extent)) in made {
            self.resting.under_way.insert(id);
            self.resting.kept.insert(id, extent);
            work.job(job, Then::ViewMade { generation: id }, None);
        }
    }

    /// The making of a view, if it would hold something else than the one that is kept. Nothing while something rests
    /// here that the document does not hold, or that could not be read.
    fn view_now(&self, generation: &Generation) -> Option<(Job, Extent)> {
        let id = generation.id;
        let is_whole = self.volume_is_loaded(id)
            && !self.resting.under_way.contains(&id)
            && generation.waiting.is_empty()
            && generation.left_out.is_empty()
            && self.is_undamaged(generation)
            && !self.is_only_in_view(generation.alias);
        if !is_whole {
            return None;
        }
        let covers = self.covers_now(generation).filter(|covers| !covers.is_empty())?;
        let snapshot = match self.at_rest.snapshot(&generation.alias) {
            None => None,
            Some((hash, _)) => {
                let known = self.resting.snapshots.get(&id);
                Some(known.filter(|(known, _)| *known == hash).cloned()?)
            }
        };
        // What is in the document alone, because the disk refused it, must not look as if it had been lost from the logs.
        let under = snapshot.iter().flat_map(|(_, covers)| covers);
        if ends_of(&covers) != self.ends_at_rest(generation, under) {
            return None;
        }
        let extent = Extent::new(&covers, snapshot.as_ref().map(|(hash, _)| *hash));
        if self.resting.kept.get(&id) == Some(&extent) {
            return None;
        }
        let volume = kith_plan::VolumeId(generation.volume.0);
        let volume = self.plan_of(generation.owner)?.volume(volume)?;
        if volume.is_resting() {
            return None;
        }
        Some((Job::keep_view(volume.view_keeper(), covers, snapshot), extent))
    }

    /// The worker has made a view's payload.
    pub(super) fn view_made(&mut self, work: &mut Work, generation: GenerationId, done: Done) {
        if let Done::Kept(Some(payload)) = done {
            let request = DeskRequest::SealView { generation, payload };
            work.desk(request, Then::ViewSealed { generation });
        } else {
            self.resting.under_way.remove(&generation);
        }
    }

    /// The desk has sealed a view.
    pub(super) fn view_sealed(&mut self, work: &mut Work, id: GenerationId, reply: DeskReply) {
        let alias = self.generations.get(&id).map(|generation| generation.alias);
        if let (DeskReply::ViewSealed(bytes), Some(alias)) = (reply, alias) {
            let request = VaultRequest::PutView { alias, bytes };
            work.vault(request, Then::ViewPut { generation: id });
        } else {
            self.resting.under_way.remove(&id);
        }
    }

    /// A view is kept, or it is not, and the document will be read again.
    pub(super) fn view_put(&mut self, id: GenerationId) {
        self.resting.under_way.remove(&id);
    }
}
