//! The story itself, step by step, in the order in which it is told.

use std::path::Path;
use std::time::{Duration, Instant};

use kith_core::{
    Answer, Command, ListFilter, PeersReport, RecordId, RecordReport, Role, RootId, Trouble,
};
use kith_words::say;
use serde_json::{Value, json};

use super::house::{Fault, Kith, not_told, pair, told};
use super::proof;
use super::report::{Facts, Report, millis};

/// So many edits are timed.
const TIMED_EDITS: usize = 20;

/// What of one step is needed in later ones.
struct Plan {
    root: RootId,
    ana: RecordId,
    luis: RecordId,
    reason: RecordId,
    rung: RecordId,
    old_word: RecordId,
    /// A word that is in the plan and nowhere else in the world.
    canary: String,
}

/// What pairing with Ana gave.
struct Guest {
    /// Mara's `person` record in Ana's plan.
    mara_there: RecordId,
    new_word: RecordId,
}

/// Tells the whole story in `root`.
pub fn tell(root: &Path, scrypt_log_n: u8, report: &mut Report) -> Result<(), Fault> {
    let laptop = Kith::start("Mara's laptop", root, scrypt_log_n)?;
    let desktop = Kith::start("Mara's desktop", root, scrypt_log_n)?;
    let ana = Kith::start("Ana's laptop", root, scrypt_log_n)?;
    let plan = report.step("plan", |facts| make_plan(&laptop, facts))?;
    report.step("link", |facts| link(&laptop, &desktop, facts))?;
    let mara_there =
        report.step("pair", |facts| pair_with_ana(&laptop, &desktop, &ana, &plan, facts))?;
    let new_word = report.step("grant", |facts| grant(&laptop, &desktop, &ana, &plan, facts))?;
    let guest = Guest { mara_there, new_word };
    report.step("apart", |facts| apart(&laptop, &desktop, &plan, facts))?;
    report.step("together", |facts| together(&laptop, &desktop, &plan, facts))?;
    report.step("settle", |facts| settle(&laptop, &desktop, &plan, facts))?;
    report.step("answer", |facts| answer(&laptop, &desktop, &ana, &plan, &guest, facts))?;
    report.step("reads", |facts| reads(&laptop, &ana, &plan, &guest, facts))?;
    let times = report.step("times", |facts| timed_edits(&laptop, &desktop, &plan, facts))?;
    let peers = peers_of(&laptop)?;
    for kith in [&laptop, &desktop, &ana] {
        kith.close()?;
    }
    let proof =
        report.step("proof", |facts| proof::prove(&laptop, &desktop, &ana, &plan.canary, facts))?;
    report.measured("edit_to_durable_p50_ms", times.durable);
    report.measured("edit_here_to_shown_there_p50_ms", times.shown);
    // What is counted of a peer begins anew when the network is opened again, as it was after "apart".
    for peer in &peers.peers {
        let name = if peer.name == "Ana" { "ana" } else { "desktop" };
        report.measured(
            if name == "ana" {
                "laptop_sent_to_ana_since_apart_bytes"
            } else {
                "laptop_sent_to_desktop_since_apart_bytes"
            },
            peer.sent_bytes,
        );
    }
    report.measured("vault_of_the_laptop_bytes", proof.laptop_bytes);
    report.measured("vault_of_ana_bytes", proof.ana_bytes);
    Ok(())
}

