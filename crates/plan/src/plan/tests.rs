use serde_json::{Value as Json, json};

use super::{ListFilter, Plan, PlanError};
use crate::edit::{Batch, Edit, EditError, Stamp, Undo};
use crate::ids::{Actor, RecordId, UnixMillis, VolumeId};
use crate::kinds::{self, trial::TRIAL};
use crate::volume::Volume;

/// 2026-11-22T08:00:00Z.
const NOW: UnixMillis = UnixMillis(1_795_334_400_000);
const PEOPLE: VolumeId = VolumeId([1; 16]);
const WORDS: VolumeId = VolumeId([2; 16]);
const BIN_VOLUME: VolumeId = VolumeId([3; 16]);

fn stamp(seconds: i64) -> Stamp {
    Stamp { now: UnixMillis(NOW.0 + seconds * 1_000), offset_minutes: 0, dice: [seconds as u8; 16] }
}

fn id(number: u8) -> RecordId {
    RecordId::new(NOW, [number; 10])
}

/// A plan on one device: people that others can read, words that they cannot, and a bin.
fn plan(actor: u8) -> Plan {
    let mut plan = Plan::new();
    let mut volume = |id, label: &str, section: &str, readable| {
        let volume = Volume::new(Actor([actor + id; 16]));
        plan.insert_volume(VolumeId([id; 16]), label, section, NOW, readable, volume);
    };
    volume(1, "people", "people", true);
    volume(2, "word/2026", "word", false);
    volume(3, "bin", "bin", false);
    plan
}

fn add(plan: &mut Plan, volume: VolumeId, number: u8, kind: &str, fields: Json) -> RecordId {
    let fields = fields.as_object().unwrap().clone();
    let edit = Edit::Add { id: id(number), kind: kind.into(), fields };
    plan.write(volume, &edit, stamp(number.into())).unwrap();
    id(number)
}

fn fields(plan: &Plan, id: RecordId) -> Json {
    Json::Object(plan.show(id).unwrap().fields_json())
}

/// Brings what one device wrote into one volume to the same volume of the other.
fn deliver(from: &Plan, to: &mut Plan, volume: VolumeId) {
    let theirs = from.volume(volume).unwrap();
    let ours = to.volume_mut(volume).unwrap();
    let document = automerge::Automerge::load(&theirs.save_nocompress()).unwrap();
    for change in document.get_changes(&[]) {
        let actor = Actor(change.actor_id().to_bytes().try_into().unwrap());
        let done = ours.admission(actor, change.raw_bytes()).run();
        ours.settle_admission(done).unwrap();
    }
}

#[test]
fn labels_follow_the_span_and_the_year_of_the_id_in_utc() {
    let checkin = kinds::kind("checkin").unwrap();
    let person = kinds::kind("person").unwrap();
    let every = TRIAL.iter().find(|kind| kind.name == "every").unwrap();
    // 2027-01-01T00:00:00Z, when it is still 2026 in the west.
    let new_year = RecordId::new(UnixMillis(1_798_761_600_000), [0; 10]);
    assert_eq!(Plan::label_for("checkins", checkin, new_year), "checkins/2027");
    assert_eq!(Plan::label_for("people", person, new_year), "people");
    assert_eq!(Plan::label_for("journal", every, id(1)), "journal/2026-q4");
    let reach = kinds::kind("reach").unwrap();
    assert_eq!(Plan::label_for("half:00ff", reach, id(1)), "half:00ff/2026");
    assert_eq!(Plan::label_for("asides", reach, id(1)), "asides/2026");
}

#[test]
fn new_records_go_into_the_newest_volume_of_their_label() {
    let mut plan = Plan::new();
    let mut insert = |number: u8, made: i64| {
        let made = UnixMillis(made);
        let volume = Volume::new(None);
        plan.insert_volume(VolumeId([number; 16]), "word/2026", "word", made, false, volume);
    };
    insert(5, 10);
    insert(9, 20);
    insert(7, 20);
    insert(1, 5);
    assert_eq!(plan.volume_for_new("word/2026"), Some(VolumeId([7; 16])));
    assert_eq!(plan.volume_for_new("word/2027"), None);
}

