//! One call of writing on its way: edits checked and put into changes, one after the other.

use std::borrow::Cow;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use automerge::transaction::{Transactable as _, Transaction};
use automerge::{Automerge, Change, ObjType, ROOT, ReadDoc as _};
use serde_json::{Map, Value as Json};

use super::fields::FieldWriter;
use super::outcome::{commit_options, note_undo};
use super::standing::{stands, writable_field};
use crate::check::{Checked, check, happening_now};
use crate::edit::{Batch, Edit, EditError, Stamp, Undo};
use crate::ids::RecordId;
use crate::kinds::{FieldInfo, FieldType, KindInfo};
use crate::raw::{maps_at, read_record};
use crate::record::Record;
use crate::value::Value;
use crate::volume::View;
use crate::volume::splice::{self, Splice};

/// Operations in one change before the next edit starts another. One edit of fields stays far below the
/// rest of the room that an envelope has; the letters of a page are counted one by one.
const OPS_BEFORE_NEXT_CHANGE: usize = 2_000;

/// One call of `Volume::write_many` on its way.
pub(super) struct Session<'a> {
    view: &'a View,
    pub(super) table: &'static [KindInfo],
    pub(super) stamp: Stamp,
    /// Records as they stand after the edits so far.
    pub(super) shown: BTreeMap<RecordId, Option<Arc<Record>>>,
    pub(super) undo: Vec<Undo>,
    pub(super) changes: Vec<Change>,
    parts_made: u32,
}

/// An edit whose text did not fit its change and goes on in the next.
struct Unfinished {
    id: RecordId,
    before: Option<Arc<Record>>,
    rest: Vec<Splice>,
}

impl<'a> Session<'a> {
    pub(super) fn new(view: &'a View, table: &'static [KindInfo], stamp: Stamp) -> Self {
        Self {
            view,
            table,
            stamp,
            shown: BTreeMap::new(),
            undo: Vec::new(),
            changes: Vec::new(),
            parts_made: 0,
        }
    }

    pub(super) fn run(
        &mut self,
        document: &mut Automerge,
        edits: &[Edit],
        batch: Batch,
    ) -> Result<(), EditError> {
        let mut queue: VecDeque<Cow<'_, Edit>> = edits.iter().map(Cow::Borrowed).collect();
        let mut unfinished: Option<Unfinished> = None;
        while !queue.is_empty() || unfinished.is_some() {
            if unfinished.is_none()
                && let Some(front) = queue.front_mut()
                && let Some(page) = self.spliced_page(document, front)?
            {
                *front = Cow::Owned(page);
            }
            let mut transaction = document.transaction();
            let done = self.fill(&mut transaction, &mut queue, &mut unfinished, batch);
            if let Err(error) = done {
                transaction.rollback();
                return Err(error);
            }
            let (hash, _) = transaction.commit_with(commit_options(self.stamp.now));
            if hash.is_some() {
                self.changes.push(document.get_last_local_change().ok_or(EditError::Document)?);
            }
        }
        Ok(())
    }

    /// Fills one change.
    fn fill(
        &mut self,
        transaction: &mut Transaction<'_>,
        queue: &mut VecDeque<Cow<'_, Edit>>,
        unfinished: &mut Option<Unfinished>,
        batch: Batch,
    ) -> Result<(), EditError> {
        if let Some(mut going_on) = unfinished.take() {
            going_on.rest = splice::apply(transaction, going_on.rest)?;
            if !going_on.rest.is_empty() {
                *unfinished = Some(going_on);
                return Ok(());
            }
            self.finish(transaction, going_on.id, going_on.before);
            if batch == Batch::ChangeEach {
                return Ok(());
            }
        }
        while transaction.pending_ops() < OPS_BEFORE_NEXT_CHANGE {
            // A splice is worked out on the document between two changes.
            if matches!(queue.front().map(Cow::as_ref), Some(Edit::SpliceText { .. })) {
                return Ok(());
            }
            let Some(edit) = queue.pop_front() else {
                return Ok(());
            };
            let id = edit.id();
            let before = self.standing(id);
            let rest = self.apply(transaction, &edit, before.as_deref())?;
            if !rest.is_empty() {
                *unfinished = Some(Unfinished { id, before, rest });
                return Ok(());
            }
            self.finish(transaction, id, before);
            if batch == Batch::ChangeEach {
                return Ok(());
            }
        }
        Ok(())
    }

    fn standing(&self, id: RecordId) -> Option<Arc<Record>> {
        match self.shown.get(&id) {
            Some(record) => record.clone(),
            None => self.view.get(&id).cloned(),
        }
    }

    /// Reads the record as it is now, and notes how to take the edit back.
    fn finish(&mut self, transaction: &Transaction<'_>, id: RecordId, before: Option<Arc<Record>>) {
        let after = read_record(transaction, id, None)
            .map(|raw| Arc::new(Record::from_raw(id, raw, self.table)));
        if before != after {
            note_undo(&mut self.undo, id, before.as_deref(), after.as_deref());
            self.shown.insert(id, after);
        }
    }

