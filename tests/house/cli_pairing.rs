//! Pairing on the command line: what it promises when all goes well, and how it ends when it does not.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::{Ended, Vault, device_of, guest_of};

#[test]
fn a_person_is_paired_by_ticket_and_four_words() {
    let mara = Vault::of("Mara");
    let (ana, person, mara_there) = guest_of(&mara, "Ana");
    let guests = mara.run(&["guests"], "").json();
    assert_eq!(guests.as_array().unwrap().len(), 1, "{guests}");
    assert_eq!(guests[0]["person"], person.as_str());
    assert_eq!(guests[0]["role"], "sponsor");
    assert_eq!(guests[0]["sections"], json!([]), "pairing ticks nothing");
    let there = ana.run(&["show", &mara_there], "").json();
    assert_eq!(there["kind"], "person", "joining makes the record of whom one joins");
    assert_eq!(mara.run(&["config", "get", "network.mode"], "").json()["value"], "nearby");
}

#[test]
fn a_joiner_may_name_the_record_that_this_is() {
    let (mara, ana) = (Vault::of("Mara"), Vault::of("Ana"));
    let known = ana.add("person", json!({"name": "Mara"}));
    let person = mara.add("person", json!({"name": "Ana"}));
    let mut invite = mara.start(&["invite", "--person", &person, "--role", "peer"]);
    let (_, there) = crate::support::pair(&mut invite, |ticket| {
        ana.start(&["join", ticket, "--person", &known])
    });
    assert_eq!(there["person"], known.as_str());
    assert_eq!(ana.run(&["list", "person"], "").json().as_array().unwrap().len(), 1);
}

#[test]
fn a_device_is_linked_on_a_fresh_folder() {
    let mara = Vault::of("Mara");
    mara.add("reason", json!({"text": "My sister"}));
    let desktop = device_of(&mara);
    crate::support::bring_together(&[&mara, &desktop]);
    assert_eq!(mara.list("reason"), desktop.list("reason"));
    let (here, there) = (mara.run(&["devices"], "").json(), desktop.run(&["devices"], "").json());
    for (devices, this) in [(&here, "the laptop"), (&there, "the desktop")] {
        let devices = devices.as_array().unwrap();
        assert_eq!(devices.len(), 2, "{this}: {devices:?}");
        assert_eq!(devices.iter().filter(|device| device["this"] == true).count(), 1);
        assert_eq!(devices.iter().filter(|device| device["lead"] == true).count(), 1);
        assert!(devices.iter().any(|device| device["name"] == "Desktop"), "{this}: {devices:?}");
    }
    assert_eq!(
        mara.run(&["status"], "").json()["plan"],
        desktop.run(&["status"], "").json()["plan"]
    );
    // Only the lead adds devices.
    let mut link = desktop.start(&["link"]);
    let mut last = link.next();
    if last["event"] == "ended" {
        last = link.next();
    }
    assert_eq!(last["error"]["code"], 5, "{last}");
}

#[test]
fn words_that_do_not_match_end_it_on_both_sides() {
    for no_first in [true, false] {
        let (mara, ana) = (Vault::of("Mara"), Vault::of("Ana"));
        let person = mara.add("person", json!({"name": "Ana"}));
        let mut invite = mara.start(&["invite", "--person", &person, "--role", "peer"]);
        let ticket = invite.event("ticket")["ticket"].as_str().unwrap().to_owned();
        let mut join = ana.start(&["join", &ticket]);
        invite.event("compare");
        join.event("compare");
        let (first, second) =
            if no_first { (&mut invite, &mut join) } else { (&mut join, &mut invite) };
        first.say("no");
        first.event("ended");
        assert_eq!(first.next()["error"]["code"], 5);
        assert_eq!(first.wait(), 5);
        second.event("ended");
        assert_eq!(second.next()["error"]["code"], 5);
        assert_eq!(second.wait(), 5);
        assert_eq!(mara.run(&["guests"], "").json(), json!([]));
        assert_eq!(ana.run(&["guests"], "").json(), json!([]));
    }
}

