//! The write checks: JSON in, checked values out. No check compares a value with the clock.

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json};
use uuid::Uuid;

use crate::edit::{EditError, Stamp};
use crate::ids::RecordId;
use crate::kinds::{FieldInfo, FieldType, LINE_MAX_CHARS, PAGE_MAX_CHARS, PARTS_MAX};
use crate::record::{ORDER, PART_ID};
use crate::value::Value;

/// A value that passed the check of its field, ready to be written.
#[derive(Clone, PartialEq)]
pub(crate) enum Checked {
    /// The field is to hold nothing.
    Clear,
    /// A scalar: text, a whole number or a flag.
    Scalar(Value),
    /// The whole of a page.
    Page(String),
    /// The ticks of a choice field or the ids of references.
    Set(BTreeSet<String>),
    /// Parts in their order; one without an id is new.
    Parts(Vec<CheckedPart>),
}

/// One part of an ordered list, with the fields that change.
#[derive(Clone, PartialEq)]
pub(crate) struct CheckedPart {
    pub(crate) id: Option<String>,
    pub(crate) fields: Vec<(&'static FieldInfo, Checked)>,
}

/// Checks one value. `current` is what the field holds now: unknown choices that are already there may stay.
pub(crate) fn check(
    field: &'static FieldInfo,
    json: &Json,
    current: Option<&Value>,
) -> Result<Checked, EditError> {
    let checked = match field.field_type {
        _ if json.is_null() => Checked::Clear,
        FieldType::Line => line(field, json)?,
        FieldType::Page => page(field, json)?,
        FieldType::Whole { min, max } | FieldType::Scale { min, max } => {
            let number = json.as_i64().ok_or_else(|| wrong_type(field))?;
            if !(min..=max).contains(&number) {
                return Err(EditError::OutOfRange { field: field.name.into(), min, max });
            }
            Checked::Scalar(Value::Whole(number))
        }
        FieldType::One(choices) => {
            let choice = text(field, json)?;
            let kept = current.and_then(Value::as_text) == Some(choice);
            if !choices.contains(&choice) && !kept {
                return Err(EditError::NotAChoice { field: field.name.into() });
            }
            scalar(choice)
        }
        FieldType::Some(choices) => some(field, choices, json, current)?,
        FieldType::Flag => match json {
            Json::Bool(flag) => Checked::Scalar(Value::Flag(*flag)),
            _ => return Err(wrong_type(field)),
        },
        FieldType::Day => {
            let day = text(field, json)?;
            if !is_day(day) {
                return Err(wrong_type(field));
            }
            scalar(day)
        }
        FieldType::Moment => {
            let moment = text(field, json)?;
            if !is_moment(moment) {
                return Err(wrong_type(field));
            }
            scalar(moment)
        }
        FieldType::Time => {
            let time = text(field, json)?;
            if !is_time(time) {
                return Err(wrong_type(field));
            }
            scalar(time)
        }
        FieldType::Zone => {
            let zone = text(field, json)?;
            if !is_zone(zone) {
                return Err(wrong_type(field));
            }
            scalar(zone)
        }
        FieldType::Far(_) => line(field, json)?,
        FieldType::Fars(_) => far_labels(field, json)?,
        FieldType::Ref(_) => scalar(&reference(field, json)?),
        FieldType::Refs(_) => {
            let ids = list(field, json)?;
            Checked::Set(ids.iter().map(|id| reference(field, id)).collect::<Result<_, _>>()?)
        }
        FieldType::Items(fields) => parts(field, fields, json, current)?,
    };
    if field.required && is_empty(&checked) {
        return Err(EditError::Missing { field: field.name.into() });
    }
    Ok(checked)
}

/// The time of writing as a moment or day, for a field of happening that was left out.
pub(crate) fn happening_now(field: &FieldInfo, stamp: &Stamp) -> Checked {
    let offset = i32::checked_mul(stamp.offset_minutes, 60)
        .and_then(|seconds| jiff::tz::Offset::from_seconds(seconds).ok())
        .unwrap_or(jiff::tz::Offset::UTC);
    let now = jiff::Timestamp::from_millisecond(stamp.now.0).unwrap_or_default();
    let here = now.to_zoned(offset.to_time_zone());
    match field.field_type {
        FieldType::Day => scalar(&here.strftime("%Y-%m-%d").to_string()),
        _ => scalar(&here.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()),
    }
}

fn is_empty(checked: &Checked) -> bool {
    match checked {
        Checked::Clear => true,
        Checked::Scalar(value) => value.as_text().is_some_and(|text| text.trim().is_empty()),
        Checked::Page(text) => text.trim().is_empty(),
        Checked::Set(set) => set.is_empty(),
        Checked::Parts(parts) => parts.is_empty(),
    }
}

fn wrong_type(field: &FieldInfo) -> EditError {
    EditError::WrongType { field: field.name.into(), expected: field.field_type.name() }
}

fn text<'a>(field: &FieldInfo, json: &'a Json) -> Result<&'a str, EditError> {
    json.as_str().ok_or_else(|| wrong_type(field))
}

