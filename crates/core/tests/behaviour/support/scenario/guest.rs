//! What a guest may read when the storm is over: exactly what the person's devices say, and not a byte of
//! anything else.

use std::collections::{BTreeMap, BTreeSet};

use kith_core::{
    Answer, BetweenAct, Command, ListFilter, RecordId, RecordReport, SectionReport, Trouble, kinds,
};
use kith_seal::{Alias, GenerationId, RootId};
use serde_json::{Value, json};

use super::Run;
use super::check::difference;
use super::sharing::{Change, SECTIONS};

impl Run {
    /// The guest reads what their view-as says, and nothing else.
    pub fn check_guest(&mut self, own: &[RecordReport]) -> Result<(), String> {
        let (Some((ana, mara, root)), Some(guest)) = (self.household.guest, self.guest_seat())
        else {
            return Ok(());
        };
        let sections: Vec<SectionReport> = match self.expect(0, Command::ViewAs { person: ana })? {
            Answer::ViewAs(sections) => sections,
            other => return Err(format!("not a view: {other:?}")),
        };
        for section in &sections {
            let name = section.section.as_str();
            if name != "half" && !self.shares.ever.contains(name) {
                return Err(format!("{name} is open to the guest"));
            }
        }
        let mut read = BTreeSet::new();
        for info in kinds::all() {
            let shown = sections.iter().find(|section| section.section == info.section);
            let shown = shown.filter(|_| info.section != "half");
            read.extend(self.check_kind(guest, info.name, shown)?);
        }
        self.check_said(own, &read)?;
        self.check_bytes(guest, root)?;
        // A between is the same from both sides.
        let here = self.between(0, ana, false)?;
        let there = self.between(guest, mara, true)?;
        if here != there {
            let difference = difference("", &here, &there);
            return Err(format!("the two sides of the between differ: {difference}"));
        }
        Ok(())
    }

    /// The guest's list of one kind is what is shown of it. Gives the ids.
    fn check_kind(
        &mut self,
        guest: usize,
        kind: &str,
        shown: Option<&SectionReport>,
    ) -> Result<Vec<RecordId>, String> {
        let plan = Some(self.plan());
        let filter = ListFilter { kind: kind.to_owned(), plan, ..ListFilter::default() };
        let Some(shown) = shown else {
            return match self.told(guest, Command::List(filter)) {
                Err(Some(Trouble::NotGranted)) => Ok(Vec::new()),
                other => Err(format!("the guest lists {kind}: {other:?}")),
            };
        };
        let of_kind = shown.records.iter().filter(|record| record.kind == kind);
        let shown = json!(of_kind.collect::<Vec<_>>());
        let read = self.records(guest, filter.clone())?;
        let ids = read.iter().map(|record| record.id).collect();
        let read = json!(read);
        if read != shown {
            let difference = difference("", &shown, &read);
            return Err(format!("the guest's {kind} are not what is shown: {difference}"));
        }
        let deleted = self.records(guest, ListFilter { deleted: true, ..filter })?;
        if let Some(record) = deleted.iter().find(|record| !record.fields.is_empty()) {
            return Err(format!("the guest reads what was deleted: {}", record.id));
        }
        Ok(ids)
    }

    /// What the person was told about who reads a record holds.
    fn check_said(&self, own: &[RecordReport], read: &BTreeSet<RecordId>) -> Result<(), String> {
        for (id, why) in &self.shares.hidden {
            if read.contains(id) {
                return Err(format!("the guest reads {id}, though {why}"));
            }
        }
        let stands = |id: &RecordId| own.iter().any(|one| one.id == *id && !one.deleted);
        for (id, why) in &self.shares.shown {
            if stands(id) && !read.contains(id) {
                return Err(format!("the guest does not read {id}, though {why}"));
            }
        }
        Ok(())
    }

