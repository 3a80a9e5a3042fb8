//! When a breach was, in words: what is known is said, what is not known is said too.

use chrono::NaiveDate;

use super::Breach;
use crate::{Lang, date_long, has, tr};

/// The period of a breach, as far as it is known. GDPR 34(2) asks for neither date: a
/// person is told that a date is not known, and nobody waits for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct When {
    /// First day, where known.
    pub start: Option<NaiveDate>,
    /// Last day, where known.
    pub end: Option<NaiveDate>,
    /// It has not ended; without this and without a last day, the end is not known.
    pub going_on: bool,
    /// The day on which the controller became aware, once decided.
    pub known_on: Option<NaiveDate>,
}

impl When {
    fn key(&self) -> &'static str {
        match (self.start, self.end) {
            (Some(start), Some(end)) if start == end => "on",
            (Some(_), Some(_)) => "between",
            (Some(_), None) if self.going_on => "since",
            (Some(_), None) => "from",
            (None, Some(_)) => "until",
            (None, None) if self.going_on => "going_on",
            (None, None) => "unknown",
        }
    }

    fn filled(&self, lang: Lang, area: &str) -> String {
        let day = |day: Option<NaiveDate>| day.map(|day| date_long(lang, day)).unwrap_or_default();
        let (start, end) = (day(self.start), day(self.end));
        let args = [("start", start.as_str()), ("end", end.as_str())];
        tr(lang, &format!("notices.{area}.{}", self.key()), &args)
    }

    /// Whole sentences: when it was, and since when it is known.
    pub fn sentences(&self, lang: Lang) -> String {
        self.said(lang, "when")
    }

    /// The same in the words of a kind of case, where it has its own: what is lost is
    /// found or not, and does not go on.
    pub fn sentences_about(&self, lang: Lang, breach: Breach) -> String {
        let own = format!("when_{}", breach.as_str());
        let has_own = has(&format!("notices.{own}.{}", self.key()));
        self.said(lang, if has_own { &own } else { "when" })
    }

    fn said(&self, lang: Lang, area: &str) -> String {
        let period = self.filled(lang, area);
        match self.known_on {
            Some(day) => {
                let known = tr(lang, "notices.when.known", &[("day", &date_long(lang, day))]);
                format!("{period} {known}")
            }
            None => period,
        }
    }

    /// The period in a few words.
    pub fn phrase(&self, lang: Lang) -> String {
        self.filled(lang, "when_short")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(d: u32) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(2026, 2, d)
    }

    #[test]
    fn what_is_not_known_is_said_and_going_on_is_not_unknown() {
        let when = |start, end, going_on| When { start, end, going_on, known_on: day(25) };
        for (when, fr, en) in [
            (
                when(day(14), day(24), false),
                "Cela a eu lieu entre le 14 février 2026 et le 24 février 2026.",
                "This took place between 14 February 2026 and 24 February 2026.",
            ),
            (
                when(day(14), day(14), false),
                "Cela a eu lieu le 14 février 2026.",
                "This took place on 14 February 2026.",
            ),
            (
                when(day(14), None, true),
                "Cela dure depuis le 14 février 2026, et c’est encore en cours.",
                "This began on 14 February 2026 and is still going on.",
            ),
            (
                when(day(14), None, false),
                "Cela a commencé le 14 février 2026. La date de fin n’est pas connue.",
                "This began on 14 February 2026. The end date is not known.",
            ),
            (
                when(None, day(24), false),
                "Cela a duré depuis une date que nous ne connaissons pas jusqu’au 24 février 2026.",
                "This began on a date that we do not know, and ended on 24 February 2026.",
            ),
            (
                when(None, None, true),
                "Nous ne savons pas quand cela a commencé, et ce n’est pas terminé.",
                "We do not know when it began, and it is not over.",
            ),
            (
                when(None, None, false),
                "Nous ne connaissons ni la date de début ni la date de fin.",
                "We know neither the start date nor the end date.",
            ),
        ] {
            let known = "Nous l’avons su le 25 février 2026.";
            assert_eq!(when.sentences(Lang::FR), format!("{fr} {known}"));
            assert_eq!(When { known_on: None, ..when }.sentences(Lang::FR), fr);
            assert!(when.sentences(Lang::EN).starts_with(en), "{}", when.sentences(Lang::EN));
            assert!(!when.phrase(Lang::FR).contains('{') && !when.phrase(Lang::EN).contains('⟦'));
            let device = when.going_on.then_some(Breach::LostDevice);
            for breach in Breach::ALL.into_iter().filter(|breach| Some(*breach) != device) {
                assert_eq!(when.sentences_about(Lang::FR, breach), when.sentences(Lang::FR));
            }
        }
    }

    #[test]
    fn what_is_lost_is_found_or_not_and_does_not_go_on() {
        let when = |start| When { start, end: None, going_on: true, known_on: None };
        for (when, fr, en) in [
            (
                when(None),
                "Nous ne savons pas quel jour. Il n’a pas été retrouvé.",
                "We do not know on which day. It has not been found.",
            ),
            (
                when(day(14)),
                "Il manque depuis le 14 février 2026.",
                "It has been missing since 14 February 2026.",
            ),
        ] {
            assert_eq!(when.sentences_about(Lang::FR, Breach::LostDevice), fr);
            assert_eq!(when.sentences_about(Lang::EN, Breach::LostDevice), en);
        }
        let known = When { known_on: day(25), ..when(None) };
        let said = known.sentences_about(Lang::FR, Breach::LostDevice);
        assert!(said.ends_with("retrouvé. Nous l’avons su le 25 février 2026."), "{said}");
    }
}
