//! Secrets as English words with a checksum (BIP-39): 24 for the kit, 12 for a pairing, and four to compare by eye.

use bip39::{Error, Language, Mnemonic};
use zeroize::{Zeroize as _, Zeroizing};

use crate::Hash;

/// Why typed words are not a secret. Positions count from 1, as a person would.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReadWordsError {
    /// Not as many words as there should be.
    #[error("{found} words where {expected} belong")]
    Count {
        /// How many there should be.
        expected: usize,
        /// How many there were.
        found: usize,
    },
    /// A word that is not in the list.
    #[error("word {position} is not in the list")]
    UnknownWord {
        /// Which one, from 1.
        position: usize,
    },
    /// All words are in the list but do not belong together: two swapped, or one wrong.
    #[error("the words do not belong together")]
    Checksum,
}

/// Words for `N` secret bytes (16 -> 12 words, 32 -> 24 words), in order.
pub(crate) fn write_words<const N: usize>(secret: &[u8; N]) -> Vec<&'static str> {
    // Every multiple of 4 bytes from 16 to 32 has its words, and no other length is ever asked for.
    Mnemonic::from_entropy_in(Language::English, secret)
        .map(|mnemonic| mnemonic.words().collect())
        .unwrap_or_default()
}

/// Reads words back. Letter case and the spaces between do not matter.
pub(crate) fn read_words<const N: usize>(text: &str) -> Result<Zeroizing<[u8; N]>, ReadWordsError> {
    let expected = N / 4 * 3;
    let plain = Zeroizing::new(text.to_lowercase());
    let found = plain.split_whitespace().count();
    if found != expected {
        return Err(ReadWordsError::Count { expected, found });
    }
    let mnemonic =
        Mnemonic::parse_in_normalized(Language::English, &plain).map_err(|error| match error {
            Error::UnknownWord(index) => {
                ReadWordsError::UnknownWord { position: index.saturating_add(1) }
            }
            Error::BadWordCount(_)
            | Error::BadEntropyBitCount(_)
            | Error::InvalidChecksum
            | Error::AmbiguousLanguages(_) => ReadWordsError::Checksum,
        })?;
    let (mut entropy, len) = mnemonic.to_entropy_array();
    let mut secret = Zeroizing::new([0; N]);
    for (to, from) in secret.iter_mut().zip(entropy) {
        *to = from;
    }
    entropy.zeroize();
    if len == N { Ok(secret) } else { Err(ReadWordsError::Checksum) }
}

/// Four words from the first 44 bits of a digest.
pub(crate) fn four_words(digest: &Hash) -> [&'static str; 4] {
    let mut held = 0u64;
    for byte in digest.0.iter().take(6) {
        held = (held << 8) | u64::from(*byte);
    }
    let list = Language::English.word_list();
    [37, 26, 15, 4].map(|shift| {
        let index = usize::try_from((held >> shift) & 0x7ff).unwrap_or(0);
        list.get(index).copied().unwrap_or("abandon")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_carry_their_bytes_and_a_checksum() {
        let secret = [0x5a; 16];
        let words = write_words(&secret);
        assert_eq!(words.len(), 12);
        let typed = format!("  {}\n", words.join("  ").to_uppercase());
        assert_eq!(*read_words::<16>(&typed).unwrap(), secret);
        assert_eq!(write_words(&[1; 32]).len(), 24);
    }

    #[test]
    fn a_known_vector() {
        // The all-zero vector that BIP-39 publishes.
        let words = write_words(&[0; 16]);
        assert_eq!(words.join(" "), "abandon ".repeat(11) + "about");
    }

    #[test]
    fn mistakes_are_told_apart() {
        let mut words = write_words(&[0x5a; 16]);
        assert_eq!(
            read_words::<16>(&words[..11].join(" ")),
            Err(ReadWordsError::Count { expected: 12, found: 11 })
        );
        words[3] = "zzz";
        assert_eq!(
            read_words::<16>(&words.join(" ")),
            Err(ReadWordsError::UnknownWord { position: 4 })
        );
        // Twelve words have four bits of checksum: about one wrong word in sixteen is not noticed by it.
        let noticed = Language::English.word_list().iter().filter(|word| {
            words[3] = word;
            read_words::<16>(&words.join(" ")) == Err(ReadWordsError::Checksum)
        });
        assert!(noticed.count() > 2048 * 9 / 10);
    }

    #[test]
    fn four_words_take_eleven_bits_each() {
        let mut digest = Hash::ZERO;
        assert_eq!(four_words(&digest), ["abandon"; 4]);
        digest.0[..5].fill(0xff);
        digest.0[5] = 0xf0;
        assert_eq!(four_words(&digest), ["zoo"; 4]);
        digest.0[6..].fill(0xff);
        assert_eq!(four_words(&digest), ["zoo"; 4], "bits beyond 44 do not matter");
    }
}
