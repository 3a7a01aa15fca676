//! What is seen: screens, house widgets and tokens; it draws a snapshot and sends commands.
//!
//! This crate never opens a file or a socket, holds no key, and decides nothing about a plan.

mod acts;
mod app;
mod drafts;
mod files;
mod keys;
mod link;
mod news;
mod own_words;
mod route;
mod say;
mod scene;
mod screens;
mod shelf;
mod shell;
mod state;
mod titles;
pub mod tokens;
pub mod widgets;
mod window;

// The program's window, and the one that tests drive.
pub use app::{Waker, WindowError, open_window};
pub use route::Route;
pub use window::Window;

// What was counted, in the words of the window: the command line has the same.
pub use say::fact_words;

// The way to the core.
pub use files::{FileWork, InForm, OutForm};
pub use link::{CoreLink, Link, NewFile, OUTBOX_CAPACITY, Outcome, PageAsked, PageSeen};
