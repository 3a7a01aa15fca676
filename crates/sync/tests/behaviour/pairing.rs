//! The order of a pairing, tried from both sides at once with maths made of paper.

use std::collections::VecDeque;

use kith_seal::UnixMillis;
use kith_sync::proto::{
    PairEnd, PairFrame, PairIn, PairOut, PairRole, PairSession, PairStep, PairVerdict,
};

const NOW: UnixMillis = UnixMillis(1_000);
const EXPIRES: UnixMillis = UnixMillis(600_000);

/// A Commit that names another invitation.
const ELSEWHERE: [u8; 32] = [9; 32];

/// Knows the secret, or not: the paper MAC is the secret's name.
struct Side {
    role: PairRole,
    session: PairSession,
    secret: &'static str,
    answer: Option<bool>,
    payload: Vec<u8>,
    agreed: bool,
    compared: bool,
    received: Vec<Vec<u8>>,
    ended: Option<PairEnd>,
    /// Frames sent, in order.
    sent: Vec<PairFrame>,
    /// Steps whose result is held back.
    hold: bool,
    held: Vec<PairIn>,
}

impl Side {
    fn new(role: PairRole, secret: &'static str) -> Self {
        Self {
            role,
            session: PairSession::new(role, EXPIRES),
            secret,
            answer: Some(true),
            payload: format!("{role:?} says hello").into_bytes(),
            agreed: false,
            compared: false,
            received: Vec::new(),
            ended: None,
            sent: Vec::new(),
            hold: false,
            held: Vec::new(),
        }
    }

    /// Feeds one event, does the maths and answers for the person. Returns the frames to carry and whether to hang up.
    fn tell(&mut self, event: PairIn) -> (Vec<Vec<u8>>, bool) {
        let (mut frames, mut hang_up) = (Vec::new(), false);
        let mut queue = VecDeque::from([event]);
        while let Some(event) = queue.pop_front() {
            for out in self.session.handle(NOW, event) {
                match out {
                    PairOut::Send(bytes) => {
                        self.sent.push(PairFrame::decode(&bytes).unwrap());
                        frames.push(bytes);
                    }
                    PairOut::Compute { number, step } => {
                        let verdict = self.maths(step);
                        let done = PairIn::Computed { number, verdict };
                        if self.hold {
                            self.held.push(done);
                        } else {
                            queue.push_back(done);
                        }
                    }
                    PairOut::Compare => {
                        self.compared = true;
                        if let Some(matches) = self.answer {
                            queue.push_back(PairIn::Answer { matches });
                        }
                    }
                    PairOut::Agreed => {
                        self.agreed = true;
                        queue.push_back(PairIn::Payload(self.payload.clone()));
                    }
                    PairOut::Received(bytes) => {
                        assert!(self.agreed);
                        self.received.push(bytes);
                        if self.role == PairRole::Inviter {
                            queue.push_back(PairIn::Finish);
                        }
                    }
                    PairOut::Disconnect => hang_up = true,
                    PairOut::Ended(why) => self.ended = Some(why),
                }
            }
        }
        (frames, hang_up)
    }

    fn maths(&self, step: PairStep) -> PairVerdict {
        let mac = self.secret.as_bytes().to_vec();
        let check = |theirs: Vec<u8>, then: PairVerdict| {
            if theirs == self.secret.as_bytes() { then } else { PairVerdict::Wrong }
        };
        match step {
            PairStep::MakeOffer { commit, .. } if commit == ELSEWHERE => PairVerdict::Wrong,
            PairStep::MakeCommit { .. } | PairStep::MakeOffer { .. } => {
                PairVerdict::Made(vec![1; 32])
            }
            PairStep::MakeReveal { .. } | PairStep::MakeAgree => PairVerdict::Made(mac),
            PairStep::CheckReveal { reveal } => check(reveal, PairVerdict::Made(mac.clone())),
            PairStep::CheckConfirm { confirm } => check(confirm, PairVerdict::Right),
            PairStep::CheckAgree { mac: theirs } => check(theirs, PairVerdict::Right),
        }
    }
}

/// Lets two sides talk over one connection until nobody says anything.
fn talk(a: &mut Side, b: &mut Side) {
    let connected = PairIn::Connected { exporter: [7; 32] };
    let mut queue: VecDeque<(bool, PairIn)> =
        VecDeque::from([(true, connected.clone()), (false, connected)]);
    while let Some((to_a, event)) = queue.pop_front() {
        let is_gone = event == PairIn::Disconnected;
        let (frames, hang_up) = if to_a { a.tell(event) } else { b.tell(event) };
        if is_gone {
            continue;
        }
        queue.extend(frames.into_iter().map(|bytes| (!to_a, PairIn::Frame(bytes))));
        if hang_up {
            queue.push_back((!to_a, PairIn::Disconnected));
        }
    }
}

