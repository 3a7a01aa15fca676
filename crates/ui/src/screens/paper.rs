//! What is printed: which page, how its first sheet will look, and where the file of it goes.

use std::collections::BTreeSet;
use std::sync::Arc;

use egui::Ui;
use kith_core::kinds::{agenda, brief};
use kith_core::{Command, CommandId, ExportOf, OpenView, RecordId, ToldPlan};
use kith_page::{Content, Layout, PLAN_SECTIONS, Wanted};
use kith_words::{kind_name, kind_plural, say};

use super::form_pick::pick_one_ui;
use super::plan::ORDER;
use crate::link::{NewFile, PageAsked, PageSeen};
use crate::own_words::section_named;
use crate::route::Route;
use crate::scene::Scene;
use crate::shelf::Seen;
use crate::state::Then;
use crate::titles;
use crate::widgets::{
    Button, Choice, Field, body, card, check, choices, heading, muted, sheet, status, strong,
};

/// What a file is called unless somebody says otherwise. It says nothing of what is in it.
const FILE_NAME: &str = "page.pdf";

/// What is being printed.
#[derive(Default)]
pub struct PaperState {
    what: What,
    /// The sections of the plan's page.
    parts: Option<BTreeSet<String>>,
    /// The page for a visit.
    visit: Option<RecordId>,
    /// The list for a talk.
    talk: Option<RecordId>,
    /// What was asked of core last, and the sections as they were then.
    asked: Option<(Wanted, Option<&'static str>, Seen)>,
    /// What is to be laid out of it.
    to_lay_out: Option<PageAsked>,
    /// What came of it.
    page: Option<Page>,
    /// Where the file goes, as typed.
    path: Option<String>,
    saving: Option<CommandId>,
    /// Where it went.
    saved: Option<String>,
}

/// A page that can be seen and saved.
struct Page {
    content: Arc<Content>,
    layout: Layout,
    /// Whether all of it was laid out, so that its sheets are counted.
    is_all: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum What {
    #[default]
    Plan,
    Card,
    Visit,
    Talk,
}

impl PaperState {
    /// The records for a page have come. One that is no longer wanted is passed over.
    pub fn take(&mut self, wanted: Wanted, plan: Box<ToldPlan>, country: Option<&'static str>) {
        if self.is_wanted(&wanted) {
            self.to_lay_out = Some(PageAsked { wanted, plan, country });
        }
    }

    /// What is to be laid out, for somebody who draws no frames.
    pub fn take_asked(&mut self) -> Option<PageAsked> {
        self.to_lay_out.take()
    }

    /// A page was laid out. One that is no longer wanted is passed over.
    pub fn seen(&mut self, seen: PageSeen) {
        if self.is_wanted(&seen.wanted) {
            let page = seen.page;
            self.page = page.map(|(content, layout, is_all)| Page { content, layout, is_all });
        }
    }

    fn is_wanted(&self, wanted: &Wanted) -> bool {
        self.asked.as_ref().is_some_and(|(asked, _, _)| asked == wanted)
    }

    /// The page for a talk is wanted, of this list.
    pub fn choose_talk(&mut self, list: RecordId) {
        self.what = What::Talk;
        self.talk = Some(list);
    }

    /// Whether this is the file that is being written.
    pub fn is_saving(&self, id: CommandId) -> bool {
        self.saving == Some(id)
    }

    /// The file is there.
    pub fn written(&mut self, to: String) {
        self.saving = None;
        self.saved = Some(to);
    }

    /// There is no file.
    pub fn refused(&mut self) {
        self.saving = None;
    }

    fn wanted(&self) -> Option<Wanted> {
        match self.what {
            What::Plan => Some(Wanted::Plan(match &self.parts {
                Some(parts) => parts.iter().cloned().collect(),
                None => Vec::new(),
            })),
            What::Card => Some(Wanted::Card),
            What::Visit => self.visit.map(Wanted::Kept),
            What::Talk => self.talk.map(Wanted::Kept),
        }
    }
}

/// Draws it.
pub fn paper_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    heading(ui, 1, &say!("paper-title"), Some(&mut scene.state.arrival));
    muted(ui, say!("paper-what"));
    card(ui, |ui| {
        let all = [
            Choice { value: What::Plan, text: say!("paper-plan") },
            Choice { value: What::Card, text: say!("paper-card") },
            Choice { value: What::Visit, text: kind_name(brief::NAME_OF_KIND) },
            Choice { value: What::Talk, text: say!("paper-talk-choose") },
        ];
        let mut what = Some(scene.state.paper.what);
        choices(ui, &say!("paper-which"), &all, &mut what);
        scene.state.paper.what = what.unwrap_or(scene.state.paper.what);
        match scene.state.paper.what {
            What::Plan => parts_ui(ui, scene),
            What::Card => {
                muted(ui, say!("paper-card-what"));
            }
            What::Visit => visits_ui(ui, scene),
            What::Talk => talks_ui(ui, scene),
        }
    });
    let Some(wanted) = scene.state.paper.wanted() else {
        return;
    };
    keep_up(scene, &wanted);
    super::still_reading_ui(ui, scene);
    if page_ui(ui, scene) {
        save_ui(ui, scene);
    }
}

/// Which parts of the plan stand on its page: without a word the three that one needs in a bad hour.
fn parts_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let usual = || PLAN_SECTIONS.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
    let mut taken = scene.state.paper.parts.clone().unwrap_or_else(usual);
    let before = taken.clone();
    strong(ui, say!("paper-parts"));
    ui.horizontal_wrapped(|ui| {
        for name in offered(scene.view) {
            let mut on = taken.contains(name);
            check(ui, &mut on, &section_named(scene.view, name), None);
            if on {
                taken.insert(name.to_owned());
            } else {
                taken.remove(name);
            }
        }
    });
    if taken != before {
        // A page of no part would be one of the usual ones.
        let is_usual = taken == usual() || taken.is_empty();
        scene.state.paper.parts = (!is_usual).then_some(taken);
    }
}