#[test]
fn a_mistyped_ticket_is_exit_5() {
    let (mara, ana) = (Vault::of("Mara"), Vault::of("Ana"));
    let person = mara.add("person", json!({"name": "Ana"}));
    let mut invite = mara.start(&["invite", "--person", &person, "--role", "peer"]);
    let ticket = invite.event("ticket")["ticket"].as_str().unwrap().to_owned();
    let middle = ticket.len() / 2;
    let other = if &ticket[middle..=middle] == "a" { "b" } else { "a" };
    let mistyped = format!("{}{other}{}", &ticket[..middle], &ticket[middle + 1..]);
    for bad in [mistyped.as_str(), "kith:", "kith:abc", "twelve words that are none"] {
        let ended = ana.run(&["join", bad], "");
        refused(&ended, 5, "ticket-unreadable");
        assert!(!ended.err.contains(bad) && !ended.out.contains(bad), "{ended:?}");
    }
    // The good ticket still works after all that.
    let mut join = ana.start(&["join", &ticket]);
    invite.event("compare");
    join.event("compare");
}

#[test]
fn a_ticket_works_once() {
    let (mara, ana, luis) = (Vault::of("Mara"), Vault::of("Ana"), Vault::of("Luis"));
    let person = mara.add("person", json!({"name": "Ana"}));
    let mut invite = mara.start(&["invite", "--person", &person, "--role", "peer"]);
    let mut used = String::new();
    crate::support::pair(&mut invite, |ticket| {
        used = ticket.to_owned();
        ana.start(&["join", ticket])
    });
    // The same ticket again while no invitation is open, and while another one is.
    refused(&luis.run(&["join", &used], ""), 5, "ticket-unanswered");
    let person = mara.add("person", json!({"name": "Luis"}));
    let mut other = mara.start(&["invite", "--person", &person, "--role", "peer"]);
    other.event("ticket");
    refused(&luis.run(&["join", &used], ""), 5, "ticket-unanswered");
    drop(other);
    assert_eq!(luis.run(&["guests"], "").json(), json!([]));
    assert_eq!(mara.run(&["guests"], "").json().as_array().unwrap().len(), 1);
}

/// A second Kith under one record could not be told from the first, and what it read could not be ended.
#[test]
fn a_person_who_is_paired_is_not_invited_again() {
    let mara = Vault::of("Mara");
    let (ana, person, mara_there) = guest_of(&mara, "Ana");
    let invite = ["invite", "--person", &person, "--role", "sponsor"];
    refused(&mara.run(&invite, ""), 5, "already-paired");
    let other = mara.add("person", json!({"name": "Luis"}));
    let mut invite = mara.start(&["invite", "--person", &other, "--role", "peer"]);
    let ticket = invite.event("ticket")["ticket"].as_str().unwrap().to_owned();
    refused(&ana.run(&["join", &ticket, "--person", &mara_there], ""), 5, "already-paired");
}

#[test]
fn an_expired_ticket_is_exit_5() {
    use kith_seal::{Purpose, Ticket};

    let (mara, ana) = (Vault::of("Mara"), Vault::of("Ana"));
    let person = mara.add("person", json!({"name": "Ana"}));
    let mut invite = mara.start(&["invite", "--person", &person, "--role", "peer"]);
    let text = invite.event("ticket")["ticket"].as_str().unwrap().to_owned();
    let mut ticket = Ticket::read(&text).unwrap();
    assert_eq!(ticket.purpose, Purpose::Person);
    ticket.expires_seconds = 1_000_000_000;
    // While somebody answers it, the clock here has nothing to say about it.
    invite.signal("TERM");
    invite.event("ended");
    refused(&ana.run(&["join", &ticket.write()], ""), 5, "ticket-expired");
}

#[test]
fn a_ticket_for_a_device_is_not_one_for_a_person() {
    let (mara, ana) = (Vault::of("Mara"), Vault::of("Ana"));
    let mut link = mara.start(&["link"]);
    let ticket = link.event("ticket")["ticket"].as_str().unwrap().to_owned();
    refused(&ana.run(&["join", &ticket], ""), 5, "ticket-for-other");
    link.signal("TERM");
    link.event("ended");

    let person = mara.add("person", json!({"name": "Ana"}));
    let mut invite = mara.start(&["invite", "--person", &person, "--role", "peer"]);
    let ticket = invite.event("ticket")["ticket"].as_str().unwrap().to_owned();
    let fresh = Vault::fresh();
    refused(&fresh.run(&["join", &ticket], ""), 5, "ticket-for-other");
}

