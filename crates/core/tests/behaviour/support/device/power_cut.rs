//! What a power cut leaves on the disk.

use kith_vault::VaultRequest;

use super::{DISK, Device, Errand};

impl Device {
    /// Nobody waited for the disk to have markers, so a power cut mostly takes them along. One that names a
    /// second try is always lost: that one envelope meets two power cuts is not what is simulated here. Their names
    /// come from what age throws, so one throw is for all of them, or a seed would not replay.
    pub(super) fn lose_markers(&mut self) {
        let all = self.random.chance(500);
        for (path, bytes) in self.disk.files().1 {
            if path.starts_with("trying/") {
                let is_second = String::from_utf8_lossy(&bytes).lines().any(|l| l.ends_with(" 2"));
                if is_second || all {
                    self.disk.lose(&path);
                }
            }
        }
    }

    /// The write that was next is cut off in the middle.
    pub(super) fn tear(&mut self) {
        let next = self.rooms[DISK].iter_mut().find(|errand| !matches!(errand, Errand::Done(_)));
        let Some(Errand::Todo(_, VaultRequest::Append { envelopes })) = next else {
            return;
        };
        let envelopes = std::mem::take(envelopes);
        let (_, before) = self.disk.files();
        let Some(vault) = self.vault.as_mut() else {
            return;
        };
        vault.run(VaultRequest::Append { envelopes });
        let (_, after) = self.disk.files();
        for (path, bytes) in after {
            let old = before.get(&path).map_or(0, Vec::len);
            // A file that was only just made may be missing or empty; that is the vault's own affair
            // and its own tests.
            if old == 0 || bytes.len() <= old {
                continue;
            }
            let kept = self.random.between(old as u64, bytes.len() as u64) as usize;
            self.disk.overwrite(&path, bytes[..kept].to_vec());
            self.torn += 1;
        }
    }
}
