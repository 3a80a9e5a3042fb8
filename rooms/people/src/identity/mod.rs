//! Pure rules of identity: no SQL, no clock, no keys.
//!
//! Every function here is total (any text in, an answer out) and cheap enough to
//! run on each cell of a file of a million rows.
//!
//! * [`name`]: the form in which two spellings of a name are equal, and [`phonetic`] codes;
//! * [`sex`], [`birth`], [`nir`]: traits and their checks;
//! * [`email`], [`phone`], [`postcode`], [`country`], [`postal`]: contact points;
//! * [`traits`]: the canonical bytes of the exact match;
//! * [`state`]: minors, protected persons, the deceased, persons at risk;
//! * [`blank`]: what software writes in a cell to say "nothing".

pub mod birth;
pub mod blank;
pub mod country;
mod day;
pub mod email;
pub mod fold;
pub mod name;
pub mod nir;
pub mod phone;
pub mod phonetic;
pub mod postal;
pub mod postcode;
pub(crate) mod redact;
pub mod sex;
pub mod state;
pub mod traits;

pub use birth::{BirthDate, DateError, DateNote, DateOrder, DateReader, DateSystem};
pub use email::Email;
pub use nir::{NirAnswer, NirReason};
pub use phone::Phone;
pub use postal::{AddressBlock, PostalAddress};
pub use sex::{Civility, Sex};
pub use state::{State, StateChange, StateSet};
pub use traits::{MatchTraits, Traits};
