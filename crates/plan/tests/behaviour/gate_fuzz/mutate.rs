//! One or two mutations of an honest change, by meaning.

use std::num::NonZeroU64;

use automerge::legacy::{ElementId, Key, MarkData, ObjectId, Op, OpId, OpType, SortedVec};
use automerge::{ActorId, Change, ChangeHash, ExpandedChange, ObjType, ScalarValue};

use super::dice::Dice;

/// What a mutation may take from the rest of the history: ids, keys and hashes that exist.
pub struct Pool {
    ids: Vec<OpId>,
    keys: Vec<Key>,
    objects: Vec<ObjectId>,
    hashes: Vec<ChangeHash>,
    actors: Vec<ActorId>,
    /// Operations with their ids, to be addressed as a whole.
    addresses: Vec<(OpId, Op)>,
}

impl Pool {
    pub fn new(changes: &[Change]) -> Self {
        let mut pool = Pool {
            ids: vec![],
            keys: vec![],
            objects: vec![ObjectId::Root],
            hashes: vec![],
            actors: vec![],
            addresses: vec![],
        };
        for change in changes {
            pool.hashes.push(change.hash());
            pool.actors.push(change.actor_id().clone());
            for (offset, op) in change.decode().operations.into_iter().enumerate() {
                let id = OpId::new(change.start_op().get() + offset as u64, change.actor_id());
                if matches!(op.action, OpType::Make(_)) {
                    pool.objects.push(ObjectId::Id(id.clone()));
                }
                if op.insert {
                    pool.keys.push(Key::Seq(ElementId::Id(id.clone())));
                }
                pool.keys.push(op.key.clone());
                pool.ids.push(id.clone());
                pool.addresses.push((id, op));
            }
        }
        pool
    }

    fn id(&self, dice: &mut Dice) -> OpId {
        let id = dice.pick(&self.ids).clone();
        match dice.below(8) {
            0 => OpId::new(wild_number(dice, id.counter()), id.actor()),
            1 => OpId::new(id.counter(), &self.actor(dice)),
            _ => id,
        }
    }

    fn actor(&self, dice: &mut Dice) -> ActorId {
        if dice.one_in(6) { ActorId::from(dice.actor()) } else { dice.pick(&self.actors).clone() }
    }
}

fn wild_number(dice: &mut Dice, near: u64) -> u64 {
    match dice.below(8) {
        0 => 0,
        1 => u64::from(u32::MAX),
        2 => u64::from(u32::MAX) - 1,
        3 => near.saturating_sub(1),
        4 => near.saturating_sub(dice.below(20) as u64),
        5 => near + dice.below(20) as u64,
        6 => 1 << 31,
        _ => near + 1,
    }
}

/// Changes one thing about the change. The result may happen to mean the same.
pub fn mutate(change: &mut ExpandedChange, pool: &Pool, dice: &mut Dice) {
    let header = dice.one_in(6) || change.operations.is_empty();
    if header {
        mutate_header(change, pool, dice);
    } else if dice.one_in(6) {
        mutate_order(&mut change.operations, dice);
    } else {
        let at = dice.below(change.operations.len());
        let own = OpId::new(change.start_op.get() + at as u64, &change.actor_id);
        mutate_operation(&mut change.operations[at], own, pool, dice);
    }
}

fn mutate_header(change: &mut ExpandedChange, pool: &Pool, dice: &mut Dice) {
    match dice.below(12) {
        0 => change.seq = wild_number(dice, change.seq),
        1 => change.seq = dice.below(6) as u64,
        2 | 3 => {
            let start = wild_number(dice, change.start_op.get());
            change.start_op = NonZeroU64::new(start).unwrap_or(NonZeroU64::MIN);
        }
        4 => change.deps.clear(),
        5 => change.deps = vec![*dice.pick(&pool.hashes)],
        6 => change.deps.push(*dice.pick(&pool.hashes)),
        7 => {
            if let Some(&dependency) = change.deps.first() {
                change.deps.push(dependency);
            }
        }
        8 => change.actor_id = pool.actor(dice),
        9 => change.time = *dice.pick(&[i64::MIN, i64::MAX, -1, 0, 1 << 54]),
        10 => change.message = Some("a message".into()),
        _ => change.extra_bytes = dice.pick(&[vec![1, 1, 7], vec![0], vec![9; 40]]).clone(),
    }
}

