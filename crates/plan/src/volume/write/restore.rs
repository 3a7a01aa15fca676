//! Writing a whole record as it was told elsewhere.

use automerge::transaction::{Transactable as _, Transaction};
use automerge::{ObjType, ROOT, ReadDoc as _};

use super::session::Session;
use crate::check::Checked;
use crate::edit::EditError;
use crate::ids::UnixMillis;
use crate::kinds::{KindInfo, Span};
use crate::raw::maps_at;
use crate::record::{BOTH, Record};
use crate::value::Value;
use crate::volume::copy::lay;
use crate::volume::splice::Splice;
use crate::whole::{Told, WholeRecord};

impl Session<'_> {
    /// Writes the record, if there is none of its id.
    pub(super) fn restore(
        &mut self,
        transaction: &mut Transaction<'_>,
        whole: &WholeRecord,
        before: Option<&Record>,
    ) -> Result<Vec<Splice>, EditError> {
        let key = whole.id.to_string();
        if before.is_some() || transaction.get(ROOT, key.as_str())?.is_some() {
            return Err(EditError::IdTaken);
        }
        let told = whole.told(self.table)?;
        let kind = self.table.iter().find(|kind| kind.name == whole.kind);
        let whole_pages = whole.is_small() && is_over(kind, whole, self.stamp.now);
        transaction.put_object(ROOT, key.as_str(), ObjType::Map)?;
        let mut writer = self.field_writer(transaction, whole.id)?;
        if !whole.kind.is_empty() {
            writer.put("kind", &Value::Text(whole.kind.as_str().into()))?;
        }
        let mut verbatim = Vec::new();
        let mut within_parts = Vec::new();
        for field in told {
            match field {
                Told::Known(field, Checked::Page(page), _) if whole_pages => {
                    writer.put(field.name, &Value::Text(page.into()))?;
                }
                Told::Known(field, checked, newer) => {
                    writer.create(field, checked)?;
                    within_parts.extend(newer.into_iter().map(|newer| (field.name, newer)));
                }
                Told::Verbatim(name, raw) => verbatim.push((name, raw)),
            }
        }
        writer.put("updated", &Value::Whole(whole.updated.0))?;
        if let Some(gone) = whole.gone {
            writer.put("gone", &Value::Whole(gone.0))?;
        }
        let mut rest = writer.into_rest();
        let map = maps_at(transaction, &key).pop().ok_or(EditError::Document)?;
        for (name, raw) in verbatim {
            lay(transaction, &map, &name, &raw, "", &mut rest)?;
        }
        for (field, (part, name, raw)) in within_parts {
            let (_, container) = transaction.get(&map, field)?.ok_or(EditError::Document)?;
            let (_, part) = transaction.get(&container, part)?.ok_or(EditError::Document)?;
            lay(transaction, &part, &name, &raw, "", &mut rest)?;
        }
        if !whole.both.is_empty() {
            let carried = transaction.put_object(&map, BOTH, ObjType::Map)?;
            for (name, values) in whole.carried() {
                transaction.put(&carried, name, values)?;
            }
        }
        Ok(rest)
    }
}

/// Whether the year or quarter of a record is over, so that its pages are hardly written any more. A text
/// that merges letter by letter takes much longer to load than one that does not.
fn is_over(kind: Option<&KindInfo>, whole: &WholeRecord, now: UnixMillis) -> bool {
    let made = whole.id.created();
    match kind.map(|kind| kind.span) {
        None | Some(Span::Standing) => false,
        Some(Span::Yearly) => made.utc_year() < now.utc_year(),
        Some(Span::Quarterly) => {
            (made.utc_year(), made.utc_quarter()) < (now.utc_year(), now.utc_quarter())
        }
    }
}
