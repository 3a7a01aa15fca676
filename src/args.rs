//! What can be typed after `kith`.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// A recovery plan and a support network, sealed on your own devices and shared with the people you choose.
///
/// Without a command, the window opens.
#[derive(Clone, Debug, Parser)]
#[command(name = "kith", version, max_term_width = 100, after_help = crate::cli::exit_codes())]
pub struct Cli {
    /// What holds for every command.
    #[command(flatten)]
    pub globals: Globals,
    /// What to do.
    #[command(subcommand)]
    pub command: Option<CliCommand>,
}

/// What holds for every command, and may stand before or after it.
#[derive(Args, Clone, Debug)]
pub struct Globals {
    /// The folder of the vault; without it KITH_HOME, or the data folder of this system
    #[arg(long, global = true, value_name = "DIR")]
    pub vault: Option<PathBuf>,
    /// Read the passphrase as one line from this open file descriptor
    #[arg(long, global = true, value_name = "N")]
    pub passphrase_fd: Option<u32>,
    /// Print results as JSON, each on one line
    #[arg(long, global = true)]
    pub json: bool,
    /// Open no network socket
    #[arg(long, global = true)]
    pub offline: bool,
    /// The cost of the passphrase of a vault that is made; lower than 18 is for tests only
    #[arg(long, global = true, value_name = "N", hide = true, default_value_t = 18,
          value_parser = clap::value_parser!(u8).range(1..=20))]
    pub scrypt_log_n: u8,
}

