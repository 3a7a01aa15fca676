//! What a command answers: plain data that serialises to what the command line promises.

use std::collections::BTreeMap;
use std::fmt;

use kith_plan::RecordId;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::ToldPlan;

mod counted;
pub(crate) mod looking;
mod quiet;

pub use counted::{Counted, FactReport, GapReport, day_name};
pub use looking::{
    ComingReport, HappenedReport, InTouchReport, ProgressReport, ScreenReport, ToolReport,
    TouchReport, TouchedReport,
};

/// The answer to one command. It serialises to exactly what `kith COMMAND --json` prints.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum Answer {
    /// Nothing to tell.
    Done(Empty),
    /// A vault was made.
    Created(Created),
    /// What the vault holds.
    Status(Box<StatusReport>),
    /// Whether the kit's words are right.
    Kit(KitReport),
    /// One record.
    Record(Box<RecordReport>),
    /// Records in order of id.
    Records(Vec<RecordReport>),
    /// How many records were taken in.
    Added(AddedReport),
    /// What was taken in of a file.
    Imported(ImportReport),
    /// What the plan holds.
    Plan(Box<ToldPlan>),
    /// The documents of the plan.
    Volumes(Vec<VolumeFile>),
    /// Every step of a record, oldest first.
    History(Vec<ChangeReport>),
    /// The records in which words were found, the newest first.
    Found(Vec<FoundReport>),
    /// What is at hand in a hard moment.
    Struggling(Box<StrugglingReport>),
    /// What nobody is there for.
    Gaps(Vec<GapReport>),
    /// What was counted.
    Patterns(Vec<FactReport>),
    /// What helped, the best first.
    Tools(Vec<ToolReport>),
    /// What happened, the newest first.
    Timeline(Vec<HappenedReport>),
    /// Who was in touch.
    Touch(Box<TouchReport>),
    /// The days that are counted.
    Progress(Option<ProgressReport>),
    /// What comes, in order of time.
    Next(Vec<ComingReport>),
    /// What the short screens add up to, the newest first.
    Screens(Vec<ScreenReport>),
    /// A file or a folder was written.
    Written(WrittenReport),
    /// Paired people.
    Guests(Vec<GuestReport>),
    /// Own devices.
    Devices(Vec<DeviceReport>),
    /// A pairing ended well.
    Paired(PairedReport),
    /// A grant has ended.
    Unshared(UnsharedReport),
    /// Who may read what.
    WhoSees(Vec<GrantReport>),
    /// What one person can open.
    ViewAs(Vec<SectionReport>),
    /// Plans shared with the owner.
    Plans(Vec<PlanReport>),
    /// One setting.
    Setting(SettingReport),
    /// How far each peer has come.
    Peers(PeersReport),
}

/// An answer that lacks what is damaged. Its `Debug` tells nothing of it.
#[derive(Clone)]
pub struct ReadAnyway(Box<Answer>);

impl ReadAnyway {
    /// An answer that lacks something.
    pub fn new(answer: Answer) -> ReadAnyway {
        ReadAnyway(Box::new(answer))
    }

    /// What was read.
    pub fn answer(&self) -> &Answer {
        &self.0
    }

    /// What was read, to be made into something else.
    pub fn into_answer(self) -> Answer {
        *self.0
    }
}

impl PartialEq for ReadAnyway {
    fn eq(&self, other: &ReadAnyway) -> bool {
        match (serde_json::to_value(&self.0), serde_json::to_value(&other.0)) {
            (Ok(one), Ok(other)) => one == other,
            _ => false,
        }
    }
}

impl Eq for ReadAnyway {}

impl fmt::Debug for ReadAnyway {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReadAnyway")
    }
}

/// An empty JSON object.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Empty {}

/// Answer to `init`, and to linking a device.
#[derive(Clone, Serialize)]
pub struct Created {
    /// The plan's id.
    pub plan: String,
    /// This device's id.
    pub device: String,
    /// The person's id among those they pair with; the same as the plan's.
    pub person: String,
    /// The kit, shown this once; absent on a linked device.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kit: Option<KitWordsReport>,
}

impl std::fmt::Debug for Created {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Created").field("plan", &self.plan).finish_non_exhaustive()
    }
}

/// The words of a new kit.
#[derive(Clone, Serialize)]
pub struct KitWordsReport {
    /// Twenty-four words.
    pub words: Vec<String>,
}