#[test]
fn nobody_behind_a_ticket_is_told_in_time() {
    let (mara, ana) = (Vault::of("Mara"), Vault::of("Ana"));
    let person = mara.add("person", json!({"name": "Ana"}));
    let mut invite = mara.start(&["invite", "--person", &person, "--role", "peer"]);
    let ticket = invite.event("ticket")["ticket"].as_str().unwrap().to_owned();
    invite.kill();
    refused(&ana.run(&["join", &ticket], ""), 5, "ticket-unanswered");
    let plainly = ana.run_plainly(&["join", &ticket], "");
    assert_eq!((plainly.code, plainly.out.as_str()), (5, ""), "{plainly:?}");
    assert_eq!(plainly.err.lines().count(), 3, "what happened, what is safe, what next");
}

#[test]
fn a_ticket_that_was_taken_back_is_exit_5() {
    let (mara, ana) = (Vault::of("Mara"), Vault::of("Ana"));
    let person = mara.add("person", json!({"name": "Ana"}));
    let mut invite = mara.start(&["invite", "--person", &person, "--role", "peer"]);
    let ticket = invite.event("ticket")["ticket"].as_str().unwrap().to_owned();
    invite.signal("TERM");
    assert_eq!(invite.event("ended")["why"], "pairing-cancelled");
    assert_eq!(invite.next()["error"]["code"], 5);
    assert_eq!(invite.wait(), 5);
    refused(&ana.run(&["join", &ticket], ""), 5, "ticket-unanswered");
}

#[test]
fn a_second_who_comes_with_the_ticket_is_refused_and_the_first_goes_on() {
    let (mara, ana, luis) = (Vault::of("Mara"), Vault::of("Ana"), Vault::of("Luis"));
    let person = mara.add("person", json!({"name": "Ana"}));
    let mut invite = mara.start(&["invite", "--person", &person, "--role", "peer"]);
    let ticket = invite.event("ticket")["ticket"].as_str().unwrap().to_owned();
    let mut join = ana.start(&["join", &ticket]);
    invite.event("compare");
    join.event("compare");
    refused(&luis.run(&["join", &ticket], ""), 5, "ticket-unanswered");
    invite.say("yes");
    join.say("yes");
    invite.event("paired");
    join.event("paired");
}

/// Whoever took a ticket back, by Ctrl-C, a "no" or the end of input, was told that the other side had ended it, and
/// to talk with them.
#[test]
fn each_side_is_told_who_ended_it() {
    let (mara, ana) = (Vault::of("Mara"), Vault::of("Ana"));
    let person = mara.add("person", json!({"name": "Ana"}));
    let mut invite = mara.start(&["invite", "--person", &person, "--role", "peer"]);
    let ticket = invite.event("ticket")["ticket"].as_str().unwrap().to_owned();
    let mut join = ana.start(&["join", &ticket]);
    invite.event("compare");
    join.event("compare");
    join.signal("TERM");
    assert_eq!(join.event("ended")["why"], "pairing-cancelled");
    let here = join.next();
    assert_eq!(here["error"]["trouble"], "pairing-cancelled", "{here}");
    let what = here["error"]["what"].as_str().unwrap();
    assert!(!what.contains("The other side ended"), "{here}");
    assert_eq!(invite.event("ended")["why"], "pairing-ended-there");
    let there = invite.next();
    assert_eq!(there["error"]["code"], 5, "{there}");
    let what = there["error"]["what"].as_str().unwrap();
    assert!(what.contains("The other side ended"), "{there}");
}

