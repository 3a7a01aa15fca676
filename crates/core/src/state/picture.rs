//! The picture that the window draws. Sections that did not change keep their `Arc`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use kith_plan::{Record, RecordId, UnixMillis, Volume, VolumeId};
use kith_seal::RootId;

use super::Open;
use super::generations::half_section;
use super::peers::NOTE_NAME;
use super::records::BIN;
use crate::insight::Sections;
use crate::records::{Part, Records};
use crate::snapshot::{
    DeviceView, GuestView, LinkView, Notice, OpenView, PersonView, Saved, SectionView,
    SharedPlanView,
};

/// What was drawn last, by whose plan it is of.
#[derive(Debug, Default)]
pub(crate) struct Picture {
    sections: BTreeMap<(RootId, String), Arc<SectionView>>,
    stale: BTreeSet<(RootId, String)>,
    /// The records of each volume that stand, until one of them changes.
    parts: BTreeMap<(RootId, VolumeId), Part>,
    people: Option<DrawnPeople>,
}

/// The people as they were drawn, and what they were drawn from.
#[derive(Debug)]
struct DrawnPeople {
    section: Arc<SectionView>,
    guests: BTreeMap<RecordId, GuestView>,
    people: Arc<Vec<PersonView>>,
}

impl Open {
    /// Notes that a volume's section has to be drawn anew.
    pub(crate) fn sections_touched(&mut self, owner: RootId, volume: kith_plan::VolumeId) {
        let section = self
            .plan_of(owner)
            .and_then(|plan| plan.entry(volume))
            .map(|entry| entry.section.clone());
        self.picture.parts.remove(&(owner, volume));
        self.resting.note_change();
        if let Some(section) = section {
            self.picture.stale.insert((owner, section));
        }
    }

    /// Notes that every section has to be drawn anew, as after a change of who may read what.
    pub(crate) fn everything_touched(&mut self) {
        self.picture.sections.clear();
    }

    /// The picture as it stands.
    pub(crate) fn draw(&mut self, now: UnixMillis) -> OpenView {
        let me = self.household.me;
        let sections = self.own_sections();
        let roots: Vec<RootId> = self.household.guests.keys().copied().collect();
        for root in &roots {
            self.draw_sections(*root);
        }
        self.picture.stale.clear();
        OpenView {
            name: self.household.note_text(NOTE_NAME),
            plan: me,
            saved: self.saved(),
            sections,
            whole: self.ready,
            people: self.people(now),
            devices: self.devices(),
            shared_with_me: roots.iter().filter_map(|root| self.shared_plan(*root)).collect(),
            pairing: self.pairing.as_ref().map(|pairing| pairing.view()),
            kit_tested: self.kit_is_tested(),
            stepped_up: self.stepped_up(now),
            can_undo: !self.undo.is_empty(),
            notices: self.notices(),
            now,
        }
    }

    /// The owner's own sections as a picture has them, for what is counted in them.
    pub(crate) fn own_sections(&mut self) -> Sections {
        let me = self.household.me;
        self.draw_sections(me);
        self.sections_of(me, |section| !section.contains(':') && section != BIN)
    }

    fn draw_sections(&mut self, owner: RootId) {
        let Some(plan) = self.plan_of(owner) else {
            return;
        };
        let names: BTreeSet<String> =
            plan.volumes().map(|(_, entry)| entry.section.clone()).collect();
        let mut drawn = Vec::new();
        for name in names {
            let key = (owner, name);
            if self.picture.sections.contains_key(&key) && !self.picture.stale.contains(&key) {
                continue;
            }
            let volumes: Vec<(VolumeId, Part)> = plan
                .volumes()
                .filter(|(_, entry)| entry.section == key.1)
                .map(|(id, entry)| {
                    let drawn = self.picture.parts.get(&(owner, id)).cloned();
                    (id, drawn.unwrap_or_else(|| standing(&entry.volume)))
                })
                .collect();
            let mut readers: Vec<RecordId> =
                volumes.iter().flat_map(|(volume, _)| self.visible_to(*volume)).collect();
            readers.sort();
            readers.dedup();
            let records = Records::of_volumes(volumes.iter().map(|(_, part)| part.clone()));
            drawn.push((key, Arc::new(SectionView { records, readers }), volumes));
        }
        for (key, view, volumes) in drawn {
            self.picture.sections.insert(key, view);
            let parts = volumes.into_iter().map(|(volume, part)| ((owner, volume), part));
            self.picture.parts.extend(parts);
        }
    }

    fn sections_of(
        &self,
        owner: RootId,
        wanted: impl Fn(&str) -> bool,
    ) -> BTreeMap<String, Arc<SectionView>> {
        self.picture
            .sections
            .iter()
            .filter(|((of, section), _)| *of == owner && wanted(section))
            .map(|((_, section), view)| (section.clone(), view.clone()))
            .collect()
    }

    fn saved(&self) -> Saved {
        match (self.writing.trouble(), self.writing.open_count()) {
            (Some(trouble), _) => Saved::NotSaved(trouble.clone()),
            (None, 0) => Saved::Saved,
            (None, open) => Saved::Saving(open),
        }
    }

