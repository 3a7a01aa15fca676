//! The frames of `kith/pair/1`, byte by byte.

use kith_seal::MAX_PAIR_MESSAGE;
use serde::{Deserialize, Serialize};

use super::frame::BadFrame;

/// The largest pairing frame, without its length prefix: the longest message that the maths make, with its
/// variant, one byte, and its length, three as a varint.
pub const MAX_PAIR_FRAME: usize = MAX_PAIR_MESSAGE + 4;

/// The largest message of the handshake before both sides agreed.
const MAX_STEP: usize = 1024;

/// One message of a pairing.
///
/// On the wire it is `length u32 little-endian ‖ bytes`, at most [`MAX_PAIR_FRAME`]. The bytes are postcard, in the
/// one form that encodes back to itself; `bytes` is a varint count and then the bytes.
///
/// ```text
/// 0 Commit   bytes: the joiner's commitment to its nonce, with the invite's id       joiner -> inviter
/// 1 Offer    bytes: the inviter's nonce                                              inviter -> joiner
/// 2 Reveal   bytes: the joiner's nonce and its MAC                                   joiner -> inviter
/// 3 Confirm  bytes: the inviter's MAC                                                inviter -> joiner
/// 4 Agree    bytes: "they match", with a MAC                                         both
/// 5 Payload  bytes: what each tells the other                                        both, after both Agrees
/// 6 Goodbye  why: one byte                                                           both
/// ```
///
/// What is inside the bytes of 0 to 4 belongs to the maths of pairing and is at most 1 KiB each. Nothing of a plan, no
/// name and no lasting id travels before both Agrees.
///
/// A Payload is protected by the TLS connection, and by nothing else: the MACs cover that connection's exporter, and the
/// people compared words made from it, so both ends of it are theirs. Keys in it are sealed besides, by whoever
/// makes the payload.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum PairFrame {
    /// The joiner commits itself.
    Commit {
        /// From the maths.
        bytes: Vec<u8>,
    },
    /// The inviter answers.
    Offer {
        /// From the maths.
        bytes: Vec<u8>,
    },
    /// The joiner opens its commitment and proves that it knows the secret.
    Reveal {
        /// From the maths.
        bytes: Vec<u8>,
    },
    /// The inviter proves that it knows the secret.
    Confirm {
        /// From the maths.
        bytes: Vec<u8>,
    },
    /// The person on this side saw the same four words.
    Agree {
        /// A MAC of that yes.
        mac: Vec<u8>,
    },
    /// What this side tells the other.
    Payload {
        /// A message of the maths with what is told in it.
        bytes: Vec<u8>,
    },
    /// The end.
    Goodbye {
        /// Why.
        why: PairEnd,
    },
}

/// Why a pairing ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum PairEnd {
    /// Both sides have what they came for.
    Done,
    /// A person said that the words do not match.
    NoMatch,
    /// This side took the invitation back, or gave up.
    Cancelled,
    /// The invitation is over: its time has passed.
    Expired,
    /// The invitation is over: it was used, or tried wrongly too often.
    Used,
    /// The secret is not the right one.
    WrongSecret,
    /// The other side did not keep to the order.
    BadFrame,
    /// The connection broke.
    Lost,
}

impl PairFrame {
    /// The frame's bytes, without the length prefix.
    pub fn encode(&self) -> Vec<u8> {
        // postcard fails on types of unknown length only, and there are none here.
        postcard::to_stdvec(self).unwrap_or_default()
    }

    /// Reads one frame.
    pub fn decode(bytes: &[u8]) -> Result<Self, BadFrame> {
        if bytes.is_empty() || bytes.len() > MAX_PAIR_FRAME {
            return Err(BadFrame);
        }
        let (frame, rest) = postcard::take_from_bytes::<PairFrame>(bytes).map_err(|_| BadFrame)?;
        let is_short = match &frame {
            PairFrame::Commit { bytes }
            | PairFrame::Offer { bytes }
            | PairFrame::Reveal { bytes }
            | PairFrame::Confirm { bytes }
            | PairFrame::Agree { mac: bytes } => bytes.len() <= MAX_STEP,
            PairFrame::Payload { .. } | PairFrame::Goodbye { .. } => true,
        };
        if !rest.is_empty() || !is_short || frame.encode() != bytes {
            return Err(BadFrame);
        }
        Ok(frame)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_read_back_in_one_form_only() {
        for frame in [
            PairFrame::Commit { bytes: vec![1; 40] },
            PairFrame::Agree { mac: vec![2; 32] },
            PairFrame::Payload { bytes: vec![3; 60_000] },
            PairFrame::Goodbye { why: PairEnd::NoMatch },
        ] {
            let bytes = frame.encode();
            assert_eq!(PairFrame::decode(&bytes), Ok(frame));
            assert_eq!(PairFrame::decode(&bytes[..bytes.len() - 1]), Err(BadFrame));
            let longer: Vec<u8> = bytes.iter().copied().chain([0]).collect();
            assert_eq!(PairFrame::decode(&longer), Err(BadFrame));
        }
        assert_eq!(PairFrame::Goodbye { why: PairEnd::NoMatch }.encode(), vec![6, 1]);
        assert_eq!(PairFrame::Commit { bytes: vec![9, 8] }.encode(), vec![0, 2, 9, 8]);
    }

    /// The network took 64 KiB where the maths allowed 512: whoever had a long roster could never link a device.
    #[test]
    fn the_longest_message_of_the_maths_fits_into_a_frame_and_nothing_longer_does() {
        let frame = |payload: usize| {
            let message = kith_seal::PairMessage::Payload(vec![7; payload]).encode().unwrap();
            PairFrame::Payload { bytes: message }
        };
        let longest = frame(kith_seal::MAX_PAIR_PAYLOAD);
        let bytes = longest.encode();
        assert_eq!(bytes.len(), MAX_PAIR_FRAME);
        assert_eq!(PairFrame::decode(&bytes), Ok(longest));
        let longer = frame(kith_seal::MAX_PAIR_PAYLOAD + 1).encode();
        assert_eq!(PairFrame::decode(&longer), Err(BadFrame));
    }

    #[test]
    fn limits_hold() {
        let step = PairFrame::Offer { bytes: vec![0; MAX_STEP + 1] };
        assert_eq!(PairFrame::decode(&step.encode()), Err(BadFrame));
        let payload = PairFrame::Payload { bytes: vec![0; MAX_PAIR_FRAME] };
        assert_eq!(PairFrame::decode(&payload.encode()), Err(BadFrame));
    }
}