/// The sections that may stand on a page and hold something, and the three that always may.
pub(super) fn offered(view: &OpenView) -> Vec<&'static str> {
    let is_usual = |name: &str| PLAN_SECTIONS.contains(&name);
    let holds =
        |name: &str| view.sections.get(name).is_some_and(|section| !section.records.is_empty());
    let others = ORDER.into_iter().filter(|name| !is_usual(name) && holds(name));
    PLAN_SECTIONS.into_iter().chain(others).collect()
}

fn visits_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    // The last that was kept is the next to be printed.
    let kept = scene.records_of(brief::NAME_OF_KIND).into_iter().rev();
    let kept = kept.map(|record| Choice {
        value: record.id.to_string(),
        text: titles::summary(scene.view, record, scene.zone).0,
    });
    let kept: Vec<Choice<String>> = kept.collect();
    if kept.is_empty() {
        muted(ui, say!("paper-no-visits"));
    } else {
        let mut visit = scene.state.paper.visit.map(|id| id.to_string());
        let label = kind_plural(brief::NAME_OF_KIND);
        pick_one_ui(ui, &label, "kith-paper-visit", &kept, &mut visit);
        scene.state.paper.visit = visit.and_then(|id| id.parse().ok());
    }
    if ui.add(Button::quiet(&say!("paper-draw"))).clicked() {
        scene.go(Route::Visit);
    }
}

/// The lists for a talk, the newest first, which is taken unless somebody takes another one.
fn talks_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    muted(ui, say!("paper-talk-what"));
    let lists = scene.records_of(agenda::NAME_OF_KIND).into_iter().rev();
    let lists = lists.map(|record| {
        let day = titles::summary(scene.view, record, scene.zone).0;
        let text = match agenda::WITH.of(record) {
            Some(name) => format!("{name}, {day}"),
            None => day,
        };
        Choice { value: record.id.to_string(), text }
    });
    let lists: Vec<Choice<String>> = lists.collect();
    let Some(newest) = lists.first().map(|list| list.value.clone()) else {
        muted(ui, say!("paper-no-talks"));
        return;
    };
    let mut talk = scene.state.paper.talk.map(|id| id.to_string()).or(Some(newest));
    pick_one_ui(ui, &say!("paper-talk"), "kith-paper-talk", &lists, &mut talk);
    scene.state.paper.talk = talk.and_then(|id| id.parse().ok());
}

/// Asks for the records of the page, once, and again when one of their sections changed.
fn keep_up(scene: &mut Scene<'_>, wanted: &Wanted) {
    let names = wanted.sections();
    let sections: Vec<&str> = names.iter().map(String::as_str).collect();
    let country = *scene.country;
    let is_asked = scene.state.paper.asked.as_ref().is_some_and(|(asked, of, seen)| {
        asked == wanted && *of == country && seen.is_of(scene.view, &sections)
    });
    if is_asked {
        return;
    }
    let paper = &mut scene.state.paper;
    if paper.asked.as_ref().is_none_or(|(asked, _, _)| asked != wanted) {
        paper.page = None;
        paper.saved = None;
    }
    paper.asked = Some((wanted.clone(), country, Seen::of(scene.view, &sections)));
    // A section of which nothing is written yet is not known to core.
    let known = |name: &String| scene.view.sections.contains_key(name);
    let sections: Vec<String> = names.iter().filter(|name| known(name)).cloned().collect();
    let command = Command::Export { of: ExportOf::Records, sections };
    scene.ask(command, Then::Paper(wanted.clone()));
}

/// The first sheet. Returns whether there is one.
fn page_ui(ui: &mut Ui, scene: &mut Scene<'_>) -> bool {
    let Some(page) = &scene.state.paper.page else {
        return false;
    };
    let Some(first) = page.layout.sheets.first() else {
        return false;
    };
    let count = page.layout.sheets.len();
    let name = match page.is_all {
        true => say!("paper-preview", count = count),
        false => say!("paper-preview-long"),
    };
    strong(ui, name.clone());
    sheet(ui, &name, first);
    if page.layout.unknown_letters > 0 {
        status(ui, &say!("paper-unknown-letters", count = page.layout.unknown_letters));
    }
    if page.layout.left_out > 0 {
        status(ui, &say!("paper-left-out", count = page.layout.left_out));
    }
    true
}

fn save_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    card(ui, |ui| {
        heading(ui, 2, &say!("paper-save-title"), None);
        body(ui, say!("paper-open-file"));
        body(ui, say!("paper-no-lock"));
        let offered = || match scene.link.folder() {
            "" => FILE_NAME.to_owned(),
            folder => format!("{folder}/{FILE_NAME}"),
        };
        let mut path = scene.state.paper.path.take().unwrap_or_else(offered);
        Field::new(&say!("paper-path")).show(ui, &mut path, None);
        let save = ui.add(Button::primary(&say!("paper-save"))).clicked() || scene.done;
        if let Some(page) = &scene.state.paper.page
            && save
            && scene.state.paper.saving.is_none()
            && !path.trim().is_empty()
        {
            let file = NewFile { path: path.clone(), content: Arc::clone(&page.content) };
            scene.state.trouble = None;
            scene.state.paper.saved = None;
            scene.state.paper.saving = scene.link.save(file);
        }
        scene.state.paper.path = Some(path);
        if let Some(to) = &scene.state.paper.saved {
            status(ui, &say!("paper-saved", to = to));
        }
    });
}
