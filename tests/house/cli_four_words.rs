//! The four words are compared by a person: nothing that was typed before they were shown is an answer to them.

use serde_json::json;

use crate::support::{Running, Vault};

/// Mara's invitation of Ana, still without anybody who joins, and its ticket.
fn invitation() -> (Vault, Vault, Running, String) {
    let (mara, ana) = (Vault::of("Mara"), Vault::of("Ana"));
    let person = mara.add("person", json!({"name": "Ana"}));
    let mut invite = mara.start(&["invite", "--person", &person, "--role", "sponsor"]);
    let ticket = invite.event("ticket")["ticket"].as_str().unwrap().to_owned();
    (mara, ana, invite, ticket)
}

/// A `yes` that was typed into `invite` before anybody had joined, or that followed the ticket into `join -`, lay in
/// wait and was taken for the answer: two people were paired who had compared nothing.
#[test]
fn a_yes_from_before_the_words_answers_nothing() {
    let (mara, ana, mut invite, ticket) = invitation();
    invite.say("yes");
    let mut join = ana.start(&["join", "-"]);
    for line in [ticket.as_str(), "yes", "yes"] {
        join.say(line);
    }
    assert_eq!(invite.event("compare")["words"], join.event("compare")["words"]);
    // Had those counted, both would be paired by now, and this would come too late.
    std::thread::sleep(std::time::Duration::from_secs(1));
    join.say("no");
    for side in [&mut invite, &mut join] {
        assert_eq!(side.event("ended")["why"], "words-differ");
        assert_eq!(side.next()["error"]["code"], 5);
        assert_eq!(side.wait(), 5);
    }
    for vault in [&mara, &ana] {
        assert_eq!(vault.run(&["guests"], "").json(), json!([]));
    }
}

/// Dropping what waited would not do if more stood behind it, in the pipe: as many lines wait as the channel holds.
#[test]
fn no_number_of_them_does_and_it_is_told() {
    let (_mara, ana, mut invite, ticket) = invitation();
    invite.say("yes");
    let joined = ana.run(&["join", "-"], &format!("{ticket}\n{}", "yes\n".repeat(20_000)));
    assert_eq!(joined.code, 5, "{joined:?}");
    assert!(joined.out.contains("words-differ"), "{joined:?}");
    assert!(joined.err.contains("before the four words"), "{joined:?}");
    invite.event("compare");
    assert_eq!(invite.event("ended")["why"], "words-differ");
}

/// Somebody who pressed Enter while they waited had said "no" to words that they had not seen.
#[test]
fn an_enter_from_before_the_words_is_no_no() {
    let (_mara, ana, mut invite, ticket) = invitation();
    invite.say("");
    let mut join = ana.start(&["join", "-"]);
    for line in [ticket.as_str(), "", "no"] {
        join.say(line);
    }
    assert_eq!(invite.event("compare")["words"], join.event("compare")["words"]);
    for side in [&mut invite, &mut join] {
        side.say("yes");
    }
    for side in [&mut invite, &mut join] {
        side.event("paired");
        assert_eq!(side.wait(), 0);
    }
}

/// A `yes` without its Enter lay in the reader, and the Enter that was pressed when the words appeared made it an answer.
#[test]
fn a_yes_that_was_begun_before_the_words_and_ended_after_them_answers_nothing() {
    let (mara, ana, mut invite, ticket) = invitation();
    invite.type_in("yes");
    let mut join = ana.start(&["join", "-"]);
    join.type_in(&format!("{ticket}\nyes"));
    assert_eq!(invite.event("compare")["words"], join.event("compare")["words"]);
    for side in [&mut invite, &mut join] {
        side.type_in("\n");
    }
    // Had those counted, both would be paired by now, and this would come too late.
    std::thread::sleep(std::time::Duration::from_secs(1));
    join.say("no");
    for side in [&mut invite, &mut join] {
        assert_eq!(side.event("ended")["why"], "words-differ");
        assert_eq!(side.wait(), 5);
    }
    for vault in [&mara, &ana] {
        assert_eq!(vault.run(&["guests"], "").json(), json!([]));
    }
}
