//! Order keys: strings between which another string always fits.
//!
//! A part keeps its key while others move around it, so that moving one part writes one key and two
//! devices can reorder different parts at once.

/// The digits of a key, in the order of their bytes.
const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// Keys for parts in this order. Given are the keys they have now, or none for new parts; as many as can
/// be are kept, and the others are made anew between their neighbours.
pub(crate) fn assign(current: &[Option<&str>]) -> Vec<String> {
    let kept = longest_rising(current);
    between_kept(current, &kept).unwrap_or_else(|| {
        // Keys written by something else may leave no room; then all are made anew.
        between_kept(current, &[]).unwrap_or_default()
    })
}

fn between_kept(current: &[Option<&str>], kept: &[usize]) -> Option<Vec<String>> {
    let mut keys: Vec<String> = Vec::with_capacity(current.len());
    for (index, key) in current.iter().enumerate() {
        let key = match key {
            Some(key) if kept.contains(&index) => (*key).to_owned(),
            _ => {
                let next = kept.iter().find(|kept| **kept > index);
                let after = next.and_then(|next| current.get(*next).copied().flatten());
                between(keys.last().map(String::as_str).unwrap_or(""), after)?
            }
        };
        keys.push(key);
    }
    Some(keys)
}

/// A key strictly after `before` (empty for none) and strictly before `after`. `None` if the two leave no
/// room or were not made here.
fn between(before: &str, after: Option<&str>) -> Option<String> {
    let digit = |byte: u8| DIGITS.iter().position(|digit| *digit == byte);
    let mut key = String::new();
    let mut before = before.bytes();
    let mut after = after.map(str::bytes);
    loop {
        let low = match before.next() {
            Some(byte) => digit(byte)?,
            None => 0,
        };
        let high = match &mut after {
            Some(bytes) => digit(bytes.next()?)?,
            None => DIGITS.len(),
        };
        if low > high {
            return None;
        }
        let middle = usize::midpoint(low, high);
        if middle > low {
            key.push(char::from(*DIGITS.get(middle)?));
            return Some(key);
        }
        key.push(char::from(*DIGITS.get(low)?));
        if low < high {
            after = None;
        }
    }
}

/// The places of a longest run of keys that rise strictly: those need no new key.
fn longest_rising(current: &[Option<&str>]) -> Vec<usize> {
    // For each place: how long the longest rising run ending there is, and the place before it.
    let mut runs: Vec<(usize, Option<usize>)> = Vec::with_capacity(current.len());
    for (index, key) in current.iter().enumerate() {
        let best = key.and_then(|key| {
            (0..index)
                .filter(|earlier| {
                    current.get(*earlier).copied().flatten().is_some_and(|before| before < key)
                })
                .max_by_key(|earlier| runs.get(*earlier).map_or(0, |run| run.0))
        });
        let before = best.and_then(|best| runs.get(best)).map_or(0, |run| run.0);
        runs.push(if key.is_some() { (before + 1, best) } else { (0, None) });
    }
    let mut place = (0..runs.len())
        .filter(|index| runs.get(*index).is_some_and(|run| run.0 > 0))
        .max_by_key(|index| runs.get(*index).map_or(0, |run| run.0));
    let mut kept = Vec::new();
    while let Some(index) = place {
        kept.push(index);
        place = runs.get(index).and_then(|run| run.1);
    }
    kept.reverse();
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_chacha::ChaCha12Rng;
    use rand_core::{Rng as _, SeedableRng as _};

    fn rising(keys: &[String]) -> bool {
        keys.windows(2).all(|pair| pair[0] < pair[1])
    }

    #[test]
    fn moving_one_part_writes_one_key() {
        let keys = assign(&[None, None, None, None]);
        assert!(rising(&keys));
        let moved = [Some(keys[3].as_str()), Some(&keys[0]), Some(&keys[1]), Some(&keys[2])];
        let after = assign(&moved);
        assert!(rising(&after));
        assert_eq!(after[1..], keys[..3], "only the moved part has a new key");
    }

    #[test]
    fn equal_and_foreign_keys_are_put_right() {
        assert!(rising(&assign(&[Some("V"), None, Some("V")])));
        assert!(rising(&assign(&[None, Some(""), Some("0"), None])));
        assert!(rising(&assign(&[None, Some("\u{fc}ber"), None, Some("zz!"), None])));
    }

    #[test]
    fn any_sequence_of_moves_leaves_rising_keys() {
        for seed in 0..20 {
            let mut dice = ChaCha12Rng::seed_from_u64(seed);
            let mut keys: Vec<String> = Vec::new();
            for _ in 0..200 {
                let mut parts: Vec<Option<String>> = keys.into_iter().map(Some).collect();
                let place = dice.next_u32() as usize % (parts.len() + 1);
                match dice.next_u32() % 3 {
                    0 if !parts.is_empty() => {
                        let from = dice.next_u32() as usize % parts.len();
                        let part = parts.remove(from);
                        let place = place.min(parts.len());
                        parts.insert(place, part);
                    }
                    _ => parts.insert(place, None),
                }
                let current: Vec<Option<&str>> = parts.iter().map(Option::as_deref).collect();
                keys = assign(&current);
                assert_eq!(keys.len(), parts.len());
                assert!(rising(&keys), "seed {seed}: {keys:?}");
            }
        }
    }
}
