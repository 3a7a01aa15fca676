//! Writing: each edit is checked against the record as it stands, then put into the document, then the
//! record is read again. The difference is the undo.

mod fields;

use std::borrow::Cow;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use automerge::transaction::{CommitOptions, Transactable as _, Transaction};
use automerge::{Automerge, Change, ObjType, ROOT, ReadDoc as _};
use serde_json::{Map, Value as Json};

use self::fields::FieldWriter;
use super::splice::{self, Splice};
use super::{View, Volume};
use crate::check::{Checked, check, happening_now};
use crate::edit::{Batch, Edit, EditError, Stamp, Undo, Written};
use crate::gate::Limits;
use crate::ids::{RecordId, UnixMillis};
use crate::kinds::{FieldInfo, FieldType, KindInfo};
use crate::raw::{maps_at, read_record};
use crate::record::Record;
use crate::value::Value;

/// Operations in one change before the next edit starts another. One edit of fields stays far below the
/// rest of the room that an envelope has; the letters of a page are counted one by one.
const OPS_BEFORE_NEXT_CHANGE: usize = 2_000;

impl Volume {
    /// Does one edit as one change. A long page takes several changes, because one envelope holds 4,096
    /// operations and each letter is one.
    ///
    /// # Errors
    ///
    /// Why the edit is refused; nothing is written then.
    pub fn write(&mut self, edit: &Edit, stamp: Stamp) -> Result<Written, EditError> {
        self.write_many(std::slice::from_ref(edit), Batch::ChangeEach, stamp)
    }

    /// Does several edits, all of them or none. With [`Batch::OneChange`] they become one change, or as few
    /// as the limits of envelopes allow.
    ///
    /// # Errors
    ///
    /// Why the first refused edit is refused; nothing is written then.
    pub fn write_many(
        &mut self,
        edits: &[Edit],
        batch: Batch,
        stamp: Stamp,
    ) -> Result<Written, EditError> {
        if self.actor.is_none() {
            return Err(EditError::NoActor);
        }
        let mut session = Session {
            view: &self.view,
            table: self.table,
            stamp,
            shown: BTreeMap::new(),
            undo: Vec::new(),
            changes: Vec::new(),
            parts_made: 0,
        };
        // A single edit is checked before its first operation. Of several, a later one may be refused
        // when earlier ones are committed, so they are done on a copy.
        match edits {
            [] => {}
            [edit] => session.run(&mut self.document, std::slice::from_ref(edit), batch)?,
            edits => {
                let mut document = self.document.clone();
                session.run(&mut document, edits, batch)?;
                self.document = document;
            }
        }
        let Session { shown, undo, changes, .. } = session;
        Ok(self.adopt(shown, undo, &changes))
    }

    /// Does one thing to one record that no [`Edit`] says, as one change or as few as text allows.
    pub(super) fn write_record(
        &mut self,
        id: RecordId,
        stamp: Stamp,
        work: impl FnOnce(&mut Transaction<'_>, &mut Vec<Splice>) -> Result<(), EditError>,
    ) -> Result<Written, EditError> {
        if self.actor.is_none() {
            return Err(EditError::NoActor);
        }
        let before = self.view.get(&id).cloned();
        let mut changes = Vec::new();
        let mut rest = Vec::new();
        let mut work = Some(work);
        while work.is_some() || !rest.is_empty() {
            let mut transaction = self.document.transaction();
            let done = match work.take() {
                Some(work) => work(&mut transaction, &mut rest),
                None => splice::apply(&mut transaction, std::mem::take(&mut rest))
                    .map(|left| rest = left),
            };
            if let Err(error) = done {
                transaction.rollback();
                return Err(error);
            }
            let (hash, _) = transaction.commit_with(commit_options(stamp.now));
            if hash.is_some() {
                changes.push(self.document.get_last_local_change().ok_or(EditError::Document)?);
            }
        }
        let after = read_record(&self.document, id, None)
            .map(|raw| Arc::new(Record::from_raw(id, &raw, self.table)));
        let mut undo = Vec::new();
        let mut shown = BTreeMap::new();
        if before != after {
            note_undo(&mut undo, id, before.as_deref(), after.as_deref());
            shown.insert(id, after);
        }
        Ok(self.adopt(shown, undo, &changes))
    }

    /// Brings the view and the peer state up to what was just written.
    fn adopt(
        &mut self,
        shown: BTreeMap<RecordId, Option<Arc<Record>>>,
        undo: Vec<Undo>,
        changes: &[Change],
    ) -> Written {
        let touched = shown.keys().copied().collect();
        for (id, record) in shown {
            self.show(id, record);
        }
        let unheard = self.peer.as_mut().is_some_and(|peer| peer.note(changes).is_err());
        if unheard {
            self.peer = None;
        }
        written(changes, touched, undo)
    }
}

fn written(changes: &[Change], touched: Vec<RecordId>, undo: Vec<Undo>) -> Written {
    let mut chunk = Vec::new();
    let mut ends = Vec::new();
    let (mut count, mut ops, mut start) = (0, 0_u64, 0);
    for change in changes {
        // raw_bytes is the uncompressed form, whatever the size.
        let bytes = change.raw_bytes();
        let next_ops = ops.saturating_add(change.len() as u64);
        let is_full = count >= Limits::ENVELOPE.changes
            || next_ops > Limits::ENVELOPE.operations
            || chunk.len() - start + bytes.len() > Limits::ENVELOPE.bytes;
        if count > 0 && is_full {
            start = chunk.len();
            ends.push(start);
            (count, ops) = (0, 0);
        }
        chunk.extend_from_slice(bytes);
        count += 1;
        ops = ops.saturating_add(change.len() as u64);
    }
    if !chunk.is_empty() {
        ends.push(chunk.len());
    }
    Written { chunk, touched, undo, ends }
}

/// One call of [`Volume::write_many`] on its way.
struct Session<'a> {
    view: &'a View,
    table: &'static [KindInfo],
    stamp: Stamp,
    /// Records as they stand after the edits so far.
    shown: BTreeMap<RecordId, Option<Arc<Record>>>,
    undo: Vec<Undo>,
    changes: Vec<Change>,
    parts_made: u32,
}

