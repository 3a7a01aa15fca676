//! Generations and what is written in them: rolls, wraps, sealing, opening.

use std::collections::BTreeMap;

use rand_core::CryptoRng;

use super::{Desk, DeskError, DeskReply, NewGeneration, OpenGroup, OpenVault};
use crate::generation::{GATE_VERSION, OpenWrapError, Roll, Wrap, make_wrap, open_wrap};
use crate::keys::AgeSecret;
use crate::open::{OpenError, Opened, open_envelope};
use crate::{
    Alias, DeviceId, Envelope, EnvelopeKind, GenerationId, RootId, Signed, Stream, StreamKey,
    StreamPlace, UnixMillis, VolumeId, Writers,
};

impl Desk {
    pub(super) fn new_generation(
        &mut self,
        volume: VolumeId,
        label: String,
        alias: Alias,
        made: UnixMillis,
        dice: &mut dyn CryptoRng,
    ) -> Result<DeskReply, DeskError> {
        let new = self.vault_mut()?.new_generation(volume, label, alias, made, dice)?;
        Ok(DeskReply::NewGeneration(Box::new(new)))
    }

    pub(super) fn wrap_for(
        &self,
        generation: GenerationId,
        to: RootId,
        recipient: &str,
    ) -> Result<DeskReply, DeskError> {
        let open = self.vault()?;
        let held = open.held(&generation)?;
        // Only the owner hands a key on: a wrap by anybody else would be refused everywhere.
        if Some(held.roll.unverified().root) != open.keyring.root {
            return Err(DeskError::UnknownGeneration);
        }
        let wrap = make_wrap(&held.roll, &held.epoch, to, recipient, &open.keyring.device)?;
        Ok(DeskReply::Wrap(wrap))
    }

    pub(super) fn open_wraps(
        &mut self,
        wraps: &[Signed<Wrap>],
        writers: &Writers,
    ) -> Result<DeskReply, DeskError> {
        let open = self.vault_mut()?;
        let root = open.root()?;
        let mut changed = false;
        let mut results = Vec::with_capacity(wraps.len());
        for wrap in wraps {
            let opened: Result<_, OpenWrapError> =
                open_wrap(wrap, root, open.keyring.person.iter(), writers);
            results.push(opened.map(|(roll, epoch)| {
                let generation = roll.generation();
                changed |= open.hold(roll, epoch);
                generation
            }));
        }
        let keyring = if changed { Some(open.keyring_file()?) } else { None };
        Ok(DeskReply::WrapsOpened { results, keyring })
    }

    pub(super) fn stream_for(
        &mut self,
        generation: GenerationId,
        dice: &mut dyn CryptoRng,
    ) -> Result<DeskReply, DeskError> {
        let stream = self.vault_mut()?.stream(generation, dice)?;
        Ok(DeskReply::Stream {
            stream: stream.key(),
            actor: stream.actor(),
            certificate: stream.certificate().clone(),
        })
    }

    pub(super) fn seal(
        &mut self,
        generation: GenerationId,
        kind: EnvelopeKind,
        payload: &[u8],
        dice: &mut dyn CryptoRng,
    ) -> Result<DeskReply, DeskError> {
        let open = self.vault_mut()?;
        match kind {
            EnvelopeKind::Change | EnvelopeKind::Entries => {
                Ok(DeskReply::Sealed(open.stream(generation, dice)?.seal(kind, payload)?))
            }
            // A snapshot takes no number in the streams that it covers, so it has one of its own.
            EnvelopeKind::Snapshot => {
                let place = open.own_place(generation)?;
                let mut once = Stream::start(place, &open.keyring.device, dice)?;
                Ok(DeskReply::Sealed(once.seal(kind, payload)?))
            }
        }
    }

    pub(super) fn open_batch(
        &self,
        envelopes: &[Envelope],
        writers: &Writers,
        mut known: BTreeMap<StreamKey, DeviceId>,
    ) -> Result<Vec<Result<Opened, OpenError>>, DeskError> {
        let open = self.vault()?;
        let mut results = Vec::with_capacity(envelopes.len());
        for envelope in envelopes {
            let result = open.open_one(envelope, writers, &known);
            if let Ok(opened) = &result {
                known.insert(opened.stream, opened.device);
            }
            results.push(result);
        }
        Ok(results)
    }

    pub(super) fn open_many(&self, groups: Vec<OpenGroup>) -> Result<DeskReply, DeskError> {
        let results = groups
            .into_iter()
            .map(|group| self.open_batch(&group.envelopes, &group.writers, group.known))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(DeskReply::OpenedMany(results))
    }
}

impl OpenVault {
    pub(super) fn new_generation(
        &mut self,
        volume: VolumeId,
        label: String,
        alias: Alias,
        made: UnixMillis,
        dice: &mut dyn CryptoRng,
    ) -> Result<NewGeneration, DeskError> {
        let root = self.root()?;
        let epoch = AgeSecret::make(dice)?;
        let roll = Roll {
            root,
            device: DeviceId(self.keyring.device.public()),
            volume,
            label,
            alias,
            parent: None,
            cut: Vec::new(),
            epoch_recipient: epoch.recipient(),
            snapshot: None,
            gate: GATE_VERSION,
            gone: Vec::new(),
            made,
        };
        let roll = Signed::sign(roll, &self.keyring.device)?;
        let own = self.person()?.recipient();
        let own_wrap = make_wrap(&roll, &epoch, root, &own, &self.keyring.device)?;
        let changed = self.hold(roll.clone(), epoch);
        let keyring = if changed { Some(self.keyring_file()?) } else { None };
        Ok(NewGeneration { generation: roll.generation(), roll, own_wrap, keyring })
    }

    fn stream(
        &mut self,
        generation: GenerationId,
        dice: &mut dyn CryptoRng,
    ) -> Result<&mut Stream, DeskError> {
        let place = self.own_place(generation)?;
        let held = self.generations.get_mut(&generation).ok_or(DeskError::UnknownGeneration)?;
        match &mut held.stream {
            Some(stream) => Ok(stream),
            none => Ok(none.insert(Stream::start(place, &self.keyring.device, dice)?)),
        }
    }

    /// Where a stream of the owner's writes. Every document has one author: nobody writes in another
    /// person's generation.
    fn own_place(&self, generation: GenerationId) -> Result<StreamPlace, DeskError> {
        let held = self.held(&generation)?;
        if Some(held.roll.unverified().root) != self.keyring.root {
            return Err(DeskError::UnknownGeneration);
        }
        Ok(held.roll.place())
    }

    fn open_one(
        &self,
        envelope: &Envelope,
        writers: &Writers,
        known: &BTreeMap<StreamKey, DeviceId>,
    ) -> Result<Opened, OpenError> {
        let held = self.generations.get(&envelope.header().generation).ok_or(OpenError::NoKey)?;
        open_envelope(envelope, &held.roll.place(), &held.epoch, writers, known)
    }
}
