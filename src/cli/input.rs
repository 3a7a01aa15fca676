//! Fields as they come in: one JSON object, or `name=value` read by the table of kinds.

use std::io::Read as _;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use kith_core::kinds::{FieldType, KindInfo, kind};
use kith_core::once::{self, Unread};
use kith_core::{FieldFault, RecordId, Trouble, UnixMillis};
use kith_words::say;
use serde_json::{Map, Value};

use super::failure::Failure;

/// The fields of one record, as JSON.
pub type FieldMap = Map<String, Value>;

/// No record is longer, in bytes of JSON.
const LONGEST_INPUT: u64 = 4 << 20;

/// All of standard input, as text.
pub fn standard_input() -> Result<String, Failure> {
    bounded_input(LONGEST_INPUT).ok_or(Trouble::BadInput.into())
}

/// All of standard input, as the text of a file.
pub fn standard_file() -> Result<String, Failure> {
    bounded_input(kith_core::interchange::LONGEST_FILE).ok_or(Trouble::BadFile.into())
}

fn bounded_input(longest: u64) -> Option<String> {
    let mut text = String::new();
    let length = std::io::stdin().lock().take(longest + 1).read_to_string(&mut text).ok()?;
    (length as u64 <= longest).then_some(text)
}

/// Reads one JSON object. What is wrong with it is not repeated: it may hold what somebody wrote.
pub fn object(text: &str) -> Result<FieldMap, Failure> {
    match once::read(text) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(_) | Err(Unread::NotJson) => Err(Trouble::BadInput.into()),
        Err(Unread::Twice(name)) => Err(twice(name)),
    }
}

/// A field that is named twice is refused: one of its values would be lost, and nobody would be told.
fn twice(field: String) -> Failure {
    Trouble::BadField { field, fault: FieldFault::Twice }.into()
}

/// Reads `name=value` pairs by what the kind's fields take. Names that the kind does not have are passed
/// on as text, to be refused where all fields are.
pub fn named_fields(
    kind_name: &str,
    pairs: &[String],
    empty: EmptyValue,
) -> Result<FieldMap, Failure> {
    let mut fields = FieldMap::new();
    for pair in pairs {
        let Some((name, text)) = pair.split_once('=') else {
            return Err(Failure::Usage(say!("cli-usage-value", name = "--field NAME=VALUE")));
        };
        let value = match empty {
            EmptyValue::Clears if text.is_empty() => Value::Null,
            EmptyValue::Clears | EmptyValue::IsText => typed(kind(kind_name), name, text)?,
        };
        if fields.insert(name.to_owned(), value).is_some() {
            return Err(twice(name.to_owned()));
        }
    }
    Ok(fields)
}

/// What `name=` means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmptyValue {
    /// A text of no length, in a new record.
    IsText,
    /// The field is cleared, in an edit.
    Clears,
}

/// One value as text, read by what the field takes.
pub fn typed(kind: Option<&KindInfo>, name: &str, text: &str) -> Result<Value, Failure> {
    let wrong_type =
        || Trouble::BadField { field: name.to_owned(), fault: FieldFault::WrongType }.into();
    let Some(field) = kind.and_then(|kind| kind.field(name)) else {
        return Ok(text.into());
    };
    match field.field_type {
        FieldType::Whole { .. } | FieldType::Scale { .. } => {
            text.trim().parse::<i64>().map(Value::from).map_err(|_| wrong_type())
        }
        FieldType::Flag => match text.trim() {
            "true" | "yes" => Ok(true.into()),
            "false" | "no" => Ok(false.into()),
            _ => Err(wrong_type()),
        },
        FieldType::Some(_) | FieldType::Refs(_) | FieldType::Fars(_) => Ok(text
            .split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .map(Value::from)
            .collect()),
        FieldType::Items(_) => once::read(text).map_err(|unread| match unread {
            Unread::NotJson => wrong_type(),
            Unread::Twice(name) => twice(name),
        }),
        FieldType::Line
        | FieldType::Page
        | FieldType::One(_)
        | FieldType::Day
        | FieldType::Moment
        | FieldType::Time
        | FieldType::Zone
        | FieldType::Ref(_)
        | FieldType::Far(_) => Ok(text.into()),
    }
}

