//! What a roster says.

use std::collections::BTreeMap;

use super::DeviceFacts;
use crate::kit::KitPublic;
use crate::{AuthorityKey, DeviceId, EndpointKey, Hash, RootId};

/// Where a device stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DeviceState {
    /// One of the person's devices.
    Active,
    /// It signed two entries that cannot both be its history (a copied or restored vault): it may not write.
    Frozen,
    /// Gone, for good.
    Removed,
}

/// A device that was introduced, and where it stands now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceStanding {
    /// What its entry said about it.
    pub facts: DeviceFacts,
    /// Its authority.
    pub authority: AuthorityKey,
    /// Where it stands.
    pub state: DeviceState,
}

/// What a set of entries says, by the rules in `docs/format.md`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The person.
    pub root: RootId,
    /// How often the kit was used.
    pub term: u32,
    /// The device that may add others; `None` if it was removed or froze.
    pub lead: Option<DeviceId>,
    /// Every device whose introduction counts.
    pub devices: BTreeMap<DeviceId, DeviceStanding>,
    /// The kit in force.
    pub kit: KitPublic,
    /// The person key in force (`age1...`).
    pub person_recipient: String,
    /// Whether a removed device may still hold that person key.
    pub person_key_stale: bool,
    /// What the next entry names as parents, ascending.
    pub heads: Vec<Hash>,
    /// Entries whose past is not complete here.
    pub waiting: usize,
}

impl Verdict {
    /// The devices that are active.
    pub fn active(&self) -> impl Iterator<Item = DeviceId> + '_ {
        self.devices
            .iter()
            .filter(|(_, standing)| standing.state == DeviceState::Active)
            .map(|(device, _)| *device)
    }

    /// Whether a device may write now.
    pub fn may_write(&self, device: &DeviceId) -> bool {
        self.devices.get(device).is_some_and(|standing| standing.state == DeviceState::Active)
    }

    /// The active device behind a transport id: whom to let in.
    pub fn by_endpoint(&self, endpoint: &EndpointKey) -> Option<DeviceId> {
        self.devices
            .iter()
            .find(|(_, standing)| {
                standing.state == DeviceState::Active && standing.facts.endpoint == *endpoint
            })
            .map(|(device, _)| *device)
    }

    /// The age recipients that a person-key wrap goes to: active devices, then the kit.
    pub fn person_key_recipients(&self) -> Vec<String> {
        self.devices
            .values()
            .filter(|standing| standing.state == DeviceState::Active)
            .map(|standing| standing.facts.recipient.clone())
            .chain(std::iter::once(self.kit.recipient.clone()))
            .collect()
    }
}
