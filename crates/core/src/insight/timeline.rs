//! Everything that happened, in one order, without sorting everything each time something changes.
//!
//! The index holds moments, ids and names of kinds: no word that a person wrote. It keeps no record alive,
//! so that a plan that is locked is gone from memory even where somebody forgot an index; its emptied
//! shell is kept with [`std::sync::Weak`], which is what tells that a part of a picture is still the same.

use std::sync::{Arc, Weak};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use kith_plan::kinds::{self, FieldInfo, FieldType, KindInfo};
use kith_plan::{Record, RecordId, UnixMillis};

use super::Sections;
use super::wall::{Wall, day, happened};

/// Something that happened: a record of a kind with a field that says when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happened {
    /// When. What has a day and no hour is put at the beginning of that day where the owner is.
    pub moment: UnixMillis,
    /// The day on the calendar where it was written.
    pub day: Date,
    /// Its record.
    pub record: RecordId,
    /// Its kind.
    pub kind: &'static str,
    /// The section that it is in.
    pub section: Arc<str>,
}

/// All that happened, the newest first. Keep one and bring it up to each new picture with
/// [`Timeline::refresh`]: only what changed is read again.
#[derive(Default)]
pub struct Timeline {
    home: Option<TimeZone>,
    parts: Vec<IndexedPart>,
    newest_first: Vec<Happened>,
}

/// The index of one part of a section.
struct IndexedPart {
    part: Weak<Vec<Arc<Record>>>,
    newest_first: Vec<Happened>,
}

impl Timeline {
    /// Brings the index up to a picture, and says whether anything was read anew or fell away. Another zone
    /// than before moves the days, so then everything is read again.
    pub fn refresh(&mut self, sections: &Sections, home: &TimeZone) -> bool {
        if self.home.as_ref() != Some(home) {
            self.home = Some(home.clone());
            self.parts.clear();
        }
        let mut kept = std::mem::take(&mut self.parts);
        let mut has_changed = false;
        for (section, view) in sections {
            let name: Arc<str> = Arc::from(section.as_str());
            for part in view.records.parts() {
                let same = |known: &IndexedPart| Weak::as_ptr(&known.part) == Arc::as_ptr(part);
                let indexed = match kept.iter().position(same) {
                    Some(place) => kept.swap_remove(place),
                    None => {
                        has_changed = true;
                        IndexedPart::of(part, &name, home)
                    }
                };
                self.parts.push(indexed);
            }
        }
        has_changed |= !kept.is_empty();
        if has_changed {
            self.merge();
        }
        has_changed
    }

    /// How much happened.
    pub fn len(&self) -> usize {
        self.newest_first.len()
    }

    /// Whether nothing happened yet.
    pub fn is_empty(&self) -> bool {
        self.newest_first.is_empty()
    }

    /// What is to be seen in a window: `limit` of them from place `offset` on, the newest first. Fewer at
    /// the end, none past it.
    pub fn window(&self, offset: usize, limit: usize) -> &[Happened] {
        let end = offset.saturating_add(limit).min(self.len());
        self.newest_first.get(offset..end).unwrap_or_default()
    }

    /// The place of the first that is not later than that moment: where to scroll to.
    pub fn place_of(&self, moment: UnixMillis) -> usize {
        self.newest_first.partition_point(|happened| happened.moment > moment)
    }

    /// The parts are in order each, and the sort goes by what is in order already: it merges them.
    fn merge(&mut self) {
        self.newest_first.clear();
        for part in &self.parts {
            self.newest_first.extend_from_slice(&part.newest_first);
        }
        self.newest_first.sort_by(newest_first);
    }
}

impl IndexedPart {
    fn of(part: &Arc<Vec<Arc<Record>>>, section: &Arc<str>, home: &TimeZone) -> IndexedPart {
        let mut known = Known::default();
        let mut newest_first: Vec<Happened> = part
            .iter()
            .filter(|record| record.gone.is_none())
            .filter_map(|record| {
                let (kind, field) = known.happening(&record.kind)?;
                let (moment, day) = when(record, field, home);
                let section = section.clone();
                Some(Happened { moment, day, record: record.id, kind: kind.name, section })
            })
            .collect();
        newest_first.sort_by(self::newest_first);
        IndexedPart { part: Arc::downgrade(part), newest_first }
    }
}

/// The kinds met so far; a part holds few, and the table is long.
#[derive(Default)]
struct Known<'a>(Vec<(&'a str, Option<(&'static KindInfo, &'static FieldInfo)>)>);

impl<'a> Known<'a> {
    fn happening(&mut self, kind: &'a str) -> Option<(&'static KindInfo, &'static FieldInfo)> {
        if let Some((_, found)) = self.0.iter().find(|(name, _)| *name == kind) {
            return *found;
        }
        let found = kinds::kind(kind).and_then(|info| {
            let field = info.fields.iter().find(|field| field.happening)?;
            Some((info, field))
        });
        self.0.push((kind, found));
        found
    }
}

fn when(record: &Record, field: &FieldInfo, home: &TimeZone) -> (UnixMillis, Date) {
    let said = record.fields.get(field.name).and_then(|value| value.as_text());
    if matches!(field.field_type, FieldType::Day)
        && let Some(day) = said.and_then(day)
        && let Ok(start) = home.to_timestamp(day.to_datetime(jiff::civil::Time::midnight()))
    {
        return (UnixMillis(start.as_millisecond()), day);
    }
    let wall: Wall = happened(said, record, home);
    (wall.moment, wall.day())
}

fn newest_first(one: &Happened, other: &Happened) -> std::cmp::Ordering {
    (other.moment, other.record).cmp(&(one.moment, one.record))
}
