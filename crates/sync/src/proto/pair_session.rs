//! The order of a pairing: who speaks when, who must say yes, and when an invitation is burnt.
//!
//! No key and no hash is here. The maths are the caller's: this machine says which step is due ([`PairOut::Compute`])
//! and is told what came of it ([`PairIn::Computed`]); what the maths make is bytes to it.
//!
//! ```text
//! joiner                      inviter
//!   Commit   ---------------->          who knows the secret is bound to a nonce before it sees the other's; who names
//!                                       another invitation is sent away, and that counts for nothing
//!            <----------------   Offer
//!   Reveal   ---------------->          wrong MAC: the connection ends, five of them burn the invitation
//!            <---------------- Confirm  wrong MAC: the joiner stops
//!        both people compare four words; each yes is an Agree with a MAC
//!   Agree    <--------------->   Agree
//!   Payload  <--------------->   Payload   any number, once both Agrees are checked
//!   Goodbye  <--------------->   Goodbye
//! ```

use kith_seal::{MAX_BAD_TRIES, UnixMillis};

use super::pair_event::{PairIn, PairOut, PairRole, PairStep, PairVerdict};
use super::pair_frame::{PairEnd, PairFrame};
use super::span::is_over;

/// How long the other side may take to the point where people compare; a stranger must not hold the door.
const HANDSHAKE_MILLIS: i64 = 30_000;
/// Payloads that may arrive while the other side's Agree is still being checked.
const EARLY_PAYLOADS: usize = 4;

/// How far a connection is.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Stage {
    /// No connection.
    Idle,
    /// Inviter: waiting for the Commit.
    AwaitCommit([u8; 32]),
    /// A step of the handshake is being computed.
    Computing(Handshake),
    /// Joiner: waiting for the Offer.
    AwaitOffer,
    /// Inviter: waiting for the Reveal.
    AwaitReveal,
    /// Joiner: waiting for the Confirm.
    AwaitConfirm,
    /// The words are shown.
    Comparing(Agreement),
    /// Both agreed.
    Agreed,
    /// Over.
    Ended,
}

/// Which step of the handshake is being computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Handshake {
    Commit,
    Offer,
    Reveal,
    CheckReveal,
    CheckConfirm,
}

/// Who has agreed so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Agreement {
    answered: bool,
    sent: bool,
    /// Their Agree, until it is checked.
    theirs: Option<Vec<u8>>,
    checked: bool,
    /// The step under way: checking theirs, or making ours.
    computing: Option<bool>,
    early: Vec<Vec<u8>>,
}

/// One invitation on its inviter's side, or one attempt to join.
#[derive(Debug)]
pub struct PairSession {
    role: PairRole,
    expires: UnixMillis,
    lasts_millis: i64,
    bad_tries: u8,
    since: UnixMillis,
    stage: Stage,
    steps: u32,
    /// The number of the step under way on this connection.
    due: Option<u32>,
    out: Vec<PairOut>,
}

impl PairSession {
    /// A pairing that is good until `expires`; from then on the inviter's side takes no new connection. The joiner's
    /// side does not judge the time.
    pub fn new(role: PairRole, expires: UnixMillis) -> Self {
        Self {
            role,
            expires,
            lasts_millis: i64::MAX,
            bad_tries: 0,
            since: UnixMillis::default(),
            stage: Stage::Idle,
            steps: 0,
            due: None,
            out: Vec::new(),
        }
    }

    /// How long the invitation was meant to last in all: a clock that is set back does not prolong it.
    pub fn lasting(self, millis: i64) -> Self {
        Self { lasts_millis: millis, ..self }
    }

    /// Whether it is over.
    pub fn is_ended(&self) -> bool {
        self.stage == Stage::Ended
    }

    /// Takes one event and says what is to be done, in order.
    pub fn handle(&mut self, now: UnixMillis, event: PairIn) -> Vec<PairOut> {
        if self.stage != Stage::Ended {
            match event {
                PairIn::Connected { exporter } => self.connected(now, exporter),
                PairIn::Disconnected => self.disconnected(),
                PairIn::Frame(bytes) => self.frame(&bytes),
                PairIn::Computed { number, verdict } => {
                    if self.due.take_if(|due| *due == number).is_some() {
                        self.computed(verdict);
                    }
                }
                PairIn::Answer { matches } => self.answer(matches),
                PairIn::Payload(bytes) => self.payload(bytes),
                PairIn::Finish => self.end(PairEnd::Done, true),
                PairIn::Cancel => self.end(PairEnd::Cancelled, true),
                PairIn::Tick => self.tick(now),
            }
        }
        std::mem::take(&mut self.out)
    }

    fn connected(&mut self, now: UnixMillis, exporter: [u8; 32]) {
        if self.stage != Stage::Idle {
            return;
        }
        self.since = now;
        self.due = None;
        match self.role {
            PairRole::Inviter if self.has_expired(now) => self.end(PairEnd::Expired, true),
            PairRole::Inviter => self.stage = Stage::AwaitCommit(exporter),
            PairRole::Joiner => {
                self.compute(Handshake::Commit, PairStep::MakeCommit { exporter });
            }
        }
    }

