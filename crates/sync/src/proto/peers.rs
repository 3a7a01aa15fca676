//! Who we talk to, and about what.

use kith_seal::Alias;

use super::blocked::Blocked;
use super::bucket::Bucket;
use super::event::{AliasSet, CloseReason, PeerId, PeerProgress, SessionId};
use super::exchange::Exchange;

/// Somebody we talk to, connected or not.
#[derive(Debug)]
pub(super) struct Peer {
    pub(super) aliases: AliasSet,
    /// The connection that is kept, once it said hello.
    pub(super) link: Option<SessionId>,
    pub(super) bucket: Bucket,
    pub(super) progress: PeerProgress,
    pub(super) reported: Option<PeerProgress>,
    /// What is not taken of this peer.
    pub(super) blocked: Blocked,
}

impl Exchange {
    pub(super) fn set_peer(&mut self, peer: PeerId, aliases: AliasSet) {
        let Some(known) = self.peers.get_mut(&peer) else {
            self.peers.insert(
                peer,
                Peer {
                    aliases,
                    link: None,
                    bucket: Bucket::new(),
                    progress: PeerProgress::default(),
                    reported: None,
                    blocked: Blocked::default(),
                },
            );
            return;
        };
        let before = std::mem::replace(&mut known.aliases, aliases.clone());
        if before == aliases {
            return;
        }
        known.blocked.narrow(|alias| aliases.shares(alias));
        let grown: Vec<Alias> = match &aliases {
            AliasSet::Only(set) => {
                set.iter().filter(|alias| !before.shares(alias)).copied().collect()
            }
            AliasSet::All => self
                .holdings
                .digests(&AliasSet::All)
                .into_keys()
                .filter(|alias| !before.shares(alias))
                .collect(),
        };
        let sessions: Vec<SessionId> =
            self.links.values().filter(|link| link.peer == peer).map(|link| link.session).collect();
        for session in sessions {
            self.narrow(session, &aliases);
            for alias in &grown {
                self.offer_again(session, *alias);
            }
        }
    }

    /// Forgets what is under way about aliases that are no longer shared.
    fn narrow(&mut self, session: SessionId, aliases: &AliasSet) {
        let Some(link) = self.links.get_mut(&session) else {
            return;
        };
        link.lags.retain(|alias| aliases.shares(alias));
        link.ahead.retain(|(alias, _), _| aliases.shares(alias));
        link.changed.retain(|(alias, _), _| aliases.shares(alias));
        link.forked.retain(|(alias, _)| aliases.shares(alias));
        link.unsettled.retain(|alias| aliases.shares(alias));
        link.reoffer.retain(|alias| aliases.shares(alias));
        link.giving.gifts.retain(|gift| aliases.shares(&gift.alias));
        link.giving.batch.retain(|envelope| aliases.shares(&envelope.header().alias));
    }

    pub(super) fn drop_peer(&mut self, peer: PeerId) {
        let sessions: Vec<SessionId> =
            self.links.values().filter(|link| link.peer == peer).map(|link| link.session).collect();
        for session in sessions {
            self.close(session, CloseReason::Stranger);
        }
        self.peers.remove(&peer);
    }
}
