//! What the command line refuses, it says; what it takes, it does as it was said.

use serde_json::json;

use crate::support::Vault;

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
