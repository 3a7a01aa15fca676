//! The frames of `kith/sync/1`, byte by byte.

use serde::{Deserialize, Serialize};

/// The largest frame, without its length prefix.
pub const MAX_FRAME: usize = 1024 * 1024;

/// The one protocol version that this program speaks.
pub const PROTOCOL_VERSION: u16 = 1;

/// A shortened digest of one alias's vector: enough to see a difference among honest peers; what is taken is checked
/// envelope by envelope anyway.
pub type Digest = [u8; 16];

/// An alias and, for each of its streams, the number after the last durable envelope.
pub type Durable = ([u8; 16], Vec<([u8; 32], u32)>);

/// The bytes are not a frame in its one canonical form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a frame, or not in its one form")]
pub struct BadFrame;

/// One message of a session.
///
/// On the wire a frame is `length u32 little-endian ‖ bytes`, at most [`MAX_FRAME`] bytes. Length zero is a heartbeat:
/// it has no bytes and never reaches the exchange. The bytes are postcard: integers are varints (7 bits a byte, low
/// first), `[n]` is n raw bytes, `bytes` and `list` are a varint count and then the items, a bool is one byte 0 or 1.
/// A frame that would not encode back to the same bytes is refused.
///
/// ```text
/// 0 Hello    min varint, max varint, features varint, run [16], root [32]
/// 1 Digests  list of (alias [16], digest [16]), ascending
/// 2 Vector   alias [16], answer bool, list of (stream [32], next varint, head [32]), ascending
/// 3 Want     alias [16], list of (stream [32], from varint), ascending
/// 4 Give     bytes: whole envelopes one after the other, verbatim
/// 5 Part     alias [16], total varint, offset varint, bytes: the next piece of a snapshot's envelope
/// 6 Ack      took varint, list of (alias [16], list of (stream [32], next varint)), ascending
/// ```
///
/// **Hello** is the first frame each way. `run` is random for each run of a program: of two connections between the
/// same two runs the one dialled by the lower endpoint id is kept, and a connection with an earlier run is dead. `root`
/// is the tagged hash `kith/v1/sync/root` over (alias ‖ alias digest) of everything held here that is shared with
/// this peer. When both roots are equal nothing more is said.
///
/// **Digests** follows when the roots differ: the alias digests (first 16 bytes of the tagged hash `kith/v1/sync/alias`
/// over stream ‖ next u32 LE ‖ head, ascending), as of the moment of sending. Both sides then send a **Vector** for each
/// alias whose digests differ, and no other. `next` is the number after the last envelope held durably, `head` the
/// hash of that last one. `answer` asks for the other side's vector of that alias, when an alias is newly shared in the
/// middle of a session. An alias that the receiver does not share with the sender is passed over in silence.
///
/// **Want** asks for everything of these streams from these numbers on. It is answered by **Give**, oldest first within
/// a stream, or, when the gap is wide and there is a snapshot, by **Part**s first and, once the snapshot is acknowledged,
/// the rest. Envelopes written during a session are given without being wanted.
///
/// **Ack**: `took` counts how many items (envelopes of Give, and Parts) of this session the receiver is done with, for
/// better or worse; a giver keeps at most 256 items or 1 MiB (plus one batch) beyond it. The lists name what is durable
/// at the sender.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Frame<'a> {
    /// The first frame each way.
    Hello {
        /// Lowest version spoken.
        min: u16,
        /// Highest version spoken.
        max: u16,
        /// Feature bits; unknown ones are ignored.
        features: u64,
        /// Random for each run of the program.
        run: [u8; 16],
        /// Digest of everything shared.
        root: [u8; 32],
    },
    /// A digest for each alias shared and held.
    Digests {
        /// Ascending by alias.
        aliases: Vec<([u8; 16], Digest)>,
    },
    /// What is held of one alias.
    Vector {
        /// The alias.
        alias: [u8; 16],
        /// Whether the other side's vector is asked for.
        answer: bool,
        /// Stream, number after the last, hash of the last; ascending by stream.
        streams: Vec<([u8; 32], u32, [u8; 32])>,
    },
    /// What is lacking of one alias.
    Want {
        /// The alias.
        alias: [u8; 16],
        /// Stream and first number lacking; ascending by stream.
        streams: Vec<([u8; 32], u32)>,
    },
    /// Envelopes, verbatim.
    Give {
        /// One after the other; each tells its own length.
        #[serde(borrow)]
        envelopes: &'a [u8],
    },
    /// A piece of a snapshot's envelope.
    Part {
        /// The alias.
        alias: [u8; 16],
        /// Length of the whole envelope.
        total: u64,
        /// Where this piece belongs; pieces come in order.
        offset: u64,
        /// The piece.
        #[serde(borrow)]
        bytes: &'a [u8],
    },
    /// What was taken, and what is durable.
    Ack {
        /// Items of this session done with, counted from its start.
        took: u64,
        /// For each alias and stream, the number after the last durable one; ascending.
        durable: Vec<Durable>,
    },
}

impl<'a> Frame<'a> {
    /// The frame's bytes, without the length prefix.
    pub fn encode(&self) -> Vec<u8> {
        // postcard fails on types of unknown length only, and there are none here.
        postcard::to_stdvec(self).unwrap_or_default()
    }