/// The id of a record; what cannot be one names none that exists.
pub fn record_id(text: &str) -> Result<RecordId, Failure> {
    text.parse().map_err(|_| Trouble::NoSuchRecord.into())
}

/// The id of a `person` record.
pub fn person_id(text: &str) -> Result<RecordId, Failure> {
    text.parse().map_err(|_| Trouble::NoSuchPerson.into())
}

/// A day or a moment, from which on something counts: a day counts from its first moment here.
pub fn since(text: &str) -> Result<UnixMillis, Failure> {
    moment(text, Some)
}

/// A day or a moment, before which something counts: a day counts to its end here.
pub fn until(text: &str) -> Result<UnixMillis, Failure> {
    moment(text, |day| day.tomorrow().ok())
}

/// A moment, or the end of a day here.
pub fn at(text: &str) -> Result<UnixMillis, Failure> {
    moment(text, |day| day.tomorrow().ok())
}

fn moment(text: &str, of_day: impl Fn(Date) -> Option<Date>) -> Result<UnixMillis, Failure> {
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Ok(UnixMillis(moment.as_millisecond()));
    }
    let day = text.parse::<Date>().map_err(|_| Failure::Usage(say!("cli-usage-day")))?;
    let start = of_day(day).and_then(|day| day.to_zoned(TimeZone::system()).ok());
    // The calendar ends before some of its last days do.
    let start = start.map_or_else(|| the_end_of_time(day), |start| start.timestamp());
    Ok(UnixMillis(start.as_millisecond()))
}

/// The first or the last moment that there is.
fn the_end_of_time(day: Date) -> Timestamp {
    if day.year() < 0 { Timestamp::MIN } else { Timestamp::MAX }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn fields(kind: &str, pairs: &[&str]) -> Result<Value, Failure> {
        let pairs: Vec<String> = pairs.iter().map(|pair| (*pair).to_owned()).collect();
        named_fields(kind, &pairs, EmptyValue::Clears).map(Value::Object)
    }

    #[test]
    fn values_are_read_by_what_the_field_takes() {
        assert_eq!(
            fields(
                "checkin",
                &["mood=4", "halt=hungry, tired", "connected=yes", "note=a=b", "need="]
            ),
            Ok(json!({
                "mood": 4, "halt": ["hungry", "tired"], "connected": true, "note": "a=b", "need": null
            }))
        );
        assert_eq!(
            fields("person", &["contacts=[{\"value\":\"555-0100\"}]"]),
            Ok(json!({"contacts": [{"value": "555-0100"}]}))
        );
    }

    #[test]
    fn a_value_of_another_type_is_refused_by_the_fields_name() {
        let refused = fields("checkin", &["mood=rather low"]).unwrap_err();
        assert_eq!(refused.code(), 5);
        assert!(refused.lines().contains("mood"));
        assert!(!refused.lines().contains("rather low"));
    }

    #[test]
    fn a_day_counts_whole() {
        let first = since("2027-01-31").unwrap();
        let last = until("2027-01-31").unwrap();
        assert_eq!(last.0 - first.0, 24 * 60 * 60 * 1000);
        assert_eq!(since("2027-01-31T00:00:00Z"), until("2027-01-31T01:00:00+01:00"));
        assert_eq!(until("9999-12-31").map(|end| end.0), Ok(Timestamp::MAX.as_millisecond()));
        assert_eq!(since("someday").unwrap_err().code(), 2);
    }

    #[test]
    fn what_is_not_an_object_is_refused() {
        for text in ["", "[]", "3", "{\"name\":"] {
            assert_eq!(object(text), Err(Trouble::BadInput.into()), "{text}");
        }
    }
}
