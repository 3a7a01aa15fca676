//! What a person can ask for, from the window or from the command line.

use std::fmt;

use kith_plan::kinds::Role;
use kith_plan::{RecordId, UnixMillis};
use kith_seal::RootId;
use secrecy::SecretString;
use serde_json::{Map, Value};

use crate::Import;

/// Numbers one request, so that its answer finds the one who asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CommandId(pub u64);

/// Which records a list holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ListFilter {
    /// The kind, as `kith kinds` names it.
    pub kind: String,
    /// Whose plan: nothing for one's own, else the plan of somebody who shares.
    pub plan: Option<RootId>,
    /// Only what happened or was made at or after this moment.
    pub since: Option<UnixMillis>,
    /// Only what happened or was made before this moment.
    pub until: Option<UnixMillis>,
    /// The recently deleted instead of what stands.
    pub deleted: bool,
}

/// What is exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportOf {
    /// The records as they stand.
    Records,
    /// The documents, each with all of its history.
    Volumes,
}

/// What is done to the records between the owner and one guest.
#[derive(Clone, PartialEq)]
pub enum BetweenAct {
    /// Both halves, as one list.
    List {
        /// Only this kind, or every kind.
        kind: Option<String>,
    },
    /// A new record in the owner's half.
    Add {
        /// Its kind.
        kind: String,
        /// Its fields, as JSON.
        fields: Map<String, Value>,
    },
    /// New values for some fields of a record in the owner's half.
    Edit {
        /// The record.
        id: RecordId,
        /// The fields; null clears one.
        fields: Map<String, Value>,
    },
    /// Deletes a record of the owner's half.
    Remove {
        /// The record.
        id: RecordId,
    },
}

/// One request. Commands that change something are answered only when the change is durable.
///
/// Its `Debug` names the request and nothing in it.
#[derive(Clone)]
pub enum Command {
    /// Whether a vault could be begun in the folder: asked before anybody is asked for anything.
    MayBegin,
    /// Makes a vault in an empty folder.
    Init {
        /// What seals it.
        passphrase: SecretString,
        /// The person's name, if they give one.
        name: Option<String>,
        /// What this device is called.
        device_name: Option<String>,
    },
    /// Opens the vault.
    Unlock {
        /// What seals it.
        passphrase: SecretString,
    },
    /// Drops every document and reading key, then shows the lock screen.
    Lock,
    /// Proves the passphrase again, for the owner powers of the next 60 seconds.
    StepUp {
        /// What seals the authority key.
        passphrase: SecretString,
    },
    /// What the vault holds and whom it knows.
    Status,
    /// Checks typed kit words against the public half kept in the roster.
    KitTest {
        /// The words as typed.
        words: SecretString,
    },
    /// A new record.
    Add {
        /// Its kind.
        kind: String,
        /// The section; nothing for the kind's own.
        section: Option<String>,
        /// Its fields, as JSON.
        fields: Map<String, Value>,
    },
    /// Many new records with the moments at which they were made; for import.
    AddMany {
        /// Kind, moment of making and fields of each.
        records: Vec<(String, UnixMillis, Map<String, Value>)>,
    },
    /// Takes in the records of a file, all or none.
    Import(Import),
    /// What the plan holds, for other programs and for another Kith.
    Export {
        /// Records or documents.
        of: ExportOf,
        /// Only these sections, or all of them.
        sections: Vec<String>,
    },
    /// The records of a kind.
    List(ListFilter),
    /// One record.
    Show {
        /// The record.
        id: RecordId,
    },
    /// How a record came to be what it is.
    History {
        /// The record.
        id: RecordId,
    },
    /// Writes a record's fields as they stood at a time.
    BringBack {
        /// The record.
        id: RecordId,
        /// The time.
        at: UnixMillis,
    },
    /// The records that hold these words.
    Search {
        /// The words, of which each must be found; case and marks on letters make no difference.
        words: String,
    },
    /// What is at hand in a hard moment: one's people, the steady plan, what helps.
    Struggling {
        /// The zone in which the owner is.
        home: jiff::tz::TimeZone,
    },
    /// What the records say when they are put in order and counted.
    Look {
        /// Of what.
        back: LookBack,
        /// The zone in which the owner is.
        home: jiff::tz::TimeZone,
    },
    /// What nobody among one's people is there for.
    Gaps,
    /// What the records of the last days say when they are counted.
    Patterns {
        /// How many days.
        days: u32,
        /// The zone in which the owner is.
        home: jiff::tz::TimeZone,
    },
    /// Sets what the owner chose for the plan itself, on every device: their own words, how Today looks.
    PlanSet {
        /// Which setting.
        name: String,
        /// What it is set to; empty for as if it had never been set.
        value: String,
    },
    /// New values for some fields; null clears a field.
    Edit {
        /// The record.
        id: RecordId,
        /// The fields.
        fields: Map<String, Value>,
    },
    /// Says which of two kept values is right.
    Settle {
        /// The record.
        id: RecordId,
        /// The field in which both were kept.
        field: String,
        /// The value that is right.
        value: Value,
    },
    /// Deletes a record.
    Remove {
        /// The record.
        id: RecordId,
    },
    /// Brings a deleted record back.
    Undelete {
        /// The record.
        id: RecordId,
    },
    /// Takes back the last change made here, if nothing changed it since.
    Undo,
    /// Shows a ticket to somebody in the owner's life and waits for them.
    Invite {
        /// Their `person` record.
        person: RecordId,
        /// The part they play.
        role: Role,
    },
    /// Shows a ticket to another device of the owner and waits for it.
    Link,
    /// Answers a ticket.
    Join {
        /// The ticket, or the twelve words.
        ticket: SecretString,
        /// Where the granting side listens, when the ticket does not say.
        at: Option<String>,
        /// The `person` record that this is, if there is one already.
        person: Option<RecordId>,
        /// A name for the person, or for this device when it is being linked.
        name: Option<String>,
    },
    /// Makes this device's vault from a ticket of the owner's other device.
    JoinAsDevice {
        /// The ticket, or the twelve words.
        ticket: SecretString,
        /// Where the granting side listens, when the ticket does not say.
        at: Option<String>,
        /// What this device is called.
        device_name: Option<String>,
        /// What seals the new vault.
        passphrase: SecretString,
    },
    /// Says whether the four words match.
    PairAnswer {
        /// `true` for "They match".
        they_match: bool,
    },
    /// Ends an open invitation; nobody can use its ticket any more.
    CancelInvite,
    /// The paired people.
    Guests,
    /// The owner's devices.
    Devices,
    /// Lets a person read a section.
    Share {
        /// The section.
        section: String,
        /// Their `person` record.
        person: RecordId,
        /// What is already there as well, not only what is added from today.
        with_past: bool,
        /// Until when; nothing for the usual 90 days.
        until: Option<UnixMillis>,
    },
    /// Lets a person read nothing new of a section.
    Unshare {
        /// The section.
        section: String,
        /// Their `person` record.
        person: RecordId,
    },
    /// Who may read what.
    WhoSees,
    /// Exactly what one person can open.
    ViewAs {
        /// Their `person` record.
        person: RecordId,
    },
    /// The plans that others share with the owner.
    Plans,
    /// The records between the owner and one guest.
    Between {
        /// Their `person` record.
        person: RecordId,
        /// What to do.
        act: BetweenAct,
    },
    /// Remembers where a person's or an own device can be reached.
    Address {
        /// A `person` record's id or a device's id.
        of: String,
        /// An address with a port.
        address: String,
    },
    /// Reads a setting of this device.
    ConfigGet {
        /// Its name.
        key: String,
    },
    /// Changes a setting of this device.
    ConfigSet {
        /// Its name.
        key: String,
        /// Its new value.
        value: String,
    },
    /// Keeps damaged settings under another name and begins with new ones, in which the network is off.
    ConfigAfresh,
    /// Opens the network, if anybody is paired.
    GoOnline,
    /// Closes the network.
    GoOffline,
    /// How far each peer has come.
    Peers,
    /// Makes everything durable, then ends.
    Close,
}

