//! What two sides tell each other once both said that the words match. Before that, nothing of this
//! travels. The TLS connection that both compared words of protects it; every key in it is sealed besides, to the
//! keys that the two told each other in it.

use kith_seal::{
    Addresses, ControlRecord, LinkFacts, PersonKeyWrap, Signed, SignedRosterEntry, Wrap,
};
use serde::{Deserialize, Serialize};

/// One message of the last part of a pairing.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) enum Told {
    /// A person introduces themselves.
    Introduction {
        /// What they want to be called.
        name: Option<String>,
        /// Their devices.
        roster: Vec<SignedRosterEntry>,
        /// Where this device listens.
        addresses: Addresses,
    },
    /// The key of the mailbox in which the sender writes to the receiver.
    Mailbox(Box<Signed<Wrap>>),
    /// A new device tells what it is.
    Device {
        /// Its public keys.
        facts: LinkFacts,
        /// What it is called.
        name: Option<String>,
        /// Where it listens.
        addresses: Addresses,
    },
    /// The lead takes a new device in.
    Welcome {
        /// Every roster entry, the new device's among them.
        roster: Vec<SignedRosterEntry>,
        /// The person's key, sealed to every device.
        person_key: Box<Signed<PersonKeyWrap>>,
        /// The key of the book, sealed to the person's key.
        book: Box<Signed<Wrap>>,
        /// Where the lead listens.
        addresses: Addresses,
    },
    /// Everything that was told is durable here.
    Kept,
}

impl Told {
    /// Bytes for the desk to make a message of.
    pub(crate) fn encode(&self) -> Option<Vec<u8>> {
        postcard::to_stdvec(self).ok()
    }

    /// Reads what the other side told, in the one form in which it can be written.
    pub(crate) fn decode(bytes: &[u8]) -> Option<Told> {
        let told: Told = postcard::from_bytes(bytes).ok()?;
        (told.encode()? == bytes).then_some(told)
    }
}

impl std::fmt::Debug for Told {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Told::Introduction { .. } => "Introduction",
            Told::Mailbox(_) => "Mailbox",
            Told::Device { .. } => "Device",
            Told::Welcome { .. } => "Welcome",
            Told::Kept => "Kept",
        })
    }
}

/// A longer name than anybody has is cut: it comes from outside.
pub(crate) fn tidy_name(name: &str) -> String {
    name.chars()
        .filter(|letter| !letter.is_control())
        .take(100)
        .collect::<String>()
        .trim()
        .to_owned()
}

/// The control records that repeat roster entries.
pub(crate) fn roster_records(entries: &[SignedRosterEntry]) -> Vec<ControlRecord> {
    entries.iter().cloned().map(ControlRecord::Roster).collect()
}
