//! What the records say when they are put in order and counted: tools, the days that were, and what comes.

use jiff::tz::TimeZone;
use kith_plan::{UnixMillis, kinds};

use super::{Open, Outcome};
use crate::answer::looking::title;
use crate::insight::{
    OwnTool, RightNow, Sections, Timeline, best_tools, connection, occasions_between, progress,
    screens,
};
use crate::{
    Answer, ComingReport, HappenedReport, InTouchReport, LookBack, ProgressReport, ScreenReport,
    ToolReport, TouchReport,
};

const MILLIS_A_DAY: i64 = 24 * 60 * 60_000;

impl Open {
    /// Counts what was asked for in the owner's own plan.
    pub(crate) fn look(&mut self, now: UnixMillis, back: LookBack, home: &TimeZone) -> Outcome {
        let sections = self.own_sections();
        let answer = match back {
            LookBack::Tools { alone } => {
                let tools = self.best_tools(now, alone, home);
                let told = tools.iter().filter_map(|tool| ToolReport::of(tool, &sections));
                Answer::Tools(told.collect())
            }
            LookBack::Timeline { days } => {
                Answer::Timeline(timeline(&sections, before(now, days), home))
            }
            LookBack::Touch => {
                let touch = connection(&sections, &self.people(now), now, home);
                Answer::Touch(Box::new(TouchReport {
                    first_day: touch.first_day.to_string(),
                    last_day: touch.last_day.to_string(),
                    people: touch.people.iter().map(InTouchReport::from).collect(),
                    meetings: touch.meetings.into(),
                    connected: touch.connected.into(),
                }))
            }
            LookBack::Progress => {
                let progress = progress(&sections, now, home);
                Answer::Progress(progress.as_ref().map(ProgressReport::from))
            }
            LookBack::Next { days } => {
                let until = UnixMillis(now.0.saturating_add(millis(days)));
                let coming = occasions_between(&sections, now, until, home);
                let told = coming.iter().filter_map(|one| ComingReport::of(one, &sections));
                Answer::Next(told.collect())
            }
            LookBack::Screens => {
                let screens = screens(&sections, home);
                Answer::Screens(screens.iter().map(ScreenReport::from).collect())
            }
        };
        self.told_of_own(answer)
    }

    /// What helped at such an hour and in such company, the best first.
    pub(super) fn best_tools(
        &mut self,
        now: UnixMillis,
        alone: Option<bool>,
        home: &TimeZone,
    ) -> Vec<OwnTool> {
        best_tools(&self.own_sections(), RightNow { now, alone }, home)
    }
}

/// What happened since that moment, the newest first.
fn timeline(sections: &Sections, since: UnixMillis, home: &TimeZone) -> Vec<HappenedReport> {
    let mut timeline = Timeline::default();
    timeline.refresh(sections, home);
    let all = timeline.window(0, timeline.len()).iter();
    all.take_while(|happened| happened.moment >= since)
        .filter_map(|happened| {
            let record = sections.get(&*happened.section)?.records.get(happened.record)?;
            let field = kinds::kind(happened.kind)?.fields.iter().find(|field| field.happening)?;
            let said = record.fields.get(field.name).and_then(|value| value.as_text());
            let is_moment = |text: &&str| text.contains('T');
            Some(HappenedReport {
                day: happened.day.to_string(),
                at: said.filter(is_moment).map(str::to_owned),
                kind: happened.kind,
                section: happened.section.to_string(),
                record: happened.record,
                title: title(happened.record, sections)?,
            })
        })
        .collect()
}

fn before(now: UnixMillis, days: u32) -> UnixMillis {
    UnixMillis(now.0.saturating_sub(millis(days)))
}

fn millis(days: u32) -> i64 {
    i64::from(days).saturating_mul(MILLIS_A_DAY)
}
