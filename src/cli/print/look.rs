//! What the plan says of the days that were and of those to come, for a person to read.

use kith_core::{
    ComingReport, HappenedReport, ProgressReport, ScreenReport, ToolReport, TouchReport,
    TouchedReport,
};
use kith_words::{choice_label, kind_name, say};

/// What a tool is called.
pub fn tool_name(tool: &ToolReport) -> String {
    match (&tool.name, &tool.kith_tool) {
        (Some(name), _) => name.clone(),
        (None, Some(tool)) => choice_label("toolrun", "tool", tool),
        (None, None) => String::new(),
    }
}

/// What happened, a line each.
pub(super) fn timeline_lines(happened: &[HappenedReport]) -> Vec<String> {
    if happened.is_empty() {
        return vec![say!("look-timeline-none")];
    }
    let line = |one: &HappenedReport| {
        let hour = one.at.as_ref().and_then(|at| at.get(11..16)).unwrap_or_default();
        let kind = kind_name(one.kind);
        format!("{} {hour:<5}  {kind}  {}", one.day, one.title).trim_end().to_owned()
    };
    happened.iter().map(line).collect()
}

/// Who was in touch, and how often this week.
pub(super) fn touch_lines(touch: &TouchReport) -> Vec<String> {
    let counted = |name: String, touched: &TouchedReport| match &touched.last {
        Some(last) => {
            let times = say!("cli-touch-times", count = touched.this_week);
            say!("cli-touch", name = name, times = times, last = last)
        }
        None => say!("cli-touch-never", name = name),
    };
    let head = say!("cli-touch-week", first = &touch.first_day, last = &touch.last_day);
    let people = touch.people.iter().map(|one| counted(one.name.clone(), &one.touched));
    let others = [
        counted(say!("cli-touch-meetings"), &touch.meetings),
        say!("cli-touch-connected-days", count = touch.connected.this_week),
    ];
    std::iter::once(head).chain(people).chain(others).collect()
}

/// The days that are counted.
pub(super) fn progress_lines(progress: Option<&ProgressReport>) -> Vec<String> {
    let Some(progress) = progress else {
        return vec![say!("look-progress-none")];
    };
    let mut lines = vec![say!("cli-progress", count = progress.days, day = &progress.start)];
    let since = progress.days_since_last_use;
    lines.extend(since.map(|days| say!("look-progress-since", count = days)));
    let (hundred, urges) = (progress.hundred, progress.urges_ridden_out);
    if hundred.of > 0 {
        lines.push(say!("look-progress-hundred", count = hundred.count, of = hundred.of));
    }
    lines.push(say!("look-progress-longest", count = progress.longest_run));
    if urges.of > 0 {
        lines.push(say!("look-progress-urges", count = urges.count, of = urges.of));
    }
    lines.push(say!("cli-progress-meetings", count = progress.meeting_days));
    lines.push(say!("look-progress-stays"));
    lines
}

/// What comes, a line each.
pub(super) fn next_lines(coming: &[ComingReport]) -> Vec<String> {
    if coming.is_empty() {
        return vec![say!("look-week-none")];
    }
    let line = |one: &ComingReport| {
        let at = one.starts.get(..16).unwrap_or(&one.starts).replace('T', " ");
        let zone = one.zone.as_ref().map(|zone| format!("  ({zone})")).unwrap_or_default();
        format!("{at}  {}  {}{zone}", kind_name(one.kind), one.title).trim_end().to_owned()
    };
    coming.iter().map(line).collect()
}

/// What the answers add up to, and what that says: nothing for sure.
pub(super) fn screen_lines(screens: &[ScreenReport]) -> Vec<String> {
    if screens.is_empty() {
        return vec![say!("two-none")];
    }
    let line = |one: &ScreenReport| {
        let name = match one.sort {
            "phq2" => say!("two-name-phq2"),
            _ => say!("two-name-gad2"),
        };
        let sum = match one.sum {
            Some(sum) => say!("two-sum", sum = sum),
            None => say!("two-half"),
        };
        let word = match one.talk {
            Some(true) => say!("two-talk"),
            Some(false) => say!("two-low"),
            None => String::new(),
        };
        say!("cli-screen", day = &one.day, name = name, sum = sum, word = word)
            .trim_end()
            .to_owned()
    };
    screens.iter().map(line).chain([say!("two-not")]).collect()
}
