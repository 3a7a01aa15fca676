//! What the window remembers between two frames: where one is, what is being written, what was
//! asked of the core. All of a plan's content in it is dropped when the plan is locked.

use std::collections::{BTreeMap, BTreeSet};

use kith_core::{Command, CommandId, RecordId, RecordReport, SectionReport, Trouble, UnixMillis};

use kith_page::Wanted;

use crate::acts::{Act, Acts};
use crate::drafts::Drafts;
use crate::route::Route;
use crate::screens::{
    AsksState, Begin, CarryState, CheckInForm, CircleState, Craving, DueState, FirstRun, Fits,
    Happened, HistoryState, InsightsState, InviteForm, JoinForm, KitForm, KnownTitles, Lines,
    LockForm, LookBack, MedicineState, MilestonesState, NextState, NightsState, OwnWordsForm,
    PaperState, ReachState, SearchForm, Struggling, Talk, Talks, TimelineState, TwoQuestions,
    VisitForm, WeekState,
};
use crate::shelf::Shelf;
use crate::tokens::{Appearance, TextSize};
use crate::widgets::{Arrival, ModalFocus, SecretText};

/// How long a toast stays, in seconds. What it offers can also be had later, by Ctrl+Z or from the
/// recently deleted.
pub const TOAST_SECONDS: f64 = 10.0;

/// Everything that belongs to an open plan on the screen.
pub struct UiState {
    /// Where one is.
    pub route: Route,
    /// Where one came from, the nearest last.
    pub trail: Vec<Route>,
    /// Whether the screen was just reached.
    pub arrival: Arrival,
    /// Whether the rail or the bar was just gone to.
    pub rail_arrival: Arrival,
    /// Whether the focus is in it.
    pub in_rail: bool,
    /// Whether the window closes whatever is lost by it.
    pub closes_unsaved: bool,
    /// The dialog over it.
    pub dialog: Option<Dialog>,
    /// Whether the dialog was just opened.
    pub dialog_arrival: Arrival,
    /// A word about what was just done.
    pub toast: Option<Toast>,
    /// What went wrong last, until it is put away.
    pub trouble: Option<Trouble>,
    /// Requests that were not answered yet.
    pub asked: BTreeMap<CommandId, Asked>,
    /// A request to be made once more, now that the passphrase was given.
    pub again: Option<Asked>,
    /// Forms of records.
    pub drafts: Drafts,
    /// The check-in that is being made.
    pub checkin: CheckInForm,
    /// Whether the last check-in spoke of a strong urge, so that help is offered on Today.
    pub offer_help: bool,
    /// Whether it said that its writer is not safe.
    pub not_safe: bool,
    /// How far one is in what helps when it is hard.
    pub struggling: Struggling,
    /// How far one is with an urge.
    pub craving: Craving,
    /// How far one is after something happened.
    pub happened: Happened,
    /// The first lines of a new plan.
    pub begin: Begin,
    /// Whom to talk to.
    pub talk: Talk,
    /// What is being written for a talk.
    pub talks: Talks,
    /// What is being written about what happened.
    pub look_back: LookBack,
    /// The two questions that are being answered.
    pub two_questions: TwoQuestions,
    /// Who was in touch, as last counted.
    pub circle: CircleState,
    /// The last nights, as last counted.
    pub nights: NightsState,
    /// The energy and the time that somebody said there are.
    pub fits: Fits,
    /// The records that an urge and what happened are written into.
    pub acts: Acts,
    /// Who can be reached for.
    pub reach: ReachState,
    /// Who was reached for since such an act was begun.
    pub reaching: BTreeSet<RecordId>,
    /// What happened, of which nobody wants to be reminded any more before the plan is locked.
    pub put_away: BTreeSet<RecordId>,
    /// The lines of the steady plan and the reasons that are being written.
    pub lines: Lines,
    /// What is being written to each person.
    pub messages: BTreeMap<RecordId, String>,
    /// The invitation that is being prepared.
    pub invite: InviteForm,
    /// The code that is being answered.
    pub join: JoinForm,
    /// The kit words that are being typed back.
    pub kit: KitForm,
    /// What a person can open, as last asked.
    pub viewed: Option<(RecordId, Vec<SectionReport>)>,
    /// The recently deleted of a kind, as last asked.
    pub deleted: Option<(String, Vec<RecordReport>)>,
    /// Which records there are of each kind.
    pub shelf: Shelf,
    /// The timeline's index.
    pub timeline: TimelineState,
    /// What was counted for the insights.
    pub insights: InsightsState,
    /// How far one has come.
    pub milestones: MilestonesState,
    /// What comes next.
    pub next: NextState,
    /// What comes in the week.
    pub week: WeekState,
    /// What is being written of a meeting that one went to, by the meeting and the day.
    pub took: BTreeMap<(RecordId, String), String>,
    /// The reminders whose time has come today.
    pub due: DueState,
    /// Those that were put away, until the plan is locked or they come back.
    pub reminded: BTreeSet<(RecordId, UnixMillis)>,
    /// What is being looked for, and what was found.
    pub search: SearchForm,
    /// The steps of a record, as last asked.
    pub history: HistoryState,
    /// The owner's own words that are being written.
    pub own_words: OwnWordsForm,
    /// What records are called in forms.
    pub known_titles: KnownTitles,
    /// The days that ask something back.
    pub asks: AsksState,
    /// The medicine of today.
    pub medicine: MedicineState,
    /// Files in and out.
    pub carry: CarryState,
    /// What is being printed.
    pub paper: PaperState,
    /// The page for a visit that is being drawn.
    pub visit: VisitForm,
    /// Whether the parts that are less often shared are shown too, and of which person.
    pub all_parts: BTreeSet<RecordId>,
}

