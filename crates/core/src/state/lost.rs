//! What only a kept view holds any more. A view is made of what the disk has confirmed, so one of this vault that
//! covers more than what rests here proves that something is lost: logs that were taken away, or put back from an
//! older copy.
//!
//! That is told as damage until what is missing rests here again. Until then such a view is neither made anew nor
//! given up for its room: it may be the last copy of these words.
//!
//! A view also says what the snapshot covered beside which it was made. So where that snapshot is damaged, it can be
//! known when all of it rests here again in another way.

use std::collections::{BTreeMap, BTreeSet};

use kith_plan::UnixMillis;
use kith_seal::{
    Alias, Covered, DeskError, DeskReply, DeskRequest, GenerationId, Hash, KeptView, StreamKey,
};
use kith_vault::{Damage, DamageKind, VaultReply, VaultRequest};

use super::generations::Generation;
use super::unread::FOLDER_OF_LOGS;
use super::{Open, Then};
use crate::work::Work;

/// What the views that were looked at prove.
#[derive(Debug, Default)]
pub(crate) struct Lost {
    /// The ends of streams that some view covers and that were not in the logs when it was looked at.
    places: Vec<Damage>,
    /// What the snapshots covered beside which the views were made: of each stream the last number.
    under: BTreeMap<(Alias, Hash), Vec<(StreamKey, u32)>>,
    /// The aliases whose views were looked at, or are none of this vault.
    seen: BTreeSet<Alias>,
    /// The aliases that no generation has, and whose views are still on their way; nothing before they were looked for.
    strays: Option<BTreeSet<Alias>>,
}

impl Lost {
    fn note(&mut self, alias: Alias, ends: impl Iterator<Item = (StreamKey, u32)>) {
        self.seen.insert(alias);
        for (stream, last) in ends {
            let place = Damage {
                file: FOLDER_OF_LOGS.to_owned(),
                what: DamageKind::Shortened,
                alias: Some(alias),
                stream: Some(stream),
                seq: Some(last),
            };
            if !self.places.contains(&place) {
                self.places.push(place);
            }
        }
    }
}

impl Open {
    /// A view of a generation was opened; nothing is proved by one that is none of this vault.
    pub(super) fn view_proves(&mut self, id: GenerationId, kept: Option<&KeptView>) {
        let Some(alias) = self.generations.get(&id).map(|generation| generation.alias) else {
            return;
        };
        let (covers, snapshot) = kept.map_or((&[][..], None), |kept| {
            (&kept.covers[..], kept.snapshot.as_ref().map(|(hash, under)| (*hash, &under[..])))
        });
        let mut under = BTreeMap::new();
        if let Some((hash, covers)) = snapshot {
            let ends: Vec<(StreamKey, u32)> = ends_of(covers).collect();
            // What is under a snapshot that rests need not rest in the logs.
            if self.at_rest.snapshot(&alias).is_some_and(|(newest, _)| newest == hash) {
                under.extend(ends.iter().copied());
            }
            self.lost.under.insert((alias, hash), ends);
        }
        let at_rest = &self.at_rest;
        let is_there = |(stream, last): &(StreamKey, u32)| {
            at_rest.reaches(&alias, stream, under.get(stream).copied(), *last)
        };
        let all = ends_of(covers).chain(snapshot.into_iter().flat_map(|(_, one)| ends_of(one)));
        let others: Vec<(StreamKey, u32)> = all.filter(|end| !is_there(end)).collect();
        self.lost.note(alias, others.into_iter());
    }

    /// Whether all that a damaged snapshot covered rests here in another way. Only a view that was made beside it can
    /// say what that was: the snapshot is sealed, and what another device holds says nothing of it.
    pub(super) fn rests_again(&self, generation: &Generation, damage: &Damage) -> bool {
        let mut known = self.lost.under.iter();
        let covers = known.find(|((alias, hash), _)| {
            *alias == generation.alias && damage.is_of_snapshot_with(*alias, *hash)
        });
        covers.is_some_and(|(_, covers)| {
            covers.iter().all(|(stream, last)| self.rests_to(generation, stream, *last))
        })
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
        let (Some(stream), Some(last)) = (place.stream, place.seq) else {
            return true;
        };
        let known = self.generations.iter().find(|one| Some(one.alias) == place.alias);
        known.is_none_or(|one| {
            !self.loading.is_under_way(&one.id) && !self.rests_to(one, &stream, last)
        })
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
                let kept = KeptView::read(&payload).ok().map(|(kept, _)| kept);
                // One of a generation that is known lies under a name that is not its own.
                let is_misplaced = |id: GenerationId| self.generations.get(&id).is_some();
                let kept = kept.filter(|kept| !kept.generation().is_some_and(is_misplaced));
                let covers = kept.map(|kept| kept.covers).unwrap_or_default();
                self.lost.note(alias, ends_of(&covers));
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

fn ends_of(covers: &[Covered]) -> impl Iterator<Item = (StreamKey, u32)> {
    covers.iter().map(|covered| (covered.stream, covered.last_seq))
}
