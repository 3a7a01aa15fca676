//! A small document and one honest change for it, to be forged in one respect at a time.

use automerge::legacy::{ElementId, Key, ObjectId, Op, OpId, OpType};
use automerge::transaction::Transactable;
use automerge::{ActorId, Automerge, Change, ExpandedChange, ObjType, ROOT, ReadDoc, ScalarValue};
use kith_plan::Refusal;

use super::trial::Replica;

const OWNER: [u8; 16] = [0xaa; 16];
const WRITER: [u8; 16] = [0xbb; 16];
const STRANGER: [u8; 16] = [0xcc; 16];

/// What the tests forge with.
pub struct Fixture {
    /// Holds what the owner and the stranger wrote.
    pub replica: Replica,
    /// All changes in the replica.
    pub changes: Vec<Change>,
    /// The writer's first change. The owner's changes are its ancestors; the stranger's, which sets
    /// something in the same record, is not.
    pub honest: Change,
    /// The writer's device after that change.
    pub writer: Automerge,
    pub ids: Ids,
}

/// The owner's operations, and one of the stranger's.
pub struct Ids {
    pub record: OpId,
    pub kind: OpId,
    pub counter: OpId,
    pub list: OpId,
    pub element: OpId,
    pub text: OpId,
    pub character: OpId,
    pub item: OpId,
    /// A value of `mood`, and the delete that replaced it.
    pub mood: OpId,
    pub delete: OpId,
    pub increment: OpId,
    /// A map that the stranger made under `other`.
    pub unseen: OpId,
}

impl Fixture {
    pub fn new() -> Self {
        let mut owner = Automerge::new().with_actor(ActorId::from(OWNER));
        let record = commit(&mut owner, |tx| {
            let record = tx.put_object(ROOT, "r1", ObjType::Map).unwrap();
            tx.put(&record, "kind", "note").unwrap();
            tx.put(&record, "counter", ScalarValue::counter(1)).unwrap();
            let list = tx.put_object(&record, "list", ObjType::List).unwrap();
            tx.insert(&list, 0, "one").unwrap();
            let text = tx.put_object(&record, "text", ObjType::Text).unwrap();
            tx.splice_text(&text, 0, 0, "ab").unwrap();
            tx.put_object(&record, "item", ObjType::Map).unwrap();
            tx.put(&record, "mood", 3).unwrap();
            record
        });
        let mut stranger = owner.fork().with_actor(ActorId::from(STRANGER));
        commit(&mut stranger, |tx| tx.put_object(&record, "other", ObjType::Map).unwrap());
        commit(&mut owner, |tx| {
            tx.delete(&record, "mood").unwrap();
            tx.increment(&record, "counter", 2).unwrap();
        });
        let mut writer = owner.fork().with_actor(ActorId::from(WRITER));
        commit(&mut writer, |tx| tx.put(&record, "kind", "letter").unwrap());
        let honest = writer.get_last_local_change().unwrap();

        let mut changes = owner.get_changes(&[]);
        changes.extend(stranger.get_last_local_change());
        let mut replica = Replica::default();
        for change in &changes {
            replica.admit_change(change).unwrap();
        }
        assert_eq!(replica.document.keys(ROOT).count(), 1);
        let own = |counter| OpId::new(counter, &ActorId::from(OWNER));
        let ids = Ids {
            record: own(1),
            kind: own(2),
            counter: own(3),
            list: own(4),
            element: own(5),
            text: own(6),
            character: own(7),
            item: own(9),
            mood: own(10),
            delete: own(11),
            increment: own(12),
            unseen: OpId::new(11, &ActorId::from(STRANGER)),
        };
        Fixture { replica, changes, honest, writer, ids }
    }

    /// The honest change with something about it changed.
    pub fn forge(&self, edit: impl FnOnce(&mut ExpandedChange)) -> Change {
        let mut expanded = self.honest.decode();
        edit(&mut expanded);
        Change::from(expanded)
    }

    /// Offers a change under the writer's name.
    pub fn offer(&self, change: &Change) -> Result<usize, Refusal> {
        self.offer_bytes(change.raw_bytes())
    }

    pub fn offer_bytes(&self, chunks: &[u8]) -> Result<usize, Refusal> {
        let mut replica = self.replica.clone();
        let heads = replica.document.get_heads();
        let offered = replica.admit(&ActorId::from(WRITER), chunks);
        if offered.is_err() {
            assert_eq!(replica.document.get_heads(), heads, "a refusal changes no document");
            assert_eq!(replica.gate.heads(), heads, "a refusal changes no gate");
        }
        offered
    }

    /// Offers the honest change with this one operation in it.
    pub fn offer_operation(&self, op: Op) -> Result<usize, Refusal> {
        self.offer_operations(vec![op])
    }

    pub fn offer_operations(&self, operations: Vec<Op>) -> Result<usize, Refusal> {
        self.offer(&self.forge(|change| change.operations = operations))
    }

    /// The id that the honest change's first operation has.
    pub fn own(&self, offset: u64) -> OpId {
        OpId::new(self.honest.start_op().get() + offset, self.honest.actor_id())
    }
}

pub fn commit<T>(
    device: &mut Automerge,
    work: impl FnOnce(&mut automerge::transaction::Transaction<'_>) -> T,
) -> T {
    let mut transaction = device.transaction();
    let done = work(&mut transaction);
    transaction.commit();
    done
}

/// Sets a key of a map.
pub fn set(object: &OpId, key: &str, pred: &[&OpId]) -> Op {
    Op {
        action: OpType::Put(ScalarValue::Int(7)),
        obj: ObjectId::Id(object.clone()),
        key: Key::Map(key.into()),
        pred: pred.iter().map(|&id| id.clone()).collect(),
        insert: false,
    }
}

/// Inserts into a list or text behind an element, or at the front.
pub fn insert(object: &OpId, behind: Option<&OpId>) -> Op {
    let element = behind.map_or(ElementId::Head, |id| ElementId::Id(id.clone()));
    Op {
        action: OpType::Put(ScalarValue::Str("c".into())),
        key: Key::Seq(element),
        insert: true,
        ..set(object, "unused", &[])
    }
}

/// Replaces an element of a list.
pub fn replace(object: &OpId, element: &OpId, pred: &[&OpId]) -> Op {
    Op { key: Key::Seq(ElementId::Id(element.clone())), ..set(object, "unused", pred) }
}

pub fn doing(action: OpType, op: Op) -> Op {
    Op { action, ..op }
}
