//! Who may read what: granting, ending, and saying so.

use std::collections::BTreeMap;

use kith_plan::kinds::{self, Ceiling, SectionInfo, Span};
use kith_plan::{Plan, RecordId, UnixMillis};
use kith_seal::{ControlRecord, DeskReply, DeskRequest, Permission, PermissionAction, RootId};

use super::failing::Settling;
use super::generations::{Generation, Purpose, half_section};
use super::records::HALF;
use super::volumes::NewGeneration;
use super::{Open, Outcome, Then};
use crate::report;
use crate::work::Work;
use crate::{Answer, GrantReport, PlanReport, SectionReport, Trouble, UnsharedReport};

/// A grant ends by itself after so many days unless another moment is named.
const USUAL_DAYS: i64 = 90;
const MILLIS_A_DAY: i64 = 24 * 60 * 60 * 1000;

impl Open {
    /// Grants a section to a person, from today.
    pub(crate) fn share(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        section: &str,
        person: RecordId,
        with_past: bool,
        until: Option<UnixMillis>,
    ) -> Outcome {
        let info = match granted_by_hand(section) {
            Ok(info) => info,
            Err(trouble) => return Outcome::Refused(trouble),
        };
        let root = match self.paired(person) {
            Ok(root) => root,
            Err(trouble) => return Outcome::Refused(trouble),
        };
        match info.ceiling {
            Ceiling::Never | Ceiling::Excerpt => return Outcome::Refused(Trouble::NeverShared),
            Ceiling::Yes | Ceiling::Warned | Ceiling::Asked => {}
        }
        // What stands already would have to be flattened under a fresh key first.
        if with_past || info.span == Span::Standing {
            return Outcome::Refused(Trouble::NotYet);
        }
        let until = until.unwrap_or(UnixMillis(now.0.saturating_add(USUAL_DAYS * MILLIS_A_DAY)));
        if until <= now {
            return Outcome::Refused(Trouble::BadUntil);
        }
        // What the book may lack may be the end of an earlier permission, or somebody's key.
        if let Some(trouble) = self.book_damage() {
            return Outcome::Refused(trouble);
        }
        if !self.stepped_up(now) {
            return Outcome::Refused(Trouble::PassphraseNeeded);
        }
        let grant = PermissionAction::Grant { until: Some(seal_time(until)), with_past };
        self.sign(now, work, root, section, grant, true);
        Outcome::Settled(Answer::Done(Default::default()))
    }

    /// Ends a grant: what is written from now on goes into a volume whose key the person is not given. Where the
    /// book may lack the grant, its end is signed all the same.
    pub(crate) fn unshare(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        section: &str,
        person: RecordId,
    ) -> Outcome {
        if let Err(trouble) = granted_by_hand(section) {
            return Outcome::Refused(trouble);
        }
        if let Err(trouble) = self.paired(person) {
            return Outcome::Refused(trouble);
        }
        // Of every Kith that stands under this record.
        let mut reading = self.household.kiths_of(person);
        let is_whole = self.book_damage().is_none();
        let readers = self.household.readers(section, now);
        reading.retain(|root| !is_whole || readers.contains(root));
        let Some((last, others)) = reading.split_last() else {
            return Outcome::Refused(Trouble::NotShared);
        };
        if !self.stepped_up(now) {
            return Outcome::Refused(Trouble::PassphraseNeeded);
        }
        let still_read = self.still_read(&reading, section);
        for root in others {
            self.sign(now, work, *root, section, PermissionAction::Revoke, false);
        }
        self.sign(now, work, *last, section, PermissionAction::Revoke, true);
        Outcome::Settled(Answer::Unshared(UnsharedReport { still_read }))
    }

    /// The most records of a section that one of these goes on to read; nothing if damage hides some of them.
    fn still_read(&self, kiths: &[RootId], section: &str) -> Option<u64> {
        let is_damaged = self.damaged_file(|one| {
            let is_of_section = matches!(&one.purpose, Purpose::Section(name) if name == section);
            one.owner == self.household.me && (is_of_section || self.is_mailbox_to(one, kiths))
        });
        let counts = kiths.iter().map(|root| self.records_open_to(*root, section));
        if is_damaged.is_some() { None } else { counts.max() }
    }

    /// Whether this is a mailbox of the owner to one of these. It says whose keys were given to them.
    pub(crate) fn is_mailbox_to(&self, one: &Generation, kiths: &[RootId]) -> bool {
        let is_to = matches!(one.purpose, Purpose::Mailbox(to) if kiths.contains(&to));
        one.owner == self.household.me && is_to
    }

