//! Walking automerge's columns run by run, without unpacking them.
//!
//! A column is a sequence of runs, and a run of a few bytes may stand for billions of rows. This
//! module reads the runs' heads, adds up their counts and checks the values for range, so that
//! the library afterwards can neither be made to allocate without bound nor meet a number that it
//! would panic over.

use super::limits::{MAX_OPERATION_NUMBER, MAX_TIME};
use super::reader::Reader;
use super::runs::{runs, walk_deltas, walk_flags};
use super::{Limits, Refusal};

/// Which table the columns belong to: the same column number means different things in each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Table {
    /// The operations of a change chunk.
    ChangeOperations,
    /// The operations of a document chunk.
    DocumentOperations,
    /// The changes of a document chunk.
    DocumentChanges,
}

/// The bounds for one table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    /// Rows that any column may have.
    pub(super) rows: u64,
    /// Members of all groups of a column together: predecessors, successors or dependencies.
    pub(super) members: u64,
    /// How many actors the chunk names; an actor is referred to by its place among them.
    pub(super) actors: u64,
    /// Bytes of one string.
    pub(super) key_bytes: usize,
    /// Bytes of one value.
    pub(super) value_bytes: u64,
}

impl Bounds {
    pub(super) fn new(limits: &Limits, rows: u64, members: u64, actors: usize) -> Self {
        Bounds {
            rows,
            members,
            actors: actors as u64,
            key_bytes: limits.key_bytes,
            value_bytes: limits.value_bytes as u64,
        }
    }
}

/// Checks the list of column descriptions at the reader and answers them with their lengths.
pub(super) fn descriptions(reader: &mut Reader<'_>) -> Result<Vec<(u64, usize)>, Refusal> {
    let cut = Refusal::Malformed("column list");
    let count = reader.unsigned().ok_or(cut.clone())?;
    // No table has more than 16 kinds of column.
    if count > 16 {
        return Err(cut);
    }
    let mut columns: Vec<(u64, usize)> = Vec::with_capacity(16);
    for _ in 0..count {
        let (Some(specification), Some(length)) = (reader.unsigned(), reader.unsigned()) else {
            return Err(cut);
        };
        if specification & 0x08 != 0 {
            return Err(Refusal::Compressed);
        }
        if columns.last().is_some_and(|&(previous, _)| previous >= specification) {
            return Err(Refusal::Malformed("column order"));
        }
        let length = usize::try_from(length).map_err(|_| cut.clone())?;
        columns.push((specification, length));
    }
    Ok(columns)
}

/// How much a table holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Extent {
    /// Operations or changes: the rows of the action column, or of the column of writing actors.
    pub(super) rows: u64,
    /// Predecessors, successors or dependencies: what the groups add up to.
    pub(super) members: u64,
}

/// Takes the data of the described columns, which follows at the reader.
pub(super) fn take<'a>(
    descriptions: &[(u64, usize)],
    reader: &mut Reader<'a>,
) -> Result<Vec<(u64, &'a [u8])>, Refusal> {
    descriptions
        .iter()
        .map(|&(specification, length)| Some((specification, reader.take(length)?)))
        .collect::<Option<_>>()
        .ok_or(Refusal::Malformed("column cut short"))
}

/// Walks all columns of a table.
pub(super) fn walk(
    table: Table,
    columns: &[(u64, &[u8])],
    bounds: &Bounds,
) -> Result<Extent, Refusal> {
    let mut extent = Extent::default();
    for &(specification, data) in columns {
        let content = content(table, specification).ok_or(Refusal::Malformed("unknown column"))?;
        let walked = walk_column(content, Reader::new(data), bounds)?;
        if content.counts_rows(table) {
            extent.rows = walked;
        }
        if content == Content::MemberDelta {
            extent.members = walked;
        }
    }
    Ok(extent)
}

