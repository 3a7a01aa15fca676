//! What is counted of a device over all its runs, so that a report shows what was simulated at all.

use std::ops::AddAssign;

use kith_core::{Answer, Trouble};
use kith_seal::{DeskReply, DeskRequest, EnvelopeKind, Hash};
use kith_vault::{VaultReply, VaultRequest};

use super::Device;

/// How often what happened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// Volumes that were read from their kept views.
    pub views_read: u64,
    /// Views that were kept.
    pub views_kept: u64,
    /// Snapshots that were put to rest by the device that made them.
    pub snapshots_made: u64,
    /// Snapshots that were put to rest by others.
    pub snapshots_taken: u64,
    /// Answers to the question what is damaged, given when all that rests was read.
    pub looks: u64,
}

impl AddAssign for Counted {
    fn add_assign(&mut self, other: Counted) {
        self.views_read += other.views_read;
        self.views_kept += other.views_kept;
        self.snapshots_made += other.snapshots_made;
        self.snapshots_taken += other.snapshots_taken;
        self.looks += other.looks;
    }
}

impl Device {
    /// The desk has answered.
    pub(super) fn count_desk(&mut self, seals_snapshot: bool, reply: &DeskReply) {
        match reply {
            DeskReply::ViewOpened(_) => self.counted.views_read += 1,
            DeskReply::Sealed(envelope) if seals_snapshot => {
                self.own_snapshots.insert(envelope.hash());
            }
            _ => {}
        }
    }

    /// The disk has answered a request that had this snapshot in it, or none.
    pub(super) fn count_disk(&mut self, snapshot: Option<Hash>, reply: &VaultReply) {
        match (reply, snapshot) {
            (VaultReply::ViewPut, _) => self.counted.views_kept += 1,
            (VaultReply::SnapshotPut, Some(hash)) if self.own_snapshots.contains(&hash) => {
                self.counted.snapshots_made += 1;
            }
            (VaultReply::SnapshotPut, _) => self.counted.snapshots_taken += 1,
            _ => {}
        }
    }

    /// It was told what is damaged. The question waits in the core until everything that rests is read, views too.
    pub(super) fn looked(&mut self, answer: Result<Answer, Trouble>) {
        if let Ok(Answer::Status(status)) = answer {
            self.counted.looks += 1;
            self.damaged.extend(status.damage.iter().map(|place| format!("{place:?}")));
        }
    }
}

/// Whether a snapshot is to be sealed.
pub(super) fn seals_snapshot(request: &DeskRequest) -> bool {
    matches!(request, DeskRequest::Seal { kind: EnvelopeKind::Snapshot, .. })
}

/// The snapshot that a request puts to rest.
pub(super) fn snapshot_in(request: &VaultRequest) -> Option<Hash> {
    match request {
        VaultRequest::PutSnapshot { envelope } => Some(envelope.hash()),
        _ => None,
    }
}
