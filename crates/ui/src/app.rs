//! The native window around [`Window`].

use std::sync::Arc;

use eframe::egui;
use kith_words::say;

use crate::link::{CoreLink, Link};
use crate::window::Window;

/// Makes the window draw again. Whoever publishes a picture calls it, and nobody else: an idle
/// window draws nothing.
pub type Waker = Arc<dyn Fn() + Send + Sync>;

/// Why there was no window.
#[derive(Debug)]
pub struct WindowError(String);

impl std::fmt::Display for WindowError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "no window could be opened: {}", self.0)
    }
}

impl std::error::Error for WindowError {}

/// Opens the window and stays until it is closed. `start` is called once with the waker and starts
/// whatever answers the link.
///
/// Must be called on the main thread. After it returns, the caller still has to let the core finish
/// what was handed over.
///
/// # Errors
/// If there is no display, or none that can draw.
pub fn open_window(start: impl FnOnce(Waker) -> CoreLink) -> Result<(), WindowError> {
    let viewport = egui::ViewportBuilder::default()
        // Title and class say nothing of what is inside; window lists and screenshots show them.
        .with_title(say!("win-title"))
        .with_app_id("kith")
        .with_inner_size([1100.0, 760.0])
        .with_min_inner_size([420.0, 560.0]);
    let options = eframe::NativeOptions { viewport, ..eframe::NativeOptions::default() };
    let made = move |cc: &eframe::CreationContext<'_>| {
        let ctx = cc.egui_ctx.clone();
        // Where the system does not say, it is day.
        ctx.options_mut(|options| options.fallback_theme = egui::Theme::Light);
        let waker: Waker = Arc::new(move || ctx.request_repaint());
        let window = Window::new(Link::new(start(waker)));
        window.dress(&cc.egui_ctx);
        Ok(Box::new(KithApp { window }) as Box<dyn eframe::App>)
    };
    eframe::run_native("kith", options, Box::new(made))
        .map_err(|error| WindowError(error.to_string()))
}

struct KithApp {
    window: Window,
}

impl eframe::App for KithApp {
    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        self.window.ui(ui);
    }

    fn persist_egui_memory(&self) -> bool {
        // egui's memory holds what was typed into fields.
        false
    }
}