    /// Reads one frame. Nothing is allocated beyond a small multiple of `bytes`.
    pub fn decode(bytes: &'a [u8]) -> Result<Self, BadFrame> {
        if bytes.is_empty() || bytes.len() > MAX_FRAME {
            return Err(BadFrame);
        }
        let (frame, rest) = postcard::take_from_bytes::<Frame<'a>>(bytes).map_err(|_| BadFrame)?;
        if !rest.is_empty() || !frame.is_ordered() || frame.encode() != bytes {
            return Err(BadFrame);
        }
        Ok(frame)
    }

    /// Whether every list is strictly ascending and within its limit.
    fn is_ordered(&self) -> bool {
        use super::limits::{ALIASES, STREAMS};
        match self {
            Frame::Hello { min, max, .. } => min <= max,
            Frame::Digests { aliases } => {
                aliases.len() <= ALIASES && aliases.is_sorted_by(|a, b| a.0 < b.0)
            }
            Frame::Vector { streams, .. } => {
                streams.len() <= STREAMS
                    && streams.is_sorted_by(|a, b| a.0 < b.0)
                    && streams.iter().all(|(_, next, _)| *next > 0)
            }
            Frame::Want { streams, .. } => {
                streams.len() <= STREAMS && streams.is_sorted_by(|a, b| a.0 < b.0)
            }
            Frame::Give { envelopes } => !envelopes.is_empty(),
            Frame::Part { total, offset, bytes, .. } => {
                !bytes.is_empty()
                    && offset.checked_add(bytes.len() as u64).is_some_and(|end| end <= *total)
            }
            Frame::Ack { durable, .. } => {
                durable.is_sorted_by(|a, b| a.0 < b.0)
                    && durable.iter().all(|(_, streams)| {
                        !streams.is_empty() && streams.is_sorted_by(|a, b| a.0 < b.0)
                    })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn samples() -> Vec<Vec<u8>> {
        [
            Frame::Hello { min: 1, max: 300, features: 5, run: [7; 16], root: [8; 32] },
            Frame::Digests { aliases: vec![([1; 16], [2; 16]), ([2; 16], [2; 16])] },
            Frame::Vector { alias: [1; 16], answer: true, streams: vec![([3; 32], 9, [4; 32])] },
            Frame::Want { alias: [1; 16], streams: vec![([3; 32], 0)] },
            Frame::Give { envelopes: &[1, 2, 3] },
            Frame::Part { alias: [1; 16], total: 4, offset: 1, bytes: &[1, 2, 3] },
            Frame::Ack { took: 3, durable: vec![([1; 16], vec![([3; 32], 200)])] },
        ]
        .iter()
        .map(Frame::encode)
        .collect()
    }

    #[test]
    fn every_frame_reads_back_and_no_prefix_or_extension_does() {
        for bytes in samples() {
            assert_eq!(Frame::decode(&bytes).unwrap().encode(), bytes);
            for end in 0..bytes.len() {
                assert_eq!(Frame::decode(&bytes[..end]), Err(BadFrame), "cut at {end}");
            }
            let mut longer = bytes.clone();
            longer.push(0);
            assert_eq!(Frame::decode(&longer), Err(BadFrame));
        }
    }

    #[test]
    fn the_layout_is_the_documented_one() {
        let hello = Frame::Hello { min: 1, max: 300, features: 5, run: [7; 16], root: [8; 32] };
        let mut bytes = vec![0, 1, 0xac, 0x02, 5];
        bytes.extend([7; 16]);
        bytes.extend([8; 32]);
        assert_eq!(hello.encode(), bytes);
        let vector =
            Frame::Vector { alias: [1; 16], answer: true, streams: vec![([3; 32], 9, [4; 32])] };
        let mut bytes = vec![2];
        bytes.extend([1; 16]);
        bytes.extend([1, 1]);
        bytes.extend([3; 32]);
        bytes.push(9);
        bytes.extend([4; 32]);
        assert_eq!(vector.encode(), bytes);
        assert_eq!(Frame::Give { envelopes: &[9, 8] }.encode(), vec![4, 2, 9, 8]);
    }

    #[test]
    fn an_overlong_integer_or_an_unsorted_list_is_refused() {
        let mut bytes = vec![0, 0x81, 0x00, 1, 0];
        bytes.extend([7; 16]);
        bytes.extend([8; 32]);
        assert_eq!(Frame::decode(&bytes), Err(BadFrame));
        let twice = Frame::Want { alias: [1; 16], streams: vec![([3; 32], 0), ([3; 32], 1)] };
        assert_eq!(Frame::decode(&twice.encode()), Err(BadFrame));
        let empty = Frame::Ack { took: 0, durable: vec![([1; 16], Vec::new())] };
        assert_eq!(Frame::decode(&empty.encode()), Err(BadFrame));
    }

    #[test]
    fn a_frame_of_one_mebibyte_is_the_largest() {
        let body = vec![0; MAX_FRAME];
        let mut room = MAX_FRAME - 4;
        assert!(Frame::decode(&Frame::Give { envelopes: &body[..room] }.encode()).is_ok());
        room += 1;
        assert_eq!(
            Frame::decode(&Frame::Give { envelopes: &body[..room] }.encode()),
            Err(BadFrame)
        );
    }
}
