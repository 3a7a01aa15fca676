//! `kith sync`: in step with everybody who can be reached, and then quiet for a while.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use crossbeam_channel::Receiver;
use kith_core::{Answer, Command, PeerReport, PeersReport, ReadAnyway, Trouble};

use super::failure::Failure;
use super::print;
use super::session::Session;
use crate::runtime::Handle;
use crate::signals::end_signals;

/// So long is a peer dialled again and again before it counts as out of reach.
const DIALLING: Duration = Duration::from_secs(10);

/// So long must nothing have moved before it is over.
const QUIET: Duration = Duration::from_secs(2);

/// Runs until everything is confirmed both ways with everybody who can be reached and two seconds were
/// quiet, or until `seconds` are over.
pub fn sync(session: &mut Session, seconds: Option<u64>) -> Result<(), Failure> {
    session.unlock()?;
    let ends = end_signals().map_err(|_| Trouble::Internal)?;
    let report = reach(&session.handle, seconds, &ends)?;
    print::answer(&over(report)?, session.json);
    Ok(())
}

/// How a `sync` ends: where the book may lack a peer, with what is known and with the damage.
pub fn over(report: PeersReport) -> Result<Answer, Trouble> {
    match report.trouble.clone() {
        Some(Trouble::Damaged { file }) => {
            let read = ReadAnyway::new(Answer::Peers(report));
            Err(Trouble::DamagedPart { file, read })
        }
        Some(_) | None => Ok(Answer::Peers(report)),
    }
}

/// Opens the network and waits as `sync` does, or until `ends` says that nobody waits any more.
pub fn reach(
    handle: &Handle,
    seconds: Option<u64>,
    ends: &Receiver<()>,
) -> Result<PeersReport, Trouble> {
    let changes = handle.changes();
    handle.ask(Command::GoOnline)?;
    let mut pace = Pace::new(Instant::now(), seconds);
    loop {
        let report = peers(handle)?;
        let Some(wait) = pace.look(&report, Instant::now()) else {
            return Ok(told(report));
        };
        let until = crossbeam_channel::after(wait);
        crossbeam_channel::select! {
            recv(changes) -> _ => {}
            recv(until) -> _ => {}
            recv(ends) -> _ => return peers(handle).map(told),
        }
    }
}

/// Says why nothing came further, if the disk here refuses: the rest of the report cannot be in step then.
fn told(report: PeersReport) -> PeersReport {
    if let Some(trouble) = &report.trouble
        && !matches!(trouble, Trouble::Damaged { .. })
    {
        print::message(&Failure::Trouble(trouble.clone()).lines());
    }
    report
}

fn peers(handle: &Handle) -> Result<PeersReport, Trouble> {
    match handle.ask(Command::Peers)? {
        Answer::Peers(report) => Ok(report),
        _ => Err(Trouble::Internal),
    }
}

/// When it is over.
struct Pace {
    dialled_until: Instant,
    over_at: Option<Instant>,
    quiet_since: Option<Instant>,
    /// Those who were reached while nothing was left to exchange. Their own program may end first, and is not
    /// waited for again.
    met: BTreeSet<String>,
    /// What was known at the last look; bytes on the wire are news too.
    last: Option<PeersReport>,
}

impl Pace {
    fn new(start: Instant, seconds: Option<u64>) -> Self {
        let limit = seconds.map(Duration::from_secs);
        Pace {
            dialled_until: start + limit.map_or(DIALLING, |limit| limit.min(DIALLING)),
            over_at: limit.and_then(|limit| start.checked_add(limit)),
            quiet_since: None,
            met: BTreeSet::new(),
            last: None,
        }
    }

