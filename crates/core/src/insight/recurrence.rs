//! When what comes back comes next: meetings, appointments, reminders, times of medicine.
//!
//! A thing comes back by the clock of its own place: a meeting at seven in Lisbon stays at seven in Lisbon
//! when the clocks change there, and is told with that zone, wherever the owner is. Without a zone it is in
//! the zone where the owner is, and so are reminders and medicine.
//!
//! - A time that the clocks jump over in spring is as much later as they jump: 01:30 becomes 02:30.
//! - A time that comes twice in autumn is the first of the two. An appointment whose first moment was
//!   written as the second of the two is the second, that once.
//! - What comes monthly on the 31st comes on the last day of a month that has fewer, and goes back to the
//!   31st after it.
//! - A meeting in the "last" week is on the fourth or the fifth such day, whichever is the last.

mod turns;

use jiff::Zoned;
use jiff::civil::{Date, Time, Weekday};
use jiff::tz::{TimeZone, TimeZoneDatabase};
use kith_plan::kinds::{appt, group, med, reminder};
use kith_plan::{Record, RecordId, UnixMillis};

use super::Sections;
use super::in_section;
use super::wall::{Wall, day, timestamp};
use turns::{Every, Turns, WeekOfMonth};

/// A reminder without a time comes at nine in the morning.
pub const TIME_OF_A_REMINDER_WITHOUT_ONE: Time = Time::constant(9, 0, 0, 0);

/// The sections whose records say when something comes.
pub const SECTIONS_OF_OCCASIONS: [&str; 4] = ["groups", "treatment", "profile", "medicine"];

/// At most so many occasions of one schedule are told at once; a calendar asks for weeks, not for lives.
pub const OCCASIONS_MAX: usize = 1000;

/// What comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum OccasionKind {
    /// A meeting of a `group`.
    Meeting,
    /// An `appt`.
    Appointment,
    /// A `reminder`.
    Reminder,
    /// A time of a `med`. It says when the plan names a time, and nothing on taking anything.
    Medicine,
}

/// One time that something comes.
#[derive(Clone, Debug, PartialEq)]
pub struct Occasion {
    /// When it begins, by the clock of its own place.
    pub starts: Zoned,
    /// What it is.
    pub kind: OccasionKind,
    /// The record that says so.
    pub record: RecordId,
    /// How many minutes it lasts, if the record says so.
    pub minutes: Option<i64>,
}

/// When the thing that a record describes comes, from its first time to its last.
#[derive(Clone, Debug)]
pub struct Schedule {
    record: RecordId,
    kind: OccasionKind,
    minutes: Option<i64>,
    turns: Vec<Turns>,
}

impl Schedule {
    /// The schedule of a `group`, `appt`, `reminder` or `med`. Nothing for any other record, for one that
    /// is switched off or ended, and for one that says too little: a group without its day or its time, a
    /// medicine without times.
    pub fn of(record: &Record, home: &TimeZone) -> Option<Schedule> {
        let (kind, turns) = match record.kind.as_str() {
            group::NAME_OF_KIND => (OccasionKind::Meeting, vec![of_group(record, home)?]),
            appt::NAME_OF_KIND => (OccasionKind::Appointment, vec![of_appt(record, home)?]),
            reminder::NAME_OF_KIND => (OccasionKind::Reminder, vec![of_reminder(record, home)?]),
            med::NAME_OF_KIND => (OccasionKind::Medicine, of_med(record, home)?),
            _ => return None,
        };
        let minutes = match kind {
            OccasionKind::Meeting => group::MINUTES.of(record),
            OccasionKind::Appointment | OccasionKind::Reminder | OccasionKind::Medicine => None,
        };
        Some(Schedule { record: record.id, kind, minutes, turns })
    }

    /// The first occasion that begins after that moment.
    pub fn next_after(&self, now: UnixMillis) -> Option<Occasion> {
        let after = timestamp(now);
        let firsts = self
            .turns
            .iter()
            .filter_map(|turns| turns.starting_at(after).find(|starts| starts.timestamp() > after));
        firsts.min().map(|starts| self.occasion(starts))
    }

    /// The occasions that begin at `from` or later and before `to`, in order; at most [`OCCASIONS_MAX`].
    pub fn between(&self, from: UnixMillis, to: UnixMillis) -> Vec<Occasion> {
        let (from, to) = (timestamp(from), timestamp(to));
        let mut starts: Vec<Zoned> = self
            .turns
            .iter()
            .flat_map(|turns| {
                let within = turns.starting_at(from).take_while(|at| at.timestamp() < to);
                within.take(OCCASIONS_MAX)
            })
            .collect();
        starts.sort();
        starts.dedup();
        starts.truncate(OCCASIONS_MAX);
        starts.into_iter().map(|starts| self.occasion(starts)).collect()
    }

    fn occasion(&self, starts: Zoned) -> Occasion {
        Occasion { starts, kind: self.kind, record: self.record, minutes: self.minutes }
    }
}

/// Everything that begins at `from` or later and before `to`, in order of time; at one moment meetings come
/// before appointments, reminders and medicine.
pub fn occasions_between(
    sections: &Sections,
    from: UnixMillis,
    to: UnixMillis,
    home: &TimeZone,
) -> Vec<Occasion> {
    let mut occasions: Vec<Occasion> =
        schedules(sections, home).flat_map(|schedule| schedule.between(from, to)).collect();
    occasions.sort_by(in_order);
    occasions
}

