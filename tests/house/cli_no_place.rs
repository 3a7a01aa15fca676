//! Folders in which no plan can be made: that is told before anybody is asked for anything.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use crate::support::{Vault, finish, kith, kith_with, skipped};

/// `join` into a folder that could not be written asked for a passphrase and a ticket, four words were compared by two
/// people, and only then it was refused; `init` asked for a passphrase.
#[test]
fn a_folder_that_takes_no_vault_is_refused_before_anybody_is_asked() {
    type Spoil = fn(&std::path::Path);
    let other_things: Spoil = |folder| {
        fs::create_dir(folder).unwrap();
        fs::write(folder.join("letter.txt"), "Dear Ana").unwrap();
    };
    let a_file: Spoil = |folder| fs::write(folder, "a file").unwrap();
    let closed: Spoil = |folder| {
        fs::create_dir(folder).unwrap();
        fs::set_permissions(folder, fs::Permissions::from_mode(0o500)).unwrap();
    };
    let below_closed: Spoil = |folder| {
        fs::set_permissions(folder.parent().unwrap(), fs::Permissions::from_mode(0o500)).unwrap();
    };
    for (name, spoil, trouble) in [
        ("other things", other_things, "not-a-vault"),
        ("a file", a_file, "not-a-vault"),
        ("closed", closed, "read-only"),
        ("below a closed one", below_closed, "read-only"),
    ] {
        if trouble == "read-only" && rustix::process::geteuid().is_root() {
            let why = format!("no folder is closed to root: “{name}” was not tried");
            skipped("a_folder_that_takes_no_vault_is_refused_before_anybody_is_asked", &why);
            continue;
        }
        let vault = Vault::fresh();
        spoil(&vault.folder());
        for words in [&["init"][..], &["join", "kith:abc"], &["join", "-"]] {
            // Whoever is asked for a passphrase has none to give.
            let mut command = kith();
            command.args(words).args(["--json", "--passphrase-fd", "9", "--vault"]);
            command.arg(vault.folder());
            let refused = finish(command, "").error(1);
            assert_eq!(refused["trouble"], trouble, "{name}: {words:?}");
        }
        vault.run(&["status"], "").error(4);
        let folder = vault.folder().parent().unwrap().to_owned();
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700)).unwrap();
    }
    // A folder that is not there yet, and whose parent is not there either, is made.
    let vault = Vault::fresh();
    let below = vault.folder().join("one").join("two");
    let made = kith_with(&below, &vault.beside("passphrase"), &["init", "--json"]);
    finish(made, "").json();
}

/// A folder below one that lets its user in and keeps nothing, or with a name that is too long, passed for one in which a plan
/// can be made. `join` had the four words compared, the other side kept the new device, and then there was no place for it.
#[test]
fn a_folder_that_cannot_be_made_is_refused_before_anybody_is_asked() {
    let vault = Vault::fresh();
    let below = vault.folder().parent().unwrap().to_owned();
    let too_long = below.join("missing").join("plan".repeat(100));
    for folder in [PathBuf::from("/proc/kith/plan"), too_long] {
        for words in [&["init"][..], &["join", "kith:abc"]] {
            // Whoever is asked for a passphrase has none to give.
            let mut command = kith();
            command.args(words).args(["--json", "--passphrase-fd", "9", "--vault"]).arg(&folder);
            assert_eq!(finish(command, "").error(1)["trouble"], "read-only", "{words:?}");
        }
    }
    // To be tried leaves nothing behind.
    vault.run(&["status"], "").error(4);
    let left = fs::read_dir(&below).unwrap().map(|entry| entry.unwrap().file_name());
    let left: Vec<_> = left.filter(|name| name != "passphrase").collect();
    assert!(left.is_empty(), "{left:?}");
}
