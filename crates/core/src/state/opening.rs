//! From a closed door to an open plan: unlocking, making a vault, or linking this device to one.

mod linking;
mod making;
mod unlocking;

use std::collections::BTreeMap;

use kith_plan::UnixMillis;
use kith_seal::{
    ControlRecord, CreatedBlank, DeskError, DeskFacts, DeskRequest, DeviceName, Note, Roll, RootId,
    Signed, SignedRosterEntry, normal_passphrase,
};
use kith_sync::NetEvent;
use kith_vault::{OpenedVault, SmallFile, VaultRequest};
use secrecy::{ExposeSecret as _, SecretString};

use super::failing::Settling;
use super::generations::Generation;
use super::household::Household;
use super::meeting::Meeting;
use super::open::{Open, Start};
use super::peers::NOTE_NAME;
use super::told::tidy_name;
use super::{Locked, State, Then, seal_time};
use crate::dice::Dice;
use crate::settings::Settings;
use crate::work::{Reply, Work};
use crate::{Answer, Command, CommandId, DamageReport, Snapshot, Trouble};

/// A passphrase of fewer letters protects nothing.
const SHORTEST_PASSPHRASE: usize = 8;

/// A way into the house, under way.
#[derive(Debug)]
pub(crate) struct Opening {
    /// The command that began it.
    id: CommandId,
    way: Way,
    facts: Option<Box<DeskFacts>>,
    settings: Option<Settings>,
    /// Small files that are damaged, and that the plan opens without.
    damaged: Vec<DamageReport>,
    opened: Option<OpenedVault>,
    /// What is written into the book first.
    first: Vec<ControlRecord>,
    /// What the command is told in the end.
    answer: Option<Answer>,
    outcome: Option<OpeningOutcome>,
    /// Commands that came meanwhile.
    waiting: Vec<(CommandId, Command)>,
}

#[derive(Debug)]
enum Way {
    Unlock(Unlock),
    Make,
    Link(Box<Link>),
}

#[derive(Debug)]
struct Unlock {
    passphrase: Option<SecretString>,
    files: BTreeMap<SmallFile, Option<Vec<u8>>>,
    wrong_tries: u32,
    /// Whether the keyring in `files` is the one before the last change.
    has_keyring_before: bool,
}

#[derive(Debug)]
struct Link {
    asked: Option<(SecretString, Option<String>)>,
    transport_dice: [u8; 32],
    device_name: Option<String>,
    meeting: Option<Meeting>,
    blank: Option<Box<CreatedBlank>>,
    welcome: Option<(RootId, Vec<SignedRosterEntry>)>,
    kept: bool,
    /// Whether the lead has said that everything is durable there.
    kept_there: bool,
}

/// What an opening has become.
#[derive(Debug)]
pub(crate) enum OpeningOutcome {
    /// Nothing: back to where it began.
    Back(Box<State>),
    /// An open plan.
    Opened(Box<Begin>),
}

/// Everything that an open plan begins with.
#[derive(Debug)]
pub(crate) struct Begin {
    id: CommandId,
    household: Household,
    endpoint: kith_seal::EndpointKey,
    book: Signed<Roll>,
    opened: OpenedVault,
    settings: Settings,
    damaged: Vec<DamageReport>,
    first: Vec<ControlRecord>,
    answer: Answer,
    waiting: Vec<(CommandId, Command)>,
    /// Whether the desk holds the authority key, because the passphrase was chosen just now.
    passphrase_is_fresh: bool,
    /// The meeting by which this device is being linked, and whether the lead is done.
    meeting: Option<(Box<Meeting>, bool)>,
}

impl Begin {
    /// Begins.
    pub(crate) fn begin(
        self: Box<Self>,
        now: UnixMillis,
        work: &mut Work,
        offline: bool,
        dice: Dice,
        offset_minutes: i32,
    ) -> Open {
        let mut book = Generation::from_roll(self.book.generation(), self.book.unverified());
        book.readable = true;
        let start = Start {
            household: self.household,
            endpoint: self.endpoint,
            book,
            opened: self.opened,
            settings: self.settings,
            damaged: self.damaged,
            offline,
            dice,
            offset_minutes,
        };
        let mut open = Open::begin(now, work, start);
        // What was made or linked just now writes the roster with the rest of its first records.
        open.is_roster_repeated = self.passphrase_is_fresh;
        if !self.first.is_empty() {
            for record in self.first.iter().cloned() {
                open.household.apply_book(record);
            }
            open.write_book(work, &self.first);
        }
        if self.passphrase_is_fresh {
            open.step_up(now, work);
        }
        match self.meeting {
            // Whoever links ends when the lead knows that this device has kept it, and not before.
            Some((meeting, kept_there)) => {
                open.finish_link(now, work, *meeting, kept_there, self.answer);
            }
            None => open.settling.push(Settling::of_one_step(self.id, self.answer)),
        }
        for (id, command) in self.waiting {
            open.command(now, work, id, command);
        }
        open
    }
}

