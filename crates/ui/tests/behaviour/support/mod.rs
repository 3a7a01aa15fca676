//! A scripted core behind the link, and a window driven by keys alone.

mod album;
mod core;
mod files;
mod full;
mod plan;
mod weeks;

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, Theme};
use egui_kittest::Harness;
use egui_kittest::kittest::NodeT as _;
use jiff::tz::TimeZone;
use kith_ui::Window;
use kith_ui::tokens::{Appearance, TextSize, apply};

pub use self::album::{Album, can_draw, skipped};
pub use self::core::{PASSPHRASE, ScriptedCore};
pub use self::full::{crowded_plan, full_plan, long_plan};
pub use self::plan::{NOW, hard_plan, maras_plan, new_plan, newer_plan, record};
pub use self::weeks::{crowded_circle, weeks_plan};

/// A window and the core behind it.
pub struct House {
    /// The window.
    pub window: Harness<'static, Window>,
    /// The core.
    pub core: ScriptedCore,
}

impl House {
    /// A window of this size on this core.
    pub fn new(core: ScriptedCore, size: [f32; 2], theme: Theme) -> Self {
        Self::with_text(core, size, theme, TextSize::Usual)
    }

    /// A window whose text is so large.
    pub fn with_text(core: ScriptedCore, size: [f32; 2], theme: Theme, text: TextSize) -> Self {
        Self::of(core, size, theme, text, TimeZone::UTC, || NOW)
    }

    /// The usual window on a computer in that zone.
    pub fn in_zone(core: ScriptedCore, zone: &str) -> Self {
        let zone = TimeZone::get(zone).unwrap();
        Self::of(core, [1100.0, 760.0], Theme::Light, TextSize::Usual, zone, || NOW)
    }

    /// A window of this size at ten past two in the night, with a system that is light.
    pub fn at_night(core: ScriptedCore, size: [f32; 2]) -> Self {
        let at = || kith_core::UnixMillis(NOW.0 + 27_000_000);
        let house = Self::of(core, size, Theme::Light, TextSize::Usual, TimeZone::UTC, at);
        house.window.ctx.options_mut(|options| options.fallback_theme = Theme::Light);
        house
    }

    fn of(
        mut core: ScriptedCore,
        size: [f32; 2],
        theme: Theme,
        text: TextSize,
        zone: TimeZone,
        clock: fn() -> kith_core::UnixMillis,
    ) -> Self {
        let link = core.take_link();
        let window = Window::new(link).in_zone(zone).by_clock(clock);
        let window = Harness::builder()
            .with_size(size)
            .with_theme(theme)
            .with_max_steps(40)
            .with_context_setup(move |ctx| apply(ctx, Appearance::Follow, text))
            .build_ui_state(whole_ui, window);
        let mut house = House { window, core };
        house.settle();
        house
    }

    /// The usual window, in the light.
    pub fn usual(core: ScriptedCore) -> Self {
        Self::new(core, [1100.0, 760.0], Theme::Light)
    }

    /// Lets window and core answer each other until both are quiet.
    pub fn settle(&mut self) {
        for _ in 0..8 {
            self.window.run();
            if !self.core.turn() {
                return;
            }
            // What a publisher does: wake the window.
            self.window.ctx.request_repaint();
        }
        self.window.run();
    }

    /// Lets so many seconds go by on the window's clock.
    pub fn wait(&mut self, seconds: f64) {
        let now = self.window.ctx.input(|input| input.time);
        self.window.input_mut().time = Some(now + seconds);
        self.window.step();
        self.window.input_mut().time = None;
        self.settle();
    }

    /// How long the window would sleep now if nobody touched it.
    pub fn sleeps(&mut self) -> std::time::Duration {
        for _ in 0..10 {
            self.window.step();
        }
        let output = self.window.output();
        output.viewport_output.values().map(|out| out.repaint_delay).min().unwrap()
    }

    /// Presses a key.
    pub fn press(&mut self, key: Key) {
        self.press_with(Modifiers::NONE, key);
    }

