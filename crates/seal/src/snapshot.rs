//! The payload of a snapshot envelope: a whole document, and which stretch of which streams it stands for.

use std::io::{Read as _, Write as _};

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use serde::{Deserialize, Serialize};

use crate::canon::{self, NotCanonical};
use crate::{Actor, Certificate, DeviceId, GenerationId, Hash, Signed, StreamKey, Writers};

/// The largest document in bytes, inflated.
pub const MAX_DOCUMENT: usize = 64 * 1024 * 1024;
/// The most operations a snapshot may say it holds.
pub const MAX_SNAPSHOT_OPS: u64 = 2_000_000;

/// Why a snapshot body is not accepted or could not be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SnapshotError {
    /// Not the canonical encoding, or streams out of order or named twice.
    #[error("the snapshot is not in canonical form")]
    NotCanonical,
    /// More bytes or operations than a document may have, declared or found.
    #[error("the document is larger than a snapshot may be")]
    TooLarge,
    /// The compressed part is damaged, or its length is not the declared one.
    #[error("the document does not inflate to what was declared")]
    Damaged,
    /// A stream it covers is not certified by a writer.
    #[error("a covered stream is not certified by a writer")]
    BadCertificate,
}

impl From<NotCanonical> for SnapshotError {
    fn from(_: NotCanonical) -> Self {
        SnapshotError::NotCanonical
    }
}

/// One stream that a snapshot covers, up to and including `last_seq`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Covered {
    /// The stream.
    pub stream: StreamKey,
    /// Its device.
    pub device: DeviceId,
    /// The last envelope covered.
    pub last_seq: u32,
    /// Its hash.
    pub last_hash: Hash,
    /// The stream's certificate, since its first envelope may be gone.
    pub certificate: Signed<Certificate>,
}

impl Covered {
    /// Checks the certificate against the generation that the stream was part of and the devices that may have
    /// written in it, and gives the actor its changes carry.
    pub fn check(
        &self,
        generation: &GenerationId,
        writers: &Writers,
    ) -> Result<Actor, SnapshotError> {
        let certificate = self
            .certificate
            .verify(self.device.as_bytes())
            .map_err(|_| SnapshotError::BadCertificate)?;
        let holds = certificate.device == self.device
            && certificate.stream == self.stream
            && certificate.generation == *generation
            && certificate.root == writers.root
            && writers.contains(&self.device);
        if holds { Ok(self.stream.actor()) } else { Err(SnapshotError::BadCertificate) }
    }
}

/// A snapshot, compressed. The document inside is opaque here.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SnapshotBody {
    /// What it covers, by stream, strictly ascending.
    pub covers: Vec<Covered>,
    /// Operations in the document, as the writer counted them.
    pub ops: u64,
    /// Length of the document in bytes.
    pub inflated_len: u64,
    /// The document, zlib.
    pub deflated: Vec<u8>,
}

impl SnapshotBody {
    /// Compresses a document. `covers` may come in any order.
    pub fn build(
        mut covers: Vec<Covered>,
        ops: u64,
        document: &[u8],
    ) -> Result<Self, SnapshotError> {
        if document.len() > MAX_DOCUMENT || ops > MAX_SNAPSHOT_OPS {
            return Err(SnapshotError::TooLarge);
        }
        covers.sort_by_key(|covered| covered.stream);
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(document).map_err(|_| SnapshotError::Damaged)?;
        let deflated = encoder.finish().map_err(|_| SnapshotError::Damaged)?;
        let inflated_len = u64::try_from(document.len()).map_err(|_| SnapshotError::TooLarge)?;
        let body = Self { covers, ops, inflated_len, deflated };
        body.check_form()?;
        Ok(body)
    }

    /// The payload bytes.
    pub fn encode(&self) -> Result<Vec<u8>, SnapshotError> {
        Ok(canon::encode(self)?)
    }

    /// Reads a payload; the document is not inflated yet.
    pub fn decode(payload: &[u8]) -> Result<Self, SnapshotError> {
        let body: Self = canon::decode(payload)?;
        body.check_form()?;
        Ok(body)
    }