impl Default for UiState {
    fn default() -> Self {
        UiState {
            route: Route::Today,
            trail: Vec::new(),
            arrival: Arrival::now(),
            rail_arrival: Arrival::default(),
            in_rail: false,
            closes_unsaved: false,
            dialog: None,
            dialog_arrival: Arrival::default(),
            toast: None,
            trouble: None,
            asked: BTreeMap::new(),
            again: None,
            drafts: Drafts::default(),
            checkin: CheckInForm::default(),
            offer_help: false,
            not_safe: false,
            struggling: Struggling::default(),
            craving: Craving::default(),
            happened: Happened::default(),
            begin: Begin::default(),
            talk: Talk::default(),
            talks: Talks::default(),
            look_back: LookBack::default(),
            two_questions: TwoQuestions::default(),
            circle: CircleState::default(),
            nights: NightsState::default(),
            fits: Fits::default(),
            acts: Acts::default(),
            reach: ReachState::default(),
            reaching: BTreeSet::new(),
            put_away: BTreeSet::new(),
            lines: Lines::default(),
            messages: BTreeMap::new(),
            invite: InviteForm::default(),
            join: JoinForm::default(),
            kit: KitForm::default(),
            viewed: None,
            deleted: None,
            shelf: Shelf::default(),
            timeline: TimelineState::default(),
            insights: InsightsState::default(),
            milestones: MilestonesState::default(),
            next: NextState::default(),
            week: WeekState::default(),
            took: BTreeMap::new(),
            due: DueState::default(),
            reminded: BTreeSet::new(),
            search: SearchForm::default(),
            history: HistoryState::default(),
            own_words: OwnWordsForm::default(),
            known_titles: KnownTitles::default(),
            asks: AsksState::default(),
            medicine: MedicineState::default(),
            carry: CarryState::default(),
            paper: PaperState::default(),
            visit: VisitForm::default(),
            all_parts: BTreeSet::new(),
        }
    }
}