    fn apply(
        &mut self,
        transaction: &mut Transaction<'_>,
        edit: &Edit,
        before: Option<&Record>,
    ) -> Result<Vec<Splice>, EditError> {
        match edit {
            Edit::Add { id, kind, fields } => self.add(transaction, *id, kind, fields, before),
            Edit::Restore(whole) => self.restore(transaction, whole, before),
            Edit::Merge { id, fields } => {
                let (record, kind) = self.writable(before)?;
                let mut wanted = Vec::with_capacity(fields.len());
                for (name, json) in fields {
                    let field = writable_field(record, kind, name)?;
                    let checked = check(field, json, record.fields.get(name))?;
                    if !stands(record, field, &checked) {
                        wanted.push((field, checked));
                    }
                }
                if wanted.is_empty() {
                    return Ok(Vec::new());
                }
                self.set_fields(transaction, *id, record, wanted)
            }
            Edit::Settle { id, field, value } => {
                let (record, kind) = self.writable(before)?;
                let field = writable_field(record, kind, field)?;
                // The parts of a list are written whole, so that conflicts inside of them end too.
                let current = match field.field_type {
                    FieldType::Items(_) => None,
                    _ => record.fields.get(field.name),
                };
                let checked = check(field, value, current)?;
                if stands(record, field, &checked) {
                    return Ok(Vec::new());
                }
                self.set_fields(transaction, *id, record, vec![(field, checked)])
            }
            Edit::Remove { id } | Edit::RemoveAndClear { id } => {
                let record = before.ok_or(EditError::NotFound)?;
                let clears = matches!(edit, Edit::RemoveAndClear { .. });
                if record.gone.is_some() && !clears {
                    return Err(EditError::Gone);
                }
                let mut writer = self.field_writer(transaction, *id)?;
                if clears {
                    writer.clear_everything()?;
                }
                if record.gone.is_none() {
                    writer.put_now("gone")?;
                    writer.put_now("updated")?;
                }
                Ok(writer.into_rest())
            }
            Edit::Undelete { id } => {
                let record = before.ok_or(EditError::NotFound)?;
                if record.gone.is_none() {
                    return Err(EditError::NotGone);
                }
                let mut writer = self.field_writer(transaction, *id)?;
                writer.delete("gone")?;
                writer.put_now("updated")?;
                Ok(Vec::new())
            }
            // Was turned into a merge of the whole page before this change began.
            Edit::SpliceText { .. } => Err(EditError::Document),
        }
    }

    /// Turns a splice into the whole page as it is to be; `None` for every other edit.
    fn spliced_page(&self, document: &Automerge, edit: &Edit) -> Result<Option<Edit>, EditError> {
        let Edit::SpliceText { id, field, base, at, delete, insert } = edit else {
            return Ok(None);
        };
        let standing = self.standing(*id);
        let (record, kind) = self.writable(standing.as_deref())?;
        let field = writable_field(record, kind, field)?;
        if field.field_type != FieldType::Page {
            return Err(EditError::WrongType { field: field.name.into(), expected: "page" });
        }
        let wish = splice::Wish { base: base.as_ref(), at: *at, delete: *delete, insert };
        let page = splice::spliced(document, record, field, &wish)?;
        let fields = Map::from_iter([(field.name.to_owned(), Json::String(page))]);
        Ok(Some(Edit::Merge { id: *id, fields }))
    }

    /// The record and its kind, if this version may write it.
    fn writable<'r>(
        &self,
        before: Option<&'r Record>,
    ) -> Result<(&'r Record, &'static KindInfo), EditError> {
        let record = before.ok_or(EditError::NotFound)?;
        if record.gone.is_some() {
            return Err(EditError::Gone);
        }
        let kind = self.table.iter().find(|kind| kind.name == record.kind);
        Ok((record, kind.ok_or(EditError::ReadOnlyKind)?))
    }

    fn add(
        &mut self,
        transaction: &mut Transaction<'_>,
        id: RecordId,
        kind_name: &str,
        fields: &Map<String, Json>,
        before: Option<&Record>,
    ) -> Result<Vec<Splice>, EditError> {
        let kind = self
            .table
            .iter()
            .find(|kind| kind.name == kind_name)
            .ok_or_else(|| EditError::UnknownKind { kind: kind_name.into() })?;
        let key = id.to_string();
        if before.is_some() || transaction.get(ROOT, key.as_str())?.is_some() {
            return Err(EditError::IdTaken);
        }
        if let Some(unknown) = fields.keys().find(|name| kind.field(name).is_none()) {
            return Err(EditError::UnknownField { field: unknown.clone() });
        }
        let mut wanted = Vec::with_capacity(kind.fields.len());
        for field in kind.fields {
            let checked = match fields.get(field.name) {
                None | Some(Json::Null) if field.happening => happening_now(field, &self.stamp),
                given => check(field, given.unwrap_or(&Json::Null), None)?,
            };
            wanted.push((field, checked));
        }
        transaction.put_object(ROOT, key, ObjType::Map)?;
        let mut writer = self.field_writer(transaction, id)?;
        writer.put("kind", &Value::Text(kind.name.into()))?;
        for (field, checked) in wanted {
            writer.create(field, checked)?;
        }
        writer.put_now("updated")?;
        Ok(writer.into_rest())
    }

    fn set_fields(
        &mut self,
        transaction: &mut Transaction<'_>,
        id: RecordId,
        record: &Record,
        wanted: Vec<(&'static FieldInfo, Checked)>,
    ) -> Result<Vec<Splice>, EditError> {
        let mut writer = self.field_writer(transaction, id)?;
        for (field, checked) in wanted {
            writer.set(field, checked, record)?;
            writer.settle_carried(field.name)?;
        }
        writer.put_now("updated")?;
        Ok(writer.into_rest())
    }

    pub(super) fn field_writer<'w, 'd>(
        &'w mut self,
        transaction: &'w mut Transaction<'d>,
        id: RecordId,
    ) -> Result<FieldWriter<'w, 'd>, EditError> {
        let mut maps = maps_at(transaction, &id.to_string());
        let map = maps.pop().ok_or(EditError::NotFound)?;
        Ok(FieldWriter::new(transaction, map, maps, self.stamp, &mut self.parts_made))
    }
}