fn list<'a>(field: &FieldInfo, json: &'a Json) -> Result<&'a [Json], EditError> {
    let list = json.as_array().ok_or_else(|| wrong_type(field))?;
    if list.len() > PARTS_MAX {
        return Err(EditError::TooLong { field: field.name.into(), max: PARTS_MAX });
    }
    Ok(list)
}

fn scalar(text: &str) -> Checked {
    Checked::Scalar(Value::Text(text.into()))
}

fn at_most(field: &FieldInfo, text: &str, max: usize) -> Result<(), EditError> {
    // Bytes are never fewer than characters, so short texts need no counting.
    if text.len() > max && text.chars().count() > max {
        return Err(EditError::TooLong { field: field.name.into(), max });
    }
    Ok(())
}

fn line(field: &FieldInfo, json: &Json) -> Result<Checked, EditError> {
    let line = text(field, json)?;
    at_most(field, line, LINE_MAX_CHARS)?;
    if line.chars().any(|letter| letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}')) {
        return Err(EditError::NotOneLine { field: field.name.into() });
    }
    Ok(match line.is_empty() {
        true => Checked::Clear,
        false => scalar(line),
    })
}

fn page(field: &FieldInfo, json: &Json) -> Result<Checked, EditError> {
    let page = text(field, json)?;
    check_page_length(field, page)?;
    Ok(match page.is_empty() {
        true => Checked::Clear,
        false => Checked::Page(page.to_owned()),
    })
}

/// Refuses a page that is too long.
pub(crate) fn check_page_length(field: &FieldInfo, page: &str) -> Result<(), EditError> {
    at_most(field, page, PAGE_MAX_CHARS)
}

fn some(
    field: &FieldInfo,
    choices: &[&str],
    json: &Json,
    current: Option<&Value>,
) -> Result<Checked, EditError> {
    let before: Vec<&str> = current
        .and_then(Value::as_list)
        .map(|values| values.iter().filter_map(Value::as_text).collect())
        .unwrap_or_default();
    let mut ticks = BTreeSet::new();
    for choice in list(field, json)? {
        let choice = text(field, choice)?;
        if !choices.contains(&choice) && !before.contains(&choice) {
            return Err(EditError::NotAChoice { field: field.name.into() });
        }
        ticks.insert(choice.to_owned());
    }
    Ok(Checked::Set(ticks))
}

fn reference(field: &FieldInfo, json: &Json) -> Result<String, EditError> {
    let id: RecordId =
        text(field, json)?.parse().map_err(|_| EditError::NotAnId { field: field.name.into() })?;
    Ok(id.to_string())
}

/// The labels of records elsewhere. They are keys of a map, so an empty one cannot stand.
fn far_labels(field: &FieldInfo, json: &Json) -> Result<Checked, EditError> {
    let mut labels = BTreeSet::new();
    for label in list(field, json)? {
        match line(field, label)? {
            Checked::Scalar(Value::Text(label)) if *label != *ORDER => labels.insert(label.into()),
            _ => return Err(wrong_type(field)),
        };
    }
    Ok(Checked::Set(labels))
}

fn parts(
    field: &FieldInfo,
    fields: &'static [FieldInfo],
    json: &Json,
    current: Option<&Value>,
) -> Result<Checked, EditError> {
    let mut seen = BTreeSet::new();
    let mut parts = Vec::new();
    for part in list(field, json)? {
        let part = part.as_object().ok_or_else(|| wrong_type(field))?;
        let id = match part.get(PART_ID) {
            None | Some(Json::Null) => None,
            Some(id) => {
                let id = text(field, id)?;
                let uuid = Uuid::try_parse(id)
                    .map_err(|_| EditError::NotAnId { field: field.name.into() })?;
                Some(uuid.hyphenated().to_string())
            }
        };
        if let Some(id) = &id
            && !seen.insert(id.clone())
        {
            return Err(EditError::NotAnId { field: field.name.into() });
        }
        let now = id.as_deref().and_then(|id| part_of(current, id));
        parts.push(CheckedPart { fields: part_fields(field, fields, part, now)?, id });
    }
    Ok(Checked::Parts(parts))
}

