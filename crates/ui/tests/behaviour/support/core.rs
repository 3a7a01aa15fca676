//! A core that does what it is told, in memory, and remembers what it was told.

use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, Sender, channel, sync_channel};
use std::sync::{Arc, Mutex};

use kith_core::kinds::{self, FieldType};
use kith_core::{
    Answer, BetweenAct, ChangeReport, Command, CommandId, Created, Empty, FoundReport, KitReport,
    KitWordsReport, LockedView, Notice, OpenView, PairedReport, PairingStage, PairingView,
    RecordId, RecordReport, SectionReport, SettingReport, Snapshot, ToldPlan, ToldRecord, Trouble,
    UnixMillis, Value,
};
use kith_ui::{CoreLink, FileWork, Link, NewFile, Outcome, PageAsked, PageSeen};
use secrecy::ExposeSecret as _;
use serde_json::{Map, Value as Json, json};

use super::plan::{NOW, put, take};

/// The passphrase of every scripted vault.
pub const PASSPHRASE: &str = "maple quiet river lamp";

/// The core.
pub struct ScriptedCore {
    link: Option<Link>,
    snapshot: Arc<Mutex<Arc<Snapshot>>>,
    commands: Receiver<(CommandId, Command)>,
    answers: Sender<(CommandId, Outcome)>,
    files: Receiver<(CommandId, FileWork)>,
    pages: Receiver<PageAsked>,
    seen: Sender<PageSeen>,
    /// The pages that were saved. Nothing is written over.
    pub saved: Vec<NewFile>,
    /// Where copies of the plan went.
    pub copies: Vec<String>,
    /// What was asked to be told for files: the sections of each time.
    pub exported: Vec<Vec<String>>,
    /// The plan, when there is one.
    pub plan: OpenView,
    bin: BTreeMap<RecordId, kith_core::Record>,
    wrong_tries: u32,
    made: u8,
    joining: Option<CommandId>,
    /// Whether owner commands still want the passphrase.
    pub wants_passphrase: bool,
    /// What was asked, in order, by name.
    pub heard: Vec<&'static str>,
    /// Whether a record was changed some forty times more.
    pub has_long_history: bool,
    /// The fields of the last add, edit or message.
    pub fields: Json,
    /// Every add and edit: the kind and its fields.
    pub written: Vec<(String, Json)>,
    /// What is said of a setting that was not set.
    pub settings: BTreeMap<String, String>,
    /// Whose steps were asked for.
    pub asked_of: Option<RecordId>,
    /// What was brought back, and from when.
    pub brought_back: Option<(RecordId, UnixMillis)>,
    /// The last share: section, person, with the past.
    pub shared: Option<(String, RecordId, bool)>,
}

impl ScriptedCore {
    /// A core with this plan, showing this.
    pub fn new(plan: OpenView, first: Snapshot) -> Self {
        let (to_core, commands) = sync_channel(8);
        let (answers, from_core) = channel();
        let snapshot = Arc::new(Mutex::new(Arc::new(first)));
        let (to_disk, files) = sync_channel(1);
        let ((to_press, pages), (seen, from_press)) = (sync_channel(1), channel());
        let core = CoreLink {
            snapshot: Arc::clone(&snapshot),
            commands: to_core,
            answers: from_core,
            files: to_disk,
            pages: to_press,
            seen: from_press,
            folder: "/people/mara".to_owned(),
        };
        ScriptedCore {
            link: Some(Link::new(core)),
            snapshot,
            commands,
            answers,
            files,
            pages,
            seen,
            saved: Vec::new(),
            copies: Vec::new(),
            exported: Vec::new(),
            plan,
            bin: BTreeMap::new(),
            wrong_tries: 0,
            made: 100,
            joining: None,
            wants_passphrase: true,
            heard: Vec::new(),
            has_long_history: false,
            fields: Json::Null,
            written: Vec::new(),
            settings: BTreeMap::new(),
            shared: None,
            asked_of: None,
            brought_back: None,
        }
    }

    /// A locked core with this plan.
    pub fn locked(plan: OpenView) -> Self {
        Self::new(plan, Snapshot::Locked(LockedView::default()))
    }

    /// An open core with this plan.
    pub fn open(plan: OpenView) -> Self {
        let first = Snapshot::Open(Arc::new(plan.clone()));
        Self::new(plan, first)
    }

    /// The window's end of the link, which there is once.
    pub fn take_link(&mut self) -> Link {
        self.link.take().unwrap()
    }

