//! N5: what stays in memory when the whole plan is open.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use kith::{Handle, Options, behind_a_window};
use secrecy::ExposeSecret;

use crate::house::{House, SCRYPT_LOG_N, reopened, unlock};
use crate::table::{Table, Yardstick};

/// How long the doings of opening are given to end.
const SETTLING: Duration = Duration::from_secs(4);
const DISPLAY: &str = ":96";

/// A core alone, then a window, each in a process of its own over the laptop's folder.
pub fn measure(house: &mut House, table: &mut Table) {
    house.laptop.close().unwrap();
    let passphrase = house.laptop.passphrase();
    let samod = |what: &str, figure| Some(Yardstick { what: format!("{what}, quoted"), figure });
    let core = child(&house.laptop.folder, "--memory-core", passphrase.expose_secret());
    let (all, own) = core.unwrap();
    table.add("N5", "resident, the core", (all, "MB"), Some(64.0), samod("samod", 317.0));
    table.add("N5", "of it its own, not files mapped in", (own, "MB"), None, None);
    let screen = Command::new("Xvfb").args([DISPLAY, "-screen", "0", "1280x800x24"]).spawn();
    if let Ok(mut screen) = screen {
        std::thread::sleep(Duration::from_secs(1));
        let window = child(&house.laptop.folder, "--memory-window", passphrase.expose_secret());
        screen.kill().unwrap();
        screen.wait().unwrap();
        if let Some((all, own)) = window {
            let js = samod("automerge-repo, no window", 865.0);
            table.add("N5", "resident, the window and the core", (all, "MB"), Some(200.0), js);
            table.add("N5", "of it its own, not files mapped in", (own, "MB"), None, None);
        }
    } else {
        println!("N5  the window was skipped: there is no Xvfb on this machine");
    }
    house.laptop = reopened(&house.laptop);
    unlock(&house.laptop);
}

/// What a process says of itself; nothing if it could not open what it was to open.
fn child(folder: &Path, what: &str, passphrase: &str) -> Option<(f64, f64)> {
    let child = Command::new(std::env::current_exe().unwrap())
        .arg(what)
        .arg(folder)
        .env("DISPLAY", DISPLAY)
        .env_remove("WAYLAND_DISPLAY")
        .env("KITH_BENCH_THROWAWAY", passphrase)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let output = child.wait_with_output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let mut figures = text.split_whitespace().filter_map(|word| word.parse::<f64>().ok());
    Some((figures.next()?, figures.next()?))
}

/// The other process: opens the plan, waits until all of it is there, and says what it holds in memory.
pub fn be_measured(folder: PathBuf, with_window: bool) {
    let passphrase = std::env::var("KITH_BENCH_THROWAWAY").unwrap();
    let options =
        Options { scrypt_log_n: SCRYPT_LOG_N, draw: true, offline: true, ..Options::default() };
    let tell = move |handle: Handle| {
        handle.ask(kith_core::Command::Unlock { passphrase: passphrase.into() }).unwrap();
        loop {
            std::thread::sleep(Duration::from_millis(50));
            let kith_core::Snapshot::Open(view) = &*handle.latest() else { continue };
            if view.whole {
                break;
            }
        }
        std::thread::sleep(SETTLING);
        println!("{} {}", of_status("VmRSS"), of_status("RssAnon"));
        handle.close().unwrap();
        std::process::exit(0);
    };
    if with_window {
        let shown = kith_ui::open_window(move |waker| {
            let (handle, link) = behind_a_window(folder, options, move || waker()).unwrap();
            std::thread::spawn(move || tell(handle));
            link
        });
        shown.unwrap();
    } else {
        let (handle, _link) = behind_a_window(folder, options, || {}).unwrap();
        tell(handle);
    }
}

/// A figure of this process as the system tells it, in megabytes.
fn of_status(name: &str) -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with(name)).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap() * 1024.0 / 1e6
}
