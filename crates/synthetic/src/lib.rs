//! Synthetic people and laboratory extracts, from a seed. Never a real person.
//!
//! The demonstration, the tests and the benchmarks need half a million
//! patients with the mess of a real export, and no patient at all. Vocabulary:
//!
//! - a *population* is an endless list of people; a person is a function of the
//!   seed and of the person's number, so any of them is drawn again at will;
//! - an *extract* is the file that a laboratory's information system writes:
//!   one row a visit, several rows a person;
//! - the *truth* is what a perfect import of that file would count.
//!
//! Invariants:
//!
//! - the same seed gives the same people and the same bytes;
//! - memory does not grow with the number of people or rows (the truth keeps
//!   one line for each bad row, about two in a thousand);
//! - surnames, streets and communes are invented, phone numbers come from the
//!   ranges reserved for fiction, e-mail addresses end in `example.org` or
//!   `example.net`, and social security numbers name the commune 999, which
//!   does not exist.
//!
//! These types show everything in `Debug`: nobody is behind them.

mod clinical;
mod contact;
mod day;
mod extract;
mod lab;
mod names;
mod nir;
mod person;
mod places;
mod population;
mod random;
mod sex;
mod text;

pub use day::{EXPORT_DAY, FIRST_SAMPLE_DAY, LAST_SAMPLE_DAY, REFERENCE_DAY};
pub use extract::{
    BadCause, BadRow, Delimiter, Encoding, ExtractOptions, Mess, NirCount, Specials, Truth,
    write_extract,
};
pub use lab::Lab;
pub use nir::Nir;
pub use person::{Address, Clinical, Contact, Country, Protection, SyntheticPerson};
pub use population::Population;
pub use random::mix;
pub use sex::Sex;