/// One command.
#[derive(Clone, Debug, Subcommand)]
pub enum CliCommand {
    /// Make a new plan in an empty folder, and show its kit of 24 words this once
    Init {
        /// Your name, if you like
        #[arg(long)]
        name: Option<String>,
    },
    /// What the vault holds, and how far each other device has come
    Status,
    /// The kit of 24 words, the spare key made with the plan; this version cannot use it yet
    #[command(subcommand)]
    Kit(KitCommand),
    /// Every kind of record, its fields and what they take
    Kinds,
    /// A new record: its fields as one JSON object on standard input, or by --field
    Add {
        /// The kind, as `kith kinds` names it
        kind: String,
        /// Its fields
        #[command(flatten)]
        fields: Fields,
    },
    /// The records of a kind
    List {
        /// The kind, as `kith kinds` names it
        kind: String,
        /// The plan of somebody who shares with you
        #[arg(long)]
        plan: Option<String>,
        /// From this day or moment on
        #[arg(long, value_name = "D")]
        since: Option<String>,
        /// Up to this moment, or to the end of this day
        #[arg(long, value_name = "D")]
        until: Option<String>,
        /// What was deleted, instead of what stands
        #[arg(long)]
        deleted: bool,
    },
    /// One record
    Show {
        /// Its id
        id: String,
    },
    /// New values for some fields of a record; null clears a field
    Edit {
        /// Its id
        id: String,
        /// The fields
        #[command(flatten)]
        fields: Fields,
    },
    /// Say which of two kept values is right
    Settle {
        /// The record
        id: String,
        /// The field in which both were kept
        field: String,
        /// The value that is right
        value: String,
    },
    /// Delete a record; `undelete` brings it back
    Remove {
        /// Its id
        id: String,
    },
    /// Bring a deleted record back
    Undelete {
        /// Its id
        id: String,
    },
    /// How a record came to be what it is, oldest step first
    History {
        /// Its id
        id: String,
    },
    /// Write a record's fields as they stood at a time; history tells the times
    BringBack {
        /// Its id
        id: String,
        /// A day or a moment
        #[arg(long, value_name = "TIME")]
        at: String,
    },
    /// The records that hold all of these words, the newest first
    ///
    /// Case and marks on letters make no difference. What you wrote is looked through in memory only. At most 200 are told.
    Search {
        /// The words
        #[arg(required = true)]
        words: Vec<String>,
    },
    /// How you are now; every field may be left out
    Checkin {
        /// Its fields
        #[command(flatten)]
        fields: Fields,
    },
    /// A craving; every field may be left out
    Craving {
        /// Its fields
        #[command(flatten)]
        fields: Fields,
    },
    /// Something happened; every field may be left out
    Setback {
        /// Its fields
        #[command(flatten)]
        fields: Fields,
    },
    /// Your people to call, your steady plan and what helps
    Struggling,
    /// What nobody among your people is there for yet
    Gaps,
    /// What your notes of the last days say when they are counted; no score, and no cause
    Patterns {
        /// How many days
        #[arg(long, value_name = "N", default_value_t = 28, value_parser = clap::value_parser!(u32).range(1..=3660))]
        days: u32,
    },
    /// What you noted in the last days, the newest first
    Timeline {
        /// How many days
        #[arg(long, value_name = "N", default_value_t = 28, value_parser = clap::value_parser!(u32).range(1..=3660))]
        days: u32,
    },
    /// Who you were in touch with this week, as far as you noted it
    Touch,
    /// The days you count; nothing that happens takes any of them away
    Progress,
    /// Meetings, visits, reminders and times of medicine in the next days
    Next {
        /// How many days
        #[arg(long, value_name = "N", default_value_t = 7, value_parser = clap::value_parser!(u32).range(1..=366))]
        days: u32,
    },
    /// What your answers to the two short questions add up to; it finds nothing out for sure
    Screens,
    /// What to do when somebody will not wake up, and lines to call; it needs no plan and no passphrase
    Lines {
        /// Only those of this country
        #[arg(value_name = "COUNTRY", ignore_case = true, value_parser = crate::cli::country_codes())]
        country: Option<String>,
    },
    /// Write your plan to a file or a folder that is not there yet; anyone who opens it can read it
    ///
    /// json holds everything but your history, and `import` makes the same plan of it: what stood between you and somebody
    /// comes in as an aside. markdown is for reading, one file for each section. ics holds the times of appointments, meetings and
    /// reminders, and no names. automerge holds your documents with all of their history, one file for each. pdf is for a printer.
    Export {
        /// The form
        #[arg(long = "as", value_name = "FORM")]
        form: ExportForm,
        /// Only this section; may be given more than once
        #[arg(long, value_name = "SECTION")]
        section: Vec<String>,
        /// For pdf: `plan`, which is the steady plan, your reasons and your people, or what of it `--section` names; `card`, for a
        /// wallet; or the id of a page for a visit or of what to talk about
        #[arg(long, value_name = "PAGE")]
        page: Option<String>,
        /// The new file, or for markdown and automerge the new folder
        #[arg(long, value_name = "PATH")]
        to: PathBuf,
    },
    /// Take in the records of a file, all of them or none
    ///
    /// json is what `export` wrote: ids and times stay, and what is here already is passed over. meeting-guide and bmlt are lists of
    /// meetings, which become groups; ics is a calendar.
    Import {
        /// The form
        #[arg(long = "as", value_name = "FORM")]
        form: ImportForm,
        /// The file, or `-` for standard input
        file: PathBuf,
    },
    /// Show a ticket to somebody in your life, and wait for them
    Invite {
        /// Their `person` record
        #[arg(long, value_name = "ID")]
        person: String,
        /// The part they play
        #[arg(long, value_name = "ROLE")]
        role: RoleName,
    },
    /// Show a ticket to another device of your own, and wait for it
    Link,
    /// Answer a ticket; in an empty folder, this becomes a device of the plan that shows it
    Join {
        /// The ticket or its twelve words, or `-` to read it from standard input
        #[arg(required = true, num_args = 1..=12)]
        ticket: Vec<String>,
        /// Where the other side listens, when the ticket does not say
        #[arg(long, value_name = "ADDR")]
        at: Option<String>,
        /// What to call the person, or this device
        #[arg(long)]
        name: Option<String>,
        /// The `person` record that this is
        #[arg(long, value_name = "ID")]
        person: Option<String>,
    },
    /// The people whose Kith is linked to yours
    Guests,
    /// Your devices
    Devices,
    /// Let a person read a section
    Share {
        /// The section
        section: String,
        /// Their `person` record
        person: String,
        /// What is there already as well, not only what you add from today
        #[arg(long)]
        with_past: bool,
        /// The last day of it; 90 days if left out
        #[arg(long, value_name = "DATE")]
        until: Option<String>,
    },
    /// Let a person read nothing new of a section
    Unshare {
        /// The section
        section: String,
        /// Their `person` record
        person: String,
    },
    /// Who can read what
    WhoSees,
    /// Exactly what one person can open
    ViewAs {
        /// Their `person` record
        person: String,
    },
    /// The plans that others share with you
    Plans,
    /// What is between you and one person
    Between {
        /// Their `person` record
        person: String,
        /// What to do
        #[command(subcommand)]
        act: BetweenCommand,
    },
    /// Remember where a person or a device can be reached
    Address {
        /// A `person` record or a device
        of: String,
        /// An IP address and a port
        address: String,
    },
    /// The settings of this device
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Bring everything in step with every device that can be reached
    Sync {
        /// Take at most this long
        #[arg(long = "for", value_name = "SECONDS", allow_negative_numbers = true)]
        seconds: Option<u64>,
    },
    /// Stay in step for ever, and take commands on standard input
    ///
    /// The first line out is {"event": "ready", "listen": [...]}. Where no port could be opened yet, "listen" is empty, and
    /// {"event": "listening", "listen": [...]} comes when one is.
    ///
    /// Each line in is one JSON object: {"id"?, "command": ["add", "person"], "input"?: {...}, "passphrase"?: "..."}, answered by
    /// {"event": "result", "id"?, "code", "result" or "error"}. Answers come in the order of the lines; those of `invite`,
    /// `link`, `join` and `sync` come when they are over, and until then other lines are taken.
    ///
    /// A pairing tells {"event": "ticket"}, {"event": "compare", "words": [...]} and {"event": "paired"} or {"event": "ended"},
    /// each with the "id" of its line. Say whether the four words match with {"answer": "yes"} or {"answer": "no"}; before there
    /// are words, "no" takes the ticket back. `join -` reads {"ticket": "..."} from "input". When standard input ends before
    /// the words were answered, that is a "no".
    Serve {
        /// End when standard input ends
        #[arg(long)]
        until_eof: bool,
    },
    /// Take commands on standard input, without the network
    ///
    /// The lines are those of `serve`. `invite`, `link` and `join` are refused, and a `sync` reaches nobody and says so.
    Batch {
        /// As for `serve`; a batch ends with its input in any case
        #[arg(long)]
        until_eof: bool,
    },
    /// Show all of it at once, with made-up people, in a folder of its own
    ///
    /// Its three vaults talk over sockets of this computer alone, so there is no tour with --offline.
    Tour {
        /// Keep the three vaults in this folder
        #[arg(long, value_name = "DIR")]
        keep: Option<PathBuf>,
    },
}

