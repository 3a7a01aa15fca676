//! What stands beside some lists: the medicine of today, the code that somebody reads, what options there are.

use egui::Ui;
use kith_core::kinds::{self, FieldType, codeack, med, optionnote, practice};
use kith_words::{choice_label, say};

use crate::drafts::Entry;
use crate::route::Route;
use crate::scene::Scene;
use crate::tokens::space;
use crate::widgets::{Button, Weight, body, card, heading, muted, strong};

/// The version of the code that stands here.
const CODE: i64 = 1;

/// Draws what belongs above the list of a kind, if anything does.
pub fn lead_ui(ui: &mut Ui, scene: &mut Scene<'_>, kind: &str) {
    match kind {
        med::NAME_OF_KIND => super::medicine::medicine_ui(ui, scene),
        practice::NAME_OF_KIND => {
            card(ui, |ui| body(ui, say!("practice-adds")));
        }
        codeack::NAME_OF_KIND => code_ui(ui),
        _ => {}
    }
}

/// Draws what belongs below it.
pub fn foot_ui(ui: &mut Ui, scene: &mut Scene<'_>, kind: &str) {
    if kind == optionnote::NAME_OF_KIND {
        options_ui(ui, scene);
    }
}

/// Each option with a plain line, and a way to think about it. None is called better than another.
fn options_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let Some(kind) = kinds::kind(optionnote::NAME_OF_KIND) else {
        return;
    };
    let sort = optionnote::SORT.name();
    let field = kind.fields.iter().find(|field| field.name == sort);
    let Some(FieldType::One(options)) = field.map(|field| &field.field_type) else {
        return;
    };
    let mut picked = None;
    card(ui, |ui| {
        heading(ui, 2, &say!("options-title"), None);
        muted(ui, say!("options-ask"));
        for option in options.iter() {
            ui.scope(|ui| {
                ui.spacing_mut().item_spacing.y = space::XS;
                let name = choice_label(kind.name, sort, option);
                strong(ui, &name);
                body(ui, plain(option));
                let (text, named) = (say!("options-mine"), say!("options-mine-name", name = &name));
                let button = Button::new(Weight::Plain, &text).named(&named).flush();
                if ui.add(button).clicked() {
                    picked = Some(*option);
                }
            });
        }
    });
    if let Some(option) = picked {
        let mut draft = scene.state.drafts.take_new(kind, scene.zone);
        if let Some(field) = draft.field_mut(sort) {
            field.entry = Entry::One(Some(option.to_owned()));
        }
        scene.state.drafts.put_back(kind, draft);
        scene.go(Route::New(kind.name.to_owned()));
    }
}

/// What an option is, in a line. One of a newer Kith has none.
fn plain(option: &str) -> String {
    match option {
        "detox" => say!("option-detox"),
        "inpatient" => say!("option-inpatient"),
        "php" => say!("option-php"),
        "iop" => say!("option-iop"),
        "outpatient" => say!("option-outpatient"),
        "otp_methadone" => say!("option-otp_methadone"),
        "office_bup" => say!("option-office_bup"),
        "naltrexone" => say!("option-naltrexone"),
        "counselling" => say!("option-counselling"),
        "telehealth" => say!("option-telehealth"),
        "peer" => say!("option-peer"),
        "housing" => say!("option-housing"),
        _ => String::new(),
    }
}

/// The words that somebody who stands by reads before it is noted that they did.
fn code_ui(ui: &mut Ui) {
    card(ui, |ui| {
        heading(ui, 2, &say!("code-title", version = CODE), None);
        muted(ui, say!("code-what"));
        for line in [
            say!("code-listen"),
            say!("code-private"),
            say!("code-no-blame"),
            say!("code-ask"),
            say!("code-decide"),
            say!("code-limit"),
            say!("code-danger"),
        ] {
            body(ui, line);
        }
    });
}
