//! A value as it is read: what a field holds, in a form that any JSON can take.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::fields::Fields;
use crate::text::Text;

/// What a field holds. Values of a newer Kith are kept in the closest of these forms.
///
/// Serde writes it down for a kept view alone; JSON is made by [`Value::to_json`].
#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
pub enum Value {
    /// Nothing, written on purpose.
    #[default]
    Null,
    /// Yes or no.
    Flag(bool),
    /// A whole number.
    Whole(i64),
    /// A number with a fraction; no kind of this version writes one.
    Fraction(f64),
    /// Words, short or long; also choices, days, moments and ids.
    Text(Text),
    /// Bytes; no kind of this version writes them. JSON shows them in lower-case hex.
    Bytes(Box<[u8]>),
    /// Several values in order.
    List(Box<[Value]>),
    /// Named values.
    Map(Fields),
}

impl Value {
    /// The words, if this is text.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number, if this is a whole one.
    pub fn as_whole(&self) -> Option<i64> {
        match self {
            Self::Whole(number) => Some(*number),
            _ => None,
        }
    }

    /// Yes or no, if this is a flag.
    pub fn as_flag(&self) -> Option<bool> {
        match self {
            Self::Flag(flag) => Some(*flag),
            _ => None,
        }
    }

    /// The values in order, if this is a list.
    pub fn as_list(&self) -> Option<&[Value]> {
        match self {
            Self::List(values) => Some(values),
            _ => None,
        }
    }

    /// The named values, if this is a map.
    pub fn as_map(&self) -> Option<&Fields> {
        match self {
            Self::Map(values) => Some(values),
            _ => None,
        }
    }

    /// The same value as JSON. A fraction that JSON cannot say (infinite, not a number) becomes null.
    pub fn to_json(&self) -> Json {
        match self {
            Self::Null => Json::Null,
            Self::Flag(flag) => Json::from(*flag),
            Self::Whole(number) => Json::from(*number),
            Self::Fraction(number) => Json::from(*number),
            Self::Text(text) => Json::from(text.as_str()),
            Self::Bytes(bytes) => {
                Json::from(bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>())
            }
            Self::List(values) => values.iter().map(Value::to_json).collect(),
            Self::Map(values) => {
                values.iter().map(|(name, value)| (name.to_string(), value.to_json())).collect()
            }
        }
    }
}

impl From<&Json> for Value {
    /// A whole number beyond 64 signed bits becomes a fraction.
    fn from(json: &Json) -> Self {
        match json {
            Json::Null => Self::Null,
            Json::Bool(flag) => Self::Flag(*flag),
            Json::Number(number) => match number.as_i64() {
                Some(whole) => Self::Whole(whole),
                None => Self::Fraction(number.as_f64().unwrap_or(f64::NAN)),
            },
            Json::String(text) => Self::Text(text.as_str().into()),
            Json::Array(values) => Self::List(values.iter().map(Value::from).collect()),
            Json::Object(values) => Self::Map(
                values.iter().map(|(name, value)| (name.as_str(), value.into())).collect(),
            ),
        }
    }
}

/// What people wrote never reaches a log: Debug says the form and the length only.
impl fmt::Debug for Value {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => formatter.write_str("Null"),
            Self::Flag(_) => formatter.write_str("Flag"),
            Self::Whole(_) => formatter.write_str("Whole"),
            Self::Fraction(_) => formatter.write_str("Fraction"),
            Self::Text(text) => write!(formatter, "Text({} bytes)", text.len()),
            Self::Bytes(bytes) => write!(formatter, "Bytes({})", bytes.len()),
            Self::List(values) => write!(formatter, "List({})", values.len()),
            Self::Map(values) => write!(formatter, "Map({})", values.len()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_go_through_json_and_come_back() {
        let json = serde_json::json!({
            "none": null, "yes": true, "number": -7, "part": 0.5, "words": "a b",
            "list": [1, "two", {"three": 3}]
        });
        let value = Value::from(&json);
        assert_eq!(value.to_json(), json);
    }

    #[test]
    fn a_kept_view_has_values_in_the_bytes_that_it_always_had() {
        let written = |value: &Value| postcard::to_stdvec(value).unwrap();
        let bytes = Value::Bytes([1, 2].into());
        let list = Value::List([Value::Null, Value::Flag(true)].into());
        let map = Value::Map([("n", Value::Whole(-1))].into());
        for (value, known) in [
            (Value::Text("ab".into()), &[4, 2, b'a', b'b'][..]),
            (bytes, &[5, 2, 1, 2]),
            (list, &[6, 2, 0, 1, 1]),
            (map, &[7, 1, 1, b'n', 2, 1]),
        ] {
            assert_eq!(written(&value), known, "{value:?}");
            assert_eq!(postcard::from_bytes::<Value>(known).unwrap(), value);
        }
    }

    #[test]
    fn debug_shows_lengths_and_never_words() {
        let value = Value::from(&serde_json::json!({"note": "a long night"}));
        assert_eq!(format!("{value:?}"), "Map(1)");
        assert_eq!(format!("{:?}", Value::Text("a long night".into())), "Text(12 bytes)");
    }
}
