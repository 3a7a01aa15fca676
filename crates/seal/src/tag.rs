//! Every domain tag in the house, one for each kind of thing that is hashed or signed.
//!
//! No two kinds share a tag, so bytes signed as one thing can never be shown as another.

/// Signature over the header of an envelope of changes.
pub const ENVELOPE_CHANGE: &str = "kith/v1/envelope/change";
/// Signature over the header of a snapshot envelope.
pub const ENVELOPE_SNAPSHOT: &str = "kith/v1/envelope/snapshot";
/// Signature over the header of an envelope of control records.
pub const ENVELOPE_ENTRIES: &str = "kith/v1/envelope/entries";
/// Hash of an envelope's 224 header and signature bytes; what `previous` holds.
pub const ENVELOPE_HASH: &str = "kith/v1/envelope-hash";
/// Hash of an envelope's body bytes; what `body_hash` holds.
pub const BODY: &str = "kith/v1/body";
/// Hash of the header fields known before sealing, repeated inside the sealed body.
pub const CONTEXT: &str = "kith/v1/context";
/// Hash of a stream key; its first 16 bytes are the actor.
pub const ACTOR: &str = "kith/v1/actor";
/// A stream's certificate, signed by the device key.
pub const CERTIFICATE: &str = "kith/v1/certificate";
/// A roster entry, signed by an authority or the kit.
pub const ROSTER: &str = "kith/v1/roster";
/// A permission, signed by an authority.
pub const PERMISSION: &str = "kith/v1/permission";
/// A roll, signed by the device key.
pub const ROLL: &str = "kith/v1/roll";
/// A wrap, signed by the device key.
pub const WRAP: &str = "kith/v1/wrap";
/// A person-key wrap, signed by the device key.
pub const PERSON_KEY_WRAP: &str = "kith/v1/person-key-wrap";
/// HKDF info: the kit's signing seed.
pub const KIT_SIGNING: &str = "kith/v1/kit/signing";
/// HKDF info: the kit's age identity.
pub const KIT_RECIPIENT: &str = "kith/v1/kit/recipient";
/// HKDF info: the invite id of a pairing secret.
pub const PAIR_INVITE: &str = "kith/v1/pair/invite";
/// HKDF info: the short-lived transport key of a pairing secret.
pub const PAIR_ENDPOINT: &str = "kith/v1/pair/endpoint";
/// HKDF info: the MAC key of a pairing secret.
pub const PAIR_MAC: &str = "kith/v1/pair/mac";
/// HKDF info: the session key both sides share after the handshake.
pub const PAIR_SESSION: &str = "kith/v1/pair/session";
/// The joiner's commitment to its nonce.
pub const PAIR_COMMIT: &str = "kith/v1/pair/commit";
/// Everything both sides said so far in a pairing.
pub const PAIR_TRANSCRIPT: &str = "kith/v1/pair/transcript";
/// What the four compared words are drawn from.
pub const PAIR_WORDS: &str = "kith/v1/pair/words";
/// The checksum of a ticket.
pub const TICKET: &str = "kith/v1/ticket";
/// What a kept view says, and of which generation.
pub const VIEW: &str = "kith/v1/view";
/// The key that vouches for kept views, from the vault identity.
pub const VIEW_KEY: &str = "kith/v1/view-key";

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_two_kinds_share_a_tag() {
        let all = [
            ENVELOPE_CHANGE,
            ENVELOPE_SNAPSHOT,
            ENVELOPE_ENTRIES,
            ENVELOPE_HASH,
            BODY,
            CONTEXT,
            ACTOR,
            CERTIFICATE,
            ROSTER,
            PERMISSION,
            ROLL,
            WRAP,
            PERSON_KEY_WRAP,
            KIT_SIGNING,
            KIT_RECIPIENT,
            PAIR_INVITE,
            PAIR_ENDPOINT,
            PAIR_MAC,
            PAIR_SESSION,
            PAIR_COMMIT,
            PAIR_TRANSCRIPT,
            PAIR_WORDS,
            TICKET,
            VIEW,
            VIEW_KEY,
        ];
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
        assert!(all.iter().all(|tag| tag.len() < 256));
    }
}
