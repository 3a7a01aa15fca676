//! One vault, opened for one command or for a long one.

use kith_core::{Answer, Command, Trouble};
use kith_words::say;
use secrecy::SecretString;

use super::failure::Failure;
use super::passphrase::PassphraseSource;
use super::print;
use crate::args::Globals;
use crate::paths::vault_folder;
use crate::runtime::{Handle, Options, Runtime};

/// A running core over one vault, and the passphrase it was opened with.
#[derive(Debug)]
pub struct Session {
    /// The door to core.
    pub handle: Handle,
    /// Whether results are JSON.
    pub json: bool,
    source: PassphraseSource,
    passphrase: Option<SecretString>,
}

impl Session {
    /// Starts core over the vault folder, opened or not.
    pub fn start(globals: &Globals, source: PassphraseSource) -> Result<Self, Failure> {
        let folder = vault_folder(globals.vault.clone())
            .ok_or_else(|| Failure::Usage(say!("cli-usage-folder")))?;
        let options = Options {
            scrypt_log_n: globals.scrypt_log_n,
            offline: globals.offline,
            ..Options::default()
        };
        let handle = Runtime::start(folder, options, || {}).map_err(|_| Trouble::Internal)?;
        Ok(Session { handle, json: globals.json, source, passphrase: None })
    }

    /// Opens the vault that must be there. The passphrase is asked for only once there is one to open.
    pub fn unlock(&mut self) -> Result<(), Failure> {
        match self.handle.ask(Command::Status) {
            Err(Trouble::Locked) => {}
            Err(trouble) => return Err(trouble.into()),
            Ok(_) => return Ok(()),
        }
        let passphrase = self.source.read()?;
        self.handle.ask(Command::Unlock { passphrase: passphrase.clone() })?;
        self.passphrase = Some(passphrase);
        self.tell_damage();
        Ok(())
    }

    /// Whether there is no vault in the folder yet, and one can be made there. Where none can, that is told before anybody
    /// is asked for anything.
    pub fn is_fresh(&self) -> Result<bool, Failure> {
        match self.handle.ask(Command::MayBegin) {
            Ok(_) => Ok(true),
            Err(Trouble::VaultExists) => Ok(false),
            Err(trouble) => Err(trouble.into()),
        }
    }

    /// The passphrase that a new vault gets.
    pub fn new_passphrase(&mut self) -> Result<SecretString, Failure> {
        let passphrase = self.source.read_new()?;
        self.passphrase = Some(passphrase.clone());
        Ok(passphrase)
    }

    /// Proves the passphrase for the powers of the owner.
    pub fn step_up(&self) -> Result<(), Failure> {
        let passphrase = self.passphrase.clone().ok_or(Trouble::PassphraseNeeded)?;
        self.handle.ask(Command::StepUp { passphrase })?;
        Ok(())
    }

    /// Hands the passphrase out; the session keeps none.
    pub fn take_passphrase(&mut self) -> Option<SecretString> {
        self.passphrase.take()
    }

    /// Asks core and waits.
    pub fn ask(&self, command: Command) -> Result<Answer, Failure> {
        Ok(self.handle.ask(command)?)
    }

    /// Says on standard error what was found damaged and did not stop the vault from opening.
    fn tell_damage(&self) {
        let Ok(Answer::Status(status)) = self.handle.ask(Command::Status) else {
            return;
        };
        for damage in &status.damage {
            print::message(&print::damage_line(damage));
        }
        if !status.damage.is_empty() {
            print::message(&say!("cli-damage", count = status.damage.len()));
        }
    }
}
