//! What happens in one simulated run: people who write while everything around them fails, and what
//! must hold when it has stopped failing.

mod check;
mod clocks;
mod guest;
mod household;
mod linking;
mod sharing;
mod storm;

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

use kith_core::{Answer, Command, CommandId, Trouble};
use kith_seal::{EndpointKey, Hash, RootId, UnixMillis, tagged};
use kith_sync::sim::{Faults, Network, Random};

use super::{Counted, Device, PASSPHRASE};
use household::Household;
use linking::Linking;
use sharing::Shares;
use storm::Asked;

/// Steps after which a calm network must have come to rest.
const MAX_CALM_STEPS: u64 = 200_000;

/// A line of what happened.
#[derive(Debug)]
pub struct StoryLine {
    /// When, in simulated time.
    pub at: UnixMillis,
    /// What.
    pub what: String,
}

/// How a run ended well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// A hash over every step of the network and everything that is listed at the end. What age throws
    /// for itself is not in it, so the same seed gives the same hash.
    pub fingerprint: Hash,
    /// Commands that changed something and were answered well.
    pub answered: u64,
    /// How often a device started again.
    pub restarts: u64,
    /// How often the power failed in the middle of a write.
    pub torn: u64,
    /// Shares that were made or ended.
    pub shares: u64,
    /// Devices that were linked.
    pub linked: u64,
    /// How often a clock was set, wrong or right.
    pub clocks: u64,
    /// Kept views, snapshots and questions for damage, of all devices.
    pub counted: Counted,
    /// Envelopes at rest on the first device at the end.
    pub envelopes: u64,
}

/// How a run ended badly.
#[derive(Debug)]
pub struct Failure {
    /// The seed that replays it.
    pub seed: u64,
    /// What did not hold.
    pub what: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "seed {}: {}", self.seed, self.what)
    }
}

/// Plays the run of one seed. What happened is added to `story`, if one is kept. A panic is a failure like
/// any other.
pub fn play(seed: u64, story: Option<&mut Vec<StoryLine>>) -> Result<Outcome, Failure> {
    let mut run = Run::new(seed);
    let played = catch_unwind(AssertUnwindSafe(|| run.storm_and_calm()));
    if let Some(story) = story {
        story.append(&mut run.story);
        let log = run.network.log().iter();
        story.extend(log.map(|line| StoryLine { at: line.at, what: line.what.clone() }));
        story.sort_by_key(|line| line.at);
    }
    let played = played.unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        Err(format!("panic: {}", text.unwrap_or_default()))
    });
    played.map_err(|what| Failure { seed, what })
}

/// Somebody's device in the network.
struct Seat {
    id: EndpointKey,
    name: &'static str,
    /// Whether it is one of the person's own; else it is the guest's.
    is_own: bool,
}

/// One run under way.
struct Run {
    random: Random,
    network: Network<Device>,
    household: std::sync::Arc<Household>,
    seats: Vec<Seat>,
    asked: Vec<Asked>,
    /// How many answers of each seat were looked at.
    looked_at: Vec<usize>,
    story: Vec<StoryLine>,
    storm: storm::State,
    shares: Shares,
    /// A further device that is still to come.
    linking: Option<Linking>,
    clocks_set: u64,
    answered: u64,
}

impl Run {
    fn new(seed: u64) -> Run {
        let mut random = Random::new(seed ^ 0x006b_6974_6800);
        let devices = [2, 2, 2, 3, 3, 4][random.below(6) as usize];
        let has_guest = random.chance(600);
        // Few runs begin with a long past, because every start has to read it.
        let variant = [0, 1, 2, 1, 2, 1, 2, 4, 1, 2, 1, 3][random.below(12) as usize];
        let household = household::prepared(devices, has_guest, variant);
        // Some runs live through the turn of the year, when every yearly volume is begun anew.
        let start = if random.chance(250) {
            household::NEW_YEAR - i64::try_from(random.between(5_000, 90_000)).unwrap_or(0)
        } else {
            household::AFTER_SETUP
        };
        let weather = weather(&mut random);
        let mut network = Network::new(seed, UnixMillis(start), weather);
        let slow_per_mille = [0, 100, 500, 950][random.below(4) as usize];
        let clocks_disagree = random.chance(400);
        let mut seats = Vec::new();
        for (number, member) in household.members.iter().enumerate() {
            let moved = random.chance(200);
            let port = 4100 + number as u16 + if moved { 100 } else { 0 };
            let mut device = Device::new(member.name, random.next_u64(), member.disk.copy(), port);
            device.slow_per_mille = slow_per_mille;
            device.received = (!member.is_own).then(Vec::new);
            if clocks_disagree {
                device.clock_off = clocks::some_clock(&mut random, start);
            }
            network.add(member.endpoint, device);
            seats.push(Seat { id: member.endpoint, name: member.name, is_own: member.is_own });
        }
        let looked_at = vec![0; seats.len()];
        let storm = storm::State::new(&mut random, &household, seats.len());
        let linking = random.chance(250).then(|| {
            let at_step = random.below(storm.steps);
            let off = if clocks_disagree { clocks::some_clock(&mut random, start) } else { 0 };
            Linking::new(at_step, random.next_u64(), slow_per_mille, off)
        });
        let mut shares = Shares::default();
        if has_guest {
            shares.ever.insert("word");
        }
        Run {
            random,
            network,
            household,
            seats,
            asked: Vec::new(),
            looked_at,
            story: Vec::new(),
            storm,
            shares,
            linking,
            clocks_set: 0,
            answered: 0,
        }
    }