#[test]
fn a_list_is_the_union_of_a_sections_volumes_in_the_order_of_ids() {
    let mut plan = plan(0);
    let newer = VolumeId([9; 16]);
    let volume = Volume::new(Actor([90; 16]));
    plan.insert_volume(newer, "word/2026", "word", UnixMillis(NOW.0 + 1), true, volume);
    add(&mut plan, newer, 4, "word", json!({"word": "fine"}));
    add(&mut plan, WORDS, 6, "word", json!({"word": "fine"}));
    add(&mut plan, WORDS, 2, "word", json!({"word": "need_a_talk"}));
    add(&mut plan, PEOPLE, 3, "person", json!({"name": "P-003"}));
    let ids = |filter: &ListFilter<'_>| -> Vec<RecordId> {
        plan.list("word", filter).iter().map(|record| record.id).collect()
    };
    assert_eq!(ids(&ListFilter::default()), [id(2), id(4), id(6)]);
    let people = ListFilter { section: Some("people"), ..ListFilter::default() };
    assert!(ids(&people).is_empty());
    assert_eq!(plan.volume_of(id(4)), Some(newer));
    assert_eq!(plan.volume_of(id(99)), None);
}

#[test]
fn since_and_until_go_by_when_it_happened() {
    let mut plan = plan(0);
    let checkins = VolumeId([9; 16]);
    let volume = Volume::new(Actor([90; 16]));
    plan.insert_volume(checkins, "checkins/2026", "checkins", NOW, false, volume);
    add(&mut plan, checkins, 1, "checkin", json!({"at": "2026-11-20T23:30:00-05:00"}));
    add(&mut plan, checkins, 2, "checkin", json!({}));
    // From the 21st in UTC, when it was still the 20th where the first was written.
    let since = Some(UnixMillis(1_795_219_200_000));
    let list = |since, until| {
        let filter = ListFilter { since, until, ..ListFilter::default() };
        plan.list("checkin", &filter).iter().map(|record| record.id).collect::<Vec<_>>()
    };
    assert_eq!(list(since, None), [id(1), id(2)]);
    assert_eq!(list(since, Some(NOW)), [id(1)]);
    assert_eq!(list(Some(NOW), None), [id(2)]);
}

#[test]
fn halves_are_listed_one_by_one_or_together() {
    let mut plan = Plan::new();
    for number in [1, 2] {
        let section = format!("half:0{number}");
        let volume = Volume::new(Actor([number; 16]));
        let volume_id = VolumeId([number; 16]);
        plan.insert_volume(volume_id, format!("{section}/2026"), section, NOW, true, volume);
        add(&mut plan, volume_id, number, "reach", json!({"text": "call me"}));
    }
    let count = |section| {
        let filter = ListFilter { section: Some(section), ..ListFilter::default() };
        plan.list("reach", &filter).len()
    };
    assert_eq!((count("half"), count("half:02"), count("half:03")), (2, 1, 0));
}

#[test]
fn deleting_where_nobody_reads_only_marks() {
    let mut plan = plan(0);
    let word = add(&mut plan, WORDS, 1, "word", json!({"word": "fine"}));
    let written = plan.remove(word, stamp(5)).unwrap();
    assert_eq!(written.len(), 1);
    assert!(plan.show(word).unwrap().gone.is_some());
    assert_eq!(fields(&plan, word), json!({"word": "fine"}));
    assert!(plan.volume(BIN_VOLUME).unwrap().view().is_empty());
    assert_eq!(plan.remove(word, stamp(6)), Err(PlanError::Edit(EditError::Gone)));
    plan.undelete(word, stamp(7)).unwrap();
    assert_eq!(plan.undelete(word, stamp(8)), Err(PlanError::Edit(EditError::NotGone)));
}

#[test]
fn deleting_where_others_read_empties_and_keeps_a_copy_in_the_bin() {
    let mut plan = plan(0);
    let whole = json!({
        "name": "P-001", "ring": 2, "roles": ["listen", "ride"], "good_times": "noon",
        "contacts": [{"sort": "phone", "value": "555-0101"}, {"value": "555-0102"}],
    });
    let person = add(&mut plan, PEOPLE, 1, "person", whole);
    let before = fields(&plan, person);
    let written = plan.remove(person, stamp(5)).unwrap();
    let order: Vec<VolumeId> = written.iter().map(|(volume, _)| *volume).collect();
    assert_eq!(order, [BIN_VOLUME, PEOPLE], "the copy rests before the original is emptied");
    let emptied = plan.volume(PEOPLE).unwrap().record(person).unwrap();
    assert!(emptied.fields.is_empty() && emptied.gone.is_some() && emptied.kind == "person");
    assert_eq!(fields(&plan, person), before, "it is read from the bin");
    assert_eq!(plan.volume_of(person), Some(PEOPLE));
    assert!(plan.list("person", &ListFilter::default()).is_empty());
    let deleted = ListFilter { deleted: true, ..ListFilter::default() };
    let listed = plan.list("person", &deleted);
    assert_eq!((listed.len(), Json::Object(listed[0].fields_json())), (1, before.clone()));

    let written = plan.undelete(person, stamp(6)).unwrap();
    assert_eq!(written.len(), 2);
    assert_eq!(fields(&plan, person), before);
    assert_eq!(plan.show(person).unwrap().gone, None);
    assert!(plan.volume(BIN_VOLUME).unwrap().view().is_empty());
    assert!(plan.late_fields().is_empty());
}

