//! What keeps memory out of other hands: no core dumps, no debugger, and no panic that prints what it held.

use rustix::process::{Resource, Rlimit, setrlimit};

/// Turns core dumps off, and says nothing of contents when Kith itself fails. Both are best effort: a
/// system that refuses is no reason not to open a person's plan.
pub fn hush() {
    setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) }).ok();
    #[cfg(target_os = "linux")]
    rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable).ok();
    std::panic::set_hook(Box::new(|panic| {
        use std::io::Write as _;
        // The message of a panic may hold what somebody wrote; the place in the code cannot.
        let thread = std::thread::current();
        let name = thread.name().unwrap_or("unnamed");
        match panic.location() {
            Some(place) => writeln!(
                std::io::stderr(),
                "kith: a fault of Kith itself on thread {name}, at {}:{}",
                place.file(),
                place.line()
            ),
            None => writeln!(std::io::stderr(), "kith: a fault of Kith itself on thread {name}"),
        }
        .ok();
    }));
}
