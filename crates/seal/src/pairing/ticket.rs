//! The ticket: what the granting side shows, as one line of text.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use data_encoding::BASE32_NOPAD;
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::derive::derive;
use crate::keys::{TransportSecret, random};
use crate::words::{ReadWordsError, read_words, write_words};
use crate::{EndpointKey, InviteId, tag, tagged};

/// The most addresses a ticket carries.
pub const MAX_TICKET_ADDRESSES: usize = 16;
const PREFIX: &str = "kith:";
const VERSION: u8 = 1;
const CHECKSUM_LEN: usize = 4;
/// Longer than the longest ticket, with every address an IPv6 one.
const MAX_TEXT_LEN: usize = 1024;

/// What an invitation is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[repr(u8)]
pub enum Purpose {
    /// Another device of the same person.
    Device = 1,
    /// Another person.
    Person = 2,
}

/// Why text is not a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReadTicketError {
    /// It does not begin with `kith:`, or has letters that no ticket has.
    #[error("not a ticket")]
    NotATicket,
    /// Something was left out or mistyped.
    #[error("the ticket's checksum does not match")]
    Checksum,
    /// From a newer Kith.
    #[error("ticket version {version} is newer than this program reads")]
    Newer {
        /// The version found.
        version: u8,
    },
    /// The checksum is right, but what it covers is not a ticket this program would write.
    #[error("the ticket is not in canonical form")]
    NotCanonical,
}

/// The shared secret of one invitation: 16 random bytes, single use.
#[derive(Clone)]
pub struct PairingSecret(Box<Zeroizing<[u8; 16]>>);

impl PairingSecret {
    /// Makes one from dice.
    pub fn make(dice: &mut dyn CryptoRng) -> Self {
        Self(Box::new(random(dice)))
    }

    /// Reads 12 typed words.
    pub fn read_words(text: &str) -> Result<Self, ReadWordsError> {
        read_words(text).map(|secret| Self(Box::new(secret)))
    }

    /// The 12 words, in order.
    pub fn words(&self) -> Vec<&'static str> {
        write_words::<16>(&self.0)
    }

    /// The invitation's name, which tells nothing about the secret.
    pub fn invite(&self) -> InviteId {
        let derived = derive(self.0.as_slice(), &[], tag::PAIR_INVITE);
        let mut invite = [0; 8];
        for (to, from) in invite.iter_mut().zip(derived.iter()) {
            *to = *from;
        }
        InviteId(invite)
    }

    /// The transport key that the granting side listens with while the invitation is open.
    pub fn transport(&self) -> TransportSecret {
        TransportSecret::from_bytes(&derive(self.0.as_slice(), &[], tag::PAIR_ENDPOINT))
    }

    /// Its public half: whom the joiner dials.
    pub fn endpoint(&self) -> EndpointKey {
        self.transport().endpoint()
    }

    pub(crate) fn mac_key(&self) -> Zeroizing<[u8; 32]> {
        derive(self.0.as_slice(), &[], tag::PAIR_MAC)
    }

    pub(crate) fn session_key(&self, transcript: &[u8; 32]) -> Zeroizing<[u8; 32]> {
        derive(self.0.as_slice(), transcript, tag::PAIR_SESSION)
    }
}

impl fmt::Debug for PairingSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PairingSecret(..)")
    }
}

/// An invitation as it is handed over. Carries no name, no role, no section and nothing that outlives it.
#[derive(Clone)]
pub struct Ticket {
    /// What it is for.
    pub purpose: Purpose,
    /// The secret.
    pub secret: PairingSecret,
    /// When the granting side stops listening, in seconds since 1970; told to people, enforced by the granting side.
    pub expires_seconds: i64,
    /// Where the granting side listens.
    pub addresses: Vec<SocketAddr>,
}

