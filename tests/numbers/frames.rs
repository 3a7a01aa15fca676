//! N7: what one frame of each screen costs, without the graphics card: laying it out, and turning it into triangles.
//! What a thread waits for a processor that others have is taken out of it.

use std::time::{Duration, Instant};

use eframe::egui;
use kith::{Handle, Options, behind_a_window};
use kith_core::{Command, RecordId, Snapshot, kinds};
use kith_ui::{Link, Route, Window};

use crate::house::{House, SCRYPT_LOG_N, reopened, unlock};
use crate::spread::Spread;
use crate::table::{Table, Yardstick};

/// Frames of a screen before the first that counts: pictures are laid out once and then kept.
const WARM_UP: usize = 4;
/// Frames of a screen that count.
const FRAMES: usize = 40;
/// Frames of the timeline, each a turn of the wheel further.
const SCROLLED: usize = 300;
/// What one frame may cost, in milliseconds, for 99 of 100 frames.
const GOAL_MS: f64 = 4.0;
/// So many of the slowest screens are named, however fast they are.
const TOLD: usize = 4;
/// Words that are looked for.
const SEARCHED: [&str; 5] = ["harbour", "harbour lantern", "way", "e i o", "no such word"];

/// A window over the laptop's plan that nobody sees.
struct Seat {
    window: Window,
    ctx: egui::Context,
    handle: Handle,
    time: f64,
}

/// A search, then every screen, then the timeline as it is scrolled.
pub fn measure(house: &mut House, table: &mut Table) {
    house.laptop.close().unwrap();
    let mut seat = Seat::at(house);
    // First of all, as by somebody who opens the plan to look for something.
    search(&seat, table);
    let (mut all, mut slow) = (Spread::default(), Vec::new());
    for route in routes(&seat.handle) {
        seat.window.go(route.clone());
        let first = seat.frame(Vec::new());
        // What it asked for is answered in one frame of its own, and not among those of another screen.
        seat.handle.ask(Command::Status).unwrap();
        let answered = seat.frame(Vec::new());
        for _ in 0..WARM_UP {
            seat.frame(Vec::new());
        }
        let mut own = Spread::default();
        for _ in 0..FRAMES {
            let took = seat.frame(Vec::new());
            own.push(took);
            all.push(took);
        }
        let entered = [first, answered].map(|frame| frame.as_secs_f64() * 1000.0);
        slow.push((own.p99(), entered, own.p50(), route));
    }
    let at_sixty = || Some(Yardstick { what: "a frame at 60 Hz".to_owned(), figure: 16.6 });
    table.add(
        "N7",
        format!("a frame of any of {} screens, p50", slow.len()),
        (all.p50(), "ms"),
        None,
        at_sixty(),
    );
    table.add("N7", "a frame of any screen, p99", (all.p99(), "ms"), Some(GOAL_MS), at_sixty());
    slow.sort_by(|one, other| other.0.total_cmp(&one.0));
    let over = slow.iter().filter(|(p99, ..)| *p99 > GOAL_MS).count();
    println!("      {over} of {} screens are over {GOAL_MS} ms; the slowest:", slow.len());
    for (p99, _, p50, route) in slow.iter().take(over.max(TOLD)) {
        println!("      {route:?}: p99 {p99:.2} ms, p50 {p50:.2} ms");
    }
    table.add("N7", "the slowest screen, p99", (slow[0].0, "ms"), Some(GOAL_MS), at_sixty());
    for (place, what) in
        ["the first frame of a screen", "the frame in which it has its answers"].iter().enumerate()
    {
        slow.sort_by(|one, other| other.1[place].total_cmp(&one.1[place]));
        for (_, entered, _, route) in slow.iter().take(2 * TOLD) {
            println!("      {route:?}: {what} {:.1} ms", entered[place]);
        }
        let slowest = (slow[0].1[place], "ms");
        table.add("N7", format!("{what}, the slowest"), slowest, None, at_sixty());
    }
    scroll(&mut seat, table);
    seat.handle.close().unwrap();
    house.laptop = reopened(&house.laptop);
    unlock(&house.laptop);
}

fn scroll(seat: &mut Seat, table: &mut Table) {
    seat.window.go(Route::Timeline);
    for _ in 0..WARM_UP {
        seat.frame(Vec::new());
    }
    let mut frames = Spread::default();
    for _ in 0..SCROLLED {
        frames.push(seat.frame(vec![
            egui::Event::PointerMoved(egui::pos2(700.0, 500.0)),
            egui::Event::MouseWheel {
                unit: egui::MouseWheelUnit::Point,
                delta: egui::vec2(0.0, -400.0),
                phase: egui::TouchPhase::Move,
                source: egui::MouseWheelSource::Wheel,
                modifiers: egui::Modifiers::NONE,
            },
        ]));
    }
    let at_sixty = Some(Yardstick { what: "a frame at 60 Hz".to_owned(), figure: 16.6 });
    table.add(
        "N7",
        "a frame of the timeline while it scrolls, p99",
        (frames.p99(), "ms"),
        Some(GOAL_MS),
        at_sixty,
    );
}