/// An edit whose text did not fit its change and goes on in the next.
struct Unfinished {
    id: RecordId,
    before: Option<Arc<Record>>,
    rest: Vec<Splice>,
}

impl Session<'_> {
    fn run(
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
            let Some(edit) = queue.pop_front() else { return Ok(()) };
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
    fn finish(
        &mut self,
        transaction: &Transaction<'_>,
        id: RecordId,
        before: Option<Arc<Record>>,
    ) {
        let after = read_record(transaction, id, None)
            .map(|raw| Arc::new(Record::from_raw(id, &raw, self.table)));
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
        }
        writer.put_now("updated")?;
        Ok(writer.into_rest())
    }

    fn field_writer<'w, 'd>(
        &'w mut self,
        transaction: &'w mut Transaction<'d>,
        id: RecordId,
    ) -> Result<FieldWriter<'w, 'd>, EditError> {
        let mut maps = maps_at(transaction, &id.to_string());
        let map = maps.pop().ok_or(EditError::NotFound)?;
        Ok(FieldWriter::new(transaction, map, maps, self.stamp, &mut self.parts_made))
    }
}

/// Finds a field by name, unless it is one of a newer Kith or holds something of one.
fn writable_field(
    record: &Record,
    kind: &'static KindInfo,
    name: &str,
) -> Result<&'static FieldInfo, EditError> {
    let read_only = || EditError::ReadOnlyField { field: name.into() };
    let Some(field) = kind.field(name) else {
        return Err(match record.fields.contains_key(name) {
            true => read_only(),
            false => EditError::UnknownField { field: name.into() },
        });
    };
    let has_form = |value: &Value| match field.field_type {
        FieldType::Line
        | FieldType::Page
        | FieldType::One(_)
        | FieldType::Day
        | FieldType::Moment
        | FieldType::Ref(_) => value.as_text().is_some(),
        FieldType::Whole { .. } | FieldType::Scale { .. } => value.as_whole().is_some(),
        FieldType::Flag => value.as_flag().is_some(),
        FieldType::Some(_) | FieldType::Refs(_) => {
            value.as_list().is_some_and(|values| values.iter().all(|one| one.as_text().is_some()))
        }
        FieldType::Items(_) => {
            value.as_list().is_some_and(|values| values.iter().all(|one| one.as_map().is_some()))
        }
    };
    let is_foreign =
        record.newer.contains(name) && record.fields.get(name).is_some_and(|now| !has_form(now));
    match is_foreign {
        true => Err(read_only()),
        false => Ok(field),
    }
}

/// Whether the record already holds exactly that, and nothing beside it.
fn stands(record: &Record, field: &FieldInfo, checked: &Checked) -> bool {
    if record.both.contains_key(field.name) {
        return false;
    }
    match (checked, record.fields.get(field.name)) {
        (Checked::Clear, now) => now.is_none(),
        (Checked::Scalar(wanted), now) => now == Some(wanted),
        (Checked::Page(page), now) => now.and_then(Value::as_text) == Some(page),
        // What changes in a set or in parts is found key by key when they are written.
        (Checked::Set(wanted), now) => {
            let now = now.and_then(Value::as_list).unwrap_or_default();
            now.len() == wanted.len()
                && now.iter().all(|one| one.as_text().is_some_and(|one| wanted.contains(one)))
        }
        (Checked::Parts(wanted), now) => {
            let now = now.and_then(Value::as_list).unwrap_or_default();
            now.len() == wanted.len()
                && wanted.iter().zip(now).all(|(part, now)| {
                    let id = now.as_map().and_then(|now| now.get("id")).and_then(Value::as_text);
                    part.fields.is_empty() && part.id.is_some() && part.id.as_deref() == id
                })
        }
    }
}

fn note_undo(
    undo: &mut Vec<Undo>,
    id: RecordId,
    before: Option<&Record>,
    after: Option<&Record>,
) {
    let Some(after) = after else { return };
    let Some(before) = before else {
        return undo.push(Undo::Added { id, fields: after.fields_json() });
    };
    match (before.gone, after.gone) {
        (None, Some(gone)) => return undo.push(Undo::Removed { id, gone }),
        (Some(_), None) => return undo.push(Undo::Restored { id }),
        _ => {}
    }
    let mut names: Vec<&String> = before.fields.keys().chain(after.fields.keys()).collect();
    names.sort_unstable();
    names.dedup();
    for name in names {
        let (was, is) = (before.fields.get(name), after.fields.get(name));
        if was != is {
            undo.push(Undo::Field {
                id,
                field: name.clone(),
                before: was.map(Value::to_json),
                after: is.map(Value::to_json),
            });
        }
    }
}

/// No message, and the time in whole minutes only: a change says no more than it must.
fn commit_options(now: UnixMillis) -> CommitOptions {
    const FARTHEST_SECOND: i64 = 1 << 52;
    let minutes = now.0.div_euclid(60_000);
    let seconds = minutes.saturating_mul(60).clamp(-FARTHEST_SECOND, FARTHEST_SECOND);
    CommitOptions::default().with_time(seconds)
}
