//! What must hold when the storm is over.

use kith_core::{Answer, BetweenAct, Command, ListFilter, RecordReport, kinds};
use serde_json::{Value, json};

use super::Run;

/// What is listed at the end.
pub struct Facts {
    /// Everything that is listed on the first device, and on the guest's.
    pub text: String,
    /// Envelopes at rest on the first device.
    pub envelopes: u64,
}

/// A device's lists and the counts of its status.
struct Listed {
    plan: Value,
    records: Vec<RecordReport>,
    /// Who may read what: the one thing that is a question of the day.
    who_sees: Value,
    envelopes: u64,
}

impl Run {
    /// Checks everything, and says what stands.
    pub fn check(&mut self) -> Result<Facts, String> {
        let mut own: Vec<(usize, Listed)> = Vec::new();
        let mut text = String::new();
        for who in 0..self.seats.len() {
            let listed = self.listed(who)?;
            self.check_promises(who, &listed)?;
            if self.seats[who].is_own {
                own.push((who, listed));
            } else {
                text.push_str(&listed.plan.to_string());
            }
        }
        let Some(((first, reference), others)) = own.split_first() else {
            return Err("nobody is there".into());
        };
        for (who, listed) in others {
            if listed.plan != reference.plan {
                let (one, other) = (self.seats[*first].name, self.seats[*who].name);
                let difference = difference("", &reference.plan, &listed.plan);
                return Err(format!("{one} and {other} differ: {difference}"));
            }
            if self.clocks_agree() && listed.who_sees != reference.who_sees {
                let difference = difference("", &reference.who_sees, &listed.who_sees);
                return Err(format!("who sees what differs: {difference}"));
            }
        }
        self.check_own_promises(&reference.records)?;
        text.push_str(&reference.plan.to_string());
        let envelopes = reference.envelopes;
        if self.household.guest.is_some() {
            self.check_guest(&reference.records)?;
        }
        Ok(Facts { text, envelopes })
    }

    pub fn expect(&mut self, who: usize, command: Command) -> Result<Answer, String> {
        let name = command.name();
        let seat = self.seats[who].name;
        self.told(who, command).map_err(|trouble| match trouble {
            Some(trouble) => format!("{seat}: {name}: {trouble:?}"),
            None => format!("{seat} does not answer {name}"),
        })
    }

    pub fn records(&mut self, who: usize, filter: ListFilter) -> Result<Vec<RecordReport>, String> {
        match self.expect(who, Command::List(filter))? {
            Answer::Records(records) => Ok(records),
            other => Err(format!("not a list: {other:?}")),
        }
    }

    /// Everything that a device lists of its owner's plan. Nothing may wait, be set aside, be damaged or
    /// be behind.
    fn listed(&mut self, who: usize) -> Result<Listed, String> {
        let seat = self.seats[who].name;
        let Answer::Status(status) = self.expect(who, Command::Status)? else {
            return Err(format!("{seat}: not a status"));
        };
        if status.set_aside != 0 || status.unmerged != 0 || !status.damage.is_empty() {
            let (aside, unmerged) = (status.set_aside, status.unmerged);
            let damage = &status.damage;
            let Some(device) = self.network.node(&self.seats[who].id) else {
                return Err(format!("{seat} is not there"));
            };
            let (why, inside) = (device.set_aside.clone(), device.inside());
            self.tell(format!("{seat} holds {inside}"));
            return Err(format!(
                "{seat}: {aside} set aside {why:?}, {unmerged} unmerged, {damage:?}"
            ));
        }
        let Answer::Peers(peers) = self.expect(who, Command::Peers)? else {
            return Err(format!("{seat}: not peers"));
        };
        // A device whose linking a power cut ended is a peer that nobody ever meets.
        let here: Vec<String> = self.seats.iter().map(|seat| seat.id.to_string()).collect();
        let met = || peers.peers.iter().filter(|peer| here.contains(&peer.id));
        let behind = met().find(|peer| peer.waiting > 0 || peer.path != "direct");
        if behind.is_some() || !peers.quiet || met().count() != self.expected_peers(who) {
            return Err(format!("{seat} is not in step: quiet {}, {:?}", peers.quiet, peers.peers));
        }
        let mut lists = serde_json::Map::new();
        let mut records = Vec::new();
        for info in kinds::all() {
            for deleted in [false, true] {
                let filter =
                    ListFilter { kind: info.name.to_owned(), deleted, ..ListFilter::default() };
                let list = self.records(who, filter)?;
                lists.insert(format!("{} {deleted}", info.name), json!(list));
                records.extend(list);
            }
        }
        let mut guests = json!(self.expect(who, Command::Guests)?);
        let who_sees = json!(self.expect(who, Command::WhoSees)?);
        // A grant ends by the clock of each device; on one device both lists tell the same.
        let mut of_guests: Vec<Value> = Vec::new();
        for guest in guests.as_array_mut().into_iter().flatten() {
            let sections = guest["sections"].take();
            of_guests.extend(sections.as_array().into_iter().flatten().cloned());
        }
        let grants = who_sees.as_array().into_iter().flatten();
        if !grants.clone().map(|grant| &grant["section"]).eq(&of_guests) {
            return Err(format!("{seat}: guests read {of_guests:?}, but {who_sees}"));
        }
        lists.insert("guests".into(), guests);
        if let (Some((ana, mara, _)), is_own) = (self.household.guest, self.seats[who].is_own) {
            let person = if is_own { ana } else { mara };
            let act = BetweenAct::List { kind: None };
            let between = self.expect(who, Command::Between { person, act })?;
            lists.insert("between".into(), json!(between));
            if is_own {
                let view = self.expect(who, Command::ViewAs { person })?;
                lists.insert("view-as".into(), json!(view));
            }
        }
        Ok(Listed { plan: Value::Object(lists), records, who_sees, envelopes: status.envelopes })
    }