fn make_plan(laptop: &Kith, facts: &mut Facts) -> Result<Plan, Fault> {
    let created = laptop.ask(Command::Init {
        passphrase: laptop.passphrase(),
        name: Some("Mara".to_owned()),
        device_name: Some("Laptop".to_owned()),
    })?;
    let Answer::Created(created) = created else {
        return Err(not_told("making a plan gave no plan"));
    };
    let kit = created.kit.map(|kit| kit.words).unwrap_or_default();
    told(kit.len() == 24, "the kit did not have 24 words")?;
    let tested = laptop.ask(Command::KitTest { words: kit.join(" ").into() })?;
    told(matches!(tested, Answer::Kit(kit) if kit.ok), "the kit's own words were not known")?;
    laptop.listen_on_loopback()?;

    let canary: String =
        crate::runtime::seed().iter().take(12).map(|byte| format!("{byte:02x}")).collect();
    let ana = laptop.add(
        "person",
        json!({
            "name": "Ana", "relation": "sponsor",
            "contacts": [{ "sort": "phone", "value": "555-0101" }],
        }),
    )?;
    let luis = laptop.add(
        "person",
        json!({
            "name": "Luis", "relation": "friend", "good_times": canary,
            "contacts": [{ "sort": "phone", "value": "555-0102" }],
        }),
    )?;
    let reason =
        laptop.add("reason", json!({ "text": say!("tour-text-reason", mark = &canary) }))?;
    let rung = laptop.add("rung", json!({ "step": 1, "text": say!("tour-text-first-step") }))?;
    laptop
        .add("rung", json!({ "step": 2, "text": say!("tour-text-second-step", mark = &canary) }))?;
    laptop.add("checkin", json!({ "mood": 3, "craving": 4, "note": canary }))?;
    laptop.add("checkin", json!({ "mood": 4, "craving": 2, "halt": ["tired"] }))?;
    let old_word = laptop.add("word", json!({ "word": "need_a_talk" }))?;

    facts.insert("kit_words".to_owned(), kit.len().into());
    for kind in ["person", "reason", "rung", "checkin", "word"] {
        facts.insert(format!("{kind}_records"), laptop.list(kind, None)?.len().into());
    }
    Ok(Plan {
        root: created.plan.parse().map_err(|_| not_told("the plan's id could not be read"))?,
        ana: ana.id,
        luis: luis.id,
        reason: reason.id,
        rung: rung.id,
        old_word: old_word.id,
        canary,
    })
}

fn link(laptop: &Kith, desktop: &Kith, facts: &mut Facts) -> Result<(), Fault> {
    let passphrase = desktop.passphrase();
    let (_, _, words) = pair(laptop, Command::Link, desktop, |ticket| Command::JoinAsDevice {
        ticket,
        at: None,
        device_name: Some("Desktop".to_owned()),
        passphrase,
    })?;
    desktop.listen_on_loopback()?;
    laptop.ask(Command::GoOnline)?;
    desktop.ask(Command::GoOnline)?;
    in_step(laptop, desktop)?;
    facts.insert("words_compared".to_owned(), words.len().into());
    facts.insert("devices_that_the_laptop_knows".to_owned(), devices(laptop)?.into());
    facts.insert("devices_that_the_desktop_knows".to_owned(), devices(desktop)?.into());
    told(devices(laptop)? == 2 && devices(desktop)? == 2, "there are not two devices")
}

fn pair_with_ana(
    laptop: &Kith,
    desktop: &Kith,
    ana: &Kith,
    plan: &Plan,
    facts: &mut Facts,
) -> Result<RecordId, Fault> {
    ana.ask(Command::Init {
        passphrase: ana.passphrase(),
        name: Some("Ana".to_owned()),
        device_name: None,
    })?;
    ana.listen_on_loopback()?;
    ana.step_up()?;
    let offer = Command::Invite { person: plan.ana, role: Role::Sponsor };
    let (_, joined, _) = pair(laptop, offer, ana, |ticket| Command::Join {
        ticket,
        at: None,
        person: None,
        name: Some("Mara".to_owned()),
    })?;
    let Answer::Paired(joined) = joined else {
        return Err(not_told("joining gave no person"));
    };
    let mara_there = joined.person.ok_or_else(|| not_told("joining named no person"))?;
    ana.ask(Command::GoOnline)?;
    for kith in [laptop, desktop] {
        kith.wait_for("Ana as a guest", |kith| {
            let Answer::Guests(guests) = kith.ask(Command::Guests)? else {
                return Ok(None);
            };
            Ok(guests.iter().any(|guest| guest.person == plan.ana).then_some(()))
        })?;
    }
    facts.insert("guests_of_mara".to_owned(), guests(laptop)?.into());
    facts.insert("sections_that_ana_reads".to_owned(), sections(ana)?.into());
    told(sections(ana)?.is_empty(), "pairing alone showed something of the plan")?;
    Ok(mara_there)
}

