//! Dice that fall the same everywhere.

/// SplitMix64: small and even.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Dice(seed)
    }

    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub fn below(&mut self, end: u64) -> u64 {
        self.roll() % end.max(1)
    }

    /// A number from the first to the last, both included.
    pub fn between(&mut self, first: u64, last: u64) -> u64 {
        first + self.below(last.saturating_sub(first) + 1)
    }

    pub fn one_of<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        let place = self.below(choices.len() as u64) as usize;
        choices.get(place).copied().unwrap_or_default()
    }

    pub fn words(&mut self, count: usize) -> String {
        const WORDS: [&str; 40] = [
            "walked", "slept", "called", "tea", "garden", "rain", "bus", "work", "sister", "dog",
            "quiet", "long", "better", "hard", "meeting", "evening", "again", "with", "and", "the",
            "a", "kitchen", "music", "today", "harbour", "lantern", "Sunday", "letter", "bread",
            "stairs", "phone", "window", "brother", "slowly", "first", "river", "home", "late",
            "morning", "café",
        ];
        let words: Vec<&str> = (0..count).map(|_| self.one_of(&WORDS)).collect();
        words.join(" ")
    }
}
