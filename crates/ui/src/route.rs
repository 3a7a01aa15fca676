//! Where one can be in the window.

use kith_core::insight::ScreenSort;
use kith_core::{RecordId, RootId};

/// A place in an open plan.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Route {
    /// Home.
    Today,
    /// What helps right now, over the whole window.
    Struggling,
    /// An urge: a number, then what helps.
    Craving,
    /// After something happened.
    Happened,
    /// Help for the worst hour, and lines to call.
    Lines,
    /// The first lines of a new plan.
    Begin,
    /// Somebody to talk to, with ready words.
    Talk,
    /// The steady plan, a step a page.
    Steady,
    /// A new check-in.
    CheckIn,
    /// The people in the owner's life.
    People,
    /// One of them.
    Person(RecordId),
    /// Who is around the owner, and for what nobody is.
    Circle,
    /// What to bring to a talk with somebody.
    Prepare(RecordId),
    /// The talk itself.
    Meet(RecordId),
    /// Four questions about what happened.
    LookBack(RecordId),
    /// Two short questions on how the last two weeks were.
    TwoQuestions(ScreenSort),
    /// Who sees what.
    Sharing,
    /// What one person can open.
    ViewAs(RecordId),
    /// Asking a person to link their Kith.
    Invite(RecordId),
    /// Answering somebody else's code.
    Join,
    /// The owner's devices.
    Devices,
    /// Adding one.
    LinkDevice,
    /// All parts of the plan.
    Plan,
    /// All records of a kind.
    Records(String),
    /// One record, to be read.
    Record(RecordId),
    /// One record, to be changed.
    Edit(RecordId),
    /// A new record of a kind.
    New(String),
    /// The recently deleted records of a kind.
    Deleted(String),
    /// Everything that happened.
    Timeline,
    /// What can be counted in it.
    Insights,
    /// What comes in the next days.
    Week,
    /// Finding something by a word.
    Search,
    /// How a record came to be what it is.
    History(RecordId),
    /// The owner's own words.
    OwnWords,
    /// Files in and out.
    Carry,
    /// What is printed.
    Paper,
    /// Drawing a page for a visit from the plan.
    Visit,
    /// A plan that somebody shares.
    Shared(RootId),
    /// Typing the kit's words back.
    KitTest,
    /// Settings of this device.
    Settings,
    /// What Kith is, and its keys.
    Help,
    /// In a narrow window: everything that the bar has no room for.
    More,
}

impl Route {
    /// Whether it is for a hard hour: over the whole window, with nothing beside it, and dark at night.
    pub fn is_bare(&self) -> bool {
        matches!(
            self,
            Route::Struggling
                | Route::Craving
                | Route::Happened
                | Route::Lines
                | Route::Begin
                | Route::Talk
        )
    }

    /// Whether this is a place of the rail, so that going there starts afresh.
    pub fn is_top(&self) -> bool {
        matches!(
            self,
            Route::Today
                | Route::Plan
                | Route::People
                | Route::Sharing
                | Route::Devices
                | Route::Records(_)
                | Route::Timeline
                | Route::Insights
                | Route::Shared(_)
                | Route::Settings
                | Route::Help
                | Route::More
        )
    }
}
