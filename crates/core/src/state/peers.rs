//! What is said of devices, guests and peers.

use kith_plan::UnixMillis;
use kith_seal::{DeviceId, DeviceState, EndpointKey, RootId};

use super::Open;
use crate::report;
use crate::settings::NetworkMode;
use crate::snapshot::PeerWhy;
use crate::{
    Answer, DamageReport, DeviceReport, GuestReport, PeerReport, PeersReport, StatusReport, Trouble,
};

/// The note that holds the owner's name.
pub(crate) const NOTE_NAME: &str = "name";
/// The note that says that the kit's words were typed back.
pub(crate) const NOTE_KIT_TESTED: &str = "kit-tested";

/// Why a peer is not in step whose pairing broke off, and from whom nothing ever came.
const NEVER_MET: &str = "never met";

impl PeerWhy {
    /// The word for it on the command line.
    pub(crate) fn word(self) -> &'static str {
        match self {
            PeerWhy::NetworkOff => "network off",
            PeerWhy::NoAddress => "no address",
            PeerWhy::NoAnswer => "no answer",
            PeerWhy::NotLetIn => "not let in",
            PeerWhy::NoSocket => "no socket",
        }
    }
}

impl Open {
    /// What the vault holds and whom it knows.
    pub(crate) fn status(&self) -> StatusReport {
        let mut sections: Vec<String> = self
            .plan
            .volumes()
            .filter(|(_, entry)| !entry.volume.view().is_empty())
            .map(|(_, entry)| entry.section.split(':').next().unwrap_or_default().to_owned())
            .collect();
        sections.sort();
        sections.dedup();
        let shared: usize = self.shared_plans.values().map(|plan| plan.volumes().count()).sum();
        let (envelopes, bytes) = self.at_rest.totals();
        StatusReport {
            plan: self.household.me.to_string(),
            name: self.household.note_text(NOTE_NAME),
            device: self.household.this.to_string(),
            lead: self.household.is_lead(),
            sections,
            volumes: as_u64(self.plan.volumes().count() + shared),
            envelopes,
            bytes,
            unmerged: as_u64(self.unmerged()),
            set_aside: self.aside.count(),
            newer: as_u64(self.generations.iter().filter(|one| one.needs_newer).count()),
            damage: self.damage_reports(),
            kit_tested: self.kit_is_tested(),
            peers: self.peer_reports(),
        }
    }

    /// Every damaged place that the plan opened in spite of.
    fn damage_reports(&self) -> Vec<DamageReport> {
        let of_the_vault = self
            .damage_told()
            .map(|damage| DamageReport { file: damage.file.clone(), what: damage.what.name() });
        self.damaged.iter().cloned().chain(of_the_vault).collect()
    }

    /// How many envelopes wait for a key or for something they build on, here or, for want of room, at a
    /// peer.
    pub(crate) fn unmerged(&self) -> usize {
        let waiting: usize =
            self.generations.iter().map(|generation| generation.waiting.len()).sum();
        let without_room = usize::try_from(self.exchange.without_room()).unwrap_or(usize::MAX);
        waiting.saturating_add(self.strays.len()).saturating_add(without_room)
    }

    /// Whether all that there is of a section was begun by a newer Kith, under rules unknown here.
    pub(crate) fn is_only_for_newer(
        &self,
        owner: RootId,
        plan: &kith_plan::Plan,
        section: &str,
    ) -> bool {
        let is_newer = |one: &super::generations::Generation| {
            one.needs_newer
                && one.owner == owner
                && one.purpose == super::generations::Purpose::Section(section.to_owned())
        };
        self.generations.iter().any(is_newer)
            && !plan.volumes().any(|(_, entry)| entry.section == section)
    }

    /// Whether the kit's words were typed back once.
    pub(crate) fn kit_is_tested(&self) -> bool {
        self.household.notes.contains_key(NOTE_KIT_TESTED)
    }

    /// The paired people.
    pub(crate) fn guest_reports(&self, now: UnixMillis) -> Vec<GuestReport> {
        let grants = self.household.grants(now);
        let mut guests: Vec<GuestReport> = self
            .household
            .guests
            .iter()
            .map(|(root, guest)| GuestReport {
                person: guest.person,
                plan: root.to_string(),
                name: self.person_name(guest.person),
                role: guest.role.name(),
                sections: grants
                    .keys()
                    .filter(|(person, section)| person == root && section != "half")
                    .map(|(_, section)| section.clone())
                    .collect(),
                devices: as_u64(guest.followed.verdict().devices.len()),
                since: report::utc(UnixMillis(guest.since.0)),
            })
            .collect();
        guests.sort_by(|a, b| (a.person, &a.plan).cmp(&(b.person, &b.plan)));
        guests
    }

