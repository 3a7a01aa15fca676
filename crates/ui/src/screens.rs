//! The screens, one a file. Each draws a part of the picture and asks for things; none decides.

mod asks;
mod bare;
mod begin;
mod both;
mod breathing;
mod carry;
mod checkin;
mod circle;
mod craving;
mod deleted;
mod devices;
mod dialogs;
mod door_tools;
mod first_run;
mod fits;
mod form;
mod form_field;
mod form_parts;
mod form_pick;
mod form_when;
mod happened;
mod help;
mod history;
mod insights;
mod invite;
mod join;
mod kit;
mod leads;
mod lines;
mod lock;
mod look_back;
mod looking_back;
mod medicine;
mod milestones;
mod nights;
mod own_lines;
mod own_words;
mod pairing;
mod paper;
mod people;
mod person;
mod plan;
mod reach;
mod record;
mod records;
mod reminders;
mod search;
mod settings;
mod shared;
mod sharing;
mod steady;
mod struggling;
mod talk;
mod talks;
mod ticks;
mod timeline;
mod today;
mod two_questions;
mod unread_settings;
mod view_as;
pub mod visit;
mod week;
mod why;

use egui::Ui;
use kith_words::say;

use crate::route::Route;
use crate::scene::Scene;
use crate::shell;
use crate::tokens::{Appearance, TextSize};

pub use asks::AsksState;
pub use begin::Begin;
pub use carry::CarryState;
pub use checkin::CheckInForm;
pub use circle::CircleState;
pub use craving::Craving;
pub use dialogs::dialog_ui;
pub use first_run::{FirstRun, first_run_ui};
pub use fits::Fits;
pub use form_field::KnownTitles;
pub use happened::Happened;
pub use history::HistoryState;
pub use insights::InsightsState;
pub use invite::InviteForm;
pub use join::JoinForm;
pub use kit::KitForm;
pub use lock::{LockForm, lock_ui, opening_ui, shut_ui};
pub use look_back::LookBack;
pub use medicine::MedicineState;
pub use milestones::MilestonesState;
pub use nights::NightsState;
pub use own_lines::Lines;
pub use own_words::OwnWordsForm;
pub use paper::PaperState;
pub use reach::ReachState;
pub use reminders::DueState;
pub use search::SearchForm;
pub use struggling::Struggling;
pub use talk::Talk;
pub use talks::Talks;
pub use timeline::TimelineState;
pub use two_questions::TwoQuestions;
pub use visit::VisitForm;
pub use week::{NextState, WeekState};

/// The screen of the place where one is.
pub fn screen_ui(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    appearance: &mut Appearance,
    text_size: &mut TextSize,
) {
    match scene.state.route.clone() {
        Route::Today => today::today_ui(ui, scene),
        Route::Struggling => struggling::struggling_ui(ui, scene),
        Route::Craving => craving::craving_ui(ui, scene),
        Route::Happened => happened::happened_ui(ui, scene),
        Route::Lines => lines::lines_ui(ui, scene),
        Route::Begin => begin::begin_ui(ui, scene),
        Route::Talk => talk::talk_ui(ui, scene),
        Route::Steady => steady::steady_ui(ui, scene),
        Route::CheckIn => checkin::checkin_ui(ui, scene),
        Route::People => people::people_ui(ui, scene),
        Route::Person(id) => person::person_ui(ui, scene, id),
        Route::Circle => circle::circle_ui(ui, scene),
        Route::Prepare(id) => talks::prepare_ui(ui, scene, id),
        Route::Meet(id) => talks::meet_ui(ui, scene, id),
        Route::LookBack(id) => look_back::look_back_ui(ui, scene, id),
        Route::TwoQuestions(sort) => two_questions::two_questions_ui(ui, scene, sort),
        Route::Sharing => sharing::sharing_ui(ui, scene),
        Route::ViewAs(person) => view_as::view_as_ui(ui, scene, person),
        Route::Invite(person) => invite::invite_ui(ui, scene, person),
        Route::Join => join::join_ui(ui, scene),
        Route::Devices => devices::devices_ui(ui, scene),
        Route::LinkDevice => devices::link_ui(ui, scene),
        Route::Plan => plan::plan_ui(ui, scene),
        Route::Records(kind) if kind == "reason" => why::why_ui(ui, scene),
        Route::Records(kind) if kind == "milestone" => milestones::milestones_ui(ui, scene),
        Route::Records(kind) if kind == "screen" => two_questions::answered_ui(ui, scene),
        Route::Records(kind) => records::records_ui(ui, scene, &kind),
        Route::Record(id) => record::record_ui(ui, scene, id),
        Route::Edit(id) => form::edit_ui(ui, scene, id),
        Route::New(kind) => form::new_ui(ui, scene, &kind),
        Route::Deleted(kind) => deleted::deleted_ui(ui, scene, &kind),
        Route::Timeline => timeline::timeline_ui(ui, scene),
        Route::Insights => insights::insights_ui(ui, scene),
        Route::Week => week::week_ui(ui, scene),
        Route::Search => search::search_ui(ui, scene),
        Route::History(id) => history::history_ui(ui, scene, id),
        Route::OwnWords => own_words::own_words_ui(ui, scene),
        Route::Carry => carry::carry_ui(ui, scene),
        Route::Paper => paper::paper_ui(ui, scene),
        Route::Visit => visit::visit_ui(ui, scene),
        Route::Shared(plan) => shared::shared_ui(ui, scene, plan),
        Route::KitTest => kit::kit_ui(ui, scene),
        Route::Settings => settings::settings_ui(ui, scene, appearance, text_size),
        Route::Help => help::help_ui(ui, scene),
        Route::More => shell::more_ui(ui, scene),
    }
}

/// Says, while the earlier years of a plan are still on their way from the disk, that a list or a count on
/// this page may lack them. It is said once, and goes by itself.
fn still_reading_ui(ui: &mut Ui, scene: &Scene<'_>) {
    if !scene.view.whole {
        crate::widgets::status(ui, &say!("win-still-reading"));
    }
}

/// How much of the window's height stands above such a page.
const DOOR_AIR: f32 = 0.1;

/// A page in the middle of the window, for when no plan is open.
fn door_ui<R>(ui: &mut Ui, contents: impl FnOnce(&mut Ui) -> R) -> R {
    use crate::tokens::{size, space};
    crate::widgets::Shore::behind(ui).draw_at_foot(ui);
    egui::ScrollArea::vertical()
        .id_salt("kith-door")
        .auto_shrink(false)
        .show(ui, |ui| {
            let room = ui.available_width();
            let width = (size::DIALOG + 2.0 * space::XL).min(room - 2.0 * space::L);
            ui.horizontal_top(|ui| {
                ui.spacing_mut().item_spacing.x = 0.0;
                ui.add_space((room - width) / 2.0);
                ui.vertical(|ui| {
                    ui.set_width(width);
                    ui.spacing_mut().item_spacing = egui::vec2(space::S, space::L);
                    // Higher than the middle, where the eye rests, and never off the top.
                    let air = ui.ctx().content_rect().height() * DOOR_AIR;
                    ui.add_space(air.max(space::L));
                    let inner = contents(ui);
                    ui.add_space(space::XXL);
                    inner
                })
                .inner
            })
            .inner
        })
        .inner
}
