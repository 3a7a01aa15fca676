//! What the disk could not read: asked for once more, and then told of as damage. A volume is asked for again after a
//! while, since a disk may come back.
//!
//! A volume that could not be read is not an empty one. Nothing is answered from it as if it were whole, no
//! snapshot is made of it, and nothing is written that its own records would contradict.

use std::collections::BTreeSet;

use kith_plan::UnixMillis;
use kith_seal::{Alias, GenerationId};
use kith_vault::{Damage, DamageKind, VaultError};

use super::Open;
use super::clocks::is_over;
use super::generations::{Generation, Purpose};
use crate::work::Work;
use crate::{Command, Trouble};

/// What is told to be damaged when the disk does not say in which file it failed.
pub(super) const FOLDER_OF_LOGS: &str = "log";
/// The same for a snapshot that rests whole and cannot be used.
const FOLDER_OF_SNAPSHOTS: &str = "snap";
/// The same for what is left out for now: nothing is known to be wrong with it, and its words are others.
const FOLDER_OF_MARKERS: &str = "trying";

/// So long after a volume could not be read the disk is asked for it again, and twice as long after each time that it
/// fails once more.
const READ_AGAIN_MILLIS: i64 = 30_000;
/// No disk is asked more seldom than this.
const LONGEST_PAUSE_MILLIS: i64 = 16 * READ_AGAIN_MILLIS;

/// When the disk is asked again for what it could not read.
#[derive(Debug, Default)]
pub(super) struct ReadAgain {
    at: Option<UnixMillis>,
    /// How often it was asked since all could be read.
    times: u32,
    /// What the disk could not read when it was asked last. What failed elsewhere may be no fault of the disk, and would
    /// cost a worker each time.
    failed: BTreeSet<GenerationId>,
}

impl ReadAgain {
    fn pause(&self) -> i64 {
        let pause = READ_AGAIN_MILLIS.saturating_mul(1_i64 << self.times.min(16));
        pause.min(LONGEST_PAUSE_MILLIS)
    }
}

impl Open {
    /// The disk could not read what rests of a generation. Gives the alias if it is to be asked again:
    /// after damage, since the vault leaves that place out from now on, and otherwise once, since a cable
    /// may have been loose.
    pub(super) fn may_read_again(&mut self, id: GenerationId, error: &VaultError) -> Option<Alias> {
        let alias = self.generations.get(&id)?.alias;
        self.loading.again.failed.insert(id);
        let is_news = match error {
            VaultError::Damaged(damage) => self.note_damage(damage),
            _ => false,
        };
        (is_news || self.loading.try_once_more(id)).then_some(alias)
    }

    /// Notes damage that showed itself after the vault was opened; whether it was not known before.
    fn note_damage(&mut self, damage: &Damage) -> bool {
        if self.opened.damage.contains(damage) {
            return false;
        }
        if let (Some(alias), Some(stream), Some(seq)) = (damage.alias, damage.stream, damage.seq) {
            self.at_rest.note_lost(&alias, &stream, seq);
        }
        self.opened.damage.push(damage.clone());
        true
    }

    /// Asks the disk again, now and then, for the volumes that it could not read. Until one is there, it is told of as
    /// before. The book and the mailboxes are read when the plan is opened: too much was done without them.
    pub(super) fn read_again_in_time(&mut self, now: UnixMillis, work: &mut Work) {
        let is_by_disk = |id: &&GenerationId| {
            let generation = self.generations.get(id);
            self.loading.again.failed.contains(id)
                && generation.is_some_and(|one| one.purpose.is_document())
        };
        let unread: Vec<GenerationId> = self.loading.unread().filter(is_by_disk).copied().collect();
        if unread.is_empty() {
            // While one is being read nobody knows yet.
            if self.loading.is_done() {
                self.loading.again = ReadAgain::default();
            }
            return;
        }
        let pause = self.loading.again.pause();
        match self.loading.again.at {
            Some(at) if is_over(now, at, pause) => {
                self.loading.again.at = None;
                self.loading.again.times = self.loading.again.times.saturating_add(1);
                for id in unread {
                    self.loading.again.failed.remove(&id);
                    if !self.loading.is_under_way(&id) {
                        self.loading.begin(id);
                        self.read_document(work, id);
                    }
                }
            }
            Some(at) => work.wake_at(at),
            None => {
                let at = UnixMillis(now.0.saturating_add(pause));
                self.loading.again.at = Some(at);
                work.wake_at(at);
            }
        }
    }

    /// A volume is there that the disk could not read before.
    pub(super) fn is_read_after_all(&mut self, id: GenerationId) -> bool {
        let was_unread = self.loading.is_read(&id);
        if was_unread && let Some(generation) = self.generations.get(&id) {
            let told = unread_place(generation.alias, DamageKind::Unreadable);
            self.opened.damage.retain(|one| *one != told);
        }
        was_unread
    }

