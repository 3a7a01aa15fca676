//! Acts that write one record while they go on: it is begun with the first press, so that nothing is lost,
//! and what comes later is written into it.

use kith_core::{Command, RecordId};
use serde_json::{Map, Value as Json};

use crate::link::Link;
use crate::scene::{self, Scene};
use crate::state::{Asked, Then, UiState};

/// Which act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// An urge, which is a `craving`.
    Urge,
    /// Something happened, which is a `setback`.
    Happened,
}

/// The record of each act.
#[derive(Debug, Default)]
pub struct Acts {
    urge: ActRecord,
    happened: ActRecord,
}

/// A record that was asked for, and what is to be written into it once it is there.
#[derive(Debug, Default)]
pub struct ActRecord {
    id: Option<RecordId>,
    waiting: Map<String, Json>,
}

impl Act {
    const ALL: [Act; 2] = [Act::Urge, Act::Happened];

    fn kind(self) -> &'static str {
        match self {
            Act::Urge => "craving",
            Act::Happened => "setback",
        }
    }
}

impl Acts {
    /// The record of an act.
    pub fn of(&mut self, act: Act) -> &mut ActRecord {
        match act {
            Act::Urge => &mut self.urge,
            Act::Happened => &mut self.happened,
        }
    }
}

impl ActRecord {
    /// The record is there.
    pub fn begun(&mut self, id: RecordId) {
        self.id.get_or_insert(id);
    }
}

/// Begins an act with a new record.
pub fn begin(scene: &mut Scene<'_>, act: Act, fields: Map<String, Json>) {
    *scene.state.acts.of(act) = ActRecord::default();
    scene.state.reaching.clear();
    let command = Command::Add { kind: act.kind().to_owned(), section: None, fields };
    scene.ask(command, Then::Begun(act));
}

/// Writes more into the record of an act, at once if it is there and as soon as it is if not.
pub fn write(scene: &mut Scene<'_>, act: Act, fields: Map<String, Json>) {
    scene.state.acts.of(act).waiting.extend(fields);
    catch_up(scene.link, scene.state);
}

/// Sends what waited for a record that has come.
pub fn catch_up(link: &mut Link, state: &mut UiState) {
    for act in Act::ALL {
        let record = state.acts.of(act);
        let Some(id) = record.id.filter(|_| !record.waiting.is_empty()) else {
            continue;
        };
        let fields = std::mem::take(&mut record.waiting);
        let command = Command::Edit { id, fields };
        scene::ask(link, state, Asked { command, then: Then::Nothing });
    }
}
