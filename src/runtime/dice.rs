//! Dice: the operating system's random numbers.

use std::convert::Infallible;

use rand_core::{TryCryptoRng, TryRng};

/// Random numbers of the operating system. A system without any cannot seal anything, so the program
/// ends at once rather than go on with numbers that somebody could guess.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemDice;

impl TryRng for SystemDice {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        if getrandom::fill(bytes).is_err() {
            std::process::abort();
        }
        Ok(())
    }
}

impl TryCryptoRng for SystemDice {}

/// Thirty-two random bytes.
pub fn seed() -> [u8; 32] {
    let mut bytes = [0; 32];
    match SystemDice.try_fill_bytes(&mut bytes) {
        Ok(()) => bytes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_throws_differ() {
        assert_ne!(seed(), seed());
    }
}