impl Ticket {
    /// `kith:` and lower-case base32. Addresses beyond [`MAX_TICKET_ADDRESSES`] are left out.
    pub fn write(&self) -> Zeroizing<String> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(MAX_TEXT_LEN));
        bytes.extend_from_slice(&[VERSION, self.purpose as u8]);
        bytes.extend_from_slice(self.secret.endpoint().as_bytes());
        bytes.extend_from_slice(self.secret.invite().as_bytes());
        bytes.extend_from_slice(self.secret.0.as_slice());
        bytes.extend_from_slice(&self.expires_seconds.to_le_bytes());
        for address in self.addresses.iter().take(MAX_TICKET_ADDRESSES) {
            match address.ip() {
                IpAddr::V4(ip) => {
                    bytes.push(4);
                    bytes.extend_from_slice(&ip.octets());
                }
                IpAddr::V6(ip) => {
                    bytes.push(6);
                    bytes.extend_from_slice(&ip.octets());
                }
            }
            bytes.extend_from_slice(&address.port().to_le_bytes());
        }
        let checksum = checksum(&bytes);
        bytes.extend_from_slice(&checksum);
        let mut text = Zeroizing::new(String::with_capacity(MAX_TEXT_LEN));
        text.push_str(PREFIX);
        BASE32_NOPAD.encode_append(&bytes, &mut text);
        text.make_ascii_lowercase();
        text
    }

    /// Reads a ticket; letter case and surrounding space do not matter.
    pub fn read(text: &str) -> Result<Self, ReadTicketError> {
        let text = text.trim();
        if text.len() > MAX_TEXT_LEN {
            return Err(ReadTicketError::NotATicket);
        }
        let upper = Zeroizing::new(text.to_ascii_uppercase());
        let letters = upper.strip_prefix("KITH:").ok_or(ReadTicketError::NotATicket)?;
        let is_letter = |byte: u8| byte.is_ascii_uppercase() || (b'2'..=b'7').contains(&byte);
        if letters.is_empty() || !letters.bytes().all(is_letter) {
            return Err(ReadTicketError::NotATicket);
        }
        // A letter too many or too few gives an impossible length or loose bits: a typing mistake like any other.
        let bytes =
            BASE32_NOPAD.decode(letters.as_bytes()).map_err(|_| ReadTicketError::Checksum)?;
        let bytes = Zeroizing::new(bytes);
        let (body, found) =
            bytes.split_last_chunk::<CHECKSUM_LEN>().ok_or(ReadTicketError::Checksum)?;
        if checksum(body) != *found {
            return Err(ReadTicketError::Checksum);
        }
        Self::decode(body)
    }

    fn decode(body: &[u8]) -> Result<Self, ReadTicketError> {
        let refused = ReadTicketError::NotCanonical;
        let mut fields = Fields(body);
        let [version] = fields.take().ok_or(refused)?;
        if version > VERSION {
            return Err(ReadTicketError::Newer { version });
        }
        let purpose = match fields.take().ok_or(refused)? {
            [1] => Purpose::Device,
            [2] => Purpose::Person,
            [_] => return Err(refused),
        };
        let endpoint = EndpointKey(fields.take().ok_or(refused)?);
        let invite = InviteId(fields.take().ok_or(refused)?);
        let secret: Zeroizing<[u8; 16]> = Zeroizing::new(fields.take().ok_or(refused)?);
        let secret = PairingSecret(Box::new(secret));
        let expires_seconds = i64::from_le_bytes(fields.take().ok_or(refused)?);
        let mut addresses = Vec::new();
        while let Some([family]) = fields.take() {
            addresses.push(fields.address(family).ok_or(refused)?);
        }
        let canonical = version == VERSION
            && endpoint == secret.endpoint()
            && invite == secret.invite()
            && addresses.len() <= MAX_TICKET_ADDRESSES;
        if !canonical {
            return Err(refused);
        }
        Ok(Self { purpose, secret, expires_seconds, addresses })
    }
}

impl fmt::Debug for Ticket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Ticket({:?}, {} addresses)", self.purpose, self.addresses.len())
    }
}

fn checksum(body: &[u8]) -> [u8; CHECKSUM_LEN] {
    let [a, b, c, d, ..] = tagged(tag::TICKET, &[body]).0;
    [a, b, c, d]
}

struct Fields<'a>(&'a [u8]);

impl Fields<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (field, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*field)
    }

    fn address(&mut self, family: u8) -> Option<SocketAddr> {
        let ip = match family {
            4 => IpAddr::V4(Ipv4Addr::from(self.take::<4>()?)),
            6 => IpAddr::V6(Ipv6Addr::from(self.take::<16>()?)),
            _ => return None,
        };
        Some(SocketAddr::new(ip, u16::from_le_bytes(self.take()?)))
    }
}
