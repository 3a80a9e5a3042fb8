//! The period of a case, for the words of the catalogue.

use chrono::NaiveDate;
use i18n::notice::When;
use incidents::End;

/// The period as texts say it. What is not known stays not known.
pub fn when(start: Option<NaiveDate>, end: End) -> When {
    When { start, end: end.day(), going_on: end.is_going_on(), known_on: None }
}
