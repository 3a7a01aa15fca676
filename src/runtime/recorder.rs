//! A recorder on the wire, for those who must prove what was sent and what was not.

use std::sync::{Arc, Mutex, PoisonError};

use kith_seal::Alias;

/// Something that went by.
#[derive(Clone, Debug)]
pub enum Carried {
    /// A message to a peer, before the transport encrypted it.
    Sent {
        /// Its bytes.
        bytes: Vec<u8>,
    },
    /// A message from a peer, after the transport decrypted it.
    Received {
        /// Its bytes.
        bytes: Vec<u8>,
    },
    /// A generation was named here.
    Named {
        /// Its public name.
        alias: Alias,
        /// The label that only those with its key may know.
        label: String,
    },
}

/// Keeps everything that goes by. Clones keep into the same place.
#[derive(Clone, Debug, Default)]
pub struct Recorder {
    kept: Arc<Mutex<Vec<Carried>>>,
}

impl Recorder {
    /// A recorder that has kept nothing yet.
    pub fn new() -> Self {
        Recorder::default()
    }

    /// Everything that was kept so far, in order.
    pub fn all(&self) -> Vec<Carried> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How many bytes of messages went by, both ways together.
    pub fn bytes(&self) -> u64 {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let lengths = kept.iter().map(|carried| match carried {
            Carried::Sent { bytes } | Carried::Received { bytes } => bytes.len(),
            Carried::Named { .. } => 0,
        });
        lengths.fold(0, |sum, len| sum.saturating_add(u64::try_from(len).unwrap_or(u64::MAX)))
    }

    pub(super) fn keep(&self, carried: Carried) {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).push(carried);
    }
}
