//! Kept views that hold more than what rests: what they prove to be lost is told, and they are left alone.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use kith_core::{Answer, Command, ListFilter, Trouble};
use kith_vault::{CrashDisk, Disk as _, MemoryDisk, SmallFile, Vault, VaultReply, VaultRequest};
use rand_chacha::ChaCha20Rng;
use rand_core::{Rng as _, SeedableRng as _};
use secrecy::SecretString;
use serde_json::{Value, json};

use crate::support::people::{DESKTOP, LAPTOP, go_online, json_of, link, three_houses};
use crate::support::runs::{again, ended, files_in, start};
use crate::support::{House, PASSPHRASE, object, records};

type Files = (BTreeSet<String>, BTreeMap<String, Vec<u8>>);

/// Loses the newest logs, as many as there are more than `left`.
fn lose_logs(house: &House, left: usize) {
    let logs = files_in(house, "log/");
    assert!(logs.len() > left, "{} logs", logs.len());
    for (path, _) in &logs[left..] {
        house.disk.lose(path);
    }
}

fn lose_views(house: &House) {
    for (path, _) in files_in(house, "view/") {
        house.disk.lose(&path);
    }
}

fn damage(house: &mut House) -> Vec<(String, &'static str)> {
    house.status().damage.into_iter().map(|one| (one.file, one.what)).collect()
}

fn list(house: &mut House, kind: &str) -> Result<Answer, Trouble> {
    house.told(Command::List(ListFilter { kind: kind.to_owned(), ..ListFilter::default() }))
}

/// What is read of the reasons while something of them is told to be damaged.
fn read_anyway(house: &mut House) -> Vec<Value> {
    let (file, read) = read_of_damage(house);
    assert_eq!(file, "log");
    read
}

/// The damaged file that is named, and what is read all the same.
fn read_of_damage(house: &mut House) -> (String, Vec<Value>) {
    match list(house, "reason") {
        Err(Trouble::DamagedPart { file, read }) => {
            (file, texts(serde_json::to_value(read.answer()).unwrap()))
        }
        other => panic!("no damage: {other:?}"),
    }
}

fn texts(list: Value) -> Vec<Value> {
    let mut texts: Vec<Value> =
        list.as_array().unwrap().iter().map(|one| one["fields"]["text"].clone()).collect();
    texts.sort_by_key(Value::to_string);
    texts
}

fn reasons(house: &mut House) -> Vec<Value> {
    texts(json_of(records(list(house, "reason").unwrap())))
}

fn shortened() -> Vec<(String, &'static str)> {
    vec![("log".to_owned(), "shortened")]
}

/// One reason in the first log; another one, and a change of the first, in the second and third, which are gone. The
/// view of both is there.
fn without_its_last_log(seed: u64) -> House {
    let mut house = House::new("Mara", seed);
    house.init();
    let one = house.add("reason", json!({"text": "one"})).id;
    house = again(house);
    house.add("reason", json!({"text": "two"}));
    house = again(house);
    house.edit(one, json!({"text": "one, changed"}));
    let house = ended(house);
    lose_logs(&house, 1);
    house
}

/// The newest logs were gone and the kept view proved it, but the list was told with exit 0, nothing was said to be
/// damaged, and the view, the last copy of these words, was overwritten at the end of the run.
#[test]
fn a_view_that_holds_more_than_rests_is_told_as_damage_and_is_kept() {
    let house = without_its_last_log(950);
    let views = files_in(&house, "view/");
    let mut house = start(house);
    assert_eq!(read_anyway(&mut house), ["one"]);
    assert_eq!(damage(&mut house), shortened());
    assert!(list(&mut house, "person").is_ok(), "nothing of that is missing");
    // What is written now is kept, for a run that ends in good order and one that only waits.
    house.add("reason", json!({"text": "three"}));
    house.tick(1_000);
    house.tick(60_000);
    for _ in 0..2 {
        house = again(house);
        assert_eq!(read_anyway(&mut house), ["one", "three"]);
        assert_eq!((damage(&mut house), files_in(&house, "view/")), (shortened(), views.clone()));
    }
    // Whoever has no other copy of them takes the views away: they may be deleted at any time.
    let house = ended(house);
    lose_views(&house);
    let mut house = again(start(house));
    assert_eq!(
        (reasons(&mut house), damage(&mut house)),
        (vec!["one".into(), "three".into()], vec![])
    );
}

/// What is damaged and told already is not told a second time because a view covers it.
#[test]
fn what_is_told_to_be_damaged_is_told_once() {
    let mut house = House::new("Mara", 949);
    house.init();
    house.add("reason", json!({"text": "one"}));
    let house = ended(house);
    let (log, mut bytes) = files_in(&house, "log/").pop().unwrap();
    let views = files_in(&house, "view/");
    let last = bytes.len() - 100;
    bytes[last] ^= 1;
    house.disk.overwrite(&log, bytes);
    let mut house = start(house);
    assert_eq!(damage(&mut house), [(log.clone(), "record")]);
    assert_eq!(read_of_damage(&mut house), (log, vec![]));
    let house = again(house);
    assert_eq!(files_in(&house, "view/"), views);
}

