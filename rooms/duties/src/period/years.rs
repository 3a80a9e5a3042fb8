//! The years for which holidays and zones are known.

/// First year with the present French holidays (8 May: law of 2 October 1981).
pub(super) const FIRST_YEAR: i32 = 1982;
/// Last year computed with; the Gregorian calendar and the tables bear it.
pub(super) const LAST_YEAR: i32 = 2199;
