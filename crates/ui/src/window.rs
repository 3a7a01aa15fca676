//! One frame of the window: take what is new, hear the keys, draw, hand over.

use std::sync::Arc;
use std::time::Duration;

use egui::{CentralPanel, Frame, Ui};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use kith_core::{Command, OpenView, Saved, Snapshot, UnixMillis};

use crate::acts;
use crate::keys::{self, Action};
use crate::link::Link;
use crate::news;
use crate::route::Route;
use crate::say;
use crate::scene::{self, Scene};
use crate::screens;
use crate::shell;
use crate::state::{Asked, Dialog, DoorState, Then, UiState};
use crate::tokens::{self, Appearance, palette};
use crate::widgets;

/// How soon the outbox is tried again when the core's channel was full.
const RETRY: Duration = Duration::from_millis(50);

/// The whole window without the frame around it, so that tests draw exactly what people see.
pub struct Window {
    link: Link,
    snapshot: Arc<Snapshot>,
    state: UiState,
    door: DoorState,
    zone: TimeZone,
    /// When the picture came, by egui's clock: its own moment goes on from there.
    seen_at: f64,
    /// What time it is where no plan is open to say so.
    clock: Box<dyn Fn() -> UnixMillis>,
}

impl Window {
    /// A window on this link, telling moments in the system's zone.
    pub fn new(link: Link) -> Self {
        let snapshot = link.latest();
        Window {
            link,
            snapshot,
            state: UiState::default(),
            door: DoorState::default(),
            zone: TimeZone::system(),
            seen_at: 0.0,
            clock: Box::new(|| UnixMillis(Timestamp::now().as_millisecond())),
        }
    }

    /// The same window telling moments in this zone.
    pub fn in_zone(mut self, zone: TimeZone) -> Self {
        self.zone = zone;
        self
    }

    /// The same window with this clock for the hours in which no plan is open.
    pub fn by_clock(mut self, clock: impl Fn() -> UnixMillis + 'static) -> Self {
        self.clock = Box::new(clock);
        self
    }

    /// Goes to a place of an open plan, as a key or a row does.
    pub fn go(&mut self, route: Route) {
        scene::go(&mut self.state, route);
    }

    /// Puts faces, colours and sizes into egui. To be called once before the first frame.
    pub fn dress(&self, ctx: &egui::Context) {
        tokens::apply(ctx, self.door.appearance, self.door.text_size);
    }

    /// Draws one frame and hands over what was asked in it.
    pub fn ui(&mut self, ui: &mut Ui) {
        self.door.modal_focus.remember(ui.ctx());
        self.take_news(ui.ctx());
        let snapshot = Arc::clone(&self.snapshot);
        self.guard_close(ui.ctx());
        let behind = Frame::new().fill(palette(ui).bg);
        CentralPanel::no_frame().frame(behind).show(ui, |ui| match &*snapshot {
            Snapshot::NoVault => self.first_run_ui(ui),
            Snapshot::Opening(_) if self.door.first_run.is_some() => self.first_run_ui(ui),
            Snapshot::Open(_) if self.door.first_run.is_some() => self.first_run_ui(ui),
            Snapshot::Open(view) => self.open_ui(ui, view),
            Snapshot::Locked(view) => {
                self.hear_at_the_door(ui.ctx());
                screens::lock_ui(ui, view, &mut self.door, &mut self.link, &mut self.state);
            }
            Snapshot::Opening(_) => screens::opening_ui(ui),
            Snapshot::Shut(trouble) => screens::shut_ui(ui, trouble),
        });
        self.door.modal_focus.follow(ui.ctx(), self.state.dialog.is_some());
        if self.link.flush() {
            ui.ctx().request_repaint_after(RETRY);
        }
    }