    /// Not even the public name of a volume reached the guest that was never granted to them.
    fn check_bytes(&self, guest: usize, root: RootId) -> Result<(), String> {
        let mut hers: BTreeSet<GenerationId> = BTreeSet::new();
        let mut names: BTreeMap<Alias, (String, Option<GenerationId>)> = BTreeMap::new();
        for member in self.household.members.iter().filter(|member| member.is_own) {
            for (label, alias) in &member.named {
                names.insert(*alias, (label.clone(), None));
            }
        }
        for seat in self.seats.iter().filter(|seat| seat.is_own) {
            let Some(device) = self.network.node(&seat.id) else {
                continue;
            };
            for made in &device.made {
                names.insert(made.alias, (made.label.clone(), made.generation));
            }
            let given = device.wrapped.iter().filter(|(_, to)| *to == root);
            hers.extend(given.map(|(generation, _)| generation));
        }
        names.retain(|_, (label, generation)| {
            let section = label.split('/').next().unwrap_or_default();
            let was_hers = match generation {
                Some(generation) => hers.contains(generation),
                // Made before the storm, when words alone were shared.
                None => section == "word",
            };
            let is_between = section.starts_with("half:") || section.starts_with("mailbox:");
            !was_hers && !is_between
        });
        let Some(device) = self.network.node(&self.seats[guest].id) else {
            return Err("the guest is not there".into());
        };
        let at_rest = device.at_rest();
        let received = device.received.as_deref().unwrap_or_default();
        for (place, bytes) in [("has", at_rest.as_slice()), ("was sent", received)] {
            for window in bytes.windows(16) {
                let alias = Alias(window.try_into().unwrap_or_default());
                if let Some((label, _)) = names.get(&alias) {
                    return Err(format!("the guest {place} something of {label}: {alias:?}"));
                }
            }
        }
        Ok(())
    }

    fn between(&mut self, who: usize, person: RecordId, swapped: bool) -> Result<Value, String> {
        let act = BetweenAct::List { kind: None };
        let Answer::Records(mut records) = self.expect(who, Command::Between { person, act })?
        else {
            return Err("not a between".into());
        };
        for record in &mut records {
            let mine = record.half == Some("mine");
            record.half = Some(if mine == swapped { "theirs" } else { "mine" });
        }
        Ok(json!(records))
    }

    /// When everybody has heard of everything, every device writes once more in what was ever shared, ends
    /// all shares from some device, and writes again.
    pub fn a_last_word(&mut self) -> Result<(), String> {
        if self.household.guest.is_none() {
            return Ok(());
        }
        self.everybody_writes()?;
        let own: Vec<usize> = self.own_seats().collect();
        let who = own[self.random.below(own.len() as u64) as usize];
        for section in self.shares.ever.clone() {
            if self.sees(who, section)? {
                let step_up = Command::StepUp { passphrase: super::passphrase() };
                self.expect(who, step_up)?;
                self.share_or_unshare(who, Change { section, is_share: false });
            }
        }
        self.rest()?;
        for who in own {
            for section in SECTIONS {
                if self.sees(who, section)? && self.clocks_agree() {
                    return Err(format!("{section} is still shared"));
                }
            }
        }
        self.everybody_writes()
    }

    /// Every own device adds a record to each section that was ever shared: the guest reads it if that device
    /// says that they may.
    fn everybody_writes(&mut self) -> Result<(), String> {
        for who in self.own_seats().collect::<Vec<_>>() {
            for section in self.shares.ever.clone() {
                let is_seen = self.sees(who, section)?;
                let kind = if section == "word" { "word" } else { "checkin" };
                let fields = self.fields(kind, true);
                let add = Command::Add { kind: kind.to_owned(), section: None, fields };
                let Answer::Record(record) = self.expect(who, add)? else {
                    return Err("not a record".into());
                };
                let seat = self.seats[who].name;
                let why = format!("{seat} knew of the grant: {is_seen}");
                match is_seen {
                    true => self.shares.shown.insert(record.id, why),
                    false => self.shares.hidden.insert(record.id, why),
                };
            }
        }
        self.rest()
    }

    /// Whether a device says that the guest may read a section.
    fn sees(&mut self, who: usize, section: &str) -> Result<bool, String> {
        match self.expect(who, Command::WhoSees)? {
            Answer::WhoSees(grants) => Ok(grants.iter().any(|grant| grant.section == section)),
            other => Err(format!("not grants: {other:?}")),
        }
    }

    fn own_seats(&self) -> impl Iterator<Item = usize> {
        (0..self.seats.len()).filter(|who| self.seats[*who].is_own)
    }

    fn guest_seat(&self) -> Option<usize> {
        self.seats.iter().position(|seat| !seat.is_own)
    }
}