/// What is counted or put in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LookBack {
    /// What helped, the best first for such an hour and such company.
    Tools {
        /// Whether the owner is alone, if that is known.
        alone: Option<bool>,
    },
    /// What happened in the last days.
    Timeline {
        /// How many.
        days: u32,
    },
    /// Who was in touch.
    Touch,
    /// The days that are counted.
    Progress,
    /// What comes in the next days.
    Next {
        /// How many.
        days: u32,
    },
    /// What the short screens add up to.
    Screens,
}

impl Command {
    /// The request's name, for logs and tests.
    pub fn name(&self) -> &'static str {
        match self {
            Command::MayBegin => "may-begin",
            Command::Init { .. } => "init",
            Command::Unlock { .. } => "unlock",
            Command::Lock => "lock",
            Command::StepUp { .. } => "step-up",
            Command::Status => "status",
            Command::KitTest { .. } => "kit-test",
            Command::Add { .. } => "add",
            Command::AddMany { .. } => "add-many",
            Command::Import(_) => "import",
            Command::Export { .. } => "export",
            Command::List(_) => "list",
            Command::Show { .. } => "show",
            Command::History { .. } => "history",
            Command::BringBack { .. } => "bring-back",
            Command::Search { .. } => "search",
            Command::Struggling { .. } => "struggling",
            Command::Look { back: LookBack::Tools { .. }, .. } => "tools",
            Command::Look { back: LookBack::Timeline { .. }, .. } => "timeline",
            Command::Look { back: LookBack::Touch, .. } => "touch",
            Command::Look { back: LookBack::Progress, .. } => "progress",
            Command::Look { back: LookBack::Next { .. }, .. } => "next",
            Command::Look { back: LookBack::Screens, .. } => "screens",
            Command::Gaps => "gaps",
            Command::Patterns { .. } => "patterns",
            Command::PlanSet { .. } => "plan-set",
            Command::Edit { .. } => "edit",
            Command::Settle { .. } => "settle",
            Command::Remove { .. } => "remove",
            Command::Undelete { .. } => "undelete",
            Command::Undo => "undo",
            Command::Invite { .. } => "invite",
            Command::Link => "link",
            Command::Join { .. } => "join",
            Command::JoinAsDevice { .. } => "join-as-device",
            Command::PairAnswer { .. } => "pair-answer",
            Command::CancelInvite => "cancel-invite",
            Command::Guests => "guests",
            Command::Devices => "devices",
            Command::Share { .. } => "share",
            Command::Unshare { .. } => "unshare",
            Command::WhoSees => "who-sees",
            Command::ViewAs { .. } => "view-as",
            Command::Plans => "plans",
            Command::Between { .. } => "between",
            Command::Address { .. } => "address",
            Command::ConfigGet { .. } => "config-get",
            Command::ConfigSet { .. } => "config-set",
            Command::ConfigAfresh => "config-afresh",
            Command::GoOnline => "go-online",
            Command::GoOffline => "go-offline",
            Command::Peers => "peers",
            Command::Close => "close",
        }
    }
}

impl fmt::Debug for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Debug for BetweenAct {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            BetweenAct::List { .. } => "List",
            BetweenAct::Add { .. } => "Add",
            BetweenAct::Edit { .. } => "Edit",
            BetweenAct::Remove { .. } => "Remove",
        })
    }
}
