//! The dates of a breach in a form: what is known, what goes on, what nobody knows.

use chrono::NaiveDate;
use i18n::{Lang, t};
use incidents::End;
use leptos::prelude::*;

use ui::{Choice, InputKind, InputSize, RadioGroup, TextField};
use web::{Refused, Typed, time};

const ON: &str = "on";
const GOING_ON: &str = "going_on";
const UNKNOWN: &str = "unknown";

/// The answer of the form to "is it over?".
pub(super) const fn code(end: End) -> &'static str {
    match end {
        End::On(_) => ON,
        End::GoingOn => GOING_ON,
        End::Unknown => UNKNOWN,
    }
}

/// Puts the dates into a form.
pub(super) fn put(typed: &mut Typed, start: Option<NaiveDate>, end: End) {
    let day = |day: Option<NaiveDate>| day.map_or(String::new(), |day| day.to_string());
    typed.put("started_on", day(start));
    typed.put("end", code(end));
    typed.put("ended_on", day(end.day()));
}

/// Reads the dates; says at each field what cannot be kept. A day that cannot be read is
/// said, never dropped.
pub(super) fn read(lang: Lang, typed: &mut Typed) -> Result<(Option<NaiveDate>, End), Refused> {
    let start = day(lang, typed, "started_on");
    let last = day(lang, typed, "ended_on");
    let end = match (typed.get("end"), last) {
        (ON, Ok(None)) => {
            typed.refuse("ended_on", t(lang, "incidents.edit.end_required"));
            Err(Refused)
        }
        (GOING_ON | UNKNOWN, Ok(Some(_))) => {
            typed.refuse("ended_on", t(lang, "incidents.edit.end_contradicts"));
            Err(Refused)
        }
        (GOING_ON, Ok(None)) => Ok(End::GoingOn),
        (_, last) => last.map(End::from),
    };
    if let (Ok(Some(first)), Ok(end)) = (start, end)
        && end.day().is_some_and(|last| last < first)
    {
        typed.refuse("ended_on", t(lang, "incidents.invalid.before_start"));
        return Err(Refused);
    }
    Ok((start?, end?))
}

/// A day that may be left out; what is no day is said, never dropped.
pub(super) fn day(
    lang: Lang,
    typed: &mut Typed,
    field: &'static str,
) -> Result<Option<NaiveDate>, Refused> {
    if !typed.has(field) {
        return Ok(None);
    }
    let day = time::day(typed.get(field)).ok_or(t(lang, "common.invalid.date"));
    typed.read(field, day).map(Some)
}

/// A day comes back as it was typed: what is no day would vanish from a date field.
pub(super) fn kind(typed: &str) -> InputKind {
    if typed.is_empty() || time::day(typed).is_some() { InputKind::Date } else { InputKind::Text }
}

/// The fields.
pub(super) fn fields(lang: Lang, typed: &Typed) -> AnyView {
    let word = move |key: &str| t(lang, &format!("incidents.edit.{key}"));
    let (start, end) = (typed.value("started_on"), typed.value("ended_on"));
    let ends = [UNKNOWN, GOING_ON, ON]
        .map(|code| Choice::new(code, word(&format!("end_{code}"))))
        .to_vec();
    let chosen = if typed.has("end") { typed.value("end") } else { UNKNOWN.to_owned() };
    view! {
        <TextField label=word("started_on") name="started_on" kind=kind(&start)
            size=InputSize::Small hint=word("started_hint") value=start
            error=typed.error("started_on")/>
        <RadioGroup legend=word("end") name="end" options=ends selected=chosen
            error=typed.error("end")/>
        <TextField label=word("ended_on") name="ended_on" kind=kind(&end)
            size=InputSize::Small hint=word("ended_hint") value=end
            error=typed.error("ended_on")/>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(pairs: &[(&str, &str)]) -> (Result<(Option<NaiveDate>, End), Refused>, Typed) {
        let mut typed = Typed::starting(pairs);
        (read(Lang::FR, &mut typed), typed)
    }

    #[test]
    fn going_on_and_not_known_are_two_answers() {
        let day = NaiveDate::from_ymd_opt(2026, 2, 14);
        let last = NaiveDate::from_ymd_opt(2026, 2, 24).unwrap();
        for (pairs, read) in [
            (vec![], (None, End::Unknown)),
            (vec![("end", "going_on")], (None, End::GoingOn)),
            (vec![("started_on", "2026-02-14"), ("end", "unknown")], (day, End::Unknown)),
            (vec![("ended_on", "2026-02-24")], (None, End::On(last))),
            (vec![("end", "on"), ("ended_on", "2026-02-24")], (None, End::On(last))),
        ] {
            assert_eq!(parsed(&pairs).0, Ok(read), "{pairs:?}");
            let mut shown = Typed::default();
            put(&mut shown, read.0, read.1);
            assert_eq!(super::read(Lang::FR, &mut shown), Ok(read));
        }
    }

    #[test]
    fn a_date_that_cannot_be_read_or_contradicts_is_said_and_comes_back() {
        for (pairs, field) in [
            (vec![("started_on", "14/02/2026")], "started_on"),
            (vec![("end", "on")], "ended_on"),
            (vec![("end", "going_on"), ("ended_on", "2026-02-24")], "ended_on"),
            (vec![("started_on", "2026-02-14"), ("ended_on", "2026-02-13")], "ended_on"),
        ] {
            let (read, typed) = parsed(&pairs);
            assert!(read.is_err() && typed.error(field).is_some(), "{pairs:?}");
            assert!(pairs.iter().all(|(name, value)| typed.get(name) == *value));
        }
    }
}
