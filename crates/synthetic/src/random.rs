//! Chance from a seed.
//!
//! Two sources: [`mix`] answers one question about one person without any
//! state, so that a scan can skip people cheaply; [`Draws`] is a stream of
//! ChaCha8 for everything else, one stream a person and one a visit.

use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};

/// Mixes a seed, a question and a number into 64 even bits (the finaliser of
/// SplitMix64, twice, so that neighbouring numbers share nothing).
#[must_use]
pub const fn mix(seed: u64, question: u64, number: u64) -> u64 {
    let first = finish(seed ^ question.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    finish(first.wrapping_add(number.wrapping_mul(0xD134_2543_DE82_EF95)))
}

const fn finish(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    value ^ (value >> 31)
}

/// Folds 64 even bits to a number under `bound`.
pub(crate) const fn under(bits: u64, bound: u32) -> u32 {
    (((bits >> 32) * bound as u64) >> 32) as u32
}

/// One reproducible stream of draws.
pub(crate) struct Draws(ChaCha8Rng);

impl Draws {
    /// The generator that all streams of a population are cut from.
    pub(crate) fn root(seed: u64) -> ChaCha8Rng {
        ChaCha8Rng::seed_from_u64(seed)
    }

    /// The stream of that number.
    pub(crate) fn stream(root: &ChaCha8Rng, number: u64) -> Self {
        let mut generator = root.clone();
        generator.set_stream(number);
        Self(generator)
    }

    /// A number from 0 to `bound - 1`; 0 when `bound` is 0.
    pub(crate) fn below(&mut self, bound: u32) -> u32 {
        ((u64::from(self.0.next_u32()) * u64::from(bound)) >> 32) as u32
    }

    /// A number from `low` to `high`, both possible.
    pub(crate) fn between(&mut self, low: u32, high: u32) -> u32 {
        low + self.below(high.saturating_sub(low) + 1)
    }

    /// A small number more often than a large one, under `bound` (the smaller
    /// of two draws): names and towns are never spread evenly.
    pub(crate) fn skewed(&mut self, bound: u32) -> u32 {
        self.below(bound).min(self.below(bound))
    }

    /// True in `per_ten_thousand` cases out of 10,000.
    pub(crate) fn chance(&mut self, per_ten_thousand: u32) -> bool {
        self.below(10_000) < per_ten_thousand
    }

    /// One of the list, evenly; the default value for an empty list.
    pub(crate) fn pick<T: Copy + Default>(&mut self, list: &[T]) -> T {
        let length = u32::try_from(list.len()).unwrap_or(u32::MAX);
        let at = self.below(length);
        nth(list, at)
    }

    /// One of the list, the first ones more often.
    pub(crate) fn pick_skewed<T: Copy + Default>(&mut self, list: &[T]) -> T {
        let length = u32::try_from(list.len()).unwrap_or(u32::MAX);
        let at = self.skewed(length);
        nth(list, at)
    }
}

/// The element at that place, or the default value beyond the end.
pub(crate) fn nth<T: Copy + Default>(list: &[T], at: u32) -> T {
    list.get(at as usize).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_stay_under_their_bound_and_reach_both_ends() {
        let mut draws = Draws::stream(&Draws::root(1), 1);
        let mut seen = [false; 6];
        for _ in 0..1_000 {
            seen[draws.between(2, 7) as usize - 2] = true;
        }
        assert_eq!(seen, [true; 6]);
        assert!((0..1_000).all(|_| draws.skewed(10) < 10));
    }

    #[test]
    fn streams_differ_and_repeat() {
        let root = Draws::root(7);
        let take = |stream| {
            let mut draws = Draws::stream(&root, stream);
            [draws.below(1 << 31), draws.below(1 << 31), draws.below(1 << 31)]
        };
        assert_eq!(take(3), take(3));
        assert_ne!(take(3), take(4));
    }

    #[test]
    fn mixing_spreads_neighbours_evenly() {
        let mut counts = [0_u32; 10];
        for number in 0..100_000 {
            counts[under(mix(42, 1, number), 10) as usize] += 1;
        }
        assert!(counts.iter().all(|count| (9_600..10_400).contains(count)), "{counts:?}");
    }
}