impl Opening {
    /// Tries a passphrase on a closed vault.
    pub(crate) fn unlock(
        work: &mut Work,
        id: CommandId,
        locked: Locked,
        passphrase: SecretString,
    ) -> Opening {
        for file in unlocking::OPENED_WITH {
            work.vault(VaultRequest::ReadFile { file }, Then::FileRead(file));
        }
        let way = Way::Unlock(Unlock {
            passphrase: Some(passphrase),
            files: BTreeMap::new(),
            wrong_tries: locked.wrong_tries,
            has_keyring_before: false,
        });
        Opening { opened: Some(locked.opened), ..Opening::new(id, way) }
    }

    /// Makes a new vault.
    pub(crate) fn create(
        work: &mut Work,
        id: CommandId,
        log_n: u8,
        (passphrase, name, device_name): (SecretString, Option<String>, Option<String>),
        now: UnixMillis,
    ) -> Result<Opening, Trouble> {
        check_passphrase(&passphrase)?;
        work.desk(DeskRequest::Create { passphrase, log_n, made: seal_time(now) }, Then::Created);
        let mut opening = Opening::new(id, Way::Make);
        if let Some(name) = name.as_deref().map(tidy_name).filter(|name| !name.is_empty()) {
            let note = Note { key: NOTE_NAME.to_owned(), value: name.into_bytes() };
            opening.first.push(ControlRecord::Note(note));
        }
        opening.name_device(device_name);
        Ok(opening)
    }

    /// Links this device to a plan that stands on another one.
    pub(crate) fn join(
        work: &mut Work,
        id: CommandId,
        (log_n, offline): (u8, bool),
        (ticket, at, device_name, passphrase): (
            SecretString,
            Option<String>,
            Option<String>,
            SecretString,
        ),
        transport_dice: [u8; 32],
    ) -> Result<Opening, Trouble> {
        check_passphrase(&passphrase)?;
        if offline {
            return Err(Trouble::Offline);
        }
        work.desk(DeskRequest::CreateBlank { passphrase, log_n }, Then::Created);
        let link = Link {
            asked: Some((ticket, at)),
            transport_dice,
            device_name,
            meeting: None,
            blank: None,
            welcome: None,
            kept: false,
            kept_there: false,
        };
        Ok(Opening::new(id, Way::Link(Box::new(link))))
    }

    fn new(id: CommandId, way: Way) -> Opening {
        Opening {
            id,
            way,
            facts: None,
            settings: None,
            damaged: Vec::new(),
            opened: None,
            first: Vec::new(),
            answer: None,
            outcome: None,
            waiting: Vec::new(),
        }
    }

    fn name_device(&mut self, name: Option<String>) {
        // The device's id is not known yet; the record is completed when it is.
        if let Some(name) = name.as_deref().map(tidy_name).filter(|name| !name.is_empty()) {
            let device = kith_seal::DeviceId([0; 32]);
            self.first.push(ControlRecord::DeviceName(DeviceName { device, name }));
        }
    }

    /// What it has become, once it is over.
    pub(crate) fn take_outcome(&mut self) -> Option<OpeningOutcome> {
        self.outcome.take()
    }

    /// The picture while it goes on.
    pub(crate) fn snapshot(&self) -> Snapshot {
        let meeting = match &self.way {
            Way::Link(link) => link.meeting.as_ref(),
            Way::Unlock(_) | Way::Make => None,
        };
        Snapshot::Opening(meeting.map(Meeting::view))
    }