#[test]
fn deletion_with_the_bin_is_undone_and_done_again() {
    let mut plan = plan(0);
    let person = add(&mut plan, PEOPLE, 1, "person", json!({"name": "P-001"}));
    let written = plan.remove(person, stamp(5)).unwrap();
    let undo: Vec<_> = written.iter().flat_map(|(_, written)| written.undo.clone()).collect();
    let written = plan.undo(&undo, stamp(6)).unwrap();
    assert_eq!(plan.show(person).unwrap().gone, None);
    assert_eq!(fields(&plan, person), json!({"name": "P-001"}));
    let redo: Vec<_> = written.iter().flat_map(|(_, written)| written.undo.clone()).collect();
    plan.undo(&redo, stamp(7)).unwrap();
    assert!(plan.show(person).unwrap().gone.is_some());
    assert!(plan.volume(PEOPLE).unwrap().record(person).unwrap().fields.is_empty());
    assert_eq!(plan.volume(BIN_VOLUME).unwrap().view().len(), 1);
}

/// A file's records went into its volumes one after the other. When the second volume refused, those of the first
/// stood in memory alone: they were shown, never rested, and later changes built on them.
#[test]
fn edits_in_several_volumes_are_done_in_all_of_them_or_in_none() {
    let mut plan = plan(10);
    let new = |number: u8, kind: &str, fields: Json| {
        let fields = fields.as_object().unwrap().clone();
        Edit::Add { id: id(number), kind: kind.into(), fields }
    };
    let ana = (PEOPLE, vec![new(1, "person", json!({"name": "Ana"}))]);
    let refused = (WORDS, vec![new(2, "word", json!({"word": "fine"})), new(3, "word", json!({}))]);
    let before = plan.volume(PEOPLE).unwrap().save_nocompress();
    let told = plan.write_all(&[ana.clone(), refused], Batch::ChangeEach, stamp(1));
    assert!(matches!(told, Err(PlanError::Edit(EditError::Missing { .. }))), "{told:?}");
    assert_eq!(plan.volume(PEOPLE).unwrap().save_nocompress(), before);
    assert!([1, 2, 3].iter().all(|number| plan.show(id(*number)).is_none()));

    let fine = (WORDS, vec![new(2, "word", json!({"word": "fine"}))]);
    let written = plan.write_all(&[fine, ana], Batch::ChangeEach, stamp(2)).unwrap();
    let volumes: Vec<VolumeId> = written.iter().map(|(volume, _)| *volume).collect();
    assert_eq!(volumes, [WORDS, PEOPLE]);
    assert!([1, 2].iter().all(|number| plan.show(id(*number)).is_some()));
}

/// One step of an undo was refused after another volume's had been done, and what was done was dropped.
#[test]
fn an_undo_gives_back_what_was_done_before_a_step_was_refused() {
    let mut plan = plan(10);
    let ana = add(&mut plan, PEOPLE, 1, "person", json!({"name": "Ana"}));
    let removed = plan.remove(ana, stamp(2)).unwrap();
    let word = Edit::Add {
        id: id(3),
        kind: "word".into(),
        fields: json!({"word": "fine"}).as_object().unwrap().clone(),
    };
    let said = plan.write(WORDS, &word, stamp(3)).unwrap();
    let steps: Vec<Undo> =
        removed.iter().flat_map(|(_, written)| written.undo.clone()).chain(said.undo).collect();
    // The word's volume has nobody to write with, as before the first change of a run.
    let bytes = plan.volume(WORDS).unwrap().save_nocompress();
    let without_actor = Volume::load_own(Some(&bytes), &[], None).unwrap();
    plan.insert_volume(WORDS, "word/2026", "word", NOW, false, without_actor);
    let written = plan.undo(&steps, stamp(4)).unwrap();
    assert!(plan.show(ana).unwrap().gone.is_none());
    assert_eq!(written.len(), 2, "the person's volume and the bin");
    assert!(plan.show(id(3)).unwrap().gone.is_none(), "the word could not be taken back");
}

