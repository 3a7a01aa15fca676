//! Home: how are you, what waits, and one's own words.

use egui::Ui;
use kith_core::kinds::{naloxone, reason, rung, strategy};
use kith_core::{Notice, Record};
use kith_words::{Topic, say};

use super::bare::columns;
use super::begin;
use super::lines::{country_lines_ui, danger_ui};
use crate::own_words;
use crate::route::Route;
use crate::say;
use crate::scene::Scene;
use crate::titles;
use crate::tokens::{self, Type, size, space};
use crate::widgets::{
    Button, Icon, Mood, Row, Shore, Tile, TileText, Weight, card, choice_faces, hairline, heading,
    heading_in, label, list, muted, notice, quote, tiles,
};

/// How many reasons and how many steps are shown.
const LINES: usize = 3;
/// How much of the window's height each of the three large buttons takes at least.
const TINY_TILE: f32 = 0.18;
/// From this text size on, nothing stands beside a button.
const BESIDE_BUTTON: f32 = 1.4;

/// Draws it.
pub fn today_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let title = greeting(scene);
    let shore = Shore::behind(ui).by_night(say::is_night(scene.view.now, scene.zone));
    heading_in(ui, 1, Type::Display, &title, Some(&mut scene.state.arrival));
    ui.add_space(space::S);
    shore.draw_at_head(ui);
    notices_ui(ui, scene);
    super::unread_settings::unread_settings_ui(ui, scene);
    super::reminders::reminders_ui(ui, scene);
    if scene.state.offer_help {
        strong_urge_ui(ui, scene);
    }
    if own_words::is_tiny(scene.view) {
        tiny_ui(ui, scene);
        return;
    }
    let room = ui.available_width();
    if room < size::TWO_COLUMNS * tokens::scale(ui) {
        now_ui(ui, scene);
        own_words_ui(ui, scene);
        return;
    }
    // What to do now at the left, one's own words beside it.
    let left = ((room - space::XL) * 0.6).round();
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = space::XL;
        for (width, side) in
            [(left, now_ui as fn(&mut Ui, &mut Scene<'_>)), (room - space::XL - left, own_words_ui)]
        {
            ui.vertical(|ui| {
                ui.set_width(width);
                ui.spacing_mut().item_spacing = egui::vec2(space::S, space::L);
                side(ui, scene);
            });
        }
    });
}

/// Three large buttons, for days on which more is too much. One press at the side shows everything again.
fn tiny_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let tiles = [
        (Icon::Tick, say!("win-checkin-start"), say!("look-tiny-checkin"), Route::CheckIn),
        (Icon::People, say!("look-tiny-reach"), say!("look-tiny-reach-what"), Route::Talk),
        (Icon::Ring, say!("win-struggling"), say!("look-tiny-hard"), Route::Struggling),
    ];
    ui.scope(|ui| {
        ui.spacing_mut().interact_size.y = ui.ctx().content_rect().height() * TINY_TILE;
        for (icon, text, detail, route) in tiles {
            if ui.add(Tile::new(icon, &text).detail(&detail)).clicked() {
                scene.go(route);
            }
        }
    });
}

fn now_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    // In the night it turns round: what helps stands before what is asked.
    if say::is_night(scene.view.now, scene.zone) {
        acts_ui(ui, scene, true);
        checkin_card_ui(ui, scene);
    } else {
        checkin_card_ui(ui, scene);
        acts_ui(ui, scene, false);
    }
    super::looking_back::looking_back_ui(ui, scene);
    super::nights::nights_ui(ui, scene);
    super::talks::soon_ui(ui, scene);
    super::week::next_ui(ui, scene);
    waits_ui(ui, scene);
    if !scene.view.kit_tested {
        let (title, why, test) =
            (say!("win-kit-reminder"), say!("win-kit-reminder-why"), say!("win-kit-reminder-do"));
        let pressed = notice(ui, Mood::Look, &title, &[&why], |ui| {
            ui.add_space(space::S);
            ui.add(Button::quiet(&test)).clicked()
        });
        if pressed {
            scene.go(Route::KitTest);
        }
    }
}

