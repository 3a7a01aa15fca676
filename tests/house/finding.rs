//! How Kiths find each other over real sockets when nobody typed an address or a port.

use kith::{Fault, Kith, Options, pair};
use kith_core::{Answer, Command, Role};
use serde_json::json;

const SCRYPT_LOG_N: u8 = 2;

/// Two windows were paired, and exchanged nothing: neither had ever listened before, so neither could tell
/// the other where it would, and both waited to be called.
#[test]
fn two_people_find_each_other_after_their_first_pairing_and_after_both_were_closed() {
    let root = tempfile::tempdir().unwrap();
    let mara = started("Mara", root.path());
    let ana = started("Ana", root.path());
    let person = mara.add("person", json!({ "name": "Ana", "relation": "sponsor" })).unwrap().id;
    // As a window does: online is wanted from the start, and means nothing before the first pairing.
    for kith in [&mara, &ana] {
        kith.ask(Command::GoOnline).unwrap();
    }
    let offer = Command::Invite { person, role: Role::Sponsor };
    ana.step_up().unwrap();
    let join = |ticket| Command::Join { ticket, at: None, person: None, name: None };
    pair(&mara, offer, &ana, join).unwrap();
    mara.step_up().unwrap();
    let section = "word".to_owned();
    mara.ask(Command::Share { section, person, with_past: false, until: None }).unwrap();
    mara.add("word", json!({ "word": "fine" })).unwrap();
    ana.wait_for("the first word", |ana| words(ana, 1)).unwrap();

    for kith in [&mara, &ana] {
        kith.close().unwrap();
    }
    let (mara, ana) = (again(&mara), again(&ana));
    mara.add("word", json!({ "word": "need_a_talk" })).unwrap();
    ana.wait_for("the word after both were closed", |ana| words(ana, 2)).unwrap();
    for kith in [&mara, &ana] {
        kith.close().unwrap();
    }
}

fn started(name: &'static str, root: &std::path::Path) -> Kith {
    let kith = Kith::start(name, root, SCRYPT_LOG_N).unwrap();
    let passphrase = kith.passphrase();
    let name = Some(name.to_owned());
    kith.ask(Command::Init { passphrase, name, device_name: None }).unwrap();
    kith
}

fn again(kith: &Kith) -> Kith {
    let options = Options { scrypt_log_n: SCRYPT_LOG_N, ..Options::default() };
    let kith = Kith::open(kith.name, kith.folder.clone(), kith.passphrase(), options).unwrap();
    kith.ask(Command::Unlock { passphrase: kith.passphrase() }).unwrap();
    kith.ask(Command::GoOnline).unwrap();
    kith
}

/// Whether so many words are there to be read in what others share.
fn words(kith: &Kith, count: usize) -> Result<Option<()>, Fault> {
    let Answer::Plans(plans) = kith.ask(Command::Plans)? else { return Ok(None) };
    for plan in plans {
        let plan = plan.plan.parse().map_err(kith::not_told)?;
        if kith.list("word", Some(plan)).is_ok_and(|words| words.len() == count) {
            return Ok(Some(()));
        }
    }
    Ok(None)
}
