//! What the command line refuses, it says; what it takes, it does as it was said.

use serde_json::json;

use crate::support::{Vault, guest_of};

/// `unshare half` answered "What you write from now on goes nowhere new", and the next message reached them all the
/// same; `share half` put an end on what stands as long as somebody is linked. Sections that do not exist were taken, and
/// answered with 0 without anything having been shared.
#[test]
fn a_half_is_not_shared_by_hand_and_only_sections_that_exist_are() {
    let mara = Vault::of("Mara");
    let (_ana, person, _) = guest_of(&mara, "Ana");
    let before = mara.run(&["status"], "").json();
    for command in ["share", "unshare"] {
        let refused = mara.run(&[command, "half", &person], "").error(5);
        assert_eq!(refused["trouble"], "half-stands", "{command}");
        let long = format!("word:{}", "x".repeat(80));
        for unknown in ["word:typo", "half:00112233", long.as_str(), ":", ""] {
            let refused = mara.run(&[command, unknown, &person], "").error(2);
            assert_eq!(refused["trouble"], "unknown-section", "{command} {unknown}");
        }
    }
    assert_eq!(mara.run(&["who-sees"], "").json(), json!([]));
    let after = mara.run(&["status"], "").json();
    assert_eq!(
        (&before["volumes"], &before["envelopes"]),
        (&after["volumes"], &after["envelopes"])
    );
}

/// A passphrase that was typed on another keyboard, where "ü" is two characters, did not open the vault.
#[test]
fn a_passphrase_is_the_same_however_its_letters_are_put_together() {
    let vault = Vault::fresh();
    let one = "gr\u{fc}ne B\u{e4}ume im Fr\u{fc}hling";
    let two = "gru\u{308}ne Ba\u{308}ume im Fru\u{308}hling";
    vault.run_with_passphrase(one, &["init", "--name", "Mara"]).json();
    vault.run_with_passphrase(two, &["status"]).json();
    let other = vault.run_with_passphrase("grune Baume im Fruhling", &["status"]);
    assert_eq!(other.error(3)["trouble"], "wrong-passphrase");
    // Eight letters are the least, and the marks on them are none of their own.
    let short = "a\u{308}a\u{308}a\u{308}a\u{308}";
    let refused = Vault::fresh().run_with_passphrase(short, &["init"]);
    assert_eq!(refused.error(5)["trouble"], "passphrase-too-weak");
}

/// To `init` with a passphrase that is not text it was answered that it did not match, and there was nothing yet that it
/// could have matched.
#[test]
fn a_new_passphrase_that_cannot_be_taken_is_said_to_be_that() {
    let vault = Vault::fresh();
    for bad in [&b"\xff\xfe not text at all"[..], &[b'a'; 5000][..]] {
        std::fs::write(vault.beside("passphrase"), bad).unwrap();
        assert_eq!(vault.run(&["init"], "").error(5)["trouble"], "passphrase-unreadable");
    }
    assert!(!vault.folder().exists() || vault.files().is_empty());
}
