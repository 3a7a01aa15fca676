//! What a few answers tell a person: each is short, true and in one piece.

use serde_json::json;

use crate::support::{Vault, guest_of};

/// To whoever had written no tools of their own nothing was offered after an urge; the window offers three that need none.
#[test]
fn an_urge_without_tools_of_ones_own_is_offered_those_that_everybody_has() {
    let vault = Vault::of("Mara");
    let told = vault.run_plainly(&["craving", "--field", "before=8"], "");
    for words in ["Breathe: 4 seconds in, 6 out", "Ride it out for 15 minutes", "5 things you see"]
    {
        assert!(told.err.contains(words), "{words}: {told:?}");
    }
    assert!(told.err.contains("kith lines"), "{told:?}");
    assert!(!told.err.contains("988"), "no country is guessed at: {told:?}");
    vault.run(&["config", "set", "window.country", "US"], "").json();
    let told = vault.run(&["craving", "--field", "before=7"], "").json();
    let offered: Vec<&str> = told["offers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["kith_tool"].as_str().unwrap())
        .collect();
    assert_eq!(offered, ["breathing", "ride_it_out", "grounding"]);
    assert_eq!(told["lines"][0]["country"], "US", "{told}");
    let told = vault.run_plainly(&["craving", "--field", "before=7"], "");
    assert!(told.err.contains("911") && told.err.contains("988"), "{told:?}");

    vault.add("strategy", json!({"text": "Walk to the harbour"}));
    let told = vault.run(&["craving", "--field", "before=6"], "").json();
    assert_eq!(told["helps"][0]["name"], "Walk to the harbour");
    assert!(told.get("offers").is_none(), "one's own come first: {told}");
}

/// A text of several lines broke its record over as many lines of the list.
#[test]
fn a_list_has_a_record_a_line() {
    let vault = Vault::of("Mara");
    vault.add("entry", json!({"body": "First.\n\nSecond.\u{2028}Third."}));
    vault.add("entry", json!({"body": "Another"}));
    let listed = vault.run_plainly(&["list", "entry"], "").out;
    assert_eq!(listed.lines().count(), 2, "{listed}");
    assert!(listed.contains("First. / Second. / Third."), "{listed}");
}

/// What was written to somebody by `between` looked as if it were with them; the window and `add reach` say that it is not.
#[test]
fn what_is_written_between_two_is_said_to_be_with_nobody_yet() {
    let mara = Vault::of("Mara");
    let (_ana, person, _) = guest_of(&mara, "Ana");
    let phone = json!({"contacts": [{"sort": "mobile", "value": "+47 555 0101"}]});
    mara.run(&["edit", &person], &phone.to_string()).json();
    let words = json!({"text": "Can you call me?"}).to_string();
    let add = ["between", &person, "add", "reach"];
    assert_eq!(mara.run(&add, &words).json()["had_by"], json!([]));
    let told = mara.run_plainly(&add, &words);
    assert!(told.err.contains("Nobody has this yet. Call Ana: +47 555 0101"), "{told:?}");
    assert!(told.err.contains("It goes when you are both online"), "{told:?}");
    let listed = mara.run(&["between", &person, "list"], "").json();
    assert!(listed[0].get("had_by").is_none(), "a list does not know: {listed}");
}

/// “Meetings: 0, last -” is no sentence, and “Days in touch: 3, last 2026-11-20” was taken for three days since.
#[test]
fn who_was_in_touch_is_told_in_words() {
    let vault = Vault::of("Mara");
    let told = vault.run_plainly(&["touch"], "").out;
    assert!(told.contains("Meetings: nothing noted yet"), "{told}");
    assert!(told.contains("Days with anybody: none"), "{told}");
}
