//! Files, history and search through the program: what goes out comes in, and nothing is written over.

use std::os::unix::fs::PermissionsExt as _;

use automerge::{AutoCommit, ReadDoc as _};
use serde_json::{Value, json};

use crate::support::Vault;

fn path(vault: &Vault, name: &str) -> String {
    vault.beside(name).to_string_lossy().into_owned()
}

fn mode(path: &str) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

/// A vault with a little of everything that has a form of its own in a file.
fn filled() -> Vault {
    let vault = Vault::of("Mara");
    let person = vault.add("person", json!({"name": "Ana", "contacts": [{"value": "555-0100"}]}));
    vault.add("goal", json!({"want": "the garden", "why": "quiet\nand green", "with": person}));
    vault.add(
        "appt",
        json!({"at": "2026-03-27T10:00:00Z", "zone": "Europe/Lisbon", "repeat": "weekly"}),
    );
    let gone = vault.add("reason", json!({"text": "an old reason"}));
    vault.run(&["remove", &gone], "").json();
    vault
}

#[test]
fn a_plan_goes_out_as_json_and_into_another_vault() {
    let vault = filled();
    let file = path(&vault, "plan.json");
    let written = vault.run(&["export", "--as", "json", "--to", &file], "");
    assert!(written.err.contains("can read it"), "{written:?}");
    assert_eq!(written.json(), json!({"to": file, "files": 1, "records": 5}));
    assert_eq!(mode(&file), 0o600);
    let text = std::fs::read_to_string(&file).unwrap();

    let refused = vault.run(&["export", "--as", "json", "--to", &file], "").error(5);
    assert_eq!(refused["trouble"], "file-exists");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
    let nowhere = path(&vault, "no such folder/plan.json");
    let failed = vault.run(&["export", "--as", "json", "--to", &nowhere], "").error(1);
    assert_eq!(failed["trouble"], "file-not-written");

    let next = Vault::of("Next");
    let report = next.run(&["import", "--as", "json", "-"], &text).json();
    assert_eq!(report, json!({"added": 5, "there": 0, "skipped": 0}));
    let again = next.run(&["import", "--as", "json", &file], "").json();
    assert_eq!(again, json!({"added": 0, "there": 5, "skipped": 0}));
    let out = path(&next, "again.json");
    next.run(&["export", "--as", "json", "--to", &out], "").json();
    assert!(std::fs::read_to_string(&out).unwrap() == text, "another file came out");
    let plain = next.run_plainly(&["import", "--as", "json", &file], "");
    assert!(plain.out.contains("5 here already"), "{plain:?}");

    let changed = text.replace("the garden", "the harbour");
    let refused = next.run(&["import", "--as", "json", "-"], &changed).error(5);
    assert_eq!(refused["detail"], "1");
    assert_eq!(next.run(&["import", "--as", "json", "-"], "{}").error(5)["trouble"], "bad-file");
    let newer = next.run(&["import", "--as", "json", "-"], "{\"kith\": 2}").error(1);
    assert_eq!(newer["trouble"], "newer-file");
    let missing = path(&next, "nothing");
    let missing = next.run(&["import", "--as", "json", &missing], "").error(1);
    assert_eq!(missing["trouble"], "file-unreadable");
    next.run(&["export", "--as", "csv", "--to", &out], "").error(2);
    next.run(&["export", "--as", "json", "--section", "dreams", "--to", &missing_name(&next)], "")
        .error(2);
}

fn missing_name(vault: &Vault) -> String {
    path(vault, "not written")
}

#[test]
fn stock_automerge_opens_every_document_that_goes_out() {
    let vault = filled();
    let folder = path(&vault, "documents");
    let report = vault.run(&["export", "--as", "automerge", "--to", &folder], "").json();
    assert_eq!(mode(&folder), 0o700);
    let mut names = Vec::new();
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let document = AutoCommit::load(&std::fs::read(&path).unwrap()).unwrap();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        assert!(document.length(automerge::ROOT) > 0, "{name} is empty");
        assert_eq!(mode(&path.to_string_lossy()), 0o600);
        names.push(name);
    }
    assert_eq!(report["files"], names.len());
    for label in ["people.", "goals.", "treatment.", "why."] {
        assert!(names.iter().any(|name| name.starts_with(label)), "{label}: {names:?}");
    }
    vault.run(&["export", "--as", "automerge", "--to", &folder], "").error(5);
}