    /// Presses a key with others held.
    pub fn press_with(&mut self, modifiers: Modifiers, key: Key) {
        self.window.key_press_modifiers(modifiers, key);
        self.settle();
    }

    /// Types text into whatever has the focus.
    pub fn type_text(&mut self, text: &str) {
        assert!(self.focus().is_some(), "nothing has the focus to type {text:?} into");
        self.window.event(Event::Text(text.to_owned()));
        self.settle();
    }

    /// Role and name of what has the focus.
    pub fn focus(&self) -> Option<(Role, String)> {
        let root = self.window.root();
        let node = root.children_recursive().find(|node| node.is_focused())?;
        let node = node.accesskit_node();
        Some((node.role(), node.label().unwrap_or_default()))
    }

    /// Presses Tab until the thing with this name has the focus.
    pub fn tab_to(&mut self, name: &str) {
        self.walk_to(name, Modifiers::NONE);
    }

    /// Presses Tab until the thing with this name has the focus, then Enter.
    pub fn choose(&mut self, name: &str) {
        self.tab_to(name);
        self.press(Key::Enter);
    }

    /// Types text into the field with this name.
    pub fn write_in(&mut self, label: &str, text: &str) {
        self.tab_to(label);
        self.type_text(text);
    }

    /// Takes the box or the choice with this name.
    pub fn tick(&mut self, label: &str) {
        self.tab_to(label);
        self.press(Key::Space);
    }

    /// The fields of every write of a kind, in order.
    pub fn writes(&self, kind: &str) -> Vec<&serde_json::Value> {
        let written = self.core.written.iter().filter(|(of, _)| of == kind);
        written.map(|(_, fields)| fields).collect()
    }

    /// All that was written into records of a kind, one write over the other.
    pub fn whole(&self, kind: &str) -> serde_json::Value {
        let mut all = serde_json::Map::new();
        for fields in self.writes(kind) {
            all.extend(fields.as_object().unwrap().clone());
        }
        serde_json::Value::Object(all)
    }

    /// Nobody was told anything, and nothing was offered to anybody.
    pub fn told_nobody(&self) {
        let telling = ["between", "share", "invite", "sync"];
        let heard = &self.core.heard;
        assert!(heard.iter().all(|heard| !telling.contains(heard)), "{heard:?}");
    }

    fn walk_to(&mut self, name: &str, modifiers: Modifiers) {
        let mut seen = Vec::new();
        for _ in 0..120 {
            match self.focus() {
                Some((role, label)) if label == name && role != Role::Heading => return,
                other => seen.push(other.map(|(_, label)| label).unwrap_or_default()),
            }
            self.window.key_press_modifiers(modifiers, Key::Tab);
            self.window.run();
        }
        panic!("Tab never came to {name:?}; it came by {seen:?}");
    }

    /// Every node of the accessibility tree: role, name and value.
    pub fn tree(&self) -> Vec<(Role, String, String)> {
        let root = self.window.root();
        root.children_recursive()
            .map(|node| {
                let node = node.accesskit_node();
                let label = node.label().unwrap_or_default();
                (node.role(), label, node.value().unwrap_or_default())
            })
            .collect()
    }

    /// Whether this text is to be read somewhere.
    pub fn says(&self, text: &str) -> bool {
        self.tree().iter().any(|(_, label, value)| label.contains(text) || value.contains(text))
    }
}

/// Gives the window all of the space, as the program does; the harness keeps a margin of its own.
fn whole_ui(ui: &mut egui::Ui, window: &mut Window) {
    let whole = ui.ctx().content_rect();
    ui.set_clip_rect(whole);
    ui.scope_builder(egui::UiBuilder::new().max_rect(whole), |ui| window.ui(ui));
}

/// Takes a record out of a plan, to be changed as another device would.
pub fn take_record(plan: &mut kith_core::OpenView, id: kith_core::RecordId) -> kith_core::Record {
    plan::take(plan, id).unwrap()
}

/// Puts it back.
pub fn put_record(plan: &mut kith_core::OpenView, record: kith_core::Record) {
    plan::put(plan, record);
}
