//! Honest histories: several devices writing in one document of Kith's shape, apart and together.

use automerge::transaction::{CommitOptions, Transactable, Transaction};
use automerge::{
    ActorId, Automerge, Change, ObjId, ObjType, Prop, ROOT, ReadDoc, ScalarValue, Value,
};

use super::dice::Dice;

/// Every change of an honest history, in the order in which they were written: dependencies first.
pub struct History {
    pub changes: Vec<Change>,
}

/// The keys under which fields are set, few enough that devices meet at the same ones.
const FIELDS: [&str; 5] = ["kind", "sort", "mood", "day", "gone"];
const WORDS: [&str; 5] = ["", "a", "breathe", "one step", "né, 日本"];
const MOST_ACTORS: usize = 4;

impl History {
    /// Writes a history of about so many changes.
    pub fn new(dice: &mut Dice, length: usize) -> Self {
        let first = Automerge::new().with_actor(ActorId::from(dice.actor()));
        let mut devices = vec![first];
        let mut changes = Vec::new();
        while changes.len() < length {
            if devices.len() < MOST_ACTORS && dice.one_in(5) {
                let fresh = ActorId::from(dice.actor());
                // A device may begin before it has heard of anything.
                let empty = dice.one_in(3);
                let copy = if empty { Automerge::new() } else { dice.pick(&devices).clone() };
                devices.push(copy.with_actor(fresh));
            }
            let at = dice.below(devices.len());
            if devices.len() > 1 && dice.one_in(3) {
                let mut other = devices[dice.below(devices.len())].clone();
                devices[at].merge(&mut other).expect("honest documents merge");
            }
            // A change of zero operations is not committed at all.
            if write(&mut devices[at], dice) {
                changes.extend(devices[at].get_last_local_change());
            }
        }
        History { changes }
    }
}

/// One commit of one to five edits.
pub fn write(device: &mut Automerge, dice: &mut Dice) -> bool {
    let minutes = 27_000_000 + dice.below(1 << 20) as i64;
    let mut transaction = device.transaction();
    for _ in 0..=dice.below(5) {
        edit(&mut transaction, dice).expect("honest edits are possible");
    }
    transaction.commit_with(CommitOptions::default().with_time(minutes * 60)).0.is_some()
}

fn edit(tx: &mut Transaction<'_>, dice: &mut Dice) -> Result<(), automerge::AutomergeError> {
    let records: Vec<String> = tx.keys(ROOT).collect();
    if records.is_empty() || dice.one_in(4) {
        return add_record(tx, dice);
    }
    let key = dice.pick(&records).clone();
    let Some((Value::Object(ObjType::Map), record)) = tx.get(ROOT, key.as_str())? else {
        return tx.put(ROOT, key, scalar(dice));
    };
    match dice.below(12) {
        0..=2 => tx.put(&record, *dice.pick(&FIELDS), scalar(dice)),
        3 => tx.delete(&record, *dice.pick(&FIELDS)),
        4..=5 => write_text(tx, &record, dice),
        6..=7 => edit_items(tx, &record, dice),
        8 => edit_list(tx, &record, dice),
        9 => count(tx, &record, dice),
        10 => write_new_text(tx, &record, dice),
        _ if dice.one_in(3) => tx.delete(ROOT, key),
        _ => tx.put(&record, "gone", true),
    }
}

fn add_record(tx: &mut Transaction<'_>, dice: &mut Dice) -> Result<(), automerge::AutomergeError> {
    let record = tx.put_object(ROOT, dice.uuid(), ObjType::Map)?;
    tx.put(&record, "kind", "checkin")?;
    tx.put(&record, "mood", scalar(dice))?;
    tx.put_object(&record, "items", ObjType::Map)?;
    write_new_text(tx, &record, dice)?;
    if dice.one_in(2) {
        tx.put_object(&record, "list", ObjType::List)?;
        tx.put(&record, "counter", ScalarValue::counter(dice.below(9) as i64))?;
    }
    Ok(())
}