/// What the rows of a column hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Content {
    Actor,
    Action,
    Number,
    Delta { most: u64, negative: bool },
    Text,
    Flag,
    ValueMeta,
    Raw,
    GroupSize,
    MemberActor,
    MemberDelta,
}

impl Content {
    fn counts_rows(self, table: Table) -> bool {
        match table {
            Table::ChangeOperations | Table::DocumentOperations => self == Content::Action,
            Table::DocumentChanges => self == Content::Actor,
        }
    }
}

/// The meaning of a column number: the upper bits name the column, the lowest three its type.
fn content(table: Table, specification: u64) -> Option<Content> {
    let operation_number = Content::Delta { most: MAX_OPERATION_NUMBER, negative: false };
    let found = match (table, specification) {
        (Table::DocumentChanges, 0x01) => Content::Actor,
        (Table::DocumentChanges, 0x03 | 0x13) => operation_number,
        (Table::DocumentChanges, 0x23) => Content::Delta { most: MAX_TIME, negative: true },
        (Table::DocumentChanges, 0x35) => Content::Text,
        (Table::DocumentChanges, 0x40) => Content::GroupSize,
        (Table::DocumentChanges, 0x43) => Content::MemberDelta,
        (Table::DocumentChanges, 0x56) => Content::ValueMeta,
        (Table::DocumentChanges, 0x57) => Content::Raw,
        (Table::DocumentChanges, _) => return None,
        (_, 0x01 | 0x11) => Content::Actor,
        (_, 0x02) => Content::Number,
        (_, 0x13) => operation_number,
        (_, 0x15) => Content::Text,
        (Table::DocumentOperations, 0x21) => Content::Actor,
        (Table::DocumentOperations, 0x23) => operation_number,
        (_, 0x34) => Content::Flag,
        (_, 0x42) => Content::Action,
        (_, 0x56) => Content::ValueMeta,
        (_, 0x57) => Content::Raw,
        (Table::ChangeOperations, 0x70) => Content::GroupSize,
        (Table::ChangeOperations, 0x71) => Content::MemberActor,
        (Table::ChangeOperations, 0x73) => Content::MemberDelta,
        (Table::DocumentOperations, 0x80) => Content::GroupSize,
        (Table::DocumentOperations, 0x81) => Content::MemberActor,
        (Table::DocumentOperations, 0x83) => Content::MemberDelta,
        (_, 0x94) => Content::Flag,
        (_, 0xa5) => Content::Text,
        (_, _) => return None,
    };
    Some(found)
}

