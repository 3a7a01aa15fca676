//! An editor for every field type there is.

use std::collections::BTreeMap;
use std::sync::Arc;

use egui::Ui;
use jiff::tz::TimeZone;
use kith_core::kinds::{self, FieldInfo, FieldType, KindInfo};
use kith_core::{OpenView, UnixMillis, Value};
use kith_words::{choice_label, field_help, field_label, say};

use super::form_pick::{pick_one_ui, pick_several_ui};
use super::form_when::{When, day_ui, moment_ui, time_ui, zone_ui};
use crate::drafts::{DraftField, Entry, Part};
use crate::own_words;
use crate::say;
use crate::scene::Scene;
use crate::shelf::Seen;
use crate::titles;
use crate::tokens::space;
use crate::widgets::{
    Button, Choice, Field, Mood, Weight, choices, field_error, hairline, muted, notice, slider,
    strong,
};

/// The longest row of whole numbers that is shown as choices rather than typed.
const FEW: i64 = 9;

/// What the editors of a form need of the plan: the records that references may name (kind, id, title), and
/// where and when one is.
pub struct References {
    named: Vec<(&'static str, Arc<Named>)>,
    /// The owner's own words for fields.
    labels: Vec<(&'static str, String)>,
    /// Where the owner is.
    pub zone: TimeZone,
    /// The moment of the picture.
    pub now: UnixMillis,
}

/// The records of a kind: id and title of each.
type Named = Vec<(String, String)>;

/// What records are called in forms. It is read anew only for a kind whose section changed: a form that names
/// people is drawn many times while somebody writes in it.
#[derive(Default)]
pub struct KnownTitles(BTreeMap<&'static str, (Seen, Arc<Named>)>);

impl KnownTitles {
    fn of(&mut self, view: &OpenView, zone: &TimeZone, kind: &'static str) -> Arc<Named> {
        let home = kinds::kind(kind).map_or("", |kind| kind.section);
        if let Some((seen, named)) = self.0.get(kind)
            && seen.is_of(view, &[home])
        {
            return Arc::clone(named);
        }
        let records = titles::of_kind(view, kind);
        let named = records.map(|one| (one.id.to_string(), titles::summary(view, one, zone).0));
        let named = Arc::new(named.collect());
        self.0.insert(kind, (Seen::of(view, &[home]), Arc::clone(&named)));
        named
    }
}

impl References {
    /// Those of the owner's plan that the fields of this kind may name.
    pub fn of(scene: &mut Scene<'_>, kind: &KindInfo) -> Self {
        let mut wanted: Vec<&'static str> =
            kind.fields.iter().filter_map(|field| field.field_type.refers_to()).collect();
        wanted.dedup();
        let labels = kind.fields.iter().filter_map(|field| {
            Some((field.name, own_words::field_named(scene.view, kind.name, field.name)?))
        });
        let labels = labels.collect();
        let known = &mut scene.state.known_titles;
        let named = wanted.into_iter().map(|kind| (kind, known.of(scene.view, scene.zone, kind)));
        References { named: named.collect(), labels, zone: scene.zone.clone(), now: scene.view.now }
    }

    /// None at all: where and when one is, for editors that name no records.
    pub fn none(scene: &Scene<'_>) -> Self {
        let (zone, now) = (scene.zone.clone(), scene.view.now);
        References { named: Vec::new(), labels: Vec::new(), zone, now }
    }

    fn to(&self, kind: &str) -> Vec<Choice<String>> {
        let fitting = self.named.iter().filter(|(of, _)| *of == kind);
        let fitting = fitting.flat_map(|(_, named)| named.iter());
        fitting.map(|(id, title)| Choice { value: id.clone(), text: title.clone() }).collect()
    }

    /// As [`References::to`], with the labels that stand already before them.
    fn far_to<'a>(
        &self,
        kind: &str,
        standing: impl Iterator<Item = &'a String>,
    ) -> Vec<Choice<String>> {
        let known = self.to(kind);
        let labels = standing.filter(|label| known.iter().all(|choice| choice.value != **label));
        let labels = labels.map(|label| Choice { value: label.clone(), text: label.clone() });
        let mut all: Vec<Choice<String>> = labels.collect();
        // Somebody whose label stands already is not offered a second time.
        all.extend(
            known
                .into_iter()
                .filter(|choice| {
                    let is_there = all.iter().any(|label| label.text == choice.text);
                    !is_there
                })
                .collect::<Vec<_>>(),
        );
        all
    }
}

/// Draws the editor of a field, what is wrong with it, and the question if the field was changed
/// elsewhere meanwhile.
pub fn field_ui(
    ui: &mut Ui,
    kind: &str,
    info: &FieldInfo,
    field: &mut DraftField,
    references: &References,
    zone: &TimeZone,
) {
    let spot = Spot { kind, path: info.name.to_owned(), salt: info.name.to_owned(), references };
    let fault = field.fault.clone();
    entry_ui(ui, &spot, info, &mut field.entry, fault.as_deref());
    let Some(now) = &field.clash else {
        return;
    };
    let said = |entry: &Entry| match entry.to_json() {
        serde_json::Value::Null => say!("win-both-empty"),
        json => say::value(kind, info.name, info, &Value::from(&json), zone),
    };
    let (theirs, mine) = (said(now), said(&field.entry));
    let title = say!("win-clash", field = field_label(kind, info.name));
    let lines = (say!("win-clash-now", value = theirs), say!("win-clash-mine", value = mine));
    let (keep, take) = (say!("win-clash-keep-mine"), say!("win-clash-take-theirs"));
    let (keep, take) = notice(ui, Mood::Look, &title, &[&lines.0, &lines.1], |ui| {
        ui.horizontal_wrapped(|ui| {
            let keep = ui.add(Button::quiet(&keep)).clicked();
            (keep, ui.add(Button::quiet(&take)).clicked())
        })
        .inner
    });
    if keep {
        field.keep_mine();
    }
    if take {
        field.take_theirs();
    }
}

/// Fields of days on which something ends or comes up again; none of them is today.
const AHEAD: [&str; 8] = ["expires", "until", "ends", "due", "refill", "review", "next", "follow"];

/// Where an editor stands.
struct Spot<'a> {
    kind: &'a str,
    /// The field's name, after that of its list in a part.
    path: String,
    /// Tells the same field of different parts apart.
    salt: String,
    references: &'a References,
}

impl Spot<'_> {
    fn when<'b>(
        &'b self,
        label: &'b str,
        help: Option<&'b str>,
        fault: Option<&'b str>,
    ) -> When<'b> {
        let offers_today = !AHEAD.iter().any(|field| self.path.ends_with(field));
        When { label, help, fault, salt: &self.salt, references: self.references, offers_today }
    }
}

