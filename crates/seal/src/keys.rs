//! Secret keys: signing keys and age identities. Each is made from dice, none is derived from another, all stay on the
//! heap behind a box, are wiped when dropped and print nothing.

use std::fmt;

use age::x25519;
use ed25519_dalek::SigningKey;
use rand_core::CryptoRng;
use secrecy::{ExposeSecret as _, SecretString};
use zeroize::Zeroizing;

use crate::bech32;

/// The text is not an age X25519 recipient (`age1...`) or identity (`AGE-SECRET-KEY-1...`) in its one canonical form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a canonical age x25519 key")]
pub struct BadAgeKey;

/// An ed25519 signing key: of a device, an authority, a stream or a kit.
pub struct SigningSecret(Box<SigningKey>);

impl SigningSecret {
    /// Makes a key from dice.
    pub fn make(dice: &mut dyn CryptoRng) -> Self {
        Self::from_seed(&random(dice))
    }

    /// The key that a stored or derived seed stands for.
    pub fn from_seed(seed: &Zeroizing<[u8; 32]>) -> Self {
        Self(Box::new(SigningKey::from_bytes(seed)))
    }

    /// The public half, as bytes; wrap it in the id it serves as.
    pub fn public(&self) -> [u8; 32] {
        self.0.verifying_key().to_bytes()
    }

    pub(crate) fn seed(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes())
    }

    pub(crate) fn inner(&self) -> &SigningKey {
        &self.0
    }
}

impl fmt::Debug for SigningSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningSecret(..)")
    }
}

/// An age X25519 identity: what opens age files sealed to its recipient.
pub struct AgeSecret(Box<x25519::Identity>);

impl AgeSecret {
    /// Makes an identity from dice.
    pub fn make(dice: &mut dyn CryptoRng) -> Result<Self, BadAgeKey> {
        Self::from_bytes(&random(dice))
    }

    /// The identity that 32 secret bytes stand for.
    pub fn from_bytes(bytes: &Zeroizing<[u8; 32]>) -> Result<Self, BadAgeKey> {
        let mut text = bech32::encode("age-secret-key-", bytes);
        text.make_ascii_uppercase();
        Self::from_text(&text)
    }

    /// Reads `AGE-SECRET-KEY-1...`.
    pub fn from_text(text: &str) -> Result<Self, BadAgeKey> {
        let identity: x25519::Identity = text.parse().map_err(|_| BadAgeKey)?;
        if identity.to_string().expose_secret() != text {
            return Err(BadAgeKey);
        }
        Ok(Self(Box::new(identity)))
    }

    /// `AGE-SECRET-KEY-1...`, as stock age reads it.
    pub fn text(&self) -> SecretString {
        self.0.to_string()
    }

    /// The public half, `age1...`.
    pub fn recipient(&self) -> String {
        self.0.to_public().to_string()
    }

    pub(crate) fn inner(&self) -> &x25519::Identity {
        &self.0
    }
}

impl fmt::Debug for AgeSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AgeSecret(..)")
    }
}

/// Reads `age1...` and refuses any other spelling of the same key.
pub(crate) fn parse_recipient(text: &str) -> Result<x25519::Recipient, BadAgeKey> {
    let recipient: x25519::Recipient = text.parse().map_err(|_| BadAgeKey)?;
    if recipient.to_string() == text { Ok(recipient) } else { Err(BadAgeKey) }
}

/// The secret half of an endpoint key. The one secret that leaves this crate: the network needs it to answer.
pub struct TransportSecret(Box<Zeroizing<[u8; 32]>>);

impl TransportSecret {
    /// Makes a transport key from dice.
    pub fn make(dice: &mut dyn CryptoRng) -> Self {
        Self(Box::new(random(dice)))
    }

    /// Wraps stored or derived bytes.
    pub fn from_bytes(bytes: &Zeroizing<[u8; 32]>) -> Self {
        Self(Box::new(bytes.clone()))
    }

    /// The raw ed25519 seed, for the network layer only.
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// The public half.
    pub fn endpoint(&self) -> crate::EndpointKey {
        crate::EndpointKey(SigningKey::from_bytes(&self.0).verifying_key().to_bytes())
    }
}

impl Clone for TransportSecret {
    fn clone(&self) -> Self {
        Self::from_bytes(&self.0)
    }
}

impl PartialEq for TransportSecret {
    fn eq(&self, other: &Self) -> bool {
        use subtle::ConstantTimeEq as _;
        bool::from(self.expose().ct_eq(other.expose()))
    }
}

impl Eq for TransportSecret {}

impl fmt::Debug for TransportSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TransportSecret(..)")
    }
}

/// Secret bytes from dice.
pub(crate) fn random<const N: usize>(dice: &mut dyn CryptoRng) -> Zeroizing<[u8; N]> {
    let mut bytes = Zeroizing::new([0; N]);
    dice.fill_bytes(bytes.as_mut());
    bytes
}