/// Answer to `status`.
#[derive(Clone, Debug, Serialize)]
pub struct StatusReport {
    /// The plan's id.
    pub plan: String,
    /// The person's name.
    pub name: Option<String>,
    /// This device's id.
    pub device: String,
    /// Whether this device may add others.
    pub lead: bool,
    /// The sections that hold something.
    pub sections: Vec<String>,
    /// How many volumes this vault can read.
    pub volumes: u64,
    /// How many envelopes rest here.
    pub envelopes: u64,
    /// Their size in bytes.
    pub bytes: u64,
    /// Envelopes that wait for a key or for something they build on.
    pub unmerged: u64,
    /// Envelopes that were set aside, in this run or an earlier one, and streams that have forked.
    pub set_aside: u64,
    /// Volumes that only a newer Kith can read.
    pub newer: u64,
    /// Damage found; empty when all is well.
    pub damage: Vec<DamageReport>,
    /// Whether the kit's words were typed back once.
    pub kit_tested: bool,
    /// How far each peer has come.
    pub peers: Vec<PeerReport>,
}

/// One damaged place.
#[derive(Clone, Debug, Serialize)]
pub struct DamageReport {
    /// The file, relative to the vault folder.
    pub file: String,
    /// The name of what is wrong with it, as [`kith_vault::DamageKind::name`] gives it; `settings`, `keyring` or `authority`
    /// for these files.
    pub what: &'static str,
}

/// Answer to `unshare`. What is new goes nowhere; what was shared stays in a volume whose key the person has.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct UnsharedReport {
    /// How many records of the section the person goes on to read, what is changed in them from now on included;
    /// nothing if damage hides some of them, so that they cannot be counted.
    pub still_read: Option<u64>,
}

/// Answer to `kit test`.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct KitReport {
    /// Whether the words are those of this plan's kit.
    pub ok: bool,
}

/// One record as the command line shows it.
#[derive(Clone, PartialEq, Serialize)]
pub struct RecordReport {
    /// Its id.
    pub id: RecordId,
    /// Its kind.
    pub kind: String,
    /// Its section.
    pub section: String,
    /// The volume that holds it.
    pub volume: String,
    /// When it was made, UTC.
    pub created: String,
    /// When it was last changed, UTC.
    pub updated: String,
    /// Its fields.
    pub fields: Map<String, Value>,
    /// Fields in which two devices wrote different values: all of them.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub both: BTreeMap<String, Vec<Value>>,
    /// Present and true on a deleted record.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub deleted: bool,
    /// Which half it stands in, in a between: `mine` or `theirs`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub half: Option<&'static str>,
    /// The `person` records of those who may read it; absent from what a guest lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visible_to: Option<Vec<RecordId>>,
}

/// Answer to an import of many records.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct AddedReport {
    /// How many records were added.
    pub added: u64,
}

/// Answer to an import of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ImportReport {
    /// How many records were added.
    pub added: u64,
    /// How many were here already.
    pub there: u64,
    /// How much of the file no record can be made of.
    pub skipped: u64,
    /// How many of those that were added hold less than the file says, such as a way of coming back that no
    /// record has. Their notes tell it. Absent if there are none.
    #[serde(skip_serializing_if = "is_none")]
    pub changed: u64,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_none(count: &u64) -> bool {
    *count == 0
}

/// One step of a record.
#[derive(Clone, Serialize)]
pub struct ChangeReport {
    /// When, UTC.
    pub at: String,
    /// The device that wrote it, as the owner calls it; empty if that is not known here.
    pub by: String,
    /// The fields that changed, with their new values; null for one that was emptied. `deleted` is the
    /// time of a deletion.
    pub changes: Map<String, Value>,
}

/// One record that was found.
#[derive(Clone, Serialize)]
pub struct FoundReport {
    /// The record.
    #[serde(flatten)]
    pub record: RecordReport,
    /// The field in which a word was found.
    pub field: String,
}

/// Answer to `struggling`.
#[derive(Clone, Serialize)]
pub struct StrugglingReport {
    /// The owner's people, those who can be called first.
    pub people: Vec<RecordReport>,
    /// How many of them can be called, from the first on.
    #[serde(skip)]
    pub callable: usize,
    /// The steady plan, a rung at a time.
    pub steady: Vec<RecordReport>,
    /// What helps: what the urge went down after most before, at such an hour, first; then what the owner put at
    /// the top.
    pub helps: Vec<RecordReport>,
    /// The owner's reasons, in their own order.
    pub reasons: Vec<RecordReport>,
}

