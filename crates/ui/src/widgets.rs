//! House widgets: each is named for a reader, reachable by keyboard, and says what was done to it.
//! They hold no words of their own and know nothing of plans.

mod button;
mod card;
mod check;
mod choice;
mod field;
mod heading;
mod label;
mod modal;
mod notice;
mod paint;
mod row;
mod secret;
mod secret_field;
mod shore;
mod slider;
mod toast;

pub use button::{Button, Weight};
pub use card::{card, chip, hairline, initials};
pub use check::check;
pub use choice::{Choice, choice_row, choices};
pub use field::{Field, field_error, field_label};
pub(crate) use heading::heading_in;
pub use heading::{Arrival, heading};
pub use label::{body, label, muted, quote, strong};
pub use modal::{ModalFocus, modal};
pub use notice::{Mood, notice, status};
pub use row::{RailItem, Row, list};
pub use secret::SecretText;
pub use secret_field::{SecretField, in_secret_field};
pub use shore::Shore;
pub use slider::slider;
pub use toast::{ToastEnd, toast};
