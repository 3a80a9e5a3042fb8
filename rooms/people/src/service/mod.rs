//! The verbs on persons.

mod count;
mod person;
mod read;
mod room;
mod search;
mod totals;
mod walk;

pub use person::{Origin, Origins, Person, PersonHead};
pub use room::People;
pub use search::{Criteria, SEARCH_LIMIT};
pub use totals::Totals;
