//! The kit: 24 words on paper that overrule every device.
//!
//! The words are 32 random bytes; two keys come from them: one signs roster resets, one opens person-key wraps. Their
//! public halves stand in the genesis entry, so a person can test the paper without any secret being stored.

use std::fmt;

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::canon::NotCanonical;
use crate::derive::derive;
use crate::keys::{AgeSecret, BadAgeKey, SigningSecret, random};
use crate::roster::{RosterEntry, SignedRosterEntry};
use crate::words::{ReadWordsError, read_words, write_words};
use crate::{KitKey, Signed, tag};

/// The public halves of a kit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KitPublic {
    /// Verifies roster resets.
    pub signing: KitKey,
    /// The recipient that is part of every person-key wrap.
    pub recipient: String,
}

/// The secret of a kit. Shown once as words, then forgotten.
pub struct KitWords(Box<Zeroizing<[u8; 32]>>);

impl KitWords {
    /// Makes a kit from dice.
    pub fn make(dice: &mut dyn CryptoRng) -> Self {
        Self(Box::new(random(dice)))
    }

    /// Reads 24 typed words.
    pub fn read(text: &str) -> Result<Self, ReadWordsError> {
        read_words(text).map(|secret| Self(Box::new(secret)))
    }

    /// The 24 words, in order.
    pub fn words(&self) -> Vec<&'static str> {
        write_words::<32>(&self.0)
    }

    /// The public halves.
    pub fn public(&self) -> Result<KitPublic, BadAgeKey> {
        Ok(KitPublic {
            signing: KitKey(self.signing().public()),
            recipient: self.identity()?.recipient(),
        })
    }

    /// Whether this is the kit whose public halves stand in a roster.
    pub fn matches(&self, public: &KitPublic) -> bool {
        self.public().is_ok_and(|own| own == *public)
    }

    /// Signs a reset ([`RosterEntry::KitReset`]). Any other entry signed by a kit counts for nothing.
    pub fn sign(&self, entry: RosterEntry) -> Result<SignedRosterEntry, NotCanonical> {
        Signed::sign(entry, &self.signing())
    }

    /// The age identity that opens person-key wraps.
    pub fn identity(&self) -> Result<AgeSecret, BadAgeKey> {
        AgeSecret::from_bytes(&derive(self.0.as_slice(), &[], tag::KIT_RECIPIENT))
    }

    fn signing(&self) -> SigningSecret {
        SigningSecret::from_seed(&derive(self.0.as_slice(), &[], tag::KIT_SIGNING))
    }
}

impl fmt::Debug for KitWords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KitWords(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_chacha::ChaCha12Rng;
    use rand_core::SeedableRng as _;

    #[test]
    fn typed_words_match_their_own_kit_only() {
        let mut dice = ChaCha12Rng::seed_from_u64(24);
        let kit = KitWords::make(&mut dice);
        let other = KitWords::make(&mut dice);
        let public = kit.public().unwrap();
        let typed = KitWords::read(&kit.words().join(" ")).unwrap();
        assert!(typed.matches(&public));
        assert!(!other.matches(&public));
        let half = KitPublic { recipient: other.public().unwrap().recipient, ..public };
        assert!(!kit.matches(&half), "both halves must match");
        assert_eq!(format!("{kit:?}"), "KitWords(..)");
    }
}
