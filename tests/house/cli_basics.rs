//! The promises of the command line that hold for every command, and those about making a vault.

use std::collections::BTreeSet;

use kith_core::ExitCode;
use serde_json::{Value, json};

use crate::support::{Vault, finish, kith, skipped};

#[test]
fn help_names_every_command_and_none_that_is_missing() {
    let mut command = kith();
    command.arg("--help");
    let help = finish(command, "");
    assert_eq!(help.code, 0);
    for name in [
        "init",
        "status",
        "kit",
        "kinds",
        "add",
        "list",
        "show",
        "edit",
        "settle",
        "remove",
        "undelete",
        "checkin",
        "invite",
        "link",
        "join",
        "guests",
        "devices",
        "share",
        "unshare",
        "who-sees",
        "view-as",
        "plans",
        "between",
        "address",
        "config",
        "sync",
        "serve",
        "batch",
        "tour",
        "export",
        "import",
        "history",
        "bring-back",
        "search",
        "craving",
        "setback",
        "struggling",
        "gaps",
        "patterns",
        "timeline",
        "touch",
        "progress",
        "next",
        "screens",
        "lines",
    ] {
        assert!(help.out.contains(&format!("\n  {name} ")), "{name} is missing:\n{}", help.out);
    }
    for name in ["backup", "forget", "companion", "packet", "passwd"] {
        assert!(!help.out.contains(name), "{name} is not built:\n{}", help.out);
    }
}

/// The exit codes stood nowhere but in what somebody had promised, and the README named seven of forty commands.
#[test]
fn help_and_readme_name_every_command_and_every_exit_code() {
    let readme = include_str!("../../README.md");
    let section = readme.split("\n## The command line\n").nth(1).unwrap();
    let section = section.split("\n## ").next().unwrap();
    let rows: Vec<&str> = section.lines().filter(|line| line.starts_with("| ")).collect();
    let named = rows.iter().flat_map(|row| row.split('`').skip(1).step_by(2));
    let named: BTreeSet<String> = named.map(str::to_owned).collect();
    let mut there = BTreeSet::new();
    for name in commands_of(&[]) {
        let below = if name == "help" { Vec::new() } else { commands_of(&[&name]) };
        let below: Vec<String> = below.into_iter().filter(|below| below != "help").collect();
        if below.is_empty() {
            there.insert(name);
        } else {
            there.extend(below.into_iter().map(|below| format!("{name} {below}")));
        }
    }
    assert_eq!(named, there, "left is what the README names, right what there is");

    let mut command = kith();
    command.arg("help");
    let help = finish(command, "").out;
    let codes = std::iter::once(0).chain(ExitCode::ALL.map(u8::from));
    for code in codes {
        let told = help.lines().find_map(|line| line.strip_prefix(&format!("  {code}  ")));
        let told = told.unwrap_or_else(|| panic!("{code} is missing:\n{help}"));
        let row = format!("| {code} | {told} |");
        assert!(rows.contains(&row.as_str()), "the README has no {row:?}");
    }
    let beyond = ExitCode::ALL.len() + 1;
    assert!(!help.contains(&format!("\n  {beyond}  ")), "{help}");
}