    fn take_news(&mut self, ctx: &egui::Context) {
        let snapshot = self.link.latest();
        let was_open = matches!(*self.snapshot, Snapshot::Open(_));
        let is_open = matches!(*snapshot, Snapshot::Open(_));
        if was_open && !is_open {
            // Whatever was on the screen or being written belonged to the plan.
            self.state = UiState::default();
            self.link.forget_page();
            self.door.first_run = None;
            self.door.is_dimmed = false;
            // A dialog that was open has no place to give the focus back to.
            self.door.modal_focus = widgets::ModalFocus::default();
            // The options are not of the plan: how light and how large the window is stays.
            ctx.memory_mut(|memory| {
                let options = memory.options.clone();
                *memory = egui::Memory::default();
                memory.options = options;
            });
            self.dress(ctx);
        }
        if is_open && !was_open {
            self.door.lock.wipe();
            self.state.arrival = widgets::Arrival::now();
            for key in [news::APPEARANCE, news::TEXT_SIZE, news::COUNTRY] {
                let command = Command::ConfigGet { key: key.to_owned() };
                let asked = Asked { command, then: Then::Setting };
                scene::ask(&mut self.link, &mut self.state, asked);
            }
        }
        if matches!(*snapshot, Snapshot::NoVault) && self.door.first_run.is_none() {
            self.door.first_run = Some(screens::FirstRun::default());
        }
        if !Arc::ptr_eq(&self.snapshot, &snapshot) {
            self.seen_at = ctx.input(|input| input.time);
        }
        self.snapshot = snapshot;
        let mut dress = false;
        for (id, outcome) in self.link.answers() {
            if let Some(asked) = self.state.asked.remove(&id) {
                dress |= news::take(asked, outcome, &mut self.state, &mut self.door);
            } else if self.state.paper.is_saving(id) {
                news::take_file(outcome, &mut self.state);
            } else if self.state.carry.is_waiting(id) {
                let trouble = self.state.carry.take(outcome);
                self.state.trouble = trouble.or(self.state.trouble.take());
            }
        }
        for seen in self.link.seen() {
            self.state.paper.seen(seen);
        }
        if let Some(page) = self.state.paper.take_asked() {
            self.link.lay_out(page);
        }
        acts::catch_up(&mut self.link, &mut self.state);
        if let Some(again) = self.state.again.take() {
            scene::ask(&mut self.link, &mut self.state, again);
        }
        if dress {
            self.dress(ctx);
        }
    }

    fn first_run_ui(&mut self, ui: &mut Ui) {
        let Some(first_run) = &mut self.door.first_run else {
            return;
        };
        let pairing = match &*self.snapshot {
            Snapshot::Open(view) => view.pairing.as_ref(),
            Snapshot::Opening(pairing) => pairing.as_ref(),
            _ => None,
        };
        let over = screens::first_run_ui(ui, first_run, pairing, &mut self.link, &mut self.state);
        if over {
            if first_run.is_of_a_new_plan() {
                // The first lines, while one is at it; they can be left with one press.
                scene::go(&mut self.state, Route::Begin);
            }
            self.door.first_run = None;
            self.state.arrival = widgets::Arrival::now();
            ui.ctx().request_repaint();
        }
    }

