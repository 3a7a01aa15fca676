//! The field for a passphrase or kit words.
//!
//! It is not egui's text field: that one copies its whole text in each frame, keeps earlier texts
//! for undo and gives the text to the accessibility tree on request. This one draws the letters of
//! a [`SecretText`] and lets nobody else see them. Letters that arrive as events, and letters shown
//! at the owner's wish, pass through memory that egui owns and are not wiped there.

use egui::accesskit::{Action, ActionData};
use egui::{
    Event, EventFilter, Id, Key, Pos2, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, Vec2,
    WidgetInfo, pos2,
};

use super::field::field_label;
use super::heading::Arrival;
use super::secret::SecretText;
use super::{Button, paint};
use crate::tokens::{Type, palette, radius, size, space};

/// A field whose text is hidden unless its owner asks to see it.
#[must_use = "show it in a ui"]
pub struct SecretField<'a> {
    label: &'a str,
    show: &'a str,
    hide: &'a str,
    help: Option<&'a str>,
    error: Option<&'a str>,
    rows: usize,
}

/// What happened to a secret field.
pub struct SecretOutcome {
    /// The field itself.
    pub response: Response,
    /// Whether Enter was pressed in it.
    pub entered: bool,
}

impl<'a> SecretField<'a> {
    /// A field with its label, and the words on the button that shows and hides the letters.
    pub fn new(label: &'a str, show: &'a str, hide: &'a str) -> Self {
        SecretField { label, show, hide, help: None, error: None, rows: 1 }
    }

    /// A sentence under the label.
    pub fn help(mut self, help: Option<&'a str>) -> Self {
        self.help = help;
        self
    }

    /// What is wrong with it, said at once.
    pub fn error(mut self, error: Option<&'a str>) -> Self {
        self.error = error;
        self
    }

    /// A field of several lines, for many words.
    pub fn rows(mut self, rows: usize) -> Self {
        self.rows = rows;
        self
    }

    /// Draws it. With an arrival the field takes the focus.
    pub fn show(
        self,
        ui: &mut Ui,
        text: &mut SecretText,
        arrival: Option<&mut Arrival>,
    ) -> SecretOutcome {
        field_label(ui, self.label, self.help, self.error, |ui, label_id| {
            ui.horizontal_top(|ui| {
                let word = if text.shown { self.hide } else { self.show };
                let button_room = paint::galley(ui, Type::Strong, word, f32::INFINITY).size().x
                    + 2.0 * space::L
                    + space::S;
                let width = (ui.available_width() - button_room).max(size::RAIL / 2.0);
                let outcome = self.edit(ui, text, width, label_id);
                if arrival.is_some_and(Arrival::take) {
                    outcome.response.request_focus();
                }
                let name = format!("{word}, {}", self.label);
                if ui.add(Button::quiet(word).named(&name)).clicked() {
                    text.shown = !text.shown;
                }
                outcome
            })
            .inner
        })
    }

    fn edit(&self, ui: &mut Ui, text: &mut SecretText, width: f32, label_id: Id) -> SecretOutcome {
        let p = palette(ui);
        let line = crate::tokens::line_height(ui, Type::Body);
        let height = size::MAIN_TARGET.max(line * self.rows as f32 + 2.0 * space::S);
        let id = Id::unique(("kith-secret", self.label)).with(ui.scope_id());
        let (_, rect) = ui.allocate_space(Vec2::new(width, height));
        let mut response = ui.interact(rect, id, Sense::click());
        if response.clicked() {
            response.request_focus();
        }
        let mut entered = false;
        let mut changed = by_reader(ui, &response, text);
        if response.has_focus() {
            let filter = EventFilter { horizontal_arrows: true, ..EventFilter::default() };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
            ui.data_mut(|data| data.insert_temp(typing_mark(), id));
            ui.input(|input| {
                for event in &input.events {
                    changed |= by_event(event, text, &mut entered);
                }
            });
        }
        if changed {
            response.mark_changed();
        }
        let masked = "•".repeat(text.letters());
        let enabled = ui.is_enabled();
        response.widget_info(|| WidgetInfo {
            current_text_value: Some(masked.clone()),
            enabled,
            ..WidgetInfo::new(Role::PasswordInput)
        });
        ui.ctx().accesskit_node_builder(id, |node| node.add_action(Action::SetValue));
        let response = response.labelled_by(label_id);
        if ui.is_rect_visible(rect) {
            let edge = match (self.error.is_some(), response.has_focus()) {
                (true, _) => p.danger,
                (false, true) => p.primary,
                (false, false) => p.border,
            };
            let frame = Stroke::new(size::LINE, edge);
            ui.painter().rect(rect, radius::FIELD, p.surface, frame, StrokeKind::Inside);
            self.letters(ui, rect, &response, text, &masked);
            paint::focus_ring(ui, &response, rect, radius::FIELD);
        }
        let response = response.on_hover_cursor(egui::CursorIcon::Text);
        SecretOutcome { response, entered }
    }

