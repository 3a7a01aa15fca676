//! Lists of meetings as a BMLT server gives them out: an array of objects with `meeting_name`,
//! `weekday_tinyint`, `start_time` and more.

use serde_json::{Map, Value};

use super::Incoming;
use super::listing::{day, groups, joined, line, marks, meetings, number, page, time};
use crate::Trouble;

/// Reads a list.
pub(super) fn read(text: &str) -> Result<Incoming, Trouble> {
    let meetings = meetings(text, "meetings")?;
    Ok(groups(meetings.iter().map(group)))
}

fn group(meeting: &Map<String, Value>) -> Map<String, Value> {
    let place = ["location_text", "location_street", "location_municipality", "location_province"];
    let place = joined(place.map(|name| meeting.get(name)));
    let minutes = time(meeting.get("duration_time")).map(|(_, minutes)| minutes);
    let formats = meeting.get("formats").and_then(Value::as_str).unwrap_or_default();
    let formats: Vec<Value> = formats.split(',').map(Value::from).collect();
    // The list counts days from 1, which is Sunday.
    let on = number(meeting.get("weekday_tinyint")).and_then(|day| day.checked_sub(1));
    let fields = [
        ("name", line(meeting.get("meeting_name"))),
        ("day", day(on)),
        ("time", time(meeting.get("start_time")).map_or(Value::Null, |(start, _)| start.into())),
        ("minutes", minutes.filter(|minutes| *minutes > 0).map_or(Value::Null, Value::from)),
        ("zone", line(meeting.get("time_zone"))),
        ("place", place),
        ("conference_url", line(meeting.get("virtual_meeting_link"))),
        ("conference_phone", line(meeting.get("phone_meeting_number"))),
        ("types", marks(formats.iter())),
        ("language", line(meeting.get("lang_enum"))),
        ("notes", page(meeting.get("comments"))),
    ];
    fields.map(|(name, value)| (name.to_owned(), value)).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_meeting_becomes_a_group() {
        let list = json!([{
            "id_bigint": "12", "meeting_name": "Just for today", "weekday_tinyint": "2",
            "start_time": "19:00:00", "duration_time": "01:30:00", "time_zone": "", "formats": "O,VM,",
            "location_text": "Church hall", "location_street": "1 High Street",
            "location_municipality": "Leeds", "virtual_meeting_link": "https://example.org/2",
            "comments": "Ring the bell", "contact_name_1": "P-001 Zinnia", "unknown_field": {"deep": [1]},
        }]);
        for text in [list.to_string(), json!({ "meetings": list, "formats": [] }).to_string()] {
            let incoming = read(&text).unwrap();
            assert_eq!(incoming.made.len(), 1);
            let made: Value = incoming.made[0].fields.clone().into();
            let expected = json!({
                "name": "Just for today", "day": "monday", "time": "19:00", "minutes": 90,
                "place": "Church hall, 1 High Street, Leeds", "conference_url": "https://example.org/2",
                "types": [{"text": "O"}, {"text": "VM"}], "notes": "Ring the bell",
            });
            assert_eq!(made, expected);
        }
    }
}
