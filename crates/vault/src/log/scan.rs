//! Reading one log from its first byte to its last, through damage.

use kith_seal::{ENVELOPE_HEADER_LEN, Hash, Header};

use super::found::{FoundEnvelope, FoundEnvelopes};
use super::head::{MAX_HASHED_LEN, decode_opening, hash_file};
use super::record::{MARK, RecordHead};
use super::window::Window;
use super::{
    EarlierLog, LOG_HEAD_LEN, LogHead, RECORD_HEAD_LEN, RecordHash, RecordKind, SNAPSHOT_PLACE_LEN,
};
use crate::damage::{Damage, DamageKind};
use crate::disk::{Disk, DiskError};

/// A disk writes this many bytes wholly or not at all.
const SECTOR_LEN: u64 = 512;

/// Everything one log says.
pub(crate) struct ScannedLog {
    /// The number in its head, if that is whole.
    pub(crate) number: Option<u64>,
    /// Length of the file in bytes.
    pub(crate) file_len: u64,
    /// Where the last whole request ends, or the last damage.
    pub(crate) good_len: u64,
    /// Record hash there; nothing if the file could not be read to its end.
    pub(crate) last_hash: Option<RecordHash>,
    /// Whether something that a cut left stands after `good_len`.
    pub(crate) has_torn_tail: bool,
    /// Envelopes of whole requests.
    pub(crate) envelopes: FoundEnvelopes,
    /// Whole envelopes of a request whose end is not there. They count only if a later log names them.
    pub(crate) unfinished: FoundEnvelopes,
    /// What the opening record names.
    pub(crate) earlier: Vec<EarlierLog>,
    /// Hash of its first `good_len` bytes; zeros if there is damage, or too much to hash as a whole.
    pub(crate) file_hash: Hash,
    /// What is wrong.
    pub(crate) damage: Vec<Damage>,
    /// The records among that whose head is whole, so that it can be said what stood there if it is found elsewhere.
    pub(crate) hurt: Vec<HurtRecord>,
}

/// A record with a whole head and a damaged content.
#[derive(Debug, Clone)]
pub(crate) struct HurtRecord {
    /// Its head, with the hash of what stood there.
    pub(crate) head: RecordHead,
    /// What is told of it: with the place that its damaged content names, if it names one.
    pub(crate) damage: Damage,
}

/// Reads the log `path`, which is `file_len` bytes long; `named` is what later logs say of its end. Never fails: what
/// cannot be read is damage.
pub(crate) fn scan_log<D: Disk>(
    disk: &mut D,
    path: &str,
    file_len: u64,
    named: &[EarlierLog],
) -> ScannedLog {
    let mut scan = Scan {
        window: Window::new(disk, path, file_len),
        is_as_named: false,
        path,
        at: LOG_HEAD_LEN as u64,
        expected: None,
        request: FoundEnvelopes::default(),
        request_start: LOG_HEAD_LEN as u64,
        hash_before_request: None,
        log: ScannedLog {
            number: None,
            file_len,
            good_len: file_len,
            last_hash: None,
            has_torn_tail: false,
            envelopes: FoundEnvelopes::default(),
            unfinished: FoundEnvelopes::default(),
            earlier: Vec::new(),
            file_hash: Hash::ZERO,
            damage: Vec::new(),
            hurt: Vec::new(),
        },
    };
    let outcome = scan
        .whole(named)
        .and_then(|()| scan.head())
        .and_then(|()| scan.records())
        .and_then(|()| scan.vouch());
    let mut log = scan.finish();
    if outcome.is_err() {
        log.damage.push(Damage::of_file(path, DamageKind::Unreadable));
        log.envelopes.append(&mut log.unfinished);
        log.last_hash = None;
        log.file_hash = Hash::ZERO;
        log.has_torn_tail = false;
        log.good_len = file_len;
    }
    log
}

struct Scan<'a, D: Disk> {
    window: Window<'a, D>,
    /// The whole file has the hash that later logs name, so nothing in it needs to be hashed again.
    is_as_named: bool,
    path: &'a str,
    at: u64,
    /// The record hash that the next record must name; nothing after damage that hides it.
    expected: Option<RecordHash>,
    /// Records of a request whose last record has not come yet, where it started, and the hash before it.
    request: FoundEnvelopes,
    request_start: u64,
    hash_before_request: Option<RecordHash>,
    log: ScannedLog,
}

/// What stands at a place.
enum Seen {
    Good(RecordHead),
    /// A good head, but the content does not match.
    BadContent(RecordHead),
    /// A good head that announces more bytes than there are.
    TooLong,
    /// No head, although there is room for one.
    NoHead,
    /// Fewer bytes than a head.
    TooShort,
}

