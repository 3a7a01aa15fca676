//! The window's door to core: the channels that the window expects, led to the writer's inbox.

use std::sync::mpsc::{channel, sync_channel};

use std::path::{Path, PathBuf};

use kith_core::{Answer, Command, CommandId, Snapshot, Trouble, WrittenReport};
use kith_page::{lay_out, write_pdf};
use kith_ui::{
    CoreLink, FileWork, InForm, NewFile, OUTBOX_CAPACITY, OutForm, Outcome, PageAsked, Waker,
};

use super::{Handle, Message, Reply};
use crate::args::{ExportForm, ImportForm};
use crate::cli::{carry, files};

impl Handle {
    /// Makes the channels of a window. A thread of its own carries the window's commands over, so that a
    /// full inbox makes that thread wait and never the window; another lays out the pages that are seen, and a third
    /// lays out and writes those that are saved, and writes and reads the other files. Both call `waker` when one is
    /// done. All end with the window.
    pub fn core_link(&self, waker: Waker) -> std::io::Result<CoreLink> {
        let (commands, asked) = sync_channel::<(CommandId, Command)>(OUTBOX_CAPACITY);
        // As many answers can wait here as the window has asked and not looked at, and no more.
        let (answer, answers) = channel();
        // One at a time: whoever saves waits for it to be told done.
        let (files, to_do) = sync_channel::<(CommandId, FileWork)>(1);
        let (pages, to_see) = sync_channel::<PageAsked>(1);
        let (seen, laid_out) = channel();
        let folder = etcetera::home_dir().unwrap_or_default();
        let wake = Waker::clone(&waker);
        std::thread::Builder::new().name("kith-window-pages".to_owned()).spawn(move || {
            for page in to_see {
                if seen.send(page.lay_out()).is_err() {
                    return;
                }
                wake();
            }
        })?;
        let told = answer.clone();
        let (asks, beside) = (self.clone(), folder.clone());
        std::thread::Builder::new().name("kith-window-files".to_owned()).spawn(move || {
            for (in_window, work) in to_do {
                if told.send((in_window, asks.work(&work, &beside))).is_err() {
                    return;
                }
                waker();
            }
        })?;
        let handle = self.clone();
        std::thread::Builder::new().name("kith-window-link".to_owned()).spawn(move || {
            for (in_window, command) in asked {
                let reply = Reply::Window { in_window, answer: answer.clone() };
                if handle.hand_over(command, reply).is_err() {
                    return;
                }
            }
        })?;
        let folder = folder.to_string_lossy().into_owned();
        let (snapshot, seen) = (self.shared_picture(), laid_out);
        Ok(CoreLink { snapshot, commands, answers, files, pages, seen, folder })
    }

    /// Goes on the network whenever the plan is opened, until the program ends: a window that shows the
    /// plan is also there for the people it is shared with. Core opens nothing before the first pairing.
    pub fn stay_online(&self) -> std::io::Result<()> {
        let changes = self.changes();
        let handle = self.clone();
        std::thread::Builder::new().name("kith-window-net".to_owned()).spawn(move || {
            let mut was_open = false;
            for () in changes {
                let is_open = matches!(*handle.latest(), Snapshot::Open(_));
                if is_open && !was_open {
                    handle.send(Command::GoOnline);
                }
                was_open = is_open;
            }
        })?;
        Ok(())
    }

    /// Hands a command over with a way to answer it; an error says that the writer has ended.
    fn hand_over(&self, command: Command, reply: Reply) -> Result<(), ()> {
        let message = Message::Ask { id: self.next_id(), command, reply };
        self.inbox.send(message).map_err(|_| ())
    }
}

impl Handle {
    /// Does something with files for the window: the same as the command line does, through the same door.
    fn work(&self, work: &FileWork, folder: &Path) -> Outcome {
        match work {
            FileWork::Page(page) => write(page, folder),
            FileWork::Out { form, path } => {
                let form = match form {
                    OutForm::Json => ExportForm::Json,
                    OutForm::Markdown => ExportForm::Markdown,
                    OutForm::Calendar => ExportForm::Ics,
                    OutForm::Automerge => ExportForm::Automerge,
                };
                carry::write_copy(form, &resolved(path, folder), |command| self.ask(command))
            }
            FileWork::In { form, path } => {
                let form = match form {
                    InForm::Json => ImportForm::Json,
                    InForm::Calendar => ImportForm::Ics,
                    InForm::MeetingGuide => ImportForm::MeetingGuide,
                    InForm::Bmlt => ImportForm::Bmlt,
                };
                let text = files::read(&resolved(path, folder))?;
                self.ask(carry::read_in(form, &text)?)
            }
        }
    }
}

/// Writes a page into a new file. What is typed as part of a path is of the folder of whoever types it.
fn write(page: &NewFile, folder: &Path) -> Outcome {
    let path = resolved(&page.path, folder);
    let bytes = write_pdf(&lay_out(&page.content)).map_err(|_| Trouble::Internal)?;
    files::write(&path, &bytes)?;
    let to = path.to_string_lossy().into_owned();
    Ok(Answer::Written(WrittenReport { to, files: 1, records: None }))
}

fn resolved(typed: &str, folder: &Path) -> PathBuf {
    let typed = typed.trim();
    folder.join(typed.strip_prefix("~/").unwrap_or(typed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_taken_as_somebody_means_it() {
        let home = Path::new("/people/mara");
        assert_eq!(resolved(" ~/page.pdf ", home), home.join("page.pdf"));
        assert_eq!(resolved("papers/page.pdf", home), home.join("papers/page.pdf"));
        assert_eq!(resolved("/elsewhere/page.pdf", home), Path::new("/elsewhere/page.pdf"));
    }
}
