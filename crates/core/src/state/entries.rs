//! Bringing back what rests in books and mailboxes: control records, and no document.

use std::collections::BTreeMap;

use kith_plan::UnixMillis;
use kith_seal::{Envelope, GenerationId};
use kith_vault::{VaultReply, VaultRequest};

use super::receiving::Origin;
use super::{Open, Then};
use crate::work::Work;

impl Open {
    /// Opens what rests in a book or a mailbox.
    pub(crate) fn read_entries(&mut self, work: &mut Work, id: GenerationId) {
        let Some(generation) = self.generations.get(&id) else {
            return;
        };
        if generation.purpose.is_document() || self.loading.is_known(&id) {
            return;
        }
        self.loading.begin(id);
        self.read_all_entries(work, id);
    }

    fn read_all_entries(&mut self, work: &mut Work, id: GenerationId) {
        let Some(generation) = self.generations.get(&id) else {
            return;
        };
        let ranges = self.at_rest.ranges(generation.alias, &BTreeMap::new());
        work.vault(VaultRequest::ReadMany { ranges }, Then::EntriesRead { generation: id });
    }

    /// The disk has read a book or a mailbox.
    pub(crate) fn entries_read(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        id: GenerationId,
        reply: VaultReply,
    ) {
        let envelopes: Vec<Envelope> = match reply {
            VaultReply::Many(ranges) => ranges.into_iter().flatten().collect(),
            VaultReply::Failed(error) if self.may_read_again(id, &error).is_some() => {
                return self.read_all_entries(work, id);
            }
            _ => return self.could_not_read(now, work, id),
        };
        self.loading.end(id);
        self.open_envelopes(work, id, envelopes, Origin::Rest);
    }
}