impl<D: Disk> Scan<'_, D> {
    /// Takes the whole file into memory and compares it with what later logs name.
    fn whole(&mut self, named: &[EarlierLog]) -> Result<(), DiskError> {
        let len = self.log.file_len;
        let Some(whole) = hashed_len(len) else {
            return Ok(());
        };
        let bytes = self.window.get(0, whole)?;
        if !named.iter().any(|named| named.len == len) {
            return Ok(());
        }
        let hash = hash_file(bytes);
        if named.iter().all(|named| named.len == len && named.file_hash == hash) {
            self.is_as_named = true;
            self.log.file_hash = hash;
        }
        Ok(())
    }

    /// Hashes what was found good, so that a later log can vouch for it. The bytes are still in memory, the same ones.
    fn vouch(&mut self) -> Result<(), DiskError> {
        if !self.is_as_named
            && self.log.damage.is_empty()
            && hashed_len(self.log.file_len).is_some()
            && let Some(good) = hashed_len(self.log.good_len)
        {
            self.log.file_hash = hash_file(self.window.get(0, good)?);
        }
        Ok(())
    }

    fn head(&mut self) -> Result<(), DiskError> {
        match LogHead::decode(self.window.get(0, LOG_HEAD_LEN)?) {
            Some(head) => {
                self.log.number = Some(head.number);
                self.expected = Some(head.hash);
                self.hash_before_request = Some(head.hash);
                self.log.last_hash = Some(head.hash);
            }
            None => self.damage(DamageKind::LogHead, None),
        }
        Ok(())
    }

    fn records(&mut self) -> Result<(), DiskError> {
        while self.at < self.log.file_len {
            match self.look(self.at)? {
                Seen::Good(head) => self.accept(&head)?,
                Seen::BadContent(head) => {
                    if !self.skip_bad_content(&head)? {
                        return Ok(());
                    }
                }
                Seen::TooLong | Seen::TooShort => {
                    let Some(next) = self.next_good(self.at.saturating_add(1))? else {
                        return self.tear();
                    };
                    self.lost(DamageKind::Gap, None, next);
                }
                Seen::NoHead => {
                    let next = self.next_good(self.at.saturating_add(1))?;
                    if next.is_none() && self.ends_unwritten()? {
                        return self.tear();
                    }
                    self.lost(DamageKind::Gap, None, next.unwrap_or(self.log.file_len));
                }
            }
        }
        if !self.request.is_empty() {
            return self.tear();
        }
        Ok(())
    }

    fn look(&mut self, at: u64) -> Result<Seen, DiskError> {
        let bytes = self.window.get(at, RECORD_HEAD_LEN)?;
        if bytes.len() < RECORD_HEAD_LEN {
            return Ok(Seen::TooShort);
        }
        let head = if self.is_as_named {
            RecordHead::decode_unchecked(bytes)
        } else {
            RecordHead::decode(bytes)
        };
        let Some(head) = head else {
            return Ok(Seen::NoHead);
        };
        let len = head.record_len();
        if at.saturating_add(len as u64) > self.log.file_len {
            return Ok(Seen::TooLong);
        }
        let is_good = self.is_as_named || head.matches(self.window.get(at, len)?);
        Ok(if is_good { Seen::Good(head) } else { Seen::BadContent(head) })
    }

    /// Takes the good record at `self.at` in.
    fn accept(&mut self, head: &RecordHead) -> Result<(), DiskError> {
        if self.expected.is_some_and(|expected| expected != head.previous) {
            self.damage(DamageKind::ChainBroken, None);
        }
        let content_at = self.at.saturating_add(RECORD_HEAD_LEN as u64);
        let content = self.window.get(content_at, head.content_len as usize)?;
        let is_first = self.at == LOG_HEAD_LEN as u64;
        let found = match RecordKind::from_byte(head.kind) {
            Some(RecordKind::Envelope) => envelope(content, content_at).map(Some),
            Some(RecordKind::SnapshotPlace) => snapshot_place(content, content_at).map(Some),
            Some(RecordKind::Opening) if is_first => decode_opening(content).map(|earlier| {
                self.log.earlier = earlier;
                None
            }),
            Some(RecordKind::Opening) | None => None,
        };
        match found {
            Some(Some(envelope)) => self.request.push(envelope),
            Some(None) => {}
            None => self.damage(DamageKind::Unknown, None),
        }
        self.at = self.at.saturating_add(head.record_len() as u64);
        self.expected = Some(head.hash);
        self.log.last_hash = Some(head.hash);
        if !head.is_joined {
            self.end_request();
        }
        Ok(())
    }

    /// Goes past a record whose head is good and whose content is not. Gives false if the log ends here.
    fn skip_bad_content(&mut self, head: &RecordHead) -> Result<bool, DiskError> {
        let by_length = self.at.saturating_add(head.record_len() as u64);
        let is_last = by_length >= self.log.file_len;
        let next = match self.look(by_length)? {
            _ if is_last => Some(by_length),
            Seen::Good(_) | Seen::BadContent(_) | Seen::TooLong => Some(by_length),
            Seen::NoHead | Seen::TooShort => {
                self.next_good(self.at.saturating_add(RECORD_HEAD_LEN as u64))?
            }
        };
        if (is_last || next.is_none()) && self.ends_unwritten()? {
            self.tear()?;
            return Ok(false);
        }
        let content_at = self.at.saturating_add(RECORD_HEAD_LEN as u64);
        let content_len = ENVELOPE_HEADER_LEN.min(head.content_len as usize);
        let header = Header::decode(self.window.get(content_at, content_len)?).ok();
        // The check vouches for the record hash in the head, so the chain holds across the damage.
        let follows = next == Some(by_length);
        if follows {
            self.log.last_hash = Some(head.hash);
        } else {
            // More than this record was hit, and nobody can say what else stood there.
            self.damage(DamageKind::Gap, None);
        }
        self.log.hurt.push(HurtRecord {
            head: head.clone(),
            damage: Damage::of_envelope(self.path, DamageKind::Record, header.as_ref()),
        });
        self.lost(DamageKind::Record, header.as_ref(), next.unwrap_or(self.log.file_len));
        self.expected = follows.then_some(head.hash);
        Ok(true)
    }

    /// The next place from `from` on where a whole good record starts.
    fn next_good(&mut self, from: u64) -> Result<Option<u64>, DiskError> {
        const STEP: usize = 64 * 1024;
        let mut at = from;
        while at < self.log.file_len {
            let piece = self.window.get(at, STEP)?;
            let marks: Vec<u64> = (0_u64..)
                .zip(piece.windows(MARK.len()))
                .filter(|(_, bytes)| bytes == MARK)
                .map(|(place, _)| at.saturating_add(place))
                .collect();
            if piece.len() < MARK.len() {
                return Ok(None);
            }
            // The next piece overlaps this one, so that a mark across the border is seen.
            let advance = piece.len().saturating_sub(MARK.len() - 1) as u64;
            for mark in marks {
                if let Seen::Good(_) = self.look(mark)? {
                    return Ok(Some(mark));
                }
            }
            at = at.saturating_add(advance);
        }
        Ok(None)
    }

    /// Whether the file ends in space that was given and never written: zeros from this record or its last sector on.
    fn ends_unwritten(&mut self) -> Result<bool, DiskError> {
        let last = self.log.file_len.saturating_sub(1);
        let from = last.saturating_sub(last % SECTOR_LEN).max(self.at);
        let tail = self.window.get(from, SECTOR_LEN as usize)?;
        Ok(tail.iter().all(|byte| *byte == 0))
    }

    /// Damage from here to `next`. What came before it in its request was kept once, so it stays.
    fn lost(&mut self, what: DamageKind, header: Option<&Header>, next: u64) {
        self.damage(what, header);
        self.expected = None;
        self.at = next;
        self.end_request();
    }

    /// What stands here to the end of the file is what a cut left of a request that was never answered.
    fn tear(&mut self) -> Result<(), DiskError> {
        self.log.has_torn_tail = true;
        self.log.good_len = self.request_start;
        self.log.last_hash = self.hash_before_request;
        self.log.unfinished = std::mem::take(&mut self.request);
        Ok(())
    }

    fn end_request(&mut self) {
        self.log.envelopes.append(&mut self.request);
        self.request_start = self.at;
        self.hash_before_request = self.log.last_hash;
    }

    fn damage(&mut self, what: DamageKind, header: Option<&Header>) {
        self.log.damage.push(Damage::of_envelope(self.path, what, header));
    }

    fn finish(mut self) -> ScannedLog {
        self.log.envelopes.append(&mut self.request);
        self.log
    }
}

