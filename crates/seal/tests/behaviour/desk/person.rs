//! Somebody at a desk, for the tests beside this.

use std::collections::BTreeMap;
use std::sync::Arc;

use kith_seal::{
    Alias, CreatedVault, Desk, DeskError, DeskFacts, DeskReply, DeskRequest, Envelope,
    EnvelopeKind, GenerationId, NewGeneration, OpenError, OpenWrapError, Opened, PairSession,
    PairingReply, PairingRequest, Roster, Signed, UnixMillis, Verdict, VolumeId, Wrap, Writers,
};
use rand_chacha::ChaCha12Rng;
use rand_core::SeedableRng as _;
use secrecy::SecretString;

pub const NOW: UnixMillis = UnixMillis(1_800_000_000_000);

/// A desk with its own dice.
pub struct Person {
    pub desk: Desk,
    pub dice: ChaCha12Rng,
}

impl Person {
    pub fn new(seed: u64) -> Self {
        Self { desk: Desk::new(), dice: ChaCha12Rng::seed_from_u64(seed) }
    }

    pub fn ask(&mut self, request: DeskRequest) -> DeskReply {
        self.desk.run(request, &mut self.dice)
    }

    pub fn refused(&mut self, request: DeskRequest) -> DeskError {
        match self.ask(request) {
            DeskReply::Failed(error) => error,
            reply => panic!("not refused: {reply:?}"),
        }
    }

    pub fn create(&mut self) -> CreatedVault {
        match self.ask(DeskRequest::Create { passphrase: pass("correct"), log_n: 1, made: NOW }) {
            DeskReply::Created(created) => *created,
            reply => panic!("{reply:?}"),
        }
    }

    pub fn unlock(&mut self, vault: &[u8], keyring: &[u8]) -> DeskFacts {
        let request = DeskRequest::Unlock {
            vault: vault.to_vec(),
            keyring: keyring.to_vec(),
            passphrase: pass("correct"),
        };
        match self.ask(request) {
            DeskReply::Unlocked(facts) => *facts,
            reply => panic!("{reply:?}"),
        }
    }

    pub fn generation(&mut self, label: &str, alias: u8) -> NewGeneration {
        let request = DeskRequest::NewGeneration {
            volume: VolumeId([alias; 16]),
            label: label.into(),
            alias: Alias([alias; 16]),
            made: NOW,
        };
        match self.ask(request) {
            DeskReply::NewGeneration(new) => *new,
            reply => panic!("{reply:?}"),
        }
    }

    pub fn seal(&mut self, generation: GenerationId, payload: &[u8]) -> Envelope {
        let kind = EnvelopeKind::Change;
        match self.ask(DeskRequest::Seal { generation, kind, payload: payload.to_vec() }) {
            DeskReply::Sealed(envelope) => envelope,
            reply => panic!("{reply:?}"),
        }
    }

    pub fn open(
        &mut self,
        envelopes: &[Envelope],
        writers: &Arc<Writers>,
    ) -> Vec<Result<Opened, OpenError>> {
        let request = DeskRequest::Open {
            envelopes: envelopes.to_vec(),
            writers: writers.clone(),
            known: BTreeMap::new(),
        };
        match self.ask(request) {
            DeskReply::Opened(results) => results,
            reply => panic!("{reply:?}"),
        }
    }

    pub fn open_wraps(
        &mut self,
        wraps: &[Signed<Wrap>],
        writers: &Arc<Writers>,
    ) -> (Vec<Result<GenerationId, OpenWrapError>>, Option<Vec<u8>>) {
        let request = DeskRequest::OpenWraps { wraps: wraps.to_vec(), writers: writers.clone() };
        match self.ask(request) {
            DeskReply::WrapsOpened { results, keyring } => (results, keyring),
            reply => panic!("{reply:?}"),
        }
    }

    pub fn pair(&mut self, request: PairingRequest) -> PairingReply {
        match self.ask(DeskRequest::Pairing(request)) {
            DeskReply::Pairing(reply) => reply,
            reply => panic!("{reply:?}"),
        }
    }

    pub fn step(&mut self, request: PairingRequest) -> Step {
        match self.pair(request) {
            PairingReply::Step { session, send, words, refused, agreed, payload } => {
                Step { session, send, words, refused, agreed, payload }
            }
            reply => panic!("{reply:?}"),
        }
    }
}

#[derive(Debug)]
pub struct Step {
    pub session: PairSession,
    pub send: Option<Vec<u8>>,
    pub words: Option<[&'static str; 4]>,
    pub refused: bool,
    pub agreed: bool,
    pub payload: Option<Vec<u8>>,
}

pub fn pass(text: &str) -> SecretString {
    SecretString::from(text)
}

pub fn verdict_of(created: &CreatedVault) -> Verdict {
    Roster::new(created.genesis.clone()).unwrap().verdict()
}

pub fn writers(verdict: &Verdict) -> Arc<Writers> {
    Arc::new(Writers::active(verdict))
}
