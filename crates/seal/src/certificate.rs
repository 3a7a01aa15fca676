//! A stream's certificate: which device writes it, for which generation. It travels inside the first envelope's body,
//! so nobody outside learns which device a stream belongs to.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::roster::Verdict;
use crate::{DeviceId, GenerationId, RootId, Signable, StreamKey, tag};

/// "This stream is mine, in this generation", signed by the device key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    /// The person whose generation it is.
    pub root: RootId,
    /// The device that writes.
    pub device: DeviceId,
    /// The stream it vouches for.
    pub stream: StreamKey,
    /// The only generation in which it does.
    pub generation: GenerationId,
}

impl Signable for Certificate {
    const TAG: &'static str = tag::CERTIFICATE;
}

/// The devices that may write in the generations of one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Writers {
    /// The person.
    pub root: RootId,
    /// The devices.
    pub devices: BTreeSet<DeviceId>,
}

impl Writers {
    /// The devices that may write now: active ones only.
    pub fn active(verdict: &Verdict) -> Self {
        Self { root: verdict.root, devices: verdict.active().collect() }
    }

    /// Every device that was ever one of this person's, for reading what was accepted before a removal and lies at or
    /// below the cut that the remover made.
    pub fn ever(verdict: &Verdict) -> Self {
        Self { root: verdict.root, devices: verdict.devices.keys().copied().collect() }
    }

    /// Whether `device` is among them.
    pub fn contains(&self, device: &DeviceId) -> bool {
        self.devices.contains(device)
    }
}
