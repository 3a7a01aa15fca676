//! Changes to long text: as few letters as possible, never more at once than an envelope holds, and
//! carried over from what the writer saw to what stands now.

use automerge::transaction::{Transactable as _, Transaction};
use automerge::{Automerge, ObjId, ObjType, PatchAction, ReadDoc as _};

use super::Heads;
use crate::edit::EditError;
use crate::ids::RecordId;
use crate::kinds::FieldInfo;
use crate::raw::maps_at;
use crate::record::Record;
use crate::value::Value;

/// Most operations in a change before text goes on in the next. An envelope holds 4,096; the room left is
/// for the fields beside the text.
const OPS_IN_A_CHANGE: usize = 3_000;
/// Up to this many letters, before and after together, the shortest difference is looked for: no more
/// operations than that can come of it. Beyond it only what is the same at the beginning and at the end
/// is left alone.
const LETTERS_TO_COMPARE: usize = 1_500;

/// A stretch of one text to be replaced. Places count characters.
#[derive(Clone)]
pub(super) struct Splice {
    text: ObjId,
    at: usize,
    delete: usize,
    insert: Vec<char>,
}

/// Makes a text read `after`, with as few letters as possible, and gives back what did not fit the change.
pub(super) fn rewrite(
    transaction: &mut Transaction<'_>,
    text: ObjId,
    before: &str,
    after: &str,
) -> Result<Vec<Splice>, EditError> {
    if before == after {
        return Ok(Vec::new());
    }
    let before: Vec<char> = before.chars().collect();
    let letters: Vec<char> = after.chars().collect();
    if before.len() + letters.len() <= LETTERS_TO_COMPARE {
        transaction.update_text(&text, after)?;
        return Ok(Vec::new());
    }
    let same_before = before.iter().zip(&letters).take_while(|(one, other)| one == other).count();
    let (before, letters) = (tail(&before, same_before), tail(&letters, same_before));
    let both = before.iter().rev().zip(letters.iter().rev());
    let same_after = both.take_while(|(one, other)| one == other).count();
    let insert = letters.get(..letters.len() - same_after).unwrap_or_default().to_vec();
    let delete = before.len() - same_after;
    apply(transaction, vec![Splice { text, at: same_before, delete, insert }])
}

fn tail(letters: &[char], from: usize) -> &[char] {
    letters.get(from..).unwrap_or_default()
}

/// Applies splices while the change has room, and gives back what is left for the next one.
pub(super) fn apply(
    transaction: &mut Transaction<'_>,
    splices: Vec<Splice>,
) -> Result<Vec<Splice>, EditError> {
    let mut rest = Vec::new();
    for mut splice in splices {
        if !rest.is_empty() {
            rest.push(splice);
            continue;
        }
        let room = |transaction: &Transaction<'_>| {
            OPS_IN_A_CHANGE.saturating_sub(transaction.pending_ops())
        };
        let delete = splice.delete.min(room(transaction));
        if delete > 0 {
            let count = isize::try_from(delete).map_err(|_| EditError::Document)?;
            transaction.splice_text(&splice.text, splice.at, count, "")?;
            splice.delete -= delete;
        }
        let insert = splice.insert.len().min(room(transaction));
        if splice.delete == 0 && insert > 0 {
            let words: String = splice.insert.drain(..insert).collect();
            transaction.splice_text(&splice.text, splice.at, 0, &words)?;
            splice.at += insert;
        }
        if splice.delete > 0 || !splice.insert.is_empty() {
            rest.push(splice);
        }
    }
    Ok(rest)
}

/// What a writer wants done to a page.
pub(super) struct Wish<'a> {
    pub(super) base: Option<&'a Heads>,
    pub(super) at: usize,
    pub(super) delete: usize,
    pub(super) insert: &'a str,
}

/// The page as it is to be after the wish. Letters that came after the base stay, also inside the stretch
/// that is taken out.
pub(super) fn spliced(
    document: &Automerge,
    record: &Record,
    field: &FieldInfo,
    wish: &Wish<'_>,
) -> Result<String, EditError> {
    let page = record.fields.get(field.name).and_then(Value::as_text).unwrap_or_default();
    let now: Vec<char> = page.chars().collect();
    let seen = match wish.base {
        Some(base) if base.0 != document.get_heads() => {
            seen_since(document, record.id, field, base, now.len())?
        }
        _ => Seen { length: now.len(), places: (0..now.len()).map(Some).collect() },
    };
    let end = wish.at.checked_add(wish.delete).filter(|end| *end <= seen.length);
    let Some(end) = end else {
        return Err(EditError::OutsideText { field: field.name.into() });
    };
    // The new words stand right after the last letter that the writer saw before them.
    let before = |place: &Option<usize>| place.is_some_and(|place| place < wish.at);
    let insert_at = seen.places.iter().rposition(before).map_or(0, |index| index + 1);
    let mut page = String::with_capacity(page.len() + wish.insert.len());
    for (index, (letter, place)) in now.iter().zip(&seen.places).enumerate() {
        if index == insert_at {
            page.push_str(wish.insert);
        }
        if !place.is_some_and(|place| (wish.at..end).contains(&place)) {
            page.push(*letter);
        }
    }
    if insert_at >= now.len() {
        page.push_str(wish.insert);
    }
    Ok(page)
}

/// How the letters that stand now relate to what a writer saw.
struct Seen {
    /// How many letters the writer saw.
    length: usize,
    /// For each letter that stands now its place then; none for letters that came since.
    places: Vec<Option<usize>>,
}

fn seen_since(
    document: &Automerge,
    id: RecordId,
    field: &FieldInfo,
    base: &Heads,
    length_now: usize,
) -> Result<Seen, EditError> {
    if base.0.iter().any(|hash| document.get_change_by_hash(hash).is_none()) {
        return Err(EditError::UnknownBase);
    }
    let Some(text) = text_of(document, id, field) else {
        return Ok(Seen { length: 0, places: vec![None; length_now] });
    };
    let length = document.text_at(&text, &base.0).unwrap_or_default().chars().count();
    let mut places: Vec<Option<usize>> = (0..length).map(Some).collect();
    for patch in document.diff_obj(&text, &base.0, &document.get_heads(), false)? {
        match patch.action {
            PatchAction::SpliceText { index, value, .. } => {
                let index = index.min(places.len());
                let count = value.make_string().chars().count();
                places.splice(index..index, std::iter::repeat_n(None, count));
            }
            PatchAction::DeleteSeq { index, length } => {
                let start = index.min(places.len());
                let end = index.saturating_add(length).min(places.len());
                places.drain(start..end);
            }
            // None of these changes where a letter of a text stands.
            PatchAction::PutMap { .. }
            | PatchAction::PutSeq { .. }
            | PatchAction::Insert { .. }
            | PatchAction::Increment { .. }
            | PatchAction::Conflict { .. }
            | PatchAction::DeleteMap { .. }
            | PatchAction::Mark { .. } => {}
        }
    }
    places.resize(length_now, None);
    Ok(Seen { length, places })
}

fn text_of(document: &Automerge, id: RecordId, field: &FieldInfo) -> Option<ObjId> {
    let map = maps_at(document, &id.to_string()).pop()?;
    let (value, text) = document.get(&map, field.name).ok()??;
    (value.as_objtype() == Some(ObjType::Text)).then_some(text)
}