/// What is done with the kit.
#[derive(Clone, Copy, Debug, Subcommand)]
pub enum KitCommand {
    /// Check the words, read from standard input
    Test,
}

/// What is done between the owner and one person.
#[derive(Clone, Debug, Subcommand)]
pub enum BetweenCommand {
    /// Both halves, as one list
    List {
        /// Only this kind
        kind: Option<String>,
    },
    /// A new record in your half
    Add {
        /// Its kind
        kind: String,
        /// Its fields
        #[command(flatten)]
        fields: Fields,
    },
    /// New values for a record of your half
    Edit {
        /// Its id
        id: String,
        /// The fields
        #[command(flatten)]
        fields: Fields,
    },
    /// Delete a record of your half
    Remove {
        /// Its id
        id: String,
    },
}

/// What is done with the settings.
#[derive(Clone, Debug, Subcommand)]
pub enum ConfigCommand {
    /// Read one
    Get {
        /// Its name
        key: String,
    },
    /// Change one
    Set {
        /// Its name
        key: String,
        /// Its new value; nothing empties it
        #[arg(default_value = "")]
        value: String,
    },
    /// Keep damaged settings under another name, and begin with new ones in which the network is off
    Afresh,
}

/// Fields that are named one by one.
#[derive(Args, Clone, Debug, Default)]
pub struct Fields {
    /// One field; lists are comma-separated. Standard input is left alone then, and a JSON record that waits in it is refused
    #[arg(long = "field", value_name = "NAME=VALUE")]
    pub field: Vec<String>,
}

/// What a plan is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExportForm {
    /// Everything, for another Kith and for other programs
    Json,
    /// Pages to read
    Markdown,
    /// A page for a printer, in large type
    Pdf,
    /// A calendar
    Ics,
    /// Documents with their history
    Automerge,
}

/// What a file is read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ImportForm {
    /// What `kith export --as json` wrote
    Json,
    /// A list of meetings in the Meeting Guide format
    MeetingGuide,
    /// A list of meetings in the BMLT format
    Bmlt,
    /// A calendar
    Ics,
}

/// The part a person plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum RoleName {
    /// A sponsor
    Sponsor,
    /// A mentor, who is a sponsor here
    Mentor,
    /// Family, a partner, a friend at home
    Family,
    /// A therapist, doctor or counsellor
    Therapist,
    /// Another person in recovery
    Peer,
    /// Somebody to call when it counts
    Emergency,
}

impl From<RoleName> for kith_core::Role {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::Sponsor | RoleName::Mentor => kith_core::Role::Sponsor,
            RoleName::Family => kith_core::Role::Family,
            RoleName::Therapist => kith_core::Role::Therapist,
            RoleName::Peer => kith_core::Role::Peer,
            RoleName::Emergency => kith_core::Role::Emergency,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_arguments_are_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn globals_stand_before_or_after_the_command() {
        for line in [
            vec!["kith", "--json", "--vault", "v", "status"],
            vec!["kith", "status", "--vault", "v", "--json"],
            vec!["kith", "--json", "between", "p", "list", "--vault", "v"],
        ] {
            let cli = Cli::try_parse_from(line.clone()).unwrap();
            assert!(cli.globals.json, "{line:?}");
            assert_eq!(cli.globals.vault, Some(PathBuf::from("v")), "{line:?}");
        }
    }

    #[test]
    fn commands_of_later_builds_are_not_known() {
        for command in ["backup", "restore-backup", "forget", "companion"] {
            assert!(Cli::try_parse_from(["kith", command]).is_err(), "{command}");
            assert!(!Cli::command().render_long_help().to_string().contains(command), "{command}");
        }
    }
}