#[test]
fn pages_to_read_and_a_calendar_say_what_they_should() {
    let vault = filled();
    let folder = path(&vault, "pages");
    vault.run(&["export", "--as", "markdown", "--to", &folder], "").json();
    let goals = std::fs::read_to_string(vault.beside("pages/goals.md")).unwrap();
    assert!(goals.starts_with("# ") && goals.contains("\n## "), "{goals}");
    assert!(goals.contains(": the garden") && goals.contains("  > and green"), "{goals}");
    assert!(goals.contains(": Ana"), "{goals}");
    assert!(!vault.beside("pages/profile.md").exists(), "links are no page");
    assert!(!vault.beside("pages/why.md").exists(), "what was deleted is no page");

    let file = path(&vault, "plan.ics");
    let report = vault.run(&["export", "--as", "ics", "--to", &file], "").json();
    assert_eq!(report["records"], 1);
    let calendar = std::fs::read_to_string(&file).unwrap();
    assert!(calendar.contains("DTSTART;TZID=Europe/Lisbon:20260327T100000\r\n"), "{calendar}");
    assert!(!calendar.contains("garden") && !calendar.contains("Ana"), "{calendar}");
    // Its own events are known again, and in another plan they become appointments.
    let there = vault.run(&["import", "--as", "ics", &file], "").json();
    assert_eq!(there, json!({"added": 0, "there": 1, "skipped": 0}));
    let next = Vault::of("Next");
    let added = next.run(&["import", "--as", "ics", &file], "").json();
    assert_eq!(added, json!({"added": 1, "there": 0, "skipped": 0}));
    let appointment: Value = serde_json::from_str(next.list("appt").trim()).unwrap();
    assert_eq!(appointment[0]["fields"]["repeat"], "weekly");
    assert_eq!(appointment[0]["fields"]["zone"], "Europe/Lisbon");
}

#[test]
fn lists_of_meetings_become_groups() {
    let vault = Vault::of("Mara");
    let guide = json!([{"name": "Morning light", "day": 1, "time": "07:30", "contact_1_name": "Zinnia"}, {}]);
    let report = vault.run(&["import", "--as", "meeting-guide", "-"], &guide.to_string()).json();
    assert_eq!(report, json!({"added": 1, "there": 0, "skipped": 1}));
    let bmlt =
        json!([{"meeting_name": "Evening", "weekday_tinyint": "1", "start_time": "19:00:00"}]);
    let report = vault.run(&["import", "--as", "bmlt", "-"], &bmlt.to_string()).json();
    assert_eq!(report["added"], 1);
    let groups = vault.list("group");
    assert!(groups.contains("\"monday\"") && groups.contains("\"sunday\""), "{groups}");
    assert!(!groups.contains("Zinnia"));
    vault.run(&["import", "--as", "bmlt", "-"], "not a list").error(5);
}

#[test]
fn a_record_tells_its_history_and_comes_back() {
    let vault = Vault::of("Mara");
    let id = vault.add("goal", json!({"want": "the garden"}));
    vault.run(&["edit", &id], &json!({"want": "the harbour", "why": "quiet"}).to_string()).json();
    let steps = vault.run(&["history", &id], "").json();
    let changes: Vec<&Value> =
        steps.as_array().unwrap().iter().map(|step| &step["changes"]).collect();
    assert_eq!(
        changes,
        [&json!({"want": "the garden"}), &json!({"want": "the harbour", "why": "quiet"})]
    );
    assert!(!steps[0]["by"].as_str().unwrap().is_empty(), "{steps}");
    let at = steps[0]["at"].as_str().unwrap();
    let back = vault.run(&["bring-back", &id, "--at", at], "").json();
    assert_eq!(back["fields"], json!({"want": "the garden"}));
    assert_eq!(vault.run(&["history", &id], "").json().as_array().unwrap().len(), 3);
    let early = vault.run(&["bring-back", &id, "--at", "2020-01-01"], "").error(4);
    assert_eq!(early["trouble"], "not-there-then");
    vault.run(&["history", "019a0000-0000-7000-8000-000000000000"], "").error(4);
    vault.run(&["bring-back", &id, "--at", "then"], "").error(2);
}