    /// How many records of a section stand in volumes whose key a guest was given.
    fn records_open_to(&self, root: RootId, section: &str) -> u64 {
        let of_section =
            |purpose: &Purpose| matches!(purpose, Purpose::Section(name) if name == section);
        let volumes = self.generations.iter().filter(|one| {
            one.owner == self.household.me
                && self.readers_of(one).any(|reader| *reader == root)
                && of_section(&one.purpose)
        });
        let records = volumes
            .filter_map(|one| self.plan.volume(kith_plan::VolumeId(one.volume.0)))
            .flat_map(|volume| volume.view().values())
            .filter(|record| record.gone.is_none());
        u64::try_from(records.count()).unwrap_or(u64::MAX)
    }

    /// The guest that a person is: of several Kiths under one record, the one in force.
    pub(crate) fn paired(&self, person: RecordId) -> Result<RootId, Trouble> {
        match self.household.kiths_of(person).first() {
            Some(root) => Ok(*root),
            // Who was paired with is told in the book alone.
            None if let Some(trouble) = self.book_damage() => Err(trouble),
            None if self.plan.show(person).is_some() => Err(Trouble::NotPaired),
            None => Err(Trouble::NoSuchPerson),
        }
    }

    /// Who may read what, halves left out.
    pub(crate) fn who_sees(&self, now: UnixMillis) -> Vec<GrantReport> {
        let mut grants: Vec<GrantReport> = self
            .household
            .grants(now)
            .into_iter()
            .filter(|((_, section), _)| section != "half")
            .filter_map(|((root, section), standing)| {
                let guest = self.household.guests.get(&root)?;
                Some(GrantReport {
                    person: guest.person,
                    name: self.person_name(guest.person),
                    section,
                    since: report::utc(UnixMillis(standing.since.0)),
                    until: standing.until.map(|until| report::utc(UnixMillis(until.0))),
                    with_past: standing.with_past,
                })
            })
            .collect();
        grants.sort_by(|a, b| (a.person, &a.section).cmp(&(b.person, &b.section)));
        grants
    }

    /// Exactly what a person can open: the records of every volume whose key lies in a mailbox to them. One that was
    /// only meant for them, because the power failed before its key was sealed, is none.
    pub(crate) fn view_as(&self, person: RecordId) -> Result<Vec<SectionReport>, Trouble> {
        self.paired(person)?;
        let kiths = self.household.kiths_of(person);
        let mut sections: BTreeMap<String, Vec<crate::RecordReport>> = BTreeMap::new();
        for generation in self.generations.iter() {
            let opens = generation.owner == self.household.me
                && kiths.iter().any(|root| generation.wrapped_to.contains(root))
                && generation.purpose.is_document();
            if !opens {
                continue;
            }
            let section = match &generation.purpose {
                Purpose::Half(_) => "half".to_owned(),
                Purpose::Section(section) => section.clone(),
                Purpose::Book | Purpose::Mailbox(_) => continue,
            };
            let id = kith_plan::VolumeId(generation.volume.0);
            let Some(volume) = self.plan.volume(id) else {
                continue;
            };
            let records = sections.entry(section.clone()).or_default();
            for record in volume.view().values().filter(|record| record.gone.is_none()) {
                // What labels stand for is in nobody's hands but the owner's.
                let told = self.told_fields(&Plan::new(), record);
                records.push(report::record(record, &section, id, told, None));
            }
        }
        Ok(sections
            .into_iter()
            .map(|(section, mut records)| {
                records.sort_by_key(|record| record.id);
                SectionReport { section, records }
            })
            .collect())
    }

    /// The plans that others share with the owner.
    pub(crate) fn plans(&self) -> Vec<PlanReport> {
        let mut plans: Vec<PlanReport> = self
            .household
            .guests
            .iter()
            .map(|(root, guest)| PlanReport {
                plan: root.to_string(),
                person: guest.person,
                owner: self.person_name(guest.person),
                sections: self.granted_sections(*root),
                as_of: self.as_of(*root).map(report::utc),
            })
            .filter(|plan| !plan.sections.is_empty())
            .collect();
        plans.sort_by(|a, b| a.plan.cmp(&b.plan));
        plans
    }

    /// The sections of another's plan that the owner was given a key of.
    pub(crate) fn granted_sections(&self, root: RootId) -> Vec<String> {
        let mut sections: Vec<String> = self
            .generations
            .iter()
            .filter(|generation| {
                generation.owner == root && generation.wrapped_to.contains(&self.household.me)
            })
            .filter_map(|generation| match &generation.purpose {
                Purpose::Section(section) => Some(section.clone()),
                Purpose::Book | Purpose::Mailbox(_) | Purpose::Half(_) => None,
            })
            .chain(self.wraps.promised_sections(root).cloned())
            .collect();
        sections.sort();
        sections.dedup();
        sections
    }

