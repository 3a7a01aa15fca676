//! Pairing and `sync` inside `serve` and `batch`: two programs that meet through their standard input alone.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::{PASSPHRASE, PATIENCE, Running, Vault};

fn serve(vault: &Vault) -> Running {
    let mut serve = vault.start(&["serve"]);
    serve.event("ready");
    serve
}

/// Begins an invitation as line 1, and gives its ticket.
fn invite(serve: &mut Running, person: &str) -> String {
    let command = ["invite", "--person", person, "--role", "sponsor"];
    serve.say(&json!({"id": 1, "command": command}).to_string());
    let ticket = serve.event("ticket");
    assert_eq!(ticket["id"], 1, "{ticket}");
    assert_eq!(ticket["words"].as_array().unwrap().len(), 12, "{ticket}");
    ticket["ticket"].as_str().unwrap().to_owned()
}

/// Mara and Ana, both served, with Ana's record in Mara's plan.
fn two_served() -> (Vault, Vault, Running, Running, String) {
    let (mara, ana) = (Vault::of("Mara"), Vault::of("Ana"));
    let person = mara.add("person", json!({"name": "Ana"}));
    let (here, there) = (serve(&mara), serve(&ana));
    (mara, ana, here, there, person)
}

#[test]
fn two_that_are_served_pair_share_and_come_in_step_by_their_lines_alone() {
    let (mara, _ana, mut here, mut there, person) = two_served();
    let ticket = invite(&mut here, &person);
    // A ticket may be open for two days: other lines are answered meanwhile.
    let word = here.ask(&json!({"command": ["add", "word"], "input": {"word": "fine"}}));
    assert_eq!(word["code"], 0, "{word}");
    let second = here.ask(&json!({"command": ["link"]}));
    assert_eq!(second["error"]["trouble"], "pairing-busy", "{second}");

    let input = json!({"ticket": ticket});
    there.say(&json!({"id": "j", "command": ["join", "-"], "input": input}).to_string());
    let (ours, theirs) = (here.event("compare"), there.event("compare"));
    assert_eq!(ours["words"], theirs["words"]);
    assert_eq!((&ours["id"], &theirs["id"]), (&json!(1), &json!("j")));
    for (side, id) in [(&mut here, json!(1)), (&mut there, json!("j"))] {
        let said = side.ask(&json!({"id": 2, "answer": "yes"}));
        assert_eq!((&said["id"], &said["code"]), (&json!(2), &json!(0)), "{said}");
        assert_ne!(said["id"], id);
    }
    for (side, id) in [(&mut here, json!(1)), (&mut there, json!("j"))] {
        let paired = side.event("paired");
        assert_eq!(paired["id"], id);
        let result = side.event("result");
        assert_eq!((&result["id"], &result["code"]), (&id, &json!(0)), "{result}");
        assert_eq!(result["result"]["person"], paired["person"]);
    }

    let shared = here.ask(&json!({"command": ["share", "word", person]}));
    assert_eq!(shared["code"], 0, "{shared}");
    let word = here.ask(&json!({"command": ["add", "word"], "input": {"word": "need_a_talk"}}));
    assert_eq!(word["result"]["visible_to"], json!([person]), "{word}");
    // The network was opened by the pairing.
    there.say(&json!({"id": "s", "command": ["sync", "--for", "20"]}).to_string());
    let plan = mara_plan(&mut here);
    let meanwhile = there.ask(&json!({"command": ["plans"]}));
    assert_eq!(meanwhile["code"], 0, "{meanwhile}");
    let report = there.event("result");
    assert_eq!(report["id"], "s", "{report}");
    assert!(report["result"]["peers"][0]["in_step_as_of"].is_string(), "{report}");
    let read = there.ask(&json!({"command": ["list", "word", "--plan", plan]}));
    let read = read["result"].as_array().unwrap_or_else(|| panic!("{read}"));
    assert_eq!(read.len(), 1, "{read:?}");
    assert_eq!(read[0]["id"], word["result"]["id"]);
    drop(mara);
}

fn mara_plan(serve: &mut Running) -> Value {
    serve.ask(&json!({"command": ["status"]}))["result"]["plan"].clone()
}

