//! Somebody at the keyboard: presses keys, types, hears what a reader says, and waits for the core.

use std::sync::mpsc::{Receiver, channel};
use std::time::Instant;

use eframe::egui::accesskit::Role;
use eframe::egui::{Event, Key, Modifiers, Theme};
use egui_kittest::Harness;
use egui_kittest::kittest::NodeT as _;
use kith::{Clock, Handle, Options, behind_a_window};
use kith_ui::tokens::{Appearance, TextSize, apply};
use kith_ui::{Link, Window};

use crate::support::{PASSPHRASE, PATIENCE, SCRYPT_LOG_N, Vault};

/// A window that is open, and the core behind it.
pub struct Seat {
    window: Harness<'static, Window>,
    /// The door to the core, for what no key can ask.
    pub core: Handle,
    woken: Receiver<()>,
}

impl Seat {
    /// Opens the window over a vault's folder.
    pub fn at(vault: &Vault, offline: bool) -> Seat {
        Seat::by_clock(vault, offline, Clock::default())
    }

    /// Opens the window so many milliseconds later than now, without the network.
    pub fn later(vault: &Vault, millis: i64) -> Seat {
        Seat::by_clock(vault, true, Clock::ahead_by(millis))
    }

    fn by_clock(vault: &Vault, offline: bool, clock: Clock) -> Seat {
        let (wake, woken) = channel();
        let scrypt_log_n = SCRYPT_LOG_N.parse().unwrap();
        let options = Options { scrypt_log_n, offline, clock, ..Options::default() };
        let waker = move || {
            wake.send(()).ok();
        };
        let (core, link) = behind_a_window(vault.folder(), options, waker).unwrap();
        let window = Window::new(Link::new(link)).by_clock(move || clock.now());
        let window = Harness::builder()
            .with_size([1100.0, 760.0])
            .with_theme(Theme::Light)
            .with_max_steps(60)
            .with_context_setup(|ctx| apply(ctx, Appearance::Follow, TextSize::Usual))
            .build_ui_state(|ui, window: &mut Window| window.ui(ui), window);
        window.ctx.options_mut(|options| options.fallback_theme = Theme::Light);
        Seat { window, core, woken }
    }

    /// From the welcome to Today: a name, the passphrase, and the kit's words typed back.
    pub fn first_run(&mut self, name: &str) {
        self.first_question(name);
        self.choose("Enough for now");
        self.wait_for(&format!(", {name}"));
    }

    /// From the welcome to the first question.
    pub fn first_question(&mut self, name: &str) {
        self.choose("Start my plan");
        self.write_in("Your name", name);
        self.write_in("Passphrase", PASSPHRASE);
        self.write_in("The same passphrase once more", PASSPHRASE);
        self.press(Key::Enter);
        self.wait_for("Your recovery kit");
        let words = self.numbered_words();
        assert_eq!(words.len(), 24, "{words:?}");
        self.choose("I wrote them down");
        self.tab_to("The 24 words");
        self.type_text(&words.join(" "));
        self.press(Key::Enter);
        self.wait_for("The words are right");
        self.choose("Go to my plan");
        self.wait_for("How is it right now?");
    }

    /// Opens a plan that is there.
    pub fn unlock(&mut self) {
        self.wait_for("Unlock");
        self.type_text(PASSPHRASE);
        self.press(Key::Enter);
        self.wait_for("How are you right now?");
    }

    /// The passphrase once more, which the window asks for before owner's work.
    pub fn step_up(&mut self) {
        self.wait_for("Your passphrase once more");
        self.type_text(PASSPHRASE);
        self.press(Key::Enter);
    }

    /// The code that is shown, as it would be copied.
    pub fn code(&mut self) -> String {
        self.wait_for("kith:");
        let values = self.tree().into_iter().flat_map(|(_, label, value)| [label, value]);
        values.into_iter().find(|text| text.starts_with("kith:")).unwrap()
    }

    /// The four words to compare, once they are there.
    pub fn four_words(&mut self) -> Vec<String> {
        self.wait_for("Are these the same four words?");
        let root = self.window.root();
        let list = root
            .children_recursive()
            .find(|node| node.accesskit_node().label().as_deref() == Some("Four words to compare"));
        let words = list.unwrap().children_recursive();
        words
            .filter(|node| node.accesskit_node().role() == Role::Label)
            .filter_map(|node| node.accesskit_node().value())
            .collect()
    }

    /// The words that are shown with numbers before them, in the order in which a reader says them.
    pub fn numbered_words(&self) -> Vec<String> {
        let labels = self.tree().into_iter().filter(|(role, _, _)| *role == Role::Label);
        labels
            .filter_map(|(_, _, value)| {
                let (number, word) = value.split_once(". ")?;
                number.parse::<u8>().ok().map(|_| word.to_owned())
            })
            .collect()
    }

