//! Pictures of the window, held against those that are kept. They need a Vulkan driver; a software one will do.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::LazyLock;

use egui_kittest::{Harness, SnapshotOptions, SnapshotResults};

use super::House;

/// Whether anything here can draw, asked once. egui_kittest panics when nothing can, so that is what is tried.
pub fn can_draw() -> bool {
    static DRAWN: LazyLock<bool> = LazyLock::new(|| {
        let quiet = std::panic::take_hook();
        std::panic::set_hook(Box::new(|_| ()));
        let drawn = catch_unwind(AssertUnwindSafe(|| {
            let mut probe = Harness::builder().with_size([8.0, 8.0]).wgpu().build_ui(|_| ());
            probe.render().is_ok()
        }));
        std::panic::set_hook(quiet);
        drawn.unwrap_or(false)
    });
    *DRAWN
}

/// Pictures held against those in `tests/snapshots`.
pub struct Album(SnapshotResults);

impl Album {
    /// An empty one.
    pub fn new() -> Self {
        Album(SnapshotResults::new())
    }

    /// Takes a picture of the window as it is.
    pub fn add(&mut self, house: &mut House, name: &str) {
        house.settle();
        // One driver draws the same twice, to the pixel; others differ by a shade at the edges of letters. A digit
        // that was changed is nine pixels or more, a letter about thirty, and a moved line thousands. Whoever changes a
        // word draws its pictures anew all the same.
        let options = SnapshotOptions::new().threshold(1.5).max_failed_pixels(25);
        self.0.add(house.window.try_snapshot_options(name, &options));
    }
}

/// Says loudly that nothing was compared. The print macros are kept from whoever runs the tests; what goes straight to standard error is not.
#[allow(clippy::explicit_write, reason = "the print macros are kept from whoever runs the tests")]
pub fn skipped() {
    use std::io::Write as _;
    let why = "SKIPPED: no Vulkan renderer here, so no picture was drawn or compared";
    writeln!(std::io::stderr(), "{why}").unwrap();
}