fn grant(
    laptop: &Kith,
    desktop: &Kith,
    ana: &Kith,
    plan: &Plan,
    facts: &mut Facts,
) -> Result<RecordId, Fault> {
    laptop.step_up()?;
    laptop.ask(Command::Share {
        section: "word".to_owned(),
        person: plan.ana,
        with_past: false,
        until: None,
    })?;
    let granted = who_sees(laptop)?;
    told(granted == ["Ana: word"], "more or less than the one word was granted")?;
    facts.insert("who_sees".to_owned(), granted.clone().into());
    // Written on the other device, once that has heard of the grant and of the volume that Ana can read.
    desktop.wait_for("the grant", |desktop| {
        let heard = who_sees(desktop)? == granted && volumes(desktop)? == volumes(laptop)?;
        Ok(heard.then_some(()))
    })?;
    let word = desktop.add("word", json!({ "word": "fine" }))?;
    let seen = ana.wait_for("the new word", |ana| words_that_ana_sees(ana, plan))?;
    let ids: Vec<RecordId> = seen.iter().map(|record| record.id).collect();
    told(ids == [word.id], "Ana does not see exactly the word written from today")?;
    told(ids.iter().all(|id| *id != plan.old_word), "Ana sees a word from before")?;
    let visible = desktop.show(word.id)?.visible_to.unwrap_or_default();
    told(visible == [plan.ana], "the word does not say who sees it")?;
    facts.insert("words_in_mara_s_plan".to_owned(), laptop_words(laptop)?.into());
    facts.insert("words_that_ana_sees".to_owned(), ids.len().into());
    Ok(word.id)
}

fn apart(laptop: &Kith, desktop: &Kith, plan: &Plan, facts: &mut Facts) -> Result<(), Fault> {
    for kith in [laptop, desktop] {
        kith.ask(Command::GoOffline)?;
    }
    // Different fields of one record.
    laptop.edit(plan.luis, json!({ "ring": 1 }))?;
    desktop.edit(plan.luis, json!({ "status": "active" }))?;
    // The same field.
    laptop.edit(plan.rung, json!({ "step": 2 }))?;
    desktop.edit(plan.rung, json!({ "step": 3 }))?;
    // A delete against an edit.
    laptop.ask(Command::Remove { id: plan.reason })?;
    desktop.edit(plan.reason, json!({ "rank": 7 }))?;
    let differ = laptop.whole_plan()? != desktop.whole_plan()?;
    facts.insert("the_two_differ".to_owned(), differ.into());
    told(differ, "two devices that are apart already agree")
}

fn together(laptop: &Kith, desktop: &Kith, plan: &Plan, facts: &mut Facts) -> Result<(), Fault> {
    let start = Instant::now();
    for kith in [laptop, desktop] {
        kith.ask(Command::GoOnline)?;
    }
    in_step(laptop, desktop)?;
    facts.insert("millis_until_they_agreed".to_owned(), millis(start.elapsed()).into());

    let luis = desktop.show(plan.luis)?;
    let both_fields = luis.fields.get("ring") == Some(&json!(1))
        && luis.fields.get("status") == Some(&json!("active"));
    told(both_fields, "one of two edits of different fields is lost")?;
    facts.insert("different_fields_are_both_there".to_owned(), both_fields.into());

    let kept = kept_steps(&laptop.show(plan.rung)?);
    told(kept == [json!(2), json!(3)], "two edits of one field were not both kept")?;
    facts.insert("the_same_field_keeps_both".to_owned(), kept.into());

    for kith in [laptop, desktop] {
        let stands = kith.list("reason", None)?.iter().any(|record| record.id == plan.reason);
        let deleted = kith.deleted("reason")?;
        let deleted = deleted.iter().find(|record| record.id == plan.reason);
        told(!stands && deleted.is_some(), "the deleted record stands again")?;
        let edit_kept = deleted.is_some_and(|record| record.fields.get("rank") == Some(&json!(7)));
        told(edit_kept, "the edit of a deleted record is lost")?;
        facts.insert("the_deleted_stays_deleted".to_owned(), (!stands).into());
        facts.insert("the_edit_against_it_is_kept_with_it".to_owned(), edit_kept.into());
    }
    Ok(())
}

