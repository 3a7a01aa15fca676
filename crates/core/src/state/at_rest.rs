//! What rests in the vault, as far as it is known without a key.

use std::collections::BTreeMap;

use kith_seal::{Alias, Covered, Envelope, EnvelopeKind, Hash, StreamKey};
use kith_vault::Run;

/// What rests in the vault, as far as it is known without a key.
#[derive(Debug, Default)]
pub(crate) struct AtRest {
    /// What the logs hold of each alias.
    streams: BTreeMap<Alias, BTreeMap<StreamKey, Runs>>,
    /// The newest snapshot of each alias: its hash, and its length in bytes.
    snapshots: BTreeMap<Alias, (Hash, u64)>,
    /// How far the newest snapshot of each alias covers each stream, once that is known.
    covered: BTreeMap<Alias, BTreeMap<StreamKey, u32>>,
    envelopes: u64,
    bytes: u64,
}

/// What the logs hold of one stream.
#[derive(Debug, Default)]
struct Runs {
    /// Runs without a gap, ascending, with a gap between any two.
    runs: Vec<Run>,
    /// Bytes of all of them.
    bytes: u64,
}

impl Runs {
    /// One more envelope. Those that are held already change nothing.
    fn note(&mut self, seq: u32, hash: Hash, len: u64) {
        let at = self.runs.partition_point(|run| run.first_seq <= seq);
        let before = at.checked_sub(1).and_then(|before| self.runs.get_mut(before));
        if before.as_ref().is_some_and(|run| seq < run.next_seq) {
            return;
        }
        self.bytes = self.bytes.saturating_add(len);
        let next_seq = seq.saturating_add(1);
        let joined = match before {
            Some(run) if run.next_seq == seq => {
                (run.next_seq, run.head) = (next_seq, hash);
                at - 1
            }
            Some(_) | None => {
                self.runs.insert(at, Run { first_seq: seq, next_seq, head: hash });
                at
            }
        };
        let Some(next) = self.runs.get(joined + 1).copied() else {
            return;
        };
        if let Some(run) = self.runs.get_mut(joined)
            && run.next_seq == next.first_seq
        {
            (run.next_seq, run.head) = (next.next_seq, next.head);
            self.runs.remove(joined + 1);
        }
    }

    /// An envelope cannot be read after all.
    fn note_lost(&mut self, seq: u32) {
        let of = self.runs.iter().position(|run| (run.first_seq..run.next_seq).contains(&seq));
        let Some((at, run)) = of.and_then(|at| Some((at, *self.runs.get(at)?))) else {
            return;
        };
        // Whose hash the end before it has is not known here.
        let before = Run { next_seq: seq, head: Hash::ZERO, ..run };
        let after = Run { first_seq: seq.saturating_add(1), ..run };
        let left = [before, after].into_iter().filter(|run| run.first_seq < run.next_seq);
        self.runs.splice(at..=at, left);
    }

    /// Where the stream stands if everything up to `covered` is under a snapshot: the last of the runs that follow it, or
    /// each other, without a gap. Nothing if the logs hold nothing that follows it.
    fn standing(&self, covered: Option<u32>) -> Option<Run> {
        let mut next = covered.map_or(0, |last| last.saturating_add(1));
        let mut standing = None;
        for run in &self.runs {
            if run.first_seq > next {
                break;
            }
            if run.next_seq >= next {
                next = run.next_seq;
                standing = Some(*run);
            }
        }
        standing
    }

    /// Whether something is held behind a gap, if everything up to `covered` is under a snapshot.
    fn has_hole(&self, covered: Option<u32>) -> bool {
        let after_snapshot = covered.map_or(0, |last| last.saturating_add(1));
        let end = self.standing(covered).map_or(after_snapshot, |run| run.next_seq);
        self.runs.last().is_some_and(|run| run.next_seq > end)
    }
}

impl AtRest {
    /// Reads the index that the vault made when it was opened.
    pub(crate) fn of(opened: &kith_vault::OpenedVault) -> AtRest {
        let mut rest =
            AtRest { envelopes: opened.envelopes, bytes: opened.bytes, ..AtRest::default() };
        for entry in &opened.index {
            // A snapshot's own stream says nothing about what it covers.
            if entry.kind == EnvelopeKind::Snapshot {
                continue;
            }
            let (first_seq, next_seq, head) = (entry.first_seq, entry.next_seq, entry.head);
            let first = Run { first_seq, next_seq, head };
            let runs = std::iter::once(first).chain(entry.beyond.iter().copied()).collect();
            let streams = rest.streams.entry(entry.alias).or_default();
            streams.insert(entry.stream, Runs { runs, bytes: entry.bytes });
        }
        let snapshots = opened.snapshots.iter();
        rest.snapshots = snapshots.map(|(alias, hash, len)| (*alias, (*hash, *len))).collect();
        rest
    }

