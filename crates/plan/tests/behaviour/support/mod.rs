//! Devices for tests: each has one volume and hands what it writes to the others through the gate.

use std::sync::Arc;

use kith_plan::{
    Actor, Batch, Edit, EditError, Record, RecordId, Refusal, Stamp, Undo, UnixMillis, Volume,
    Written,
};
use serde_json::{Map, Value as Json};

/// 2026-11-22T08:00:00Z.
pub const START: UnixMillis = UnixMillis(1_795_334_400_000);

/// One device with one volume. Its time goes on by a second for each thing it does.
pub struct Device {
    pub actor: Actor,
    pub volume: Volume,
    pub now: UnixMillis,
    /// Payloads written here, each for one envelope.
    pub outbox: Vec<Vec<u8>>,
    /// How many of them each other device has taken.
    pub taken: Vec<usize>,
    made: u64,
}

pub fn object(json: Json) -> Map<String, Json> {
    match json {
        Json::Object(object) => object,
        _ => panic!("an object is needed"),
    }
}

impl Device {
    pub fn new(number: u8) -> Self {
        let actor = Actor([number; 16]);
        Self {
            actor,
            volume: Volume::new(actor),
            now: START,
            outbox: Vec::new(),
            taken: Vec::new(),
            made: 0,
        }
    }

    pub fn stamp(&mut self) -> Stamp {
        self.now.0 += 1_000;
        self.made += 1;
        let mut dice = [self.actor.0[0]; 16];
        dice[8..].copy_from_slice(&(self.made << 16).to_be_bytes());
        Stamp { now: self.now, offset_minutes: 120, dice }
    }

    pub fn new_id(&mut self) -> RecordId {
        self.made += 1;
        let mut dice = [self.actor.0[0]; 10];
        dice[2..].copy_from_slice(&self.made.to_be_bytes());
        RecordId::new(self.now, dice)
    }

    pub fn try_write(&mut self, edit: Edit) -> Result<Written, EditError> {
        let stamp = self.stamp();
        let written = self.volume.write(&edit, stamp)?;
        self.send(&written);
        Ok(written)
    }

    pub fn write(&mut self, edit: Edit) -> Written {
        self.try_write(edit).unwrap()
    }

    pub fn write_many(&mut self, edits: &[Edit], batch: Batch) -> Result<Written, EditError> {
        let stamp = self.stamp();
        let written = self.volume.write_many(edits, batch, stamp)?;
        self.send(&written);
        Ok(written)
    }

    pub fn undo(&mut self, undo: &[Undo]) -> Written {
        let stamp = self.stamp();
        let written = self.volume.undo(undo, stamp).unwrap();
        self.send(&written);
        written
    }

    pub fn send(&mut self, written: &Written) {
        self.outbox.extend(written.payloads().map(<[u8]>::to_vec));
    }

    pub fn add(&mut self, kind: &str, fields: Json) -> RecordId {
        let id = self.new_id();
        self.write(Edit::Add { id, kind: kind.into(), fields: object(fields) });
        id
    }

    pub fn merge(&mut self, id: RecordId, fields: Json) -> Written {
        self.write(Edit::Merge { id, fields: object(fields) })
    }

    pub fn record(&self, id: RecordId) -> Arc<Record> {
        self.volume.record(id).unwrap().clone()
    }

    pub fn field(&self, id: RecordId, name: &str) -> Option<Json> {
        self.record(id).fields.get(name).map(|value| value.to_json())
    }

    pub fn both(&self, id: RecordId, name: &str) -> Option<Vec<Json>> {
        let record = self.record(id);
        Some(record.both.get(name)?.iter().map(|value| value.to_json()).collect())
    }

    pub fn admit(&mut self, actor: Actor, payload: &[u8]) -> Result<Vec<RecordId>, Refusal> {
        let job = self.volume.admission(actor, payload);
        self.volume.settle_admission(job.run())
    }

    /// Takes up to that many payloads of another device; false if one has to wait for a third.
    pub fn take_from(&mut self, other: &Device, number: usize, most: usize) -> bool {
        self.taken.resize(self.taken.len().max(number + 1), 0);
        for _ in 0..most {
            let Some(payload) = other.outbox.get(self.taken[number]) else {
                return true;
            };
            match self.admit(other.actor, payload) {
                Ok(_) => self.taken[number] += 1,
                Err(Refusal::Waiting { .. }) => return false,
                Err(refusal) => panic!("an honest change was refused: {refusal}"),
            }
        }
        true
    }
}

/// Brings all devices together: everybody takes everything from everybody.
pub fn gather(devices: &mut [Device]) {
    loop {
        let before: Vec<_> = devices.iter().map(|device| device.taken.clone()).collect();
        for to in 0..devices.len() {
            for from in (0..devices.len()).filter(|from| *from != to) {
                let mut taker = std::mem::replace(&mut devices[to], Device::new(0));
                taker.take_from(&devices[from], from, usize::MAX);
                devices[to] = taker;
            }
        }
        let after: Vec<_> = devices.iter().map(|device| device.taken.clone()).collect();
        if before == after {
            break;
        }
    }
    let heads = devices[0].volume.heads();
    for device in devices.iter() {
        assert_eq!(device.volume.heads(), heads);
        assert!(*device.volume.view() == *devices[0].volume.view(), "views differ");
        assert!(*device.volume.view() == device.volume.walked_view(), "view and walk differ");
    }
}

/// Two devices that hold the same record.
pub fn two_with(kind: &str, fields: Json) -> ([Device; 2], RecordId) {
    let mut devices = [Device::new(1), Device::new(2)];
    let id = devices[0].add(kind, fields);
    gather(&mut devices);
    (devices, id)
}
