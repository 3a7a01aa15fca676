//! A kept view: what a document was read as, so that it need not be read again. It stays in the vault that made it.
//!
//! It is sealed to the vault identity. Since age says nothing about who sealed, a tag that only the holder of that
//! identity can make stands before it; it also says of which generation the view is.
//!
//! ```text
//! tag 32   length u64 little-endian   payload   zeros up to a padded length
//! ```

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::agefile::{self, SealFileError};
use crate::canon::{self, NotCanonical};
use crate::keys::AgeSecret;
use crate::long_bytes::LongBytes;
use crate::padding::padded_len;
use crate::snapshot::{Covered, MAX_DOCUMENT};
use crate::{GenerationId, Hash, tag, tagged};

/// The longest kept view in bytes, with everything around it.
pub const MAX_KEPT_VIEW: usize = MAX_DOCUMENT;

const TAG_LEN: usize = 32;
const LENGTH_LEN: usize = 8;
const HEAD_LEN: usize = TAG_LEN + LENGTH_LEN;

/// What the records of one generation were read as, and from what.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptView {
    /// Every stream that the document held, and how far.
    pub covers: Vec<Covered>,
    /// The newest snapshot that rested beside it, and what that covers.
    pub snapshot: Option<(Hash, Vec<Covered>)>,
    /// The records; opaque here.
    pub records: Vec<u8>,
}

/// The same where it was read.
#[derive(Deserialize)]
struct InPlace<'a> {
    covers: Vec<Covered>,
    snapshot: Option<(Hash, Vec<Covered>)>,
    records: &'a [u8],
}

impl KeptView {
    /// The payload bytes.
    pub fn encode(&self) -> Result<Vec<u8>, NotCanonical> {
        canon::encode(self)
    }

    /// Reads a payload: what it says of its records, and the records, which stay where they are.
    pub fn read(payload: &[u8]) -> Result<(Self, &[u8]), NotCanonical> {
        let read = postcard::from_bytes(payload).map_err(|_| NotCanonical)?;
        let InPlace { covers, snapshot, records } = read;
        let view = Self { covers, snapshot, records: Vec::new() };
        // One value, one encoding. The records are the end of it as they are.
        let head = canon::encode(&(&view.covers, &view.snapshot, records.len()))?;
        let is_all = payload.len() == head.len().saturating_add(records.len());
        if is_all && payload.starts_with(&head) { Ok((view, records)) } else { Err(NotCanonical) }
    }

    /// Reads a payload, with its records.
    pub fn decode(payload: &[u8]) -> Result<Self, NotCanonical> {
        let (view, records) = Self::read(payload)?;
        Ok(Self { records: records.to_vec(), ..view })
    }

    /// The generation of which it is, as the first certificate in it says; nothing if it covers nothing.
    pub fn generation(&self) -> Option<GenerationId> {
        self.covers.first().map(|covered| covered.certificate.unverified().generation)
    }
}

impl std::fmt::Debug for KeptView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "KeptView({} streams, {} bytes)", self.covers.len(), self.records.len())
    }
}

/// Why a kept view is not used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the kept view is not one of this vault and generation")]
pub struct BadKeptView;

/// Seals a payload to the vault identity.
pub(crate) fn seal_view(
    vault: &AgeSecret,
    generation: GenerationId,
    payload: &[u8],
) -> Result<Vec<u8>, SealFileError> {
    let len = TAG_LEN.saturating_add(LENGTH_LEN).saturating_add(payload.len());
    let padded = padded_len(len).unwrap_or(len);
    let mut plain = Zeroizing::new(Vec::with_capacity(padded));
    plain.extend_from_slice(tag_of(vault, generation, payload).as_bytes());
    plain.extend_from_slice(&(payload.len() as u64).to_le_bytes());
    plain.extend_from_slice(payload);
    plain.resize(padded, 0);
    agefile::seal_to(&[&vault.recipient()], &plain)
}

/// Opens what [`seal_view`] sealed, and gives the payload. Without a generation the tag is to be of the one that the
/// certificates in it name.
pub(crate) fn open_view(
    vault: &AgeSecret,
    generation: Option<GenerationId>,
    sealed: &[u8],
) -> Result<LongBytes, BadKeptView> {
    let mut plain = agefile::open_long(vault, sealed, MAX_KEPT_VIEW).map_err(|_| BadKeptView)?;
    let (said, rest) = plain.split_at_checked(TAG_LEN).ok_or(BadKeptView)?;
    let (length, rest) = rest.split_first_chunk::<LENGTH_LEN>().ok_or(BadKeptView)?;
    let length = usize::try_from(u64::from_le_bytes(*length)).map_err(|_| BadKeptView)?;
    let payload = rest.get(..length).ok_or(BadKeptView)?;
    let generation = match generation {
        Some(generation) => generation,
        None => KeptView::read(payload)
            .ok()
            .and_then(|(view, _)| view.generation())
            .ok_or(BadKeptView)?,
    };
    // The comparison of two of this crate's hashes takes the same time wherever they differ.
    let is_ours = blake3::Hash::from(tag_of(vault, generation, payload).0)
        == blake3::Hash::from_slice(said).map_err(|_| BadKeptView)?;
    if !is_ours {
        return Err(BadKeptView);
    }
    // The payload stays where it is, since a view may take megabytes.
    plain.narrow(HEAD_LEN..HEAD_LEN.saturating_add(length));
    Ok(plain)
}