    /// When something of another's plan last changed here: the newest change that was received.
    pub(crate) fn as_of(&self, root: RootId) -> Option<UnixMillis> {
        let plan = self.shared_plans.get(&root)?;
        plan.volumes()
            .flat_map(|(_, entry)| entry.volume.view().values().map(|record| record.updated))
            .max()
    }

    /// The people who can read a volume, by their `person` records.
    pub(crate) fn visible_to(&self, volume: kith_plan::VolumeId) -> Vec<RecordId> {
        let mut people: Vec<RecordId> = self
            .generation_of(volume)
            .map(|generation| {
                self.readers_of(generation)
                    .filter_map(|root| self.household.guests.get(root))
                    .map(|guest| guest.person)
                    .collect()
            })
            .unwrap_or_default();
        people.sort();
        people.dedup();
        people
    }

    /// The section that what is written to a person goes into, if they are a guest.
    pub(crate) fn half_of(&self, person: RecordId) -> Result<String, Trouble> {
        self.paired(person).map(half_section)
    }

    /// What the owner calls a person.
    pub(crate) fn person_name(&self, person: RecordId) -> String {
        self.plan
            .show(person)
            .and_then(|record| record.fields.get("name")?.as_text().map(str::to_owned))
            .unwrap_or_default()
    }

    /// Has a permission signed and written. If the section `starts` a volume, that is made after it, for
    /// those who may read it then: a key is never given on a permission that could not be signed.
    pub(crate) fn sign(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        person: RootId,
        section: &str,
        action: PermissionAction,
        starts: bool,
    ) {
        let sees = self.household.permissions.heads(&person, section);
        self.signing += 1;
        work.desk(
            DeskRequest::SignPermission {
                person,
                section: section.to_owned(),
                action,
                sees,
                at: seal_time(now),
            },
            Then::PermissionSigned { starts: starts.then(|| section.to_owned()) },
        );
    }

    /// The desk has signed a permission.
    pub(crate) fn permission_signed(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        starts: Option<&str>,
        reply: DeskReply,
    ) {
        self.signing = self.signing.saturating_sub(1);
        let DeskReply::PermissionSigned(signed) = reply else {
            return self.desk_failed(now, work, &reply);
        };
        let record: kith_seal::Signed<Permission> = signed;
        // What is not taken here would be taken nowhere, and nothing may be said to be shared, or ended, by it.
        if self.household.permissions.insert(record.clone()).is_err() {
            return self.could_not(now, work, &Trouble::Internal);
        }
        self.write_book(work, &[ControlRecord::Permission(record)]);
        self.settling.iter_mut().for_each(Settling::note_signed);
        work.changed = true;
        if let Some(section) = starts {
            self.start_volume(now, work, section);
        }
        self.unpark(now, work);
    }

    /// Starts a new volume of a log section, which takes what is written from now on, unless the newest is
    /// for the same people.
    fn start_volume(&mut self, now: UnixMillis, work: &mut Work, section: &str) {
        let Some(info) = kinds::section(section) else {
            return;
        };
        let label = match info.span {
            Span::Standing => section.to_owned(),
            Span::Yearly => format!("{section}/{}", now.utc_year()),
            Span::Quarterly => format!("{section}/{}-q{}", now.utc_year(), now.utc_quarter()),
        };
        // What the book may lack may say that one of them reads no more.
        if self.book_damage().is_some() {
            return;
        }
        let readers = self.household.readers(section, now);
        let newest = self.plan.volume_for_new(&label).and_then(|volume| self.generation_of(volume));
        if newest.is_none_or(|known| !self.is_read_by_just(known, &readers)) {
            let readers = readers.into_iter().collect();
            self.new_generation(now, work, NewGeneration { label, readers });
        }
    }
}

/// The section of that name, if it is one that is granted and ended by hand. A half goes to its reader for as long as they
/// are linked; what follows a colon names one of several halves or mailboxes, none of which is a section of its own.
fn granted_by_hand(section: &str) -> Result<&'static SectionInfo, Trouble> {
    match kinds::section(section) {
        Some(info) if info.name != section => Err(Trouble::UnknownSection),
        Some(info) if info.name == HALF => Err(Trouble::HalfStands),
        Some(info) => Ok(info),
        None => Err(Trouble::UnknownSection),
    }
}

fn seal_time(at: UnixMillis) -> kith_seal::UnixMillis {
    kith_seal::UnixMillis(at.0)
}
