//! A made-up plan of many years, the same for the same seed. It needs no crate but `serde_json`, so
//! that tests and benches of other rooms can include this file by its path.
//!
//! Nobody in it is real: people are called P-017, and numbers are of the block 555-0100 to 555-0199,
//! which is set aside for fiction.

use serde_json::{Map, Value as Json, json};

/// 2017-01-01T00:00:00Z in milliseconds.
pub const FIRST_MILLIS: i64 = 1_483_228_800_000;
/// Check-ins a year.
pub const CHECKINS_A_YEAR: usize = 1_500;
/// New people a year, and as many new reasons.
pub const PEOPLE_A_YEAR: usize = 50;

/// A little less than a year, so that ten of them end before the eleventh begins.
const YEAR_MILLIS: i64 = 31_536_000_000;
/// Of so many records one is a person and one a reason.
const BLOCK: usize = CHECKINS_A_YEAR / PEOPLE_A_YEAR + 2;
const RECORDS_A_YEAR: usize = CHECKINS_A_YEAR + 2 * PEOPLE_A_YEAR;

/// One record to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct Made {
    /// The kind.
    pub kind: &'static str,
    /// When it is made, in milliseconds since 1970; rising from record to record.
    pub created_millis: i64,
    /// Its fields.
    pub fields: Json,
}

/// The records of so many years, in the order of time.
#[derive(Clone, Debug)]
pub struct TenYears {
    dice: Dice,
    next: usize,
    end: usize,
    people: usize,
    reasons: usize,
}

impl TenYears {
    /// All records of that seed. Ten years have 15,000 check-ins, 500 people and 500 reasons.
    pub fn new(seed: u64, years: usize) -> Self {
        Self {
            dice: Dice(seed),
            next: 0,
            end: years.saturating_mul(RECORDS_A_YEAR),
            people: 0,
            reasons: 0,
        }
    }

    fn checkin(&mut self) -> Json {
        let dice = &mut self.dice;
        let mut fields = Map::new();
        fields.insert("mood".into(), (1 + dice.below(5)).into());
        fields.insert("craving".into(), dice.below(11).into());
        fields.insert("connected".into(), (dice.below(2) == 1).into());
        let halt = ["hungry", "angry", "lonely", "tired"];
        let halt: Json = halt.into_iter().filter(|_| dice.below(4) == 0).collect();
        fields.insert("halt".into(), halt);
        if dice.below(3) == 0 {
            let need = dice.one_of(&["none", "talk", "company", "ride", "other"]);
            fields.insert("need".into(), need.into());
        }
        if dice.below(2) == 0 {
            let words = 3 + dice.below(12) as usize;
            fields.insert("note".into(), dice.words(words).into());
        }
        Json::Object(fields)
    }

    fn person(&mut self) -> Json {
        self.people += 1;
        let dice = &mut self.dice;
        let mut roles: Vec<&str> = vec!["listen"];
        roles.extend(
            ["accountability", "crisis_call", "ride", "celebrate"]
                .into_iter()
                .filter(|_| dice.below(4) == 0),
        );
        json!({
            "name": format!("P-{:03}", self.people),
            "relation": dice.one_of(&["family", "friend", "peer", "sponsor", "mentor", "clinician"]),
            "contacts": [{"sort": "phone", "value": format!("555-01{:02}", dice.below(100))}],
            "good_times": dice.one_of(&["mornings", "after work", "weekends", "any time"]),
            "status": dice.one_of(&["active", "active", "active", "paused", "ended"]),
            "ring": 1 + dice.below(3),
            "roles": roles,
        })
    }

    fn reason(&mut self) -> Json {
        self.reasons += 1;
        let words = 6 + self.dice.below(30) as usize;
        json!({"text": self.dice.words(words), "rank": 1 + self.reasons % 9})
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
        let step = YEAR_MILLIS / RECORDS_A_YEAR as i64;
        let jitter = self.dice.below(step as u64 / 2) as i64;
        let created_millis = FIRST_MILLIS + number as i64 * step + jitter;
        let (kind, fields) = match number % BLOCK {
            0 => ("person", self.person()),
            1 => ("reason", self.reason()),
            _ => ("checkin", self.checkin()),
        };
        Some(Made { kind, created_millis, fields })
    }
}

/// SplitMix64: small, even, and the same everywhere.
#[derive(Clone, Debug)]
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.roll() % end.max(1)
    }

    fn one_of<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        let place = self.below(choices.len() as u64) as usize;
        choices.get(place).copied().unwrap_or_default()
    }

    fn words(&mut self, count: usize) -> String {
        const WORDS: [&str; 24] = [
            "walked", "slept", "called", "tea", "garden", "rain", "bus", "work", "sister", "dog",
            "quiet", "long", "better", "hard", "meeting", "evening", "again", "with", "and", "the",
            "a", "kitchen", "music", "today",
        ];
        let words: Vec<&str> = (0..count).map(|_| self.one_of(&WORDS)).collect();
        words.join(" ")
    }
}