#[test]
fn gaps_and_patterns_are_told_with_their_counts() {
    let vault = Vault::of("Mara");
    let person = json!({"name": "Ana", "roles": ["listen", "ride"]});
    vault.add("person", person);
    let gaps = vault.run(&["gaps"], "").json();
    let roles: Vec<&str> =
        gaps.as_array().unwrap().iter().map(|gap| gap["role"].as_str().unwrap()).collect();
    assert!(roles.contains(&"naloxone_holder") && !roles.contains(&"listen"), "{roles:?}");
    let plain = vault.run_plainly(&["gaps"], "").out;
    assert!(plain.starts_with("Not covered yet"), "{plain}");
    assert!(!plain.contains("naloxone_holder"), "roles are told in words: {plain}");

    assert_eq!(vault.run(&["patterns"], "").json(), json!([]));
    let trigger = vault.add("trigger", json!({"label": "the station"}));
    for _ in 0..7 {
        vault.add("craving", json!({"before": 7, "triggers": [trigger]}));
    }
    let told = vault.run(&["patterns", "--days", "7"], "").json();
    let trigger = json!({
        "fact": "trigger", "count": 7, "of": 7, "name": "the station", "record": trigger,
    });
    assert!(told.as_array().unwrap().contains(&trigger), "{told}");
    let plain = vault.run_plainly(&["patterns"], "").out;
    assert!(plain.contains("You named “the station” for 7 of 7 urges."), "{plain}");
    let mut batch = vault.start(&["batch"]);
    assert_eq!(batch.ask(&json!({"command": ["gaps"]}))["result"], gaps);
}

#[test]
fn search_and_the_short_cuts_work_as_lines_too() {
    let vault = Vault::of("Mara");
    vault.add("person", json!({"name": "Ana", "contacts": [{"value": "555-0100"}]}));
    vault.add("rung", json!({"step": 1, "text": "Breathe slowly"}));
    let craving =
        vault.run(&["craving", "--field", "before=7", "--field", "note=by the Café"], "").json();
    assert_eq!(craving["kind"], "craving");
    assert_eq!(vault.run(&["setback"], "{}").json()["kind"], "setback");
    let found = vault.run(&["search", "CAFE", "by"], "").json();
    assert_eq!(found.as_array().unwrap().len(), 1);
    assert_eq!((&found[0]["id"], &found[0]["field"]), (&craving["id"], &json!("note")));
    assert_eq!(vault.run(&["search", "zinnia"], "").json(), json!([]));
    let hand = vault.run(&["struggling"], "").json();
    assert_eq!(hand["people"][0]["fields"]["name"], "Ana");
    assert_eq!(hand["steady"][0]["fields"]["text"], "Breathe slowly");
    assert_eq!(hand["helps"], json!([]));
    vault.add("rung", json!({"step": 2, "text": "Walk to the river"}));
    vault.add("rung", json!({"step": 1, "text": "Sleep in my clothes"}));
    // The lines of the plan stood there as one flat list, in which a sign reads as something to do.
    let plain = vault.run_plainly(&["struggling"], "").out;
    assert!(plain.contains("\nCall one of them:\n  Ana  555-0100\n"), "{plain}");
    assert!(plain.contains("kith lines"), "{plain}");
    let steps = "Your steady plan:\n  My early signs\n    Breathe slowly\n    Sleep in my clothes\n  \
        What I can do on my own\n    Walk to the river\n";
    assert!(plain.contains(steps), "{plain}");

    let mut batch = vault.start(&["batch"]);
    let found = batch.ask(&json!({"id": 1, "command": ["search", "cafe"]}));
    assert_eq!((&found["code"], &found["result"][0]["id"]), (&json!(0), &craving["id"]));
    let file = path(&vault, "plan.json");
    let written = batch.ask(&json!({"command": ["export", "--as", "json", "--to", file]}));
    assert_eq!(written["result"]["records"], 6, "{written}");
    let again = batch.ask(&json!({"command": ["export", "--as", "json", "--to", file]}));
    assert_eq!(again["code"], 5, "{again}");
    let text: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    let there = batch.ask(&json!({"command": ["import", "--as", "json", "-"], "input": text}));
    assert_eq!(there["result"], json!({"added": 0, "there": 6, "skipped": 0}), "{there}");
    let list = json!([{"name": "Morning"}]).to_string();
    let line =
        json!({"command": ["import", "--as", "meeting-guide", "-"], "input": {"text": list}});
    assert_eq!(batch.ask(&line)["result"]["added"], 1);
    batch.end_input();
    assert_eq!(batch.wait(), 0);

    // Somebody without a number stood under the same title.
    vault.add(
        "person",
        json!({"name": "Luis", "contacts": [{"sort": "email", "value": "l1@x.org"}]}),
    );
    let plain = vault.run_plainly(&["struggling"], "").out;
    let (to_call, others) = plain.split_once("Your people, with no number here:").unwrap();
    assert!(
        to_call.contains("Ana") && !to_call.contains("Luis") && others.contains("Luis"),
        "{plain}"
    );
}