/// The length of a log, if it is hashed as a whole.
fn hashed_len(len: u64) -> Option<usize> {
    usize::try_from(len).ok().filter(|len| *len <= MAX_HASHED_LEN)
}

fn envelope(content: &[u8], offset: u64) -> Option<FoundEnvelope> {
    let header = Header::decode(content).ok()?;
    let len = ENVELOPE_HEADER_LEN.checked_add(header.body_len as usize)?;
    (len == content.len()).then(|| found(&header, offset, content.len(), None))
}

fn snapshot_place(content: &[u8], offset: u64) -> Option<FoundEnvelope> {
    let (hash, head) = content.split_first_chunk::<32>()?;
    let header = Header::decode(head).ok()?;
    let len = ENVELOPE_HEADER_LEN.checked_add(header.body_len as usize)?;
    (content.len() == SNAPSHOT_PLACE_LEN).then(|| found(&header, offset, len, Some(Hash(*hash))))
}

fn found(header: &Header, offset: u64, len: usize, snapshot: Option<Hash>) -> FoundEnvelope {
    FoundEnvelope {
        alias: header.alias,
        generation: header.generation,
        stream: header.stream,
        kind: header.kind,
        seq: header.seq,
        offset,
        len: u32::try_from(len).unwrap_or(u32::MAX),
        snapshot,
    }
}