    /// The disk has failed twice: the generation counts as damaged as a whole until it can be read.
    pub(super) fn could_not_read(&mut self, now: UnixMillis, work: &mut Work, id: GenerationId) {
        self.give_up(now, work, id, DamageKind::Unreadable);
    }

    /// Processes have died over what rests of a generation: it counts as damaged until a start that tries it again.
    pub(super) fn leave_out(&mut self, now: UnixMillis, work: &mut Work, id: GenerationId) {
        self.give_up(now, work, id, DamageKind::LeftOut);
    }

    fn give_up(&mut self, now: UnixMillis, work: &mut Work, id: GenerationId, why: DamageKind) {
        if let Some(generation) = self.generations.get(&id)
            && !self.loading.is_unread(&id)
        {
            self.opened.damage.push(unread_place(generation.alias, why));
        }
        // Its view would look as if all were well, and every change of it would wait for ever.
        let was_asleep = self.resting.is_up(&id);
        if was_asleep {
            self.take_volume_out(id);
        }
        for (envelope, _) in self.loading.give_up(id) {
            self.refuse(now, work, &envelope);
        }
        // What is held for it goes to rest as it is, and holds up nothing else.
        self.next_admission(now, work, id);
        self.check_ready(now, work);
        work.changed = true;
        if was_asleep {
            self.unpark(now, work);
            self.add_pending_person(now, work);
        }
        self.read_again_in_time(now, work);
    }

    /// A snapshot that rests here cannot be used. The volume is brought back from the logs, which may lack what
    /// the snapshot covered.
    pub(super) fn note_unusable_snapshot(&mut self, id: GenerationId) {
        let alias = self.generations.get(&id).map(|generation| generation.alias);
        // A view may have said what it covers.
        if let Some(alias) = alias {
            self.at_rest.note_covered(alias, &[]);
        }
        self.opened.damage.push(Damage {
            file: FOLDER_OF_SNAPSHOTS.to_owned(),
            what: DamageKind::Snapshot,
            alias,
            stream: None,
            seq: None,
        });
    }

    /// Why nothing may be written under a label: what stands there could not be read.
    pub(crate) fn unread_label(&self, label: &str) -> Option<Trouble> {
        self.unread(|one| one.owner == self.household.me && one.label == label)
    }

    /// The same of a label whose records are looked up by what they belong to, as those of the bin and of the
    /// labels are: a second one beside one that is out of sight would hide it.
    pub(crate) fn unread_place(&self, label: &str) -> Option<Trouble> {
        let is_here = self.plan.volumes().any(|(_, entry)| entry.label == label);
        let unseen = if is_here { None } else { self.book_damage() };
        self.unread_label(label).or(unseen)
    }

    /// Why a record of the owner's cannot be looked for: it may stand where nothing could be read, or in a volume
    /// of which the book does not tell any more.
    pub(super) fn unread_document(&self) -> Option<Trouble> {
        self.unread(|one| one.owner == self.household.me && one.purpose.is_document())
            .or_else(|| self.book_damage())
    }

    /// Why a command cannot be carried out at all. The book says whose everything is and who may read it:
    /// without it hardly anything is true.
    pub(super) fn unread_for(&self, command: &Command) -> Option<Trouble> {
        match command {
            Command::Status
            | Command::GoOffline
            | Command::ConfigGet { .. }
            | Command::StepUp { .. }
            | Command::PairAnswer { .. }
            | Command::CancelInvite => None,
            Command::Between { .. } => self.unread(|one| {
                matches!(one.purpose, Purpose::Book | Purpose::Mailbox(_) | Purpose::Half(_))
            }),
            _ => self.unread(|one| one.purpose == Purpose::Book),
        }
    }

    fn unread(&self, concerned: impl Fn(&Generation) -> bool) -> Option<Trouble> {
        let mut generations = self.loading.unread().filter_map(|id| self.generations.get(id));
        let alias = generations.find(|one| concerned(one))?.alias;
        let is_left_out = self.opened.damage.contains(&unread_place(alias, DamageKind::LeftOut));
        let file = if is_left_out { FOLDER_OF_MARKERS } else { FOLDER_OF_LOGS };
        Some(Trouble::Damaged { file: file.to_owned() })
    }
}

/// What is told of a generation of which nothing can be read.
fn unread_place(alias: Alias, why: DamageKind) -> Damage {
    let file = if why == DamageKind::LeftOut { FOLDER_OF_MARKERS } else { FOLDER_OF_LOGS };
    Damage { file: file.to_owned(), what: why, alias: Some(alias), stream: None, seq: None }
}
