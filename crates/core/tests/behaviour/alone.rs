//! One person alone with their plan: making, opening, writing, locking, and what a power cut leaves.

use kith_core::{Command, FieldFault, Input, ListFilter, Saved, Snapshot, Trouble, UnixMillis};
use secrecy::SecretString;
use serde_json::json;

use crate::support::{self, House, object, record, records};

#[test]
fn what_was_written_is_there_after_locking_and_unlocking() {
    let mut house = House::new("Mara", 1);
    assert!(matches!(house.snapshot.as_deref(), Some(Snapshot::NoVault)));
    house.init();
    let person = house.add("person", json!({"name": "P-001", "ring": 1}));
    house.add("reason", json!({"text": "the garden"}));
    assert_eq!(house.view().saved, Saved::Saved);
    assert_eq!(house.view().people[0].name, "P-001");
    house.done(Command::Lock);
    assert!(matches!(house.snapshot.as_deref(), Some(Snapshot::Locked(_))));
    assert_eq!(house.told(Command::Status).unwrap_err(), Trouble::Locked);
    house.unlock();
    assert_eq!(house.list("person"), vec![person]);
    assert_eq!(house.list("reason").len(), 1);
}

#[test]
fn a_power_cut_after_saved_loses_nothing() {
    let mut house = House::new("Mara", 2);
    house.init();
    for number in 0..5 {
        let text = format!("reason {number}");
        house.add("reason", json!({"text": text}));
        house = house.crash();
        house.unlock();
        assert_eq!(house.list("reason").len(), number + 1);
    }
}

/// The power went when the small files of a new plan were on the disk and its first records were not. The
/// next start asked for a passphrase, never answered the right one, and no plan could be made either.
#[test]
fn a_power_cut_anywhere_in_a_first_run_leaves_a_first_run_or_the_plan() {
    let mut house = House::new("Mara", 30);
    house.images = Some(vec![(house.disk.copy(), false)]);
    house.init();
    let images = house.images.take().unwrap();
    let (mut first_runs, mut plans) = (0, 0);
    for (number, (image, was_answered)) in images.into_iter().enumerate() {
        let mut next = House::on("Mara", 31 + number as u64, image);
        match next.snapshot.as_deref() {
            Some(Snapshot::NoVault) => {
                assert!(!was_answered && plans == 0, "cut {number}: the plan was promised");
                first_runs += 1;
                next.init();
            }
            Some(Snapshot::Locked(_)) => {
                plans += 1;
                next.unlock();
                assert_eq!(next.root(), house.root(), "cut {number}");
            }
            other => panic!("cut {number}: {other:?}"),
        }
        next.add("reason", json!({"text": "the garden"}));
        let mut next = next.crash();
        next.unlock();
        assert_eq!(next.list("reason").len(), 1, "cut {number}");
    }
    assert!(first_runs >= 2 && plans >= 1, "{first_runs} first runs, {plans} plans");
}

/// The right passphrase was never answered where the book's envelopes were gone: the window waited for ever.
#[test]
fn a_plan_that_lost_its_envelopes_says_so_and_is_not_taken_for_a_new_one() {
    let mut house = House::new("Mara", 80);
    house.init();
    let disk = house.disk.copy();
    for path in disk.files().1.into_keys().filter(|path| path.starts_with("log/")) {
        disk.lose(&path);
    }
    let mut next = House::on("Mara", 81, disk);
    let passphrase = || SecretString::from(support::PASSPHRASE);
    let init = Command::Init { passphrase: passphrase(), name: None, device_name: None };
    assert_eq!(next.told(init).unwrap_err(), Trouble::VaultExists);
    let unlock = Command::Unlock { passphrase: passphrase() };
    assert_eq!(next.told(unlock).unwrap_err(), Trouble::Damaged { file: "log".into() });
}

#[test]
fn a_wrong_passphrase_opens_nothing_and_is_counted() {
    let mut house = House::new("Mara", 3);
    house.init();
    house.done(Command::Lock);
    let wrong = Command::Unlock { passphrase: SecretString::from("maple quiet river lump") };
    assert_eq!(house.told(wrong).unwrap_err(), Trouble::WrongPassphrase);
    match house.snapshot.as_deref() {
        Some(Snapshot::Locked(view)) => {
            assert_eq!(view.wrong_tries, 1);
            assert_eq!(view.trouble, Some(Trouble::WrongPassphrase));
        }
        other => panic!("{other:?}"),
    }
    house.unlock();
}

