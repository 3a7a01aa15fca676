//! N6: what Kith costs while nobody does anything.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::house::{House, Peer};
use crate::table::{Table, Yardstick};
use crate::yardstick::{BARE_THREAD, while_a_bare_endpoint_idles};

/// How long nothing is done.
const IDLE: Duration = Duration::from_secs(30);
/// How long the doings before are given to end.
const SETTLING: Duration = Duration::from_secs(5);

/// The laptop alone, with its plan open.
pub fn measure_alone(_house: &House, table: &mut Table) {
    let percent = busy("/proc/self".as_ref(), |_| true);
    table.add("N6", "idle, plan open, alone: processor", (percent, "%"), Some(0.05), bare(0));
}

/// What a bare endpoint costs meanwhile, with so many peers.
fn bare(peers: usize) -> Option<Yardstick> {
    let percent = while_a_bare_endpoint_idles(peers, || {
        busy("/proc/self".as_ref(), |thread| thread == BARE_THREAD)
    });
    let what = match peers {
        0 => "a bare endpoint".to_owned(),
        peers => format!("a bare endpoint with {peers} peers, a byte every 3 s"),
    };
    Some(Yardstick { what, figure: percent })
}

/// The laptop with three devices of its own connected, each in a process of its own.
pub fn measure_with_peers(house: &mut House, table: &mut Table) {
    let mut devices = vec![house.desktop.take().unwrap()];
    for name in ["tablet", "old laptop"] {
        let device = house.new_device(name);
        house.link(&device);
        devices.push(device);
    }
    let peers: Vec<Peer> = devices.iter().map(Peer::of).collect();
    house
        .laptop
        .wait_for("three peers", |laptop| {
            let kith_core::Snapshot::Open(view) = &*laptop.latest() else { return Ok(None) };
            let links = view.devices.iter().filter_map(|device| device.link.as_ref());
            Ok((links.filter(|link| link.connected).count() == 3).then_some(()))
        })
        .unwrap();
    let percent = busy("/proc/self".as_ref(), |_| true);
    drop(peers);
    table.add("N6", "idle, three peers connected: processor", (percent, "%"), Some(0.1), bare(3));
}

/// The window on its first screen, on a screen that nobody looks at.
pub fn measure_window(table: &mut Table) {
    let display = ":97";
    let screen = Command::new("Xvfb").args([display, "-screen", "0", "1280x800x24"]).spawn();
    let Ok(mut screen) = screen else {
        return println!("N6  the window was skipped: there is no Xvfb on this machine");
    };
    std::thread::sleep(Duration::from_secs(1));
    let folder = tempfile::tempdir().unwrap();
    let mut window = Command::new(env!("CARGO_BIN_EXE_kith"))
        .env("DISPLAY", display)
        .env_remove("WAYLAND_DISPLAY")
        .arg("--vault")
        .arg(folder.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let percent = busy(format!("/proc/{}", window.id()).as_ref(), |_| true);
    let lives = window.try_wait().unwrap().is_none();
    window.kill().unwrap();
    window.wait().unwrap();
    screen.kill().unwrap();
    screen.wait().unwrap();
    assert!(lives, "the window ended by itself");
    table.add("N6", "idle, the window open: processor", (percent, "%"), Some(0.05), None);
}

/// How busy those threads of a process are while nothing is done, in percent of one core.
fn busy(process: &Path, counts: impl Fn(&str) -> bool) -> f64 {
    std::thread::sleep(SETTLING);
    let (before, start) = (processor_time(process, &counts), Instant::now());
    std::thread::sleep(IDLE);
    let used = processor_time(process, &counts).saturating_sub(before);
    used.as_secs_f64() / start.elapsed().as_secs_f64() * 100.0
}

/// The time that these threads of a process have had a core, to the nanosecond, as Linux counts it.
fn processor_time(process: &Path, counts: impl Fn(&str) -> bool) -> Duration {
    let threads = std::fs::read_dir(process.join("task")).unwrap();
    let nanos = threads.map(|thread| {
        let thread = thread.unwrap().path();
        let name = std::fs::read_to_string(thread.join("comm")).unwrap_or_default();
        if !counts(name.trim_end()) {
            return 0;
        }
        let counted = std::fs::read_to_string(thread.join("schedstat"));
        // A thread may end between being listed and being asked.
        counted.ok().and_then(|text| text.split(' ').next()?.parse::<u64>().ok()).unwrap_or(0)
    });
    Duration::from_nanos(nanos.sum())
}