fn settle(laptop: &Kith, desktop: &Kith, plan: &Plan, facts: &mut Facts) -> Result<(), Fault> {
    laptop.ask(Command::Settle { id: plan.rung, field: "step".to_owned(), value: json!(3) })?;
    let settled = desktop.wait_for("the settled value", |desktop| {
        let rung = desktop.show(plan.rung)?;
        Ok(rung.both.is_empty().then_some(rung))
    })?;
    let value = settled.fields.get("step").cloned().unwrap_or(Value::Null);
    told(value == json!(3), "another value than the settled one stands")?;
    facts.insert("the_right_step".to_owned(), value);
    in_step(laptop, desktop)
}

fn answer(
    laptop: &Kith,
    desktop: &Kith,
    ana: &Kith,
    plan: &Plan,
    guest: &Guest,
    facts: &mut Facts,
) -> Result<(), Fault> {
    let reach =
        laptop.add_between(plan.ana, "reach", json!({ "text": say!("tour-text-reach") }))?;
    let heard = ana.wait_for("Mara's words", |ana| {
        let both = ana.between(guest.mara_there)?;
        Ok(both.into_iter().find(|record| record.id == reach.id))
    })?;
    told(heard.half == Some("theirs"), "Mara's words stand in the wrong half")?;
    let reply = ana.add_between(
        guest.mara_there,
        "reply",
        json!({
            "item": heard.id.to_string(),
            "hash": proof::hash_of_what_was_said(&heard),
            "text": say!("tour-text-reply"),
        }),
    )?;
    for kith in [laptop, desktop] {
        let answered = kith.wait_for("Ana's answer", |kith| {
            let both = kith.between(plan.ana)?;
            Ok(both.into_iter().find(|record| record.id == reply.id))
        })?;
        told(answered.half == Some("theirs"), "Ana's answer stands in the wrong half")?;
        let names = answered.fields.get("item") == Some(&json!(reach.id.to_string()))
            && answered.fields.get("hash") == Some(&json!(proof::hash_of_what_was_said(&reach)));
        told(names, "the answer does not name what it answers")?;
        facts.insert("the_answer_names_what_it_answers".to_owned(), names.into());
    }
    facts.insert("records_between_them".to_owned(), laptop.between(plan.ana)?.len().into());
    Ok(())
}

fn reads(
    laptop: &Kith,
    ana: &Kith,
    plan: &Plan,
    guest: &Guest,
    facts: &mut Facts,
) -> Result<(), Fault> {
    facts.insert("sections_that_ana_reads".to_owned(), sections(ana)?.into());
    told(sections(ana)? == ["word"], "Ana reads another section than the one word")?;
    let Answer::ViewAs(view) = laptop.ask(Command::ViewAs { person: plan.ana })? else {
        return Err(not_told("there is no view as Ana"));
    };
    let shown: Vec<RecordId> = view
        .iter()
        .filter(|section| section.section == "word")
        .flat_map(|section| section.records.iter().map(|record| record.id))
        .collect();
    let read: Vec<RecordId> =
        ana.list("word", Some(plan.root))?.iter().map(|record| record.id).collect();
    told(shown == read && read == [guest.new_word], "the view as Ana is not what Ana reads")?;
    facts.insert("view_as_ana_is_what_ana_reads".to_owned(), (shown == read).into());
    let mut refused = Vec::new();
    for kind in ["person", "reason", "rung", "checkin"] {
        match ana.try_ask(list_of(kind, plan)) {
            Err(Trouble::NotGranted) => refused.push(kind),
            Err(trouble) => {
                return Err(not_told(format!("listing {kind} ended with {}", trouble.id())));
            }
            Ok(_) => return Err(not_told(format!("Ana could list {kind}"))),
        }
    }
    facts.insert("kinds_that_ana_is_refused".to_owned(), refused.into());
    Ok(())
}

/// Medians of edits, in milliseconds.
struct Times {
    durable: f64,
    shown: f64,
}

