//! Four stories of daily life as somebody without a window writes them: the first fifteen minutes, two in the
//! night, a week's talk, and a slip with the days after it. Only what the command line promises is used.

use std::path::Path;

use serde_json::{Value, json};

use crate::support::{PASSPHRASE, Vault, finish, holds, kith};

/// A record of a kind is added from JSON, and the command's own answer given back.
#[track_caller]
fn add(vault: &Vault, kind: &str, fields: &Value) -> Value {
    vault.run(&["add", kind], &fields.to_string()).json()
}

fn id(record: &Value) -> &str {
    record["id"].as_str().unwrap()
}

#[test]
fn the_first_fifteen_minutes() {
    let vault = Vault::fresh();
    // In danger: numbers, before there is a plan or a passphrase.
    let mut lines = kith();
    lines.args(["lines", "us", "--json"]).arg("--vault").arg(vault.folder());
    let lines = finish(lines, "").json();
    assert_eq!(lines[0]["country"], "US");
    assert_eq!(lines[0]["emergency"], "911");
    let first = &lines[0]["lines"][0];
    assert_eq!((&first["number"], &first["channel"]), (&json!("988"), &json!("call_or_text")));
    assert!(first["found_on"].is_string(), "every number has the day on which it was written down");
    assert!(!Path::new(&vault.folder()).exists(), "and no vault was made for it");
    let mut card = kith();
    card.args(["lines", "GB"]);
    let card = finish(card, "");
    assert_eq!(card.code, 0, "{card:?}");
    for text in ["Someone will not wake up", "Call 999.", "Give naloxone", "Samaritans"] {
        assert!(card.out.contains(text), "{text}: {}", card.out);
    }
    let mut nowhere = kith();
    nowhere.args(["lines", "XX", "--json"]);
    finish(nowhere, "").error(2);

    let made = vault.run(&["init"], "").json();
    let words: Vec<&str> = made["kit"]["words"]
        .as_array()
        .unwrap()
        .iter()
        .map(|word| word.as_str().unwrap())
        .collect();
    assert_eq!(words.len(), 24);
    assert_eq!(vault.run(&["kit", "test"], &words.join(" ")).json(), json!({"ok": true}));

    let ana = add(
        &vault,
        "person",
        &json!({"name": "Ana", "roles": ["listen", "crisis_call"],
            "contacts": [{"sort": "phone", "value": "555 0101"}]}),
    );
    let why =
        vault.run(&["add", "reason", "--field", "text=To be there when Leo starts school."], "");
    let why = why.json();
    // Two of six rungs; the others may stay empty.
    let rungs = [(1, "I stop eating."), (3, "The library.")];
    for (step, text) in rungs {
        add(&vault, "rung", &json!({"step": step, "text": text}));
    }
    let naloxone =
        add(&vault, "naloxone", &json!({"place": "Kitchen drawer", "expires": "2028-02-28"}));
    let refused = vault.run(&["add", "naloxone", "--field", "expires=2028-02-30"], "").error(5);
    assert!(refused["what"].as_str().unwrap().contains("expires"), "{refused}");
    let visit = add(
        &vault,
        "appt",
        &json!({"at": "2027-05-06T14:00:00+01:00", "place": "River Road", "person": ana["id"]}),
    );
    let group =
        json!({"name": "Home group", "day": "tuesday", "time": "19:30", "zone": "Europe/Lisbon"});
    let group = add(&vault, "group", &group);

    // Home: what is at hand, people to call first, in her own words.
    let hand = vault.run(&["struggling"], "").json();
    assert_eq!(hand["people"][0]["fields"]["contacts"][0]["value"], "555 0101");
    let steady: Vec<&Value> =
        hand["steady"].as_array().unwrap().iter().map(|rung| &rung["fields"]["text"]).collect();
    assert_eq!(steady, ["I stop eating.", "The library."]);
    assert_eq!(vault.records("naloxone").len(), 1, "what was refused was not written");
    vault.nobody_else_sees(&[&ana, &why, &naloxone, &visit, &group]);
}