    fn disconnected(&mut self) {
        match (&self.stage, self.role) {
            (Stage::Idle | Stage::Ended, _) => {}
            // Whoever got this far knew the secret: the invitation is used, whatever came of it.
            (Stage::Comparing(_) | Stage::Agreed, _) | (_, PairRole::Joiner) => {
                self.end(PairEnd::Lost, false);
            }
            (_, PairRole::Inviter) => (self.stage, self.due) = (Stage::Idle, None),
        }
    }

    fn has_expired(&self, now: UnixMillis) -> bool {
        is_over(now.0, self.expires.0, self.lasts_millis)
    }

    fn tick(&mut self, now: UnixMillis) {
        match &self.stage {
            Stage::Idle if self.role == PairRole::Inviter && self.has_expired(now) => {
                self.end(PairEnd::Expired, false);
            }
            Stage::Idle | Stage::Comparing(_) | Stage::Agreed | Stage::Ended => {}
            Stage::AwaitCommit(_)
            | Stage::Computing(_)
            | Stage::AwaitOffer
            | Stage::AwaitReveal
            | Stage::AwaitConfirm => {
                // A clock that was set back must not keep the door busy for longer either.
                let passed = now.0.saturating_sub(self.since.0).saturating_abs();
                if passed > HANDSHAKE_MILLIS {
                    self.drop_connection(PairEnd::Lost);
                }
            }
        }
    }

    fn frame(&mut self, bytes: &[u8]) {
        let Ok(frame) = PairFrame::decode(bytes) else {
            return self.drop_connection(PairEnd::BadFrame);
        };
        match (std::mem::replace(&mut self.stage, Stage::Idle), frame) {
            (stage, PairFrame::Goodbye { why }) => {
                self.stage = stage;
                self.goodbye(why);
            }
            (Stage::AwaitCommit(exporter), PairFrame::Commit { bytes: commit }) => {
                self.compute(Handshake::Offer, PairStep::MakeOffer { exporter, commit });
            }
            (Stage::AwaitOffer, PairFrame::Offer { bytes: offer }) => {
                self.compute(Handshake::Reveal, PairStep::MakeReveal { offer });
            }
            (Stage::AwaitReveal, PairFrame::Reveal { bytes: reveal }) => {
                self.compute(Handshake::CheckReveal, PairStep::CheckReveal { reveal });
            }
            (Stage::AwaitConfirm, PairFrame::Confirm { bytes: confirm }) => {
                self.compute(Handshake::CheckConfirm, PairStep::CheckConfirm { confirm });
            }
            (Stage::Comparing(mut both), PairFrame::Agree { mac })
                if both.theirs.is_none() && !both.checked =>
            {
                both.theirs = Some(mac);
                self.agree(both);
            }
            // Their Payload may follow their Agree while that is still being checked here; without their Agree, or
            // before our own is sent, they cannot know that both agreed.
            (Stage::Comparing(mut both), PairFrame::Payload { bytes })
                if both.sent && both.theirs.is_some() && both.early.len() < EARLY_PAYLOADS =>
            {
                both.early.push(bytes);
                self.stage = Stage::Comparing(both);
            }
            (Stage::Agreed, PairFrame::Payload { bytes }) => {
                self.stage = Stage::Agreed;
                self.out.push(PairOut::Received(bytes));
            }
            (stage, _) => {
                self.stage = stage;
                self.drop_connection(PairEnd::BadFrame);
            }
        }
    }

    fn goodbye(&mut self, why: PairEnd) {
        match (&self.stage, self.role) {
            (Stage::Comparing(_) | Stage::Agreed, _) | (_, PairRole::Joiner) => {
                // Only a pairing that both agreed to can be done.
                let is_early = why == PairEnd::Done && self.stage != Stage::Agreed;
                self.end(if is_early { PairEnd::BadFrame } else { why }, false);
            }
            (_, PairRole::Inviter) => self.drop_connection(PairEnd::Lost),
        }
    }

