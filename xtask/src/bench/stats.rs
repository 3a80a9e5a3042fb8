//! Order statistics of times, and a comparison of two series that were taken in turn.

use std::time::Duration;

/// Times, sorted.
#[derive(Debug, Clone, Default)]
pub(super) struct Times(Vec<Duration>);

impl Times {
    pub(super) fn new(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        Self(times)
    }

    pub(super) fn best(&self) -> Duration {
        self.0.first().copied().unwrap_or_default()
    }

    pub(super) fn median(&self) -> Duration {
        self.percent(50)
    }

    /// The time that so many percent of the series do not exceed.
    pub(super) fn percent(&self, percent: usize) -> Duration {
        let place = (self.0.len() * percent).div_ceil(100).saturating_sub(1);
        self.0.get(place).copied().unwrap_or_default()
    }
}

/// Numbers that are the same in each run (SplitMix64).
#[derive(Debug, Clone)]
pub(super) struct Draws(u64);

impl Draws {
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
}

/// The difference of two medians, and what chance alone would give.
#[derive(Debug)]
pub(super) struct Difference {
    /// Second median less the first, in microseconds.
    pub(super) micros: f64,
    /// 95 of 100 shuffles stay within plus or minus this, in microseconds.
    pub(super) chance: f64,
    /// Bootstrap interval of the difference, 95 of 100, in microseconds: what it comes to
    /// over pairs drawn again from the same ones, with repetition.
    pub(super) interval: (f64, f64),
}

const SHUFFLES: usize = 1_000;

/// Compares pairs taken one right after the other. Chance is measured on the same times:
/// in each pair it is decided by a coin which of the two is called the first.
pub(super) fn compare(pairs: &[(Duration, Duration)]) -> Difference {
    let micros = |time: Duration| time.as_secs_f64() * 1e6;
    let pairs: Vec<(f64, f64)> = pairs.iter().map(|(a, b)| (micros(*a), micros(*b))).collect();
    let difference = |swap: &mut dyn FnMut() -> bool| {
        let (mut first, mut second): (Vec<f64>, Vec<f64>) =
            pairs.iter().map(|(a, b)| if swap() { (*b, *a) } else { (*a, *b) }).unzip();
        middle(&mut second) - middle(&mut first)
    };
    let mut draws = Draws::new(1);
    let mut shuffled: Vec<f64> =
        (0..SHUFFLES).map(|_| difference(&mut || draws.next() & 1 == 1).abs()).collect();
    shuffled.sort_unstable_by(f64::total_cmp);
    let chance = shuffled.get(SHUFFLES * 95 / 100).copied().unwrap_or(0.0);
    let interval = bootstrap(&pairs, &mut draws);
    Difference { micros: difference(&mut || false), chance, interval }
}

fn bootstrap(pairs: &[(f64, f64)], draws: &mut Draws) -> (f64, f64) {
    let count = u64::try_from(pairs.len()).unwrap_or(0).max(1);
    let mut differences: Vec<f64> = (0..SHUFFLES)
        .map(|_| {
            let again = (0..pairs.len()).filter_map(|_| {
                let place = usize::try_from(draws.next() % count).unwrap_or(0);
                pairs.get(place).copied()
            });
            let (mut first, mut second): (Vec<f64>, Vec<f64>) = again.unzip();
            middle(&mut second) - middle(&mut first)
        })
        .collect();
    differences.sort_unstable_by(f64::total_cmp);
    let at = |thousandth: usize| differences.get(thousandth).copied().unwrap_or(0.0);
    (at(SHUFFLES * 25 / 1_000), at(SHUFFLES * 975 / 1_000))
}

fn middle(values: &mut [f64]) -> f64 {
    if values.is_empty() {
        return 0.0;
    }
    let place = values.len() / 2;
    *values.select_nth_unstable_by(place, f64::total_cmp).1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_members_of_the_series() {
        let times = Times::new((1..=100).rev().map(Duration::from_millis).collect());
        assert_eq!(times.best(), Duration::from_millis(1));
        assert_eq!(times.median(), Duration::from_millis(50));
        assert_eq!(times.percent(99), Duration::from_millis(99));
    }

    #[test]
    fn a_shift_is_seen_and_noise_is_not() {
        let mut draws = Draws::new(5);
        let mut time = || Duration::from_micros(500 + draws.next() % 100);
        let same: Vec<_> = (0..2_000).map(|_| (time(), time())).collect();
        let shifted: Vec<_> =
            same.iter().map(|(a, b)| (*a, *b + Duration::from_micros(20))).collect();
        let noise = compare(&same);
        assert!(noise.micros.abs() <= 2.0 * noise.chance, "{noise:?}");
        let shift = compare(&shifted);
        assert!(shift.micros > 3.0 * shift.chance, "{shift:?}");
        let (low, high) = shift.interval;
        assert!(low > 10.0 && low < 20.0 && high > 20.0 && high < 30.0, "{shift:?}");
    }
}