/// With the last logs the key of the volume was gone too, and a plan that had held records was told to hold none.
#[test]
fn a_view_whose_volume_the_book_does_not_know_any_more_proves_that_the_book_is_cut() {
    let mut house = House::new("Mara", 951);
    house.init();
    house = again(house);
    house.add("reason", json!({"text": "one"}));
    let house = ended(house);
    lose_logs(&house, 1);
    let views = files_in(&house, "view/");
    assert_eq!(views.len(), 1);
    let mut house = start(house);
    assert_eq!(read_anyway(&mut house), [] as [Value; 0]);
    assert_eq!(damage(&mut house), shortened());
    house.add("reason", json!({"text": "two"}));
    let house = again(house);
    assert!(files_in(&house, "view/").contains(&views[0]));
    // A view of another vault proves nothing, nor does one whose bytes are damaged.
    let mut other = House::new("Ana", 952);
    other.init();
    other.disk.overwrite(&views[0].0, views[0].1.clone());
    let mut other = start(other);
    assert_eq!((reasons(&mut other), damage(&mut other)), (vec![], vec![]));
    let mut flipped = views[0].1.clone();
    let middle = flipped.len() / 2;
    flipped[middle] ^= 1;
    house.disk.overwrite(&views[0].0, flipped);
    let house = again(start(house));
    // Nor does the view of a volume that is known, under a name that nobody has.
    let (own, bytes) =
        files_in(&house, "view/").into_iter().find(|one| one.0 != views[0].0).unwrap();
    house.disk.overwrite(&format!("view/{}.age", "7".repeat(32)), bytes.clone());
    assert_eq!(own.len(), "view/.age".len() + 32);
    let mut house = start(house);
    assert_eq!((reasons(&mut house), damage(&mut house)), (vec!["two".into()], vec![]));
}

/// What is missing here is asked for as anything else that is not held, and with it the damage ends.
#[test]
fn what_only_a_view_holds_comes_back_from_another_device_and_the_damage_ends() {
    // With the volume still known here, and with its key gone too.
    for (seed, is_known) in [(953, true), (957, false)] {
        let (mut wire, mut houses) = three_houses(seed);
        link(&mut wire, &mut houses);
        if is_known {
            houses[LAPTOP].add("reason", json!({"text": "one"}));
        }
        let restart = |wire: &mut crate::support::Wire, houses: &mut Vec<House>| {
            wire.forget(houses, LAPTOP);
            let house = houses.remove(LAPTOP);
            houses.insert(LAPTOP, again(house));
        };
        go_online(&mut wire, &mut houses, &[LAPTOP, DESKTOP]);
        restart(&mut wire, &mut houses);
        let logs = files_in(&houses[LAPTOP], "log/").len();
        houses[LAPTOP].add("reason", json!({"text": "two"}));
        go_online(&mut wire, &mut houses, &[LAPTOP, DESKTOP]);
        let whole = json_of(houses[DESKTOP].list("reason"));
        wire.forget(&mut houses, LAPTOP);
        let house = ended(houses.remove(LAPTOP));
        lose_logs(&house, logs);
        let mut house = start(house);
        let before: &[&str] = if is_known { &["one"] } else { &[] };
        assert_eq!(read_anyway(&mut house), before);
        houses.insert(LAPTOP, house);
        go_online(&mut wire, &mut houses, &[LAPTOP, DESKTOP]);
        assert_eq!(json_of(houses[LAPTOP].list("reason")), whole);
        assert_eq!(damage(&mut houses[LAPTOP]), []);
        restart(&mut wire, &mut houses);
        assert_eq!(json_of(houses[LAPTOP].list("reason")), whole);
        assert_eq!(damage(&mut houses[LAPTOP]), []);
    }
}

/// On a full disk the views go first; the only copy of somebody's words must not.
#[test]
fn a_full_disk_does_not_take_the_view_that_is_the_last_copy() {
    let long = "word ".repeat(2_000);
    let add = || Command::Add {
        kind: "reason".into(),
        section: None,
        fields: object(json!({ "text": long.clone() })),
    };
    for (seed, is_lost) in [(961, true), (962, false)] {
        let mut house = without_its_last_log(seed);
        if !is_lost {
            lose_views(&house);
            house = ended(start(house));
        }
        let views = files_in(&house, "view/");
        assert_eq!(views.len(), 1);
        let mut house = start(house);
        let held: usize = house.disk.files().1.values().map(Vec::len).sum();
        house.disk.set_capacity(Some(held as u64 + 1_500));
        assert_eq!(house.told(add()).unwrap_err(), Trouble::DiskFull);
        let left = if is_lost { views } else { Vec::new() };
        assert_eq!(files_in(&house, "view/"), left, "{is_lost}");
    }
}

