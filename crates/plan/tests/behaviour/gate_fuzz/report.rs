//! What came out of a run.

use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter};

use kith_plan::Refusal;

use super::trial::Outcome;

/// Counts of one run. All of `escaped_panics`, `caught_panics`, `broken` and `honest_refused` have to
/// be nothing.
#[derive(Debug, Default)]
pub struct Report {
    pub mutated: usize,
    pub accepted: usize,
    /// By the name of the rule.
    pub refused_by: BTreeMap<String, usize>,
    /// Panics that came through the gate.
    pub escaped_panics: usize,
    /// Panics of the library that only `catch_unwind` stopped.
    pub caught_panics: usize,
    /// What went wrong with documents that the gate let something into.
    pub broken: Vec<String>,
    pub honest_given: usize,
    pub honest_refused: Vec<String>,
    pub bare_tried: usize,
    /// Without the gate; `None` is refused or kept waiting by the library itself.
    pub bare: BTreeMap<Option<Outcome>, usize>,
}

impl Report {
    pub fn refused(&mut self, refusal: &Refusal) {
        if matches!(refusal, Refusal::Panicked | Refusal::Unreadable) {
            self.caught_panics += 1;
        }
        let name = format!("{refusal:?}");
        let end = name.find([' ', '(', '{']).unwrap_or(name.len());
        *self.refused_by.entry(name[..end].to_string()).or_default() += 1;
    }

    pub fn is_clean(&self) -> bool {
        self.escaped_panics == 0
            && self.caught_panics == 0
            && self.broken.is_empty()
            && self.honest_refused.is_empty()
    }

    /// Without the gate: how many documents were broken, in whatever way.
    pub fn bare_broken(&self) -> usize {
        self.bare
            .iter()
            .filter(|(outcome, _)| !matches!(outcome, None | Some(Outcome::Fine)))
            .map(|(_, count)| count)
            .sum()
    }
}

impl Display for Report {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let refused: usize = self.refused_by.values().sum();
        writeln!(
            f,
            r#"{{"gate": {{"mutated": {}, "accepted": {}, "refused": {refused}, "caught_panics": {}, "escaped_panics": {}, "broken_documents": {}}}}}"#,
            self.mutated,
            self.accepted,
            self.caught_panics,
            self.escaped_panics,
            self.broken.len(),
        )?;
        let rules: Vec<String> =
            self.refused_by.iter().map(|(rule, count)| format!(r#""{rule}": {count}"#)).collect();
        writeln!(f, r#"{{"refused_by": {{{}}}}}"#, rules.join(", "))?;
        writeln!(
            f,
            r#"{{"honest": {{"given": {}, "refused": {}}}}}"#,
            self.honest_given,
            self.honest_refused.len()
        )?;
        for problem in self.broken.iter().chain(&self.honest_refused).take(10) {
            writeln!(f, r#"{{"problem": "{problem}"}}"#)?;
        }
        if self.bare_tried > 0 {
            let outcomes: Vec<String> = self
                .bare
                .iter()
                .map(|(outcome, count)| match outcome {
                    None => format!(r#""refused_or_waiting": {count}"#),
                    Some(outcome) => format!(r#""{outcome:?}": {count}"#),
                })
                .collect();
            let (tried, broken) = (self.bare_tried, self.bare_broken());
            let outcomes = outcomes.join(", ");
            writeln!(
                f,
                r#"{{"without_the_gate": {{"tried": {tried}, "broken": {broken}, {outcomes}}}}}"#
            )?;
        }
        Ok(())
    }
}
