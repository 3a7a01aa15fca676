//! The card for the worst hour: somebody will not wake up. The window and the command line show the same one.

use crate::{country_of, say};

/// What stands on the card, from top to bottom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WakeCard {
    /// What it is about.
    pub title: String,
    /// The words over the signs.
    pub look_for: String,
    /// The signs.
    pub signs: Vec<String>,
    /// The words over what to do.
    pub do_now: String,
    /// What to do, in this order.
    pub acts: Vec<String>,
    /// The words over what not to do.
    pub do_not: String,
    /// What not to do.
    pub nots: String,
    /// Who made the card.
    pub made: String,
}

/// The card with the emergency number of a country, given by its code; without one it says "your emergency
/// number", for no number is guessed.
pub fn wake_card(country: Option<&str>) -> WakeCard {
    let number = country.and_then(country_of).map(|country| country.emergency.to_owned());
    let number = number.unwrap_or_else(|| say!("act-lines-your-number"));
    WakeCard {
        title: say!("crisis-wake-title"),
        look_for: say!("crisis-wake-signs"),
        signs: vec![
            say!("crisis-wake-sign-1"),
            say!("crisis-wake-sign-2"),
            say!("crisis-wake-sign-3"),
            say!("crisis-wake-sign-4"),
        ],
        do_now: say!("crisis-wake-do"),
        acts: vec![
            say!("crisis-wake-do-1", number = number),
            say!("crisis-wake-do-2"),
            say!("crisis-wake-do-3"),
            say!("crisis-wake-do-4"),
            say!("crisis-wake-do-5"),
        ],
        do_not: say!("crisis-wake-not"),
        nots: say!("crisis-wake-not-1"),
        made: say!("crisis-wake-made"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_is_that_of_the_country_and_none_is_guessed() {
        let first = |country| wake_card(country).acts.first().cloned().unwrap_or_default();
        assert!(first(Some("GB")).contains("999"));
        assert!(first(Some("gb")).contains("999"), "a code may be typed in small letters");
        for unknown in [None, Some("XX")] {
            assert!(first(unknown).contains(&say!("act-lines-your-number")));
            assert!(!first(unknown).chars().any(|letter| letter.is_ascii_digit()));
        }
    }
}