    fn storm_and_calm(&mut self) -> Result<Outcome, String> {
        self.storm();
        self.calm()?;
        self.check()?;
        self.a_last_word()?;
        let facts = self.check()?;
        // What is agreed on is also what rests on the disk, and no question of the clock.
        self.clocks_are_set_right();
        for who in 0..self.seats.len() {
            match self.random.chance(700) {
                true => self.end(who),
                false => self.network.crash(self.seats[who].id),
            }
        }
        self.network.run_for(20_000);
        self.calm()?;
        let again = self.check()?;
        if facts.text != again.text {
            return Err("after everybody started again, something else is listed".into());
        }
        let mut restarts = 0;
        let mut torn = 0;
        let mut counted = Counted::default();
        for (_, device) in self.network.nodes() {
            restarts += device.runs.saturating_sub(1);
            torn += device.torn;
            counted += device.counted;
            if let Some(place) = device.damaged.first() {
                return Err(format!("{} was told of damage: {place}", device.name));
            }
        }
        let envelopes = facts.envelopes;
        let fingerprint = self.fingerprint(&facts.text);
        Ok(Outcome {
            fingerprint,
            answered: self.answered,
            restarts,
            torn,
            counted,
            shares: self.shares.changed,
            linked: u64::from(self.seats.len() > self.household.members.len()),
            clocks: self.clocks_set,
            envelopes,
        })
    }

    /// The weather clears up, everybody is reachable, and everything comes to rest.
    fn calm(&mut self) -> Result<(), String> {
        self.network.set_faults(Faults::CALM);
        let ids: Vec<EndpointKey> = self.seats.iter().map(|seat| seat.id).collect();
        // The last crash is over after this, and the last cut is healed below.
        self.network.run_for(40_000);
        for (number, one) in ids.iter().enumerate() {
            for other in ids.iter().skip(number + 1) {
                self.network.heal(*one, *other);
            }
            let is_up = self.network.with_node(one, |device, _| {
                device.slow_per_mille = 0;
                Vec::new()
            });
            if !is_up {
                return Err(format!("{} did not start again", self.seats[number].name));
            }
        }
        self.look_at_answers();
        for _ in 0..100 {
            self.go_on_linking();
            if self.linking.is_none() {
                break;
            }
            self.network.run_for(200);
        }
        if self.linking.is_some() {
            return Err("the further device was never linked".into());
        }
        self.rest()
    }

    /// Waits until nothing moves any more.
    fn rest(&mut self) -> Result<(), String> {
        for seat in &self.seats {
            self.network.with_node(&seat.id, |device, _| {
                device.slow_per_mille = 0;
                Vec::new()
            });
        }
        self.network.run_until_quiet(MAX_CALM_STEPS).map_err(|error| error.to_string())?;
        self.look_at_answers();
        // What was wanted of a proved owner is only done now.
        self.network.run_until_quiet(MAX_CALM_STEPS).map_err(|error| error.to_string())?;
        self.look_at_answers();
        let still = self.asked.iter().find(|asked| {
            let device = self.network.node(&self.seats[asked.who].id);
            device.is_some_and(|device| device.runs == asked.run)
        });
        match still {
            Some(asked) => {
                let seat = self.seats[asked.who].name;
                Err(format!("{seat} never answered {}", asked.command.0))
            }
            None => Ok(()),
        }
    }

    /// Asks a device; nothing if it is off.
    fn ask(&mut self, who: usize, command: Command) -> Option<CommandId> {
        let mut asked = None;
        self.network.with_node(&self.seats[who].id, |device, now| {
            let (id, out) = device.ask(kith_core::UnixMillis(now.0), command);
            asked = Some(id);
            out
        });
        asked
    }

    /// Asks a device for something that is answered at once.
    fn told(&mut self, who: usize, command: Command) -> Result<Answer, Option<Trouble>> {
        let id = self.ask(who, command).ok_or(None)?;
        match self.network.node(&self.seats[who].id).and_then(|device| device.answer(id)) {
            Some(Ok(answer)) => Ok(answer.clone()),
            Some(Err(trouble)) => Err(Some(trouble.clone())),
            None => Err(None),
        }
    }

    fn tell(&mut self, what: String) {
        self.story.push(StoryLine { at: self.network.now(), what });
    }

    fn fingerprint(&self, facts: &str) -> Hash {
        let mut hash = Hash::ZERO;
        for line in self.network.log() {
            // A frame's line ends with its length and its hash, which age's own dice have a part in.
            let what = match line.what.split_once(" bytes ") {
                Some((start, _)) => start.trim_end_matches(|digit: char| digit.is_ascii_digit()),
                None => line.what.as_str(),
            };
            let at = line.at.0.to_le_bytes();
            hash = tagged("kith/v1/sim/outline", &[hash.as_bytes(), &at, what.as_bytes()]);
        }
        tagged("kith/v1/sim/outcome", &[hash.as_bytes(), facts.as_bytes()])
    }

    fn plan(&self) -> RootId {
        self.household.plan
    }
}

/// The weather of one run.
fn weather(random: &mut Random) -> Faults {
    if random.chance(300) {
        return Faults::STORM;
    }
    let slowest = [5, 100, 1_000, 6_000][random.below(4) as usize];
    Faults {
        delay_millis: (1, slowest),
        break_per_mille: random.below(40) as u32,
        partition_per_mille: random.below(15) as u32,
        crash_per_mille: random.below(8) as u32,
        duplicate_per_mille: random.below(500) as u32,
    }
}

/// The passphrase proves the owner again.
fn passphrase() -> secrecy::SecretString {
    secrecy::SecretString::from(PASSPHRASE)
}