#[test]
fn a_second_vault_is_not_made_over_the_first() {
    let mut house = House::new("Mara", 4);
    house.init();
    house.done(Command::Lock);
    let again = Command::Init {
        passphrase: SecretString::from("another long one"),
        name: None,
        device_name: None,
    };
    assert_eq!(house.told(again).unwrap_err(), Trouble::VaultExists);
}

#[test]
fn a_bad_value_writes_nothing() {
    let mut house = House::new("Mara", 5);
    house.init();
    let before = house.disk.files();
    let add =
        |fields| Command::Add { kind: "person".into(), section: None, fields: object(fields) };
    let missing = house.told(add(json!({"ring": 1}))).unwrap_err();
    assert_eq!(missing, Trouble::BadField { field: "name".into(), fault: FieldFault::Missing });
    let unknown = house.told(add(json!({"name": "P-001", "shoe": 9}))).unwrap_err();
    assert_eq!(unknown, Trouble::BadField { field: "shoe".into(), fault: FieldFault::Unknown });
    let range = house.told(add(json!({"name": "P-001", "ring": 9}))).unwrap_err();
    assert_eq!(range, Trouble::BadField { field: "ring".into(), fault: FieldFault::OutOfRange });
    assert_eq!(house.disk.files(), before);
}

#[test]
fn deleting_undeleting_and_undo() {
    let mut house = House::new("Mara", 6);
    house.init();
    let reason = house.add("reason", json!({"text": "my sister"}));
    house.done(Command::Remove { id: reason.id });
    assert!(house.list("reason").is_empty());
    let deleted = records(house.done(Command::List(ListFilter {
        kind: "reason".into(),
        deleted: true,
        ..ListFilter::default()
    })));
    assert_eq!(deleted.len(), 1);
    assert!(deleted[0].deleted);
    house.done(Command::Undelete { id: reason.id });
    assert_eq!(house.list("reason").len(), 1);
    house.edit(reason.id, json!({"text": "my sister and her boy"}));
    house.done(Command::Undo);
    let shown = record(house.done(Command::Show { id: reason.id }));
    assert_eq!(shown.fields["text"], json!("my sister"));
}

#[test]
fn a_long_life_in_one_run_comes_back_from_a_snapshot_and_a_tail() {
    let mut house = House::new("Mara", 7);
    house.init();
    for number in 0..450 {
        house.now = kith_core::UnixMillis(house.now.0 + 60_000);
        house.add("checkin", json!({"mood": number % 5 + 1}));
    }
    let listed = house.list("checkin");
    assert_eq!(listed.len(), 450);
    let snapshots = |house: &House| {
        house.disk.files().1.keys().filter(|name| name.starts_with("snap/")).count()
    };
    assert!(snapshots(&house) > 0, "a snapshot was made on the way");
    let mut house = house.crash();
    house.unlock();
    assert_eq!(house.list("checkin"), listed);
    house.add("checkin", json!({"craving": 3}));
    let mut house = house.crash();
    house.unlock();
    assert_eq!(house.list("checkin").len(), 451);
}

/// Two hundred and thirty records in one `kith batch` left no snapshot, and so did every batch after it: the
/// process ended while the first was being made.
#[test]
fn the_end_waits_for_a_snapshot_that_is_due_and_the_next_start_reads_it() {
    let mut house = House::new("Mara", 9);
    house.init();
    house.hold = Some("Job(save");
    for number in 0..201 {
        house.add("checkin", json!({"mood": number % 5 + 1}));
    }
    let listed = house.list("checkin");
    house.ask(Command::Close);
    assert!(!house.closed, "a snapshot is under way");
    house.release();
    assert!(house.closed);
    // Without what was kept of it the document is read.
    for path in house.disk.files().1.keys().filter(|path| path.starts_with("view/")) {
        house.disk.lose(path);
    }
    let mut next = House::on("Mara", 10, house.disk.copy());
    next.unlock();
    assert_eq!(next.list("checkin"), listed);
    assert!(next.asked.iter().any(|asked| asked.starts_with("ReadSnapshot")), "{:?}", next.asked);
    // Of the volume nothing is read but the snapshot; of the book, one stream.
    let tails: Vec<&String> =
        next.asked.iter().filter(|asked| asked.starts_with("ReadMany")).collect();
    assert!(tails.iter().any(|asked| asked.contains("(0 ranges)")), "{tails:?}");
}

