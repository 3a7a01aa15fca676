//! Bech32 as age writes its identities, so that an identity can be made from the caller's dice.
//!
//! The age crate only makes identities from the system's dice; it reads them from text, so we write that text.

use zeroize::{Zeroize as _, Zeroizing};

const ALPHABET: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const GENERATOR: [u32; 5] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];
const CHECKSUM_LEN: usize = 6;

/// Encodes 32 bytes under a lower-case prefix.
pub(crate) fn encode(prefix: &str, bytes: &[u8; 32]) -> Zeroizing<String> {
    let mut groups = Zeroizing::new(Vec::with_capacity(52));
    let (mut held, mut bits) = (0u32, 0u32);
    for byte in bytes {
        held = ((held << 8) | u32::from(*byte)) & 0xfff;
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            groups.push(((held >> bits) & 31) as u8);
        }
    }
    groups.push(((held << (5 - bits)) & 31) as u8);
    held.zeroize();

    let mut check = 1u32;
    for byte in prefix.bytes() {
        check = step(check, byte >> 5);
    }
    check = step(check, 0);
    for byte in prefix.bytes() {
        check = step(check, byte & 31);
    }
    for group in groups.iter() {
        check = step(check, *group);
    }
    for _ in 0..CHECKSUM_LEN {
        check = step(check, 0);
    }
    check ^= 1;

    let mut text = Zeroizing::new(String::with_capacity(prefix.len() + 1 + 52 + CHECKSUM_LEN));
    text.push_str(prefix);
    text.push('1');
    for group in groups.iter() {
        push_group(&mut text, *group);
    }
    for place in (0..CHECKSUM_LEN).rev() {
        push_group(&mut text, ((check >> (5 * place)) & 31) as u8);
    }
    text
}

fn push_group(text: &mut String, group: u8) {
    if let Some(letter) = ALPHABET.get(usize::from(group)) {
        text.push(char::from(*letter));
    }
}

fn step(check: u32, value: u8) -> u32 {
    let top = check >> 25;
    let mut next = ((check & 0x01ff_ffff) << 5) ^ u32::from(value);
    for (bit, generator) in GENERATOR.iter().enumerate() {
        if (top >> bit) & 1 == 1 {
            next ^= generator;
        }
    }
    next
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_chacha::ChaCha12Rng;
    use rand_core::{Rng as _, SeedableRng as _};
    use secrecy::ExposeSecret as _;

    #[test]
    fn age_reads_what_we_write_and_writes_the_same() {
        let mut dice = ChaCha12Rng::seed_from_u64(1);
        for _ in 0..200 {
            let mut bytes = [0; 32];
            dice.fill_bytes(&mut bytes);
            let ours = encode("age-secret-key-", &bytes).to_uppercase();
            let identity: age::x25519::Identity = ours.parse().unwrap();
            assert_eq!(identity.to_string().expose_secret(), ours);
        }
    }
}