    /// The document. Memory is bounded by the declared length and by [`MAX_DOCUMENT`], whatever the bytes say.
    pub fn inflate(&self) -> Result<Vec<u8>, SnapshotError> {
        let declared = usize::try_from(self.inflated_len).map_err(|_| SnapshotError::TooLarge)?;
        if declared > MAX_DOCUMENT {
            return Err(SnapshotError::TooLarge);
        }
        // The buffer grows with what really inflates, so a lie about the length costs nothing either.
        let mut document = Vec::new();
        let mut decoder = ZlibDecoder::new(self.deflated.as_slice());
        decoder
            .by_ref()
            .take(self.inflated_len.saturating_add(1))
            .read_to_end(&mut document)
            .map_err(|_| SnapshotError::Damaged)?;
        let whole =
            usize::try_from(decoder.total_in()).is_ok_and(|read| read == self.deflated.len());
        if document.len() != declared || !whole {
            return Err(SnapshotError::Damaged);
        }
        Ok(document)
    }

    fn check_form(&self) -> Result<(), SnapshotError> {
        let ascending =
            self.covers.iter().zip(self.covers.iter().skip(1)).all(|(a, b)| a.stream < b.stream);
        if !ascending {
            return Err(SnapshotError::NotCanonical);
        }
        if self.ops > MAX_SNAPSHOT_OPS || self.inflated_len > MAX_DOCUMENT as u64 {
            return Err(SnapshotError::TooLarge);
        }
        Ok(())
    }
}

impl std::fmt::Debug for SnapshotBody {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "SnapshotBody({} streams, {} ops, {} bytes, {} deflated)",
            self.covers.len(),
            self.ops,
            self.inflated_len,
            self.deflated.len()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_comes_back_and_nothing_else_does() {
        let document: Vec<u8> = (0..100_000u32).map(|n| (n % 251) as u8).collect();
        let body = SnapshotBody::build(Vec::new(), 7, &document).unwrap();
        let read = SnapshotBody::decode(&body.encode().unwrap()).unwrap();
        assert_eq!(read.inflate().unwrap(), document);

        for declared in [0, 99_999, 100_001, 64 << 20] {
            let lie = SnapshotBody { inflated_len: declared, ..body.clone() };
            assert_eq!(lie.inflate(), Err(SnapshotError::Damaged), "declared {declared}");
        }
        let mut trailing = body.clone();
        trailing.deflated.push(0);
        assert_eq!(trailing.inflate(), Err(SnapshotError::Damaged));
        let mut cut = body;
        cut.deflated.pop();
        assert_eq!(cut.inflate(), Err(SnapshotError::Damaged));
    }

    #[test]
    fn a_bomb_is_refused_in_bounded_memory() {
        // About one mebibyte of zlib that inflates to one gibibyte: a flushed stretch of zeros, a thousand times over.
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
        let zeros = vec![0u8; 1 << 20];
        let mut flushed = Vec::new();
        for _ in 0..3 {
            encoder.write_all(&zeros).unwrap();
            encoder.flush().unwrap();
            flushed.push(encoder.get_ref().len());
        }
        let written = encoder.get_ref().clone();
        let stretch = &written[flushed[1]..flushed[2]];
        let mut bomb = written[..flushed[1]].to_vec();
        for _ in 0..1022 {
            bomb.extend_from_slice(stretch);
        }
        assert!(bomb.len() > 1 << 19 && bomb.len() < 2 << 20, "{}", bomb.len());
        let mut start = Vec::new();
        ZlibDecoder::new(bomb.as_slice()).take(8 << 20).read_to_end(&mut start).unwrap();
        assert_eq!(start.len(), 8 << 20, "it does inflate, far beyond its size");
        for declared in [0, 1000, MAX_DOCUMENT as u64] {
            let body = SnapshotBody {
                covers: Vec::new(),
                ops: 1,
                inflated_len: declared,
                deflated: bomb.clone(),
            };
            // `take(declared + 1)` bounds the buffer; were it not there, this would need a gibibyte.
            assert_eq!(body.inflate(), Err(SnapshotError::Damaged), "declared {declared}");
        }
        let boast =
            SnapshotBody { covers: Vec::new(), ops: 1, inflated_len: 1 << 30, deflated: bomb };
        assert_eq!(boast.inflate(), Err(SnapshotError::TooLarge));
        assert_eq!(
            SnapshotBody::decode(&canon::encode(&boast).unwrap()),
            Err(SnapshotError::TooLarge)
        );
    }
}