    /// Does what was asked since the last turn. Returns whether anything was.
    pub fn turn(&mut self) -> bool {
        let mut any = self.save() | self.lay_out();
        while let Ok((id, command)) = self.commands.try_recv() {
            any = true;
            self.heard.push(command.name());
            // What pairs is answered when the words were compared on both sides.
            match &command {
                Command::JoinAsDevice { .. } => {
                    self.joining = Some(id);
                    self.compare_while_opening();
                    continue;
                }
                Command::Invite { .. } if !self.wants_passphrase => {
                    self.joining = Some(id);
                    self.obey(command).ok();
                    continue;
                }
                _ => {}
            }
            let linked = self.joining.filter(|_| matches!(command, Command::PairAnswer { .. }));
            let outcome = self.obey(command);
            self.answers.send((id, outcome)).ok();
            if let Some(id) = linked {
                self.joining = None;
                self.answers
                    .send((
                        id,
                        Ok(Answer::Paired(PairedReport { person: None, device: None, plan: None })),
                    ))
                    .ok();
            }
        }
        any
    }

    /// Lays out the page that is to be seen. Returns whether there was one.
    pub fn lay_out(&self) -> bool {
        let pages: Vec<PageAsked> = self.pages.try_iter().collect();
        let any = !pages.is_empty();
        for page in pages {
            self.seen.send(page.lay_out()).ok();
        }
        any
    }

    /// Keeps the pages that are to be saved. Returns whether there was one.
    fn save(&mut self) -> bool {
        let mut any = false;
        while let Ok((id, work)) = self.files.try_recv() {
            any = true;
            let outcome = super::files::done(work, &mut self.saved, &mut self.copies);
            self.answers.send((id, outcome)).ok();
        }
        any
    }

    /// The records of some sections, as a file tells them.
    fn told(&self, sections: &[String]) -> ToldPlan {
        let taken = self.plan.sections.iter().filter(|(name, _)| sections.contains(name));
        let records = taken.flat_map(|(name, section)| {
            section.records.iter().map(|record| ToldRecord {
                id: record.id,
                kind: record.kind.to_string(),
                section: name.clone(),
                created: moment(record.created),
                updated: moment(record.updated),
                fields: record.fields_json(),
                both: BTreeMap::new(),
                deleted: None,
            })
        });
        ToldPlan { kith: 1, records: records.collect() }
    }

    /// Shows the plan as it is now.
    pub fn publish(&self) {
        self.show(Snapshot::Open(Arc::new(self.plan.clone())));
    }

    /// Brings a pairing to its four words and shows it.
    pub fn compare(&mut self, device: bool) {
        self.plan.pairing = Some(four_words(device, true));
        self.publish();
    }

    /// Shows the four words as a device does that is being linked and has no plan yet.
    pub fn compare_while_opening(&self) {
        self.show(Snapshot::Opening(Some(four_words(true, false))));
    }

    fn show(&self, snapshot: Snapshot) {
        *self.snapshot.lock().unwrap() = Arc::new(snapshot);
    }

