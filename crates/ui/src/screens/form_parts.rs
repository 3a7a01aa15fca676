//! Where the parts of a long form begin, so that it reads as a few short ones.

use kith_words::say;

/// The parts of a long form: the field that begins each, after the first fields, which need no words.
const PARTS: [(&str, &[(&str, Part)]); 9] = [
    ("appt", &[("person", Part::Where), ("prep", Part::Around)]),
    ("group", &[("day", Part::When), ("place", Part::Where), ("tags", Part::Who)]),
    ("med", &[("times", Part::When), ("prescriber", Part::More), ("refill", Part::Supply)]),
    ("craving", &[("halt", Part::More), ("used", Part::How)]),
    ("setback", &[("told", Part::More), ("before", Part::Think), ("next_step", Part::Next)]),
    ("strategy", &[("energy", Part::How), ("place", Part::More)]),
    ("goal", &[("steps", Part::Next), ("with", Part::More)]),
    ("resource", &[("note", Part::More)]),
    ("conflict", &[("needs", Part::Next), ("deal", Part::Course)]),
];

/// What a part of a form is about.
#[derive(Clone, Copy)]
enum Part {
    When,
    Where,
    Around,
    Who,
    How,
    Supply,
    Think,
    Next,
    Course,
    More,
}

/// The words over the part that begins with this field, if one does.
pub fn part_of(kind: &str, field: &str) -> Option<String> {
    let (_, parts) = PARTS.iter().find(|(name, _)| *name == kind)?;
    let (_, part) = parts.iter().find(|(first, _)| *first == field)?;
    Some(match part {
        Part::When => say!("look-part-when"),
        Part::Where => say!("look-part-where"),
        Part::Around => say!("look-part-around"),
        Part::Who => say!("look-part-who"),
        Part::How => say!("look-part-how"),
        Part::Supply => say!("look-part-supply"),
        Part::Think => say!("look-part-think"),
        Part::Next => say!("look-part-next"),
        Part::Course => say!("look-part-course"),
        Part::More => say!("look-form-more"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_begins_with_a_field_of_its_kind_and_none_with_the_first() {
        for (kind, parts) in PARTS {
            let fields = kith_core::kinds::kind(kind).map(|kind| kind.fields).unwrap();
            for (first, _) in parts {
                let place = fields.iter().position(|field| field.name == *first);
                assert!(place.is_some_and(|place| place > 0), "{kind} {first}");
            }
        }
    }
}