#[test]
fn two_who_know_the_secret_and_agree_tell_each_other_what_they_came_for() {
    let mut inviter = Side::new(PairRole::Inviter, "right");
    let mut joiner = Side::new(PairRole::Joiner, "right");
    talk(&mut inviter, &mut joiner);
    assert!(inviter.agreed && joiner.agreed);
    assert_eq!(inviter.received, vec![joiner.payload.clone()]);
    assert_eq!(joiner.received, vec![inviter.payload.clone()]);
    assert_eq!((inviter.ended, joiner.ended), (Some(PairEnd::Done), Some(PairEnd::Done)));
    let kinds: Vec<u8> = joiner.sent.iter().map(|frame| frame.encode()[0]).collect();
    assert_eq!(kinds, vec![0, 2, 4, 5], "Commit, Reveal, Agree, Payload");
    // It is used up.
    assert!(inviter.session.handle(NOW, PairIn::Connected { exporter: [8; 32] }).is_empty());
}

#[test]
fn nothing_but_the_handshake_goes_before_both_said_yes() {
    for (first, second) in [(Some(true), None), (None, Some(true)), (None, None)] {
        let mut inviter = Side::new(PairRole::Inviter, "right");
        let mut joiner = Side::new(PairRole::Joiner, "right");
        (inviter.answer, joiner.answer) = (first, second);
        talk(&mut inviter, &mut joiner);
        assert!(inviter.compared && joiner.compared);
        assert!(!inviter.agreed && !joiner.agreed);
        for side in [&mut inviter, &mut joiner] {
            side.tell(PairIn::Payload(b"too early".to_vec()));
            let early = side.sent.iter().any(|frame| matches!(frame, PairFrame::Payload { .. }));
            assert!(!early, "{first:?} {second:?}");
        }
    }
}

#[test]
fn a_no_on_either_side_ends_it_for_both() {
    for inviter_says_no in [true, false] {
        let mut inviter = Side::new(PairRole::Inviter, "right");
        let mut joiner = Side::new(PairRole::Joiner, "right");
        let no = if inviter_says_no { &mut inviter } else { &mut joiner };
        no.answer = Some(false);
        talk(&mut inviter, &mut joiner);
        assert_eq!((inviter.ended, joiner.ended), (Some(PairEnd::NoMatch), Some(PairEnd::NoMatch)));
        assert!(!inviter.agreed && !joiner.agreed);
    }
}

#[test]
fn five_wrong_secrets_burn_the_invitation_and_four_do_not() {
    let mut inviter = Side::new(PairRole::Inviter, "right");
    for _ in 0..4 {
        let mut joiner = Side::new(PairRole::Joiner, "wrong");
        talk(&mut inviter, &mut joiner);
        assert_eq!(joiner.ended, Some(PairEnd::WrongSecret));
        assert_eq!(inviter.ended, None);
        assert!(!inviter.compared);
    }
    let mut joiner = Side::new(PairRole::Joiner, "wrong");
    talk(&mut inviter, &mut joiner);
    assert_eq!(inviter.ended, Some(PairEnd::Used));

    let mut inviter = Side::new(PairRole::Inviter, "right");
    for _ in 0..4 {
        talk(&mut inviter, &mut Side::new(PairRole::Joiner, "wrong"));
    }
    talk(&mut inviter, &mut Side::new(PairRole::Joiner, "right"));
    assert_eq!(inviter.ended, Some(PairEnd::Done));
}

/// Whoever found the pairing port could burn an invitation with five Commits that named any other one.
#[test]
fn a_stranger_without_the_ticket_cannot_burn_an_invitation() {
    let mut inviter = Side::new(PairRole::Inviter, "right");
    for _ in 0..20 {
        let (frames, hang_up) = stranger(&mut inviter);
        assert!(hang_up && frames.len() == 1, "one word, and the line is dead");
        assert_eq!(inviter.ended, None);
    }
    // Neither do they help whoever guesses at the secret.
    for _ in 0..4 {
        talk(&mut inviter, &mut Side::new(PairRole::Joiner, "wrong"));
        stranger(&mut inviter);
    }
    talk(&mut inviter, &mut Side::new(PairRole::Joiner, "right"));
    assert_eq!(inviter.ended, Some(PairEnd::Done));
}

/// Calls, and names another invitation: the maths refuse the Commit.
fn stranger(inviter: &mut Side) -> (Vec<Vec<u8>>, bool) {
    inviter.tell(PairIn::Disconnected);
    inviter.tell(PairIn::Connected { exporter: [3; 32] });
    inviter.tell(PairIn::Frame(PairFrame::Commit { bytes: ELSEWHERE.to_vec() }.encode()))
}