    /// There may be hundreds of people and few guests, so the list is made anew only when a person or what
    /// is known of a guest has changed.
    pub(super) fn people(&mut self, now: UnixMillis) -> Arc<Vec<PersonView>> {
        let key = (self.household.me, "people".to_owned());
        let Some(section) = self.picture.sections.get(&key).cloned() else {
            return Arc::default();
        };
        let guests: BTreeMap<RecordId, GuestView> = self
            .household
            .guests
            .values()
            .map(|guest| guest.person)
            .collect::<BTreeSet<RecordId>>()
            .into_iter()
            .filter_map(|person| Some((person, self.guest_view(now, person)?)))
            .collect();
        if let Some(drawn) = &self.picture.people
            && Arc::ptr_eq(&drawn.section, &section)
            && drawn.guests == guests
        {
            return drawn.people.clone();
        }
        let people = section.records.iter().filter(|record| record.kind == "person");
        let mut people: Vec<PersonView> = people
            .map(|record| PersonView {
                id: record.id,
                name: name_of(record),
                guest: guests.get(&record.id).cloned(),
            })
            .collect();
        // Another device may have deleted the record of somebody who goes on reading what is shared with them.
        let standing: BTreeSet<RecordId> = people.iter().map(|person| person.id).collect();
        let gone = guests.iter().filter(|(person, _)| !standing.contains(person));
        people.extend(gone.map(|(person, guest)| PersonView {
            id: *person,
            name: self.person_name(*person),
            guest: Some(guest.clone()),
        }));
        let people = Arc::new(people);
        self.picture.people = Some(DrawnPeople { section, guests, people: people.clone() });
        people
    }

    /// A person who was paired with. What several Kiths of theirs may read and what stands between is shown as
    /// one; the longer of two grants is told.
    fn guest_view(&self, now: UnixMillis, person: RecordId) -> Option<GuestView> {
        let kiths = self.household.kiths_of(person);
        let guest = self.household.guests.get(kiths.first()?)?;
        let mut sees: BTreeMap<String, Option<UnixMillis>> = BTreeMap::new();
        for ((root, section), standing) in self.household.grants(now) {
            if !kiths.contains(&root) || section == "half" {
                continue;
            }
            let until = standing.until.map(|until| UnixMillis(until.0));
            let shown = sees.entry(section).or_insert(until);
            *shown = shown.zip(until).map(|(one, other)| one.max(other));
        }
        let sees = sees.into_iter().collect();
        let peers = self.household.peers();
        let theirs: Vec<_> = peers
            .iter()
            .filter(|(_, (of, _))| kiths.contains(of))
            .filter_map(|(endpoint, _)| self.network.progress.get(endpoint))
            .collect();
        Some(GuestView {
            role: guest.role,
            sees,
            between: self.between_view(&kiths),
            delivered_as_of: theirs
                .iter()
                .filter_map(|progress| progress.in_step_as_of)
                .max()
                .map(|at| UnixMillis(at.0)),
            waiting: theirs.iter().map(|progress| progress.waiting).min().unwrap_or(0),
        })
    }

    fn between_view(&self, kiths: &[RootId]) -> Vec<(bool, Arc<Record>)> {
        let records = |key: &(RootId, String)| {
            self.picture.sections.get(key).map(|view| view.records.clone()).unwrap_or_default()
        };
        let mut between: Vec<(bool, Arc<Record>)> = Vec::new();
        for root in kiths {
            let mine = records(&(self.household.me, half_section(*root)));
            let theirs = records(&(*root, half_section(self.household.me)));
            between.extend(mine.iter().map(|record| (true, record.clone())));
            between.extend(theirs.iter().map(|record| (false, record.clone())));
        }
        between.sort_by_key(|(_, record)| record.id);
        between
    }

    fn shared_plan(&self, root: RootId) -> Option<SharedPlanView> {
        let guest = self.household.guests.get(&root)?;
        let sections = self.sections_of(root, |section| !section.contains(':'));
        (!self.granted_sections(root).is_empty()).then(|| SharedPlanView {
            plan: root,
            person: guest.person,
            owner: self.person_name(guest.person),
            sections,
            as_of: self.as_of(root),
        })
    }

    fn devices(&self) -> Vec<DeviceView> {
        let verdict = self.household.mine.verdict();
        let mut devices: Vec<DeviceView> = verdict
            .devices
            .iter()
            .filter(|(_, standing)| standing.state == kith_seal::DeviceState::Active)
            .map(|(device, standing)| {
                let this = *device == self.household.this;
                let endpoint = standing.facts.endpoint;
                let progress = self.network.progress.get(&endpoint).copied().unwrap_or_default();
                DeviceView {
                    id: *device,
                    name: self.device_name(*device),
                    this,
                    lead: verdict.lead == Some(*device),
                    link: (!this).then(|| LinkView {
                        connected: progress.connected,
                        in_step_as_of: progress.in_step_as_of.map(|at| UnixMillis(at.0)),
                        waiting: progress.waiting,
                        why: self.why_not(endpoint, *device),
                    }),
                }
            })
            .collect();
        devices.sort_by_key(|device| (!device.this, device.name.clone()));
        devices
    }

    fn notices(&self) -> Vec<Notice> {
        let mut notices = Vec::new();
        let of_settings = self.settings_trouble().is_some();
        let places = self.damage_told().count() + self.damaged.len() - usize::from(of_settings);
        if places > 0 {
            notices.push(Notice::Damage { places });
        }
        if of_settings {
            notices.push(Notice::Settings);
        }
        if self.aside.count() > 0 {
            let count = usize::try_from(self.aside.count()).unwrap_or(usize::MAX);
            notices.push(Notice::SetAside { count });
        }
        if self.unmerged() > 0 {
            notices.push(Notice::Unmerged { count: self.unmerged() });
        }
        if self.opened.read_only {
            notices.push(Notice::ReadOnly);
        }
        notices
    }
}

/// The records of a volume that stand, in order of id.
fn standing(volume: &Volume) -> Part {
    let records = volume.view().values().filter(|record| record.gone.is_none());
    let mut standing: Vec<Arc<Record>> = records.cloned().collect();
    standing.shrink_to_fit();
    Arc::new(standing)
}

fn name_of(record: &Record) -> String {
    record.fields.get("name").and_then(|name| name.as_text().map(str::to_owned)).unwrap_or_default()
}
