//! Time zones as a calendar tells them: every change of the clock in the years that it is for.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{TimeZone, TimeZoneDatabase};

use super::lines::push;

/// Nobody knows the clocks of a later time.
const MOST_CHANGES: usize = 40;

/// The zone of that name, from the table that comes with the program: the machine's own may be older.
pub(super) fn zone(name: &str) -> Option<TimeZone> {
    TimeZoneDatabase::bundled().get(name).ok()
}

/// One way to set the clock: the offset before, the offset after and what that is called.
type Setting = (i32, i32, String, bool);

/// Adds the zone with every change of its clock from `first` on.
pub(super) fn push_zone(file: &mut String, name: &str, zone: &TimeZone, first: Timestamp) {
    let start = zone.to_offset_info(first);
    let mut before = start.offset();
    let mut settings: BTreeMap<Setting, BTreeSet<DateTime>> = BTreeMap::new();
    let here =
        (before.seconds(), before.seconds(), start.abbreviation().to_owned(), start.dst().is_dst());
    settings.entry(here).or_default().insert(before.to_datetime(first));
    for change in zone.following(first).take(MOST_CHANGES) {
        let after = change.offset();
        let setting = (
            before.seconds(),
            after.seconds(),
            change.abbreviation().to_owned(),
            change.dst().is_dst(),
        );
        // The moment is told by the clock as it was set before.
        let at = before.to_datetime(change.timestamp());
        settings.entry(setting).or_default().insert(at);
        before = after;
    }
    push(file, "BEGIN:VTIMEZONE");
    push(file, &format!("TZID:{name}"));
    for ((from, to, abbreviation, is_summer), at) in &settings {
        let part = if *is_summer { "DAYLIGHT" } else { "STANDARD" };
        push(file, &format!("BEGIN:{part}"));
        for (number, at) in at.iter().enumerate() {
            let name = if number == 0 { "DTSTART" } else { "RDATE" };
            push(file, &format!("{name}:{}", at.strftime("%Y%m%dT%H%M%S")));
        }
        push(file, &format!("TZOFFSETFROM:{}", offset(*from)));
        push(file, &format!("TZOFFSETTO:{}", offset(*to)));
        push(file, &format!("TZNAME:{abbreviation}"));
        push(file, &format!("END:{part}"));
    }
    push(file, "END:VTIMEZONE");
}

fn offset(seconds: i32) -> String {
    let sign = if seconds < 0 { '-' } else { '+' };
    let seconds = seconds.unsigned_abs();
    let (hours, minutes, rest) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    match rest {
        0 => format!("{sign}{hours:02}{minutes:02}"),
        rest => format!("{sign}{hours:02}{minutes:02}{rest:02}"),
    }
}
