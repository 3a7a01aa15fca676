//! The tables behind plots.

use jiff::Span;
use jiff::civil::Date;

use super::Patterns;
use super::wall::days_before;

/// At most so many days or weeks are told at once.
pub const SERIES_MAX: u32 = 4000;

/// The mood of one day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MoodOfDay {
    /// The day.
    pub day: Date,
    /// How many check-ins of that day say a mood.
    pub entries: u32,
    /// Their mean, 1 to 5; nothing if none says one.
    pub mood: Option<f64>,
}

/// The meetings of one week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MeetingsOfWeek {
    /// The Monday on which it begins.
    pub monday: Date,
    /// How many meetings.
    pub meetings: u32,
}

impl Patterns {
    /// The mood of each of these days, today last, with the days on which nothing was noted; at most the
    /// latest [`SERIES_MAX`].
    pub fn mood_by_day(&self) -> Vec<MoodOfDay> {
        let (first, today) = (*self.period.start(), *self.period.end());
        let mut day = first.max(days_before(today, SERIES_MAX - 1));
        let mut moods = Vec::new();
        while day <= today {
            let ratings = self.moods.get(&day).copied().unwrap_or_default();
            let sum = i32::try_from(ratings.sum).ok();
            let mean = sum.map(|sum| f64::from(sum) / f64::from(ratings.entries));
            let mood = mean.filter(|_| ratings.entries > 0);
            moods.push(MoodOfDay { day, entries: ratings.entries, mood });
            match day.tomorrow() {
                Ok(next) => day = next,
                Err(_) => break,
            }
        }
        moods
    }

    /// How many urges of these days began in each hour of the day, from midnight on.
    pub fn urges_by_hour(&self) -> [u32; 24] {
        let mut hours = [0; 24];
        for urge in &self.urges {
            let hour = usize::try_from(urge.wall.at.hour()).unwrap_or(0);
            if let Some(urges) = hours.get_mut(hour) {
                *urges += 1;
            }
        }
        hours
    }

    /// How many meetings in each week from Monday to Sunday that has one of these days, this week last, with
    /// the weeks that had none; at most the latest [`SERIES_MAX`]. Only meetings on these days are counted.
    pub fn meetings_by_week(&self) -> Vec<MeetingsOfWeek> {
        let today = *self.period.end();
        let since_monday = today.weekday().to_monday_zero_offset();
        let this_monday = days_before(today, since_monday.unsigned_abs().into());
        let mut weeks: Vec<MeetingsOfWeek> = (0..SERIES_MAX)
            .map(|weeks_ago| days_before(this_monday, weeks_ago * 7))
            .map(|monday| (monday, monday.saturating_add(Span::new().days(6))))
            .take_while(|(_, sunday)| sunday >= self.period.start())
            .map(|(monday, sunday)| {
                let meetings = self.meetings.range(monday..=sunday).map(|(_, meetings)| meetings);
                MeetingsOfWeek { monday, meetings: meetings.sum() }
            })
            .collect();
        weeks.reverse();
        weeks
    }
}