fn write_new_text(
    tx: &mut Transaction<'_>,
    record: &ObjId,
    dice: &mut Dice,
) -> Result<(), automerge::AutomergeError> {
    let text = tx.put_object(record, "page", ObjType::Text)?;
    let words = WORDS[dice.below(WORDS.len())];
    tx.splice_text(&text, 0, 0, words)
}

fn write_text(
    tx: &mut Transaction<'_>,
    record: &ObjId,
    dice: &mut Dice,
) -> Result<(), automerge::AutomergeError> {
    let Some(text) = object(tx, record, "page", ObjType::Text)? else {
        return Ok(());
    };
    let length = tx.length(&text);
    let from = dice.below(length + 1);
    let gone = dice.below(length - from + 1).min(4) as isize;
    let words = WORDS[dice.below(WORDS.len())];
    tx.splice_text(&text, from, gone, words)
}

/// Sub-items are maps under a UUID with an order.
fn edit_items(
    tx: &mut Transaction<'_>,
    record: &ObjId,
    dice: &mut Dice,
) -> Result<(), automerge::AutomergeError> {
    let Some(items) = object(tx, record, "items", ObjType::Map)? else {
        return Ok(());
    };
    let keys: Vec<String> = tx.keys(&items).collect();
    if keys.is_empty() || dice.one_in(2) {
        let item = tx.put_object(&items, dice.uuid(), ObjType::Map)?;
        return tx.put(&item, "order", format!("a{}", dice.below(9)));
    }
    let key = dice.pick(&keys).clone();
    match object(tx, &items, &key, ObjType::Map)? {
        Some(item) if !dice.one_in(3) => tx.put(&item, "order", scalar(dice)),
        _ => tx.delete(&items, key),
    }
}

/// Nothing in Kith uses lists yet; the gate lets them through for what comes later.
fn edit_list(
    tx: &mut Transaction<'_>,
    record: &ObjId,
    dice: &mut Dice,
) -> Result<(), automerge::AutomergeError> {
    let Some(list) = object(tx, record, "list", ObjType::List)? else {
        return Ok(());
    };
    let length = tx.length(&list);
    match dice.below(5) {
        0 if length > 0 => tx.delete(&list, dice.below(length)),
        1 if length > 0 => tx.put(&list, dice.below(length), scalar(dice)),
        2 => tx.insert_object(&list, dice.below(length + 1), ObjType::Map).map(|_| ()),
        _ => tx.insert(&list, dice.below(length + 1), scalar(dice)),
    }
}

fn count(
    tx: &mut Transaction<'_>,
    record: &ObjId,
    dice: &mut Dice,
) -> Result<(), automerge::AutomergeError> {
    match tx.get(record, "counter")? {
        Some((Value::Scalar(value), _)) if matches!(value.as_ref(), ScalarValue::Counter(_)) => {
            tx.increment(record, "counter", dice.below(5) as i64 - 2)
        }
        _ => Ok(()),
    }
}

pub fn object(
    tx: &Transaction<'_>,
    parent: &ObjId,
    key: &str,
    wanted: ObjType,
) -> Result<Option<ObjId>, automerge::AutomergeError> {
    Ok(match tx.get(parent, Prop::from(key))? {
        Some((Value::Object(found), id)) if found == wanted => Some(id),
        _ => None,
    })
}

fn scalar(dice: &mut Dice) -> ScalarValue {
    match dice.below(9) {
        0 => ScalarValue::Null,
        1 => ScalarValue::Boolean(dice.one_in(2)),
        2 => ScalarValue::Int(dice.number() as i64),
        3 => ScalarValue::Uint(dice.number()),
        4 => ScalarValue::F64(dice.below(100) as f64 / 7.0),
        5 => ScalarValue::Timestamp(dice.number() as i64),
        6 => ScalarValue::Bytes(dice.actor().to_vec()),
        7 => ScalarValue::counter(dice.below(20) as i64),
        _ => ScalarValue::Str("steady".into()),
    }
}