#[test]
fn a_page_goes_out_for_a_printer_with_what_was_asked_for() {
    let vault = filled();
    vault.add("rung", json!({"step": 1, "text": "I walk to the river"}));
    vault.add("entry", json!({"body": "nobody reads this"}));
    let visit = vault.add("brief", json!({"text": "Sleep is better.", "first_day": "2027-01-01"}));
    let export = |name: &str, more: &[&str]| {
        let file = path(&vault, name);
        let mut words = vec!["export", "--as", "pdf", "--to", &file];
        words.extend(more);
        let written = vault.run(&words, "");
        assert!(written.err.contains("can read it"), "{written:?}");
        assert!(written.err.contains("Paper has no lock"), "{written:?}");
        assert_eq!(written.json(), json!({"to": file, "files": 1}));
        assert_eq!(mode(&file), 0o600);
        let file = std::fs::read(file).unwrap();
        assert!(file.starts_with(b"%PDF-") && file.trim_ascii_end().ends_with(b"%%EOF"));
        file
    };
    let (usual, again) = (export("one.pdf", &[]), export("two.pdf", &["--page", "plan"]));
    assert!(usual == again, "the same plan gave two files");
    let journal = export("three.pdf", &["--section", "journal"]);
    let card = export("four.pdf", &["--page", "card"]);
    let visit = export("five.pdf", &["--page", &visit]);
    let all = [&usual, &journal, &card, &visit];
    assert!((0..4).all(|one| (0..one).all(|other| all[one] != all[other])), "two pages are one");
    vault.run(&["config", "set", "window.country", "US"], "").json();
    assert!(export("six.pdf", &[]) != usual, "the numbers of the country are on it");

    let to = path(&vault, "seven.pdf");
    let bad: [(&[&str], i32); 5] = [
        (&["--as", "pdf", "--section", "no-such-section"], 2),
        (&["--as", "pdf", "--page", "card", "--section", "why"], 2),
        (&["--as", "json", "--page", "card"], 2),
        (&["--as", "pdf", "--page", "0190a0a0-0000-7000-8000-000000000000"], 4),
        (&["--as", "pdf", "--page", "no id"], 4),
    ];
    for (words, code) in bad {
        let words: Vec<&str> =
            ["export", "--to", &to].into_iter().chain(words.iter().copied()).collect();
        vault.run(&words, "").error(code);
    }
    assert!(!std::path::Path::new(&to).exists());
}
