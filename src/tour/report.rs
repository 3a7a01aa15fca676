//! What the tour says: a line a step while it goes, and the report as the last line.

use std::time::{Duration, Instant};

use kith_words::say;
use serde_json::{Map, Value, json};

use super::house::Fault;
use crate::cli::print;

/// What was computed in a step, by name.
pub type Facts = Map<String, Value>;

/// The steps that were told so far.
#[derive(Debug)]
pub struct Report {
    json: bool,
    start: Instant,
    steps: Vec<Value>,
    table: Vec<(&'static str, Value)>,
}

impl Report {
    /// A report that begins now.
    pub fn new(json: bool) -> Report {
        Report { json, start: Instant::now(), steps: Vec::new(), table: Vec::new() }
    }

    /// Runs a step and tells of it.
    pub fn step<T>(
        &mut self,
        name: &'static str,
        run: impl FnOnce(&mut Facts) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let told = say(&format!("tour-step-{name}"), &[]);
        if !self.json {
            print::line(&told);
        }
        let mut facts = Facts::new();
        let start = Instant::now();
        let outcome = run(&mut facts);
        let step = json!({
            "event": "step",
            "step": name,
            "told": told,
            "ok": outcome.is_ok(),
            "millis": millis(start.elapsed()),
            "facts": facts,
        });
        if self.json {
            print::object(&step);
        } else {
            for (fact, value) in step.get("facts").and_then(Value::as_object).into_iter().flatten()
            {
                print::line(&format!("    {:<38} {}", in_words(fact), for_a_person(value)));
            }
        }
        self.steps.push(step);
        outcome
    }

    /// Puts a measured value into the table at the end.
    pub fn measured(&mut self, what: &'static str, value: impl Into<Value>) {
        self.table.push((what, value.into()));
    }

    /// Prints the table and the report's last line, and gives back the exit code.
    pub fn end(self, outcome: Result<(), Fault>) -> u8 {
        let total = millis(self.start.elapsed());
        let ok = outcome.is_ok();
        let fault = outcome.err().map(|fault| fault.to_string());
        if self.json {
            let table: Map<String, Value> =
                self.table.into_iter().map(|(what, value)| (what.to_owned(), value)).collect();
            let mut report = json!({
                "event": "report",
                "ok": ok,
                "millis": total,
                "steps": self.steps,
                "measured": table,
            });
            if let (Some(fault), Some(report)) = (fault, report.as_object_mut()) {
                report.insert("fault".to_owned(), fault.into());
            }
            print::object(&report);
        } else {
            if !self.table.is_empty() {
                print::line("");
            }
            for (what, value) in &self.table {
                print::line(&format!("{:<44} {:>12}", in_words(what), for_a_person(value)));
            }
            print::line("");
            print::line(&match fault {
                None => say!(
                    "tour-as-told",
                    steps = self.steps.len(),
                    seconds = format!("{:.1}", total / 1000.0)
                ),
                Some(fault) => say!("tour-not-as-told", fault = fault),
            });
        }
        u8::from(!ok)
    }
}

/// Milliseconds with three decimals.
pub fn millis(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1_000_000.0).round() / 1000.0
}

/// What a fact is called; its name in JSON is the same in any language.
fn in_words(fact: &str) -> String {
    say(&format!("tour-fact-{}", fact.replace('_', "-")), &[])
}

fn for_a_person(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(for_a_person).collect::<Vec<_>>().join(", "),
        Value::Bool(true) => say!("word-yes"),
        Value::Bool(false) => say!("word-no"),
        Value::Null | Value::Number(_) | Value::Object(_) => value.to_string(),
    }
}
