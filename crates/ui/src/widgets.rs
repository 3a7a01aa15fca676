//! House widgets: each is named for a reader, reachable by keyboard, and says what was done to it.
//! They hold no words of their own and know nothing of plans.

mod breath;
mod button;
mod card;
mod check;
mod choice;
mod field;
mod heading;
mod icon;
mod label;
mod modal;
mod notice;
mod paint;
mod rail;
mod row;
mod secret;
mod secret_field;
mod shore;
mod slider;
mod steps;
mod tile;
mod toast;

pub use breath::breath;
pub use button::{Button, Weight};
pub use card::{bubble, card, chip, hairline, initials, plate};
pub use check::check;
pub use choice::{Choice, choice_faces, choice_row, choices};
pub use field::{Field, field_error, field_label};
pub(crate) use heading::heading_in;
pub use heading::{Arrival, heading};
pub use icon::{Icon, icon};
pub use label::{body, label, muted, numbered_word, quote, strong};
pub use modal::{ModalFocus, modal};
pub use notice::{Mood, notice, status};
pub use rail::{RailItem, RailMood, RailShape};
pub use row::{Row, list};
pub use secret::SecretText;
pub use secret_field::{SecretField, in_secret_field};
pub use shore::Shore;
pub use slider::slider;
pub use steps::steps;
pub use tile::Tile;
pub use toast::{ToastEnd, toast};