    /// Everybody meets everybody, except that there is one guest only.
    fn expected_peers(&self, _who: usize) -> usize {
        self.seats.len() - 1
    }

    /// What was answered to the guest is there.
    fn check_promises(&self, who: usize, listed: &Listed) -> Result<(), String> {
        if self.seats[who].is_own {
            return Ok(());
        }
        for (by, id, kind) in &self.storm.promised {
            if *by == who && !listed.records.iter().any(|record| record.id == *id) {
                return Err(format!("the guest lost a {kind} that was answered for: {id}"));
            }
        }
        self.check_tally(who, &listed.records)
    }

    /// What was answered to any own device is there, on all of them.
    fn check_own_promises(&self, records: &[RecordReport]) -> Result<(), String> {
        for (by, id, kind) in &self.storm.promised {
            let is_own = self.seats[*by].is_own;
            if is_own && !records.iter().any(|record| record.id == *id) {
                let seat = self.seats[*by].name;
                return Err(format!("a {kind} that was answered for on {seat} is lost: {id}"));
            }
        }
        for who in (0..self.seats.len()).filter(|who| self.seats[*who].is_own) {
            self.check_tally(who, records)?;
        }
        Ok(())
    }

    fn check_tally(&self, who: usize, records: &[RecordReport]) -> Result<(), String> {
        let tally = self.storm.tallies[who];
        let Some(id) = tally.record else {
            return Ok(());
        };
        let seat = self.seats[who].name;
        let Some(record) = records.iter().find(|record| record.id == id) else {
            return Err(format!("the tally of {seat} is lost"));
        };
        if !record.both.is_empty() {
            return Err(format!("{seat} forgot a number that was sent: {:?}", record.both));
        }
        let shown = record.fields.get("rank").and_then(Value::as_i64).unwrap_or(0);
        if shown < tally.promised || shown > tally.last {
            let (promised, last) = (tally.promised, tally.last);
            return Err(format!("{seat} counted to {last}, was promised {promised}, has {shown}"));
        }
        Ok(())
    }
}

/// The first place at which two values differ.
pub fn difference(path: &str, one: &Value, other: &Value) -> String {
    match (one, other) {
        (Value::Object(a), Value::Object(b)) => {
            let keys = a.keys().chain(b.keys());
            for key in keys {
                let (x, y) =
                    (a.get(key).unwrap_or(&Value::Null), b.get(key).unwrap_or(&Value::Null));
                if x != y {
                    return difference(&format!("{path}/{key}"), x, y);
                }
            }
            format!("{path}: nothing")
        }
        (Value::Array(a), Value::Array(b)) => {
            for (number, (x, y)) in a.iter().zip(b).enumerate() {
                if x != y {
                    return difference(&format!("{path}/{number}"), x, y);
                }
            }
            let more = if a.len() > b.len() { a.get(b.len()) } else { b.get(a.len()) };
            format!("{path}: {} against {}, then {more:?}", a.len(), b.len())
        }
        _ => format!("{path}: {one} against {other}"),
    }
}
