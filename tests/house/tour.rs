//! The tour, as a person without a display and a script would run it.

use serde_json::{Value, json};

use crate::support::{finish, holds, kith};

#[test]
fn the_tour_is_as_told_and_its_report_is_the_last_line() {
    let root = tempfile::tempdir().unwrap();
    let keep = root.path().join("kept");
    let mut command = kith();
    command.args(["tour", "--json", "--scrypt-log-n", "10", "--keep"]).arg(&keep);
    let ended = finish(command, "");
    let lines: Vec<Value> =
        ended.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let report = lines.last().unwrap();
    assert_eq!(ended.code, 0, "{report}\n{}", ended.err);
    assert_eq!((&report["event"], &report["ok"]), (&json!("report"), &json!(true)));
    let names: Vec<&str> =
        report["steps"].as_array().unwrap().iter().map(|s| s["step"].as_str().unwrap()).collect();
    assert_eq!(
        names,
        [
            "plan", "link", "pair", "grant", "apart", "together", "settle", "answer", "reads",
            "times", "proof"
        ]
    );
    assert!(report["millis"].as_f64().unwrap() < 60_000.0, "{report}");
    for what in ["edit_to_durable_p50_ms", "edit_here_to_shown_there_p50_ms"] {
        assert!(report["measured"][what].as_f64().unwrap() > 0.0, "{report}");
    }
    // What was sent is told from where it is counted, which is not the beginning.
    for peer in ["ana", "desktop"] {
        let what = format!("laptop_sent_to_{peer}_since_apart_bytes");
        assert!(report["measured"][&what].as_u64().unwrap() > 0, "{report}");
    }
    let folders = std::fs::read_dir(&keep).unwrap().count();
    assert_eq!(folders, 3, "three vaults are kept");
    assert!(!holds(ended.out.as_bytes(), b"AGE-SECRET-KEY"));
}

#[test]
fn a_tour_for_people_ends_with_one_plain_line() {
    let mut command = kith();
    command.args(["tour", "--scrypt-log-n", "10"]);
    let ended = finish(command, "");
    assert_eq!(ended.code, 0, "{ended:?}");
    let last = ended.out.lines().last().unwrap();
    assert!(last.starts_with("All 11 steps were as told"), "{last}");
    assert!(ended.out.lines().all(|line| !line.contains("tour-")), "words are missing: {ended:?}");
    for line in ended.out.lines() {
        assert!(
            serde_json::from_str::<Value>(line).map_or(true, |value| value.is_number()),
            "{line}"
        );
    }
}

/// `kith --offline tour` opened the sockets that it was told not to open.
#[test]
fn there_is_no_tour_that_opens_no_socket() {
    let root = tempfile::tempdir().unwrap();
    for arguments in [["--offline", "tour"], ["tour", "--offline"]] {
        let mut command = kith();
        command.args(arguments).args(["--json", "--scrypt-log-n", "10", "--keep"]);
        command.arg(root.path().join("kept"));
        let ended = finish(command, "");
        assert_eq!(ended.error(2)["trouble"], "usage", "{ended:?}");
        assert!(!root.path().join("kept").exists(), "nothing was begun");
    }
}

#[test]
fn a_folder_that_holds_something_is_not_toured_in() {
    let root = tempfile::tempdir().unwrap();
    std::fs::write(root.path().join("letter"), "dear").unwrap();
    let mut command = kith();
    command.args(["tour", "--json", "--keep"]).arg(root.path());
    let ended = finish(command, "");
    assert_eq!(ended.code, 1, "{ended:?}");
    assert_eq!(std::fs::read_dir(root.path()).unwrap().count(), 1);
}