fn mutate_order(operations: &mut Vec<Op>, dice: &mut Dice) {
    let at = dice.below(operations.len());
    match dice.below(4) {
        0 => {
            let again = operations[at].clone();
            operations.insert(dice.below(operations.len() + 1), again);
        }
        1 => drop(operations.remove(at)),
        2 => {
            let other = dice.below(operations.len());
            operations.swap(at, other);
        }
        _ => operations.clear(),
    }
}

fn mutate_operation(op: &mut Op, own: OpId, pool: &Pool, dice: &mut Dice) {
    match dice.below(20) {
        0 | 1 => op.obj = dice.pick(&pool.objects).clone(),
        2 => op.obj = ObjectId::Id(pool.id(dice)),
        3 | 4 => op.key = dice.pick(&pool.keys).clone(),
        5 => op.key = key(pool, own, dice),
        6 => op.insert = !op.insert,
        7 | 8 => op.action = action(dice),
        9 => op.pred = SortedVec::new(),
        10 => op.pred = vec![pool.id(dice)].into(),
        11 => {
            let mut pred: Vec<OpId> = op.pred.iter().cloned().collect();
            let more =
                if dice.one_in(3) && !pred.is_empty() { pred[0].clone() } else { pool.id(dice) };
            pred.push(more);
            op.pred = pred.into();
        }
        12 => op.action = OpType::Put(ScalarValue::Int(dice.number() as i64)),
        _ => move_to(op, dice.pick(&pool.addresses), dice),
    }
}

/// Gives the operation the whole address of another, so that object, key and predecessor fit together
/// although nobody would have written this operation there: replacing what was replaced long ago,
/// deleting twice, writing in what was deleted.
fn move_to(op: &mut Op, (id, other): &(OpId, Op), dice: &mut Dice) {
    op.obj = other.obj.clone();
    op.insert = false;
    op.key = if other.insert { Key::Seq(ElementId::Id(id.clone())) } else { other.key.clone() };
    op.pred = vec![id.clone()].into();
    match dice.below(6) {
        0 => op.action = OpType::Delete,
        1 => op.action = other.action.clone(),
        2 => op.pred = other.pred.clone(),
        3 if matches!(other.key, Key::Seq(_)) => {
            op.key = other.key.clone();
            op.insert = true;
            op.pred = SortedVec::new();
        }
        4 => op.pred = SortedVec::new(),
        _ => {}
    }
}

fn key(pool: &Pool, own: OpId, dice: &mut Dice) -> Key {
    match dice.below(7) {
        0 => Key::Seq(ElementId::Head),
        1 => Key::Seq(ElementId::Id(pool.id(dice))),
        2 => Key::Seq(ElementId::Id(own)),
        3 => Key::Map("".into()),
        4 => Key::Map("x".repeat(300).into()),
        5 => Key::Map("mood".into()),
        _ => Key::Map(dice.uuid().into()),
    }
}

fn action(dice: &mut Dice) -> OpType {
    match dice.below(20) {
        0 | 1 => OpType::Delete,
        2 => OpType::Make(ObjType::Map),
        3 => OpType::Make(ObjType::List),
        4 => OpType::Make(ObjType::Text),
        5 => OpType::Make(ObjType::Table),
        6 => OpType::Increment(dice.number() as i64),
        7 | 8 => OpType::Increment(1),
        9 => OpType::MarkBegin(MarkData {
            name: "bold".into(),
            value: ScalarValue::Boolean(true),
            expand: dice.one_in(2),
        }),
        10 => OpType::MarkEnd(dice.one_in(2)),
        11 => OpType::Put(ScalarValue::counter(3)),
        12 => OpType::Put(ScalarValue::counter(dice.number() as i64)),
        13 => OpType::Put(ScalarValue::F64(f64::NAN)),
        14 => OpType::Put(ScalarValue::Str("".into())),
        15 => OpType::Put(ScalarValue::Unknown { type_code: 12, bytes: vec![1, 2] }),
        16 => OpType::Put(ScalarValue::Timestamp(i64::MIN)),
        17 => OpType::Put(ScalarValue::Bytes(vec![7; 20])),
        18 => OpType::Put(ScalarValue::Null),
        _ => OpType::Put(ScalarValue::Str("several characters".into())),
    }
}