#[test]
fn a_craving_at_two_in_the_night_and_the_morning_after() {
    let vault = Vault::of("Mara");
    let ana = add(
        &vault,
        "person",
        &json!({"name": "Ana", "roles": ["crisis_call"],
            "contacts": [{"sort": "mobile", "value": "555 0101"}]}),
    );
    let tools: Vec<Value> = ["Shower", "Call my brother", "Tea"]
        .iter()
        .map(|text| add(&vault, "strategy", &json!({"text": text})))
        .collect();
    let letter = json!({"open_when": "craving", "body": "It passes. It always did."});
    add(&vault, "letter", &letter);
    for (day, after) in [(2, 3), (3, 4)] {
        let fields = json!({"at": format!("2027-05-0{day}T02:10:00+01:00"), "before": 8,
            "after": after, "used": [tools[0]["id"]], "alone": true});
        add(&vault, "craving", &fields);
    }

    // One number is enough to begin, and it is kept at once.
    let craving = vault.run(&["craving", "--field", "before=8"], "").json();
    assert_eq!(craving["section"], "cravings");
    let at = craving["fields"]["at"].as_str().unwrap();
    assert_eq!(at.len(), "2027-05-04T02:10:00+01:00".len(), "the moment keeps its offset: {at}");
    // What helped before, by its past: every use names the tool with what came before and after.
    let used = vault.records("craving");
    let drops: Vec<i64> = used
        .iter()
        .filter(|one| one["fields"]["used"][0]["id"] == tools[0]["id"])
        .map(|one| {
            let number = |field: &str| one["fields"][field].as_i64().unwrap();
            number("before") - number("after")
        })
        .collect();
    assert_eq!(drops, [5, 4], "{used:?}");
    let breath = json!({"tool": "breathing", "seconds": 300, "before": 8, "after": 6});
    let run = add(&vault, "toolrun", &breath);
    let edit = json!({"after": 4, "minutes": 10, "halt": ["tired"], "alone": true,
        "at": "2027-05-04T02:10:00+01:00",
        "used": [tools[0]["id"]],
        "ratings": [{"minute": 0, "strength": 8}, {"minute": 5, "strength": 6},
            {"minute": 10, "strength": 4}]});
    let edited = vault.run(&["edit", id(&craving)], &edit.to_string()).json();
    let strengths: Vec<i64> = edited["fields"]["ratings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|rating| rating["strength"].as_i64().unwrap())
        .collect();
    assert_eq!(strengths, [8, 6, 4]);
    let wrong = vault.run(&["edit", id(&craving), "--field", "after=11"], "").error(5);
    assert!(wrong["what"].as_str().unwrap().contains("after"), "{wrong}");

    // Ana has no Kith: the words are kept, nobody has them, and her number is at hand.
    let reach = json!({"text": "Rough night. Can you talk?", "with": ana["id"]});
    let reach = add(&vault, "reach", &reach);
    assert_eq!(reach["section"], "asides");
    assert_eq!(reach["visible_to"], json!([]), "nobody has this yet");
    assert_eq!(reach["fields"]["with"], json!({"id": ana["id"], "label": "Ana"}));
    assert_eq!(reach["fields"].as_object().unwrap().len(), 2, "the words, and for whom");
    let hand = vault.run(&["struggling"], "").json();
    assert_eq!(hand["people"][0]["fields"]["contacts"][0]["value"], "555 0101");

    // The morning after: the nights of the last days, by the clock on her own wall.
    let of_may =
        vault.run(&["list", "craving", "--since", "2027-05-01", "--until", "2027-05-05"], "");
    let nights: Vec<String> = of_may
        .json()
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["fields"]["at"].as_str().unwrap().to_owned())
        .filter(|at| ("00"..="04").contains(&&at[11..13]))
        .map(|at| at[..10].to_owned())
        .collect();
    assert_eq!(nights, ["2027-05-02", "2027-05-03", "2027-05-04"]);
    let plan = json!({"when": "After midnight", "plan": "The phone stays in the kitchen."});
    let plan = add(&vault, "highrisk", &plan);
    vault.nobody_else_sees(&[&craving, &run, &reach, &plan]);
}

