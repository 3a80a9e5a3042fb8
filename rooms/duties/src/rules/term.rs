//! The term of a rule, as a pack writes it.

use super::expression::expression;
use super::pack::Pack;
use super::raw::RawTerm;
use super::rule::{Haste, Term, Within};
use crate::facts::Anchor;
use crate::period::{Period, PeriodError, Rule, Unit};

/// Reads a term.
///
/// # Errors
/// What is wrong with it.
pub(super) fn term(raw: RawTerm, pack: &Pack) -> Result<Term, String> {
    if raw.none || raw.continuous {
        return Ok(if raw.none { Term::None } else { Term::Continuous });
    }
    if let Some(anchor) = raw.set_by {
        return Ok(Term::SetBy(anchor));
    }
    let start = raw.start.ok_or("a deadline needs its start")?;
    if (start == Anchor::Submission) != raw.of.is_some() {
        return Err("`of` goes with start = \"submission\", and only with it".to_owned());
    }
    let Some(n) = raw.n else {
        if !raw.asap {
            return Err("a deadline needs n, or asap".to_owned());
        }
        return Ok(Term::WithoutDelay { start, of: raw.of, soft_hours: raw.soft_hours });
    };
    let (unit, calc) = raw.unit.zip(raw.calc).ok_or("a number needs unit and calc")?;
    let rule = Rule::parse(&calc).map_err(|error| error.to_string())?;
    if matches!(rule, Rule::Reg1182 | Rule::UsBusinessDays) && pack.calendar.is_none() {
        return Err(format!("{calc} needs the holidays of the pack"));
    }
    let period = |n| -> Result<Period, PeriodError> {
        let period = Period::new(rule, n, Unit::parse(&unit)?)?.in_zone(pack.zone);
        pack.calendar.map_or(Ok(period), |calendar| period.with_calendar(calendar))
    };
    let extension = match (raw.extended_n, raw.extended_when) {
        (Some(n), Some(when)) => {
            Some((expression(when)?, period(n).map_err(|error| error.to_string())?))
        }
        (None, None) => None,
        _ => return Err("an extension needs extended_n and extended_when".to_owned()),
    };
    let period = period(n).map_err(|error| error.to_string())?;
    let without_delay = if raw.asap { Haste::WithoutUndueDelay } else { Haste::NumberOnly };
    Ok(Term::Within(Within { start, of: raw.of, period, extension, without_delay }))
}