/// One document of the plan. It serialises to its name alone.
#[derive(Clone, Serialize)]
pub struct VolumeFile {
    /// A name for its file.
    pub name: String,
    /// What stock automerge loads.
    #[serde(skip)]
    pub bytes: Vec<u8>,
}

impl fmt::Debug for VolumeFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VolumeFile({} bytes)", self.bytes.len())
    }
}

/// Answer to an export.
#[derive(Clone, Debug, Serialize)]
pub struct WrittenReport {
    /// The file or the folder.
    pub to: String,
    /// How many files were written.
    pub files: u64,
    /// How many records are in them; absent where documents were written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub records: Option<u64>,
}

/// One paired person.
#[derive(Clone, Debug, Serialize)]
pub struct GuestReport {
    /// Their `person` record.
    pub person: RecordId,
    /// Their plan's id, by which they are known on the wire.
    pub plan: String,
    /// Their name in the owner's plan.
    pub name: String,
    /// The part they play.
    pub role: &'static str,
    /// The sections they may read.
    pub sections: Vec<String>,
    /// How many devices of theirs are known.
    pub devices: u64,
    /// When they were paired, UTC.
    pub since: String,
}

/// One device of the owner.
#[derive(Clone, Debug, Serialize)]
pub struct DeviceReport {
    /// Its id.
    pub device: String,
    /// What the owner calls it.
    pub name: String,
    /// Whether it is this one.
    pub this: bool,
    /// Whether it may add others.
    pub lead: bool,
    /// `active`, `frozen` or `removed`.
    pub state: &'static str,
    /// Where it was last known to listen.
    pub addresses: Vec<String>,
}

/// How a pairing ended well.
#[derive(Clone, Debug, Serialize)]
pub struct PairedReport {
    /// The `person` record, for a person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<RecordId>,
    /// The device, for a device.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    /// The plan that this device now holds, on the device that was linked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan: Option<String>,
}

/// One standing permission.
#[derive(Clone, Debug, Serialize)]
pub struct GrantReport {
    /// The `person` record.
    pub person: RecordId,
    /// Their name.
    pub name: String,
    /// The section.
    pub section: String,
    /// Since when, UTC.
    pub since: String,
    /// Until when, UTC.
    pub until: Option<String>,
    /// Whether what was there before is readable too.
    pub with_past: bool,
}

/// One section as a guest can open it.
#[derive(Clone, Debug, Serialize)]
pub struct SectionReport {
    /// The section.
    pub section: String,
    /// Its records.
    pub records: Vec<RecordReport>,
}

/// One plan shared with the owner.
#[derive(Clone, Debug, Serialize)]
pub struct PlanReport {
    /// The plan.
    pub plan: String,
    /// The owner's `person` record of whoever shares it.
    pub person: RecordId,
    /// What the owner calls them.
    pub owner: String,
    /// The sections that can be read.
    pub sections: Vec<String>,
    /// When something of it last came, UTC.
    pub as_of: Option<String>,
}

/// One setting.
#[derive(Clone, Debug, Serialize)]
pub struct SettingReport {
    /// Its name.
    pub key: String,
    /// Its value.
    pub value: String,
}

/// Answer to `sync`.
#[derive(Clone, Debug, Serialize)]
pub struct PeersReport {
    /// Each peer's device.
    pub peers: Vec<PeerReport>,
    /// Whether every reachable peer holds the same and nothing is on its way.
    #[serde(skip)]
    pub quiet: bool,
    /// Why the disk here takes nothing, if it does not: then nothing that waits goes on. Or what is damaged of the
    /// book, which says who the peers are: some may be missing here.
    #[serde(skip)]
    pub trouble: Option<crate::Trouble>,
}

impl PeerReport {
    /// Whether it may be reached yet, so that somebody who wants to be in step waits for it. With the network
    /// off nobody is dialled; whoever was never met may not exist.
    pub fn is_awaited(&self) -> bool {
        self.path == "none" && !matches!(self.why, Some("network off" | "never met"))
    }
}

/// How far one peer's device has come.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PeerReport {
    /// The device's transport id.
    pub id: String,
    /// Whose it is, in the owner's words.
    pub name: String,
    /// `direct`, or `none` when there is no session.
    pub path: &'static str,
    /// When both sides last held the same, UTC.
    pub in_step_as_of: Option<String>,
    /// Bytes sent since the network was opened.
    pub sent_bytes: u64,
    /// Bytes received since the network was opened.
    pub received_bytes: u64,
    /// Changes that it has not confirmed yet.
    pub waiting: u64,
    /// Why it is not in step.
    pub why: Option<&'static str>,
}
