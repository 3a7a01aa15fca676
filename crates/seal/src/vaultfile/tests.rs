//! Passphrases, costs, damage and newer formats.

use std::time::{Duration, Instant};

use rand_chacha::ChaCha12Rng;
use rand_core::SeedableRng as _;
use secrecy::ExposeSecret as _;

use super::*;
use crate::agefile::MAX_WORK_FACTOR;

fn pass(text: &str) -> SecretString {
    SecretString::from(text)
}

fn dice() -> ChaCha12Rng {
    ChaCha12Rng::seed_from_u64(5)
}

/// The age header with its scrypt cost replaced by another number; nothing else changes.
fn with_cost(file: &[u8], from: u8, to: u8) -> Vec<u8> {
    let header_end = file.windows(4).position(|four| four == b"\n---").unwrap();
    let line_end = file.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    let header = std::str::from_utf8(&file[..header_end]).unwrap();
    let stanza = header[line_end..].lines().next().unwrap();
    let costly = stanza.strip_suffix(&format!(" {from}")).unwrap().to_owned() + &format!(" {to}");
    [&file[..line_end], costly.as_bytes(), &file[line_end + stanza.len()..]].concat()
}

#[test]
fn kdf_params() {
    let vault = AgeSecret::make(&mut dice()).unwrap();
    for log_n in [1, 2, 5] {
        let file = seal_vault(&vault, &pass("p"), log_n).unwrap();
        let text = String::from_utf8_lossy(&file).into_owned();
        let stanza = text.lines().nth(1).unwrap();
        assert!(stanza.starts_with("-> scrypt "), "{stanza}");
        assert!(stanza.ends_with(&format!(" {log_n}")), "the cost is what was asked: {stanza}");
    }
    for log_n in [0, MAX_WORK_FACTOR + 1, 64, 255] {
        assert_eq!(seal_vault(&vault, &pass("p"), log_n), Err(SealFileError::WorkFactor { log_n }));
    }
    let file = seal_vault(&vault, &pass("p"), 2).unwrap();
    for log_n in [21, 30, 63] {
        let started = Instant::now();
        let refused = open_vault(&with_cost(&file, 2, log_n), &pass("p"));
        assert_eq!(refused.unwrap_err(), UnlockError::TooCostly { log_n });
        // The work itself would take seconds to days; the bound leaves room for a busy machine.
        assert!(started.elapsed() < Duration::from_millis(500), "{:?}", started.elapsed());
    }
}

#[test]
fn the_passphrase_is_exact_but_for_its_line_end() {
    let vault = AgeSecret::make(&mut dice()).unwrap();
    let file = seal_vault(&vault, &pass("häuschen im Grünen \n"), 1).unwrap();
    for good in ["häuschen im Grünen ", "häuschen im Grünen \n", "häuschen im Grünen \r\n"] {
        let opened = open_vault(&file, &pass(good)).unwrap();
        assert_eq!(opened.recipient(), vault.recipient());
    }
    for bad in ["häuschen im Grünen", "haeuschen im Gruenen ", "", "häuschen im Grünen \n\n"] {
        assert_eq!(open_vault(&file, &pass(bad)).unwrap_err(), UnlockError::WrongPassphrase);
    }
}

/// The same passphrase, typed where a letter and its mark are two characters, did not open what was made where they are
/// one; nor one typed on a keyboard of full-width letters.
#[test]
fn a_passphrase_is_the_same_however_its_letters_are_put_together() {
    let (one, two) = ("gr\u{fc}ne B\u{e4}ume", "gru\u{308}ne Ba\u{308}ume");
    let vault = AgeSecret::make(&mut dice()).unwrap();
    let authority = SigningSecret::make(&mut dice());
    for (made_with, typed) in [(one, two), (two, one), ("Plain ﬁeld", "Ｐlain field")] {
        let file = seal_vault(&vault, &pass(made_with), 1).unwrap();
        let opened = open_vault(&file, &pass(typed)).unwrap();
        assert_eq!(opened.recipient(), vault.recipient(), "{made_with} {typed}");
        let file = seal_authority(&authority, &pass(made_with), 1).unwrap();
        let opened = open_authority(&file, &pass(typed)).unwrap();
        assert_eq!(opened.public(), authority.public(), "{made_with} {typed}");
        // Stock age opens it with the passphrase in its normal form.
        let normal = pass(if made_with == "Plain ﬁeld" { "Plain field" } else { one });
        assert!(agefile::open_with_passphrase(&normal, &file, SMALL_LIMIT).is_ok());
    }
    let file = seal_vault(&vault, &pass(one), 1).unwrap();
    let refused = open_vault(&file, &pass("grune Baume")).unwrap_err();
    assert_eq!(
        refused,
        UnlockError::WrongPassphrase,
        "a letter without its mark is another letter"
    );
}

