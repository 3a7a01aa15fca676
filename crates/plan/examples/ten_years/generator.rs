//! A made-up plan of many years with every kind in it, the same for the same seed. It needs no crate but `serde_json`,
//! so that tests and benches of other rooms can include this file by its path.
//!
//! Nobody in it is real: people are called P-017, and numbers are of the block 555-0100 to 555-0199, which is set
//! aside for fiction.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

#[path = "dice.rs"]
mod dice;
#[path = "life.rs"]
mod life;
#[path = "life_between.rs"]
mod life_between;
#[path = "life_days.rs"]
mod life_days;
#[path = "life_plan.rs"]
mod life_plan;

use dice::Dice;
use life::{Field, Fill, Life};

#[allow(unused_imports, reason = "not everybody who includes this file counts")]
pub use life::{CHECKINS_A_YEAR, OTHERS_A_YEAR};

/// 2017-01-01T00:00:00Z in milliseconds.
pub const FIRST_MILLIS: i64 = 1_483_228_800_000;

const DAY_MILLIS: i64 = 86_400_000;
/// A little less than a year, so that ten of them end before the eleventh begins.
const YEAR_MILLIS: i64 = 31_536_000_000;
/// Every kind. Those that others refer to stand before them.
const LIVES: [&[Life]; 3] = [life_days::LIVES, life_plan::LIVES, life_between::LIVES];
/// A record refers to one of so many that were made last.
const REMEMBERED: usize = 40;

/// One record to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct Made {
    /// Its id, which says when it is made.
    pub id: String,
    /// The kind.
    pub kind: &'static str,
    /// When it is made, in milliseconds since 1970; rising from record to record.
    pub created_millis: i64,
    /// Its fields. What names a record of another section is told with its label and its id, as in a file.
    pub fields: Json,
}

impl Made {
    /// Its fields with labels alone, as a form hands them over.
    #[allow(dead_code, reason = "those who read files take the fields as they are")]
    pub fn labels_alone(&self) -> Json {
        fn plain(value: &Json) -> Json {
            match value {
                Json::Object(parts) => match (parts.get("id"), parts.get("label")) {
                    (Some(_), Some(label)) => label.clone(),
                    _ => parts.iter().map(|(name, part)| (name.clone(), plain(part))).collect(),
                },
                Json::Array(values) => values.iter().map(plain).collect(),
                other => other.clone(),
            }
        }
        plain(&self.fields)
    }
}

/// The records of so many years, in the order of time.
#[derive(Clone, Debug)]
pub struct TenYears {
    dice: Dice,
    /// The kinds of one year in the order in which they are written, as places in the table.
    year: Vec<usize>,
    next: usize,
    end: usize,
    /// How many there are of each kind, and the last of them: id and what they are called.
    made: BTreeMap<&'static str, (usize, Vec<Called>)>,
}

/// A record by its id and by what it is called.
type Called = (String, String);

impl TenYears {
    /// All records of that seed. Ten years have 15,000 check-ins, 3,000 pages of a journal, 5,000 cravings and 500 of
    /// every other kind.
    pub fn new(seed: u64, years: usize) -> Self {
        // Each kind is spread evenly; of two at one place, the one that stands first in the table comes first.
        let mut places: Vec<(u64, usize)> = Vec::new();
        for (kind, life) in LIVES.iter().copied().flatten().enumerate() {
            places.extend(
                (0..life.1).map(|one| ((2 * one as u64 + 1) * 1_000_000 / life.1 as u64, kind)),
            );
        }
        places.sort_unstable();
        let year: Vec<usize> = places.into_iter().map(|(_, kind)| kind).collect();
        let end = years.saturating_mul(year.len());
        Self { dice: Dice::new(seed), year, next: 0, end, made: BTreeMap::new() }
    }

    fn fields(&mut self, kind: &'static str, fields: &'static [Field], at: i64) -> Json {
        let mut filled = Map::new();
        for (name, times, fill) in fields {
            if self.dice.below(10) < *times
                && let Some(value) = self.fill(kind, fill, at)
            {
                filled.insert((*name).to_owned(), value);
            }
        }
        Json::Object(filled)
    }

