//! `kith` without a command: the window over a running core.

use std::sync::Arc;

use crossbeam_channel::bounded;
use kith_core::{Snapshot, Trouble};
use kith_ui::{CoreLink, Waker, open_window};
use kith_words::say;

use crate::args::Globals;
use crate::cli::failure::Failure;
use crate::paths::vault_folder;
use crate::runtime::{Handle, Options, Runtime, StartError};

/// Opens the window and stays until it is closed, then waits until everything is saved. Gives back the
/// number with which the program ends, unless there was no display.
pub fn open(globals: &Globals) -> Result<u8, Failure> {
    let folder = vault_folder(globals.vault.clone())
        .ok_or_else(|| Failure::Usage(say!("cli-usage-folder")))?;
    let options = Options {
        scrypt_log_n: globals.scrypt_log_n,
        offline: globals.offline,
        ..Options::default()
    };
    let (started, handle) = bounded::<Handle>(1);
    let shown = open_window(move |waker| match start(folder, options, &waker) {
        Ok((running, link)) => {
            started.send(running).ok();
            link
        }
        Err(_) => dead_link(),
    });
    let saved = match handle.try_recv() {
        Ok(running) => running.close().is_ok(),
        Err(_) => true,
    };
    match shown {
        Ok(()) => Ok(u8::from(!saved)),
        // What the window system said helps nobody who reads it.
        Err(_) => Err(Failure::NoDisplay),
    }
}

/// Starts what stands behind a window: a core over the vault in `folder` that goes online whenever the plan
/// is open (unless `options` say offline), and the link that the window draws from and asks through. `waker`
/// is called after each new picture, on the writer's thread, and after each file: it must not wait.
pub fn behind_a_window(
    folder: std::path::PathBuf,
    options: Options,
    waker: impl Fn() + Send + Sync + 'static,
) -> Result<(Handle, CoreLink), StartError> {
    let offline = options.offline;
    let waker: Waker = Arc::new(waker);
    let wake = Waker::clone(&waker);
    let handle = Runtime::start(folder, Options { draw: true, ..options }, move || wake())?;
    if !offline {
        handle.stay_online()?;
    }
    let link = handle.core_link(waker)?;
    Ok((handle, link))
}

fn start(
    folder: std::path::PathBuf,
    options: Options,
    waker: &Waker,
) -> Result<(Handle, CoreLink), StartError> {
    let wake = Waker::clone(waker);
    let (handle, link) = behind_a_window(folder, options, move || wake())?;
    close_on_signal(handle.clone())?;
    Ok((handle, link))
}

/// SIGTERM and SIGINT end the program as closing the window does: saved.
fn close_on_signal(handle: Handle) -> std::io::Result<()> {
    let ends = crate::signals::end_signals()?;
    std::thread::Builder::new().name("kith-end".to_owned()).spawn(move || {
        if ends.recv().is_ok() {
            let code = u8::from(handle.close().is_err());
            std::process::exit(code.into());
        }
    })?;
    Ok(())
}

/// A link behind which nobody answers, for a system that has no threads left.
fn dead_link() -> CoreLink {
    let (commands, _) = std::sync::mpsc::sync_channel(1);
    let (_, answers) = std::sync::mpsc::channel();
    let shut = Arc::new(Snapshot::Shut(Trouble::Internal));
    let (files, _) = std::sync::mpsc::sync_channel(1);
    let (pages, _) = std::sync::mpsc::sync_channel(1);
    let (_, seen) = std::sync::mpsc::channel();
    let snapshot = Arc::new(std::sync::Mutex::new(shut));
    CoreLink { snapshot, commands, answers, files, pages, seen, folder: String::new() }
}
