//! From a closed door to an open plan: unlocking, making a vault, or linking this device to one.

use std::collections::BTreeMap;
use std::sync::Arc;

use kith_plan::UnixMillis;
use kith_seal::{
    Addresses, ControlRecord, CreatedBlank, CreatedVault, DeskError, DeskFacts, DeskReply,
    DeskRequest, DeviceName, Envelope, Note, Purpose, Roll, RootId, Signed, SignedRosterEntry,
    Writers,
};
use kith_sync::NetEvent;
use kith_vault::{OpenedVault, SmallFile, VaultReply, VaultRequest};
use secrecy::{ExposeSecret as _, SecretString};

use super::generations::Generation;
use super::household::{Followed, Household};
use super::loading::AtRest;
use super::meeting::{Meeting, News, PairWork};
use super::open::{Open, Start};
use super::peers::NOTE_NAME;
use super::told::{Told, roster_records, tidy_name};
use super::{Locked, State, Then, seal_time, trouble_of_vault};
use crate::dice::Dice;
use crate::settings::Settings;
use crate::work::{Reply, Work};
use crate::{
    Answer, Command, CommandId, Created, KitWordsReport, PairedReport, PairingStage, Snapshot,
    Trouble,
};

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
    Make(Make),
    Link(Box<Link>),
}

#[derive(Debug)]
struct Unlock {
    passphrase: Option<SecretString>,
    files: BTreeMap<SmallFile, Option<Vec<u8>>>,
    wrong_tries: u32,
}

/// The small files of a new vault, in the order in which they must rest: the keyring last, since a
/// folder without one was never promised to anybody.
#[derive(Debug)]
struct Make {
    folder_exists: bool,
    files: Vec<(SmallFile, Vec<u8>)>,
}