/// Twelve words without `--at` were answered with "could not read this address", and none had been given.
#[test]
fn words_without_an_address_say_that_one_is_needed() {
    let (mara, ana) = (Vault::of("Mara"), Vault::of("Ana"));
    let person = mara.add("person", json!({"name": "Ana"}));
    let mut invite = mara.start(&["invite", "--person", &person, "--role", "peer"]);
    let event = invite.event("ticket");
    let mut arguments = vec!["join"];
    arguments.extend(event["words"].as_array().unwrap().iter().map(|word| word.as_str().unwrap()));
    refused(&ana.run(&arguments, ""), 5, "address-needed");
    arguments.extend(["--at", "the kitchen"]);
    refused(&ana.run(&arguments, ""), 5, "bad-address");
}

/// Each way in which a pairing fails has words of its own: what happened, what is safe, what next.
#[track_caller]
fn refused(ended: &Ended, code: i32, trouble: &str) {
    assert_eq!(ended.code, code, "{ended:?}");
    let last: Value = serde_json::from_str(ended.out.lines().last().unwrap()).unwrap();
    let error = &last["error"];
    assert_eq!((&error["code"], &error["trouble"]), (&json!(code), &json!(trouble)), "{ended:?}");
    let said = kith_words::trouble(trouble, None);
    assert_eq!(
        (&error["what"], &error["safe"], &error["next"]),
        (&json!(said.what), &json!(said.safe), &json!(said.next))
    );
    assert!(!said.what.is_empty() && !said.safe.is_empty() && !said.next.is_empty());
}

#[test]
fn every_way_in_which_a_pairing_fails_has_words_of_its_own() {
    let troubles = [
        "ticket-unreadable",
        "ticket-expired",
        "ticket-used",
        "ticket-unanswered",
        "ticket-for-other",
        "words-differ",
        "pairing-cancelled",
        "pairing-ended-there",
        "address-needed",
        "unreachable",
        "offline",
    ];
    let said: BTreeSet<String> =
        troubles.iter().map(|trouble| kith_words::trouble(trouble, None).what).collect();
    assert_eq!(said.len(), troubles.len(), "{said:?}");
}

#[test]
fn a_ticket_may_come_by_words_and_address_or_on_standard_input() {
    let (mara, ana) = (Vault::of("Mara"), Vault::of("Ana"));
    let person = mara.add("person", json!({"name": "Ana"}));
    let mut invite = mara.start(&["invite", "--person", &person, "--role", "peer"]);
    let event = invite.event("ticket");
    let text = event["ticket"].as_str().unwrap();
    let at = kith_seal::Ticket::read(text).unwrap().addresses[0].to_string();
    let words: Vec<&str> =
        event["words"].as_array().unwrap().iter().map(|word| word.as_str().unwrap()).collect();
    let mut arguments = vec!["join"];
    arguments.extend(&words);
    arguments.extend(["--at", &at]);
    let mut join = ana.start(&arguments);
    assert_eq!(invite.event("compare")["words"], join.event("compare")["words"]);
    join.say("no");
    assert_eq!(join.wait(), 5);
    // Both sides end; the vault is free only then.
    assert_eq!(invite.wait(), 5);

    let mut invite = mara.start(&["invite", "--person", &person, "--role", "peer"]);
    let ticket = invite.event("ticket")["ticket"].as_str().unwrap().to_owned();
    let mut join = ana.start(&["join", "-"]);
    join.say(&ticket);
    assert_eq!(invite.event("compare")["words"], join.event("compare")["words"]);
    invite.say("yes");
    join.say("yes");
    invite.event("paired");
    join.event("paired");
}

#[test]
fn an_unreachable_peer_stands_in_why_and_the_exit_is_0() {
    let mara = Vault::of("Mara");
    let (_ana, _, _) = guest_of(&mara, "Ana");
    let report = mara.run(&["sync", "--for", "2"], "").json();
    let peers = report["peers"].as_array().unwrap();
    assert_eq!(peers.len(), 1, "{report}");
    assert_eq!(peers[0]["path"], "none", "{report}");
    assert!(peers[0]["why"].is_string(), "{report}");
    // Told to stay offline, nothing is dialled and it says so.
    let offline = mara.run(&["sync", "--offline"], "");
    assert_eq!(offline.code, 0, "{offline:?}");
}

#[test]
fn without_peers_sync_is_over_at_once() {
    let mara = Vault::of("Mara");
    assert_eq!(mara.run(&["sync"], "").json(), json!({"peers": []}));
}