#[test]
fn a_weeks_talk_with_ana_who_has_no_kith() {
    let vault = Vault::of("Mara");
    let ana = add(&vault, "person", &json!({"name": "Ana", "relation": "sponsor"}));
    let group = add(&vault, "group", &json!({"name": "Home group", "day": "sunday"}));
    add(&vault, "attend", &json!({"group": group["id"], "on": "2027-05-02"}));
    let day = json!({"at": "2027-05-03T20:10:00+01:00", "mood": 4, "craving": 7});
    vault.run(&["checkin"], &day.to_string()).json();
    let with = &ana["id"];
    let mine = json!({"text": "Call my brother", "by": "me", "state": "open", "with": with});
    let mine = add(&vault, "promise", &mine);

    // Prepare: the week is read, and three things at most are written down by hand.
    let week = ["--since", "2027-04-28", "--until", "2027-05-05"];
    let of_week = |kind: &str| {
        let arguments: Vec<&str> = ["list", kind].into_iter().chain(week).collect();
        vault.run(&arguments, "").json().as_array().unwrap().len()
    };
    assert_eq!((of_week("checkin"), of_week("attend")), (1, 1));
    let agenda = json!({"on": "2027-05-05", "with": with, "items": [
        {"text": "Monday was good"}, {"text": "Call my brother"}, {"text": "How work is going"}]});
    let agenda = add(&vault, "agenda", &agenda);
    assert_eq!(agenda["fields"]["with"]["label"], "Ana");
    let mut items = agenda["fields"]["items"].as_array().unwrap().clone();
    assert!(items.iter().all(|item| item["id"].is_string()), "each topic can be told again");

    // The talk: two topics are talked about, one is for the next time; the list is said in its own order.
    items[0]["done"] = json!(true);
    items[1]["done"] = json!(true);
    let left = items.pop().unwrap();
    let done = vault.run(&["edit", id(&agenda)], &json!({ "items": items }).to_string()).json();
    assert_eq!(done["fields"]["items"].as_array().unwrap().len(), 2);
    let heard = json!({"heard": "You worry that I do too much.", "verdict": "not_quite",
        "fix": "I do it all alone.", "with": with});
    let heard = add(&vault, "sayback", &heard);
    let kept = vault.run(&["edit", id(&mine), "--field", "state=kept"], "").json();
    assert_eq!(kept["fields"]["state"], "kept");
    let ring = json!({"text": "Ring the clinic", "by": "me", "state": "open", "with": with});
    let ring = add(&vault, "promise", &ring);
    let hers = json!({"text": "Ring me on Sunday", "by": "them", "state": "open", "with": with});
    let hers = add(&vault, "promise", &hers);
    let open: Vec<Value> = vault
        .records("promise")
        .into_iter()
        .filter(|promise| promise["fields"]["state"] == "open")
        .map(|promise| promise["fields"]["text"].clone())
        .collect();
    assert_eq!(open, ["Ring the clinic", "Ring me on Sunday"]);

    // The end: a next date, with what is left.
    let next = json!({"on": "2027-05-12", "with": with, "items": [{"text": left["text"]}]});
    let next = add(&vault, "agenda", &next);
    let days: Vec<Value> =
        vault.records("agenda").iter().map(|agenda| agenda["fields"]["on"].clone()).collect();
    assert_eq!(days, ["2027-05-05", "2027-05-12"]);
    vault.nobody_else_sees(&[&agenda, &heard, &mine, &ring, &hers, &next]);
}

