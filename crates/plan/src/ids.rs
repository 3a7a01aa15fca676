//! Names of things: records, actors, volumes, and points in time.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A point in time: milliseconds since 1970-01-01 UTC, negative before.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct UnixMillis(pub i64);

impl UnixMillis {
    /// The year of this time in UTC; a time outside of jiff's range (the years -9999 to 9999) is read
    /// as 1970.
    pub fn utc_year(self) -> i16 {
        self.utc().year()
    }

    /// The quarter of the year, 1 to 4, in UTC.
    pub fn utc_quarter(self) -> u8 {
        let month = u8::try_from(self.utc().month()).unwrap_or(1);
        month.saturating_sub(1) / 3 + 1
    }

    /// Written as RFC 3339 in UTC with a `Z` and three decimals of a second, as the command line shows
    /// `created` and `updated`.
    pub fn to_rfc3339(self) -> String {
        let timestamp = jiff::Timestamp::from_millisecond(self.0).unwrap_or_default();
        format!("{timestamp:.3}")
    }

    fn utc(self) -> jiff::civil::DateTime {
        let timestamp = jiff::Timestamp::from_millisecond(self.0).unwrap_or_default();
        jiff::tz::Offset::UTC.to_datetime(timestamp)
    }
}

/// The name of one record: a UUIDv7, so that ids sort by the time they were made.
///
/// It is the record's root key in its volume, lower-case and hyphenated, and the only place where the
/// time of making is kept.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordId(Uuid);

impl RecordId {
    /// Makes an id from the time now and ten random bytes. Times before 1970 are taken as 1970.
    pub fn new(now: UnixMillis, dice: [u8; 10]) -> Self {
        let millis = u64::try_from(now.0).unwrap_or(0);
        Self(uuid::Builder::from_unix_timestamp_millis(millis, &dice).into_uuid())
    }

    /// When the record was made, as its id says.
    pub fn created(&self) -> UnixMillis {
        let mut millis = [0u8; 8];
        for (into, from) in millis.iter_mut().skip(2).zip(self.0.as_bytes()) {
            *into = *from;
        }
        UnixMillis(i64::try_from(u64::from_be_bytes(millis)).unwrap_or(0))
    }

    /// The id of the record that keeps what the labels of this one stand for: the same moment, with some
    /// of the random bits turned over, so that all of a person's devices name it alike.
    pub fn link(self) -> Self {
        // Neither the time nor the marks of a UUIDv7 are among these bits.
        const TURNED: u128 = 0x0000_0000_0000_0a5c_1b6f_93d2_e748_5ac1;
        Self(Uuid::from_u128(self.0.as_u128() ^ TURNED))
    }

    /// The sixteen bytes of the id.
    pub fn as_bytes(&self) -> &[u8; 16] {
        self.0.as_bytes()
    }

    /// Reads the sixteen bytes of an id, if they are those of a UUIDv7.
    pub(crate) fn from_bytes(bytes: [u8; 16]) -> Option<Self> {
        let uuid = Uuid::from_bytes(bytes);
        let is_ours = uuid.get_version_num() == 7 && uuid.get_variant() == uuid::Variant::RFC4122;
        is_ours.then_some(Self(uuid))
    }

    /// Reads a root key: only the one canonical spelling of a UUIDv7 is an id, so that no two keys of
    /// a document can name the same record.
    pub(crate) fn from_key(key: &str) -> Option<Self> {
        let id: Self = key.parse().ok()?;
        let mut buffer = [0; 36];
        (id.key(&mut buffer) == key).then_some(id)
    }

    pub(crate) fn key<'a>(&self, buffer: &'a mut [u8; 36]) -> &'a str {
        self.0.hyphenated().encode_lower(buffer)
    }
}

impl fmt::Display for RecordId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.0.hyphenated())
    }
}

impl fmt::Debug for RecordId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "RecordId({self})")
    }
}

/// The text is not the id of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a record id: a hyphenated uuid of version 7 is needed")]
pub struct ParseRecordIdError;

impl FromStr for RecordId {
    type Err = ParseRecordIdError;

    fn from_str(text: &str) -> Result<Self, ParseRecordIdError> {
        if text.len() != 36 {
            return Err(ParseRecordIdError);
        }
        let uuid = Uuid::try_parse(text).map_err(|_| ParseRecordIdError)?;
        if uuid.get_version_num() != 7 || uuid.get_variant() != uuid::Variant::RFC4122 {
            return Err(ParseRecordIdError);
        }
        Ok(Self(uuid))
    }
}

impl Serialize for RecordId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for RecordId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// Who wrote a change: the first sixteen bytes of the hash of a stream's key.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Actor(pub [u8; 16]);

/// The name of one volume: sixteen random bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VolumeId(pub [u8; 16]);

fn write_hex(formatter: &mut fmt::Formatter<'_>, bytes: &[u8]) -> fmt::Result {
    bytes.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
}

/// Display in full, Debug by the first four bytes: enough to tell two apart in a log.
macro_rules! shown_as_hex {
    ($name:ident) => {
        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                write_hex(formatter, &self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(concat!(stringify!($name), "("))?;
                write_hex(
                    formatter,
                    self.0.first_chunk::<4>().map_or(&[], |chunk| chunk.as_slice()),
                )?;
                formatter.write_str(")")
            }
        }
    };
}

shown_as_hex!(Actor);
shown_as_hex!(VolumeId);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_says_when_it_was_made_and_survives_text() {
        let now = UnixMillis(1_795_332_296_123);
        let id = RecordId::new(now, [7; 10]);
        assert_eq!(id.created(), now);
        let text = id.to_string();
        assert_eq!(text, text.to_lowercase());
        assert_eq!(text.parse::<RecordId>().unwrap(), id);
        assert_eq!(RecordId::from_key(&text), Some(id));
        let json = serde_json::to_string(&id).unwrap();
        assert_eq!(json, format!("\"{text}\""));
        assert_eq!(serde_json::from_str::<RecordId>(&json).unwrap(), id);
    }

    #[test]
    fn ids_sort_by_the_time_they_were_made() {
        let early = RecordId::new(UnixMillis(1_000), [255; 10]);
        let late = RecordId::new(UnixMillis(1_001), [0; 10]);
        assert!(early < late);
        assert!(early.to_string() < late.to_string());
    }

    #[test]
    fn other_uuids_and_other_spellings_are_no_ids() {
        let id = RecordId::new(UnixMillis(1_795_332_296_123), [0xab; 10]).to_string();
        assert!("2f8e3c5a-1111-4222-8333-444455556666".parse::<RecordId>().is_err());
        assert!(id.replace('-', "").parse::<RecordId>().is_err());
        assert!(RecordId::from_key(&id.to_uppercase()).is_none());
        assert!("".parse::<RecordId>().is_err());
    }

    #[test]
    fn years_and_quarters_are_those_of_utc() {
        // 2027-01-01T00:00:00Z and one millisecond before it.
        let new_year = UnixMillis(1_798_761_600_000);
        assert_eq!((new_year.utc_year(), new_year.utc_quarter()), (2027, 1));
        let before = UnixMillis(new_year.0 - 1);
        assert_eq!((before.utc_year(), before.utc_quarter()), (2026, 4));
        assert_eq!(before.to_rfc3339(), "2026-12-31T23:59:59.999Z");
    }

    #[test]
    fn hex_is_shown_in_full_and_short_in_debug() {
        assert_eq!(VolumeId([0x0f; 16]).to_string(), "0f".repeat(16));
        assert_eq!(format!("{:?}", Actor([0xa1; 16])), "Actor(a1a1a1a1)");
    }
}