/// The acts that nobody plans: an urge and a talk as large as hands that shake need them, then what is quieter. In
/// the night a hard hour and what helps come first.
fn acts_ui(ui: &mut Ui, scene: &mut Scene<'_>, is_night: bool) {
    let tile = |icon, text| TileText { icon, text, detail: String::new() };
    let mut all = vec![
        (tile(Icon::Wave, say!("act-urge")), Route::Craving),
        (tile(Icon::Speech, say!("act-talk")), Route::Talk),
    ];
    if is_night {
        let helps = kith_words::kind_plural(strategy::NAME_OF_KIND);
        let coping = Route::Records(strategy::NAME_OF_KIND.to_owned());
        all.insert(0, (tile(Icon::Leaf, helps), coping));
        all.insert(1, (tile(Icon::Ring, say!("win-struggling")), Route::Struggling));
    }
    let (texts, routes): (Vec<TileText>, Vec<Route>) = all.into_iter().unzip();
    let pressed = tiles(ui, columns(ui).min(2), &texts, None);
    if let Some(route) = pressed.and_then(|place| routes.into_iter().nth(place)) {
        scene.go(route);
    }
    let happened = say!("act-used");
    if ui.add(Button::new(Weight::Plain, &happened).flush()).clicked() {
        scene.go(Route::Happened);
    }
}

fn own_words_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    plan_card_ui(ui, scene);
    shared_card_ui(ui, scene);
}

/// With whom something is shared, in one glance.
fn shared_card_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let names: Vec<String> = scene
        .view
        .people
        .iter()
        .filter(|person| person.guest.as_ref().is_some_and(|guest| !guest.sees.is_empty()))
        .map(|person| person.name.clone())
        .collect();
    if names.is_empty() {
        return;
    }
    card(ui, |ui| {
        let text = say!("win-today-shared", names = say::names(&names));
        if ui.add(Row::new(&text).detail(&say!("win-today-shared-more"))).clicked() {
            scene.go(Route::Sharing);
        }
    });
}

fn greeting(scene: &Scene<'_>) -> String {
    let hour = say::hour(scene.view.now, scene.zone);
    let greeting = match hour {
        5..=11 => say!("win-morning"),
        12..=17 => say!("win-afternoon"),
        18..=22 => say!("win-evening"),
        _ => say!("win-night"),
    };
    match &scene.view.name {
        Some(name) => say!("win-greeting", greeting = greeting, name = name),
        None => greeting,
    }
}

fn notices_ui(ui: &mut Ui, scene: &Scene<'_>) {
    for news in &scene.view.notices {
        let (mood, title, line) = match news {
            Notice::Damage { places } => {
                (Mood::Look, say!("win-news-damage", count = *places), say!("win-news-damage-more"))
            }
            // It has something to press.
            Notice::Settings => continue,
            Notice::SetAside { count } => (
                Mood::Look,
                say!("win-news-set-aside", count = *count),
                say!("win-news-set-aside-more"),
            ),
            Notice::Unmerged { count } => (
                Mood::Info,
                say!("win-news-unmerged", count = *count),
                say!("win-news-unmerged-more"),
            ),
            Notice::ReadOnly => {
                (Mood::Look, say!("win-news-read-only"), say!("win-news-read-only-more"))
            }
            Notice::DeviceLinked { name } => {
                (Mood::Info, say!("win-news-device", name = name), say!("win-news-device-more"))
            }
        };
        notice(ui, mood, &title, &[&line], |_| ());
    }
}

/// After a check-in with a strong urge, or whose writer is not safe. It offers; it tells nobody.
fn strong_urge_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    if scene.state.not_safe {
        danger_ui(ui, *scene.country);
        country_lines_ui(ui, scene, &[Topic::Crisis, Topic::NotAlone]);
    } else {
        let (title, line) = (say!("win-urge-strong"), say!("win-urge-strong-more"));
        notice(ui, Mood::Care, &title, &[&line], |_| ());
        danger_ui(ui, *scene.country);
        let ride = say!("act-urge");
        if ui.add(Button::quiet(&ride).wide()).clicked() {
            scene.go(Route::Craving);
        }
    }
    let people =
        scene.view.people.iter().take(LINES).map(|person| (person.id, person.name.clone()));
    for (id, name) in people.collect::<Vec<_>>() {
        let text = say!("win-urge-reach", name = name);
        if ui.add(Button::quiet(&text).wide()).clicked() {
            scene.go(Route::Person(id));
        }
    }
    let close = say!("win-urge-ok");
    if ui.add(Button::new(Weight::Plain, &close)).clicked() {
        scene.state.offer_help = false;
        scene.state.not_safe = false;
    }
}

