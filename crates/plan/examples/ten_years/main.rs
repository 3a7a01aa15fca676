//! Prints a made-up plan of ten years with every kind in it, one record a line as JSON: `ten_years [--seed N] [--years N]`.

use std::io::{BufWriter, ErrorKind, Write as _};
use std::process::ExitCode;

use kith_plan::UnixMillis;
use serde_json::json;

mod generator;

fn main() -> ExitCode {
    let Some((seed, years)) = arguments(std::env::args().skip(1)) else {
        // The only reader of this is whoever typed it.
        std::io::stderr().write_all(b"usage: ten_years [--seed N] [--years N]\n").ok();
        return ExitCode::from(2);
    };
    match print(seed, years) {
        Ok(()) => ExitCode::SUCCESS,
        // A reader such as `head` has seen enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn arguments(mut given: impl Iterator<Item = String>) -> Option<(u64, usize)> {
    let (mut seed, mut years) = (1, 10);
    while let Some(name) = given.next() {
        let value = given.next()?;
        match name.as_str() {
            "--seed" => seed = value.parse().ok()?,
            "--years" => years = value.parse().ok()?,
            _ => return None,
        }
    }
    Some((seed, years))
}

fn print(seed: u64, years: usize) -> std::io::Result<()> {
    let mut out = BufWriter::new(std::io::stdout().lock());
    for made in generator::TenYears::new(seed, years) {
        let created = UnixMillis(made.created_millis).to_rfc3339();
        let line =
            json!({"id": made.id, "kind": made.kind, "created": created, "fields": made.fields});
        writeln!(out, "{line}")?;
    }
    out.flush()
}
