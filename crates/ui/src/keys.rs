//! The table of keys: what each does, in one place for the window and for the help page.

use egui::{Key, KeyboardShortcut, Modifiers};

/// What a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Lock now.
    Lock,
    /// Something new in this place.
    New,
    /// Take back the last change.
    Undo,
    /// The form is done.
    Done,
    /// To where one came from.
    Back,
    /// Close the topmost thing.
    Close,
    /// Move the focus between the page and the places beside it.
    Across,
    /// To what helps right now.
    Struggling,
    /// To a number for an urge, and what helps against it.
    Urge,
    /// To finding something.
    Search,
    /// To what is printed.
    Print,
    /// Close the window.
    Quit,
    /// To settings.
    Settings,
    /// To help.
    Help,
    /// To a place of the rail, counted from 0.
    Place(usize),
}

/// One line of the table: the keys, what they do, and the message that says so.
pub struct KeyLine {
    /// The keys.
    pub shortcut: KeyboardShortcut,
    /// What they ask for.
    pub action: Action,
    /// The name of the message on the help page; several lines may share one.
    pub words: &'static str,
}

const fn line(modifiers: Modifiers, key: Key, action: Action, words: &'static str) -> KeyLine {
    KeyLine { shortcut: KeyboardShortcut::new(modifiers, key), action, words }
}

const COMMAND_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);

/// All keys. Single letters never act alone.
pub const KEYS: &[KeyLine] = &[
    line(COMMAND_SHIFT, Key::H, Action::Struggling, "win-key-struggling"),
    line(COMMAND_SHIFT, Key::U, Action::Urge, "act-key-urge"),
    line(COMMAND_SHIFT, Key::F, Action::Search, "look-key-search"),
    line(Modifiers::COMMAND, Key::K, Action::Search, "look-key-search"),
    line(Modifiers::COMMAND, Key::P, Action::Print, "paper-key"),
    line(Modifiers::COMMAND, Key::L, Action::Lock, "win-key-lock"),
    line(Modifiers::COMMAND, Key::N, Action::New, "win-key-new"),
    line(Modifiers::COMMAND, Key::Z, Action::Undo, "win-key-undo"),
    line(Modifiers::COMMAND, Key::Enter, Action::Done, "win-key-done"),
    line(Modifiers::ALT, Key::ArrowLeft, Action::Back, "win-key-back"),
    line(Modifiers::NONE, Key::Escape, Action::Close, "win-key-close"),
    line(Modifiers::NONE, Key::F6, Action::Across, "win-key-page"),
    line(Modifiers::COMMAND, Key::Comma, Action::Settings, "win-key-settings"),
    line(Modifiers::COMMAND, Key::Q, Action::Quit, "win-key-quit"),
    line(Modifiers::NONE, Key::F1, Action::Help, "win-key-help"),
    line(Modifiers::COMMAND, Key::Num1, Action::Place(0), "win-key-place"),
    line(Modifiers::COMMAND, Key::Num2, Action::Place(1), "win-key-place"),
    line(Modifiers::COMMAND, Key::Num3, Action::Place(2), "win-key-place"),
    line(Modifiers::COMMAND, Key::Num4, Action::Place(3), "win-key-place"),
    line(Modifiers::COMMAND, Key::Num5, Action::Place(4), "win-key-place"),
    line(Modifiers::COMMAND, Key::Num6, Action::Place(5), "win-key-place"),
    line(Modifiers::COMMAND, Key::Num7, Action::Place(6), "win-key-place"),
    line(Modifiers::COMMAND, Key::Num8, Action::Place(7), "win-key-place"),
    line(Modifiers::COMMAND, Key::Num9, Action::Place(8), "win-key-place"),
];

/// The actions whose keys were pressed in this frame; their events are used up. `Undo` is left to a
/// text field that has the focus, which has its own.
pub fn pressed(ctx: &egui::Context) -> Vec<Action> {
    pressed_among(ctx, |_| true)
}

/// As [`pressed`], of some actions alone; the keys of all others are left as they are.
pub fn pressed_among(ctx: &egui::Context, wanted: impl Fn(Action) -> bool) -> Vec<Action> {
    let in_text = ctx.text_edit_focused() || crate::widgets::in_secret_field(ctx);
    ctx.input_mut(|input| {
        KEYS.iter()
            .filter(|line| wanted(line.action))
            .filter(|line| !(in_text && line.action == Action::Undo))
            .filter(|line| input.consume_shortcut(&line.shortcut))
            .map(|line| line.action)
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_letter_acts_alone_and_no_keys_act_twice() {
        for (index, line) in KEYS.iter().enumerate() {
            let alone = line.shortcut.modifiers == Modifiers::NONE;
            assert!(!alone || matches!(line.shortcut.logical_key, Key::Escape | Key::F1 | Key::F6));
            assert!(kith_words::has(line.words), "{}", line.words);
            assert!(KEYS.iter().skip(index + 1).all(|other| other.shortcut != line.shortcut));
        }
    }
}
