//! Where this device listens, and how others come to know of it.
//!
//! A device without a wish of its own listens at the same port in every run, worked out from its id. So
//! two people who have just paired for the first time can tell each other where they will be, before
//! either has opened that socket, and find each other again after both were switched off.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use kith_plan::UnixMillis;
use kith_seal::{Addresses, ControlRecord, DeviceId};
use kith_sync::NetCommand;

use super::{Open, seal_time};
use crate::work::Work;

/// The ports that nobody assigns (RFC 6335, section 6).
const FIRST_PORT: u16 = 49_152;
const PORTS: u16 = 16_384;
/// So many of its own ports a device finds taken in one run; then it is not the ports, and the network goes
/// on trying the last one at its own slow pace.
const MOST_PORTS_TAKEN: u32 = 8;

impl Open {
    /// The addresses to listen at: those that were set, or every interface at the port of this device.
    pub(crate) fn listen_at(&self) -> Vec<SocketAddr> {
        if !self.settings.listen.is_empty() {
            return self.settings.listen.clone();
        }
        let port = port_of(self.household.this, self.network.ports_taken);
        let everywhere = [IpAddr::V4(Ipv4Addr::UNSPECIFIED), IpAddr::V6(Ipv6Addr::UNSPECIFIED)];
        everywhere.into_iter().map(|ip| SocketAddr::new(ip, port)).collect()
    }

    /// The endpoint listens; peers are told where, if that is news to them.
    pub(crate) fn listening(&mut self, now: UnixMillis, work: &mut Work, listen: Vec<SocketAddr>) {
        self.network.listening = listen;
        self.network.no_socket = false;
        let said = self.household.addresses.get(&self.household.this);
        if said.is_none_or(|(_, known)| *known != self.network.listening) {
            self.tell_addresses(now, work);
        }
        work.changed = true;
    }

    /// The sockets could not be opened. A port that was set is waited for; of the ports of this device's
    /// own choice the next one is tried.
    pub(crate) fn could_not_listen(&mut self, work: &mut Work) {
        self.network.no_socket = true;
        work.changed = true;
        let has_others = self.network.ports_taken < MOST_PORTS_TAKEN;
        if self.network.started && self.settings.listen.is_empty() && has_others {
            self.network.ports_taken = self.network.ports_taken.saturating_add(1);
            self.network.started = false;
            work.net(NetCommand::Stop);
            self.go_online(work);
        }
    }

    /// An invitation is open: its socket shows at which addresses this computer can be called.
    pub(crate) fn seen_at(&mut self, listen: &[SocketAddr]) {
        self.network.seen_at = listen.iter().map(SocketAddr::ip).collect();
    }

    /// What is told of this device's addresses.
    pub(crate) fn own_addresses(&self, now: UnixMillis) -> Addresses {
        let said: Vec<String> = if self.network.listening.is_empty() {
            self.addresses_to_be().iter().map(ToString::to_string).collect()
        } else {
            self.network.listening.iter().map(ToString::to_string).collect()
        };
        Addresses { device: self.household.this, addresses: said, at: seal_time(now) }
    }

    /// Tells one's other devices and every guest where this device listens.
    pub(crate) fn tell_addresses(&mut self, now: UnixMillis, work: &mut Work) {
        let addresses = self.own_addresses(now);
        self.household.apply_said_addresses(&addresses);
        let record = ControlRecord::Addresses(addresses);
        self.write_book(work, std::slice::from_ref(&record));
        for mailbox in self.own_mailboxes() {
            self.writing_mailbox(work, mailbox, std::slice::from_ref(&record));
        }
    }

    /// Where this device will be called once it listens, as far as that is known before.
    fn addresses_to_be(&self) -> Vec<SocketAddr> {
        self.listen_at()
            .into_iter()
            .filter(|address| address.port() != 0)
            .flat_map(|address| {
                let is_everywhere = address.ip().is_unspecified();
                let seen = self.network.seen_at.iter().copied();
                let seen = seen.filter(move |ip| ip.is_ipv4() == address.is_ipv4());
                let fixed = (!is_everywhere).then_some(address.ip());
                let found = seen.filter(move |_| is_everywhere).chain(fixed);
                found.map(move |ip| SocketAddr::new(ip, address.port())).collect::<Vec<_>>()
            })
            .collect()
    }
}

/// The port of a device when so many of its ports were taken by others.
fn port_of(device: DeviceId, taken: u32) -> u16 {
    let hash = kith_seal::tagged("kith/v1/port", &[&device.0, &taken.to_le_bytes()]);
    let [high, low, ..] = *hash.as_bytes();
    FIRST_PORT.saturating_add(u16::from_be_bytes([high, low]) % PORTS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_has_a_port_of_its_own_and_others_if_that_is_taken() {
        let (one, other) = (DeviceId([1; 32]), DeviceId([2; 32]));
        assert_eq!(port_of(one, 0), port_of(one, 0));
        assert_ne!(port_of(one, 0), port_of(other, 0));
        assert_ne!(port_of(one, 0), port_of(one, 1));
        for number in 0..1_000 {
            assert!(port_of(one, number) >= FIRST_PORT);
        }
    }
}