fn walk_column(content: Content, mut data: Reader<'_>, bounds: &Bounds) -> Result<u64, Refusal> {
    let malformed = Refusal::Malformed("a number in a column is out of range");
    match content {
        Content::Raw => Ok(0),
        Content::Flag => walk_flags(data, bounds.rows),
        Content::Text => {
            runs(&mut data, bounds.rows, Refusal::TooManyOperations, Reader::prefixed, |text, _| {
                match text {
                    Some(text) if text.len() > bounds.key_bytes => Err(Refusal::KeyTooLong),
                    _ => Ok(()),
                }
            })
        }
        Content::Actor | Content::Action | Content::Number | Content::MemberActor => {
            let (most, rows, refusal) = match content {
                Content::Action => (u64::from(u8::MAX), bounds.rows, Refusal::TooManyOperations),
                Content::Number => (MAX_OPERATION_NUMBER, bounds.rows, Refusal::TooManyOperations),
                Content::MemberActor => {
                    (bounds.actors.saturating_sub(1), bounds.members, Refusal::TooManyPredecessors)
                }
                _ => (bounds.actors.saturating_sub(1), bounds.rows, Refusal::TooManyOperations),
            };
            runs(&mut data, rows, refusal, Reader::unsigned, |value, _| match value {
                Some(value) if value > most => Err(malformed.clone()),
                _ => Ok(()),
            })
        }
        Content::ValueMeta => runs(
            &mut data,
            bounds.rows,
            Refusal::TooManyOperations,
            Reader::unsigned,
            |value, _| match value {
                Some(value) if value >> 4 > bounds.value_bytes => Err(Refusal::ValueTooLong),
                _ => Ok(()),
            },
        ),
        Content::GroupSize => {
            let mut members = 0_u64;
            runs(
                &mut data,
                bounds.rows,
                Refusal::TooManyOperations,
                Reader::unsigned,
                |size, count| {
                    members = size
                        .unwrap_or(0)
                        .checked_mul(count)
                        .and_then(|more| members.checked_add(more))
                        .filter(|&total| total <= bounds.members)
                        .ok_or(Refusal::TooManyPredecessors)?;
                    Ok(())
                },
            )
        }
        Content::Delta { most, negative } => {
            walk_deltas(&mut data, bounds.rows, Refusal::TooManyOperations, most, negative)
        }
        Content::MemberDelta => {
            let refusal = Refusal::TooManyPredecessors;
            walk_deltas(&mut data, bounds.members, refusal, MAX_OPERATION_NUMBER, false)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Bounds, Reader, Table, descriptions, walk};
    use crate::gate::{Limits, Refusal};

    fn walk_one(specification: u64, data: &[u8]) -> Result<u64, Refusal> {
        let bounds = Bounds::new(&Limits::ENVELOPE, 100, 100, 2);
        walk(Table::ChangeOperations, &[(specification, data)], &bounds).map(|extent| extent.rows)
    }

    #[test]
    fn rows_are_counted_without_unpacking_them() {
        assert_eq!(walk_one(0x42, &[0xe4, 0, 1]), Ok(100));
        assert_eq!(walk_one(0x42, &[0x7e, 1, 3, 2, 1]), Ok(4));
        assert_eq!(walk_one(0x42, &[0, 7]), Ok(7));
    }

    #[test]
    fn a_run_of_billions_is_refused() {
        let billions = [0x80, 0x80, 0x80, 0x80, 0x80, 0x20, 1];
        assert_eq!(walk_one(0x42, &billions), Err(Refusal::TooManyOperations));
        assert_eq!(walk_one(0x34, &billions[..6]), Err(Refusal::TooManyOperations));
        // One operation that claims billions of predecessors.
        let sizes = [1, 0x80, 0x80, 0x80, 0x80, 0x80, 0x20];
        assert_eq!(walk_one(0x70, &sizes), Err(Refusal::TooManyPredecessors));
    }

    #[test]
    fn numbers_that_the_library_would_panic_over_are_refused() {
        let out_of_range = Err(Refusal::Malformed("a number in a column is out of range"));
        assert_eq!(walk_one(0x11, &[1, 2]), out_of_range, "third of two actors");
        assert_eq!(walk_one(0x13, &[1, 0x7f]), out_of_range, "negative operation number");
        let past_32_bits = [1, 0x80, 0x80, 0x80, 0x80, 0x10];
        assert_eq!(walk_one(0x02, &past_32_bits), out_of_range);
        assert_eq!(walk_one(0x73, &past_32_bits), out_of_range);
    }

    #[test]
    fn the_least_run_head_does_not_overflow() {
        let mut least = vec![0x80; 9];
        least.push(0x7f);
        assert_eq!(walk_one(0x42, &least), Err(Refusal::TooManyOperations));
    }

    #[test]
    fn compressed_doubled_and_unknown_columns_are_refused() {
        let list = |bytes: &[u8]| descriptions(&mut Reader::new(bytes));
        assert_eq!(list(&[1, 0x1d, 5]), Err(Refusal::Compressed));
        assert_eq!(list(&[2, 0x15, 5, 0x15, 5]), Err(Refusal::Malformed("column order")));
        assert_eq!(list(&[1, 0x15, 5]), Ok(vec![(0x15, 5)]));
        assert_eq!(walk_one(0x16, &[1, 1]), Err(Refusal::Malformed("unknown column")));
    }
}
