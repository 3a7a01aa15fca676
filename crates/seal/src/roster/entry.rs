//! One entry of a roster.

use serde::{Deserialize, Serialize};

use crate::kit::KitPublic;
use crate::{AuthorityKey, DeviceId, EndpointKey, Hash, KitKey, Signable, Signed, tag};

/// What others need to know about a device. No name: guests see this.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceFacts {
    /// Its signing key, which is its id.
    pub device: DeviceId,
    /// Its age recipient; person keys are wrapped to it.
    pub recipient: String,
    /// Its transport id.
    pub endpoint: EndpointKey,
}

/// An entry, before or after signing. `parents` are the heads its signer knew, strictly ascending.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum RosterEntry {
    /// The first entry, signed by the first device's authority. It fixes the kit and the first person key.
    Genesis {
        /// The first device, and first lead.
        facts: DeviceFacts,
        /// Its authority.
        authority: AuthorityKey,
        /// Verifies kit resets.
        kit_signing: KitKey,
        /// Part of every person-key wrap.
        kit_recipient: String,
        /// The first person key.
        person_recipient: String,
        /// Makes two geneses of the same keys differ.
        nonce: [u8; 16],
    },
    /// The lead adds a device.
    AddDevice {
        /// The authority that signs.
        by: AuthorityKey,
        /// The new device.
        facts: DeviceFacts,
        /// The new device's authority.
        authority: AuthorityKey,
        /// The heads known.
        parents: Vec<Hash>,
        /// The term in force.
        term: u32,
    },
    /// Any device removes one.
    RemoveDevice {
        /// The authority that signs.
        by: AuthorityKey,
        /// The device that goes.
        device: DeviceId,
        /// The heads known.
        parents: Vec<Hash>,
        /// The term in force.
        term: u32,
        /// A new person key, which the removed device does not have.
        person_recipient: Option<String>,
    },
    /// The lead hands over.
    SetLead {
        /// The authority that signs.
        by: AuthorityKey,
        /// The new lead.
        device: DeviceId,
        /// The heads known.
        parents: Vec<Hash>,
        /// The term in force.
        term: u32,
    },
    /// The kit overrules everything not in this entry's past, and begins a term.
    KitReset {
        /// The kit that signs: the one in force before.
        by: KitKey,
        /// The device that becomes lead.
        facts: DeviceFacts,
        /// Its authority.
        authority: AuthorityKey,
        /// The heads that are to stay in force.
        parents: Vec<Hash>,
        /// One more than the term in force.
        term: u32,
        /// The kit in force from now on.
        kit_signing: KitKey,
        /// Its recipient.
        kit_recipient: String,
        /// The person key in force from now on.
        person_recipient: String,
    },
}

/// A signed entry.
pub type SignedRosterEntry = Signed<RosterEntry>;

impl Signable for RosterEntry {
    const TAG: &'static str = tag::ROSTER;
}

impl RosterEntry {
    /// The key that must have signed.
    pub(crate) fn signer(&self) -> [u8; 32] {
        match self {
            RosterEntry::Genesis { authority, .. } => authority.0,
            RosterEntry::AddDevice { by, .. }
            | RosterEntry::RemoveDevice { by, .. }
            | RosterEntry::SetLead { by, .. } => by.0,
            RosterEntry::KitReset { by, .. } => by.0,
        }
    }

    /// The entries this one names; none for a genesis.
    pub fn parents(&self) -> &[Hash] {
        match self {
            RosterEntry::Genesis { .. } => &[],
            RosterEntry::AddDevice { parents, .. }
            | RosterEntry::RemoveDevice { parents, .. }
            | RosterEntry::SetLead { parents, .. }
            | RosterEntry::KitReset { parents, .. } => parents,
        }
    }

    /// The device and authority that this entry introduces.
    pub(crate) fn introduces(&self) -> Option<(&DeviceFacts, AuthorityKey)> {
        match self {
            RosterEntry::Genesis { facts, authority, .. }
            | RosterEntry::AddDevice { facts, authority, .. }
            | RosterEntry::KitReset { facts, authority, .. } => Some((facts, *authority)),
            RosterEntry::RemoveDevice { .. } | RosterEntry::SetLead { .. } => None,
        }
    }

    /// Every age recipient it names.
    pub(crate) fn recipients(&self) -> Vec<&str> {
        match self {
            RosterEntry::Genesis { facts, kit_recipient, person_recipient, .. }
            | RosterEntry::KitReset { facts, kit_recipient, person_recipient, .. } => {
                vec![&facts.recipient, kit_recipient, person_recipient]
            }
            RosterEntry::AddDevice { facts, .. } => vec![&facts.recipient],
            RosterEntry::RemoveDevice { person_recipient, .. } => {
                person_recipient.iter().map(String::as_str).collect()
            }
            RosterEntry::SetLead { .. } => Vec::new(),
        }
    }

    /// For a base entry, the kit it puts in force.
    pub(crate) fn kit(&self) -> Option<KitPublic> {
        match self {
            RosterEntry::Genesis { kit_signing, kit_recipient, .. }
            | RosterEntry::KitReset { kit_signing, kit_recipient, .. } => {
                Some(KitPublic { signing: *kit_signing, recipient: kit_recipient.clone() })
            }
            RosterEntry::AddDevice { .. }
            | RosterEntry::RemoveDevice { .. }
            | RosterEntry::SetLead { .. } => None,
        }
    }
}