    /// Notes an envelope that has become durable.
    pub(crate) fn note(&mut self, envelope: &Envelope) {
        let len = as_u64(envelope.len());
        self.envelopes = self.envelopes.saturating_add(1);
        self.bytes = self.bytes.saturating_add(len);
        let header = envelope.header();
        let runs = self.streams.entry(header.alias).or_default().entry(header.stream).or_default();
        runs.note(header.seq, envelope.hash(), len);
    }

    /// Whether the logs hold an envelope.
    pub(crate) fn holds(&self, alias: &Alias, stream: &StreamKey, seq: u32) -> bool {
        let runs = self.streams.get(alias).and_then(|streams| streams.get(stream));
        runs.is_some_and(|of| {
            of.runs.iter().any(|run| (run.first_seq..run.next_seq).contains(&seq))
        })
    }

    /// An envelope cannot be read after all.
    pub(crate) fn note_lost(&mut self, alias: &Alias, stream: &StreamKey, seq: u32) {
        if let Some(runs) = self.streams.get_mut(alias).and_then(|streams| streams.get_mut(stream))
        {
            runs.note_lost(seq);
        }
    }

    /// How many envelopes rest here, and their bytes.
    pub(crate) fn totals(&self) -> (u64, u64) {
        (self.envelopes, self.bytes)
    }

    /// The newest snapshot of an alias: its hash, and its length in bytes.
    pub(crate) fn snapshot(&self, alias: &Alias) -> Option<(Hash, u64)> {
        self.snapshots.get(alias).copied()
    }

    /// A snapshot has become the newest of its alias; what it covers is said beside it.
    pub(crate) fn note_snapshot(&mut self, alias: Alias, place: (Hash, u64), covers: &[Covered]) {
        self.snapshots.insert(alias, place);
        self.note_covered(alias, covers);
    }

    /// What the newest snapshot of an alias covers.
    pub(crate) fn note_covered(&mut self, alias: Alias, covers: &[Covered]) {
        let ends = covers.iter().map(|one| (one.stream, one.last_seq));
        self.covered.insert(alias, ends.collect());
    }

    /// Whether the newest snapshot of an alias covers an envelope, as far as is known.
    pub(crate) fn covers(&self, alias: &Alias, stream: &StreamKey, seq: u32) -> bool {
        self.covered_to(alias, stream).is_some_and(|last| seq <= last)
    }

    /// How far the newest snapshot of an alias covers a stream, as far as is known.
    pub(crate) fn covered_to(&self, alias: &Alias, stream: &StreamKey) -> Option<u32> {
        self.covered.get(alias).and_then(|streams| streams.get(stream)).copied()
    }

    /// How far the newest snapshot of an alias covers each stream, as far as is known.
    pub(crate) fn all_covered(&self, alias: &Alias) -> impl Iterator<Item = (&StreamKey, u32)> {
        self.covered.get(alias).into_iter().flatten().map(|(stream, last)| (stream, *last))
    }

    /// Whether everything of a stream up to `last` rests in the logs, or up to `covered` under a snapshot and from there
    /// on in the logs.
    pub(crate) fn reaches(
        &self,
        alias: &Alias,
        stream: &StreamKey,
        covered: Option<u32>,
        last: u32,
    ) -> bool {
        let runs = self.streams.get(alias).and_then(|streams| streams.get(stream));
        let standing = runs.and_then(|runs| runs.standing(covered));
        covered >= Some(last) || standing.is_some_and(|run| run.next_seq > last)
    }

    /// Where the streams of an alias stand in the logs, with the bytes that the logs hold of each. One of which the
    /// beginning rests neither there nor, as far as is known, under the newest snapshot stands nowhere.
    pub(crate) fn standing(
        &self,
        alias: &Alias,
    ) -> impl Iterator<Item = (StreamKey, Run, u64)> + '_ {
        let alias = *alias;
        self.streams.get(&alias).into_iter().flatten().filter_map(move |(stream, runs)| {
            let covered = self.covered_to(&alias, stream);
            Some((*stream, runs.standing(covered)?, runs.bytes))
        })
    }

    /// The aliases of which the logs hold something.
    pub(crate) fn aliases(&self) -> impl Iterator<Item = &Alias> {
        self.streams.keys()
    }

    /// Whether something of an alias is held behind a gap that the newest snapshot does not cover.
    pub(crate) fn has_hole(&self, alias: &Alias) -> bool {
        let mut streams = self.streams.get(alias).into_iter().flatten();
        streams.any(|(stream, runs)| runs.has_hole(self.covered_to(alias, stream)))
    }

    /// What is to be read of an alias: every stream, from after what a snapshot covers.
    pub(crate) fn ranges(
        &self,
        alias: Alias,
        covered: &BTreeMap<StreamKey, u32>,
    ) -> Vec<(Alias, StreamKey, u32)> {
        let Some(streams) = self.streams.get(&alias) else {
            return Vec::new();
        };
        streams
            .iter()
            .filter_map(|(stream, runs)| {
                let from = covered.get(stream).map_or(0, |last| last.saturating_add(1));
                let is_more = runs.runs.last().is_some_and(|run| from < run.next_seq);
                let first = runs.runs.first().map_or(0, |run| run.first_seq);
                is_more.then_some((alias, *stream, from.max(first)))
            })
            .collect()
    }

    /// The end of every stream of an alias in the logs. One of which the beginning rests nowhere has none.
    pub(crate) fn ends(&self, alias: &Alias) -> BTreeMap<StreamKey, (u32, Hash)> {
        let ends = self.standing(alias);
        ends.map(|(stream, run, _)| (stream, (run.next_seq.saturating_sub(1), run.head))).collect()
    }
}

