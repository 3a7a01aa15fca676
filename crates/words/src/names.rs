//! Names of kinds, fields, choices, sections and roles, as a person reads them.
//!
//! The names in the code (`good_times`, `need_a_talk`) arrive as text, because plans may hold kinds
//! from a newer Kith; what has no words here is shown by its own name with spaces for underscores.

use crate::voice::{has, say};

/// One record of this kind: "Person".
pub fn kind_name(kind: &str) -> String {
    named(&format!("kind-{kind}"), kind)
}

/// Several records of this kind: "People".
pub fn kind_plural(kind: &str) -> String {
    named(&format!("kind-{kind}-plural"), kind)
}

/// What the button and the form for a new one say: "Add a person"; for a kind that has no words of
/// its own, its name alone.
pub fn kind_add(kind: &str) -> String {
    named(&format!("kind-{kind}-add"), kind)
}

/// What the form for changing one says: "Change this person".
pub fn kind_edit(kind: &str) -> String {
    named(&format!("kind-{kind}-edit"), kind)
}

/// What somebody might write in a first record of this kind, where there is an example.
pub fn kind_example(kind: &str) -> Option<String> {
    let id = format!("example-{kind}");
    has(&id).then(|| say(&id, &[]))
}

/// The label of a field: "Good times to call".
pub fn field_label(kind: &str, field: &str) -> String {
    named(&format!("field-{kind}-{field}"), field)
}

/// One sentence that helps to fill the field in, where there is one.
pub fn field_help(kind: &str, field: &str) -> Option<String> {
    let id = format!("field-{kind}-{field}-help");
    has(&id).then(|| say(&id, &[]))
}

/// A choice of a field: "Need a talk". Steps of a scale are choices too: `choice_label("checkin",
/// "mood", "3")`.
pub fn choice_label(kind: &str, field: &str, choice: &str) -> String {
    named(&format!("choice-{kind}-{field}-{choice}"), choice)
}

/// A section: "The one word".
pub fn section_name(section: &str) -> String {
    named(&format!("section-{section}"), section)
}

/// The part somebody plays in the owner's life: "Sponsor".
pub fn role_name(role: &str) -> String {
    named(&format!("role-{role}"), role)
}

/// What is wrong with a damaged file: "the file is gone".
pub fn damage(name: &str) -> String {
    named(&format!("damage-{name}"), name)
}

fn named(id: &str, plain: &str) -> String {
    if has(id) { say(id, &[]) } else { plain.replace('_', " ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_from_a_newer_kith_are_shown_as_they_are() {
        assert_eq!(kind_name("sleep_log"), "sleep log");
        assert_eq!(field_label("person", "shoe_size"), "shoe size");
        assert_eq!(choice_label("word", "word", "not_sure"), "not sure");
        assert_eq!(field_help("person", "shoe_size"), None);
    }

    #[test]
    fn names_are_words() {
        assert_eq!(kind_name("person"), "Person");
        assert_eq!(kind_plural("person"), "People");
        assert_eq!(kind_add("reason"), "Add a reason");
        assert_eq!(kind_edit("person"), "Change this person");
        assert_eq!(choice_label("checkin", "mood", "1"), "Rough");
        assert_eq!(section_name("checkins"), "Check-ins");
        assert_eq!(role_name("sponsor"), "Sponsor or mentor");
    }
}
