//! A file of the vault that is gone, or a log whose first bytes are: told as what it is, and nothing is switched on by it.

use kith_core::{Answer, Command, Trouble};
use kith_sync::NetCommand;
use secrecy::SecretString;
use serde_json::json;

use crate::support::people::{LAPTOP, go_online, pair, three_houses};
use crate::support::{House, PASSPHRASE};

fn unlock(house: &mut House) -> Result<(), Trouble> {
    let unlock = Command::Unlock { passphrase: SecretString::from(PASSPHRASE) };
    house.told(unlock).map(|_| ())
}

fn files_of_damage(house: &mut House) -> Vec<(String, &'static str)> {
    house.status().damage.into_iter().map(|one| (one.file, one.what)).collect()
}

fn network_has_started(house: &mut House) -> bool {
    house.net.drain(..).any(|command| matches!(command, NetCommand::Start { .. }))
}

/// The owner had switched the network off. The file that says so was lost in a copy of the folder, and the next start
/// opened sockets, without a word.
#[test]
fn settings_that_are_gone_do_not_switch_the_network_on() {
    let (mut wire, mut houses) = three_houses(31_500);
    pair(&mut wire, &mut houses);
    go_online(&mut wire, &mut houses, &[LAPTOP]);
    wire.forget(&mut houses, LAPTOP);
    let never_set = House::on("Mara", 31_510, houses[LAPTOP].disk.copy());
    let mut houses = vec![houses.remove(LAPTOP), never_set];
    // A device that has set nothing has no such file, and nothing is wrong.
    unlock(&mut houses[1]).unwrap();
    assert_eq!(files_of_damage(&mut houses[1]), []);
    houses[1].done(Command::GoOnline);
    assert!(network_has_started(&mut houses[1]));

    let off = Command::ConfigSet { key: "network.mode".into(), value: "off".into() };
    houses[0].done(off);
    let mut again = houses.remove(0).crash();
    again.disk.lose("settings.age");
    unlock(&mut again).unwrap();
    assert_eq!(files_of_damage(&mut again), [("settings.age".to_owned(), "settings")]);
    again.done(Command::GoOnline);
    assert!(!network_has_started(&mut again));
    let get = || Command::ConfigGet { key: "network.mode".into() };
    assert!(matches!(again.told(get()), Err(Trouble::Damaged { .. })));
    // Beginning afresh is the way on, as with settings that cannot be opened.
    again.done(Command::ConfigAfresh);
    let mut again = again.crash();
    unlock(&mut again).unwrap();
    assert_eq!(files_of_damage(&mut again), []);
    match again.done(get()) {
        Answer::Setting(setting) => assert_eq!(setting.value, "off"),
        other => panic!("{other:?}"),
    }
}

/// The file of the authority key was gone, or cut, and nothing said so until the day on which a share had to be ended.
#[test]
fn an_authority_file_that_is_gone_or_cut_is_told_from_the_start() {
    let mut house = House::new("Mara", 31_600);
    house.init();
    let whole = house.disk.files().1["authority.age"].clone();
    for len in [None, Some(0), Some(30), Some(100), Some(190), Some(whole.len() - 1)] {
        let mut again = House::on("Mara", 31_601, house.disk.copy());
        match len {
            None => again.disk.lose("authority.age"),
            Some(len) => again.disk.overwrite("authority.age", whole[..len].to_vec()),
        }
        unlock(&mut again).unwrap();
        let told = files_of_damage(&mut again);
        assert_eq!(told, [("authority.age".to_owned(), "authority")], "{len:?}");
        again.add("person", json!({"name": "Ana"}));
        let prove = Command::StepUp { passphrase: SecretString::from(PASSPHRASE) };
        assert!(matches!(again.told(prove), Err(Trouble::Damaged { .. })), "{len:?}");
    }
    let mut again = House::on("Mara", 31_602, house.disk.copy());
    unlock(&mut again).unwrap();
    assert_eq!(files_of_damage(&mut again), []);
    again.step_up();
}

/// One byte in the first log, where the roster stood and nowhere else, shut the whole plan, and what was named was a
/// folder.
#[test]
fn a_damaged_first_log_is_named_and_a_later_one_opens_the_plan() {
    let mut house = House::new("Mara", 31_700);
    house.init();
    let (_, files) = house.disk.files();
    let log = files.keys().find(|path| path.starts_with("log/")).unwrap().clone();
    let flip = |disk: &kith_vault::MemoryDisk| {
        let mut bytes = files[&log].clone();
        bytes[700] ^= 1;
        disk.overwrite(&log, bytes);
    };
    let once = House::on("Mara", 31_701, house.disk.copy());
    flip(&once.disk);
    let mut once = once.crash();
    assert_eq!(unlock(&mut once), Err(Trouble::Damaged { file: log.clone() }));

    // A second run that writes into the book says once more who may.
    let mut again = house.crash();
    unlock(&mut again).unwrap();
    again.add("reason", json!({"text": "My sister"}));
    flip(&again.disk);
    let mut again = again.crash();
    unlock(&mut again).unwrap();
    assert_eq!(files_of_damage(&mut again), [(log, "record")]);
    let list = Command::List(kith_core::ListFilter {
        kind: "reason".into(),
        ..kith_core::ListFilter::default()
    });
    match again.told(list) {
        Err(Trouble::DamagedPart { read, .. }) => {
            let told = serde_json::to_value(read.answer()).unwrap();
            assert_eq!(told[0]["fields"]["text"], "My sister");
        }
        other => panic!("{other:?}"),
    }
}

/// Without `kith.format` a whole folder was told as one without a plan, with the advice to make a new one in it.
#[test]
fn a_vault_without_its_format_file_is_damaged_and_not_absent() {
    let mut house = House::new("Mara", 31_800);
    house.init();
    house.disk.lose("kith.format");
    let before = house.disk.files();
    let mut again = house.crash();
    let damaged = Trouble::Damaged { file: "kith.format".to_owned() };
    assert_eq!(unlock(&mut again), Err(damaged.clone()));
    let init =
        Command::Init { passphrase: SecretString::from(PASSPHRASE), name: None, device_name: None };
    assert_eq!(again.told(init).unwrap_err(), damaged);
    assert_eq!(again.disk.files().1, before.1, "nothing was touched");
}