fn as_u64(len: usize) -> u64 {
    u64::try_from(len).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALIAS: Alias = Alias([1; 16]);
    const STREAM: StreamKey = StreamKey([2; 32]);

    fn hash(seq: u32) -> Hash {
        Hash([u8::try_from(seq % 250).unwrap(); 32])
    }

    fn holding(seqs: impl IntoIterator<Item = u32>, covered: Option<u32>) -> AtRest {
        let mut runs = Runs::default();
        for seq in seqs {
            runs.note(seq, hash(seq), 10);
        }
        let mut rest = AtRest::default();
        rest.streams.entry(ALIAS).or_default().insert(STREAM, runs);
        if let Some(last) = covered {
            let of_stream = BTreeMap::from([(STREAM, last)]);
            rest.covered.insert(ALIAS, of_stream);
        }
        rest
    }

    fn end(rest: &AtRest) -> Option<(u32, Hash)> {
        rest.ends(&ALIAS).get(&STREAM).copied()
    }

    #[test]
    fn envelopes_make_runs_however_they_come() {
        let mut runs = Runs::default();
        for seq in [5, 3, 9, 4, 4, 0, 10, 2] {
            runs.note(seq, hash(seq), 10);
        }
        let spans: Vec<_> = runs.runs.iter().map(|run| (run.first_seq, run.next_seq)).collect();
        assert_eq!((spans, runs.bytes), (vec![(0, 1), (2, 6), (9, 11)], 70));
        let heads: Vec<Hash> = runs.runs.iter().map(|run| run.head).collect();
        assert_eq!(heads, [hash(0), hash(5), hash(10)]);
        runs.note(1, hash(1), 10);
        assert_eq!(runs.runs.first(), Some(&Run { first_seq: 0, next_seq: 6, head: hash(5) }));
    }

    /// A device had the first three of a stream in its logs, the first two hundred under a snapshot, and the rest in its
    /// logs again. All of it was there, and the end was told to be lost.
    #[test]
    fn what_a_snapshot_covers_joins_what_the_logs_hold_before_and_behind_it() {
        let rest = holding((0..3).chain(201..213), Some(200));
        assert_eq!((end(&rest), rest.has_hole(&ALIAS)), (Some((212, hash(212))), false));
        assert!(rest.holds(&ALIAS, &STREAM, 212) && rest.covers(&ALIAS, &STREAM, 100));
        let all = rest.standing(&ALIAS).next().unwrap();
        assert_eq!((all.1.first_seq, all.1.next_seq, all.2), (201, 213, 150));
    }

    /// The snapshot under which the beginning of a stream rested was gone, and its end was told to peers as held: they
    /// never gave the beginning again.
    #[test]
    fn a_stream_without_its_beginning_stands_nowhere() {
        for covered in [None, Some(50)] {
            let rest = holding(201..213, covered);
            assert_eq!((end(&rest), rest.has_hole(&ALIAS)), (None, true), "{covered:?}");
            assert!(rest.holds(&ALIAS, &STREAM, 205));
            assert!(!rest.reaches(&ALIAS, &STREAM, covered, 205));
        }
        assert!(holding(0..10, None).reaches(&ALIAS, &STREAM, None, 9));
        assert!(holding([], None).reaches(&ALIAS, &STREAM, Some(9), 9));
    }

    /// The first envelope after a snapshot could not be read, and so nothing behind it was.
    #[test]
    fn what_stands_behind_a_lost_envelope_is_asked_for_and_not_claimed() {
        for lost in [201, 210] {
            let mut rest = holding(201..230, Some(200));
            rest.note_lost(&ALIAS, &STREAM, lost);
            let covered = BTreeMap::from([(STREAM, 200)]);
            let from = if lost == 201 { 202 } else { 201 };
            assert_eq!(rest.ranges(ALIAS, &covered), [(ALIAS, STREAM, from)]);
            assert_eq!(end(&rest).map(|(last, _)| last), (lost > 201).then_some(lost - 1));
            assert!(rest.has_hole(&ALIAS));
        }
    }
}
