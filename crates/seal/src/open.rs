//! Opening an envelope: every check, in one function, in one order.

use std::collections::BTreeMap;

use crate::agefile::{self, OpenFileError};
use crate::body::{self, BodyError};
use crate::keys::AgeSecret;
use crate::{
    Actor, Certificate, DeviceId, Envelope, EnvelopeKind, Signed, StreamKey, StreamPlace, Writers,
};

/// Why an envelope was not opened. It is kept and counted, never dropped: keys, rosters and earlier envelopes may come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum OpenError {
    /// The key of this generation is not here (yet).
    #[error("no key for this generation")]
    NoKey,
    /// The stream did not sign this.
    #[error("the stream's signature does not verify")]
    BadSignature,
    /// The body was sealed for another header, or the alias or person is not the generation's.
    #[error("the body belongs to another place")]
    WrongContext,
    /// The first envelope of a stream carries no certificate, or a later one comes from a stream not yet certified.
    #[error("nothing certifies this stream")]
    NoCertificate,
    /// The certificate is forged, is for another place, or stands where none may.
    #[error("the certificate does not hold")]
    BadCertificate,
    /// The certified device may not write here.
    #[error("the device is not a writer here")]
    NotAWriter,
    /// Padding of another length than the canonical one, or not zeros.
    #[error("the padding is not canonical")]
    BadPadding,
    /// The body ends before its lengths say.
    #[error("the body is cut short")]
    Truncated,
    /// The age file is not sealed to this generation's key, or was changed.
    #[error("the body does not decrypt")]
    BadBody,
}

/// An opened envelope: who wrote what.
#[derive(Clone, PartialEq, Eq)]
pub struct Opened {
    /// The stream that signed it.
    pub stream: StreamKey,
    /// Its number there.
    pub seq: u32,
    /// What the payload is.
    pub kind: EnvelopeKind,
    /// The device that the stream belongs to.
    pub device: DeviceId,
    /// The author id that its changes must carry.
    pub actor: Actor,
    /// The payload.
    pub payload: Vec<u8>,
    /// The stream's certificate, from its first envelope.
    pub certificate: Option<Signed<Certificate>>,
}

impl std::fmt::Debug for Opened {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Opened({:?} stream {:?} seq {} device {:?} payload {} bytes)",
            self.kind,
            self.stream,
            self.seq,
            self.device,
            self.payload.len()
        )
    }
}

/// Opens one envelope of the generation at `place`, whose epoch key is `epoch`.
///
/// Checks, in order: the stream's signature; that alias, generation and person are those of the place; that the age
/// file opens; that the body was sealed for this very header; the padding; the certificate, in the first envelope and
/// nowhere else; that the device may write. `known` gives the device of streams certified earlier.
pub fn open_envelope(
    envelope: &Envelope,
    place: &StreamPlace,
    epoch: &AgeSecret,
    writers: &Writers,
    known: &BTreeMap<StreamKey, DeviceId>,
) -> Result<Opened, OpenError> {
    let verified = envelope.verify().map_err(|_| OpenError::BadSignature)?;
    let header = verified.envelope().header();
    if header.generation != place.generation
        || header.alias != place.alias
        || writers.root != place.root
    {
        return Err(OpenError::WrongContext);
    }
    let sealed = verified.envelope().body();
    let plaintext =
        agefile::open_with(std::iter::once(epoch), sealed, sealed.len()).map_err(|error| {
            match error {
                OpenFileError::WrongKey
                | OpenFileError::Damaged
                | OpenFileError::Newer
                | OpenFileError::TooCostly { .. }
                | OpenFileError::TooLong { .. } => OpenError::BadBody,
            }
        })?;
    let body = body::decode(&plaintext, &header.context()).map_err(|error| match error {
        BodyError::Truncated => OpenError::Truncated,
        BodyError::WrongContext => OpenError::WrongContext,
        BodyError::BadCertificate => OpenError::BadCertificate,
        BodyError::BadPadding => OpenError::BadPadding,
    })?;
    let device = match (&body.certificate, header.seq) {
        (Some(certificate), 0) => certified(certificate, place, header.stream)?,
        (Some(_), _) => return Err(OpenError::BadCertificate),
        (None, 0) => return Err(OpenError::NoCertificate),
        (None, _) => *known.get(&header.stream).ok_or(OpenError::NoCertificate)?,
    };
    if !writers.contains(&device) {
        return Err(OpenError::NotAWriter);
    }
    Ok(Opened {
        stream: header.stream,
        seq: header.seq,
        kind: header.kind,
        device,
        actor: header.stream.actor(),
        payload: body.payload,
        certificate: body.certificate,
    })
}

fn certified(
    certificate: &Signed<Certificate>,
    place: &StreamPlace,
    stream: StreamKey,
) -> Result<DeviceId, OpenError> {
    let device = certificate.unverified().device;
    let checked = certificate.verify(device.as_bytes()).map_err(|_| OpenError::BadCertificate)?;
    if checked.root != place.root
        || checked.generation != place.generation
        || checked.stream != stream
    {
        return Err(OpenError::BadCertificate);
    }
    Ok(device)
}
