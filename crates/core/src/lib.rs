//! Who decides: one writer that hears commands and news, and answers with effects and pictures of the plan.
//!
//! This crate never opens a file or a socket, never holds a key, never asks a clock, and speaks no
//! English: time is an argument, secrets are handles, and trouble is a name.
//!
//! [`Core::handle`] is the whole interface: the same inputs give the same effects.

mod answer;
mod command;
mod core;
mod dice;
mod effect;
pub mod interchange;
mod job;
pub mod once;
mod records;
mod report;
mod settings;
mod snapshot;
mod state;
mod trouble;
mod work;

// The machine.
pub use crate::core::{Core, Setup};
pub use effect::{Effect, Input, SealedFiles, Ticket};
pub use job::{Job, JobDone};

// What is asked and answered.
pub use answer::{
    AddedReport, Answer, ChangeReport, ComingReport, Counted, Created, DamageReport, DeviceReport,
    Empty, FactReport, FoundReport, GapReport, GrantReport, GuestReport, HappenedReport,
    ImportReport, InTouchReport, KitReport, KitWordsReport, PairedReport, PeerReport, PeersReport,
    PlanReport, ProgressReport, ReadAnyway, RecordReport, ScreenReport, SectionReport,
    SettingReport, StatusReport, StrugglingReport, ToolReport, TouchReport, TouchedReport,
    UnsharedReport, VolumeFile, WrittenReport, day_name,
};
pub use command::{BetweenAct, Command, CommandId, ExportOf, ListFilter, LookBack};
pub use interchange::{Import, ToldPlan, ToldRecord};
pub use trouble::{ExitCode, FieldFault, Trouble};

// What is drawn.
pub use records::Records;
pub use snapshot::{
    DeviceView, GuestView, LinkView, LockedView, Notice, OpenView, PairingStage, PairingView,
    PeerWhy, PersonView, Saved, SectionView, SharedPlanView, Snapshot,
};

// What can be counted in the records, and when the next occasion is.
pub mod insight;

// The table of kinds, as data, so that the window and the command line need not name the plan.
pub use kith_plan::kinds::{self, Role};
pub use kith_plan::{Fields, Name, Record, RecordId, UnixMillis, Value, cut_to, ends_line};
pub use kith_seal::{DeviceId, RootId};