/// What was made before passphrases were brought into one form is under the very characters that were typed.
#[test]
fn an_older_vault_opens_with_the_characters_it_was_made_with() {
    let typed = pass("gru\u{308}ne Ba\u{308}ume");
    let vault = AgeSecret::make(&mut dice()).unwrap();
    let file = agefile::seal_with_passphrase(&typed, 1, &identity_line(&vault)).unwrap();
    assert_eq!(open_vault(&file, &typed).unwrap().recipient(), vault.recipient());
    let mut flipped = file.clone();
    *flipped.last_mut().unwrap() ^= 1;
    assert_eq!(open_vault(&flipped, &typed).unwrap_err(), UnlockError::Damaged);
    let wrong = pass("gru\u{308}ne Ba\u{308}umen");
    assert_eq!(open_vault(&file, &wrong).unwrap_err(), UnlockError::WrongPassphrase);
}

#[test]
fn damage_is_told_from_a_wrong_passphrase() {
    let vault = AgeSecret::make(&mut dice()).unwrap();
    let file = seal_vault(&vault, &pass("p"), 1).unwrap();
    assert_eq!(open_vault(b"not age at all", &pass("p")).unwrap_err(), UnlockError::Damaged);
    for cut in 0..file.len() {
        let error = open_vault(&file[..cut], &pass("p")).unwrap_err();
        assert_eq!(error, UnlockError::Damaged, "cut at {cut}");
    }
    let mut flipped = file.clone();
    *flipped.last_mut().unwrap() ^= 1;
    assert_eq!(open_vault(&flipped, &pass("p")).unwrap_err(), UnlockError::Damaged);
    let other = agefile::seal_with_passphrase(&pass("p"), 1, b"AGE-SECRET-KEY-1QQQ\n").unwrap();
    assert_eq!(open_vault(&other, &pass("p")).unwrap_err(), UnlockError::Damaged);
}

#[test]
fn the_authority_comes_back_and_newer_ones_are_named() {
    let authority = SigningSecret::make(&mut dice());
    let file = seal_authority(&authority, &pass("p"), 1).unwrap();
    let opened = open_authority(&file, &pass("p")).unwrap();
    assert_eq!(opened.public(), authority.public());
    assert_eq!(open_authority(&file, &pass("q")).unwrap_err(), UnlockError::WrongPassphrase);

    let sealed =
        |json: &str| agefile::seal_with_passphrase(&pass("p"), 1, json.as_bytes()).unwrap();
    for (json, expected) in [
        (r#"{"kith_authority":2,"anything":[1,2]}"#, UnlockError::Newer),
        (r#"{"kith_authority":0,"seed":""}"#, UnlockError::Damaged),
        (r#"{"kith_authority":1,"seed":"00"}"#, UnlockError::Damaged),
        (r#"{"kith_authority":1}"#, UnlockError::Damaged),
        (r#"{"seed":"00"}"#, UnlockError::Damaged),
        ("[]", UnlockError::Damaged),
    ] {
        assert_eq!(open_authority(&sealed(json), &pass("p")).unwrap_err(), expected, "{json}");
    }
}

#[test]
fn a_keyring_of_a_newer_kith_is_named_and_a_strange_one_is_damage() {
    let vault = AgeSecret::make(&mut dice()).unwrap();
    let sealed = |json: &str| agefile::seal_to(&[&vault.recipient()], json.as_bytes()).unwrap();
    for (json, expected) in [
        (r#"{"kith_keyring":2,"suite":"hybrid"}"#, UnlockError::Newer),
        (r#"{"kith_keyring":1}"#, UnlockError::Damaged),
        (r#"{"kith_keyring":"1"}"#, UnlockError::Damaged),
        (r#"{}"#, UnlockError::Damaged),
        ("", UnlockError::Damaged),
    ] {
        assert_eq!(open_keyring(&sealed(json), &vault).err(), Some(expected), "{json}");
    }
    let other = AgeSecret::from_bytes(&Zeroizing::new([3; 32])).unwrap();
    assert_eq!(
        open_keyring(&sealed("{}"), &other).err(),
        Some(UnlockError::Damaged),
        "the passphrase was right by then"
    );
}

#[test]
fn stock_age_reads_what_guards_a_vault() {
    // What docs/format.md tells a person without Kith to do, with the age library alone.
    let vault = AgeSecret::make(&mut dice()).unwrap();
    let file = seal_vault(&vault, &pass("p"), 1).unwrap();
    let identity = age::scrypt::Identity::new(pass("p"));
    let line = age::decrypt(&identity, &file).unwrap();
    let identity: age::x25519::Identity =
        std::str::from_utf8(&line).unwrap().trim_end().parse().unwrap();
    let sealed = agefile::seal_to(&[&vault.recipient()], b"hello").unwrap();
    assert_eq!(age::decrypt(&identity, &sealed).unwrap(), b"hello");
    assert_eq!(identity.to_string().expose_secret(), vault.text().expose_secret());
}
