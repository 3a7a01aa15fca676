//! Dice for names that need not be secret: the same seed throws the same names.

use kith_plan::{RecordId, UnixMillis};

/// A source of record ids, seeded once by the threshold.
#[derive(Debug)]
pub(crate) struct Dice {
    seed: [u8; 32],
    throws: u64,
}

impl Dice {
    pub(crate) fn new(seed: [u8; 32]) -> Self {
        Dice { seed, throws: 0 }
    }

    /// The next record id, carrying the moment at which it was made.
    pub(crate) fn record_id(&mut self, now: UnixMillis) -> RecordId {
        let bytes = self.throw::<10>();
        RecordId::new(now, bytes)
    }

    /// The next `N` bytes.
    pub(crate) fn throw<const N: usize>(&mut self) -> [u8; N] {
        self.throws = self.throws.wrapping_add(1);
        let hash = kith_seal::tagged("kith/v1/names", &[&self.seed, &self.throws.to_le_bytes()]);
        let mut out = [0_u8; N];
        for (to, from) in out.iter_mut().zip(hash.as_bytes()) {
            *to = *from;
        }
        out
    }
}