    /// Waits until this text is to be read somewhere.
    #[track_caller]
    pub fn wait_for(&mut self, text: &str) {
        self.wait_until(text, |seat| seat.says(text));
    }

    /// Waits for something that the core will bring about.
    #[track_caller]
    pub fn wait_until(&mut self, what: &str, is_so: impl Fn(&Seat) -> bool) {
        let start = Instant::now();
        self.window.run();
        while !is_so(self) {
            // As the real window does, it draws when it is woken and not before.
            let left = PATIENCE.saturating_sub(start.elapsed());
            let woken = self.woken.recv_timeout(left);
            assert!(woken.is_ok(), "{what:?} never came; it says {:#?}", self.said());
            self.window.ctx.request_repaint();
            self.window.run();
        }
    }

    /// Presses a key.
    pub fn press(&mut self, key: Key) {
        self.press_with(Modifiers::NONE, key);
    }

    /// Presses a key with others held.
    pub fn press_with(&mut self, modifiers: Modifiers, key: Key) {
        self.window.key_press_modifiers(modifiers, key);
        self.window.run();
    }

    /// Types into whatever has the focus.
    #[track_caller]
    pub fn type_text(&mut self, text: &str) {
        assert!(self.focus().is_some(), "nothing has the focus to type {text:?} into");
        self.window.event(Event::Text(text.to_owned()));
        self.window.run();
    }

    /// Lets so many seconds go by on the window's clock.
    pub fn wait(&mut self, seconds: f64) {
        let now = self.window.ctx.input(|input| input.time);
        self.window.input_mut().time = Some(now + seconds);
        self.window.step();
        self.window.input_mut().time = None;
        self.window.run();
    }

    /// Whether it is drawn dark.
    pub fn is_dark(&self) -> bool {
        self.window.ctx.theme() == Theme::Dark
    }

    /// The names of all buttons, in the order in which Tab comes by.
    pub fn buttons(&self) -> Vec<String> {
        let buttons = self.tree().into_iter().filter(|(role, _, _)| *role == Role::Button);
        buttons.map(|(_, label, _)| label).collect()
    }

    /// Types into the field with this name.
    #[track_caller]
    pub fn write_in(&mut self, name: &str, text: &str) {
        self.tab_to(name);
        self.type_text(text);
    }

    /// Takes the box or the choice with this name.
    #[track_caller]
    pub fn tick(&mut self, name: &str) {
        self.tab_to(name);
        self.press(Key::Space);
    }

    /// Presses Tab until the thing with this name has the focus, once the core has brought it.
    #[track_caller]
    pub fn tab_to(&mut self, name: &str) {
        let is_it =
            |(role, label, _): &(Role, String, String)| label == name && *role != Role::Heading;
        self.wait_until(name, |seat| seat.tree().iter().any(is_it));
        let mut seen = Vec::new();
        for _ in 0..120 {
            match self.focus() {
                Some((role, label)) if label == name && role != Role::Heading => return,
                other => seen.push(other.map(|(_, label)| label).unwrap_or_default()),
            }
            self.press(Key::Tab);
        }
        panic!("Tab never came to {name:?}; it came by {seen:?}");
    }

    /// Presses Tab until the thing with this name has the focus, then Enter.
    #[track_caller]
    pub fn choose(&mut self, name: &str) {
        self.tab_to(name);
        self.press(Key::Enter);
    }

    /// Whether this text is to be read somewhere.
    pub fn says(&self, text: &str) -> bool {
        self.tree().iter().any(|(_, label, value)| label.contains(text) || value.contains(text))
    }

    /// Closes the window as its frame does: everything is on the disk, and the vault is free.
    pub fn close(self) {
        drop(self.window);
        self.core.close().unwrap();
    }

    fn focus(&self) -> Option<(Role, String)> {
        let root = self.window.root();
        let node = root.children_recursive().find(|node| node.is_focused())?;
        let node = node.accesskit_node();
        Some((node.role(), node.label().unwrap_or_default()))
    }

    fn tree(&self) -> Vec<(Role, String, String)> {
        let root = self.window.root();
        root.children_recursive()
            .map(|node| {
                let node = node.accesskit_node();
                let label = node.label().unwrap_or_default();
                (node.role(), label, node.value().unwrap_or_default())
            })
            .collect()
    }

    fn said(&self) -> Vec<String> {
        let tree = self.tree().into_iter();
        tree.map(|(_, label, value)| format!("{label}{value}")).filter(|s| !s.is_empty()).collect()
    }
}
