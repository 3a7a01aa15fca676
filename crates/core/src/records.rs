//! The records of a section as a picture holds them: a part a volume, so that a change touches one part.

use std::sync::Arc;

use kith_plan::{Record, RecordId};

/// Records in order of id. Parts that did not change are the same `Arc` as in the picture before, so a
/// section of ten years costs no more to draw anew than the year that changed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Records {
    /// None is empty, each is in order of id, and each ends before the next begins.
    parts: Vec<Part>,
}

/// The records of one volume that stand, in order of id.
pub(crate) type Part = Arc<Vec<Arc<Record>>>;

impl Records {
    /// Puts the parts of a section's volumes in order. Volumes whose records lie between each other's,
    /// as two that were begun at the same time, become one part.
    pub(crate) fn of_volumes(volumes: impl IntoIterator<Item = Part>) -> Records {
        let mut volumes: Vec<Part> = volumes.into_iter().filter(|part| !part.is_empty()).collect();
        volumes.sort_by_key(|part| part.first().map(|record| record.id));
        let mut parts: Vec<Part> = Vec::with_capacity(volumes.len());
        for part in volumes {
            let first = part.first().map(|record| record.id);
            match parts.last_mut() {
                Some(before) if before.last().map(|record| record.id) >= first => {
                    let both = Arc::make_mut(before);
                    both.extend(part.iter().cloned());
                    both.sort_by_key(|record| record.id);
                }
                _ => parts.push(part),
            }
        }
        Records { parts }
    }

    /// The parts in order; one that did not change is the same `Arc` as in the picture before.
    pub(crate) fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.parts.iter().map(|part| part.len()).sum()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// All of them in order of id, the oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Arc<Record>> + Clone {
        self.parts.iter().flat_map(|part| part.iter())
    }

    /// The record with this id.
    pub fn get(&self, id: RecordId) -> Option<&Arc<Record>> {
        let part = self.parts.partition_point(|part| part.last().is_some_and(|last| last.id < id));
        let part = self.parts.get(part)?;
        let at = part.binary_search_by_key(&id, |record| record.id).ok()?;
        part.get(at)
    }
}

impl FromIterator<Arc<Record>> for Records {
    fn from_iter<I: IntoIterator<Item = Arc<Record>>>(records: I) -> Records {
        let mut part: Vec<Arc<Record>> = records.into_iter().collect();
        part.sort_by_key(|record| record.id);
        Records::of_volumes([Arc::new(part)])
    }
}

#[cfg(test)]
mod tests {
    use kith_plan::UnixMillis;

    use super::*;

    fn record(number: u8) -> Arc<Record> {
        let id: RecordId =
            format!("00000000-0000-7000-8000-0000000000{number:02x}").parse().unwrap();
        Arc::new(Record {
            id,
            kind: "reason".into(),
            fields: Default::default(),
            both: Default::default(),
            created: UnixMillis(0),
            updated: UnixMillis(0),
            gone: None,
            newer: Default::default(),
        })
    }

    fn part(numbers: &[u8]) -> Part {
        Arc::new(numbers.iter().map(|number| record(*number)).collect())
    }

    fn numbers(records: &Records) -> Vec<u8> {
        records.iter().map(|record| record.id.as_bytes()[15]).collect()
    }

    #[test]
    fn parts_come_in_order_whatever_the_order_of_their_volumes() {
        let kept = part(&[1, 2]);
        let records = Records::of_volumes([part(&[5, 9]), part(&[]), kept.clone()]);
        assert_eq!(numbers(&records), [1, 2, 5, 9]);
        assert_eq!(records.len(), 4);
        assert!(Arc::ptr_eq(&records.parts[0], &kept), "a part was copied");
    }

    #[test]
    fn volumes_that_lie_between_each_other_are_still_in_order() {
        let records = Records::of_volumes([part(&[1, 4, 8]), part(&[2, 6]), part(&[7, 9])]);
        assert_eq!(numbers(&records), [1, 2, 4, 6, 7, 8, 9]);
        assert_eq!(numbers(&records).len(), records.len());
    }

    #[test]
    fn every_record_is_found_and_no_other() {
        let records = Records::of_volumes([part(&[1, 4, 8]), part(&[2, 6]), part(&[20, 30])]);
        for number in 0..40 {
            let found = records.get(record(number).id).is_some();
            assert_eq!(found, numbers(&records).contains(&number), "{number}");
        }
    }

    #[test]
    fn records_that_are_gathered_are_put_in_order() {
        let records: Records = [record(3), record(1), record(2)].into_iter().collect();
        assert_eq!(numbers(&records), [1, 2, 3]);
    }
}
