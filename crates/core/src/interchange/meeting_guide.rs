//! Lists of meetings in the Meeting Guide format: an array of objects with `name`, `day`, `time` and more.
//!
//! Names and numbers of the people behind a meeting stand in such lists too. They are not read.

use serde_json::{Map, Value};

use super::Incoming;
use super::listing::{day, groups, joined, line, marks, meetings, number, page, time};
use crate::Trouble;

/// Reads a list. A meeting on several days becomes a group for each.
pub(super) fn read(text: &str) -> Result<Incoming, Trouble> {
    let meetings = meetings(text, "meetings")?;
    Ok(groups(meetings.iter().flat_map(|meeting| {
        let days: Vec<Option<i64>> = match meeting.get("day") {
            Some(Value::Array(days)) if !days.is_empty() => {
                days.iter().take(7).map(|day| number(Some(day))).collect()
            }
            one => vec![number(one)],
        };
        days.into_iter().map(|on| group(meeting, on)).collect::<Vec<_>>()
    })))
}

fn group(meeting: &Map<String, Value>, on: Option<i64>) -> Map<String, Value> {
    let start = time(meeting.get("time"));
    let end = time(meeting.get("end_time"));
    let minutes = match (&start, end) {
        // A meeting may go on past midnight.
        (Some((_, start)), Some((_, end))) if end != *start => {
            (end - start).rem_euclid(24 * 60).into()
        }
        _ => Value::Null,
    };
    let types = meeting.get("types").and_then(Value::as_array);
    let has =
        |mark: &str| types.is_some_and(|types| types.iter().any(|one| one.as_str() == Some(mark)));
    let tags =
        [("women", has("W")), ("lgbtq", has("LGBTQ")), ("young", has("Y")), ("secular", has("A"))];
    let tags: Vec<Value> =
        tags.into_iter().filter(|(_, has)| *has).map(|(tag, _)| tag.into()).collect();
    let place = ["location", "formatted_address", "address", "city", "region"];
    let place = joined(place.map(|name| meeting.get(name)));
    let fields = [
        ("name", line(meeting.get("name"))),
        ("day", day(on)),
        ("time", start.map_or(Value::Null, |(start, _)| start.into())),
        ("minutes", minutes),
        ("zone", line(meeting.get("timezone"))),
        ("place", place),
        ("conference_url", line(meeting.get("conference_url"))),
        ("conference_phone", line(meeting.get("conference_phone"))),
        ("types", marks(types.into_iter().flatten())),
        ("tags", if tags.is_empty() { Value::Null } else { tags.into() }),
        ("language", line(meeting.get("language"))),
        ("notes", page(meeting.get("notes"))),
    ];
    fields.map(|(name, value)| (name.to_owned(), value)).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn made(text: &Value) -> (Vec<Value>, u64) {
        let incoming = read(&text.to_string()).unwrap();
        (incoming.made.into_iter().map(|made| made.fields.into()).collect(), incoming.skipped)
    }

    #[test]
    fn a_meeting_becomes_a_group_for_each_of_its_days_and_nobody_behind_it_is_kept() {
        let (made, skipped) = made(&json!([
            {
                "name": "Morning\nlight", "slug": "morning-light", "day": [1, "3"], "time": "07:30",
                "end_time": "08:15", "timezone": "Europe/Lisbon", "location": "Hall", "types": ["O", "W"],
                "formatted_address": "Rua Um 1, Lisbon", "conference_url": "https://example.org/1",
                "contact_1_name": "P-001 Zinnia", "contact_1_phone": "555-0100", "email": "zinnia@example.org",
            },
            {"name": "Late", "day": 6, "time": "23:30", "end_time": "00:30", "timezone": "Mars/North"},
            {"slug": "no-name"}, 7,
        ]));
        assert_eq!(skipped, 2);
        let monday = json!({
            "name": "Morning light", "day": "monday", "time": "07:30", "minutes": 45, "zone": "Europe/Lisbon",
            "place": "Hall, Rua Um 1, Lisbon", "conference_url": "https://example.org/1",
            "types": [{"text": "O"}, {"text": "W"}], "tags": ["women"],
        });
        assert_eq!(made[0], monday);
        assert_eq!(made[1]["day"], "wednesday");
        assert_eq!(
            made[2],
            json!({"name": "Late", "day": "saturday", "time": "23:30", "minutes": 60})
        );
        assert!(!made.iter().any(|group| group.to_string().to_lowercase().contains("zinnia")));
    }

    #[test]
    fn what_is_no_list_is_refused() {
        for text in ["", "{}", "7", "[", "{\"meetings\": 7}"] {
            assert_eq!(read(text).err(), Some(Trouble::BadFile), "{text}");
        }
        assert!(read("[]").unwrap().made.is_empty());
    }
}