fn entry_ui(
    ui: &mut Ui,
    spot: &Spot<'_>,
    info: &FieldInfo,
    entry: &mut Entry,
    fault: Option<&str>,
) {
    let own = spot.references.labels.iter().find(|(field, _)| *field == spot.path);
    let label = own.map_or_else(|| field_label(spot.kind, &spot.path), |(_, own)| own.clone());
    let help = field_help(spot.kind, &spot.path);
    let named = |choice: &str| choice_label(spot.kind, &spot.path, choice);
    match (&info.field_type, entry) {
        (FieldType::Items(fields), Entry::Parts(parts)) => {
            ui.scope(|ui| {
                ui.spacing_mut().item_spacing.y = space::XS;
                strong(ui, &label);
                if let Some(help) = &help {
                    muted(ui, help);
                }
            });
            parts_ui(ui, spot, fields, parts);
            field_error(ui, fault);
        }
        (FieldType::Whole { min, max }, Entry::Digits(text)) if max - min < FEW => {
            let numbered: Vec<Choice<String>> = (*min..=*max)
                .map(|number| Choice {
                    value: number.to_string(),
                    text: say::number_or_choice(spot.kind, &spot.path, number),
                })
                .collect();
            let mut taken = (!text.is_empty()).then(|| text.clone());
            if choices(ui, &label, &numbered, &mut taken) {
                *text = taken.unwrap_or_default();
            }
            field_error(ui, fault);
        }
        (FieldType::Moment, Entry::Moment(moment)) => {
            moment_ui(ui, &spot.when(&label, help.as_deref(), fault), moment);
        }
        (FieldType::Day, Entry::Text(text)) => {
            day_ui(ui, &spot.when(&label, help.as_deref(), fault), text);
        }
        (FieldType::Time, Entry::Text(text)) => {
            time_ui(ui, &spot.when(&label, help.as_deref(), fault), text);
        }
        (FieldType::Zone, Entry::Text(text)) => {
            zone_ui(ui, &spot.when(&label, help.as_deref(), fault), text);
        }
        (field_type, Entry::Text(text) | Entry::Digits(text)) => {
            let field = Field::new(&label).help(help.as_deref()).error(fault).salt(&spot.salt);
            let field = match field_type {
                FieldType::Page => field.rows(4).own_words(),
                _ => field,
            };
            field.show(ui, text, None);
        }
        (FieldType::Scale { min, max }, Entry::Scale(step)) => {
            let said = match step {
                Some(number) => say::number_or_choice(spot.kind, &spot.path, *number),
                None => say!("win-not-set"),
            };
            slider(ui, &label, step, (*min, *max), &said);
            field_error(ui, fault);
        }
        (FieldType::One(all), Entry::One(taken)) => {
            let all: Vec<Choice<String>> = all
                .iter()
                .map(|choice| Choice { value: (*choice).to_owned(), text: named(choice) })
                .collect();
            choices(ui, &label, &all, taken);
            field_error(ui, fault);
        }
        (FieldType::Ref(kind), Entry::One(taken)) => {
            let all = spot.references.to(kind);
            if all.is_empty() {
                nobody_yet_ui(ui, &label, kind);
            } else {
                pick_one_ui(ui, &label, &spot.salt, &all, taken);
            }
            field_error(ui, fault);
        }
        (FieldType::Far(kind), Entry::Far(taken)) => {
            let all = spot.references.far_to(kind, taken.iter());
            if all.is_empty() {
                nobody_yet_ui(ui, &label, kind);
            } else {
                pick_one_ui(ui, &label, &spot.salt, &all, taken);
            }
            field_error(ui, fault);
        }
        (field_type, Entry::Several(taken) | Entry::Fars(taken)) => {
            let all = match field_type {
                FieldType::Refs(kind) => spot.references.to(kind),
                FieldType::Fars(kind) => spot.references.far_to(kind, taken.iter()),
                FieldType::Some(all) => all
                    .iter()
                    .map(|choice| Choice { value: (*choice).to_owned(), text: named(choice) })
                    .collect(),
                _ => Vec::new(),
            };
            ui.scope(|ui| {
                ui.spacing_mut().item_spacing.y = space::XS;
                strong(ui, &label);
                if let Some(help) = &help {
                    muted(ui, help);
                }
            });
            if all.is_empty()
                && let Some(kind) = field_type.refers_to()
            {
                muted(ui, say!("win-field-none-yet", kind = kith_words::kind_plural(kind)));
            }
            pick_several_ui(ui, &label, &spot.salt, &all, taken);
            field_error(ui, fault);
        }
        (_, Entry::Flag(flag)) => {
            let both = [
                Choice { value: true, text: say!("word-yes") },
                Choice { value: false, text: say!("word-no") },
            ];
            choices(ui, &label, &both, flag);
            field_error(ui, fault);
        }
        // `Entry::read` pairs every type with its entry; there is no other pair.
        _ => {}
    }
}