    /// Hears a command that comes meanwhile.
    pub(crate) fn command(
        &mut self,
        now: UnixMillis,
        work: &mut Work,
        id: CommandId,
        command: Command,
    ) {
        let Way::Link(link) = &mut self.way else {
            self.waiting.push((id, command));
            return;
        };
        let news = match (&mut link.meeting, command) {
            (Some(meeting), Command::PairAnswer { they_match }) => {
                work.answer(id, Ok(super::done()));
                meeting.answer(now, work, they_match)
            }
            (Some(meeting), Command::CancelInvite) => {
                work.answer(id, Ok(super::done()));
                meeting.cancel(now, work)
            }
            (None, Command::PairAnswer { .. } | Command::CancelInvite) => {
                work.answer(id, Err(Trouble::NothingToAnswer));
                Vec::new()
            }
            (_, command) => {
                self.waiting.push((id, command));
                Vec::new()
            }
        };
        self.hear(now, work, news);
    }

    /// News of the pairing endpoint.
    pub(crate) fn net_event(&mut self, now: UnixMillis, work: &mut Work, event: NetEvent) {
        if let Way::Link(link) = &mut self.way
            && let Some(meeting) = &mut link.meeting
        {
            let news = meeting.net_event(now, work, event);
            self.hear(now, work, news);
        }
    }

    /// Time has passed.
    pub(crate) fn tick(&mut self, now: UnixMillis, work: &mut Work) {
        if let Way::Link(link) = &mut self.way
            && let Some(meeting) = &mut link.meeting
        {
            let news = meeting.tick(now, work);
            self.hear(now, work, news);
        }
    }

    /// Hears a reply.
    pub(crate) fn reply(&mut self, now: UnixMillis, work: &mut Work, then: Then, reply: Reply) {
        match (then, reply) {
            (Then::FileRead(file), Reply::Vault(reply)) => self.file_read(work, file, reply),
            (Then::Unlocked, Reply::Desk(reply)) => self.unlocked(work, reply),
            (Then::KeyringBeforeRead, Reply::Vault(reply)) => self.keyring_before_read(work, reply),
            (Then::SettingsOpened, Reply::Desk(reply)) => self.settings_opened(work, reply),
            (Then::BookRead, Reply::Vault(reply)) => self.book_read(work, reply),
            (Then::BookOpened, Reply::Desk(reply)) => self.book_opened(work, reply),
            (Then::Created, Reply::Desk(reply)) => self.created(work, reply),
            (Then::Pair(pair), reply) => self.pair_reply(now, work, pair, reply),
            _ => {}
        }
    }

    /// It came to nothing.
    pub(crate) fn fail(&mut self, work: &mut Work, trouble: Trouble) {
        work.answer(self.id, Err(trouble.clone()));
        for (id, _) in std::mem::take(&mut self.waiting) {
            work.answer(id, Err(trouble.clone()));
        }
        let back = match (&self.way, self.opened.take()) {
            (Way::Unlock(unlock), Some(opened)) => {
                let wrong = trouble == Trouble::WrongPassphrase;
                State::Locked(Box::new(Locked {
                    opened,
                    wrong_tries: unlock.wrong_tries.saturating_add(u32::from(wrong)),
                    trouble: Some(trouble),
                }))
            }
            (Way::Make | Way::Link(_), _) => State::NoVault,
            (Way::Unlock(_), None) => State::Shut(trouble),
        };
        self.outcome = Some(OpeningOutcome::Back(Box::new(back)));
    }
}

/// What the desk's refusal of a passphrase means to a person.
pub(crate) fn trouble_of_desk(error: &DeskError, file: &str) -> Trouble {
    match error {
        DeskError::WrongPassphrase => Trouble::WrongPassphrase,
        DeskError::Damaged | DeskError::NotCanonical => Trouble::Damaged { file: file.to_owned() },
        DeskError::Newer => Trouble::NewerVault,
        DeskError::DamagedVault | DeskError::TooCostly { .. } => {
            Trouble::Damaged { file: "vault.age".to_owned() }
        }
        DeskError::Locked => Trouble::Locked,
        DeskError::NeedsPassphrase => Trouble::PassphraseNeeded,
        _ => Trouble::Internal,
    }
}

/// Counts in both forms: the normal one makes marks no letters of their own, and some single characters eighteen.
fn check_passphrase(passphrase: &SecretString) -> Result<(), Trouble> {
    let normal = normal_passphrase(passphrase);
    let count = |form: &SecretString| form.expose_secret().chars().count();
    match count(passphrase).min(count(&normal)) < SHORTEST_PASSPHRASE {
        true => Err(Trouble::PassphraseTooWeak),
        false => Ok(()),
    }
}
