//! Control records: what the owner's book and the mailboxes hold. An older Kith keeps and passes over those it does not
//! know.
//!
//! On the wire each record is a number and a byte string, so that an unknown number can be skipped without being lost.

use std::net::SocketAddr;

use serde::{Deserialize, Serialize};

use crate::canon::{self, NotCanonical};
use crate::roster::SignedRosterEntry;
use crate::{DeviceId, GenerationId, Permission, PersonKeyWrap, RootId, Signed, UnixMillis, Wrap};

/// Somebody the owner has paired with.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PairedPerson {
    /// Who they are to the machinery.
    pub root: RootId,
    /// The id of the owner's own record about them, as text.
    pub record: String,
    /// The role the owner chose, as text.
    pub role: String,
    /// Their roster as it was when the two met; it starts with their genesis.
    pub roster: Vec<SignedRosterEntry>,
    /// When they met.
    pub at: UnixMillis,
}

impl std::fmt::Debug for PairedPerson {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PairedPerson({:?}, {} roster entries)", self.root, self.roster.len())
    }
}

/// Where a device may be reached.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Addresses {
    /// The device.
    pub device: DeviceId,
    /// Socket addresses as text.
    pub addresses: Vec<String>,
    /// When this was learned; the newest line about a device holds.
    pub at: UnixMillis,
}

impl std::fmt::Debug for Addresses {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Addresses({:?}, {} of them)", self.device, self.addresses.len())
    }
}

impl Addresses {
    /// Those that are socket addresses; others are passed over.
    pub fn parsed(&self) -> impl Iterator<Item = SocketAddr> {
        self.addresses.iter().filter_map(|text| text.parse().ok())
    }
}

/// The name a person gave a device.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceName {
    /// The device.
    pub device: DeviceId,
    /// Its name.
    pub name: String,
}

impl std::fmt::Debug for DeviceName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "DeviceName({:?}, {} bytes)", self.device, self.name.len())
    }
}

/// A small value under a key, for what needs no record of its own.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// The key.
    pub key: String,
    /// The value.
    pub value: Vec<u8>,
}

impl std::fmt::Debug for Note {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Note({} bytes)", self.value.len())
    }
}

/// To whom, besides the owner, the key of a generation is given. It is written together with the owner's own wrap, so
/// that a device which can open the generation knows it, whatever has become of the mailboxes that hold the wraps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenTo {
    /// The generation.
    pub generation: GenerationId,
    /// The people, sorted; often nobody.
    pub people: Vec<RootId>,
}

/// One line of a book or mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(
    clippy::large_enum_variant,
    reason = "read once, matched once; a box would only be in the way"
)]
pub enum ControlRecord {
    /// 1: a roster entry, of the owner or of a paired person.
    Roster(SignedRosterEntry),
    /// 2: a permission.
    Permission(Signed<Permission>),
    /// 3: a generation's key for one person.
    Wrap(Signed<Wrap>),
    /// 4: the owner's person key for the owner's devices and kit.
    PersonKey(Signed<PersonKeyWrap>),
    /// 5: a device's name.
    DeviceName(DeviceName),
    /// 6: somebody paired.
    Paired(PairedPerson),
    /// 7: where a device may be reached.
    Addresses(Addresses),
    /// 8: a small value.
    Note(Note),
    /// 9: to whom a generation is given.
    GivenTo(GivenTo),
    /// Any other number: written by a newer Kith, kept as it is.
    Unknown {
        /// The number.
        tag: u8,
        /// Its bytes.
        body: Vec<u8>,
    },
}

impl ControlRecord {
    /// The payload of an envelope of kind `Entries`.
    pub fn encode_all(records: &[ControlRecord]) -> Result<Vec<u8>, NotCanonical> {
        let lines = records.iter().map(ControlRecord::to_line).collect::<Result<Vec<_>, _>>()?;
        canon::encode(&lines)
    }

    /// Reads such a payload. A known number with a body that is not canonical refuses the whole.
    pub fn decode_all(payload: &[u8]) -> Result<Vec<ControlRecord>, NotCanonical> {
        let lines: Vec<(u8, Vec<u8>)> = canon::decode(payload)?;
        lines.into_iter().map(|(tag, body)| Self::from_line(tag, body)).collect()
    }

    fn to_line(&self) -> Result<(u8, Vec<u8>), NotCanonical> {
        Ok(match self {
            ControlRecord::Roster(value) => (1, canon::encode(value)?),
            ControlRecord::Permission(value) => (2, canon::encode(value)?),
            ControlRecord::Wrap(value) => (3, canon::encode(value)?),
            ControlRecord::PersonKey(value) => (4, canon::encode(value)?),
            ControlRecord::DeviceName(value) => (5, canon::encode(value)?),
            ControlRecord::Paired(value) => (6, canon::encode(value)?),
            ControlRecord::Addresses(value) => (7, canon::encode(value)?),
            ControlRecord::Note(value) => (8, canon::encode(value)?),
            ControlRecord::GivenTo(value) => (9, canon::encode(value)?),
            ControlRecord::Unknown { tag, body } => (*tag, body.clone()),
        })
    }

    fn from_line(tag: u8, body: Vec<u8>) -> Result<Self, NotCanonical> {
        Ok(match tag {
            1 => ControlRecord::Roster(canon::decode(&body)?),
            2 => ControlRecord::Permission(canon::decode(&body)?),
            3 => ControlRecord::Wrap(canon::decode(&body)?),
            4 => ControlRecord::PersonKey(canon::decode(&body)?),
            5 => ControlRecord::DeviceName(canon::decode(&body)?),
            6 => ControlRecord::Paired(canon::decode(&body)?),
            7 => ControlRecord::Addresses(canon::decode(&body)?),
            8 => ControlRecord::Note(canon::decode(&body)?),
            9 => ControlRecord::GivenTo(canon::decode(&body)?),
            tag => ControlRecord::Unknown { tag, body },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_older_kith_keeps_what_it_does_not_know() {
        let records = vec![
            ControlRecord::DeviceName(DeviceName {
                device: DeviceId([1; 32]),
                name: "laptop".into(),
            }),
            ControlRecord::Unknown { tag: 200, body: vec![1, 2, 3] },
            ControlRecord::Note(Note { key: "k".into(), value: vec![9] }),
        ];
        let payload = ControlRecord::encode_all(&records).unwrap();
        let read = ControlRecord::decode_all(&payload).unwrap();
        assert_eq!(read, records);
        assert_eq!(ControlRecord::encode_all(&read).unwrap(), payload);
        assert!(!format!("{read:?}").contains("laptop"), "content is not printed");
    }

    #[test]
    fn a_known_record_that_is_not_canonical_refuses_the_payload() {
        let payload = canon::encode(&vec![(5u8, vec![0u8; 3])]).unwrap();
        assert_eq!(ControlRecord::decode_all(&payload), Err(NotCanonical));
        let good = ControlRecord::encode_all(&[]).unwrap();
        assert_eq!(ControlRecord::decode_all(&[good, vec![0]].concat()), Err(NotCanonical));
    }
}