/// The commands below a command, as its help tells them.
fn commands_of(words: &[&str]) -> Vec<String> {
    let mut command = kith();
    command.args(words).arg("--help");
    let help = finish(command, "").out;
    let Some((_, listed)) = help.split_once("\nCommands:\n") else { return Vec::new() };
    let listed = listed.lines().take_while(|line| !line.is_empty());
    let names = listed.filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    names.filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

#[test]
fn what_is_not_understood_is_exit_2_and_one_json_line() {
    for line in [
        &["frobnicate"][..],
        &["backup", "file"],
        &["add"],
        &["list"],
        &["status", "--frobnicate"],
        &["invite", "--person", "x", "--role", "plumber"],
        &["add", "sofa"],
        &["sync", "--for", "soon"],
        &["patterns", "--days", "0"],
    ] {
        let vault = Vault::of("Mara");
        let ended = vault.run(line, "{}");
        let error = ended.error(2);
        assert!(!error["what"].as_str().unwrap().contains("sofa"), "{error}");
        let plainly = vault.run_plainly(line, "{}");
        assert_eq!((plainly.code, plainly.out.as_str()), (2, ""), "{plainly:?}");
        assert!(plainly.err.lines().count() >= 3, "{plainly:?}");
    }
}

#[test]
fn without_a_passphrase_and_a_terminal_the_code_is_3() {
    if !crate::support::has("setsid") {
        skipped("without_a_passphrase_and_a_terminal_the_code_is_3", "setsid is not installed");
        return;
    }
    let vault = Vault::of("Mara");
    for fd in [None, Some("9")] {
        let mut command = std::process::Command::new("setsid");
        command.args(["-w", env!("CARGO_BIN_EXE_kith"), "status", "--json", "--vault"]);
        command.arg(vault.folder());
        if let Some(fd) = fd {
            command.args(["--passphrase-fd", fd]);
        }
        finish(command, "").error(3);
    }
}

#[test]
fn the_folder_may_come_from_the_environment() {
    let vault = Vault::of("Mara");
    let mut command = std::process::Command::new("sh");
    command.args(["-c", "exec \"$1\" status --json --passphrase-fd 3 3<\"$2\"", "sh"]);
    command.arg(env!("CARGO_BIN_EXE_kith")).arg(vault.beside("passphrase"));
    command.env("KITH_HOME", vault.folder());
    assert_eq!(finish(command, "").json()["name"], "Mara");
}

#[test]
fn the_passphrase_may_share_standard_input_with_what_follows() {
    let vault = Vault::of("Mara");
    let mut command = kith();
    command.args(["add", "reason", "--json", "--passphrase-fd", "0", "--vault"]);
    command.arg(vault.folder());
    let input = format!("{}\n{}", crate::support::PASSPHRASE, json!({"text": "My sister"}));
    assert_eq!(finish(command, &input).json()["fields"]["text"], "My sister");
}

/// Programs that start others often give them sockets for standard input. The descriptor was opened once more by
/// its number, which a socket does not allow, and the vault was said to be locked.
#[test]
#[cfg(target_os = "linux")]
fn the_passphrase_may_come_over_a_socket() {
    use std::io::Write as _;
    use std::os::fd::OwnedFd;
    use std::os::unix::net::UnixStream;
    let vault = Vault::of("Mara");
    let (mut ours, theirs) = UnixStream::pair().unwrap();
    writeln!(ours, "{}", crate::support::PASSPHRASE).unwrap();
    let mut command = kith();
    command.args(["status", "--json", "--passphrase-fd", "0", "--vault"]).arg(vault.folder());
    let ended = command.stdin(OwnedFd::from(theirs)).output().unwrap();
    let told = String::from_utf8(ended.stdout).unwrap();
    assert_eq!(ended.status.code(), Some(0), "{told}");
    assert!(told.contains("Mara"), "{told}");
}

#[test]
fn init_shows_the_kit_once_and_the_kit_can_be_tested() {
    let vault = Vault::fresh();
    let created = vault.run(&["init", "--name", "Mara"], "").json();
    let words: Vec<&str> =
        created["kit"]["words"].as_array().unwrap().iter().map(|w| w.as_str().unwrap()).collect();
    assert_eq!(words.len(), 24);
    for key in ["plan", "device", "person"] {
        assert!(created[key].is_string(), "{created}");
    }

    let ok = vault.run(&["kit", "test"], &words.join(" ")).json();
    assert_eq!(ok, json!({"ok": true}));
    let mut others = words.clone();
    others.swap(0, 1);
    for wrong in [others.join("\n").as_str(), "these are no words of a kit", ""] {
        assert_eq!(vault.run(&["kit", "test"], wrong).json(), json!({"ok": false}), "{wrong}");
    }
    assert_eq!(vault.run(&["kit", "test"], &words.join("\n")).json(), json!({"ok": true}));

    vault.run(&["init"], "").error(5);
    let status = vault.run(&["status"], "").json();
    assert_eq!(status["plan"], created["plan"]);
    assert_eq!(status["name"], "Mara");
    assert_eq!(status["lead"], true);
    for key in ["sections", "volumes", "envelopes", "bytes", "unmerged", "set_aside", "peers"] {
        assert!(!status[key].is_null(), "{key} is missing: {status}");
    }
}

#[test]
fn nothing_is_there_to_open_in_an_empty_folder() {
    Vault::fresh().run(&["status"], "").error(4);
}

#[test]
fn kinds_need_no_vault_and_name_what_add_accepts() {
    let mut command = kith();
    command.args(["kinds", "--json"]);
    let kinds = finish(command, "").json();
    let names: Vec<&str> =
        kinds.as_array().unwrap().iter().map(|kind| kind["kind"].as_str().unwrap()).collect();
    let table: Vec<&str> = kith_core::kinds::all().iter().map(|kind| kind.name).collect();
    assert_eq!(names, table);
    for kind in kinds.as_array().unwrap() {
        for key in ["section", "span", "row", "ceiling", "first", "fields"] {
            assert!(!kind[key].is_null(), "{key} is missing: {kind}");
        }
        for field in kind["fields"].as_array().unwrap() {
            for key in ["name", "type", "required", "help"] {
                assert!(!field[key].is_null(), "{key} is missing: {field}");
            }
        }
    }
    let required: Vec<String> = kinds
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|kind| {
            let kind_name = kind["kind"].as_str().unwrap();
            kind["fields"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|field| field["required"] == true)
                .map(move |field| format!("{kind_name}.{}", field["name"].as_str().unwrap()))
        })
        .collect();
    // What the command line promises; the rest is for the table to say.
    let of = |kind: &str| -> Vec<&str> {
        let own = required.iter().filter_map(|field| field.strip_prefix(kind)?.strip_prefix('.'));
        own.collect()
    };
    let promised = [
        ("person", "name"),
        ("reason", "text"),
        ("rung", "text"),
        ("strategy", "text"),
        ("word", "word"),
    ];
    for (kind, field) in promised {
        assert_eq!(of(kind), [field], "{kind}");
    }
    assert_eq!(of("checkin"), [""; 0]);
}