    fn obey(&mut self, command: Command) -> Outcome {
        let done = Ok(Answer::Done(Empty {}));
        match command {
            Command::Init { name, .. } => {
                self.plan.name = name;
                self.plan.kit_tested = false;
                self.publish();
                let words = (1..=24).map(|number| format!("word{number}")).collect();
                Ok(Answer::Created(Created {
                    plan: String::new(),
                    device: String::new(),
                    person: String::new(),
                    kit: Some(KitWordsReport { words }),
                }))
            }
            Command::Unlock { passphrase } if passphrase.expose_secret() == PASSPHRASE => {
                self.publish();
                done
            }
            Command::Unlock { .. } => {
                self.wrong_tries += 1;
                let trouble = Some(Trouble::WrongPassphrase);
                self.show(Snapshot::Locked(LockedView { trouble, wrong_tries: self.wrong_tries }));
                Err(Trouble::WrongPassphrase)
            }
            Command::Lock => {
                self.show(Snapshot::Locked(LockedView::default()));
                done
            }
            Command::StepUp { passphrase } if passphrase.expose_secret() == PASSPHRASE => {
                self.wants_passphrase = false;
                done
            }
            Command::StepUp { .. } => Err(Trouble::WrongPassphrase),
            Command::KitTest { words } => {
                let right: Vec<String> = (1..=24).map(|number| format!("word{number}")).collect();
                let ok = words.expose_secret().split_whitespace().eq(right.iter());
                self.plan.kit_tested |= ok;
                self.publish();
                Ok(Answer::Kit(KitReport { ok }))
            }
            Command::ConfigGet { key } => {
                let value = self.settings.get(&key).cloned().unwrap_or_default();
                Ok(Answer::Setting(SettingReport { key, value }))
            }
            Command::ConfigAfresh => {
                self.plan.notices.retain(|notice| *notice != Notice::Settings);
                self.settings.insert("network.mode".to_owned(), "off".to_owned());
                self.publish();
                done
            }
            Command::ConfigSet { key, value } => {
                self.settings.insert(key, value);
                done
            }
            Command::Share { .. } | Command::Invite { .. } | Command::Unshare { .. }
                if self.wants_passphrase =>
            {
                Err(Trouble::PassphraseNeeded)
            }
            Command::Share { section, person, with_past, until } => {
                self.grant(person, &section, until);
                self.shared = Some((section, person, with_past));
                self.publish();
                done
            }
            Command::Invite { person, .. } => {
                self.plan.pairing = Some(PairingView {
                    granting: true,
                    device: false,
                    person: Some(person),
                    stage: PairingStage::Waiting {
                        ticket: "kith:aeaqcaibaeaqcaibaeaqcaibaeaqcaib".to_owned(),
                        words: ["maple", "quiet", "river", "lamp"].map(str::to_owned).to_vec(),
                        expires: UnixMillis(NOW.0 + 172_800_000),
                    },
                });
                self.publish();
                done
            }
            Command::PairAnswer { they_match } => {
                // A pairing that is over is no longer in the picture.
                assert!(they_match, "no test says no yet");
                self.plan.pairing = None;
                self.publish();
                done
            }
            other => self.obey_plan(other),
        }
    }

    fn obey_plan(&mut self, command: Command) -> Outcome {
        match command {
            Command::Add { kind, fields, .. } => {
                self.made += 1;
                let held = self.with_labels(&kind, fields.clone());
                let record = super::plan::record(self.made, 0, &kind, &Json::Object(held));
                self.fields = Json::Object(fields);
                self.written.push((kind, self.fields.clone()));
                put(&mut self.plan, record.clone());
                self.publish();
                return Ok(Answer::Record(Box::new(report(&record))));
            }
            Command::Edit { id, fields } => {
                self.fields = Json::Object(fields.clone());
                let mut record = take(&mut self.plan, id).ok_or(Trouble::NoSuchRecord)?;
                self.written.push((record.kind.to_string(), self.fields.clone()));
                for (name, value) in self.with_labels(&record.kind, fields) {
                    match value {
                        Json::Null => record.fields.remove(&name),
                        value => record.fields.insert(name, Value::from(&value)),
                    };
                }
                put(&mut self.plan, record);
            }
            Command::Settle { id, field, value } => {
                let mut record = take(&mut self.plan, id).ok_or(Trouble::NoSuchRecord)?;
                record.both.remove(&field);
                record.fields.insert(field, Value::from(&value));
                put(&mut self.plan, record);
            }
            Command::Remove { id } => {
                let record = take(&mut self.plan, id).ok_or(Trouble::NoSuchRecord)?;
                self.bin.insert(id, record);
            }
            Command::Undelete { id } => {
                let record = self.bin.remove(&id).ok_or(Trouble::NoSuchRecord)?;
                put(&mut self.plan, record);
            }
            Command::List(filter) => {
                let wanted = self.bin.values().filter(|record| record.kind == filter.kind);
                return Ok(Answer::Records(wanted.map(report).collect()));
            }
            Command::ViewAs { person } => {
                let sees = self.plan.people.iter().find(|one| one.id == person);
                let guest = sees.and_then(|one| one.guest.as_ref());
                let sections = guest.iter().flat_map(|guest| &guest.sees).map(|(name, _)| {
                    let records = self.plan.sections.get(name).map(|section| {
                        section.records.iter().map(|record| report(record)).collect()
                    });
                    SectionReport { section: name.clone(), records: records.unwrap_or_default() }
                });
                return Ok(Answer::ViewAs(sections.collect()));
            }
            Command::PlanSet { name, value } => {
                self.made += 1;
                let fields = json!({"name": name, "value": value});
                self.fields = fields.clone();
                put(&mut self.plan, super::plan::record(self.made, 0, "setting", &fields));
            }
            Command::Search { words } => {
                let words = words.to_lowercase();
                let mut found = Vec::new();
                for (section, view) in &self.plan.sections {
                    for record in view.records.iter() {
                        let field = record.fields.iter().find(|(_, value)| {
                            value.as_text().is_some_and(|text| text.to_lowercase().contains(&words))
                        });
                        if let Some((field, _)) = field {
                            let mut record = report(record);
                            record.section.clone_from(section);
                            found.push(FoundReport { record, field: field.to_string() });
                        }
                    }
                }
                return Ok(Answer::Found(found));
            }
            Command::History { id } => {
                let step = |at: &str, by: &str, text: &str| {
                    let mut changes = Map::new();
                    changes.insert("text".to_owned(), Json::from(text));
                    ChangeReport { at: at.to_owned(), by: by.to_owned(), changes }
                };
                self.asked_of = Some(id);
                let mut steps = Vec::new();
                if self.has_long_history {
                    steps.extend((0..40).map(|day| {
                        let at = format!("2027-01-{:02}T09:00:00Z", day % 28 + 1);
                        step(&at, "Mara’s laptop", &format!("I said {day}"))
                    }));
                }
                steps.extend([
                    step("2027-03-05T09:00:00Z", "Mara’s laptop", "I stop picking up my phone."),
                    step("2027-04-20T21:15:00Z", "Mara’s desktop", "I stop answering texts."),
                ]);
                return Ok(Answer::History(steps));
            }
            Command::Export { sections, .. } => {
                let told = self.told(&sections);
                self.exported.push(sections);
                return Ok(Answer::Plan(Box::new(told)));
            }
            Command::BringBack { id, at } => {
                self.brought_back = Some((id, at));
            }
            Command::Between { person, act: BetweenAct::Add { kind, fields } } => {
                self.made += 1;
                let record =
                    super::plan::record(self.made, 0, &kind, &Json::Object(fields.clone()));
                self.fields = Json::Object(fields);
                let guest =
                    Arc::make_mut(&mut self.plan.people).iter_mut().find(|one| one.id == person);
                let guest = guest.and_then(|one| one.guest.as_mut()).ok_or(Trouble::NotPaired)?;
                guest.between.push((true, Arc::new(record)));
            }
            _ => return Ok(Answer::Done(Empty {})),
        }
        self.publish();
        Ok(Answer::Done(Empty {}))
    }