fn tag_of(vault: &AgeSecret, generation: GenerationId, payload: &[u8]) -> Hash {
    use secrecy::ExposeSecret as _;
    let key = tagged(tag::VIEW_KEY, &[vault.text().expose_secret().as_bytes()]);
    let of = tagged(tag::VIEW, &[&generation.0, payload]);
    Hash(*blake3::keyed_hash(key.as_bytes(), of.as_bytes()).as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_chacha::ChaCha20Rng;
    use rand_core::SeedableRng as _;

    #[test]
    fn only_the_vault_that_kept_a_view_takes_it_and_for_its_generation_alone() {
        let mut dice = ChaCha20Rng::seed_from_u64(71);
        let vault = AgeSecret::make(&mut dice).unwrap();
        let other = AgeSecret::make(&mut dice).unwrap();
        let (here, there) = (GenerationId([1; 32]), GenerationId([2; 32]));
        let sealed = seal_view(&vault, here, b"records").unwrap();
        assert_eq!(*open_view(&vault, Some(here), &sealed).unwrap(), *b"records");
        assert_eq!(open_view(&vault, Some(there), &sealed), Err(BadKeptView));
        assert_eq!(open_view(&other, Some(here), &sealed), Err(BadKeptView));
        for cut in 0..sealed.len() {
            assert_eq!(
                open_view(&vault, Some(here), &sealed[..cut]),
                Err(BadKeptView),
                "cut to {cut}"
            );
        }
        // Whoever knows the recipient can seal anything to it, and not make the tag.
        let mut forged = vec![0; TAG_LEN];
        forged.extend(7u64.to_le_bytes());
        forged.extend(b"records");
        let forged = agefile::seal_to(&[&vault.recipient()], &forged).unwrap();
        assert_eq!(open_view(&vault, Some(here), &forged), Err(BadKeptView));
    }

    #[test]
    fn a_long_view_is_opened_whole_or_not_at_all() {
        use crate::agefile::OpenFileError;
        let vault = AgeSecret::make(&mut ChaCha20Rng::seed_from_u64(73)).unwrap();
        let of = GenerationId([1; 32]);
        let payload: Vec<u8> = (0..300_000_u32).map(|at| (at / 7) as u8).collect();
        let sealed = seal_view(&vault, of, &payload).unwrap();
        assert_eq!(*open_view(&vault, Some(of), &sealed).unwrap(), *payload);
        for cut in [1, 16, 17, 1_000, 65_536, 65_552, 131_104, 250_000] {
            let sealed = &sealed[..sealed.len() - cut];
            assert_eq!(open_view(&vault, Some(of), sealed), Err(BadKeptView), "less {cut}");
        }
        let len = agefile::open_long(&vault, &sealed, MAX_KEPT_VIEW).unwrap().len();
        assert!(agefile::open_long(&vault, &sealed, len).is_ok());
        let refused = agefile::open_long(&vault, &sealed, len - 1);
        assert_eq!(refused, Err(OpenFileError::TooLong { limit: len - 1 }));
    }

    #[test]
    fn a_payload_is_read_in_place_and_has_one_form() {
        for len in [0, 1, 127, 128, 70_000] {
            let records = vec![7; len];
            let view = KeptView { covers: Vec::new(), snapshot: None, records };
            let payload = view.encode().unwrap();
            let (said, records) = KeptView::read(&payload).unwrap();
            assert!(said.records.is_empty() && *records == view.records);
            assert!(KeptView::decode(&payload).unwrap() == view);
            let longer = [payload.as_slice(), &[7]].concat();
            let shorter = &payload[..payload.len() - 1];
            assert!(KeptView::read(&longer).is_err() && KeptView::read(shorter).is_err(), "{len}");
        }
        // Two bytes for a length that needs one.
        assert!(KeptView::read(&[0, 0, 1, 7]).is_ok());
        assert!(KeptView::read(&[0, 0, 0x81, 0, 7]).is_err());
    }

    #[test]
    fn the_length_of_a_kept_view_says_little() {
        let vault = AgeSecret::make(&mut ChaCha20Rng::seed_from_u64(72)).unwrap();
        let plain_len = |len| {
            let sealed = seal_view(&vault, GenerationId([1; 32]), &vec![7; len]).unwrap();
            agefile::open_with(std::iter::once(&vault), &sealed, MAX_KEPT_VIEW).unwrap().len()
        };
        assert_eq!(plain_len(1), plain_len(200));
        assert_eq!(plain_len(100_000), plain_len(100_300));
    }
}