    /// How long to wait for news before the next look; nothing when it is over.
    fn look(&mut self, report: &PeersReport, now: Instant) -> Option<Duration> {
        if report.peers.is_empty() || self.over_at.is_some_and(|over| over <= now) {
            return None;
        }
        let moved = self.last.as_ref().is_none_or(|last| last.peers != report.peers);
        self.last = Some(report.clone());
        if report.quiet {
            let reached = report.peers.iter().filter(|peer| peer.path != "none");
            self.met.extend(reached.map(|peer| peer.id.clone()));
        }
        let is_awaited = |peer: &PeerReport| peer.is_awaited() && !self.met.contains(&peer.id);
        let out_of_reach = report.peers.iter().any(is_awaited);
        let dialling = out_of_reach && now < self.dialled_until;
        if moved || !report.quiet || dialling {
            self.quiet_since = None;
        }
        let next = if dialling {
            self.dialled_until
        } else if report.quiet {
            let over = *self.quiet_since.get_or_insert(now) + QUIET;
            if over <= now {
                return None;
            }
            over
        } else {
            now + DIALLING
        };
        Some(self.over_at.map_or(next, |over| next.min(over)).saturating_duration_since(now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(path: &'static str, quiet: bool, sent_bytes: u64) -> PeersReport {
        let peer = PeerReport {
            id: "ab".to_owned(),
            name: "Desktop".to_owned(),
            path,
            in_step_as_of: None,
            sent_bytes,
            received_bytes: 0,
            waiting: 0,
            why: None,
        };
        PeersReport { peers: vec![peer], quiet, trouble: None }
    }

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn nobody_to_wait_for_is_over_at_once() {
        let now = Instant::now();
        let mut pace = Pace::new(now, None);
        assert_eq!(
            pace.look(&PeersReport { peers: vec![], quiet: true, trouble: None }, now),
            None
        );
    }

    #[test]
    fn it_ends_when_two_seconds_were_quiet() {
        let start = Instant::now();
        let mut pace = Pace::new(start, None);
        assert!(pace.look(&report("direct", false, 0), start).is_some());
        assert_eq!(pace.look(&report("direct", true, 10), start + SECOND), Some(QUIET));
        // Bytes that move are not quiet.
        assert_eq!(pace.look(&report("direct", true, 20), start + 2 * SECOND), Some(QUIET));
        assert_eq!(pace.look(&report("direct", true, 20), start + 3 * SECOND), Some(SECOND));
        assert_eq!(pace.look(&report("direct", true, 20), start + 4 * SECOND), None);
    }

    #[test]
    fn a_peer_is_out_of_reach_only_after_ten_seconds() {
        let start = Instant::now();
        let mut pace = Pace::new(start, None);
        assert_eq!(pace.look(&report("none", true, 0), start), Some(DIALLING));
        assert_eq!(pace.look(&report("none", true, 0), start + DIALLING), Some(QUIET));
        assert_eq!(pace.look(&report("none", true, 0), start + DIALLING + QUIET), None);
    }

    /// Of three programs that had nothing left to say, the first to end kept the other two waiting for ten seconds.
    #[test]
    fn whoever_was_in_step_and_has_gone_is_not_waited_for() {
        let start = Instant::now();
        let mut pace = Pace::new(start, None);
        assert_eq!(pace.look(&report("direct", true, 10), start + SECOND), Some(QUIET));
        assert_eq!(pace.look(&report("none", true, 10), start + 2 * SECOND), Some(QUIET));
        assert_eq!(pace.look(&report("none", true, 10), start + 4 * SECOND), None);
        // One that went in the middle of it may come back.
        let mut pace = Pace::new(start, None);
        pace.look(&report("direct", false, 10), start + SECOND);
        let left = pace.look(&report("none", true, 10), start + 2 * SECOND);
        assert_eq!(left, Some(DIALLING - 2 * SECOND));
    }

    #[test]
    fn nobody_is_waited_for_while_the_network_is_off() {
        let start = Instant::now();
        let mut pace = Pace::new(start, None);
        let mut off = report("none", true, 0);
        off.peers[0].why = Some("network off");
        assert_eq!(pace.look(&off, start), Some(QUIET));
        assert_eq!(pace.look(&off, start + QUIET), None);
    }

    /// Every `sync` waited for twelve seconds for a device whose linking had broken off.
    #[test]
    fn nobody_waits_for_a_device_that_was_never_met() {
        let start = Instant::now();
        let mut pace = Pace::new(start, None);
        let mut phantom = report("none", true, 0);
        phantom.peers[0].why = Some("never met");
        assert_eq!(pace.look(&phantom, start), Some(QUIET));
        assert_eq!(pace.look(&phantom, start + QUIET), None);
    }

    #[test]
    fn the_time_that_was_given_is_kept() {
        let start = Instant::now();
        let mut pace = Pace::new(start, Some(3));
        assert_eq!(pace.look(&report("none", true, 0), start), Some(3 * SECOND));
        assert_eq!(pace.look(&report("none", true, 0), start + 3 * SECOND), None);
    }
}