    /// A value; nothing where there is no record yet that it could name.
    fn fill(&mut self, kind: &'static str, fill: &'static Fill, at: i64) -> Option<Json> {
        Some(match fill {
            Fill::Words(least, most) | Fill::Text(least, most) => {
                let words = self.dice.between(*least, *most);
                self.dice.words(words as usize).into()
            }
            Fill::Name(letters) => {
                let number = self.made.get(kind).map_or(0, |(count, _)| *count) + 1;
                format!("{letters}-{number:03}").into()
            }
            Fill::Phone => format!("555-01{:02}", self.dice.below(100)).into(),
            Fill::Whole(least, most) => self.dice.between(*least, *most).into(),
            Fill::One(choices) => self.dice.one_of(choices).into(),
            Fill::Some(choices) => {
                let dice = &mut self.dice;
                choices.iter().copied().filter(|_| dice.below(4) == 0).collect()
            }
            Fill::Flag => (self.dice.below(2) == 1).into(),
            Fill::Now => moment(at).into(),
            Fill::Day(later) => {
                let days = self.dice.between(0, *later) as i64;
                moment(at + days * DAY_MILLIS).get(..10)?.into()
            }
            Fill::Time => {
                let quarter = self.dice.below(96);
                format!("{:02}:{:02}", quarter / 4, quarter % 4 * 15).into()
            }
            Fill::Id(kind) => self.one_made(kind)?.0.into(),
            Fill::Label(kind) => named(self.one_made(kind)?),
            Fill::Labels(kind, most) => {
                let many = self.dice.between(1, *most);
                let mut named_so_far: BTreeMap<String, Json> = BTreeMap::new();
                for _ in 0..many {
                    let one = self.one_made(kind)?;
                    named_so_far.insert(one.1.clone(), named(one));
                }
                named_so_far.into_values().collect()
            }
            Fill::Parts(most, fields) => {
                let many = self.dice.between(1, *most);
                (0..many).map(|_| self.fields(kind, fields, at)).collect()
            }
        })
    }

    fn one_made(&mut self, kind: &str) -> Option<Called> {
        let (_, last) = self.made.get(kind)?;
        last.get(self.dice.below(last.len() as u64) as usize).cloned()
    }

    fn remember(&mut self, made: &Made) {
        let called =
            ["name", "text", "label"].into_iter().find_map(|name| made.fields.get(name)?.as_str());
        let called = called.unwrap_or_default().to_owned();
        let (count, last) = self.made.entry(made.kind).or_default();
        *count += 1;
        last.push((made.id.clone(), called));
        if last.len() > REMEMBERED {
            last.remove(0);
        }
    }
}

impl Iterator for TenYears {
    type Item = Made;

    fn next(&mut self) -> Option<Made> {
        if self.next >= self.end {
            return None;
        }
        let number = self.next;
        self.next += 1;
        let (year, place) = (number / self.year.len(), number % self.year.len());
        let step = YEAR_MILLIS / self.year.len() as i64;
        let jitter = self.dice.below(step as u64 / 2) as i64;
        let at = FIRST_MILLIS + year as i64 * YEAR_MILLIS + place as i64 * step + jitter;
        let life = LIVES.iter().copied().flatten().nth(*self.year.get(place)?)?;
        let fields = self.fields(life.0, life.2, at);
        let made = Made { id: id(at, number as u64), kind: life.0, created_millis: at, fields };
        self.remember(&made);
        Some(made)
    }
}

fn named((id, label): Called) -> Json {
    json!({ "id": id, "label": label })
}

/// A UUIDv7 of that moment, told from others by a number.
fn id(millis: i64, number: u64) -> String {
    let (high, low) = (millis >> 16, millis & 0xffff);
    format!("{high:08x}-{low:04x}-7000-8000-{number:012x}")
}

/// A moment by a clock that is an hour before UTC, in RFC 3339: days since 1970 as a date of the calendar.
fn moment(millis: i64) -> String {
    const OFFSET_MILLIS: i64 = 3_600_000;
    let here = millis + OFFSET_MILLIS;
    let (days, of_day) = (here.div_euclid(DAY_MILLIS), here.rem_euclid(DAY_MILLIS) / 1000);
    // Years begin in March here, so that a leap day is the last of its year.
    let shifted = days + 719_468;
    let (era, of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    let (hour, minute, second) = (of_day / 3_600, of_day / 60 % 60, of_day % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}+01:00")
}
