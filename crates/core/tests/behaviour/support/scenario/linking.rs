//! A further device of the person is linked while the storm goes on, as often as it takes.

use std::collections::VecDeque;

use kith_core::{Command, CommandId, Input, PairingStage, UnixMillis};
use kith_sync::{NetCommand, NetEvent};
use kith_vault::MemoryDisk;
use secrecy::SecretString;

use super::super::{Device, PASSPHRASE};
use super::{Run, Seat, passphrase};

/// The device that may add others.
const LEAD: usize = 0;

/// The new device, on its way into the network.
pub struct Linking {
    /// The step of the storm at which it begins.
    pub at_step: u64,
    device: Device,
    stage: Stage,
    /// The run of the lead's program that shows the ticket: a restart knows nothing of it.
    lead_run: u64,
    tries: u8,
    slow_per_mille: u32,
}

enum Stage {
    Wanted,
    SteppingUp(CommandId),
    Showing(CommandId),
    Meeting(CommandId),
    /// It has a vault, and looks for the network.
    Linked,
}

impl Linking {
    pub fn new(at_step: u64, seed: u64, slow_per_mille: u32, clock_off: i64) -> Linking {
        let mut device = Device::new("phone", seed, MemoryDisk::new(), 4200);
        device.clock_off = clock_off;
        Linking { at_step, device, stage: Stage::Wanted, lead_run: 0, tries: 0, slow_per_mille }
    }
}

impl Run {
    /// One more thing happens between the lead and the new device.
    pub fn go_on_linking(&mut self) {
        let Some(mut linking) = self.linking.take() else {
            return;
        };
        if !self.take_a_step(&mut linking) {
            self.linking = Some(linking);
            return;
        }
        let Some(id) = linking.device.endpoint else {
            return;
        };
        self.tell("the phone is linked".into());
        let mut device = linking.device;
        device.slow_per_mille = linking.slow_per_mille;
        self.looked_at.push(device.told.len());
        self.storm.tallies.push(Default::default());
        self.network.add(id, device);
        self.seats.push(Seat { id, name: "phone", is_own: true });
    }

    /// `true` when the new device belongs into the network.
    fn take_a_step(&mut self, linking: &mut Linking) -> bool {
        let now = UnixMillis(self.network.now().0);
        match linking.stage {
            Stage::Wanted => self.begin_linking(now, linking),
            Stage::SteppingUp(id) => match self.lead_told(linking, id) {
                None => {}
                Some(false) => linking.stage = Stage::Wanted,
                Some(true) => match self.ask(LEAD, Command::Link) {
                    Some(id) => linking.stage = Stage::Showing(id),
                    None => linking.stage = Stage::Wanted,
                },
            },
            Stage::Showing(id) => {
                let lead = self.network.node(&self.seats[LEAD].id);
                let stage = lead.and_then(|device| device.pairing.clone());
                if self.lead_told(linking, id).is_some() {
                    linking.stage = Stage::Wanted;
                } else if let Some(PairingStage::Waiting { ticket, .. }) = stage {
                    let join = Command::JoinAsDevice {
                        ticket: SecretString::from(ticket),
                        at: None,
                        device_name: Some("phone".into()),
                        passphrase: SecretString::from(PASSPHRASE),
                    };
                    linking.stage = Stage::Meeting(linking.device.ask_outside(now, join));
                }
                self.carry(now, linking);
            }
            Stage::Meeting(id) => self.meet(now, linking, id),
            Stage::Linked => {}
        }
        matches!(linking.stage, Stage::Linked) && linking.device.endpoint.is_some()
    }

    fn begin_linking(&mut self, now: UnixMillis, linking: &mut Linking) {
        // An invitation of before, if there still is one.
        self.ask(LEAD, Command::CancelInvite);
        let Some(lead) = self.network.node(&self.seats[LEAD].id) else {
            return;
        };
        linking.lead_run = lead.runs;
        if linking.device.runs == 0 {
            linking.device.start_outside(now);
        }
        if let Some(id) = self.ask(LEAD, Command::StepUp { passphrase: passphrase() }) {
            linking.tries += 1;
            self.tell(format!("the phone is to be linked, try {}", linking.tries));
            linking.stage = Stage::SteppingUp(id);
        }
    }

