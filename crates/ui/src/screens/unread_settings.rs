//! Settings of this device that cannot be read: what is safe, and two ways to new ones.

use egui::Ui;
use kith_core::{Command, Notice};
use kith_words::say;

use crate::scene::Scene;
use crate::state::{Then, Toast};
use crate::tokens::space;
use crate::widgets::{Arrival, Button, Mood, notice};

/// Draws it where there is something to tell.
pub fn unread_settings_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    if !scene.view.notices.contains(&Notice::Settings) {
        return;
    }
    let lines = [say!("win-news-settings-safe"), say!("win-news-settings-next")];
    let lines = lines.each_ref().map(String::as_str);
    let begun = notice(ui, Mood::Look, &say!("win-news-settings"), &lines, |ui| {
        ui.add_space(space::XS);
        ui.horizontal_wrapped(|ui| {
            let off = ui.add(Button::quiet(&say!("win-news-settings-off"))).clicked();
            let on = ui.add(Button::quiet(&say!("win-news-settings-on"))).clicked();
            (off || on).then_some(on)
        })
        .inner
    });
    let is_asked =
        scene.state.asked.values().any(|asked| matches!(asked.command, Command::ConfigAfresh));
    if let Some(online) = begun
        && !is_asked
    {
        begin_afresh(scene, online);
    }
}

/// New settings have the network off. Whoever wants it on says so in the same breath: core takes the one after the other.
fn begin_afresh(scene: &mut Scene<'_>, online: bool) {
    scene.state.trouble = None;
    scene.state.arrival = Arrival::now();
    let told = |text| Then::Say(Toast::say(text));
    if online {
        scene.ask(Command::ConfigAfresh, Then::Nothing);
        let (key, value) = ("network.mode".to_owned(), "nearby".to_owned());
        scene.ask(Command::ConfigSet { key, value }, told(say!("win-news-settings-on-done")));
    } else {
        scene.ask(Command::ConfigAfresh, told(say!("win-news-settings-off-done")));
    }
}