    fn computed(&mut self, verdict: PairVerdict) {
        match (std::mem::replace(&mut self.stage, Stage::Idle), verdict) {
            (Stage::Computing(Handshake::Commit), PairVerdict::Made(bytes)) => {
                self.say(PairFrame::Commit { bytes }, Stage::AwaitOffer);
            }
            (Stage::Computing(Handshake::Offer), PairVerdict::Made(bytes)) => {
                self.say(PairFrame::Offer { bytes }, Stage::AwaitReveal);
            }
            (Stage::Computing(Handshake::Reveal), PairVerdict::Made(bytes)) => {
                self.say(PairFrame::Reveal { bytes }, Stage::AwaitConfirm);
            }
            (Stage::Computing(Handshake::CheckReveal), PairVerdict::Made(bytes)) => {
                self.say(PairFrame::Confirm { bytes }, Stage::Comparing(Agreement::default()));
                self.out.push(PairOut::Compare);
            }
            (Stage::Computing(Handshake::CheckConfirm), PairVerdict::Right) => {
                self.stage = Stage::Comparing(Agreement::default());
                self.out.push(PairOut::Compare);
            }
            // Nothing was proved or disproved yet: whoever comes by without the ticket must not be able to burn it.
            (Stage::Computing(Handshake::Offer), PairVerdict::Wrong) => {
                self.stage = Stage::Computing(Handshake::Offer);
                self.drop_connection(PairEnd::WrongSecret);
            }
            (Stage::Computing(_), PairVerdict::Wrong) => self.wrong_secret(),
            (Stage::Comparing(both), verdict) => self.agreement_computed(both, verdict),
            (stage, _) => {
                self.stage = stage;
                self.end(PairEnd::BadFrame, true);
            }
        }
    }

    fn agreement_computed(&mut self, mut both: Agreement, verdict: PairVerdict) {
        let was_check = both.computing.take();
        match (was_check, verdict) {
            (Some(true), PairVerdict::Right) => {
                both.checked = true;
                self.agree(both);
            }
            (Some(false), PairVerdict::Made(mac)) => {
                both.sent = true;
                self.out.push(PairOut::Send(PairFrame::Agree { mac }.encode()));
                self.agree(both);
            }
            (Some(_) | None, _) => {
                self.stage = Stage::Comparing(both);
                self.end(PairEnd::WrongSecret, true);
            }
        }
    }

    /// Moves the agreement on: one step of the maths at a time, and through when both are done.
    fn agree(&mut self, mut both: Agreement) {
        if both.sent && both.checked {
            self.stage = Stage::Agreed;
            self.out.push(PairOut::Agreed);
            self.out.extend(both.early.into_iter().map(PairOut::Received));
            return;
        }
        if both.computing.is_none() {
            if let Some(mac) = both.theirs.clone().filter(|_| !both.checked) {
                both.computing = Some(true);
                self.due(PairStep::CheckAgree { mac });
            } else if both.answered && !both.sent {
                both.computing = Some(false);
                self.due(PairStep::MakeAgree);
            }
        }
        self.stage = Stage::Comparing(both);
    }

    fn answer(&mut self, matches: bool) {
        match std::mem::replace(&mut self.stage, Stage::Idle) {
            Stage::Comparing(both) if !matches => {
                self.stage = Stage::Comparing(both);
                self.end(PairEnd::NoMatch, true);
            }
            Stage::Comparing(mut both) => {
                both.answered = true;
                self.agree(both);
            }
            stage => self.stage = stage,
        }
    }

    fn payload(&mut self, bytes: Vec<u8>) {
        if self.stage == Stage::Agreed {
            self.out.push(PairOut::Send(PairFrame::Payload { bytes }.encode()));
        }
    }

    fn wrong_secret(&mut self) {
        self.bad_tries = self.bad_tries.saturating_add(1);
        match self.role {
            PairRole::Joiner => self.end(PairEnd::WrongSecret, true),
            PairRole::Inviter if self.bad_tries >= MAX_BAD_TRIES => self.end(PairEnd::Used, true),
            PairRole::Inviter => {
                self.stage = Stage::AwaitReveal;
                self.drop_connection(PairEnd::WrongSecret);
            }
        }
    }

    /// Ends the connection. An inviter who has not met anybody with the secret goes on waiting.
    fn drop_connection(&mut self, why: PairEnd) {
        let is_met = matches!(self.stage, Stage::Comparing(_) | Stage::Agreed);
        if is_met || self.role == PairRole::Joiner {
            return self.end(why, true);
        }
        if self.stage != Stage::Idle {
            self.out.push(PairOut::Send(PairFrame::Goodbye { why }.encode()));
            self.out.push(PairOut::Disconnect);
            (self.stage, self.due) = (Stage::Idle, None);
        }
    }

    fn end(&mut self, why: PairEnd, say: bool) {
        if self.stage != Stage::Idle || why == PairEnd::Expired && say {
            if say {
                self.out.push(PairOut::Send(PairFrame::Goodbye { why }.encode()));
            }
            self.out.push(PairOut::Disconnect);
        }
        self.stage = Stage::Ended;
        self.out.push(PairOut::Ended(why));
    }

    fn compute(&mut self, step: Handshake, due: PairStep) {
        self.stage = Stage::Computing(step);
        self.due(due);
    }

    fn due(&mut self, step: PairStep) {
        self.steps = self.steps.wrapping_add(1);
        self.due = Some(self.steps);
        self.out.push(PairOut::Compute { number: self.steps, step });
    }

    fn say(&mut self, frame: PairFrame, next: Stage) {
        self.out.push(PairOut::Send(frame.encode()));
        self.stage = next;
    }
}
