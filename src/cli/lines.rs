//! Standard input line by line, while something else is waited for.

use std::io::{BufRead as _, Read as _};

use crossbeam_channel::{Receiver, bounded};

/// Lines that wait to be taken; a faster writer is made to wait.
const LINES_WAITING: usize = 64;

/// No line is longer, in bytes.
const LONGEST_LINE: u64 = 4 << 20;

/// The lines of standard input, without their ends. The channel closes at the end of input, and at a line
/// that is too long or not text. The thread ends with the program: nothing can wake a read of a terminal.
pub fn standard_input() -> std::io::Result<Receiver<String>> {
    let (sender, lines) = bounded(LINES_WAITING);
    std::thread::Builder::new().name("kith-stdin".to_owned()).spawn(move || {
        let mut input = std::io::stdin().lock();
        loop {
            let mut line = String::new();
            match input.by_ref().take(LONGEST_LINE).read_line(&mut line) {
                Ok(0) | Err(_) => return,
                Ok(_) => {}
            }
            if line.len() as u64 >= LONGEST_LINE {
                return;
            }
            let line = line.trim_end_matches(['\r', '\n']).to_owned();
            if sender.send(line).is_err() {
                return;
            }
        }
    })?;
    Ok(lines)
}
