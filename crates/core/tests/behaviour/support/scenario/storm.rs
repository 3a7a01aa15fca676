//! What people do while the storm lasts.

use kith_core::{Answer, BetweenAct, Command, CommandId, RecordId, RecordReport, UnixMillis};
use serde_json::{Map, Value, json};

use super::super::{Told, object};
use super::Run;
use super::household::Household;
use super::sharing::{Change, section_of};
use kith_sync::sim::Random;

/// Kinds of one's own plan that are written.
const KINDS: [&str; 5] = ["person", "reason", "word", "checkin", "rung"];

/// One command that was given, and what its answer will mean.
pub struct Asked {
    pub who: usize,
    pub command: CommandId,
    /// The run of the program that was asked.
    pub run: u64,
    pub meaning: Meaning,
    /// Whether the one who asked had ended the share that its record would have fallen under.
    pub is_over: bool,
}

/// What a good answer promises.
#[derive(Clone, Copy)]
pub enum Meaning {
    /// The record in it stays, whatever happens.
    Added(&'static str),
    /// This device's tally is at least so high.
    Tally(i64),
    /// The owner is proved, and wants this.
    SteppedUp(Change),
    /// The guest may read a section.
    Shared,
    /// What this device writes from now on in this section is not for the guest; which asking it was.
    Unshared(&'static str, u64),
    /// Nothing that is looked into.
    Nothing,
}

/// A record that one device alone writes, always a higher number: if a number that was answered for is
/// ever lost, or another device ever knew of a number that this one forgot, it shows.
#[derive(Clone, Copy, Default)]
pub struct Tally {
    pub record: Option<RecordId>,
    pub last: i64,
    pub promised: i64,
}

/// What is known of the storm so far.
pub struct State {
    pub steps: u64,
    longest_pause: u64,
    /// Whether clocks jump while the storm goes on.
    pub with_jumps: bool,
    /// Whether programs are ended in good order, too.
    pub with_ends: bool,
    /// Taking back spoils the tallies, so a run has one or the other.
    pub with_undo: bool,
    pub tallies: Vec<Tally>,
    /// Records of the plan that anybody may change, with their kinds.
    pool: Vec<(RecordId, &'static str)>,
    /// Records in each seat's side's half: own, guest's.
    halves: [Vec<RecordId>; 2],
    /// Records whose adding was answered: by whom, and their kind.
    pub promised: Vec<(usize, RecordId, &'static str)>,
}

impl State {
    pub fn new(random: &mut Random, household: &Household, seats: usize) -> State {
        State {
            steps: random.between(30, 80),
            longest_pause: [50, 600, 3_000][random.below(3) as usize],
            with_jumps: random.chance(300),
            with_ends: random.chance(800),
            with_undo: random.chance(250),
            tallies: vec![Tally::default(); seats],
            pool: household.records.clone(),
            halves: [Vec::new(), Vec::new()],
            promised: Vec::new(),
        }
    }
}

impl Run {
    /// Some hundred things happen, one after the other.
    pub fn storm(&mut self) {
        for step in 0..self.storm.steps {
            let who = self.random.below(self.seats.len() as u64) as usize;
            self.one_step(who);
            if self.linking.as_ref().is_some_and(|linking| step >= linking.at_step) {
                self.go_on_linking();
            }
            self.look_at_answers();
            let pause = self.random.between(0, self.storm.longest_pause);
            self.network.run_for(pause);
        }
    }

    fn one_step(&mut self, who: usize) {
        let has_guest = self.household.guest.is_some();
        match self.random.below(110) {
            0..=26 => self.add(who),
            27..=29 => self.import(who),
            30..=39 if has_guest => self.in_the_half(who),
            30..=54 => self.edit(who),
            55..=61 => self.settle(who),
            62..=69 => self.remove_or_bring_back(who, true),
            70..=75 => self.remove_or_bring_back(who, false),
            76..=89 => self.tally(who),
            90..=91 if self.storm.with_ends => self.end(who),
            90..=93 => {
                let name = self.seats[who].name;
                self.tell(format!("{name} loses power"));
                self.network.crash(self.seats[who].id);
            }
            94..=96 => {
                let other = self.random.below(self.seats.len() as u64) as usize;
                if other != who {
                    self.network.cut(self.seats[who].id, self.seats[other].id);
                }
            }
            97 => {
                let other = self.random.below(self.seats.len() as u64) as usize;
                self.network.heal(self.seats[who].id, self.seats[other].id);
            }
            98 => {
                let name = self.seats[who].name;
                self.tell(format!("{name} is locked"));
                self.network
                    .with_node(&self.seats[who].id, |device, now| device.lock(UnixMillis(now.0)));
            }
            99..=106 => self.change_shares(who),
            107 if self.storm.with_jumps => self.a_clock_jumps(who),
            _ if self.storm.with_undo => self.give(who, Command::Undo, Meaning::Nothing),
            _ => self.edit(who),
        }
    }

    /// The program ends in good order, and is started again.
    pub fn end(&mut self, who: usize) {
        let name = self.seats[who].name;
        self.tell(format!("{name} is ended"));
        self.network.with_node(&self.seats[who].id, |device, now| device.end(UnixMillis(now.0)));
    }

    pub fn give(&mut self, who: usize, command: Command, meaning: Meaning) {
        let name = command.name();
        let about = match &command {
            Command::Edit { id, .. }
            | Command::Settle { id, .. }
            | Command::Remove { id }
            | Command::Undelete { id } => id.to_string(),
            Command::Share { section, .. } | Command::Unshare { section, .. } => section.clone(),
            Command::Add { kind, .. } => kind.clone(),
            _ => String::new(),
        };
        let Some(id) = self.ask(who, command) else {
            return;
        };
        let seat = self.seats[who].name;
        self.tell(format!("{seat} asks {} {name} {about}", id.0));
        let is_over = match meaning {
            Meaning::Added(kind) => self.is_over(who, kind),
            _ => false,
        };
        let run = self.network.node(&self.seats[who].id).map_or(0, |device| device.runs);
        self.asked.push(Asked { who, command: id, run, meaning, is_over });
    }

    fn add(&mut self, who: usize) {
        let kind = KINDS[self.random.below(KINDS.len() as u64) as usize];
        let fields = self.fields(kind, true);
        let command = Command::Add { kind: kind.to_owned(), section: None, fields };
        self.give(who, command, Meaning::Added(kind));
    }

    /// Check-ins of earlier years, whose volumes may not be there yet.
    fn import(&mut self, who: usize) {
        let mut records = Vec::new();
        for _ in 0..self.random.between(1, 4) {
            let days = self.random.below(700) as i64;
            let at = UnixMillis(self.network.now().0 - days * 86_400_000);
            records.push(("checkin".to_owned(), at, self.fields("checkin", true)));
        }
        self.give(who, Command::AddMany { records }, Meaning::Nothing);
    }

    fn edit(&mut self, who: usize) {
        let Some((id, kind)) = self.any_record(who) else {
            return self.add(who);
        };
        let fields = self.fields(kind, false);
        self.give(who, Command::Edit { id, fields }, Meaning::Nothing);
    }

    fn remove_or_bring_back(&mut self, who: usize, remove: bool) {
        let Some((id, _)) = self.any_record(who) else {
            return self.add(who);
        };
        let command = if remove { Command::Remove { id } } else { Command::Undelete { id } };
        self.give(who, command, Meaning::Nothing);
    }

    fn settle(&mut self, who: usize) {
        for _ in 0..6 {
            let Some((id, _)) = self.any_record(who) else {
                return;
            };
            let Ok(Answer::Record(record)) = self.told(who, Command::Show { id }) else {
                continue;
            };
            if let Some((field, values)) = record.both.into_iter().next() {
                let value = values[self.random.below(values.len() as u64) as usize].clone();
                return self.give(who, Command::Settle { id, field, value }, Meaning::Nothing);
            }
        }
        self.edit(who);
    }

    fn tally(&mut self, who: usize) {
        if self.storm.with_undo {
            return self.edit(who);
        }
        let mut tally = self.storm.tallies[who];
        tally.last += 1;
        self.storm.tallies[who] = tally;
        let fields = object(json!({"rank": tally.last, "text": "a tally"}));
        match tally.record {
            Some(id) => {
                let fields = object(json!({"rank": tally.last}));
                self.give(who, Command::Edit { id, fields }, Meaning::Tally(tally.last));
            }
            None => {
                let command = Command::Add { kind: "reason".into(), section: None, fields };
                self.give(who, command, Meaning::Tally(tally.last));
            }
        }
    }

    fn in_the_half(&mut self, who: usize) {
        let Some((ana, mara, _)) = self.household.guest else {
            return;
        };
        let is_own = self.seats[who].is_own;
        let (person, side) = if is_own { (ana, 0) } else { (mara, 1) };
        let known = self.storm.halves[side].len() as u64;
        let (act, meaning) = match self.random.below(10) {
            0..=3 if known > 0 => {
                let id = self.storm.halves[side][self.random.below(known) as usize];
                let fields = object(json!({"text": self.text()}));
                (BetweenAct::Edit { id, fields }, Meaning::Nothing)
            }
            4 if known > 0 => {
                let id = self.storm.halves[side][self.random.below(known) as usize];
                (BetweenAct::Remove { id }, Meaning::Nothing)
            }
            5 if known > 0 => {
                let id = self.storm.halves[side][self.random.below(known) as usize];
                return self.give(who, Command::Undelete { id }, Meaning::Nothing);
            }
            _ => {
                let fields = object(json!({"text": self.text()}));
                let kind = "reach".to_owned();
                (BetweenAct::Add { kind, fields }, Meaning::Added("reach"))
            }
        };
        self.give(who, Command::Between { person, act }, meaning);
    }

    /// A record that was heard of; the guest only has what they wrote themselves.
    fn any_record(&mut self, who: usize) -> Option<(RecordId, &'static str)> {
        let is_own = self.seats[who].is_own;
        let promised = &self.storm.promised;
        let hers = promised.iter().filter(|(by, _, kind)| *by == who && *kind != "reach");
        let pool: Vec<(RecordId, &'static str)> = if is_own {
            // Mostly what is new, so that devices meet in the same record.
            let from = if self.random.chance(700) { 8 } else { 1_000 };
            let from = self.storm.pool.len().saturating_sub(from);
            self.storm.pool[from..].to_vec()
        } else {
            hers.map(|(_, id, kind)| (*id, *kind)).collect()
        };
        let which = self.random.below(pool.len() as u64) as usize;
        pool.get(which).copied()
    }

    fn text(&mut self) -> String {
        let words = ["river", "lamp", "maple", "quiet", "stone", "letter"];
        let mut text = String::new();
        for _ in 0..self.random.between(1, 8) {
            text.push_str(words[self.random.below(words.len() as u64) as usize]);
            text.push(' ');
        }
        text
    }

    /// Fields for a new record, or for a change of some of them.
    pub fn fields(&mut self, kind: &str, whole: bool) -> Map<String, Value> {
        let number = self.random.between(1, 3);
        let text = self.text();
        let one = self.random.below(4);
        let fields = match kind {
            "person" if whole => json!({"name": text, "ring": number}),
            "person" => match one {
                0 => json!({"ring": number}),
                1 => json!({"good_times": text}),
                2 => json!({"roles": if number == 1 { json!(null) } else { json!(["ride"]) }}),
                _ => json!({"contacts": [{"sort": "mobile", "value": text}]}),
            },
            "reason" if whole => json!({"text": text}),
            "reason" if one < 2 => json!({"rank": number}),
            "reason" => json!({"text": text}),
            "rung" if whole => json!({"text": text, "step": number}),
            "rung" => json!({"step": number}),
            "word" => json!({"word": if number == 1 { "fine" } else { "need_a_talk" }}),
            "checkin" if whole => json!({"mood": number, "note": text}),
            _ => match one {
                0 => json!({"mood": number}),
                1 => json!({"mood": null, "craving": number}),
                2 => json!({"note": text}),
                _ => json!({"halt": ["lonely"]}),
            },
        };
        object(fields)
    }

    /// Looks at what was answered since the last time.
    pub fn look_at_answers(&mut self) {
        let mut changes = Vec::new();
        for who in 0..self.seats.len() {
            let Some(device) = self.network.node(&self.seats[who].id) else {
                continue;
            };
            let told = device.told.get(self.looked_at[who]..).unwrap_or_default().to_vec();
            self.looked_at[who] = device.told.len();
            for told in told {
                let asked = self
                    .asked
                    .iter()
                    .position(|asked| asked.who == who && asked.command == told.command);
                let Some(asked) = asked.map(|place| self.asked.swap_remove(place)) else {
                    continue;
                };
                changes.extend(self.look_at(&asked, &told).map(|change| (who, change)));
            }
        }
        for (who, change) in changes {
            self.share_or_unshare(who, change);
        }
    }

    /// Looks at one answer. What a proved owner wanted is given back.
    fn look_at(&mut self, asked: &Asked, told: &Told) -> Option<Change> {
        let who = asked.who;
        let seat = self.seats[who].name;
        let Ok(answer) = &told.answer else {
            self.tell(format!("{seat} is told {} {:?}", told.command.0, told.answer));
            return None;
        };
        self.answered += 1;
        let record = match answer {
            Answer::Record(record) => Some(&**record),
            _ => None,
        };
        let id = record.map(|record| record.id);
        self.tell(format!("{seat} is told {} done {id:?}", told.command.0));
        match (asked.meaning, record) {
            (Meaning::Added(kind), Some(record)) => {
                self.storm.promised.push((who, record.id, kind));
                if kind == "reach" {
                    self.storm.halves[usize::from(!self.seats[who].is_own)].push(record.id);
                } else if self.seats[who].is_own {
                    self.storm.pool.push((record.id, kind));
                    self.note_readers(asked, kind, record);
                }
            }
            (Meaning::Tally(value), Some(record)) => {
                let tally = &mut self.storm.tallies[who];
                let is_it = *tally.record.get_or_insert(record.id) == record.id;
                if is_it {
                    tally.promised = tally.promised.max(value);
                }
            }
            (Meaning::SteppedUp(change), _) => return Some(change),
            (Meaning::Shared, _) => self.shares.changed += 1,
            (Meaning::Unshared(section, serial), _) => self.shares.ended(who, section, serial),
            _ => {}
        }
        None
    }

    fn is_over(&self, who: usize, kind: &str) -> bool {
        section_of(kind).is_some_and(|section| self.shares.is_over(who, section))
    }

    /// Notes what was said, or follows, about who reads a new record.
    fn note_readers(&mut self, asked: &Asked, kind: &str, record: &RecordReport) {
        let Some((ana, _, _)) = self.household.guest else {
            return;
        };
        let seat = self.seats[asked.who].name;
        if asked.is_over && self.is_over(asked.who, kind) {
            let why = format!("{seat} had ended the share of it before");
            self.shares.hidden.insert(record.id, why);
        }
        let why = format!("{seat} said so of this {kind}");
        match record.visible_to.as_deref() {
            Some(people) if people.contains(&ana) => self.shares.shown.insert(record.id, why),
            _ => self.shares.hidden.insert(record.id, why),
        };
    }
}
