//! Permissions: who may read which section, until when.
//!
//! A permission is a record signed by an authority that names every record about the same person and section its
//! signer knew. What stands is a function of the set alone:
//!
//! - A record's past is what it names, and what those name, as far as the set holds them.
//! - A grant stands if every revoke in the set is in its past. So a revoke beats a grant made at the same time, and a
//!   grant made in the knowledge of the revoke restores.
//! - Of several grants that stand, those in another one's past give way. If two made at the same time remain, the
//!   narrower one holds: the earlier end, then without the past, then the lower hash.
//! - Records signed by a key that is no authority of one of the person's devices count for nothing.
//!
//! No clock is read: an end that has passed is for the caller to compare ([`Standing::open_at`]).

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::roster::Verdict;
use crate::{AuthorityKey, BadSignature, Hash, RootId, Signable, Signed, UnixMillis, tag};

/// The longest section name in bytes.
pub const MAX_SECTION_LEN: usize = 64;

/// What a permission does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PermissionAction {
    /// The person may read the section.
    Grant {
        /// Until this moment; `None` has no end.
        until: Option<UnixMillis>,
        /// Whether what was written before the grant may be read too.
        with_past: bool,
    },
    /// The person may no longer.
    Revoke,
}

/// "Person P may, or may no longer, read section S", signed by an authority.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Permission {
    /// The authority that signs.
    pub by: AuthorityKey,
    /// Whom it is about.
    pub person: RootId,
    /// The section's name.
    pub section: String,
    /// Grant or revoke.
    pub action: PermissionAction,
    /// The newest records about this person and section that the signer knew, strictly ascending.
    pub sees: Vec<Hash>,
    /// When, by the signer's clock; shown to people, decides nothing.
    pub at: UnixMillis,
}

impl Signable for Permission {
    const TAG: &'static str = tag::PERMISSION;
}

/// Why a permission is not taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PermissionError {
    /// Not signed by the authority it names.
    #[error("the permission is not signed by the authority it names")]
    BadSignature,
    /// The section's name is empty or too long, or `sees` is not strictly ascending.
    #[error("the permission is not in canonical form")]
    NotCanonical,
}

impl From<BadSignature> for PermissionError {
    fn from(_: BadSignature) -> Self {
        PermissionError::BadSignature
    }
}

/// A permission that stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Until when; `None` has no end.
    pub until: Option<UnixMillis>,
    /// Whether it reaches back before the grant.
    pub with_past: bool,
    /// When the oldest grant that still stands was signed.
    pub since: UnixMillis,
    /// The record that decides.
    pub hash: Hash,
}

impl Standing {
    /// Whether it is still open at a moment.
    pub fn open_at(&self, now: UnixMillis) -> bool {
        self.until.is_none_or(|until| now < until)
    }
}

/// All permissions known. Grows only.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Permissions {
    records: BTreeMap<Hash, Signed<Permission>>,
}

impl Permissions {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a record in; `false` if it was known. Whether its authority counts is asked when the standing is.
    pub fn insert(&mut self, record: Signed<Permission>) -> Result<bool, PermissionError> {
        let permission = record.verify(record.unverified().by.as_bytes())?;
        let ascending =
            permission.sees.iter().zip(permission.sees.iter().skip(1)).all(|(a, b)| a < b);
        if permission.section.is_empty() || permission.section.len() > MAX_SECTION_LEN || !ascending
        {
            return Err(PermissionError::NotCanonical);
        }
        Ok(self.records.insert(record.hash(), record).is_none())
    }

    /// What the next record about this person and section names in `sees`.
    pub fn heads(&self, person: &RootId, section: &str) -> Vec<Hash> {
        let about = self.about(person, section);
        let named: BTreeSet<Hash> =
            about.values().flat_map(|permission| permission.sees.iter().copied()).collect();
        about.keys().filter(|hash| !named.contains(*hash)).copied().collect()
    }

    /// Everything that stands, by person and section; a pure function of the set and the verdict's authorities.
    pub fn standing(&self, verdict: &Verdict) -> BTreeMap<(RootId, String), Standing> {
        let authorities: BTreeSet<AuthorityKey> =
            verdict.devices.values().map(|device| device.authority).collect();
        let mut topics: BTreeMap<(RootId, String), BTreeMap<Hash, &Permission>> = BTreeMap::new();
        for (hash, record) in &self.records {
            let permission = record.unverified();
            if authorities.contains(&permission.by) {
                topics
                    .entry((permission.person, permission.section.clone()))
                    .or_default()
                    .insert(*hash, permission);
            }
        }
        topics
            .into_iter()
            .filter_map(|(topic, records)| decide(&records).map(|standing| (topic, standing)))
            .collect()
    }

    /// The records themselves, by hash.
    pub fn iter(&self) -> impl Iterator<Item = (&Hash, &Signed<Permission>)> {
        self.records.iter()
    }

    fn about(&self, person: &RootId, section: &str) -> BTreeMap<Hash, &Permission> {
        self.records
            .iter()
            .map(|(hash, record)| (*hash, record.unverified()))
            .filter(|(_, permission)| permission.person == *person && permission.section == section)
            .collect()
    }
}

/// What stands among the records about one person and section.
fn decide(records: &BTreeMap<Hash, &Permission>) -> Option<Standing> {
    let revokes: BTreeSet<Hash> = records
        .iter()
        .filter(|(_, permission)| permission.action == PermissionAction::Revoke)
        .map(|(hash, _)| *hash)
        .collect();
    let mut standing = BTreeMap::new();
    for (hash, permission) in records {
        if let PermissionAction::Grant { until, with_past } = permission.action {
            let past = past_of(permission, records);
            if revokes.is_subset(&past) {
                standing.insert(*hash, (past, until, with_past, permission.at));
            }
        }
    }
    let since = standing.values().map(|(_, _, _, at)| *at).min()?;
    let given_way: BTreeSet<Hash> =
        standing.values().flat_map(|(past, ..)| past.iter().copied()).collect();
    standing
        .into_iter()
        .filter(|(hash, _)| !given_way.contains(hash))
        .min_by_key(|(hash, (_, until, with_past, _))| {
            (until.unwrap_or(UnixMillis(i64::MAX)), *with_past, *hash)
        })
        .map(|(hash, (_, until, with_past, _))| Standing { until, with_past, since, hash })
}

fn past_of(permission: &Permission, records: &BTreeMap<Hash, &Permission>) -> BTreeSet<Hash> {
    let mut past = BTreeSet::new();
    let mut open: Vec<Hash> = permission.sees.clone();
    while let Some(hash) = open.pop() {
        if let Some(earlier) = records.get(&hash)
            && past.insert(hash)
        {
            open.extend_from_slice(&earlier.sees);
        }
    }
    past
}

#[cfg(test)]
mod tests;
