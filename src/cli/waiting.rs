//! What waits in standard input, looked at without taking any of it: it may be meant for somebody else, such as the lines
//! of a loop in a script.

use std::fs::File;
use std::io::Seek as _;
use std::os::fd::{AsFd as _, OwnedFd};
use std::os::unix::fs::FileExt as _;

use rustix::fs::FileType;
use serde_json::{Map, Value};

/// No record is longer, in bytes of JSON, so that no more is looked at.
const LONGEST: usize = 4 << 20;

/// What the looking has found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Found {
    /// A record.
    Record,
    /// No record, whatever comes after it.
    Other,
    /// What could still become one.
    Begun,
    /// Nothing.
    Nothing,
}

/// Whether a record waits there, as one JSON object with something in it. A file is looked into from where it stands, a pipe
/// as far as it is filled. A terminal, a socket and everything that is open and silent hold none.
pub fn record_waits() -> bool {
    let Ok(input) = std::io::stdin().as_fd().try_clone_to_owned() else {
        return false;
    };
    match rustix::fs::fstat(&input).map(|stat| FileType::from_raw_mode(stat.st_mode)) {
        Ok(FileType::RegularFile) => file_holds_one(File::from(input)).unwrap_or(false),
        Ok(FileType::Fifo) => pipe::holds_one(&input),
        _ => false,
    }
}

/// Reads at the place where the file stands, which stays there.
fn file_holds_one(mut file: File) -> std::io::Result<bool> {
    let begin = file.stream_position()?;
    let mut bytes = vec![0; LONGEST];
    let mut filled = 0;
    while let Some(rest) = bytes.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match file.read_at(rest, begin.saturating_add(filled as u64))? {
            0 => break,
            read => filled = filled.saturating_add(read),
        }
    }
    Ok(found_in(bytes.get(..filled).unwrap_or_default()) == Found::Record)
}

/// What bytes begin with.
fn found_in(bytes: &[u8]) -> Found {
    match bytes.trim_ascii_start().first() {
        None => return Found::Nothing,
        Some(b'{') => {}
        Some(_) => return Found::Other,
    }
    let mut values = serde_json::Deserializer::from_slice(bytes).into_iter::<Map<String, Value>>();
    match values.next() {
        Some(Ok(fields)) if !fields.is_empty() => Found::Record,
        Some(Err(error)) if error.is_eof() => Found::Begun,
        _ => Found::Other,
    }
}

#[cfg(target_os = "linux")]
mod pipe {
    use std::io::Read as _;
    use std::time::{Duration, Instant};

    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    use rustix::pipe::{PipeFlags, SpliceFlags, pipe_with, tee};

    use super::{File, Found, OwnedFd, found_in};

    /// What is written into a pipe beside this program is there by now; a pipe that is open and stays silent keeps nobody
    /// longer. Unlocking the vault, which came before, takes longer than that.
    const COMES_WITHIN: Duration = Duration::from_millis(100);
    /// For so long nobody looks again.
    const LOOKS_EVERY: Duration = Duration::from_millis(5);
    /// A pipe holds no more, in bytes, unless somebody made it larger.
    const FULL: usize = 64 << 10;

    /// Whether a record waits in a pipe. Of one that is longer than a pipe the beginning has to do.
    pub fn holds_one(input: &OwnedFd) -> bool {
        let begun = Instant::now();
        loop {
            // First whether the other end is closed: after that nothing is added to what is copied.
            let is_whole = is_closed(input);
            let Some(bytes) = copied(input) else {
                return false;
            };
            match found_in(&bytes) {
                Found::Record => return true,
                Found::Other => return false,
                Found::Begun if bytes.len() >= FULL => return true,
                Found::Begun | Found::Nothing => {}
            }
            if is_whole || begun.elapsed() >= COMES_WITHIN {
                return false;
            }
            std::thread::sleep(LOOKS_EVERY);
        }
    }

    fn is_closed(input: &OwnedFd) -> bool {
        let mut polled = [PollFd::new(input, PollFlags::IN)];
        let at_once = Timespec { tv_sec: 0, tv_nsec: 0 };
        poll(&mut polled, Some(&at_once)).is_ok()
            && polled.iter().any(|polled| polled.revents().contains(PollFlags::HUP))
    }

    /// What is in the pipe, which stays there; nothing if this system does not tell.
    fn copied(input: &OwnedFd) -> Option<Vec<u8>> {
        let (read, write) = pipe_with(PipeFlags::CLOEXEC).ok()?;
        let copied = match tee(input, &write, FULL, SpliceFlags::NONBLOCK) {
            Ok(count) => count,
            Err(rustix::io::Errno::AGAIN) => 0,
            Err(_) => return None,
        };
        drop(write);
        let mut bytes = Vec::new();
        File::from(read).take(copied as u64).read_to_end(&mut bytes).ok()?;
        Some(bytes)
    }
}

#[cfg(not(target_os = "linux"))]
mod pipe {
    use super::OwnedFd;

    /// Elsewhere nobody can look into a pipe and leave what is in it.
    pub fn holds_one(_: &OwnedFd) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_object_with_something_in_it_is_a_record() {
        for (text, found) in [
            ("", Found::Nothing),
            (" \n", Found::Nothing),
            ("{}", Found::Other),
            ("name,number\n", Found::Other),
            ("[{\"name\":\"Ana\"}]", Found::Other),
            ("{not json", Found::Other),
            ("{\"name\":", Found::Begun),
            ("\n {\"name\":\"Ana\"}\n", Found::Record),
            ("{\"name\":\"Ana\"}\n{\"name\":\"Sam\"}\n", Found::Record),
        ] {
            assert_eq!(found_in(text.as_bytes()), found, "{text:?}");
        }
    }
}