    /// What names a person from another section holds their name, as in the core.
    fn with_labels(&self, kind: &str, mut fields: Map<String, Json>) -> Map<String, Json> {
        let known = kinds::kind(kind).map(|kind| kind.fields).unwrap_or_default();
        let name_of = |given: &Json| {
            let id = given.as_str().and_then(|text| text.parse::<RecordId>().ok());
            let one = id.and_then(|id| self.plan.people.iter().find(|one| one.id == id));
            one.map_or_else(|| given.clone(), |one| json!(one.name))
        };
        for field in known {
            let Some(given) = fields.get_mut(field.name) else {
                continue;
            };
            match field.field_type {
                FieldType::Far("person") => *given = name_of(given),
                FieldType::Fars("person") => {
                    *given = given.as_array().into_iter().flatten().map(name_of).collect();
                }
                _ => {}
            }
        }
        fields
    }

    fn grant(&mut self, person: RecordId, section: &str, until: Option<UnixMillis>) {
        let until = until.or(Some(UnixMillis(NOW.0 + 90 * 86_400_000)));
        let guest = Arc::make_mut(&mut self.plan.people).iter_mut().find(|one| one.id == person);
        if let Some(guest) = guest.and_then(|one| one.guest.as_mut()) {
            guest.sees.push((section.to_owned(), until));
        }
        let section = self.plan.sections.entry(section.to_owned()).or_default();
        Arc::make_mut(section).readers.push(person);
    }
}

fn four_words(device: bool, granting: bool) -> PairingView {
    let words = ["maple", "river", "nine", "lamp"].map(str::to_owned).to_vec();
    let stage = PairingStage::Compare { words, answered: false };
    PairingView { granting, device, person: None, stage }
}

fn moment(at: UnixMillis) -> String {
    jiff::Timestamp::from_millisecond(at.0).unwrap().to_string()
}

fn report(record: &kith_core::Record) -> RecordReport {
    let fields: Map<String, Json> = record.fields_json();
    RecordReport {
        id: record.id,
        kind: record.kind.to_string(),
        section: String::new(),
        volume: String::new(),
        created: String::new(),
        updated: String::new(),
        fields,
        both: BTreeMap::new(),
        deleted: record.gone.is_some(),
        half: None,
        visible_to: None,
    }
}