#[test]
fn without_a_bin_nothing_is_deleted_where_others_read() {
    let mut plan = plan(0);
    let person = add(&mut plan, PEOPLE, 1, "person", json!({"name": "P-001"}));
    let heads = plan.volume(PEOPLE).unwrap().heads();
    plan.remove_volume(BIN_VOLUME);
    let no_bin = Err(PlanError::NoVolumeForLabel { label: "bin".into() });
    assert_eq!(plan.remove(person, stamp(5)), no_bin);
    plan.insert_volume(BIN_VOLUME, "bin", "bin", NOW, false, Volume::new(None));
    assert_eq!(plan.remove(person, stamp(5)), Err(PlanError::Edit(EditError::NoActor)));
    assert_eq!(plan.volume(PEOPLE).unwrap().heads(), heads);
}

#[test]
fn a_field_written_elsewhere_meanwhile_is_carried_to_the_bin_and_comes_back() {
    let mut here = plan(0);
    let mut there = plan(100);
    let whole = json!({
        "name": "P-001", "roles": ["listen"], "contacts": [{"value": "555-0101"}],
    });
    let person = add(&mut here, PEOPLE, 1, "person", whole);
    let reason = add(&mut here, PEOPLE, 2, "reason", json!({"text": "my garden"}));
    deliver(&here, &mut there, PEOPLE);
    here.remove(person, stamp(10)).unwrap();
    here.remove(reason, stamp(10)).unwrap();

    let mut contacts = fields(&there, person)["contacts"].clone();
    contacts[0]["value"] = json!("555-0177");
    let late = json!({"good_times": "noon", "roles": ["listen", "ride"], "contacts": contacts});
    let late = late.as_object().unwrap().clone();
    there.write(PEOPLE, &Edit::Merge { id: person, fields: late }, stamp(11)).unwrap();
    let text = json!({"text": "my garden and my dog"}).as_object().unwrap().clone();
    there.write(PEOPLE, &Edit::Merge { id: reason, fields: text }, stamp(12)).unwrap();
    deliver(&there, &mut here, PEOPLE);

    assert_eq!(here.late_fields().len(), 2);
    assert_eq!(here.carry_late_fields(stamp(13)).unwrap().len(), 4);
    assert!(here.late_fields().is_empty());
    assert!(here.carry_late_fields(stamp(14)).unwrap().is_empty());
    for id in [person, reason] {
        assert!(here.volume(PEOPLE).unwrap().record(id).unwrap().fields.is_empty());
    }
    // The other device, which hears only of the deletion, carries the same.
    deliver(&here, &mut there, BIN_VOLUME);
    deliver(&here, &mut there, PEOPLE);
    assert!(there.late_fields().is_empty());

    here.undelete(person, stamp(15)).unwrap();
    here.undelete(reason, stamp(15)).unwrap();
    let back = fields(&here, person);
    assert_eq!(back["name"], "P-001");
    assert_eq!(back["good_times"], "noon");
    assert_eq!(back["roles"], json!(["listen", "ride"]));
    assert_eq!(back["contacts"][0]["value"], "555-0177");
    assert_eq!(fields(&here, reason), json!({"text": "my garden\n\n and my dog"}));
    let people = here.volume(PEOPLE).unwrap();
    assert!(*people.view() == people.walked_view());
}

#[test]
fn two_devices_that_delete_and_carry_at_once_agree() {
    let mut here = plan(0);
    let mut there = plan(100);
    let person = add(&mut here, PEOPLE, 1, "person", json!({"name": "P-001", "ring": 1}));
    deliver(&here, &mut there, PEOPLE);
    here.remove(person, stamp(10)).unwrap();
    there.remove(person, stamp(11)).unwrap();
    for volume in [PEOPLE, BIN_VOLUME] {
        deliver(&here, &mut there, volume);
        deliver(&there, &mut here, volume);
    }
    assert_eq!(fields(&here, person), json!({"name": "P-001", "ring": 1}));
    assert_eq!(here.show(person).unwrap(), there.show(person).unwrap());
    assert!(here.show(person).unwrap().both.is_empty());
    here.undelete(person, stamp(12)).unwrap();
    for volume in [PEOPLE, BIN_VOLUME] {
        deliver(&here, &mut there, volume);
    }
    assert_eq!(fields(&there, person), json!({"name": "P-001", "ring": 1}));
    assert_eq!(there.show(person).unwrap().gone, None);
}