fn checkin_card_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    card(ui, |ui| {
        heading(ui, 2, &say!("win-today-how"), None);
        let group = kith_words::field_label("checkin", "mood");
        choice_faces(ui, &group, &super::checkin::moods(), &mut scene.state.checkin.mood);
        ui.add_space(space::XS);
        // Which one was the last is known only when everything was read.
        let last = if scene.view.whole { scene.last_of("checkin") } else { None };
        let last = last.map(|last| {
            let when = say::happened_words(last, scene.view.now, scene.zone);
            say!("win-checkin-last", when = when)
        });
        // Large text has no room beside the button; broken there it would go on below it.
        let beside = tokens::scale(ui) < BESIDE_BUTTON;
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = space::M;
            let text = say!("win-checkin-start");
            if ui.add(Button::primary(&text)).clicked() {
                scene.go(Route::CheckIn);
            }
            if let Some(last) = last.as_ref().filter(|_| beside) {
                muted(ui, last);
            }
        });
        if let Some(last) = last.filter(|_| !beside) {
            muted(ui, last);
        }
        super::still_reading_ui(ui, scene);
    });
}

/// The owner's own words: reasons first, then the first steps of the steady plan.
fn plan_card_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let reasons = lines(&scene.records_of("reason"), |record| {
        Some((reason::RANK.of(record).unwrap_or(i64::MAX), reason::TEXT.of(record)?))
    });
    let steps = lines(&scene.records_of("rung"), |record| {
        Some((rung::STEP.of(record).unwrap_or(i64::MAX), rung::TEXT.of(record)?))
    });
    card(ui, |ui| {
        // As long as none of them stands here, nothing is from the plan.
        let title = match reasons.is_empty() && steps.is_empty() {
            true => say!("win-today-plan-open"),
            false => say!("win-today-plan"),
        };
        heading(ui, 2, &title, None);
        for (_, text) in &reasons {
            quote(ui, say!("win-quoted", text = text));
        }
        if !reasons.is_empty() && !steps.is_empty() {
            hairline(ui);
        }
        for (step, text) in &steps {
            ui.scope(|ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                if *step < i64::MAX {
                    muted(ui, say::number_or_choice("rung", "step", *step));
                }
                label(ui, Type::Body, text);
            });
        }
        if begin::open_part(scene).is_some() && !(reasons.is_empty() && steps.is_empty()) {
            hairline(ui);
        }
        begin::full_ui(ui, scene);
    });
}

fn lines<'a>(
    records: &[&'a Record],
    read: impl Fn(&'a Record) -> Option<(i64, &'a str)>,
) -> Vec<(i64, String)> {
    let mut lines: Vec<(i64, String)> =
        records.iter().filter_map(|record| read(record)).map(|(n, t)| (n, t.to_owned())).collect();
    lines.sort_by_key(|(place, _)| *place);
    lines.truncate(LINES);
    lines
}

/// What waits for a word of the owner: values kept twice, a pairing, news from others.
fn waits_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let mut rows: Vec<(String, String, Route)> = Vec::new();
    for id in scene.state.shelf.kept_twice() {
        let Some(record) = titles::record_in(scene.view, id) else {
            continue;
        };
        let (title, _) = titles::summary(scene.view, record, scene.zone);
        rows.push((title, say!("win-both-waits"), Route::Record(record.id)));
    }
    for person in scene.view.people.iter() {
        let between = person.guest.iter().flat_map(|guest| &guest.between);
        if let Some((_, record)) = between.rev().find(|(mine, _)| !mine) {
            let when = say::moment(record.created, scene.view.now, scene.zone);
            let title = say!("win-wrote", name = &person.name);
            rows.push((title, when, Route::Person(person.id)));
        }
    }
    // No word on Today of what is in the pack: others may look on.
    for record in scene.records_of(naloxone::NAME_OF_KIND) {
        let expires = naloxone::EXPIRES.of(record);
        if expires.is_some_and(|day| say::is_past(day, scene.view.now, scene.zone)) {
            let (title, what) = (say!("act-pack-past"), say!("act-pack-past-what"));
            rows.push((title, what, Route::Record(record.id)));
        }
    }
    if let Some(pairing) = &scene.view.pairing {
        let route = match (pairing.device, pairing.granting, pairing.person) {
            (true, _, _) => Route::LinkDevice,
            (false, true, Some(person)) => Route::Invite(person),
            (false, _, _) => Route::Join,
        };
        rows.push((say!("win-pair-open"), String::new(), route));
    }
    if rows.is_empty() {
        return;
    }
    card(ui, |ui| {
        let name = say!("win-today-waits");
        heading(ui, 2, &name, None);
        list(ui, &name, |ui| {
            for (title, detail, route) in rows {
                if ui.add(Row::new(&title).detail(&detail)).clicked() {
                    scene.go(route);
                }
            }
        });
    });
}