    /// How the lead answered: well or not. A program that was started again answers nothing any more.
    fn lead_told(&self, linking: &Linking, id: CommandId) -> Option<bool> {
        let lead = self.network.node(&self.seats[LEAD].id)?;
        if lead.runs != linking.lead_run {
            return Some(false);
        }
        lead.answer(id).map(Result::is_ok)
    }

    fn meet(&mut self, now: UnixMillis, linking: &mut Linking, id: CommandId) {
        if self.random.chance(25) {
            self.tell("the phone loses power".into());
            kith_sync::sim::Node::crash(&mut linking.device);
            linking.device.start_outside(now);
            linking.stage = match linking.device.has_vault() {
                true => Stage::Linked,
                false => Stage::Wanted,
            };
            return self.give_lead(NetEvent::PairDisconnected);
        }
        self.carry(now, linking);
        let lead = self.network.node(&self.seats[LEAD].id);
        if lead.is_none_or(|lead| lead.runs != linking.lead_run) {
            linking.device.feed_outside(now, Input::Net(NetEvent::PairDisconnected));
        }
        let waits = |device: &Device| {
            matches!(device.pairing, Some(PairingStage::Compare { answered: false, .. }))
        };
        let yes = Command::PairAnswer { they_match: true };
        if self.network.node(&self.seats[LEAD].id).is_some_and(waits) {
            self.ask(LEAD, yes.clone());
        }
        if waits(&linking.device) && self.random.chance(500) {
            linking.device.ask_outside(now, yes);
        }
        match linking.device.answer(id).map(Result::is_ok) {
            None => {}
            Some(true) => {
                linking.device.ask_outside(now, Command::GoOnline);
                linking.stage = Stage::Linked;
                self.carry(now, linking);
            }
            Some(false) => {
                self.tell(format!("the phone is told {:?}", linking.device.answer(id)));
                linking.stage = Stage::Wanted;
            }
        }
    }

    /// Brings each what the other has sent so far.
    fn carry(&mut self, now: UnixMillis, linking: &mut Linking) {
        let mut from_lead = VecDeque::new();
        self.network.with_node(&self.seats[LEAD].id, |device, _| {
            from_lead = std::mem::take(&mut device.to_pair);
            Vec::new()
        });
        let from_phone = std::mem::take(&mut linking.device.to_pair);
        for command in from_lead {
            match command {
                NetCommand::OpenInvite { secret, .. } => {
                    let listen = vec![([127, 0, 0, 1], 4999).into()];
                    let event = NetEvent::InviteReady { endpoint: secret.endpoint(), listen };
                    self.give_lead(event);
                }
                NetCommand::PairSend { frame } => {
                    let event = NetEvent::PairFrame { bytes: frame };
                    linking.device.feed_outside(now, Input::Net(event));
                }
                _ => linking.device.feed_outside(now, Input::Net(NetEvent::PairDisconnected)),
            }
        }
        for command in from_phone {
            match command {
                NetCommand::JoinInvite { .. } => {
                    let exporter = [linking.tries; 32];
                    self.give_lead(NetEvent::PairConnected { exporter });
                    let event = NetEvent::PairConnected { exporter };
                    linking.device.feed_outside(now, Input::Net(event));
                }
                NetCommand::PairSend { frame } => {
                    self.give_lead(NetEvent::PairFrame { bytes: frame });
                }
                _ => self.give_lead(NetEvent::PairDisconnected),
            }
        }
    }

    fn give_lead(&mut self, event: NetEvent) {
        self.network.with_node(&self.seats[LEAD].id, |device, now| {
            device.pairing_news(UnixMillis(now.0), event)
        });
    }
}
