//! Devices whose clocks disagree: by hours, by days, by years, and by jumps in the middle of everything.

use kith_sync::sim::Random;

use super::Run;

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;
const YEAR: i64 = 365 * DAY;

/// How far off a clock may be: nothing, hours, days, years, or a battery that died and left 1970.
pub fn some_clock(random: &mut Random, now: i64) -> i64 {
    let most = match random.below(6) {
        0 => return 0,
        1 => 12 * HOUR,
        2 => 40 * DAY,
        3 => 2 * YEAR,
        4 => 20 * YEAR,
        _ => return HOUR - now,
    };
    let off = random.below(most.unsigned_abs() * 2 + 1);
    i64::try_from(off).unwrap_or(0) - most
}

impl Run {
    /// Some device's clock is set, to whatever somebody takes for the time.
    pub fn a_clock_jumps(&mut self, who: usize) {
        let off = some_clock(&mut self.random, self.network.now().0);
        self.set_clock(who, off);
    }

    /// Every clock is set right, as when everybody has found a time server at last.
    pub fn clocks_are_set_right(&mut self) {
        for who in 0..self.seats.len() {
            self.set_clock(who, 0);
        }
    }

    /// Whether all clocks show about the same. Who may read what is a question of the day.
    pub fn clocks_agree(&self) -> bool {
        self.network.nodes().all(|(_, device)| device.clock_off == 0)
    }

    fn set_clock(&mut self, who: usize, off: i64) {
        let seat = self.seats[who].name;
        let is_news = self.network.node(&self.seats[who].id).is_some_and(|d| d.clock_off != off);
        if is_news {
            self.clocks_set += 1;
            self.tell(format!("the clock of {seat} is now off by {off} ms"));
            self.network.with_node(&self.seats[who].id, |device, _| {
                device.clock_off = off;
                Vec::new()
            });
        }
    }
}