/// Where a reference has nothing to name yet.
fn nobody_yet_ui(ui: &mut Ui, label: &str, kind: &str) {
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        strong(ui, label);
        muted(ui, say!("win-field-none-yet", kind = kith_words::kind_plural(kind)));
    });
}

fn parts_ui(ui: &mut Ui, spot: &Spot<'_>, fields: &'static [FieldInfo], parts: &mut Vec<Part>) {
    let mut gone = None;
    for (place, part) in parts.iter_mut().enumerate() {
        if place > 0 {
            hairline(ui);
        }
        // The scope keeps the same field of different parts apart.
        ui.push_id((&spot.path, place), |ui| {
            ui.spacing_mut().item_spacing.y = space::M;
            for field in fields {
                let inner = Spot {
                    kind: spot.kind,
                    path: format!("{}-{}", spot.path, field.name),
                    salt: format!("{}-{place}", spot.salt),
                    references: spot.references,
                };
                if let Some(entry) = part.entries.get_mut(field.name) {
                    entry_ui(ui, &inner, field, entry, None);
                }
            }
            let remove = say!("win-part-remove");
            let name = say!("win-part-remove-name", number = place + 1);
            if ui.add(Button::new(Weight::Plain, &remove).named(&name)).clicked() {
                gone = Some(place);
            }
        });
    }
    if let Some(place) = gone {
        parts.remove(place);
    }
    let add = say!("win-part-add");
    let name = say!("win-part-add-name", field = field_label(spot.kind, &spot.path));
    if ui.add(Button::quiet(&add).small().named(&name)).clicked() {
        parts.push(Part::new(fields, &spot.references.zone));
    }
}
