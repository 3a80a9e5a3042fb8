//! The index of a wave: sealed buckets of tokens, written once, in key order.
//!
//! A wave's entries (token, number of the person in the wave) are dealt into a power
//! of two of buckets by the head of the token; each bucket is sealed like any other
//! field. So the database shows neither which persons share a surname nor how often
//! a value occurs: only sizes of buckets. A look-up reads and opens one row for each
//! wave. Entries of later corrections come as a wave of their own.

use std::collections::HashMap;

use kernel::Env;
use vault::{DataKey, Row};

use crate::tokens::Kind;

/// Aim for the size of a bucket, in entries.
const PER_BUCKET: u32 = 64;
/// Bytes of an entry: token and number.
const ENTRY: usize = 12;
const BLOCK: usize = 4096;

/// An entry as it is kept: token, then number, big-endian, so that bytes sort as both do.
type Entry = [u8; ENTRY];

/// Numbers of the wave that turned out to be another number's person, and whose.
pub(crate) type Moved = HashMap<u32, u32>;

/// Entries of one kind, in blocks so that growth never doubles the memory.
#[derive(Default)]
struct Entries {
    blocks: Vec<Vec<Entry>>,
    len: usize,
}

impl Entries {
    fn push(&mut self, token: u64, number: u32) {
        let entry = entry_bytes(token, number);
        match self.blocks.last_mut() {
            Some(block) if block.len() < BLOCK => block.push(entry),
            _ => {
                let mut block = Vec::with_capacity(BLOCK);
                block.push(entry);
                self.blocks.push(block);
            }
        }
        self.len += 1;
    }

    fn into_sorted(self, moved: &Moved) -> Vec<Entry> {
        let mut all = Vec::with_capacity(self.len);
        for block in self.blocks {
            all.extend_from_slice(&block);
        }
        if !moved.is_empty() {
            for entry in &mut all {
                if let Some(number) = moved.get(&number_of(entry)) {
                    entry[8..].copy_from_slice(&number.to_be_bytes());
                }
            }
        }
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// The entries of a wave, as they gather.
#[derive(Default)]
pub(crate) struct WaveIndex {
    kinds: [Entries; Kind::ALL.len() + 1],
}

impl WaveIndex {
    pub(crate) fn add(&mut self, kind: Kind, token: u64, number: u32) {
        if let Some(entries) = self.kinds.get_mut(kind as usize) {
            entries.push(token, number);
        }
    }

    /// Takes the buckets of one kind, in key order; the memory of the kind is given back.
    pub(crate) fn take(&mut self, kind: Kind, bits: u32, moved: &Moved) -> Vec<(i64, Vec<u8>)> {
        let Some(entries) = self.kinds.get_mut(kind as usize) else { return Vec::new() };
        let sorted = std::mem::take(entries).into_sorted(moved);
        let mut buckets: Vec<(i64, Vec<u8>)> = Vec::new();
        for entry in sorted {
            let bucket = bucket_of(token_of(&entry), bits);
            match buckets.last_mut() {
                Some((last, bytes)) if *last == bucket => bytes.extend_from_slice(&entry),
                _ => buckets.push((bucket, entry.to_vec())),
            }
        }
        buckets
    }
}

fn token_of(entry: &Entry) -> u64 {
    let mut token = [0; 8];
    token.copy_from_slice(&entry[..8]);
    u64::from_be_bytes(token)
}

fn number_of(entry: &Entry) -> u32 {
    let mut number = [0; 4];
    number.copy_from_slice(&entry[8..]);
    u32::from_be_bytes(number)
}

fn entry_bytes(token: u64, number: u32) -> Entry {
    let mut entry = [0; ENTRY];
    entry[..8].copy_from_slice(&token.to_be_bytes());
    entry[8..].copy_from_slice(&number.to_be_bytes());
    entry
}

/// How many bits of the token choose the bucket, for a wave of that many persons.
pub(crate) fn bits_for(persons: i64) -> u32 {
    let persons = u32::try_from(persons).unwrap_or(u32::MAX);
    let buckets = (persons / PER_BUCKET).max(1);
    buckets.checked_next_power_of_two().unwrap_or(1 << 31).trailing_zeros()
}

/// The bucket of a token.
pub(crate) fn bucket_of(token: u64, bits: u32) -> i64 {
    if bits == 0 { 0 } else { i64::try_from(token >> (64 - bits)).unwrap_or(0) }
}

/// The place of a bucket, for sealing.
fn place(wave: &[u8; 16], kind: Kind, bucket: i64) -> [u8; 25] {
    let mut id = [0; 25];
    id[..16].copy_from_slice(wave);
    id[16] = u8::try_from(kind.code()).unwrap_or(0);
    id[17..].copy_from_slice(&bucket.to_be_bytes());
    id
}

pub(crate) fn seal(
    env: &Env,
    key: &DataKey,
    wave: &[u8; 16],
    kind: Kind,
    bucket: i64,
    plain: &[u8],
) -> Vec<u8> {
    key.seal(env, Row { table: "person_index", id: &place(wave, kind, bucket) }, plain)
}

/// The entries of a sealed bucket.
pub(crate) fn open(
    key: &DataKey,
    wave: &[u8; 16],
    kind: Kind,
    bucket: i64,
    sealed: &[u8],
) -> Result<Vec<(u64, u32)>, vault::VaultError> {
    let plain = key.open(Row { table: "person_index", id: &place(wave, kind, bucket) }, sealed)?;
    let (entries, _) = plain.as_chunks::<ENTRY>();
    Ok(entries
        .iter()
        .map(|entry| {
            let (mut token, mut number) = ([0; 8], [0; 4]);
            token.copy_from_slice(&entry[..8]);
            number.copy_from_slice(&entry[8..]);
            (u64::from_be_bytes(token), u32::from_be_bytes(number))
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_entry_is_in_the_bucket_of_its_token(
            tokens in prop::collection::vec(any::<u64>(), 0..500), persons in 0_i64..100_000,
        ) {
            let bits = bits_for(persons);
            let mut index = WaveIndex::default();
            for (number, token) in (0_u32..).zip(&tokens) {
                index.add(Kind::Email, *token, number);
            }
            let buckets = index.take(Kind::Email, bits, &Moved::new());
            let mut seen = 0;
            for (bucket, bytes) in &buckets {
                for entry in bytes.chunks(ENTRY) {
                    let token = u64::from_be_bytes(entry[..8].try_into().unwrap());
                    prop_assert_eq!(bucket_of(token, bits), *bucket);
                    seen += 1;
                }
            }
            prop_assert_eq!(seen, tokens.len());
            prop_assert!(buckets.windows(2).all(|pair| pair[0].0 < pair[1].0));
            prop_assert!(index.take(Kind::Email, bits, &Moved::new()).is_empty());
        }
    }

    #[test]
    fn the_number_of_buckets_follows_the_wave() {
        assert_eq!(bits_for(0), 0);
        assert_eq!(bits_for(64), 0);
        assert_eq!(bits_for(129), 1);
        assert_eq!(bits_for(500_000), 13);
    }
}