fn timed_edits(
    laptop: &Kith,
    desktop: &Kith,
    plan: &Plan,
    facts: &mut Facts,
) -> Result<Times, Fault> {
    let (mut durable, mut shown) = (Vec::new(), Vec::new());
    for number in 0..TIMED_EDITS {
        let value = json!(format!("evenings, {number}"));
        let start = Instant::now();
        laptop.edit(plan.ana, json!({ "good_times": value }))?;
        durable.push(start.elapsed());
        desktop.wait_for("the edit", |desktop| {
            let shown = desktop.show(plan.ana)?;
            Ok((shown.fields.get("good_times") == Some(&value)).then_some(()))
        })?;
        shown.push(start.elapsed());
    }
    let times = Times { durable: median(&mut durable), shown: median(&mut shown) };
    facts.insert("edits".to_owned(), TIMED_EDITS.into());
    facts.insert("durable_here_p50_ms".to_owned(), times.durable.into());
    facts.insert("shown_there_p50_ms".to_owned(), times.shown.into());
    Ok(times)
}

fn median(times: &mut [Duration]) -> f64 {
    times.sort_unstable();
    times.get(times.len() / 2).copied().map_or(0.0, millis)
}

/// Waits until both devices print the same lists, byte for byte.
fn in_step(laptop: &Kith, desktop: &Kith) -> Result<(), Fault> {
    // Whoever is behind hears of it; looking from both sides finds the moment whichever that is.
    let until_equal = |kith: &Kith, other: &Kith| {
        kith.wait_for("the other device in step", |kith| {
            Ok((kith.whole_plan()? == other.whole_plan()?).then_some(()))
        })
    };
    until_equal(desktop, laptop).or_else(|_| until_equal(laptop, desktop))
}

fn guests(kith: &Kith) -> Result<Vec<String>, Fault> {
    match kith.ask(Command::Guests)? {
        Answer::Guests(guests) => Ok(guests.into_iter().map(|guest| guest.name).collect()),
        _ => Err(not_told("nobody said which guests there are")),
    }
}

fn devices(kith: &Kith) -> Result<usize, Fault> {
    match kith.ask(Command::Devices)? {
        Answer::Devices(devices) => Ok(devices.len()),
        _ => Err(not_told("nobody said which devices there are")),
    }
}

fn who_sees(kith: &Kith) -> Result<Vec<String>, Fault> {
    match kith.ask(Command::WhoSees)? {
        Answer::WhoSees(grants) => {
            Ok(grants.iter().map(|grant| format!("{}: {}", grant.name, grant.section)).collect())
        }
        _ => Err(not_told("nobody said who sees what")),
    }
}

fn volumes(kith: &Kith) -> Result<u64, Fault> {
    match kith.ask(Command::Status)? {
        Answer::Status(status) => Ok(status.volumes),
        _ => Err(not_told("nobody said what the vault holds")),
    }
}

fn sections(kith: &Kith) -> Result<Vec<String>, Fault> {
    match kith.ask(Command::Plans)? {
        Answer::Plans(plans) => Ok(plans.into_iter().flat_map(|plan| plan.sections).collect()),
        _ => Err(not_told("nobody said which plans there are")),
    }
}

fn peers_of(kith: &Kith) -> Result<PeersReport, Fault> {
    match kith.ask(Command::Peers)? {
        Answer::Peers(peers) => Ok(peers),
        _ => Err(not_told("nobody said which peers there are")),
    }
}

fn laptop_words(laptop: &Kith) -> Result<usize, Fault> {
    Ok(laptop.list("word", None)?.len())
}

fn words_that_ana_sees(ana: &Kith, plan: &Plan) -> Result<Option<Vec<RecordReport>>, Fault> {
    match ana.try_ask(list_of("word", plan)) {
        Ok(Answer::Records(words)) if !words.is_empty() => Ok(Some(words)),
        // Until the key has come, there is nothing that could be listed.
        Ok(Answer::Records(_)) | Err(Trouble::NotGranted) => Ok(None),
        Ok(_) => Err(not_told("the answer was no list of records")),
        Err(trouble) => Err(not_told(format!("listing words ended with {}", trouble.id()))),
    }
}

fn list_of(kind: &str, plan: &Plan) -> Command {
    Command::List(ListFilter {
        kind: kind.to_owned(),
        plan: Some(plan.root),
        ..ListFilter::default()
    })
}

fn kept_steps(rung: &RecordReport) -> Vec<Value> {
    let mut kept = rung.both.get("step").cloned().unwrap_or_default();
    kept.sort_by_key(|value| value.as_i64());
    kept
}
