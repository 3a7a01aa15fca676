//! Which damage an answer would have needed: it is told with what was read all the same.

use kith_plan::LINKS_SECTION;
use kith_plan::kinds::{FieldInfo, FieldType, KindInfo};
use kith_seal::{Alias, StreamKey};
use kith_vault::{Damage, DamageKind};

use super::generations::{Generation, Purpose};
use super::records::{ASIDES, BIN, HALF};
use super::{Open, Outcome};
use crate::{Answer, ReadAnyway, Trouble};

impl Open {
    /// The answer to a question about the generations that `concerned` names. If something of them is
    /// damaged, it is told as trouble, with what was read.
    pub(crate) fn told_with_damage(
        &self,
        answer: Result<Answer, Trouble>,
        concerned: impl Fn(&Generation) -> bool,
    ) -> Outcome {
        let file = match &answer {
            Ok(_) | Err(Trouble::NoSuchRecord | Trouble::NoSuchPlan | Trouble::NotGranted) => {
                self.damaged_file(concerned)
            }
            Err(_) => None,
        };
        match (answer, file) {
            (Ok(answer), None) => Outcome::Answered(answer),
            (Ok(answer), Some(file)) => {
                Outcome::Refused(Trouble::DamagedPart { file, read: ReadAnyway::new(answer) })
            }
            // What is not to be found may have stood where the damage is.
            (Err(_), Some(file)) => Outcome::Refused(Trouble::Damaged { file }),
            (Err(trouble), None) => Outcome::Refused(trouble),
        }
    }

    /// Why nothing is done that leans on the whole book: it may lack something. A permission, or its end, may
    /// have stood there, a person, or the key of a volume. So nobody is given a key, and nothing is taken for
    /// missing that may be there.
    pub(crate) fn book_damage(&self) -> Option<Trouble> {
        self.damage_of(|known| known.id == self.book).map(|file| Trouble::Damaged { file })
    }

    /// A damaged file that holds, or may hold, something of these generations that is nowhere else, or of what
    /// everything leans on: of the book, where one record is enough to make an answer false, and of a mailbox of
    /// which nothing could be read.
    pub(super) fn damaged_file(&self, concerned: impl Fn(&Generation) -> bool) -> Option<String> {
        self.damage_of(|known| {
            let is_unread = self.loading.is_unread(&known.id) && !known.purpose.is_document();
            known.id == self.book || is_unread || concerned(known)
        })
    }

    fn damage_of(&self, concerned: impl Fn(&Generation) -> bool) -> Option<String> {
        let needed = |damage: &&Damage| match damage.alias {
            Some(alias) if self.is_known(alias) || damage.is_of_snapshot() => self
                .generations
                .iter()
                .any(|known| known.alias == alias && concerned(known) && self.lacks(known, damage)),
            // Nobody can say what stood there, so it may have been of these. An alias that nobody knows was read
            // out of damaged bytes, or its key is lost with the book.
            Some(_) | None => may_lose(damage.what),
        };
        self.damage().find(needed).map(|damage| damage.file.clone())
    }

    /// Every damaged place: what the vault found, what could not be read since, and what kept views prove to be lost.
    fn damage(&self) -> impl Iterator<Item = &Damage> {
        self.opened.damage.iter().chain(self.lost_places())
    }

    /// The same as people are told of it: that the logs lack their end is one place, however many volumes it concerns.
    pub(crate) fn damage_told(&self) -> impl Iterator<Item = &Damage> {
        self.opened.damage.iter().chain(self.lost_places().take(1))
    }

    fn is_known(&self, alias: Alias) -> bool {
        self.generations.iter().any(|known| known.alias == alias)
    }

    /// Whether what was damaged may be held nowhere else: an envelope neither under a snapshot nor by another
    /// copy that a peer has sent since, and what a snapshot covered not by the logs.
    pub(super) fn lacks(&self, generation: &Generation, damage: &Damage) -> bool {
        if !may_lose(damage.what) {
            return false;
        }
        if damage.is_of_snapshot() {
            let rests =
                self.rests_whole_in_logs(generation) || self.rests_again(generation, damage);
            return !rests;
        }
        let (Some(stream), Some(seq)) = (damage.stream, damage.seq) else {
            return true;
        };
        let alias = &generation.alias;
        !self.at_rest.covers(alias, &stream, seq) && !self.at_rest.holds(alias, &stream, seq)
    }

    /// Whether the owner's records of that kind may stand in a generation, or something that is told with them.
    pub(crate) fn is_needed_for(
        &self,
        one: &Generation,
        kind: Option<&KindInfo>,
        is_deleted: bool,
    ) -> bool {
        let (Purpose::Section(section), Some(kind)) = (&one.purpose, kind) else {
            return false;
        };
        section == kind.section
            || (section == ASIDES && kind.section == HALF)
            || self.is_told_with(one, kind, is_deleted)
    }

    /// Whether a generation holds what is told with a record of that kind: the words of a deleted one, and what
    /// its labels stand for.
    pub(crate) fn is_told_with(&self, one: &Generation, kind: &KindInfo, is_deleted: bool) -> bool {
        let has_labels =
            |field: &FieldInfo| matches!(field.field_type, FieldType::Far(_) | FieldType::Fars(_));
        let Purpose::Section(section) = &one.purpose else {
            return false;
        };
        one.owner == self.household.me
            && ((section == BIN && is_deleted)
                || (section == LINKS_SECTION && kind.fields.iter().any(has_labels)))
    }

    /// Whether a snapshot was damaged here that may have been all that there was of something. Another one made
    /// now would hide that.
    pub(crate) fn lacks_snapshot(&self, generation: &Generation) -> bool {
        let of_it =
            |damage: &&Damage| damage.alias == Some(generation.alias) && damage.is_of_snapshot();
        self.opened.damage.iter().filter(of_it).any(|damage| self.lacks(generation, damage))
    }

    /// Whether the logs hold every envelope of a generation. Another device gives a snapshot in place of the
    /// envelopes, so this is known only where nobody else ever wrote.
    fn rests_whole_in_logs(&self, generation: &Generation) -> bool {
        let is_ours = generation.owner == self.household.me;
        is_ours && self.household.mine.verdict().devices.len() == 1
    }

    /// Whether all of a stream up to the number `last` rests, in the logs or under the snapshot that is read.
    pub(super) fn rests_to(&self, generation: &Generation, stream: &StreamKey, last: u32) -> bool {
        let covered = self.at_rest.covered_to(&generation.alias, stream);
        self.at_rest.reaches(&generation.alias, stream, covered, last)
    }
}

/// Whether something may be lost by such damage.
fn may_lose(what: DamageKind) -> bool {
    match what {
        DamageKind::Record
        | DamageKind::Gap
        | DamageKind::ChainBroken
        | DamageKind::Shortened
        | DamageKind::EndDiffers
        | DamageKind::Missing
        | DamageKind::Unknown
        | DamageKind::TwoForOnePlace
        | DamageKind::Snapshot
        | DamageKind::Unreadable
        | DamageKind::LeftOut => true,
        DamageKind::LogHead | DamageKind::OlderSnapshot | DamageKind::ShortFile => false,
    }
}