#[test]
fn settings_belong_to_this_device() {
    let vault = Vault::fresh();
    vault.run(&["init"], "").json();
    assert_eq!(vault.run(&["config", "get", "network.mode"], "").json()["value"], "off");
    vault.run(&["config", "set", "network.listen", "127.0.0.1:4101"], "").json();
    let listen = vault.run(&["config", "get", "network.listen"], "").json();
    assert_eq!(listen["value"], "127.0.0.1:4101");
    vault.run(&["config", "set", "network.listen", "the shed"], "").error(5);
    vault.run(&["config", "get", "network.speed"], "").error(5);
    assert_eq!(vault.run(&["config", "get", "network.listen"], "").json(), listen);
}

#[test]
fn without_json_people_read_lines_and_no_json() {
    let vault = Vault::of("Mara");
    vault.run(&["checkin"], &json!({"mood": 4, "note": "rain"}).to_string()).json();
    for line in [&["status"][..], &["list", "checkin"], &["kinds"], &["devices"], &["guests"]] {
        let ended = vault.run_plainly(line, "");
        assert_eq!(ended.code, 0, "{ended:?}");
        for text in ended.out.lines() {
            assert!(serde_json::from_str::<Value>(text).is_err(), "{text}");
        }
    }
}

#[test]
fn a_window_without_a_display_points_to_the_tour() {
    let mut command = kith();
    command.arg("--vault").arg(Vault::fresh().folder());
    let ended = finish(command, "");
    assert_eq!(ended.code, 1, "{ended:?}");
    assert_eq!(ended.err.lines().count(), 3, "{ended:?}");
    assert!(ended.err.contains("cargo run --release -- tour"), "{ended:?}");
    let mut command = kith();
    command.arg("--json").arg("--vault").arg(Vault::fresh().folder());
    assert_eq!(finish(command, "").error(1)["trouble"], "no-display");
}
