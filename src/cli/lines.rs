//! Standard input line by line, while something else is waited for.

use std::io::{BufRead, IsTerminal as _, Read as _};
use std::time::Instant;

use crossbeam_channel::{Receiver, bounded};
use rustix::termios::{QueueSelector, tcflush};

/// Lines that wait to be taken; a faster writer is made to wait.
const LINES_WAITING: usize = 64;

/// No line is longer, in bytes.
const LONGEST_LINE: usize = 4 << 20;

/// A line that cannot be taken. What follows it still can.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadLine {
    /// More bytes than a line may have.
    #[error("the line is too long")]
    TooLong,
    /// Not UTF-8.
    #[error("the line is not text")]
    NotText,
}

/// One line.
#[derive(Debug)]
pub struct Line {
    /// Its text without its end, or why it cannot be taken.
    pub text: Result<String, BadLine>,
    /// When its first byte was there.
    pub began: Instant,
}

/// Drops what a terminal holds of a line that nobody has ended yet. It reaches this program only with its end, so
/// that [`Line::began`] cannot tell how old it is.
pub fn drop_unfinished_line() {
    let input = std::io::stdin();
    if input.is_terminal() {
        // A terminal that has gone away holds nothing.
        tcflush(&input, QueueSelector::IFlush).ok();
    }
}

/// The lines of standard input, without their ends. The channel closes at the end of input. The thread ends
/// with the program: nothing can wake a read of a terminal.
pub fn standard_input() -> std::io::Result<Receiver<Line>> {
    let (sender, lines) = bounded(LINES_WAITING);
    std::thread::Builder::new().name("kith-stdin".to_owned()).spawn(move || {
        let mut input = std::io::stdin().lock();
        while let Ok(Some(line)) = next_line(&mut input, LONGEST_LINE) {
            if sender.send(line).is_err() {
                return;
            }
        }
    })?;
    Ok(lines)
}

/// The next line, or nothing at the end. Of a line that is too long the rest is read and thrown away.
fn next_line(input: &mut impl BufRead, longest: usize) -> std::io::Result<Option<Line>> {
    // Waits for the first byte, and takes none.
    input.fill_buf()?;
    let began = Instant::now();
    let mut line = Vec::new();
    if input.by_ref().take(longest as u64).read_until(b'\n', &mut line)? == 0 {
        return Ok(None);
    }
    let ends = line.last() == Some(&b'\n');
    if !ends && line.len() >= longest {
        skip_line(input)?;
        return Ok(Some(Line { text: Err(BadLine::TooLong), began }));
    }
    let text = match String::from_utf8(line) {
        Ok(line) => Ok(line.trim_end_matches(['\r', '\n']).to_owned()),
        Err(_) => Err(BadLine::NotText),
    };
    Ok(Some(Line { text, began }))
}

/// Reads to the end of the line without keeping it.
fn skip_line(input: &mut impl BufRead) -> std::io::Result<()> {
    loop {
        let held = input.fill_buf()?;
        let (passed, is_end) = match held.iter().position(|byte| *byte == b'\n') {
            Some(place) => (place + 1, true),
            None => (held.len(), held.is_empty()),
        };
        input.consume(passed);
        if is_end {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(mut input: &[u8], longest: usize) -> Vec<Result<String, BadLine>> {
        std::iter::from_fn(|| Some(next_line(&mut input, longest).unwrap()?.text)).collect()
    }

    /// A line that was not text, or too long, was taken for the end of input: what came after it was thrown
    /// away, and the program ended with success.
    #[test]
    fn a_bad_line_is_told_and_the_next_one_is_read() {
        let read = lines(b"one\r\n\xff\xfe\nthis one is much too long\nfour\nfive", 12);
        let good = |text: &str| Ok(text.to_owned());
        let bad = [Err(BadLine::NotText), Err(BadLine::TooLong)];
        let [not_text, too_long] = bad;
        assert_eq!(read, [good("one"), not_text, too_long, good("four"), good("five")]);
        assert_eq!(lines(b"exactly ten\nno", 12), [good("exactly ten"), good("no")]);
    }
}
