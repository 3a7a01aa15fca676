//! A plan as a picture holds it, written down record by record.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use kith_core::insight::Sections;
use kith_core::{Record, RecordId, SectionView, UnixMillis, Value, kinds};
use rand_chacha::ChaCha12Rng;
use rand_core::{Rng as _, SeedableRng as _};
use serde_json::{Value as Json, json};

/// Records by section, in the order in which they were made.
#[derive(Default)]
pub struct Written {
    records: BTreeMap<String, Vec<Arc<Record>>>,
    made: u32,
}

impl Written {
    /// A record made at that moment, in the section of its kind.
    pub fn add(&mut self, kind: &str, created: &str, fields: Json) -> RecordId {
        let record = self.record(kind, moment(created), fields);
        let id = record.id;
        self.put(record);
        id
    }

    /// A record that belongs to no section, as those of a half.
    pub fn record(&mut self, kind: &str, created: UnixMillis, fields: Json) -> Record {
        self.made += 1;
        let mut dice = [0; 10];
        dice[6..].copy_from_slice(&self.made.to_be_bytes());
        record(kind, RecordId::new(created, dice), fields)
    }

    /// Says in the `profile` which record a label of another stands for.
    pub fn link(&mut self, of: RecordId, field: &str, label: &str, target: RecordId) {
        self.links(of, &[(field, label, target)]);
    }

    /// The same for all labels of a record, each with its field.
    pub fn links(&mut self, of: RecordId, links: &[(&str, &str, RecordId)]) {
        let parts = links.iter().map(|(field, label, target)| {
            json!({"id": field, "field": field, "label": label, "target": target.to_string()})
        });
        let to: Vec<Json> = parts.collect();
        self.put(record("link", of.link(), json!({ "to": to })));
    }

    /// Takes a record out, as one that was deleted.
    pub fn remove(&mut self, id: RecordId) {
        for records in self.records.values_mut() {
            records.retain(|record| record.id != id);
        }
    }

    /// The sections of a picture.
    pub fn sections(&self) -> Sections {
        self.records
            .iter()
            .map(|(name, records)| {
                let records = records.iter().cloned().collect();
                (name.clone(), Arc::new(SectionView { records, readers: Vec::new() }))
            })
            .collect()
    }

    fn put(&mut self, record: Record) {
        let section = kinds::kind(&record.kind).map_or("profile", |kind| kind.section);
        self.records.entry(section.to_owned()).or_default().push(Arc::new(record));
    }
}

fn record(kind: &str, id: RecordId, fields: Json) -> Record {
    let fields = fields.as_object().unwrap().iter();
    Record {
        id,
        kind: kind.into(),
        created: id.created(),
        updated: id.created(),
        fields: fields.map(|(name, value)| (name.clone(), Value::from(value))).collect(),
        both: Default::default(),
        gone: None,
        newer: Default::default(),
    }
}

/// A moment in RFC 3339.
pub fn moment(text: &str) -> UnixMillis {
    UnixMillis(text.parse::<Timestamp>().unwrap().as_millisecond())
}

pub fn zone(name: &str) -> TimeZone {
    TimeZoneDatabase::bundled().get(name).unwrap()
}

pub fn lisbon() -> TimeZone {
    zone("Europe/Lisbon")
}

pub fn new_york() -> TimeZone {
    zone("America/New_York")
}

/// Dice that fall the same way for the same seed.
pub struct Dice(ChaCha12Rng);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(ChaCha12Rng::seed_from_u64(seed))
    }

    /// A number below `end`.
    pub fn below(&mut self, end: i64) -> i64 {
        i64::from(self.0.next_u32()) % end
    }

    pub fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[usize::try_from(self.below(of.len() as i64)).unwrap()]
    }
}
