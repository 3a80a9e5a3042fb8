//! The CSV file that a laboratory's information system exports, and its truth.
//!
//! Several visits of one person are far apart in the file, as in an export in
//! the order of visits: the second row of a person comes a sixteenth of the
//! file later, the third a quarter, the fourth a half. Nothing is remembered
//! for that: a person of the past is drawn again.

mod bad_cause;
mod fields;
mod mess;
mod options;
mod row;
mod sink;
mod truth;
mod visit;

#[cfg(test)]
mod tests;

use std::io::{self, Write};

pub use bad_cause::BadCause;
pub use options::{Delimiter, Encoding, ExtractOptions, Mess};
pub use truth::{BadRow, NirCount, Specials, Truth};

use crate::extract::row::RowWriter;
use crate::extract::sink::Sink;
use crate::extract::visit::Visit;
use crate::population::Population;
use crate::random::{mix, under};

/// The question put to the seed for the fate of a row.
const BAD_ROW: u64 = 101;

/// Writes an extract and answers what a perfect import of it would count.
///
/// # Errors
///
/// Those of `out`.
pub fn write_extract(out: &mut dyn Write, options: &ExtractOptions) -> io::Result<Truth> {
    let population = Population::new(options.seed, u64::MAX);
    let mut sink = Sink::new(out, options.encoding)?;
    let mut truth = Truth::new(options);
    let mut rows = RowWriter::new(options);
    rows.header(&mut sink)?;

    let lags = [0, options.rows / 16 + 1, options.rows / 4 + 1, options.rows / 2 + 1];
    'people: for newest in 0.. {
        for (index, lag) in (0_u32..).zip(lags) {
            if truth.rows == options.rows {
                break 'people;
            }
            let Some(number) = u64::checked_sub(newest, lag) else { continue };
            if population.rows_at(number, options.lab, index + 1) <= index {
                continue;
            }
            let bad = fate(options, number, index);
            let person = population.person(number);
            let visit = Visit { person: &person, index, bad };
            let mut draws = population.stream(number, 1 + u64::from(index));
            let seen = rows.row(&mut sink, &visit, &mut draws)?;
            // The person counts at the first row that can be read.
            let first = (0..index).all(|earlier| fate(options, number, earlier).is_some());
            truth.count(&visit, &seen, first);
        }
    }
    sink.finish()?;
    Ok(truth)
}

/// Two rows in a thousand of a messy file cannot be read; which ones is a
/// function of the seed, so that it can be asked again for earlier rows.
fn fate(options: &ExtractOptions, number: u64, visit: u32) -> Option<BadCause> {
    let place = number.wrapping_mul(8).wrapping_add(u64::from(visit));
    let bits = mix(options.seed, BAD_ROW, place);
    let unlucky = options.mess == Mess::Realistic && under(bits, 10_000) < 20;
    unlucky.then(|| BadCause::nth(under(bits.rotate_left(32), 5)))
}
