//! The threshold: the program's arguments, threads, clock, dice, files and sockets.
//!
//! It decides nothing: it runs what core asks for, and hands to core what people ask for.

mod args;
mod cli;
mod hush;
mod paths;
mod runtime;
mod signals;
mod tour;
mod window;

// The command line.
pub use cli::run;

// A running core, for the window, for the tour and for tests of whole programs.
pub use runtime::{
    AskError, Carried, Clock, Handle, Options, Recorder, Runtime, StartError, SystemDice, now, seed,
};

// What stands behind the window, for tests that drive the window itself.
pub use window::behind_a_window;

// Whole Kiths in one process, paired as people pair them: for the tour, and for the numbers.
pub use tour::house::{Fault, Kith, not_told, pair, told};
