//! How many operations the changes of a document claim to have.
//!
//! Deletes have no rows of their own in a document, and a change says only which number its last
//! operation has. The library makes room for all that lies between that and its dependencies, for
//! every change: two columns of a few bytes can ask for the memory of a thousand documents. So the
//! claims are added up first. What is walked here has passed the bounds of its columns.

use super::Refusal;
use super::reader::Reader;
use super::runs::runs;

const LAST_OPERATION: u64 = 0x13;
const DEPENDENCY_COUNT: u64 = 0x40;
const DEPENDENCY: u64 = 0x43;

/// Adds up the operations of so many changes, given the columns of the table of changes.
pub(super) fn declared_operations(columns: &[(u64, &[u8])], changes: u64) -> Result<u64, Refusal> {
    let last = numbers(column(columns, LAST_OPERATION), true)?;
    let counts = numbers(column(columns, DEPENDENCY_COUNT), false)?;
    let mut dependencies = numbers(column(columns, DEPENDENCY), true)?.into_iter();
    if last.len() as u64 != changes || counts.len() as u64 != changes {
        return Err(Refusal::Malformed("columns of different lengths"));
    }
    let mut total = 0_u64;
    for (number, (&end, count)) in last.iter().zip(counts).enumerate() {
        let mut before = 0;
        for _ in 0..count {
            // Dependencies come first, and there is one for each that is counted.
            let dependency = dependencies
                .next()
                .and_then(|place| usize::try_from(place).ok())
                .filter(|&place| place < number)
                .and_then(|place| last.get(place));
            before = before.max(*dependency.ok_or(Refusal::Malformed("a dependency"))?);
        }
        let operations =
            end.checked_sub(before).ok_or(Refusal::Malformed("operation numbers go back"))?;
        total = total.saturating_add(operations);
    }
    Ok(total)
}

fn column<'a>(columns: &[(u64, &'a [u8])], wanted: u64) -> &'a [u8] {
    columns.iter().find(|&&(found, _)| found == wanted).map_or(&[], |&(_, data)| data)
}

/// Unpacks a column of numbers, or of differences between numbers. Empty rows have no place here.
fn numbers(data: &[u8], differences: bool) -> Result<Vec<u64>, Refusal> {
    let malformed = Refusal::Malformed("an empty row");
    let mut numbers = Vec::new();
    if differences {
        let mut value = 0_i64;
        runs(
            &mut Reader::new(data),
            u64::MAX,
            malformed.clone(),
            Reader::signed,
            |step, count| {
                let step = step.ok_or(malformed.clone())?;
                for _ in 0..count {
                    value = value.saturating_add(step);
                    numbers.push(u64::try_from(value).unwrap_or(0));
                }
                Ok(())
            },
        )?;
    } else {
        runs(
            &mut Reader::new(data),
            u64::MAX,
            malformed.clone(),
            Reader::unsigned,
            |size, count| {
                let size = size.ok_or(malformed.clone())?;
                numbers.extend((0..count).map(|_| size));
                Ok(())
            },
        )?;
    }
    Ok(numbers)
}

#[cfg(test)]
mod tests {
    use super::{DEPENDENCY, DEPENDENCY_COUNT, LAST_OPERATION, declared_operations};
    use crate::gate::Refusal;

    fn total(last: &[u8], counts: &[u8], dependencies: &[u8]) -> Result<u64, Refusal> {
        let columns =
            [(LAST_OPERATION, last), (DEPENDENCY_COUNT, counts), (DEPENDENCY, dependencies)];
        declared_operations(&columns, 3)
    }

    #[test]
    fn a_line_of_changes_has_as_many_operations_as_its_last_number() {
        // Last operations 5, 7, 10; each change depends on the one before it.
        assert_eq!(total(&[0x7d, 5, 2, 3], &[0x7d, 0, 1, 1], &[0x7e, 0, 1]), Ok(10));
    }

    #[test]
    fn changes_that_know_nothing_of_each_other_each_count_from_one() {
        assert_eq!(total(&[0x7f, 5, 2, 0], &[3, 0], &[]), Ok(15));
    }

    #[test]
    fn dependencies_that_are_missing_or_come_later_are_refused() {
        let refused = Err(Refusal::Malformed("a dependency"));
        assert_eq!(total(&[0x7d, 5, 2, 3], &[0x7d, 0, 1, 1], &[0x7f, 0]), refused);
        assert_eq!(total(&[0x7d, 5, 2, 3], &[0x7d, 0, 1, 1], &[0x7e, 1, 0]), refused);
        let back = total(&[0x7d, 5, 0x7e, 3], &[0x7d, 0, 1, 1], &[0x7e, 0, 1]);
        assert_eq!(back, Err(Refusal::Malformed("operation numbers go back")));
        let short = total(&[0x7e, 5, 2], &[0x7d, 0, 1, 1], &[0x7e, 0, 1]);
        assert_eq!(short, Err(Refusal::Malformed("columns of different lengths")));
    }
}