fn part_of<'a>(current: Option<&'a Value>, id: &str) -> Option<&'a Value> {
    current?.as_list()?.iter().find(|part| {
        part.as_map().and_then(|part| part.get(PART_ID)).and_then(Value::as_text) == Some(id)
    })
}

/// Checks the fields of one part. An error names the part's field after that of the list.
fn part_fields(
    field: &FieldInfo,
    fields: &'static [FieldInfo],
    part: &Map<String, Json>,
    current: Option<&Value>,
) -> Result<Vec<(&'static FieldInfo, Checked)>, EditError> {
    let current = current.and_then(Value::as_map);
    for (name, value) in part {
        let known = name == PART_ID || fields.iter().any(|inner| inner.name == name);
        // What a newer Kith put into a part comes back as it was read; it is kept, not written.
        let is_kept = current.and_then(|part| part.get(name)) == Some(&Value::from(value));
        if !known && (!is_kept || name == ORDER) {
            return Err(EditError::UnknownField { field: format!("{}.{name}", field.name) });
        }
    }
    let mut changed = Vec::with_capacity(fields.len());
    for inner in fields {
        let now = current.and_then(|part| part.get(inner.name));
        let value = part.get(inner.name).unwrap_or(&Json::Null);
        // What stays as it is needs no check and no write, even if only a newer Kith understands it.
        let stays = match now {
            Some(now) => *now == Value::from(value),
            None => current.is_some() && value.is_null() && !inner.required,
        };
        if !stays {
            let checked = check(inner, value, now).map_err(|error| within(field.name, error))?;
            changed.push((inner, checked));
        }
    }
    Ok(changed)
}

/// The same error, with the name of the list before that of the part's field.
fn within(list: &str, error: EditError) -> EditError {
    let name = |field: String| format!("{list}.{field}");
    match error {
        EditError::WrongType { field, expected } => {
            EditError::WrongType { field: name(field), expected }
        }
        EditError::OutOfRange { field, min, max } => {
            EditError::OutOfRange { field: name(field), min, max }
        }
        EditError::TooLong { field, max } => EditError::TooLong { field: name(field), max },
        EditError::NotOneLine { field } => EditError::NotOneLine { field: name(field) },
        EditError::Missing { field } => EditError::Missing { field: name(field) },
        EditError::NotAChoice { field } => EditError::NotAChoice { field: name(field) },
        EditError::NotAnId { field } => EditError::NotAnId { field: name(field) },
        other => other,
    }
}

/// Whether the text is a civil day: `YYYY-MM-DD`, and a day that exists.
fn is_day(text: &str) -> bool {
    has_shape(text, "dddd-dd-dd") && text.parse::<jiff::civil::Date>().is_ok()
}

/// Whether the text is a time of day: `HH:MM`, from 00:00 to 23:59.
fn is_time(text: &str) -> bool {
    has_shape(text, "dd:dd") && text.parse::<jiff::civil::Time>().is_ok()
}

/// Whether the tz database that comes with the program knows a zone of this name. The machine's own may be
/// older, or not there at all, and the same plan has to be read everywhere.
fn is_zone(text: &str) -> bool {
    jiff::tz::TimeZoneDatabase::bundled().get(text).is_ok()
}

/// Whether the text is an RFC 3339 moment with an offset, and a time that exists.
fn is_moment(text: &str) -> bool {
    let Some((clock, rest)) = text.split_at_checked(19) else {
        return false;
    };
    if !has_shape(clock, "dddd-dd-ddTdd:dd:dd") || clock.ends_with(":60") {
        return false;
    }
    let digits = rest
        .strip_prefix('.')
        .map(|fraction| fraction.bytes().take_while(u8::is_ascii_digit).count());
    let zone = match digits {
        None => rest,
        Some(digits @ 1..=9) => rest.get(digits + 1..).unwrap_or_default(),
        Some(_) => return false,
    };
    let zone_is_good = zone == "Z" || has_shape(zone, "+dd:dd") || has_shape(zone, "-dd:dd");
    zone_is_good && text.parse::<jiff::Timestamp>().is_ok()
}

/// Whether text has that shape, where `d` stands for a digit and everything else for itself.
fn has_shape(text: &str, shape: &str) -> bool {
    text.len() == shape.len()
        && text.bytes().zip(shape.bytes()).all(|(byte, shape)| match shape {
            b'd' => byte.is_ascii_digit(),
            other => byte == other,
        })
}
