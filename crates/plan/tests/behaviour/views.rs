//! The view that is kept up write by write always equals the one made by walking the document.

use kith_plan::{Batch, Edit, RecordId, Undo, Volume};
use rand_chacha::ChaCha12Rng;
use rand_core::{Rng as _, SeedableRng as _};
use serde_json::{Value as Json, json};

use crate::support::{Device, gather, object};

struct Dice(ChaCha12Rng);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0.next_u32() as usize % end.max(1)
    }

    fn number(&mut self, end: usize) -> Json {
        json!(self.below(end))
    }

    fn words(&mut self) -> String {
        let count = self.below(12);
        (0..count).map(|_| ["ab ", "\u{e9}", "\u{1f600}", "xyz", "\n"][self.below(5)]).collect()
    }

    fn fields(&mut self, kind: &str) -> Json {
        let mut fields = json!({});
        let line = self.words().replace('\n', "");
        match kind {
            "person" => {
                fields["name"] = json!(format!("P{line}"));
                if self.below(2) == 0 {
                    fields["ring"] = json!(1 + self.below(3));
                }
                if self.below(2) == 0 {
                    fields["roles"] = json!((["ride", "listen", "practical"])[..self.below(4)]);
                }
                if self.below(2) == 0 {
                    let count = self.below(3);
                    let parts = (0..count).map(|_| json!({"value": format!("5{line}")}));
                    fields["contacts"] = parts.collect();
                }
            }
            "reason" => fields["text"] = json!(format!("T{}", self.words())),
            "checkin" => {
                fields["mood"] = json!(1 + self.below(5));
                fields["craving"] = self.number(11);
                fields["halt"] = json!((["tired", "angry"])[..self.below(3)]);
                fields["note"] = json!(line);
            }
            _ => unreachable!(),
        }
        fields
    }

    fn edit(&mut self, device: &mut Device) -> Edit {
        let ids: Vec<RecordId> = device.volume.view().keys().copied().collect();
        let kind = ["person", "reason", "checkin"][self.below(3)];
        if ids.is_empty() || self.below(8) == 0 {
            let fields = object(self.fields(kind));
            return Edit::Add { id: device.new_id(), kind: kind.into(), fields };
        }
        // Mostly the same few records, so that devices meet.
        let id = ids[self.below(ids.len().min(6))];
        let record = device.record(id);
        let fields = self.fields(&record.kind);
        match self.below(12) {
            0 => Edit::Remove { id },
            1 => Edit::Undelete { id },
            2 => Edit::RemoveAndClear { id },
            3 if !record.both.is_empty() => {
                let (field, values) = record.both.iter().next().unwrap();
                let value = values[self.below(values.len())].to_json();
                Edit::Settle { id, field: field.clone(), value }
            }
            4 if record.kind == "reason" => {
                let length = match record.fields.get("text") {
                    Some(text) => text.as_text().unwrap().chars().count(),
                    None => 0,
                };
                let at = self.below(length + 1);
                let delete = self.below(length - at + 1);
                let insert = format!("<{}>", self.words());
                Edit::SpliceText { id, field: "text".into(), base: None, at, delete, insert }
            }
            5 if record.fields.contains_key("contacts") => {
                let mut contacts = device.field(id, "contacts").unwrap();
                let list = contacts.as_array_mut().unwrap();
                list.rotate_left(1);
                list[0]["value"] = json!(format!("5{}", self.below(100)));
                Edit::Merge { id, fields: object(json!({"contacts": contacts})) }
            }
            _ => Edit::Merge { id, fields: object(fields) },
        }
    }
}

fn run(seed: u64, steps: usize) -> usize {
    let mut dice = Dice(ChaCha12Rng::seed_from_u64(seed));
    let mut devices = [Device::new(1), Device::new(2), Device::new(3)];
    let mut undo: Vec<Undo> = Vec::new();
    let mut written = 0;
    for step in 0..steps {
        let who = dice.below(3);
        match dice.below(10) {
            0..=5 => {
                let edit = dice.edit(&mut devices[who]);
                // A refusal is as good: it must leave the view alone too.
                if let Ok(done) = devices[who].try_write(edit) {
                    written += 1;
                    if who == 0 {
                        undo = done.undo;
                    }
                }
            }
            6 => {
                let edits = [dice.edit(&mut devices[who]), dice.edit(&mut devices[who])];
                let batch = [Batch::OneChange, Batch::ChangeEach][dice.below(2)];
                written += usize::from(devices[who].write_many(&edits, batch).is_ok());
            }
            7 => {
                let stamp = devices[0].stamp();
                if let Ok(done) = devices[0].volume.undo(&std::mem::take(&mut undo), stamp) {
                    devices[0].send(&done);
                }
            }
            _ => {
                let from = (who + 1 + dice.below(2)) % 3;
                let most = 1 + dice.below(8);
                let mut taker = std::mem::replace(&mut devices[who], Device::new(0));
                taker.take_from(&devices[from], from, most);
                devices[who] = taker;
            }
        }
        if step % 25 == 0 {
            let volume = &devices[who].volume;
            assert!(*volume.view() == volume.walked_view(), "seed {seed}, step {step}");
        }
    }
    gather(&mut devices);
    let conflicts: usize = devices[0].volume.view().values().map(|record| record.both.len()).sum();
    let loaded = Volume::from_document_bytes(&devices[1].volume.save_nocompress(), None).unwrap();
    assert!(*loaded.view() == *devices[0].volume.view(), "seed {seed}");
    assert!(written > steps / 4, "seed {seed}: {written}");
    conflicts
}

#[test]
fn thousands_of_random_edits_and_merges_keep_view_and_walk_equal() {
    let conflicts: usize = (0..12).map(|seed| run(seed, 500)).sum();
    assert!(conflicts > 10, "the devices met only {conflicts} times");
}

#[test]
fn peers_changes_touch_only_what_they_name() {
    let mut devices = [Device::new(1), Device::new(2)];
    let first = devices[0].add("reason", json!({"text": "a page"}));
    let second = devices[0].add("person", json!({"name": "P-001", "contacts": [{"value": "5"}]}));
    gather(&mut devices);
    let before = devices[1].record(first);
    let mut contacts = devices[0].field(second, "contacts").unwrap();
    contacts[0]["value"] = json!("6");
    let written = devices[0].merge(second, json!({"contacts": contacts}));
    let touched = devices[1].admit(devices[0].actor, &written.chunk).unwrap();
    assert_eq!(touched, [second]);
    assert!(std::sync::Arc::ptr_eq(&before, &devices[1].record(first)));
    let splice = Edit::SpliceText {
        id: first,
        field: "text".into(),
        base: None,
        at: 2,
        delete: 0,
        insert: "new ".into(),
    };
    let written = devices[0].write(splice);
    let touched = devices[1].admit(devices[0].actor, &written.chunk).unwrap();
    assert_eq!(touched, [first]);
    assert_eq!(devices[1].field(first, "text"), Some(json!("a new page")));
}