#[test]
fn a_slip_and_the_week_after() {
    let vault = Vault::of("Mara");
    let lee = json!({"name": "Dr Lee", "relation": "clinician",
        "contacts": [{"sort": "phone", "value": "555 0199"}]});
    let lee = add(&vault, "person", &lee);
    let ana = add(&vault, "person", &json!({"name": "Ana"}));
    add(&vault, "med", &json!({"name": "Buprenorphine", "prescriber": lee["id"]}));
    add(&vault, "naloxone", &json!({"place": "Kitchen drawer", "holder": ana["id"]}));
    let letter = json!({"open_when": "slip", "body": "You came back before. Come back now."});
    add(&vault, "letter", &letter);
    let count = json!({"start": "2026-10-04", "last_use": "2026-10-03", "show": ["days", "since"]});
    let count = add(&vault, "progress", &count);

    // Two words are enough, and nobody is told.
    let setback = vault.run(&["setback", "--field", "safe_now=yes"], "").json();
    assert_eq!(setback["section"], "setbacks");
    assert_eq!(setback["visible_to"], json!([]));
    // The card, the naloxone, the prescriber's number and the letter, each by its own command.
    let mut card = kith();
    card.args(["lines", "US"]);
    let card = finish(card, "");
    assert!(card.out.contains("Give naloxone") && card.out.contains("SafeSpot"), "{}", card.out);
    assert_eq!(vault.records("naloxone")[0]["fields"]["holder"]["label"], "Ana");
    let prescriber = vault.records("med")[0]["fields"]["prescriber"]["id"].clone();
    let prescriber = vault.run(&["show", prescriber.as_str().unwrap()], "").json();
    assert_eq!(prescriber["fields"]["contacts"][0]["value"], "555 0199");
    let letters = vault.records("letter");
    let for_now = letters.iter().find(|letter| letter["fields"]["open_when"] == "slip").unwrap();
    assert_eq!(for_now["fields"]["body"], "You came back before. Come back now.");

    // Somebody is told by hand: the words are kept, and that she said them.
    let words = json!({"text": "Something happened. I am safe. Can we talk?", "with": lee["id"]});
    let reach = add(&vault, "reach", &words);
    let told = json!({"told": [lee["id"]]}).to_string();
    let told = vault.run(&["edit", id(&setback)], &told).json();
    assert_eq!(told["fields"]["told"][0]["label"], "Dr Lee");

    // The next day: four questions, in her own words, and one thing into the plan, by her.
    let answers = json!({"before": "A long shift", "helped": "A cold drink",
        "next_step": "I go home by the other road.", "told": [lee["id"], ana["id"]]});
    vault.run(&["edit", id(&setback)], &answers.to_string()).json();
    let tool = add(&vault, "strategy", &json!({"text": "A cold drink"}));
    add(&vault, "rung", &json!({"step": 6, "text": "I go home by the other road."}));
    // She may take it out again, and back in.
    vault.run(&["remove", id(&tool)], "").json();
    assert_eq!(vault.records("strategy"), [Value::Null; 0]);
    vault.run(&["undelete", id(&tool)], "").json();
    assert_eq!(vault.records("strategy").len(), 1);

    // The count is as it was: it has no step but its first, until she takes one herself.
    assert_eq!(vault.run(&["show", id(&count)], "").json(), count);
    let steps =
        |vault: &Vault| vault.run(&["history", id(&count)], "").json().as_array().unwrap().len();
    assert_eq!(steps(&vault), 1);
    let changed = vault.run(&["edit", id(&count), "--field", "last_use=2027-05-03"], "").json();
    assert_eq!(changed["fields"]["start"], "2026-10-04", "her days still count");
    assert_eq!(steps(&vault), 2);
    vault.nobody_else_sees(&[&setback, &reach, &count]);

    // None of it is on the disk in words.
    for (name, bytes) in vault.files() {
        for words in ["A long shift", "555 0199", "Buprenorphine", PASSPHRASE] {
            assert!(!holds(&bytes, words.as_bytes()), "{words} is in {name}");
        }
    }
}