    /// The letters or their marks, and the caret.
    fn letters(&self, ui: &Ui, rect: Rect, response: &Response, text: &SecretText, masked: &str) {
        let p = palette(ui);
        let inside = rect.shrink2(Vec2::new(space::M, space::S));
        let seen = if text.shown { text.as_str() } else { masked };
        let wrap = if self.rows > 1 { inside.width() } else { f32::INFINITY };
        let galley = paint::galley(ui, Type::Body, seen, wrap);
        let caret = galley.pos_from_cursor(egui::text::CCursor::new(text.letters_before()));
        let top = if self.rows > 1 {
            inside.top().min(inside.bottom() - caret.max.y)
        } else {
            inside.center().y - galley.size().y / 2.0
        };
        // What does not fit moves out to the left, so that the caret is always seen.
        let slide = if self.rows > 1 { 0.0 } else { (caret.min.x - inside.width()).max(0.0) };
        let at = Pos2::new(inside.left() - slide, top);
        let painter = ui.painter().with_clip_rect(inside.expand(2.0).intersect(ui.clip_rect()));
        if text.all && response.has_focus() {
            let everything = Rect::from_min_size(at, galley.size());
            painter.rect_filled(everything, 0.0, p.primary_soft);
        }
        painter.galley(at, galley, p.text);
        if response.has_focus() {
            let line = caret.translate(at.to_vec2());
            let foot = pos2(line.min.x, line.max.y);
            painter.line_segment([line.min, foot], Stroke::new(size::FOCUS_LINE, p.primary));
        }
    }
}

/// Whether the focus is in a secret field, so that keys for text are meant for it.
pub fn in_secret_field(ctx: &egui::Context) -> bool {
    let last = ctx.data(|data| data.get_temp::<Id>(typing_mark()));
    last.is_some() && last == ctx.memory(|memory| memory.focused())
}

fn typing_mark() -> Id {
    Id::unique("kith-secret-typing")
}

/// What an event does to the text while the field has the focus. Copying out is not offered.
fn by_event(event: &Event, text: &mut SecretText, entered: &mut bool) -> bool {
    match event {
        Event::Text(more) | Event::Paste(more) => text.insert(more),
        Event::Ime(egui::ImeEvent::Commit(more)) => text.insert(more),
        Event::Key { key, pressed: true, modifiers, .. } => match key {
            Key::Backspace => text.backspace(modifiers.ctrl || modifiers.alt),
            Key::Delete => text.delete(),
            Key::ArrowLeft => {
                text.step_left(modifiers.ctrl || modifiers.alt);
                false
            }
            Key::ArrowRight => {
                text.step_right();
                false
            }
            Key::Home => {
                text.go_to_start();
                false
            }
            Key::End => {
                text.go_to_end();
                false
            }
            Key::A if modifiers.command => {
                text.all = true;
                false
            }
            Key::Enter if !modifiers.any() => {
                *entered = true;
                false
            }
            _ => false,
        },
        _ => false,
    }
}

/// A password manager or a reader may set the whole text.
fn by_reader(ui: &Ui, response: &Response, text: &mut SecretText) -> bool {
    ui.input(|input| {
        let mut changed = false;
        for request in input.accesskit_action_requests(response.id, Action::SetValue) {
            if let Some(ActionData::Value(value)) = &request.data {
                text.replace(value);
                changed = true;
            }
        }
        changed
    })
}
