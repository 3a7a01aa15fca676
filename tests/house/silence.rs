//! What is not said: no socket before anybody is paired, and no typed word in any file, log or error.

use serde_json::json;

use crate::support::{
    Vault, bring_together, device_of, finish, guest_of, has, holds, skipped, wrapped,
};

/// Runs a command under strace and gives back the lines about sockets of the internet.
fn internet_sockets(vault: &Vault, arguments: &[&str], input: &str) -> Vec<String> {
    let trace = vault.beside("trace");
    let tracer = ["strace", "-f", "-qq", "-e", "trace=%net", "-o", trace.to_str().unwrap()];
    let command = wrapped(&tracer, &vault.folder(), &vault.beside("passphrase"), arguments);
    let ended = finish(command, input);
    assert_eq!(ended.code, 0, "{ended:?}");
    let trace = std::fs::read_to_string(trace).unwrap();
    trace.lines().filter(|line| line.contains("AF_INET")).map(str::to_owned).collect()
}

/// Whether strace is there and allowed to trace.
fn can_trace(test: &str) -> bool {
    if !has("strace") {
        skipped(test, "strace is not installed");
        return false;
    }
    let probe = std::process::Command::new("strace").args(["-qq", "true"]).output().unwrap();
    if !probe.status.success() {
        skipped(test, "strace may not trace here");
        return false;
    }
    true
}

#[test]
fn before_the_first_pairing_no_network_socket_is_opened() {
    if !can_trace("before_the_first_pairing_no_network_socket_is_opened") {
        return;
    }
    let vault = Vault::fresh();
    for (arguments, input) in [
        (&["init", "--name", "Mara"][..], ""),
        (&["--offline", "add", "person"], "{\"name\": \"Ana\"}"),
        (&["list", "person"], ""),
        (&["status"], ""),
        (&["sync"], ""),
        (&["serve", "--until-eof"], ""),
        (&["batch"], "{\"command\": [\"status\"]}\n"),
    ] {
        let sockets = internet_sockets(&vault, arguments, input);
        assert!(sockets.is_empty(), "{arguments:?} opened {sockets:?}");
    }
}

#[test]
fn offline_means_offline_after_pairing_too() {
    if !can_trace("offline_means_offline_after_pairing_too") {
        return;
    }
    let vault = Vault::of("Mara");
    let (_ana, _, _) = guest_of(&vault, "Ana");
    for arguments in
        [&["--offline", "list", "person"][..], &["serve", "--offline", "--until-eof"], &["batch"]]
    {
        let sockets = internet_sockets(&vault, arguments, "");
        assert!(sockets.is_empty(), "{arguments:?} opened {sockets:?}");
    }
    // The same tracer does see sockets: one that never sees any proves nothing.
    assert!(!internet_sockets(&vault, &["sync", "--for", "1"], "").is_empty());
    vault.run(&["config", "set", "network.mode", "off"], "").json();
    let sockets = internet_sockets(&vault, &["serve", "--until-eof"], "");
    assert!(sockets.is_empty(), "network.mode off opened {sockets:?}");
}

#[test]
fn a_typed_word_is_in_no_file_and_in_no_error() {
    let mara = Vault::of("Rumpelstiltskin");
    let words = [
        "perspicacious",
        "ostentation",
        "zephyrine",
        "halcyonic",
        "susurrating",
        "gossamer-wing",
        "brobdingnag",
    ];
    let [name, times, contact, reason, rung, note, reach] = words;
    let person = mara.add(
        "person",
        json!({"name": name, "good_times": times, "contacts": [{"value": contact}]}),
    );
    let reason_id = mara.add("reason", json!({"text": reason}));
    mara.add("rung", json!({"step": 1, "text": rung}));
    mara.run(&["checkin"], &json!({"mood": 3, "note": note}).to_string()).json();
    mara.run(&["remove", &reason_id], "").json();
    let desktop = device_of(&mara);
    let (ana, guest, _) = guest_of(&mara, "Ana");
    mara.run(&["between", &guest, "add", "reach"], &json!({"text": reach}).to_string()).json();
    bring_together(&[&mara, &desktop, &ana]);

    let mut said = Vec::new();
    for (arguments, input) in [
        (&["add", "person"][..], json!({"name": name, "nose": note}).to_string()),
        (&["add", "checkin"], json!({"mood": note}).to_string()),
        (&["add", "checkin"], json!({"need": note}).to_string()),
        (&["edit", &person], json!({"relation": times}).to_string()),
        (&["edit", &person], format!("{{\"name\": \"{name}\"")),
        (&["settle", &person, "relation", name], String::new()),
        (&["show", name], String::new()),
        (&["list", reason], String::new()),
        (&["add", "person", "--field", reason], String::new()),
        (&["kit", "test"], words.join(" ")),
        (&["join", name], String::new()),
    ] {
        for ended in [mara.run(arguments, &input), mara.run_plainly(arguments, &input)] {
            // Words that are no kit's are an answer, not a failure.
            assert!(ended.code != 0 || arguments[0] == "kit", "{arguments:?}: {ended:?}");
            said.extend([ended.out.into_bytes(), ended.err.into_bytes()]);
        }
    }
    let secrets = words.iter().chain(&["Rumpelstiltskin", crate::support::PASSPHRASE]).copied();
    for word in secrets {
        for vault in [&mara, &desktop, &ana] {
            for (file, bytes) in vault.files() {
                assert!(!holds(&bytes, word.as_bytes()), "{word} is in {file}");
            }
        }
        for said in &said {
            assert!(!holds(said, word.as_bytes()), "{}", String::from_utf8_lossy(said));
        }
    }
}

#[test]
fn files_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let vault = Vault::of("Mara");
    vault.add("reason", json!({"text": "My sister"}));
    let mode = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&vault.folder()), 0o700);
    for (name, _) in vault.files() {
        let path = vault.folder().join(&name);
        assert_eq!(mode(&path), 0o600, "{name}");
        assert_eq!(mode(path.parent().unwrap()), 0o700, "the folder of {name}");
    }
}

#[test]
fn a_program_that_runs_leaves_no_core_dump() {
    let vault = Vault::of("Mara");
    let mut serve = vault.start(&["serve", "--until-eof"]);
    serve.event("ready");
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", serve.id()));
    let Ok(limits) = limits else {
        skipped("a_program_that_runs_leaves_no_core_dump", "there is no /proc here");
        return;
    };
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    let sizes: Vec<&str> = core.split_whitespace().skip(4).take(2).collect();
    assert_eq!(sizes, ["0", "0"], "{core}");
}