#[test]
fn frames_out_of_order_end_the_connection_and_not_the_invitation() {
    for frame in [
        PairFrame::Offer { bytes: vec![1] },
        PairFrame::Reveal { bytes: b"right".to_vec() },
        PairFrame::Confirm { bytes: b"right".to_vec() },
        PairFrame::Agree { mac: b"right".to_vec() },
        PairFrame::Payload { bytes: vec![1] },
    ] {
        let mut inviter = Side::new(PairRole::Inviter, "right");
        inviter.tell(PairIn::Connected { exporter: [1; 32] });
        let (frames, hang_up) = inviter.tell(PairIn::Frame(frame.encode()));
        assert!(hang_up && frames.len() == 1, "{frame:?}");
        assert_eq!(inviter.ended, None);
        talk(&mut inviter, &mut Side::new(PairRole::Joiner, "right"));
        assert_eq!(inviter.ended, Some(PairEnd::Done), "{frame:?}");
    }
}

#[test]
fn a_wrong_agree_ends_it() {
    let mut inviter = Side::new(PairRole::Inviter, "right");
    let mut joiner = Side::new(PairRole::Joiner, "right");
    joiner.answer = None;
    talk(&mut inviter, &mut joiner);
    let forged = PairFrame::Agree { mac: b"wrong".to_vec() }.encode();
    inviter.tell(PairIn::Frame(forged));
    assert_eq!(inviter.ended, Some(PairEnd::WrongSecret));
    assert!(!inviter.agreed);
}

#[test]
fn a_payload_that_overtakes_the_checking_of_an_agree_is_kept() {
    let mut inviter = Side::new(PairRole::Inviter, "right");
    let mut joiner = Side::new(PairRole::Joiner, "right");
    joiner.answer = None;
    talk(&mut inviter, &mut joiner);
    let agree = joiner.tell(PairIn::Answer { matches: true }).0;
    inviter.hold = true;
    for bytes in agree {
        inviter.tell(PairIn::Frame(bytes));
    }
    assert!(joiner.agreed, "the joiner has both yeses and has told its payload");
    assert!(!inviter.agreed && inviter.received.is_empty());
    inviter.hold = false;
    for done in std::mem::take(&mut inviter.held) {
        inviter.tell(done);
    }
    assert_eq!(inviter.received, vec![joiner.payload.clone()]);
}

#[test]
fn a_result_of_an_earlier_connection_is_passed_over() {
    let mut inviter = Side::new(PairRole::Inviter, "right");
    inviter.hold = true;
    inviter.tell(PairIn::Connected { exporter: [1; 32] });
    inviter.tell(PairIn::Frame(PairFrame::Commit { bytes: vec![1] }.encode()));
    inviter.tell(PairIn::Disconnected);
    inviter.tell(PairIn::Connected { exporter: [2; 32] });
    inviter.tell(PairIn::Frame(PairFrame::Commit { bytes: vec![1] }.encode()));
    let (old, new) = (inviter.held[0].clone(), inviter.held[1].clone());
    assert!(inviter.tell(old).0.is_empty());
    assert_eq!(inviter.tell(new).0.len(), 1);
}

#[test]
fn cancel_works_without_a_connection_and_time_ends_an_invitation() {
    let mut inviter = PairSession::new(PairRole::Inviter, EXPIRES);
    assert_eq!(inviter.handle(NOW, PairIn::Cancel), vec![PairOut::Ended(PairEnd::Cancelled)]);
    assert!(inviter.is_ended());

    let mut inviter = PairSession::new(PairRole::Inviter, EXPIRES);
    assert!(inviter.handle(UnixMillis(EXPIRES.0 - 1), PairIn::Tick).is_empty());
    assert_eq!(inviter.handle(EXPIRES, PairIn::Tick), vec![PairOut::Ended(PairEnd::Expired)]);

    let mut inviter = PairSession::new(PairRole::Inviter, EXPIRES);
    let outs = inviter.handle(EXPIRES, PairIn::Connected { exporter: [1; 32] });
    let goodbye = PairFrame::Goodbye { why: PairEnd::Expired }.encode();
    assert_eq!(
        outs,
        vec![PairOut::Send(goodbye), PairOut::Disconnect, PairOut::Ended(PairEnd::Expired)]
    );
}

#[test]
fn a_caller_who_says_nothing_does_not_hold_the_door() {
    let mut inviter = PairSession::new(PairRole::Inviter, EXPIRES);
    inviter.handle(NOW, PairIn::Connected { exporter: [1; 32] });
    assert!(inviter.handle(UnixMillis(20_000), PairIn::Tick).is_empty());
    let outs = inviter.handle(UnixMillis(40_000), PairIn::Tick);
    assert!(outs.contains(&PairOut::Disconnect) && !inviter.is_ended());
}