    /// The owner's devices.
    pub(crate) fn device_reports(&self) -> Vec<DeviceReport> {
        let verdict = self.household.mine.verdict();
        let mut devices: Vec<DeviceReport> = verdict
            .devices
            .iter()
            .map(|(device, standing)| DeviceReport {
                device: device.to_string(),
                name: self.device_name(*device),
                this: *device == self.household.this,
                lead: verdict.lead == Some(*device),
                state: match standing.state {
                    DeviceState::Active => "active",
                    DeviceState::Frozen => "frozen",
                    DeviceState::Removed => "removed",
                },
                addresses: self
                    .addresses_of(*device, standing.facts.endpoint)
                    .iter()
                    .map(ToString::to_string)
                    .collect(),
            })
            .collect();
        devices.sort_by(|a, b| a.device.cmp(&b.device));
        devices
    }

    /// What the owner calls a device; its short id if they gave it no name.
    pub(crate) fn device_name(&self, device: DeviceId) -> String {
        self.household.device_names.get(&device).cloned().unwrap_or_else(|| format!("{device:?}"))
    }

    /// How far each peer's device has come.
    pub(crate) fn peer_reports(&self) -> Vec<PeerReport> {
        let stuck = self.writing.refused_by_disk();
        let mut peers: Vec<PeerReport> = self
            .household
            .peers()
            .into_iter()
            .map(|(endpoint, (root, device))| {
                let progress = self.network.progress.get(&endpoint).copied().unwrap_or_default();
                // What is not at rest here is not given to anybody.
                let unsaved = stuck.map_or(0, |_| as_u64(self.writing.open_count()));
                PeerReport {
                    id: endpoint.to_string(),
                    name: self.peer_name(root, device),
                    path: if progress.connected { "direct" } else { "none" },
                    in_step_as_of: progress.in_step_as_of.map(|at| report::utc(UnixMillis(at.0))),
                    sent_bytes: progress.sent_bytes,
                    received_bytes: progress.received_bytes,
                    waiting: progress.waiting.saturating_add(unsaved),
                    why: self.why_not_in_step(root, device, endpoint),
                }
            })
            .collect();
        peers.sort_by(|a, b| a.id.cmp(&b.id));
        peers
    }

    /// Why a peer is not in step, in one word for the command line.
    fn why_not_in_step(
        &self,
        root: RootId,
        device: DeviceId,
        endpoint: EndpointKey,
    ) -> Option<&'static str> {
        let is_met = match root == self.household.me {
            true => self.has_met_device(device),
            false => self.has_met_person(root),
        };
        match self.why_not(endpoint, device) {
            Some(PeerWhy::NoAddress | PeerWhy::NoAnswer) if !is_met => Some(NEVER_MET),
            Some(why) => Some(why.word()),
            None => self.writing.refused_by_disk().map(crate::Trouble::id),
        }
    }

    /// Why a peer is not connected; nothing if it is.
    pub(crate) fn why_not(&self, endpoint: EndpointKey, device: DeviceId) -> Option<PeerWhy> {
        if self.network.progress.get(&endpoint).is_some_and(|progress| progress.connected) {
            return None;
        }
        let off = self.offline
            || !self.network.started
            || self.settings.mode_now(true) == NetworkMode::Off;
        if off {
            return Some(PeerWhy::NetworkOff);
        }
        if self.network.no_socket {
            return Some(PeerWhy::NoSocket);
        }
        if self.addresses_of(device, endpoint).is_empty() {
            return Some(PeerWhy::NoAddress);
        }
        Some(self.network.unreachable.get(&endpoint).copied().unwrap_or(PeerWhy::NoAnswer))
    }

    fn peer_name(&self, root: RootId, device: DeviceId) -> String {
        if root == self.household.me {
            return self.device_name(device);
        }
        let person = self.household.guests.get(&root).map(|guest| guest.person);
        person.map(|person| self.person_name(person)).unwrap_or_default()
    }

    /// How far all peers have come.
    pub(crate) fn peers_report(&self) -> Answer {
        let trouble = self.writing.refused_by_disk().cloned().or_else(|| self.book_damage());
        let (peers, quiet) = (self.peer_reports(), self.is_quiet());
        Answer::Peers(PeersReport { peers, quiet, trouble })
    }

    /// The transport id of a device that is named by its id, or of a person's devices.
    pub(crate) fn endpoints_of(&self, of: &str) -> Result<Vec<EndpointKey>, Trouble> {
        if let Ok(person) = of.parse::<kith_plan::RecordId>() {
            self.paired(person)?;
            let kiths = self.household.kiths_of(person);
            let guests = kiths.iter().filter_map(|root| self.household.guests.get(root));
            let devices = guests.flat_map(|guest| guest.followed.verdict().devices.values());
            return Ok(devices.map(|standing| standing.facts.endpoint).collect());
        }
        let device: DeviceId = of.parse().map_err(|_| Trouble::NoSuchDevice)?;
        let standing = self.household.mine.verdict().devices.get(&device);
        standing.map(|standing| vec![standing.facts.endpoint]).ok_or(Trouble::NoSuchDevice)
    }
}

fn as_u64(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
