//! Where this device listens, and how others come to know of it.
//!
//! A device without a wish of its own listens at the same port in every run, worked out from its id. So
//! two people who have just paired for the first time can tell each other where they will be, before
//! either has opened that socket, and find each other again after both were switched off.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use kith_plan::UnixMillis;
use kith_seal::{Addresses, ControlRecord, DeviceId, RootId};
use kith_sync::NetCommand;

use super::Open;
use super::household::{Learned, MOST_ADDRESSES};
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
        self.tell_addresses_in_time(now, work);
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

    /// What is told of this device's addresses. If that is news, the book has it first.
    ///
    /// The newest line about a device is the one with the highest number. It is a moment by this device's
    /// clock, unless a line is known that stands above that: a clock that was ahead once, or a line of an
    /// earlier life of this device, would otherwise hold for as long as it was ahead.
    pub(crate) fn addresses_to_tell(&mut self, now: UnixMillis, work: &mut Work) -> Addresses {
        let device = self.household.this;
        let known = self.household.addresses.get(&device);
        let mut listens = match self.network.listening.is_empty() {
            true => self.addresses_to_be(),
            false => self.network.listening.clone(),
        };
        if let (true, Some((_, known))) = (listens.is_empty(), known) {
            // Where it will be is not known in this run: it was told before.
            listens.clone_from(known);
        }
        listens.truncate(MOST_ADDRESSES);
        let in_book = known.filter(|(_, known)| is_same(known, &listens)).map(|(at, _)| *at);
        let told = self.addresses_told.values().map(|(at, _)| *at);
        let last = known.map(|(at, _)| *at).into_iter().chain(told).max();
        let next = last.map_or(now.0, |last| now.0.max(last.0.saturating_add(1)));
        let at = in_book.unwrap_or(kith_seal::UnixMillis(next));
        let addresses = listens.iter().map(ToString::to_string).collect();
        let said = Addresses { device, addresses, at };
        let is_news =
            in_book.is_none() && matches!(self.household.apply_addresses(&said), Learned::Address);
        if is_news {
            self.write_book(work, &[ControlRecord::Addresses(said.clone())]);
        }
        said
    }

    /// Tells one's other devices and every guest where this device listens, those who were not told yet: also
    /// a guest whom another device paired with, and one whose mailbox an earlier run did not reach.
    pub(crate) fn tell_addresses_in_time(&mut self, now: UnixMillis, work: &mut Work) {
        let knows_all = self.ready
            && self.receiving.is_empty()
            && self.wraps.is_quiet()
            && self.loading.is_done();
        if self.network.listening.is_empty() || !knows_all {
            return;
        }
        let addresses = self.addresses_to_tell(now, work);
        let guests: Vec<RootId> = self.household.guests.keys().copied().collect();
        for guest in guests {
            self.tell_guest_addresses(work, guest, addresses.clone());
        }
    }

    /// Tells a guest where this device listens, if their mailbox is there and says something else.
    pub(crate) fn tell_guest_addresses(
        &mut self,
        work: &mut Work,
        guest: RootId,
        addresses: Addresses,
    ) {
        let told = self.addresses_told.get(&guest);
        let is_told = told.is_some_and(|(at, told)| {
            *at >= addresses.at && is_same(told, &addresses.parsed().collect::<Vec<_>>())
        });
        if is_told || self.mailbox_to(guest).is_none() {
            return;
        }
        self.note_addresses_told(guest, &addresses);
        self.write_mailbox(work, guest, &[ControlRecord::Addresses(addresses)]);
    }

    /// The mailbox to a guest holds this line about this device.
    pub(crate) fn note_addresses_told(&mut self, guest: RootId, said: &Addresses) {
        let told = self.addresses_told.get(&guest);
        if said.device == self.household.this && told.is_none_or(|(at, _)| *at <= said.at) {
            self.addresses_told.insert(guest, (said.at, said.parsed().collect()));
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

/// Whether two lists name the same addresses: the system tells its interfaces in any order.
fn is_same(one: &[SocketAddr], other: &[SocketAddr]) -> bool {
    let set = |list: &[SocketAddr]| list.iter().copied().collect::<BTreeSet<SocketAddr>>();
    set(one) == set(other)
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