#[test]
fn the_end_waits_two_seconds_for_a_snapshot_and_no_longer_and_locking_not_at_all() {
    for (number, command) in [(0, Command::Close), (1, Command::Lock)] {
        let mut house = House::new("Mara", 11 + number);
        house.init();
        house.hold = Some("Job(save");
        for mood in 0..230 {
            house.add("checkin", json!({"mood": mood % 5 + 1}));
        }
        let is_close = matches!(command, Command::Close);
        let id = house.ask(command);
        assert_eq!(house.answers.contains_key(&id), !is_close);
        house.tick(1_900);
        assert_eq!(house.answers.contains_key(&id), !is_close);
        house.tick(200);
        assert!(house.answers.contains_key(&id));
        let mut next = House::on("Mara", 20 + number, house.disk.copy());
        next.unlock();
        assert_eq!(next.list("checkin").len(), 230);
    }
}

#[test]
fn a_full_disk_keeps_the_change_in_memory_and_saves_it_when_there_is_room() {
    let mut house = House::new("Mara", 8);
    house.init();
    house.add("reason", json!({"text": "first"}));
    house.disk.set_capacity(Some(0));
    let add = Command::Add {
        kind: "reason".into(),
        section: None,
        fields: object(json!({"text": "second"})),
    };
    assert_eq!(house.told(add).unwrap_err(), Trouble::DiskFull);
    assert_eq!(house.view().saved, Saved::NotSaved(Trouble::DiskFull));
    assert_eq!(house.list("reason").len(), 2, "it is still in memory");
    house.disk.set_capacity(None);
    house.tick(6_000);
    assert_eq!(house.view().saved, Saved::Saved);
    let mut house = house.crash();
    house.unlock();
    assert_eq!(house.list("reason").len(), 2);
}

#[test]
fn nothing_that_was_typed_is_in_any_file() {
    let mut house = House::new("Mara", 9);
    house.init();
    house.add("reason", json!({"text": "zanzibarine"}));
    house.add("person", json!({"name": "quixotine"}));
    for (name, bytes) in house.disk.files().1 {
        for word in ["zanzibarine", "quixotine", "maple quiet", "Mara"] {
            let found = bytes.windows(word.len()).any(|window| window == word.as_bytes());
            assert!(!found, "{word} stands in {name}");
        }
    }
}

#[test]
fn nobody_opens_a_socket_before_the_first_pairing() {
    let mut house = House::new("Mara", 10);
    house.init();
    house.done(Command::GoOnline);
    house.add("reason", json!({"text": "quiet"}));
    house.tick(60_000);
    assert!(house.net.is_empty(), "{:?}", house.net);
}

/// Whoever typed the passphrase for a share, and locked before it was checked, was never answered: a line of
/// `serve` hung for ever.
#[test]
fn what_was_asked_before_locking_is_answered() {
    let mut house = House::new("Mara", 11);
    house.init();
    let passphrase = || SecretString::from(support::PASSPHRASE);
    let set = Command::ConfigSet { key: "network.mode".into(), value: "off".into() };
    let words = "maple quiet river lamp".into();
    // Locking waits for what goes to the disk, and for nothing else.
    let asked = [
        (Command::StepUp { passphrase: passphrase() }, Some(Trouble::Locked)),
        (Command::KitTest { words }, Some(Trouble::Locked)),
        (set, None),
    ];
    for (command, told) in asked {
        let name = command.name();
        let [asked, locked] = house.ask_both(command, Command::Lock);
        assert!(house.answers.remove(&locked).unwrap().is_ok());
        let answer = house.answers.remove(&asked).map(Result::err);
        assert_eq!(answer, Some(told), "{name}");
        house.unlock();
    }
}

/// A picture stood as long as nobody did anything, so what came at noon was still “next” in the evening.
#[test]
fn a_picture_turns_by_itself_at_the_hour_and_when_something_comes() {
    let mut house = House::new("Mara", 90);
    house.init();
    let drawn = |house: &House| house.view().now;
    let woken = |house: &mut House| {
        let at = house.wake_at.take().expect("a picture turns within the hour");
        house.now = at;
        house.feed(Input::Tick);
        at
    };
    // It is 08:00 by this device's clock. The powers of the passphrase end first.
    let start = house.now.0;
    house.tick(61_000);
    assert_eq!(woken(&mut house), UnixMillis(start + 3_600_000));
    assert_eq!(drawn(&house), UnixMillis(start + 3_600_000));
    let reminder = json!({"text": "Call back", "on": "2026-11-22", "time": "09:20"});
    house.add("reminder", reminder);
    assert_eq!(woken(&mut house), UnixMillis(start + 80 * 60_000));
    assert_eq!(drawn(&house), UnixMillis(start + 80 * 60_000));
    assert_eq!(woken(&mut house), UnixMillis(start + 2 * 3_600_000));
}
