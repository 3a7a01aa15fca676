//! Run-length coded rows, walked by their heads.

use super::Refusal;
use super::reader::Reader;

/// Walks run-length coded rows: a positive count and one value repeated, a negative count and as
/// many values, or zero and a count of empty rows. `each` sees every value with its count.
pub(super) fn runs<'a, T>(
    data: &mut Reader<'a>,
    most: u64,
    too_many: Refusal,
    mut read: impl FnMut(&mut Reader<'a>) -> Option<T>,
    mut each: impl FnMut(Option<T>, u64) -> Result<(), Refusal>,
) -> Result<u64, Refusal> {
    let cut = Refusal::Malformed("a run is cut short");
    let mut rows = 0_u64;
    let add = |rows: u64, count: u64| -> Result<u64, Refusal> {
        rows.checked_add(count).filter(|&rows| rows <= most).ok_or(too_many.clone())
    };
    while !data.is_empty() {
        let head = data.signed().ok_or(cut.clone())?;
        if head > 0 {
            rows = add(rows, head.unsigned_abs())?;
            let value = read(data).ok_or(cut.clone())?;
            each(Some(value), head.unsigned_abs())?;
        } else if head < 0 {
            rows = add(rows, head.unsigned_abs())?;
            for _ in 0..head.unsigned_abs() {
                let value = read(data).ok_or(cut.clone())?;
                each(Some(value), 1)?;
            }
        } else {
            let count = data.unsigned().ok_or(cut.clone())?;
            if count == 0 {
                return Err(Refusal::Malformed("an empty run"));
            }
            rows = add(rows, count)?;
            each(None, count)?;
        }
    }
    Ok(rows)
}

/// Walks rows that hold differences, and checks every value that they add up to. Inside one run
/// the values move in one direction, so its last value stands for all of them.
pub(super) fn walk_deltas(
    data: &mut Reader<'_>,
    rows: u64,
    too_many: Refusal,
    most: u64,
    negative: bool,
) -> Result<u64, Refusal> {
    let mut value = 0_i128;
    let highest = i128::from(most);
    let lowest = if negative { -highest } else { 0 };
    runs(data, rows, too_many, Reader::signed, |step, count| {
        if let Some(step) = step {
            value += i128::from(step) * i128::from(count);
            if value < lowest || value > highest {
                return Err(Refusal::Malformed("a number in a column is out of range"));
            }
        }
        Ok(())
    })
}

/// Walks flags: alternating counts of `false` and `true`.
pub(super) fn walk_flags(mut data: Reader<'_>, most: u64) -> Result<u64, Refusal> {
    let mut rows = 0_u64;
    while !data.is_empty() {
        let count = data.unsigned().ok_or(Refusal::Malformed("a run is cut short"))?;
        rows = rows
            .checked_add(count)
            .filter(|&rows| rows <= most)
            .ok_or(Refusal::TooManyOperations)?;
    }
    Ok(rows)
}
