//! What is said: every word a person reads, in plain language, kept in one folder of fluent files.
//!
//! This crate never learns what a plan is, who is reading or how words are drawn: it takes the name
//! of a message and gives back a sentence.
//!
//! [`say!`] checks the name when the program is compiled, so a screen cannot ask for a message that
//! nobody wrote. Names that are put together while the program runs (a kind, a field, a trouble) go
//! through the functions below, and the tests of the house hold those complete.

mod arg;
mod files;
mod helplines;
mod known;
mod names;
mod trouble;
mod voice;
mod wake;

// Sentences
pub use arg::Arg;
pub use voice::{has, ids, say, variables};

// Names of things
pub use names::{
    choice_label, damage, field_help, field_label, kind_add, kind_edit, kind_example, kind_name,
    kind_plural, role_name, section_name,
};

// Whom anybody may call
pub use helplines::{
    COUNTRIES, Channel, Country, HELPLINES, Helpline, Topic, country_of, helplines, how_to_reach,
};

// What to do when somebody will not wake up
pub use wake::{WakeCard, wake_card};

// What went wrong, and what to do
pub use trouble::{Said, trouble};

// For `say!` and for tests
pub use files::FILES;
#[doc(hidden)]
pub use known::is_known;

/// Says the message with this name.
///
/// The name is a literal and is looked up while compiling: an unknown one does not build. Values
/// for the message's variables follow as `name = value`, where a value is anything that becomes an
/// [`Arg`]: text or a whole number.
///
/// ```compile_fail
/// kith_words::say!("a-sentence-that-nobody-wrote");
/// ```
///
/// ```
/// use kith_words::say;
///
/// assert_eq!(say!("trouble-locked"), "Your plan is locked");
/// assert_eq!(say!("trouble-field-missing", detail = "name"), "This needs something in “name”");
/// ```
#[macro_export]
macro_rules! say {
    ($id:literal $(, $name:ident = $value:expr)* $(,)?) => {{
        const { assert!($crate::is_known($id), "no message has this name: see crates/words/i18n") };
        $crate::say($id, &[$((stringify!($name), $crate::Arg::from($value))),*])
    }};
}