/// A snapshot of another device is in the document before the disk has it, and the disk may refuse it. Nobody was told
/// that it is held, so nothing is lost.
#[test]
fn what_the_disk_never_confirmed_is_in_no_view() {
    let (mut wire, mut houses) = three_houses(963);
    for number in 0..230 {
        houses[LAPTOP].add("checkin", json!({ "mood": 1 + number % 5 }));
    }
    houses[DESKTOP].disk_fails =
        Some(Box::new(|request| matches!(request, VaultRequest::PutSnapshot { .. })));
    link(&mut wire, &mut houses);
    go_online(&mut wire, &mut houses, &[LAPTOP, DESKTOP]);
    assert!(houses[DESKTOP].list("checkin").len() > 200);
    wire.forget(&mut houses, DESKTOP);
    let house = houses.remove(DESKTOP);
    houses.insert(DESKTOP, again(house));
    assert_eq!(damage(&mut houses[DESKTOP]), []);
    assert!(list(&mut houses[DESKTOP], "checkin").is_ok());
    go_online(&mut wire, &mut houses, &[LAPTOP, DESKTOP]);
    assert_eq!(houses[DESKTOP].list("checkin").len(), 230);
}

/// A view is written without waiting for the disk, but only after the disk has confirmed what it covers: whatever a
/// power cut leaves of either, nothing looks lost.
#[test]
fn no_power_cut_makes_a_view_hold_more_than_rests() {
    let mut house = House::new("Mara", 964);
    house.init();
    let start = house.disk.files();
    let requests: Rc<RefCell<Vec<VaultRequest>>> = Rc::default();
    let mut runs = Vec::new();
    for run in 0..3 {
        let heard = requests.clone();
        house.disk_fails = Some(Box::new(move |request| {
            heard.borrow_mut().push(request.clone());
            false
        }));
        house.add("reason", json!({ "text": format!("reason {run}") }));
        house.tick(1_000);
        house.tick(60_000);
        house.add("person", json!({ "name": format!("P-{run}") }));
        // The second run is killed; what it did not sync stands in the memory of the system for the third.
        if run != 1 {
            house = ended(house);
        }
        let writes = requests.borrow_mut().split_off(0);
        runs.push(writes);
        house = house.crash();
        house.unlock();
    }
    let disk = replayed(start, runs);
    let mut dice = ChaCha20Rng::seed_from_u64(964);
    let (mut cuts, mut with_views) = (0, 0);
    for operations in 0..=disk.operations() {
        for _ in 0..3 {
            let which = dice.next_u64() % disk.image_count(operations);
            let mut next = House::on("Mara", 2_000, disk.image(operations, which));
            let unlock = Command::Unlock { passphrase: SecretString::from(PASSPHRASE) };
            if next.told(unlock).is_err() {
                continue; // There is no vault yet.
            }
            assert_eq!(damage(&mut next), [], "{operations} {which}");
            assert!(list(&mut next, "reason").is_ok() && list(&mut next, "person").is_ok());
            cuts += 1;
            with_views += u32::from(!files_in(&next, "view/").is_empty());
        }
    }
    assert!(cuts > 100 && with_views > 50, "{cuts} cuts, {with_views} with views");
}

/// What a vault on a disk that remembers everything did in several runs, each begun without a sync of the one before.
fn replayed(start: Files, runs: Vec<Vec<VaultRequest>>) -> CrashDisk {
    let small = ["vault.age", "keyring.age", "authority.age"];
    let files: Vec<(SmallFile, Vec<u8>)> =
        [SmallFile::Vault, SmallFile::Keyring, SmallFile::Authority]
            .into_iter()
            .zip(small.map(|name| start.1[name].clone()))
            .collect();
    let mut disk = CrashDisk::new();
    let (mut vault, _) = Vault::create_with(disk.clone(), &files).unwrap();
    let first = Vault::open(MemoryDisk::with_files(start.0, start.1)).unwrap();
    let (mut first, opened) = first;
    let ranges = opened.index.iter().map(|one| (one.alias, one.stream, one.first_seq)).collect();
    let VaultReply::Many(envelopes) = first.run(VaultRequest::ReadMany { ranges }) else {
        panic!("the first run cannot be read")
    };
    vault.run(VaultRequest::Append { envelopes: envelopes.concat() });
    for requests in runs {
        drop(vault);
        vault = Vault::open(disk.clone()).unwrap().0;
        for request in requests {
            let view = match &request {
                VaultRequest::PutView { alias, .. } => Some(format!("view/{alias}.age")),
                _ => None,
            };
            vault.run(request);
            // Nobody asked for it, but the system may write a view out at once.
            if let Some(view) = view {
                disk.sync_data(&view).unwrap();
                disk.sync_folder("view").unwrap();
            }
        }
    }
    disk
}
