//! Mutations of the bytes of a change chunk: flipped bytes, and columns that stand for far more rows
//! than they have bytes. The checksum is made right again, so that it is not what saves us.

use sha2::{Digest, Sha256};

use super::dice::Dice;

/// Magic, checksum and type; the length follows.
const HEADER: usize = 9;

/// Flips one to three bytes behind the header.
pub fn flip(chunk: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut body = body_of(chunk).to_vec();
    for _ in 0..=dice.below(3) {
        let at = dice.below(body.len());
        if dice.one_in(2) {
            body[at] ^= 1 << dice.below(8);
        } else {
            body[at] = dice.number() as u8;
        }
    }
    seal(1, &body)
}

/// Replaces the data or the description of one column.
pub fn bomb(chunk: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut parts = Parts::of(body_of(chunk));
    let at = dice.below(parts.columns.len());
    let (specification, data) = &mut parts.columns[at];
    match dice.below(6) {
        0 => *specification |= 8,
        1 => *specification = dice.below(256) as u64,
        2 => data.extend_from_slice(&run(dice)),
        3 => data.clear(),
        4 => {
            let double = parts.columns[at].clone();
            parts.columns.insert(at, double);
        }
        _ => *data = run(dice),
    }
    seal(1, &parts.join())
}

/// A chunk of this type around a body, with the right checksum.
pub fn seal(chunk_type: u8, body: &[u8]) -> Vec<u8> {
    let mut hashed = vec![chunk_type];
    unsigned(&mut hashed, body.len() as u64);
    hashed.extend_from_slice(body);
    let hash = Sha256::digest(&hashed);
    let mut chunk = vec![0x85, 0x6f, 0x4a, 0x83];
    chunk.extend_from_slice(&hash[..4]);
    chunk.extend_from_slice(&hashed);
    chunk
}

/// What stands behind the header of a chunk.
pub fn body_of(chunk: &[u8]) -> &[u8] {
    let mut at = HEADER;
    read(chunk, &mut at);
    &chunk[at..]
}

/// The body of a change chunk, taken apart at its columns.
#[derive(Clone)]
pub struct Parts {
    pub before: Vec<u8>,
    pub columns: Vec<(u64, Vec<u8>)>,
    pub behind: Vec<u8>,
}

impl Parts {
    pub fn of(body: &[u8]) -> Self {
        let mut at = 0;
        let dependencies = read(body, &mut at) as usize;
        at += dependencies * 32;
        at += read(body, &mut at) as usize;
        // Sequence, first operation and time: of the last only the length matters.
        for _ in 0..3 {
            read(body, &mut at);
        }
        at += read(body, &mut at) as usize;
        for _ in 0..read(body, &mut at) {
            at += read(body, &mut at) as usize;
        }
        let before = body[..at].to_vec();
        let count = read(body, &mut at);
        let described: Vec<(u64, u64)> =
            (0..count).map(|_| (read(body, &mut at), read(body, &mut at))).collect();
        let mut columns = Vec::new();
        for (specification, length) in described {
            columns.push((specification, body[at..at + length as usize].to_vec()));
            at += length as usize;
        }
        Parts { before, columns, behind: body[at..].to_vec() }
    }

    pub fn join(&self) -> Vec<u8> {
        let mut body = self.before.clone();
        unsigned(&mut body, self.columns.len() as u64);
        for (specification, data) in &self.columns {
            unsigned(&mut body, *specification);
            unsigned(&mut body, data.len() as u64);
        }
        for (_, data) in &self.columns {
            body.extend_from_slice(data);
        }
        body.extend_from_slice(&self.behind);
        body
    }
}

/// A run of very many rows, or of more than fit any number.
fn run(dice: &mut Dice) -> Vec<u8> {
    let mut data = Vec::new();
    match dice.below(4) {
        0 => unsigned(&mut data, 1 << (12 + dice.below(40))),
        1 => {
            data.push(0);
            unsigned(&mut data, 1 << (12 + dice.below(50)));
        }
        2 => {
            data.extend([0x80; 9]);
            data.push(0x7f);
        }
        _ => {
            data.push(1);
            unsigned(&mut data, 1 << (12 + dice.below(50)));
        }
    }
    data.push(dice.below(8) as u8);
    data
}

fn read(bytes: &[u8], at: &mut usize) -> u64 {
    let mut value = 0_u64;
    let mut shift = 0;
    loop {
        let byte = bytes[*at];
        *at += 1;
        value |= u64::from(byte & 0x7f) << shift;
        shift += 7;
        if byte & 0x80 == 0 {
            return value;
        }
    }
}

pub fn unsigned(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}