/// What the window remembers whether a plan is open or not.
#[derive(Default)]
pub struct DoorState {
    /// The first run, until it is over.
    pub first_run: Option<FirstRun>,
    /// The lock screen.
    pub lock: LockForm,
    /// Where the focus was before a dialog.
    pub modal_focus: ModalFocus,
    /// Light, dark or as the system says.
    pub appearance: Appearance,
    /// How large text is.
    pub text_size: TextSize,
    /// Where somebody is whose lines are shown. It stays when the plan is locked, for help at the door.
    pub country: Option<&'static str>,
    /// Whether the window is dark because it is night and the screen is for a hard hour.
    pub is_dimmed: bool,
}

/// A dialog over the screen.
pub enum Dialog {
    /// The passphrase once more, then the request again.
    StepUp {
        /// The passphrase as typed.
        passphrase: SecretText,
        /// Whether the last one was wrong.
        wrong: bool,
        /// What is asked again.
        again: Box<Asked>,
    },
    /// Before a section is shared.
    Share {
        /// The section.
        section: &'static str,
        /// With whom.
        person: RecordId,
    },
    /// Before sharing ends.
    StopSharing {
        /// The section.
        section: String,
        /// With whom.
        person: RecordId,
    },
    /// Before the window closes over what the disk refuses.
    CloseUnsaved,
    /// Before a record is deleted.
    Remove {
        /// The record.
        id: RecordId,
        /// Its kind.
        kind: String,
    },
}

/// A request on its way, and what follows when it was done.
#[derive(Clone)]
pub struct Asked {
    /// The request itself, to be made again after the passphrase. A secret in it wipes itself.
    pub command: Command,
    /// What follows.
    pub then: Then,
}

/// What a check-in leads to once it is saved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AfterCheckIn {
    /// Nothing but a word of thanks.
    #[default]
    Nothing,
    /// It spoke of a strong urge: help is offered on Today.
    Strong,
    /// Its writer is not safe: help and lines are shown on Today.
    NotSafe,
    /// Something happened: on to what helps after it.
    Happened,
}

/// What follows when a request was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Then {
    /// Nothing: the new picture shows it.
    Nothing,
    /// A word about it.
    Say(Toast),
    /// A form was saved: forget its draft, go back, and say so.
    Saved {
        /// Its kind.
        kind: String,
        /// Its record; nothing for a new one.
        id: Option<RecordId>,
        /// What is said.
        toast: Toast,
    },
    /// A check-in was saved.
    CheckedIn {
        /// What it leads to.
        after: AfterCheckIn,
    },
    /// The record of an act was made.
    Begun(Act),
    /// The answers to two short questions were kept.
    Answered,
    /// Words for this person were kept or sent.
    Reached(RecordId),
    /// A message was sent to this person.
    Told(RecordId),
    /// Keep what this person can open.
    Viewed(RecordId),
    /// Keep the recently deleted of this kind.
    Deleted(String),
    /// A vault was made: show its kit.
    Made,
    /// The plan was unlocked, or not; the lock screen tells.
    Unlocked,
    /// The passphrase was given once more: ask again.
    SteppedUp,
    /// The kit's words were compared.
    KitTested,
    /// Keep what was found.
    Found(String),
    /// Keep the steps of this record.
    Stepped(RecordId),
    /// Lay out this page.
    Paper(Wanted),
    /// Draw a page for a visit from these parts of the plan.
    Drawn,
    /// A pairing ended; its own screen tells how.
    Paired,
    /// A setting was read.
    Setting,
}

/// A word at the foot of the window.
#[derive(Clone, Debug, PartialEq)]
pub struct Toast {
    /// What it says.
    pub text: String,
    /// What its button takes back.
    pub undo: Option<Undoing>,
    /// When it goes, in egui's seconds; set when it is first drawn.
    pub until: Option<f64>,
}

impl Eq for Toast {}

/// How something is taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Undoing {
    /// The last change made here.
    Last,
    /// The deletion of a record.
    Deletion(RecordId),
}

impl Toast {
    /// A word with nothing to press.
    pub fn say(text: String) -> Self {
        Toast { text, undo: None, until: None }
    }

    /// A word with a way back.
    pub fn undo(text: String, undo: Undoing) -> Self {
        Toast { text, undo: Some(undo), until: None }
    }
}
