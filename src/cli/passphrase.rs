//! Where the passphrase comes from: an open file descriptor or the terminal, and nowhere else.

use std::fs::File;
use std::io::Read as _;

use kith_core::Trouble;
use kith_words::say;
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret as _, SecretString};

use super::failure::Failure;

/// No passphrase is longer, in bytes; a longer line is refused, since a part of it would open something else.
const LONGEST_LINE: usize = 4096;

/// A passphrase that has not been read yet.
#[derive(Debug)]
pub enum PassphraseSource {
    /// One line of a file that was open when the program started.
    File(File),
    /// That file was not open.
    Closed,
    /// A person at a terminal.
    Terminal,
}

impl PassphraseSource {
    /// Takes hold of the source without reading from it. This comes before core dumps are switched off,
    /// because a process that cannot be dumped may not open its own descriptors by number either.
    pub fn open(descriptor: Option<u32>) -> Self {
        match descriptor {
            None => PassphraseSource::Terminal,
            Some(number) => match own_descriptor(number) {
                Some(file) => PassphraseSource::File(file),
                None => PassphraseSource::Closed,
            },
        }
    }

    /// Reads the passphrase of a vault that is there.
    pub fn read(&mut self) -> Result<SecretString, Failure> {
        match self {
            PassphraseSource::File(file) => read_line(file),
            PassphraseSource::Closed => Err(Trouble::Locked.into()),
            PassphraseSource::Terminal => ask(say!("cli-ask-passphrase")),
        }
    }

    /// Reads the passphrase of a vault that is being made: a person types it twice.
    pub fn read_new(&mut self) -> Result<SecretString, Failure> {
        let PassphraseSource::Terminal = self else {
            // There is nothing yet that a line could fail to match.
            return self.read().map_err(|failure| match failure {
                Failure::Trouble(Trouble::WrongPassphrase) => Trouble::PassphraseUnreadable.into(),
                failure => failure,
            });
        };
        let first = ask(say!("cli-ask-new-passphrase"))?;
        let again = ask(say!("cli-ask-again"))?;
        if first.expose_secret() == again.expose_secret() {
            Ok(first)
        } else {
            Err(Trouble::WrongPassphrase.into())
        }
    }
}

/// Another hold on a descriptor that was open when the program started, at the place where it stands.
fn own_descriptor(number: u32) -> Option<File> {
    #[cfg(target_os = "linux")]
    if let Some(file) = duplicate(number) {
        return Some(file);
    }
    // On Linux this opens what the descriptor names once more, from its beginning, and a socket not at all.
    File::open(format!("/dev/fd/{number}")).ok()
}

/// A copy of a descriptor of this very process, of whatever sort it is.
#[cfg(target_os = "linux")]
fn duplicate(number: u32) -> Option<File> {
    use rustix::process::{PidfdFlags, PidfdGetfdFlags, getpid, pidfd_getfd, pidfd_open};
    let own = pidfd_open(getpid(), PidfdFlags::empty()).ok()?;
    let copy = pidfd_getfd(own, number.try_into().ok()?, PidfdGetfdFlags::empty()).ok()?;
    Some(File::from(copy))
}

/// Reads byte by byte: what follows the line may be meant for somebody else.
fn read_line(file: &mut File) -> Result<SecretString, Failure> {
    let mut line = Zeroizing::new(Vec::with_capacity(LONGEST_LINE));
    let mut byte = Zeroizing::new([0_u8]);
    loop {
        match file.read(&mut byte[..]) {
            Ok(0) => break,
            Ok(_) if *byte == *b"\n" => break,
            Ok(_) if line.len() == LONGEST_LINE => return Err(Trouble::WrongPassphrase.into()),
            Ok(_) => line.extend_from_slice(&byte[..]),
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(_) => return Err(Trouble::Locked.into()),
        }
    }
    if line.last() == Some(&b'\r') {
        line.pop();
    }
    if line.is_empty() {
        return Err(Trouble::Locked.into());
    }
    match std::str::from_utf8(&line) {
        Ok(text) => Ok(SecretString::from(text.to_owned())),
        Err(_) => Err(Trouble::WrongPassphrase.into()),
    }
}

fn ask(question: String) -> Result<SecretString, Failure> {
    match rpassword::prompt_password(format!("{question} ")) {
        Ok(typed) => Ok(SecretString::from(typed)),
        // There is no terminal to ask at.
        Err(_) => Err(Trouble::Locked.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Seek as _, Write as _};

    fn source(content: &[u8]) -> PassphraseSource {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(content).unwrap();
        file.rewind().unwrap();
        PassphraseSource::File(file)
    }

    #[test]
    fn one_line_is_read_and_only_its_end_is_cut() {
        let mut source = source(b"  two words \r\nsecond line\n");
        assert_eq!(source.read().unwrap().expose_secret(), "  two words ");
        assert_eq!(source.read().unwrap().expose_secret(), "second line");
        assert!(source.read().is_err());
    }

    #[test]
    fn a_line_that_is_too_long_is_refused_and_not_cut() {
        let longest = "a".repeat(LONGEST_LINE);
        assert_eq!(source(longest.as_bytes()).read().unwrap().expose_secret(), longest);
        assert!(source(format!("{longest}a\n").as_bytes()).read().is_err());
    }

    #[test]
    fn what_is_not_text_is_refused() {
        assert!(source(b"\xff\xfe\n").read().is_err());
    }
}