/// The next occasion of everything that has one, in the order of [`occasions_between`].
pub fn next_occasions(sections: &Sections, now: UnixMillis, home: &TimeZone) -> Vec<Occasion> {
    let mut occasions: Vec<Occasion> =
        schedules(sections, home).filter_map(|schedule| schedule.next_after(now)).collect();
    occasions.sort_by(in_order);
    occasions
}

fn in_order(one: &Occasion, other: &Occasion) -> std::cmp::Ordering {
    let key = |occasion: &Occasion| (occasion.starts.timestamp(), occasion.kind, occasion.record);
    key(one).cmp(&key(other))
}

fn schedules<'a>(
    sections: &'a Sections,
    home: &'a TimeZone,
) -> impl Iterator<Item = Schedule> + use<'a> {
    SECTIONS_OF_OCCASIONS
        .into_iter()
        .flat_map(|section| in_section(sections, section))
        .filter_map(|record| Schedule::of(record, home))
}

fn of_group(record: &Record, home: &TimeZone) -> Option<Turns> {
    let weekday = weekday(group::DAY.of(record)?)?;
    let every = match group::WEEKS.of(record).unwrap_or("every") {
        "every" => Every::weekly_on(weekday),
        "first" => Every::WeekOfMonth(weekday, WeekOfMonth::First),
        "second" => Every::WeekOfMonth(weekday, WeekOfMonth::Second),
        "third" => Every::WeekOfMonth(weekday, WeekOfMonth::Third),
        "fourth" => Every::WeekOfMonth(weekday, WeekOfMonth::Fourth),
        "last" => Every::WeekOfMonth(weekday, WeekOfMonth::Last),
        _ => return None,
    };
    let zone = zone(group::ZONE.of(record), home)?;
    Some(Turns::new(every, time(group::TIME.of(record)?)?, zone))
}

fn of_appt(record: &Record, home: &TimeZone) -> Option<Turns> {
    let zone = zone(appt::ZONE.of(record), home)?;
    let moment = Wall::of_text(appt::AT.of(record)?, home)?.moment;
    let first = timestamp(moment).to_zoned(zone.clone());
    let (first_day, at) = (first.date(), first.time());
    let every = match appt::REPEAT.of(record).unwrap_or("once") {
        "once" => Every::Once(first_day),
        "weekly" => Every::Days { first: first_day, days: 7 },
        "two_weeks" => Every::Days { first: first_day, days: 14 },
        "monthly" => Every::Months { first: first_day },
        _ => return None,
    };
    let last_day = appt::UNTIL.of(record).and_then(day);
    Some(Turns { first: Some(first), last_day, ..Turns::new(every, at, zone) })
}

fn of_reminder(record: &Record, home: &TimeZone) -> Option<Turns> {
    if reminder::ENDED.of(record) == Some(true) {
        return None;
    }
    let at = match reminder::TIME.of(record) {
        Some(text) => time(text)?,
        None => TIME_OF_A_REMINDER_WITHOUT_ONE,
    };
    let repeat = reminder::REPEAT.of(record).unwrap_or("once");
    let Some(first) = reminder::ON.of(record) else {
        return of_reminder_without_a_day(record, repeat, at, home);
    };
    Some(Turns::new(every_from(day(first)?, repeat)?, at, home.clone()))
}

/// Without a day, a reminder counts from the first time of that hour after it was written.
fn of_reminder_without_a_day(
    record: &Record,
    repeat: &str,
    at: Time,
    home: &TimeZone,
) -> Option<Turns> {
    let daily = Every::Days { first: Wall::of_moment(record.created, home).day(), days: 1 };
    let daily = Turns::new(daily, at, home.clone());
    let first = daily.starting_at(timestamp(record.created)).next()?.date();
    Some(Turns::new(every_from(first, repeat)?, at, home.clone()))
}

fn every_from(first: Date, repeat: &str) -> Option<Every> {
    match repeat {
        "once" => Some(Every::Once(first)),
        "daily" => Some(Every::Days { first, days: 1 }),
        "weekly" => Some(Every::Days { first, days: 7 }),
        "monthly" => Some(Every::Months { first }),
        _ => None,
    }
}

/// The times of a medicine, every day from the moment that it was written.
fn of_med(record: &Record, home: &TimeZone) -> Option<Vec<Turns>> {
    if med::ENDED.of(record) == Some(true) {
        return None;
    }
    let since = timestamp(record.created);
    let every = Every::Days { first: Wall::of_moment(record.created, home).day(), days: 1 };
    let turns: Vec<Turns> = med::TIMES
        .of(record)?
        .into_iter()
        .filter_map(|part| time(part.get("time")?.as_text()?))
        .map(|at| Turns { not_before: Some(since), ..Turns::new(every, at, home.clone()) })
        .collect();
    (!turns.is_empty()).then_some(turns)
}

/// The zone of a place, from the database that comes with the program, so that a plan reads the same on
/// every machine. Without a name it is the zone where the owner is; a name that is unknown tells nothing.
fn zone(name: Option<&str>, home: &TimeZone) -> Option<TimeZone> {
    match name {
        Some(name) => TimeZoneDatabase::bundled().get(name).ok(),
        None => Some(home.clone()),
    }
}

fn time(text: &str) -> Option<Time> {
    text.parse().ok()
}

fn weekday(name: &str) -> Option<Weekday> {
    match name {
        "monday" => Some(Weekday::Monday),
        "tuesday" => Some(Weekday::Tuesday),
        "wednesday" => Some(Weekday::Wednesday),
        "thursday" => Some(Weekday::Thursday),
        "friday" => Some(Weekday::Friday),
        "saturday" => Some(Weekday::Saturday),
        "sunday" => Some(Weekday::Sunday),
        _ => None,
    }
}
