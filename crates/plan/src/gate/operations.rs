//! Rules 6 and 7: every operation, against the ancestors of its change and the operations before it
//! in the same change.
//!
//! Each check stands for a way in which the library was seen to panic, or to save a document that
//! does not load again. That ids merely *exist* is not enough: they have to be of the right kind,
//! in the right object, under the right key.

use automerge::legacy::{ElementId, Key, ObjectId, Op, OpId, OpType};
use automerge::{ActorId, ObjType, ScalarValue};

use super::ancestors::Ancestors;
use super::index::{Action, Index, Operation, Place, ROOT, Shape, Slot};
use super::limits::MAX_COUNT;
use super::{Limits, Refusal};

/// Checks the operations of one change in order and collects what the index keeps of them.
pub(super) struct Examiner<'a> {
    pub(super) index: &'a mut Index,
    pub(super) ancestors: &'a Ancestors,
    pub(super) actor: &'a ActorId,
    /// The number of the change's first operation.
    pub(super) start: u64,
    pub(super) limits: &'a Limits,
    /// The place that the change will have in the index.
    pub(super) change: u32,
    pub(super) examined: Vec<Operation>,
}

impl Examiner<'_> {
    /// Checks the next operation.
    pub(super) fn examine(&mut self, op: &Op) -> Result<(), Refusal> {
        let (object, shape, depth) = self.object(&op.obj)?;
        let slot = self.slot(&op.key, object, shape, op.insert)?;
        let action = self.action(&op.action, depth)?;
        if shape == Shape::Text {
            check_text(op)?;
        }
        let settled = self.check_predecessors(op, object, slot, action)?;
        let value = matches!(action, Action::Make(..) | Action::Put | Action::Count);
        if op.insert && (!value || settled > 0) {
            return Err(Refusal::Insert);
        }
        // A map key may be set for the first time; an element that is not inserted exists already,
        // and whoever deletes, counts or replaces has seen what.
        let may_be_first = value && (op.insert || shape == Shape::Map);
        if settled == 0 && !may_be_first {
            return Err(Refusal::MissingPredecessor);
        }
        self.examined.push(Operation { object, slot, insert: op.insert, action });
        Ok(())
    }

    /// The object: the root, or what a make among the ancestors made.
    fn object(&self, id: &ObjectId) -> Result<(Place, Shape, u8), Refusal> {
        match id {
            ObjectId::Root => Ok((ROOT, Shape::Map, 0)),
            ObjectId::Id(id) => match self.operation(id) {
                Some((place, Operation { action: Action::Make(shape, depth), .. })) => {
                    Ok((place, shape, depth))
                }
                _ => Err(Refusal::Object),
            },
        }
    }

    fn slot(
        &mut self,
        key: &Key,
        object: Place,
        shape: Shape,
        insert: bool,
    ) -> Result<Slot, Refusal> {
        match (key, shape) {
            (Key::Map(key), Shape::Map) => {
                if key.is_empty() || insert {
                    return Err(Refusal::Key);
                }
                if key.len() > self.limits.key_bytes {
                    return Err(Refusal::KeyTooLong);
                }
                Ok(Slot::Key(self.index.keys.number(key)))
            }
            (Key::Seq(ElementId::Head), Shape::List | Shape::Text) if insert => Ok(Slot::Head),
            (Key::Seq(ElementId::Head), Shape::List | Shape::Text) => Err(Refusal::Element),
            (Key::Seq(ElementId::Id(id)), Shape::List | Shape::Text) => match self.operation(id) {
                Some((place, element)) if element.insert && element.object == object => {
                    Ok(Slot::Element(place))
                }
                _ => Err(Refusal::Element),
            },
            (Key::Map(_), Shape::List | Shape::Text) | (Key::Seq(_), Shape::Map) => {
                Err(Refusal::Key)
            }
        }
    }

    fn action(&self, action: &OpType, depth: u8) -> Result<Action, Refusal> {
        match action {
            OpType::Make(made) => {
                let shape = match made {
                    ObjType::Map => Shape::Map,
                    ObjType::List => Shape::List,
                    ObjType::Text => Shape::Text,
                    // Kept by the library for old documents only; nothing here makes one.
                    ObjType::Table => return Err(Refusal::Object),
                };
                if depth >= self.limits.nesting {
                    return Err(Refusal::TooDeep);
                }
                Ok(Action::Make(shape, depth + 1))
            }
            OpType::Delete => Ok(Action::Delete),
            OpType::Increment(by) if by.unsigned_abs() <= MAX_COUNT => Ok(Action::Increment),
            OpType::Increment(_) => Err(Refusal::Value),
            OpType::Put(value) => self.value(value),
            OpType::MarkBegin(_) | OpType::MarkEnd(_) => Err(Refusal::Mark),
        }
    }

    /// Scalars are let in by type and size alone; what a field may hold is decided where it is read.
    fn value(&self, value: &ScalarValue) -> Result<Action, Refusal> {
        let bytes = match value {
            ScalarValue::Str(text) => text.len(),
            ScalarValue::Bytes(bytes) => bytes.len(),
            ScalarValue::Counter(counter) => {
                let fits = i64::from(counter).unsigned_abs() <= MAX_COUNT;
                return if fits { Ok(Action::Count) } else { Err(Refusal::Value) };
            }
            // No JSON holds it, and it is not even equal to itself.
            ScalarValue::F64(number) if !number.is_finite() => return Err(Refusal::Value),
            // A type that this version of the library does not know cannot have been written by it.
            ScalarValue::Unknown { .. } => return Err(Refusal::Value),
            ScalarValue::F64(_)
            | ScalarValue::Int(_)
            | ScalarValue::Uint(_)
            | ScalarValue::Timestamp(_)
            | ScalarValue::Boolean(_)
            | ScalarValue::Null => 0,
        };
        if bytes > self.limits.value_bytes { Err(Refusal::ValueTooLong) } else { Ok(Action::Put) }
    }

    /// Every predecessor is a value at the very place where this operation acts. Answers how many.
    fn check_predecessors(
        &self,
        op: &Op,
        object: Place,
        slot: Slot,
        action: Action,
    ) -> Result<usize, Refusal> {
        let mut previous: Option<&OpId> = None;
        for id in op.pred.iter() {
            // They are sorted, so equal ones stand side by side.
            if previous.replace(id) == Some(id) {
                return Err(Refusal::Predecessor);
            }
            let (place, replaced) = self.operation(id).ok_or(Refusal::Predecessor)?;
            if replaced.object != object || replaced.settles_at(place) != slot {
                return Err(Refusal::Predecessor);
            }
            match (action, replaced.action) {
                (_, Action::Delete | Action::Increment) => return Err(Refusal::Predecessor),
                (Action::Increment, Action::Make(..) | Action::Put) => {
                    return Err(Refusal::Increment);
                }
                (_, Action::Make(..) | Action::Put | Action::Count) => {}
            }
        }
        Ok(op.pred.len())
    }

    /// The operation with this id, if it is an ancestor or stands earlier in the same change.
    fn operation(&self, id: &OpId) -> Option<(Place, Operation)> {
        if id.actor() == self.actor
            && let Some(offset) = id.counter().checked_sub(self.start)
        {
            let offset = u32::try_from(offset).ok()?;
            let operation = *self.examined.get(offset as usize)?;
            return Some((Place { change: self.change, offset }, operation));
        }
        let (place, known, operation) = self.index.operation(id)?;
        self.ancestors.contain(known.actor, known.sequence).then_some((place, operation))
    }
}

/// A text holds characters only, which are inserted and deleted but never replaced in place: that
/// is all that writing in a text does, and cursors and widths in the library rely on it.
fn check_text(op: &Op) -> Result<(), Refusal> {
    match &op.action {
        OpType::Delete => Ok(()),
        OpType::Put(ScalarValue::Str(character)) if op.insert && !character.is_empty() => Ok(()),
        _ => Err(Refusal::Text),
    }
}
