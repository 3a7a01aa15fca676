//! What stands inside an envelope's age file: the context it was sealed for, the certificate of a new stream, the payload.

use zeroize::Zeroizing;

use crate::padding::padded_len;
use crate::{Certificate, Hash, Signed};

/// Why a decrypted body is not what a Kith writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BodyError {
    /// Shorter than its own lengths say.
    Truncated,
    /// Sealed for another place.
    WrongContext,
    /// The certificate is not one.
    BadCertificate,
    /// Padding of another length than the canonical one, or not zeros.
    BadPadding,
}

/// A decrypted body, taken apart.
pub(crate) struct Body {
    pub(crate) certificate: Option<Signed<Certificate>>,
    pub(crate) payload: Vec<u8>,
}

/// Lays a body out and pads it. `None` if a length does not fit its field.
pub(crate) fn encode(
    context: &Hash,
    certificate: Option<&Signed<Certificate>>,
    payload: &[u8],
) -> Option<Zeroizing<Vec<u8>>> {
    let certificate = match certificate {
        Some(signed) => signed.encode().ok()?,
        None => Vec::new(),
    };
    let certificate_len = u16::try_from(certificate.len()).ok()?;
    let payload_len = u32::try_from(payload.len()).ok()?;
    let content = payload.len().checked_add(certificate.len())?.checked_add(32 + 2 + 4)?;
    let padded = padded_len(content)?;
    let mut plaintext = Zeroizing::new(Vec::with_capacity(padded));
    plaintext.extend_from_slice(context.as_bytes());
    plaintext.extend_from_slice(&certificate_len.to_le_bytes());
    plaintext.extend_from_slice(&certificate);
    plaintext.extend_from_slice(&payload_len.to_le_bytes());
    plaintext.extend_from_slice(payload);
    plaintext.resize(padded, 0);
    Some(plaintext)
}

/// Takes a body apart, refusing every form but the canonical one.
pub(crate) fn decode(plaintext: &[u8], context: &Hash) -> Result<Body, BodyError> {
    let (found, rest) = plaintext.split_first_chunk::<32>().ok_or(BodyError::Truncated)?;
    if found != context.as_bytes() {
        return Err(BodyError::WrongContext);
    }
    let (len, rest) = rest.split_first_chunk::<2>().ok_or(BodyError::Truncated)?;
    let certificate_len = usize::from(u16::from_le_bytes(*len));
    let (certificate, rest) = rest.split_at_checked(certificate_len).ok_or(BodyError::Truncated)?;
    let (len, rest) = rest.split_first_chunk::<4>().ok_or(BodyError::Truncated)?;
    let payload_len =
        usize::try_from(u32::from_le_bytes(*len)).map_err(|_| BodyError::Truncated)?;
    let (payload, padding) = rest.split_at_checked(payload_len).ok_or(BodyError::Truncated)?;
    let content = plaintext.len().saturating_sub(padding.len());
    if padded_len(content) != Some(plaintext.len()) || padding.iter().any(|byte| *byte != 0) {
        return Err(BodyError::BadPadding);
    }
    let certificate = if certificate.is_empty() {
        None
    } else {
        Some(Signed::decode(certificate).map_err(|_| BodyError::BadCertificate)?)
    };
    Ok(Body { certificate, payload: payload.to_vec() })
}