#[derive(Debug)]
struct Link {
    make: Make,
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
            offline,
            dice,
            offset_minutes,
        };
        let mut open = Open::begin(now, work, start);
        if !self.first.is_empty() {
            for record in self.first.iter().cloned() {
                open.household.apply_book(record);
            }
            open.write_book(work, &self.first);
        }
        if self.passphrase_is_fresh {
            open.step_up(now, work);
        }
        if let Some((meeting, kept_there)) = self.meeting {
            open.finish_link(now, work, *meeting, kept_there);
        }
        open.settling.push((self.id, self.answer));
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
        for file in [SmallFile::Vault, SmallFile::Keyring, SmallFile::Settings] {
            work.vault(VaultRequest::ReadFile { file }, Then::FileRead(file));
        }
        let way = Way::Unlock(Unlock {
            passphrase: Some(passphrase),
            files: BTreeMap::new(),
            wrong_tries: locked.wrong_tries,
        });
        Opening { opened: Some(locked.opened), ..Opening::new(id, way) }
    }

    /// Makes a new vault.
    pub(crate) fn create(
        work: &mut Work,
        id: CommandId,
        log_n: u8,
        folder_exists: bool,
        (passphrase, name, device_name): (SecretString, Option<String>, Option<String>),
        now: UnixMillis,
    ) -> Result<Opening, Trouble> {
        check_passphrase(&passphrase)?;
        work.desk(DeskRequest::Create { passphrase, log_n, made: seal_time(now) }, Then::Created);
        let mut opening = Opening::new(id, Way::Make(Make { folder_exists, files: Vec::new() }));
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
        (log_n, offline, folder_exists): (u8, bool, bool),
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
            make: Make { folder_exists, files: Vec::new() },
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
            Way::Unlock(_) | Way::Make(_) => None,
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
            (Then::SettingsOpened, Reply::Desk(reply)) => self.settings_opened(work, reply),
            (Then::BookRead, Reply::Vault(reply)) => self.book_read(work, reply),
            (Then::BookOpened, Reply::Desk(reply)) => self.book_opened(reply),
            (Then::Created, Reply::Desk(reply)) => self.created(work, reply),
            (Then::FilePut, Reply::Vault(reply)) => self.file_put(work, &reply),
            (Then::Pair(pair), reply) => self.pair_reply(now, work, pair, reply),
            _ => {}
        }
    }

    /// The folder of a new vault is there.
    pub(crate) fn vault_created(&mut self, work: &mut Work, opened: OpenedVault) {
        self.opened = Some(opened);
        self.put_next(work);
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
            (Way::Make(make), opened) => {
                State::NoVault { unfinished: opened.is_some() || make.folder_exists }
            }
            (Way::Link(link), opened) => {
                State::NoVault { unfinished: opened.is_some() || link.make.folder_exists }
            }
            (Way::Unlock(_), None) => State::Shut(trouble),
        };
        self.outcome = Some(OpeningOutcome::Back(Box::new(back)));
    }

    // Unlocking.

    fn file_read(&mut self, work: &mut Work, file: SmallFile, reply: VaultReply) {
        let bytes = match reply {
            VaultReply::File(bytes) => bytes,
            VaultReply::Failed(error) if file != SmallFile::Settings => {
                return self.fail(work, trouble_of_vault(&error));
            }
            _ => None,
        };
        let Way::Unlock(unlock) = &mut self.way else {
            return;
        };
        unlock.files.insert(file, bytes);
        if unlock.files.len() < 3 {
            return;
        }
        let vault = unlock.files.remove(&SmallFile::Vault).flatten();
        let keyring = unlock.files.remove(&SmallFile::Keyring).flatten();
        match (vault, keyring, unlock.passphrase.take()) {
            (Some(vault), Some(keyring), Some(passphrase)) => {
                work.desk(DeskRequest::Unlock { vault, keyring, passphrase }, Then::Unlocked);
            }
            (None, _, _) => self.fail(work, Trouble::Damaged { file: "vault.age".into() }),
            (Some(_), _, _) => self.fail(work, Trouble::Damaged { file: "keyring.age".into() }),
        }
    }

    fn unlocked(&mut self, work: &mut Work, reply: DeskReply) {
        match reply {
            DeskReply::Unlocked(facts) => {
                self.facts = Some(facts);
                let Way::Unlock(unlock) = &mut self.way else {
                    return;
                };
                match unlock.files.remove(&SmallFile::Settings).flatten() {
                    Some(sealed) => {
                        work.desk(DeskRequest::OpenSettings(sealed), Then::SettingsOpened);
                    }
                    None => self.read_book(work),
                }
            }
            DeskReply::Failed(error) => self.fail(work, trouble_of_desk(&error, "keyring.age")),
            _ => self.fail(work, Trouble::Internal),
        }
    }

    fn settings_opened(&mut self, work: &mut Work, reply: DeskReply) {
        // Settings that cannot be read are settings at their first values; nothing of the plan is lost.
        if let DeskReply::SettingsOpened(bytes) = reply {
            self.settings = Settings::decode(&bytes);
        }
        self.read_book(work);
    }

    /// Reads the book once for the roster alone: until it is known who may write, nothing else of the
    /// book can be judged.
    fn read_book(&mut self, work: &mut Work) {
        let alias = self.book_roll().map(|roll| roll.unverified().alias);
        let (Some(alias), Some(opened)) = (alias, &self.opened) else {
            return self.fail(work, Trouble::Damaged { file: "keyring.age".into() });
        };
        let ranges = AtRest::of(opened).ranges(alias, &BTreeMap::new());
        work.vault(VaultRequest::ReadMany { ranges }, Then::BookRead);
    }

    fn book_read(&mut self, work: &mut Work, reply: VaultReply) {
        let envelopes: Vec<Envelope> = match reply {
            VaultReply::Many(ranges) => ranges.into_iter().flatten().collect(),
            VaultReply::Failed(error) => return self.fail(work, trouble_of_vault(&error)),
            _ => Vec::new(),
        };
        let Some((root, device)) =
            self.facts.as_ref().and_then(|facts| Some((facts.root?, facts.device.device)))
        else {
            return self.fail(work, Trouble::Damaged { file: "keyring.age".into() });
        };
        let writers = Arc::new(Writers { root, devices: [device].into_iter().collect() });
        work.desk(
            DeskRequest::Open { envelopes, writers, known: BTreeMap::new() },
            Then::BookOpened,
        );
    }

    fn book_opened(&mut self, reply: DeskReply) {
        let mut entries: Vec<SignedRosterEntry> = Vec::new();
        if let DeskReply::Opened(results) = reply {
            for opened in results.into_iter().flatten() {
                let records = ControlRecord::decode_all(&opened.payload).unwrap_or_default();
                entries.extend(records.into_iter().filter_map(|record| match record {
                    ControlRecord::Roster(entry) => Some(entry),
                    _ => None,
                }));
            }
        }
        self.begin(&entries, None);
    }

    fn book_roll(&self) -> Option<Signed<Roll>> {
        self.facts.as_ref()?.books.first().cloned()
    }

    /// The door is open.
    fn begin(&mut self, entries: &[SignedRosterEntry], meeting: Option<(Meeting, bool)>) {
        let household = self
            .facts
            .as_ref()
            .and_then(|facts| Household::new(facts.root?, facts.device.device, entries));
        let endpoint = self.facts.as_ref().map(|facts| facts.device.endpoint);
        let (Some(household), Some(endpoint), Some(book), Some(opened)) =
            (household, endpoint, self.book_roll(), self.opened.take())
        else {
            self.outcome = Some(OpeningOutcome::Back(Box::new(State::Shut(Trouble::Damaged {
                file: "log".into(),
            }))));
            return;
        };
        self.outcome = Some(OpeningOutcome::Opened(Box::new(Begin {
            id: self.id,
            household,
            endpoint,
            book,
            opened,
            settings: self.settings.take().unwrap_or_else(Settings::first),
            first: std::mem::take(&mut self.first),
            answer: self.answer.take().unwrap_or_else(super::done),
            waiting: std::mem::take(&mut self.waiting),
            passphrase_is_fresh: !matches!(self.way, Way::Unlock(_)),
            meeting: meeting.map(|(meeting, kept_there)| (Box::new(meeting), kept_there)),
        })));
    }

    // Making.

    fn created(&mut self, work: &mut Work, reply: DeskReply) {
        match reply {
            DeskReply::Created(created) => self.vault_made(work, *created),
            DeskReply::CreatedBlank(blank) => self.blank_made(work, blank),
            _ => self.fail(work, Trouble::Internal),
        }
    }

    fn vault_made(&mut self, work: &mut Work, created: CreatedVault) {
        let Way::Make(make) = &mut self.way else {
            return;
        };
        make.files = vec![
            (SmallFile::Keyring, created.keyring),
            (SmallFile::Authority, created.authority),
            (SmallFile::Vault, created.vault),
        ];
        let device = created.facts.device.device;
        for record in &mut self.first {
            if let ControlRecord::DeviceName(name) = record {
                name.device = device;
            }
        }
        self.first.insert(0, ControlRecord::Roster(created.genesis));
        self.first.insert(1, ControlRecord::PersonKey(created.person_key));
        let root = created.facts.root.map(|root| root.to_string()).unwrap_or_default();
        let words = created.kit_words.expose_secret().split_whitespace();
        self.answer = Some(Answer::Created(Created {
            plan: root.clone(),
            device: device.to_string(),
            person: root,
            kit: Some(KitWordsReport { words: words.map(str::to_owned).collect() }),
        }));
        self.facts = Some(Box::new(created.facts));
        self.make_folder(work);
    }

    fn make_folder(&mut self, work: &mut Work) {
        let exists = match &self.way {
            Way::Make(make) => make.folder_exists,
            Way::Link(link) => link.make.folder_exists,
            Way::Unlock(_) => true,
        };
        if exists {
            // The folder of a making that was never finished is used again.
            self.opened = Some(OpenedVault::default());
            self.put_next(work);
        } else {
            work.push(crate::Effect::CreateVault);
        }
    }

    fn put_next(&mut self, work: &mut Work) {
        let files = match &mut self.way {
            Way::Make(make) => &mut make.files,
            Way::Link(link) => &mut link.make.files,
            Way::Unlock(_) => return,
        };
        if let Some((file, bytes)) = files.pop() {
            work.vault(VaultRequest::PutFile { file, bytes }, Then::FilePut);
        }
    }

    fn file_put(&mut self, work: &mut Work, reply: &VaultReply) {
        if let VaultReply::Failed(error) = reply {
            return self.fail(work, trouble_of_vault(error));
        }
        let left = match &self.way {
            Way::Make(make) => make.files.len(),
            Way::Link(link) => link.make.files.len(),
            Way::Unlock(_) => return,
        };
        if left > 0 {
            return self.put_next(work);
        }
        match &mut self.way {
            Way::Make(_) => {
                let entries: Vec<SignedRosterEntry> = self
                    .first
                    .iter()
                    .filter_map(|record| match record {
                        ControlRecord::Roster(entry) => Some(entry.clone()),
                        _ => None,
                    })
                    .collect();
                self.begin(&entries, None);
            }
            Way::Link(link) => {
                link.kept = true;
                let entries = link.welcome.take().map(|(_, entries)| entries).unwrap_or_default();
                let kept_there = link.kept_there;
                let meeting = link.meeting.take().map(|meeting| (meeting, kept_there));
                let mut first = roster_records(&entries);
                first.append(&mut self.first);
                self.first = first;
                self.begin(&entries, meeting);
            }
            Way::Unlock(_) => {}
        }
    }

    // Linking.

    fn blank_made(&mut self, work: &mut Work, blank: Box<CreatedBlank>) {
        let Way::Link(link) = &mut self.way else {
            return;
        };
        let Some((ticket, at)) = link.asked.take() else {
            return;
        };
        link.blank = Some(blank);
        let asked = (ticket, at.as_deref());
        match Meeting::join(work, self.id, Purpose::Device, None, asked, link.transport_dice) {
            Ok(meeting) => link.meeting = Some(meeting),
            Err(trouble) => self.fail(work, trouble),
        }
    }

    fn pair_reply(&mut self, now: UnixMillis, work: &mut Work, pair: PairWork, reply: Reply) {
        match (pair, reply) {
            (PairWork::Nothing, _) => {}
            (PairWork::LinkFacts, Reply::Desk(DeskReply::LinkFacts(facts))) => {
                let Way::Link(link) = &mut self.way else {
                    return;
                };
                let device = facts.facts.device;
                let told = Told::Device {
                    facts,
                    name: link.device_name.clone(),
                    addresses: Addresses { device, addresses: Vec::new(), at: seal_time(now) },
                };
                if let (Some(meeting), Some(bytes)) = (&mut link.meeting, told.encode()) {
                    meeting.say(work, bytes);
                }
            }
            (PairWork::Adopted, Reply::Desk(reply)) => self.adopted(work, reply),
            (PairWork::BookOpened, Reply::Desk(reply)) => self.book_key_opened(work, reply),
            (pair, reply) => {
                let Way::Link(link) = &mut self.way else {
                    return;
                };
                let Some(meeting) = &mut link.meeting else {
                    return;
                };
                let news = meeting.reply(now, work, pair, reply);
                self.hear(now, work, news);
            }
        }
    }

    fn hear(&mut self, now: UnixMillis, work: &mut Work, news: Vec<News>) {
        for item in news {
            match item {
                News::Show => {}
                News::Agreed => {
                    work.desk(DeskRequest::FactsForLink, Then::Pair(PairWork::LinkFacts));
                }
                News::Received(bytes) => match Told::decode(&bytes) {
                    Some(Told::Welcome { roster, person_key, book, addresses }) => {
                        self.welcomed(work, roster, *person_key, *book, addresses);
                    }
                    // The lead may be done before this device has written what it was told.
                    Some(Told::Kept) => {
                        if let Way::Link(link) = &mut self.way {
                            link.kept_there = true;
                        }
                    }
                    _ => self.give_up(now, work),
                },
                News::Ended(trouble) => {
                    let kept = matches!(&self.way, Way::Link(link) if link.kept);
                    if !kept {
                        let trouble = trouble.unwrap_or(Trouble::Unreachable);
                        if let Way::Link(link) = &mut self.way
                            && let Some(meeting) = &mut link.meeting
                        {
                            meeting.set_stage(work, PairingStage::Ended(trouble.clone()));
                        }
                        self.fail(work, trouble);
                    }
                }
            }
        }
    }

    fn give_up(&mut self, now: UnixMillis, work: &mut Work) {
        if let Way::Link(link) = &mut self.way
            && let Some(meeting) = &mut link.meeting
        {
            let news = meeting.cancel(now, work);
            self.hear(now, work, news);
        }
    }

    fn welcomed(
        &mut self,
        work: &mut Work,
        roster: Vec<SignedRosterEntry>,
        person_key: Signed<kith_seal::PersonKeyWrap>,
        book: Signed<kith_seal::Wrap>,
        addresses: Addresses,
    ) {
        let root = person_key.unverified().root;
        let Some(followed) = Followed::new(root, &roster) else {
            return self.fail(work, Trouble::Internal);
        };
        let Way::Link(link) = &mut self.way else {
            return;
        };
        link.welcome = Some((root, roster));
        self.first.push(ControlRecord::PersonKey(person_key.clone()));
        self.first.push(ControlRecord::Addresses(addresses));
        // The book's wrap waits here until the person's key is adopted, which opens it.
        self.first.push(ControlRecord::Wrap(book));
        work.desk(
            DeskRequest::AdoptRoot { root, wrap: person_key, writers: followed.writers().clone() },
            Then::Pair(PairWork::Adopted),
        );
    }

    fn adopted(&mut self, work: &mut Work, reply: DeskReply) {
        let DeskReply::Adopted { facts, .. } = reply else {
            return self.fail(work, Trouble::Internal);
        };
        self.facts = Some(facts);
        let wrap = self.first.pop();
        let Way::Link(link) = &mut self.way else {
            return;
        };
        let followed =
            link.welcome.as_ref().and_then(|(root, entries)| Followed::new(*root, entries));
        let (Some(ControlRecord::Wrap(book)), Some(followed)) = (wrap, followed) else {
            return self.fail(work, Trouble::Internal);
        };
        if let Some(facts) = &mut self.facts {
            facts.books = vec![book.unverified().roll.clone()];
        }
        work.desk(
            DeskRequest::OpenWraps { wraps: vec![book], writers: followed.writers().clone() },
            Then::Pair(PairWork::BookOpened),
        );
    }

    fn book_key_opened(&mut self, work: &mut Work, reply: DeskReply) {
        let keyring = match reply {
            DeskReply::WrapsOpened { results, keyring: Some(keyring) }
                if results.iter().all(Result::is_ok) =>
            {
                keyring
            }
            _ => return self.fail(work, Trouble::Internal),
        };
        let Way::Link(link) = &mut self.way else {
            return;
        };
        let (Some(blank), Some(facts)) = (link.blank.take(), &self.facts) else {
            return self.fail(work, Trouble::Internal);
        };
        link.make.files = vec![
            (SmallFile::Keyring, keyring),
            (SmallFile::Authority, blank.authority),
            (SmallFile::Vault, blank.vault),
        ];
        let plan = facts.root.map(|root| root.to_string());
        self.answer = Some(Answer::Paired(PairedReport {
            person: None,
            device: Some(facts.device.device.to_string()),
            plan,
        }));
        self.make_folder(work);
    }
}

/// What the desk's refusal of a passphrase means to a person.
pub(crate) fn trouble_of_desk(error: &DeskError, file: &str) -> Trouble {
    match error {
        DeskError::WrongPassphrase => Trouble::WrongPassphrase,
        DeskError::Damaged | DeskError::NotCanonical => Trouble::Damaged { file: file.to_owned() },
        DeskError::Newer => Trouble::NewerVault,
        DeskError::TooCostly { .. } => Trouble::Damaged { file: "vault.age".to_owned() },
        DeskError::Locked => Trouble::Locked,
        DeskError::NeedsPassphrase => Trouble::PassphraseNeeded,
        _ => Trouble::Internal,
    }
}

fn check_passphrase(passphrase: &SecretString) -> Result<(), Trouble> {
    if passphrase.expose_secret().chars().count() < SHORTEST_PASSPHRASE {
        return Err(Trouble::PassphraseTooWeak);
    }
    Ok(())
}
