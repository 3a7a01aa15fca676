//! The proof: what may not be in a guest's hands is looked for, byte by byte, in everything they hold and
//! in everything that was ever sent to them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use kith_core::RecordReport;
use kith_seal::{Alias, tagged};
use kith_vault::{FolderDisk, IndexEntry, Vault};

use super::house::{Fault, Kith, not_told, told};
use super::report::Facts;
use crate::runtime::Carried;

/// What the proof measured.
pub struct Proof {
    /// Size of the laptop's vault.
    pub laptop_bytes: u64,
    /// Size of Ana's vault.
    pub ana_bytes: u64,
}

/// Proves over closed vaults that Ana holds exactly what was meant for her.
pub fn prove(
    laptop: &Kith,
    desktop: &Kith,
    ana: &Kith,
    canary: &str,
    facts: &mut Facts,
) -> Result<Proof, Fault> {
    let mut of_mara = index(laptop)?;
    of_mara.extend(index(desktop)?);
    let held: BTreeSet<Alias> = index(ana)?.iter().map(|entry| entry.alias).collect();
    let labels = labels([laptop, desktop]);
    let kept: Vec<&IndexEntry> =
        of_mara.iter().filter(|entry| !held.contains(&entry.alias)).collect();
    let given: BTreeSet<Alias> =
        of_mara.iter().map(|entry| entry.alias).filter(|alias| held.contains(alias)).collect();
    let given_labels: BTreeSet<&str> =
        given.iter().filter_map(|alias| labels.get(alias)).map(|label| section_of(label)).collect();
    let kept_labels: BTreeSet<&str> = kept
        .iter()
        .filter_map(|entry| labels.get(&entry.alias))
        .map(|label| section_of(label))
        .collect();
    for section in ["people", "why", "steady", "checkins"] {
        told(kept_labels.contains(section), format!("{section} is not among what was kept"))?;
        told(!given_labels.contains(section), format!("Ana holds a volume of {section}"))?;
    }
    told(
        given_labels.iter().all(|section| ["word", "half", "mailbox"].contains(section)),
        "Ana holds a volume that was never meant for her",
    )?;

    let mut hay = files(&ana.folder)?;
    let files_searched = hay.len();
    let (frames, frame_bytes) = sent_to(ana, &mut hay);
    told(frames > 0, "nothing was ever sent to Ana, so nothing could be proved")?;
    let needles = needles(&kept, canary);
    let found = needles.iter().filter(|needle| hay.iter().any(|hay| holds(hay, needle))).count();
    told(found == 0, format!("{found} things that were kept from Ana are in her hands"))?;
    // The same search finds what is there: one that never finds anything proves nothing.
    let given_needles: Vec<Vec<u8>> = given.iter().map(|alias| alias.as_bytes().to_vec()).collect();
    let seen = given_needles.iter().all(|needle| hay.iter().any(|hay| holds(hay, needle)));
    told(seen && !given_needles.is_empty(), "the search does not find what Ana was given")?;

    let (laptop_bytes, ana_bytes) = (size(&laptop.folder)?, size(&ana.folder)?);
    facts.insert("sections_in_ana_s_vault".to_owned(), given_labels.into_iter().collect());
    facts.insert("sections_kept_from_her".to_owned(), kept_labels.into_iter().collect());
    facts.insert("things_looked_for".to_owned(), needles.len().into());
    facts.insert("things_found".to_owned(), found.into());
    facts.insert("files_searched".to_owned(), files_searched.into());
    facts.insert("messages_searched".to_owned(), frames.into());
    facts.insert("message_bytes_searched".to_owned(), frame_bytes.into());
    Ok(Proof { laptop_bytes, ana_bytes })
}

/// The hash by which an answer names what was said: over the kind and the fields as JSON.
pub fn hash_of_what_was_said(record: &RecordReport) -> String {
    let fields = serde_json::to_vec(&record.fields).unwrap_or_default();
    tagged("kith/v1/said", &[record.kind.as_bytes(), &fields]).to_string()
}

fn index(kith: &Kith) -> Result<Vec<IndexEntry>, Fault> {
    let (_vault, opened) = Vault::open(FolderDisk::new(&kith.folder)).map_err(not_told)?;
    told(opened.damage.is_empty(), format!("the vault of {} is damaged", kith.name))?;
    Ok(opened.index)
}

/// The labels of the generations that were named in this run, by alias.
fn labels(kiths: [&Kith; 2]) -> BTreeMap<Alias, String> {
    let mut labels = BTreeMap::new();
    for kith in kiths {
        for carried in kith.recorder.all() {
            if let Carried::Named { alias, label } = carried {
                labels.insert(alias, label);
            }
        }
    }
    labels
}

/// The section of a volume's label: `checkins` of `checkins/2027`, `half` of `half:0123/2027`.
fn section_of(label: &str) -> &str {
    label.split(['/', ':']).next().unwrap_or(label)
}

/// Puts what was sent to a Kith in a row, as it came over the wire and was decrypted there.
fn sent_to(kith: &Kith, hay: &mut Vec<Vec<u8>>) -> (usize, usize) {
    let (mut frames, mut bytes_of_all, mut together) = (0, 0, Vec::new());
    for carried in kith.recorder.all() {
        if let Carried::Received { bytes } = carried {
            frames += 1;
            bytes_of_all += bytes.len();
            together.extend_from_slice(&bytes);
        }
    }
    hay.push(together);
    (frames, bytes_of_all)
}

/// What may not be found: names of volumes, generations, streams and bodies, as bytes and as hex, and the
/// word that was typed into the plan.
fn needles(kept: &[&IndexEntry], canary: &str) -> Vec<Vec<u8>> {
    let mut needles = BTreeSet::from([canary.as_bytes().to_vec()]);
    for entry in kept {
        needles.insert(entry.alias.as_bytes().to_vec());
        needles.insert(entry.alias.to_string().into_bytes());
        needles.insert(entry.generation.as_bytes().to_vec());
        needles.insert(entry.generation.to_string().into_bytes());
        needles.insert(entry.stream.as_bytes().to_vec());
        needles.insert(entry.head.as_bytes().to_vec());
    }
    needles.into_iter().collect()
}

fn files(folder: &Path) -> Result<Vec<Vec<u8>>, Fault> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(self::files(&path)?);
        } else {
            files.push(std::fs::read(&path)?);
        }
    }
    Ok(files)
}

fn size(folder: &Path) -> Result<u64, Fault> {
    Ok(files(folder)?.iter().map(|file| file.len() as u64).sum())
}

fn holds(hay: &[u8], needle: &[u8]) -> bool {
    !needle.is_empty() && hay.windows(needle.len()).any(|window| window == needle)
}
