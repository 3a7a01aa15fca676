//! What only a kept view holds any more. A view is made of what the disk has confirmed, so one of this vault that
//! covers more than what rests here proves that something is lost: logs that were taken away, or put back from an
//! older copy.
//!
//! That is told as damage until what is missing rests here again. Until then such a view is neither made anew nor
//! given up for its room: it may be the last copy of these words.

use std::collections::BTreeSet;

use kith_plan::UnixMillis;
use kith_seal::{Alias, Covered, DeskError, DeskReply, DeskRequest, GenerationId, KeptView};
use kith_vault::{Damage, DamageKind, VaultReply, VaultRequest};

use super::unread::FOLDER_OF_LOGS;
use super::{Open, Then};
use crate::work::Work;

/// What the views that were looked at prove.
#[derive(Debug, Default)]
pub(crate) struct Lost {
    /// The ends of streams that some view covers and that were not in the logs when it was looked at.
    places: Vec<Damage>,
    /// The aliases whose views were looked at, or are none of this vault.
    seen: BTreeSet<Alias>,
    /// The aliases that no generation has, and whose views are still on their way; nothing before they were looked for.
    strays: Option<BTreeSet<Alias>>,
}

impl Lost {
    fn note(&mut self, alias: Alias, covers: impl Iterator<Item = Covered>) {
        self.seen.insert(alias);
        for covered in covers {
            let place = Damage {
                file: FOLDER_OF_LOGS.to_owned(),
                what: DamageKind::Shortened,
                alias: Some(alias),
                stream: Some(covered.stream),
                seq: Some(covered.last_seq),
            };
            if !self.places.contains(&place) {
                self.places.push(place);
            }
        }
    }
}

impl Open {
    /// A view of a generation was opened and covers this; one that is none of this vault covers nothing.
    pub(super) fn view_proves(&mut self, id: GenerationId, covers: &[Covered]) {
        let Some(alias) = self.generations.get(&id).map(|generation| generation.alias) else {
            return;
        };
        let at_rest = &self.at_rest;
        let is_in_logs = |one: &&Covered| at_rest.holds(&alias, &one.stream, one.last_seq);
        let others = covers.iter().filter(|one| !is_in_logs(one)).cloned();
        self.lost.note(alias, others);
    }

    /// The places that are in a view and nowhere else, as far as nothing else of the same alias is told to be damaged.
    pub(super) fn lost_places(&self) -> impl Iterator<Item = &Damage> {
        self.lost.places.iter().filter(|place| self.is_lost(place) && !self.is_told(place))
    }

    /// Whether some view under an alias holds what does not rest.
    pub(super) fn is_only_in_view(&self, alias: Alias) -> bool {
        let mut places = self.lost.places.iter();
        places.any(|place| place.alias == Some(alias) && self.is_lost(place))
    }

    /// Whether a place does not rest here. What a snapshot covers is known when its document has been read.
    fn is_lost(&self, place: &Damage) -> bool {
        let known = self.generations.iter().find(|one| Some(one.alias) == place.alias);
        known.is_none_or(|one| !self.loading.is_under_way(&one.id) && self.lacks(one, place))
    }

    fn is_told(&self, place: &Damage) -> bool {
        let known = self.generations.iter().find(|one| Some(one.alias) == place.alias);
        let told = self.opened.damage.iter().filter(|told| told.alias == place.alias);
        known.is_some_and(|one| told.into_iter().any(|told| self.lacks(one, told)))
    }

    /// Looks, once, at the views of which no generation is known: a view is kept long after the key of its volume is at
    /// rest, so one without a key proves that the end of the book is lost. Whether nothing of that is on its way.
    pub(super) fn has_looked_at_strays(&mut self, work: &mut Work) -> bool {
        if let Some(strays) = &self.lost.strays {
            return strays.is_empty();
        }
        // Where the book, or a mailbox, was not read whole, that is told already.
        let is_all_read = self.book_damage().is_none() && self.loading.unread().next().is_none();
        let known: BTreeSet<Alias> = self.generations.iter().map(|one| one.alias).collect();
        let unknown = self.opened.views.iter().filter(|alias| !known.contains(alias));
        let strays: BTreeSet<Alias> = unknown.filter(|_| is_all_read).copied().collect();
        for alias in &strays {
            work.vault(VaultRequest::ReadView { alias: *alias }, Then::StrayViewRead(*alias));
        }
        self.lost.strays.insert(strays).is_empty()
    }

    /// The disk has read a view of which no generation is known.
    pub(super) fn stray_view_read(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        alias: Alias,
        reply: VaultReply,
    ) {
        let VaultReply::View(Some(sealed)) = reply else {
            return self.stray_is_done(now, work, alias);
        };
        let request = DeskRequest::OpenView { generation: None, sealed };
        work.desk(request, Then::StrayViewOpened(alias));
    }

    /// The desk has opened a view of which no generation is known.
    pub(super) fn stray_view_opened(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        alias: Alias,
        reply: DeskReply,
    ) {
        match reply {
            DeskReply::ViewOpened(payload) => {
                let kept = KeptView::decode(&payload).ok();
                // One of a generation that is known lies under a name that is not its own.
                let is_misplaced = |id: GenerationId| self.generations.get(&id).is_some();
                let kept = kept.filter(|kept| !kept.generation().is_some_and(is_misplaced));
                let covers = kept.map(|kept| kept.covers).unwrap_or_default();
                self.lost.note(alias, covers.into_iter());
            }
            DeskReply::Failed(DeskError::Damaged) => self.lost.note(alias, std::iter::empty()),
            _ => {}
        }
        self.stray_is_done(now, work, alias);
    }

    fn stray_is_done(&mut self, now: UnixMillis, work: &mut Work, alias: Alias) {
        if let Some(strays) = &mut self.lost.strays {
            strays.remove(&alias);
        }
        self.check_ready(now, work);
    }

    /// Tells the vault which views hold nothing that does not rest elsewhere. What was not looked at is not among them.
    pub(super) fn spare_views(&mut self, work: &mut Work) {
        let seen = self.lost.seen.iter().copied();
        let aliases: Vec<Alias> = seen.filter(|alias| !self.is_only_in_view(*alias)).collect();
        if !aliases.is_empty() {
            work.vault(VaultRequest::SpareViews { aliases }, Then::Nothing);
        }
    }
}