#[test]
fn a_no_in_a_line_ends_it_on_both_sides_and_nothing_else() {
    let (_mara, _ana, mut here, mut there, person) = two_served();
    let ticket = invite(&mut here, &person);
    there.say(&json!({"command": ["join", ticket]}).to_string());
    here.event("compare");
    there.event("compare");
    let wrong = there.ask(&json!({"answer": "maybe"}));
    assert_eq!((&wrong["code"], &wrong["error"]["detail"]), (&json!(5), &json!("answer")));
    there.say(&json!({"id": 2, "answer": "no"}).to_string());
    assert_eq!(there.event("result")["id"], 2, "the no was heard");
    for side in [&mut here, &mut there] {
        assert_eq!(side.event("ended")["why"], "words-differ");
        let result = side.event("result");
        assert_eq!(result["code"], 5, "{result}");
        assert_eq!(result["error"]["trouble"], "words-differ", "{result}");
        assert_eq!(side.ask(&json!({"command": ["guests"]}))["result"], json!([]));
    }
}

/// A "yes" that was begun before the words came, and ended after them, was their answer.
#[test]
fn a_yes_that_was_begun_before_the_words_answers_nothing_in_a_line_either() {
    let (mara, _ana, mut here, mut there, person) = two_served();
    let ticket = invite(&mut here, &person);
    here.type_in(r#"{"answer": "yes""#);
    there.say(&json!({"command": ["join", ticket]}).to_string());
    here.event("compare");
    there.event("compare");
    there.ask(&json!({"answer": "yes"}));
    here.type_in("}\n");
    let early = here.event("result");
    assert_eq!(early["error"]["trouble"], "nothing-to-answer", "{early}");
    here.ask(&json!({"answer": "no"}));
    assert_eq!(here.event("ended")["why"], "words-differ");
    drop((here, there));
    assert_eq!(mara.run(&["guests"], "").json(), json!([]));
}

/// A script that says yes to everything was paired with whoever stood in between: one of its lines came right after the
/// words.
#[test]
fn a_loop_of_yes_is_no_answer() {
    let (mara, _ana, mut here, mut there, person) = two_served();
    let ticket = invite(&mut here, &person);
    let is_over = AtomicBool::new(false);
    let answers = std::thread::scope(|scope| {
        let here = &mut here;
        let over = &is_over;
        let saying = scope.spawn(move || {
            let begun = Instant::now();
            let mut said = 0;
            while !over.load(Ordering::Relaxed) && begun.elapsed() < PATIENCE / 4 {
                here.say(r#"{"answer": "yes"}"#);
                said += 1;
                std::thread::sleep(Duration::from_millis(2));
            }
            said
        });
        there.say(&json!({"command": ["join", ticket]}).to_string());
        there.event("compare");
        there.ask(&json!({"answer": "yes"}));
        let end = there.next();
        is_over.store(true, Ordering::Relaxed);
        assert_eq!((&end["event"], &end["why"]), (&json!("ended"), &json!("words-differ")));
        saying.join().unwrap()
    });
    for _ in 0..answers {
        let mut said = here.next();
        if said["event"] == "ended" {
            assert_eq!(here.event("result")["error"]["trouble"], "words-differ");
            said = here.next();
        }
        assert_eq!(said["error"]["trouble"], "nothing-to-answer", "{said}");
    }
    drop((here, there));
    assert_eq!(mara.run(&["guests"], "").json(), json!([]));
}

#[test]
fn a_ticket_is_taken_back_by_a_no_or_by_the_end_of_input() {
    let (mara, _ana, mut here, mut there, person) = two_served();
    let nothing = here.ask(&json!({"answer": "no"}));
    assert_eq!(nothing["error"]["trouble"], "nothing-to-answer", "{nothing}");
    let ticket = invite(&mut here, &person);
    let early = here.ask(&json!({"answer": "yes"}));
    assert_eq!(early["error"]["trouble"], "nothing-to-answer", "{early}");
    here.say(&json!({"id": 2, "answer": "no"}).to_string());
    let said = here.event("result");
    assert_eq!((&said["id"], &said["code"]), (&json!(2), &json!(0)), "{said}");
    assert_eq!(here.event("ended")["why"], "pairing-cancelled");
    let result = here.event("result");
    assert_eq!((&result["id"], &result["code"]), (&json!(1), &json!(5)), "{result}");
    there.say(&json!({"command": ["join", ticket]}).to_string());
    assert_eq!(there.event("ended")["why"], "ticket-unanswered");
    let late = there.event("result");
    assert_eq!(late["code"], 5, "{late}");
    assert_eq!(late["error"]["trouble"], "ticket-unanswered", "{late}");

    drop(here);
    let mut here = mara.start(&["serve", "--until-eof"]);
    here.event("ready");
    invite(&mut here, &person);
    here.end_input();
    assert_eq!(here.event("ended")["why"], "pairing-cancelled");
    assert_eq!(here.event("result")["code"], 5);
    assert_eq!(here.wait(), 0);
}

#[test]
fn a_pairing_that_was_confirmed_outlives_the_end_of_input() {
    let (mara, ana, here, there, person) = two_served();
    drop((here, there));
    let mut here = mara.start(&["serve", "--until-eof"]);
    let mut there = ana.start(&["serve", "--until-eof"]);
    here.event("ready");
    there.event("ready");
    let ticket = invite(&mut here, &person);
    there.say(&json!({"command": ["join", ticket]}).to_string());
    for side in [&mut here, &mut there] {
        side.event("compare");
        side.say(&json!({"answer": "yes"}).to_string());
        side.end_input();
    }
    for side in [&mut here, &mut there] {
        assert_eq!(side.event("result")["code"], 0, "the answer");
        side.event("paired");
        assert_eq!(side.event("result")["code"], 0, "the pairing");
        assert_eq!(side.wait(), 0);
    }
}

#[test]
fn a_device_is_linked_by_a_line() {
    let (mara, desktop) = (Vault::of("Mara"), Vault::fresh());
    let mut here = serve(&mara);
    here.say(&json!({"command": ["link"], "passphrase": PASSPHRASE}).to_string());
    let ticket = here.event("ticket")["ticket"].as_str().unwrap().to_owned();
    let mut there = desktop.start(&["join", &ticket, "--name", "Desktop"]);
    assert_eq!(here.event("compare")["words"], there.event("compare")["words"]);
    there.say("yes");
    here.ask(&json!({"answer": "yes"}));
    let paired = here.event("paired");
    assert_eq!(paired["device"], there.event("paired")["device"]);
    assert_eq!(here.event("result")["code"], 0);
    assert_eq!(there.wait(), 0);
}

#[test]
fn an_invitation_in_a_line_needs_the_passphrase_and_a_person() {
    let mara = Vault::of("Mara");
    let person = mara.add("person", json!({"name": "Ana"}));
    let mut here = serve(&mara);
    let invite = ["invite", "--person", &person, "--role", "peer"];
    let wrong = here.ask(&json!({"command": invite, "passphrase": "certainly not this"}));
    assert_eq!(wrong["code"], 3, "{wrong}");
    let nobody = ["invite", "--person", "nobody", "--role", "peer"];
    assert_eq!(here.ask(&json!({"command": nobody}))["code"], 4);
    assert_eq!(here.ask(&json!({"command": ["join", "-"]}))["code"], 5, "no ticket came");
    let unreadable = here.ask(&json!({"command": ["join", "kith:abc"]}));
    assert_eq!(unreadable["error"]["trouble"], "ticket-unreadable", "{unreadable}");
}

#[test]
fn a_batch_refuses_what_needs_the_network() {
    let mara = Vault::of("Mara");
    let person = mara.add("person", json!({"name": "Ana"}));
    let (_ana, _, _) = crate::support::guest_of(&mara, "Luis");
    let mut batch = mara.start(&["batch"]);
    for command in [
        vec!["invite", "--person", &person, "--role", "peer"],
        vec!["link"],
        vec!["join", "kith:abc"],
    ] {
        let refused = batch.ask(&json!({"command": command}));
        assert_eq!(refused["code"], 1, "{refused}");
        assert_eq!(refused["error"]["trouble"], "offline", "{refused}");
    }
    let begun = std::time::Instant::now();
    let report = batch.ask(&json!({"command": ["sync"]}));
    assert_eq!(report["result"]["peers"][0]["why"], "network off", "{report}");
    assert!(begun.elapsed() < PATIENCE / 6, "nobody is dialled, so nobody is waited for");
    batch.end_input();
    assert_eq!(batch.wait(), 0);
}