fn search(seat: &Seat, table: &mut Table) {
    let find = |words: &str| {
        let start = Instant::now();
        seat.handle.ask(Command::Search { words: words.to_owned() }).unwrap();
        start.elapsed()
    };
    let first = find(SEARCHED[0]).as_secs_f64() * 1000.0;
    table.add("N7", "a search, the first after opening", (first, "ms"), Some(1000.0), None);
    let mut times = Spread::default();
    for round in 0..50 {
        times.push(find(SEARCHED[round % SEARCHED.len()]));
    }
    table.add("N7", "a search, p50", (times.p50(), "ms"), Some(10.0), None);
    table.add("N7", "a search, p99", (times.p99(), "ms"), None, None);
}

impl Seat {
    fn at(house: &House) -> Seat {
        let options = Options { scrypt_log_n: SCRYPT_LOG_N, offline: true, ..Options::default() };
        let folder = house.laptop.folder.clone();
        let (handle, link) = behind_a_window(folder, options, || {}).unwrap();
        handle.ask(Command::Unlock { passphrase: house.laptop.passphrase() }).unwrap();
        while !matches!(&*handle.latest(), Snapshot::Open(view) if view.whole) {
            std::thread::sleep(Duration::from_millis(10));
        }
        let window = Window::new(Link::new(link));
        let ctx = egui::Context::default();
        window.dress(&ctx);
        let mut seat = Seat { window, ctx, handle, time: 0.0 };
        for _ in 0..WARM_UP {
            seat.frame(Vec::new());
        }
        seat
    }

    /// One frame; how long it took until it was triangles.
    fn frame(&mut self, events: Vec<egui::Event>) -> Duration {
        self.time += 1.0 / 60.0;
        let input = egui::RawInput {
            screen_rect: Some(egui::Rect::from_min_size(
                egui::Pos2::ZERO,
                egui::vec2(1280.0, 800.0),
            )),
            time: Some(self.time),
            focused: true,
            events,
            ..egui::RawInput::default()
        };
        let (waited, start) = (waited(), Instant::now());
        let window = &mut self.window;
        let mut output = self.ctx.run_ui(input, |ui| window.ui(ui));
        let triangles = self.ctx.tessellate(output.shapes, output.pixels_per_point);
        let took = start.elapsed().saturating_sub(self::waited() - waited);
        assert!(!triangles.is_empty());
        // There is no card that letters could be sent to.
        output.textures_delta.clear();
        took
    }
}

/// How long this thread could run and was not let, because others had the processors: that is no cost of a frame.
fn waited() -> Duration {
    let counted = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    Duration::from_nanos(counted.split(' ').nth(1).unwrap().parse().unwrap())
}

/// Every place there is, with the last record of each kind in the places that are of one.
fn routes(handle: &Handle) -> Vec<Route> {
    let snapshot = handle.latest();
    let Snapshot::Open(view) = &*snapshot else { panic!("the plan is open") };
    let last = |kind: &str| -> Option<RecordId> {
        let all = view.sections.values().flat_map(|section| section.records.iter());
        all.filter(|record| record.kind == kind).map(|record| record.id).max()
    };
    let person = last("person").unwrap();
    let mut routes = vec![
        Route::Today,
        Route::Struggling,
        Route::Craving,
        Route::Happened,
        Route::Lines,
        Route::Steady,
        Route::CheckIn,
        Route::People,
        Route::Person(person),
        Route::Sharing,
        Route::ViewAs(person),
        Route::Invite(person),
        Route::Join,
        Route::Devices,
        Route::LinkDevice,
        Route::Plan,
        Route::Timeline,
        Route::Insights,
        Route::Week,
        Route::Search,
        Route::OwnWords,
        Route::Paper,
        Route::Visit,
        Route::KitTest,
        Route::Settings,
        Route::Help,
        Route::More,
    ];
    for kind in kinds::all() {
        routes.push(Route::Records(kind.name.to_owned()));
        routes.push(Route::New(kind.name.to_owned()));
        routes.push(Route::Deleted(kind.name.to_owned()));
        if let Some(id) = last(kind.name) {
            routes.extend([Route::Record(id), Route::Edit(id), Route::History(id)]);
        }
    }
    routes
}