    fn open_ui(&mut self, ui: &mut Ui, view: &OpenView) {
        let mut done = false;
        self.state.shelf.refresh(view);
        self.state.reach.refresh(view);
        let places = shell::places(view, &self.state.shelf);
        for action in keys::pressed(ui.ctx()) {
            done |= action == Action::Done;
            self.act(ui.ctx(), action, &places);
        }
        self.dim(ui.ctx(), view);
        let mut scene = Scene {
            view,
            state: &mut self.state,
            link: &mut self.link,
            zone: &self.zone,
            country: &mut self.door.country,
            done: done && self.door.modal_focus.is_closed(),
        };
        let (appearance, text_size) = (&mut self.door.appearance, &mut self.door.text_size);
        let page = |ui: &mut Ui, scene: &mut Scene<'_>| {
            screens::screen_ui(ui, scene, appearance, text_size);
        };
        if scene.state.route.is_bare() {
            shell::above_toast(ui, &mut scene, page);
        } else {
            shell::shell_ui(ui, &mut scene, &places, page);
        }
        screens::dialog_ui(ui, &mut scene, done);
    }

    /// A window that closes while the disk refuses what was written takes that with it, so it asks first.
    fn guard_close(&mut self, ctx: &egui::Context) {
        let is_asked = ctx.input(|input| input.viewport().close_requested());
        let Snapshot::Open(view) = &*self.snapshot else { return };
        if is_asked && matches!(view.saved, Saved::NotSaved(_)) && !self.state.closes_unsaved {
            ctx.send_viewport_cmd(egui::ViewportCommand::CancelClose);
            self.state.dialog = Some(Dialog::CloseUnsaved);
            self.state.dialog_arrival = widgets::Arrival::now();
        }
    }

    /// A page for a hard hour is dark at night, as long as nobody has chosen otherwise.
    fn dim(&mut self, ctx: &egui::Context, view: &OpenView) {
        let gone = ctx.input(|input| input.time) - self.seen_at;
        let now = UnixMillis(view.now.0.saturating_add((gone.max(0.0) * 1000.0) as i64));
        self.dim_if(ctx, self.state.route.is_bare() && say::is_night(now, &self.zone));
    }

    /// The keys for a hard hour open what needs no plan. All of the door is dark at night.
    fn hear_at_the_door(&mut self, ctx: &egui::Context) {
        let wanted = [Action::Struggling, Action::Urge, Action::Close, Action::Back];
        for action in keys::pressed_among(ctx, |action| wanted.contains(&action)) {
            match action {
                Action::Struggling | Action::Urge => self.door.lock.open_tools(),
                _ => self.door.lock.back(),
            }
        }
        // A light page around a dark one would be what hurts the eyes.
        self.dim_if(ctx, say::is_night((self.clock)(), &self.zone));
    }

    fn dim_if(&mut self, ctx: &egui::Context, is_wanted: bool) {
        let wants = is_wanted && self.door.appearance == Appearance::Follow;
        if wants != self.door.is_dimmed {
            self.door.is_dimmed = wants;
            let appearance = if wants { Appearance::Dark } else { self.door.appearance };
            tokens::set_appearance(ctx, appearance);
            ctx.request_repaint();
        }
    }

    fn act(&mut self, ctx: &egui::Context, action: Action, places: &[shell::Place]) {
        let state = &mut self.state;
        // A dialog keeps every key to itself but these: locking and help never wait.
        let always = [Action::Lock, Action::Close, Action::Struggling, Action::Urge, Action::Quit]
            .contains(&action);
        if state.dialog.is_some() && !always {
            return;
        }
        match action {
            Action::Lock => {
                let asked = Asked { command: Command::Lock, then: Then::Nothing };
                scene::ask(&mut self.link, state, asked);
            }
            Action::New => {
                if let Some(route) = shell::new_here(&state.route) {
                    scene::go(state, route);
                }
            }
            Action::Undo => {
                let asked = Asked { command: Command::Undo, then: Then::Nothing };
                scene::ask(&mut self.link, state, asked);
                state.toast = None;
            }
            Action::Back => scene::back(state),
            Action::Close => {
                if state.dialog.take().is_none()
                    && state.toast.take().is_none()
                    && !state.trail.is_empty()
                {
                    scene::back(state);
                }
            }
            Action::Across if state.in_rail => state.arrival = widgets::Arrival::now(),
            Action::Across => state.rail_arrival = widgets::Arrival::now(),
            Action::Struggling => {
                state.dialog = None;
                scene::go(state, Route::Struggling);
            }
            Action::Urge => {
                state.dialog = None;
                scene::go(state, Route::Craving);
            }
            Action::Quit => ctx.send_viewport_cmd(egui::ViewportCommand::Close),
            Action::Settings => scene::go(state, Route::Settings),
            Action::Help => scene::go(state, Route::Help),
            Action::Search => scene::go(state, Route::Search),
            Action::Print => scene::go(state, Route::Paper),
            Action::Place(number) => {
                if let Some(place) = places.get(number) {
                    scene::go(state, place.route.clone());
                }
            }
            Action::Done => {}
        }
    }
}
