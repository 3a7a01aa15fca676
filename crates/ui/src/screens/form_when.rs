//! Editors for days, times, moments and zones, each with plain help and with what is meant most often one
//! press away.

use egui::Ui;
use kith_words::say;

use super::form_field::References;
use crate::drafts::TypedMoment;
use crate::tokens::{self, size, space};
use crate::widgets::{Button, Field, Weight, field_error, muted, strong};

/// A field of the calendar or the clock, and what is said of it.
pub struct When<'a> {
    /// Its label.
    pub label: &'a str,
    /// A sentence under it, where there is one of its own.
    pub help: Option<&'a str>,
    /// What is wrong with it.
    pub fault: Option<&'a str>,
    /// Tells the same field of different parts apart.
    pub salt: &'a str,
    /// Where and when one is.
    pub references: &'a References,
    /// Whether today is a day that may be meant. It is not where something ends or is looked at again: there one
    /// slip of a finger would set it.
    pub offers_today: bool,
}

/// A day.
pub fn day_ui(ui: &mut Ui, when: &When<'_>, day: &mut String) {
    let plain = say!("look-day-help");
    let help = [when.help, Some(plain.as_str())].into_iter().flatten().collect::<Vec<_>>();
    let help = help.join(". ");
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        let field = Field::new(when.label).help(Some(&help)).error(when.fault).salt(when.salt);
        short_ui(ui, true, |ui| {
            field.show(ui, day, None);
        });
        if day.is_empty() && when.offers_today {
            today_ui(ui, when, day);
        }
    });
}

/// A time of day.
pub fn time_ui(ui: &mut Ui, when: &When<'_>, time: &mut String) {
    let plain = say!("look-time-help");
    let help = when.help.unwrap_or(&plain);
    let field = Field::new(when.label).help(Some(help)).error(when.fault).salt(when.salt);
    short_ui(ui, true, |ui| {
        field.show(ui, time, None);
    });
}

/// A day and a time, side by side where both fit.
pub fn moment_ui(ui: &mut Ui, when: &When<'_>, moment: &mut TypedMoment) {
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = space::S;
        strong(ui, when.label);
        if let Some(help) = when.help {
            muted(ui, help);
        }
        let (day, time) =
            (say!("look-day", field = when.label), say!("look-time", field = when.label));
        let (day_help, time_help) = (say!("look-day-help"), say!("look-time-help"));
        // What both are about stands above them; a reader hears it with each.
        let (short_day, short_time) = (say!("look-day-short"), say!("look-time-short"));
        row_ui(ui, |ui, beside| {
            short_ui(ui, beside, |ui| {
                let field =
                    Field::new(&short_day).named(&day).help(Some(&day_help)).salt(when.salt);
                field.show(ui, &mut moment.day, None);
            });
            short_ui(ui, beside, |ui| {
                let field =
                    Field::new(&short_time).named(&time).help(Some(&time_help)).salt(when.salt);
                field.show(ui, &mut moment.time, None);
            });
        });
        if moment.day.is_empty() && when.offers_today {
            today_ui(ui, when, &mut moment.day);
        }
        if let Some(here) = moment.elsewhere(&when.references.zone) {
            let day = here.strftime("%a %-d %b").to_string();
            muted(
                ui,
                say!("look-moment-here", day = day, time = here.strftime("%-H:%M").to_string()),
            );
        }
        field_error(ui, when.fault);
    });
}

/// The name of a zone.
pub fn zone_ui(ui: &mut Ui, when: &When<'_>, zone: &mut String) {
    let help = say!("look-zone-help");
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        let field = Field::new(when.label).help(Some(&help)).error(when.fault).salt(when.salt);
        field.show(ui, zone, None);
        if let Some(here) = when.references.zone.iana_name()
            && zone.is_empty()
        {
            let use_it = say!("look-zone-here", zone = here);
            if ui.add(Button::new(Weight::Plain, &use_it).flush()).clicked() {
                *zone = here.to_owned();
            }
        }
    });
}

fn today_ui(ui: &mut Ui, when: &When<'_>, day: &mut String) {
    let Ok(now) = jiff::Timestamp::from_millisecond(when.references.now.0) else {
        return;
    };
    let (today, name) = (say!("look-day-today"), say!("look-day-today-name", field = when.label));
    if ui.add(Button::new(Weight::Plain, &today).named(&name).flush()).clicked() {
        *day = TypedMoment::day_of(now, &when.references.zone);
    }
}

/// A place for short fields: side by side where two fit, else below each other. Tells which.
fn row_ui(ui: &mut Ui, contents: impl FnOnce(&mut Ui, bool)) {
    let beside = ui.available_width() >= 2.0 * short(ui) + space::L;
    if beside {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = space::L;
            contents(ui, true);
        });
    } else {
        contents(ui, false);
    }
}

fn short_ui(ui: &mut Ui, beside: bool, contents: impl FnOnce(&mut Ui)) {
    let room = ui.available_width();
    let width = if beside { short(ui).min(room) } else { room };
    ui.vertical(|ui| {
        ui.set_width(width);
        contents(ui);
    });
}

/// How wide a day or a time is.
fn short(ui: &Ui) -> f32 {
    size::SHORT_FIELD * tokens::scale(ui)
}
