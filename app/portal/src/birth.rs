//! A birth date as people type it: three small fields, or one line in any common form.

use chrono::{Datelike as _, NaiveDate};
use i18n::{Lang, t};
use serde::Deserialize;

/// What the form sends. Nothing of it is ever shown again or kept.
#[derive(Default, Deserialize)]
pub(super) struct Try {
    #[serde(default)]
    pub(super) code: String,
    #[serde(default)]
    birth: String,
    #[serde(default)]
    birth_day: String,
    #[serde(default)]
    birth_month: String,
    #[serde(default)]
    birth_year: String,
}

impl Try {
    /// The date; none when it is none.
    pub(super) fn birth_date(&self, today: NaiveDate) -> Option<NaiveDate> {
        if self.birth.trim().is_empty() {
            let parts = [&self.birth_day, &self.birth_month, &self.birth_year];
            date_of(&parts.map(|part| part.trim()), today)
        } else {
            read(&self.birth, today)
        }
    }
}

/// `14/06/1984`, `14 06 84`, `14061984`, `1984-06-14`, `14 juin 1984`, `1er mai 1950`.
fn read(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    let parts: Vec<&str> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    match parts.as_slice() {
        [whole] if whole.len() == 8 && whole.bytes().all(|b| b.is_ascii_digit()) => {
            date_of(&[whole.get(..2)?, whole.get(2..4)?, whole.get(4..)?], today)
        }
        [year, month, day] if year.len() == 4 => date_of(&[day, month, year], today),
        [day, month, year] => date_of(&[day, month, year], today),
        _ => None,
    }
}

fn date_of([day, month, year]: &[&str; 3], today: NaiveDate) -> Option<NaiveDate> {
    let day = day.trim_end_matches("er").trim_end_matches("st");
    let number = |text: &str| text.parse::<u32>().ok();
    let year = match (year.len(), number(year)?) {
        (4, year) => i32::try_from(year).ok()?,
        // Two digits: the last such year that is not to come.
        (2, short) => {
            let this = today.year();
            let year = this - this % 100 + i32::try_from(short).ok()?;
            if year > this { year - 100 } else { year }
        }
        _ => return None,
    };
    let month = number(month).or_else(|| named_month(month))?;
    NaiveDate::from_ymd_opt(year, month, number(day)?)
}

/// The month of a name in any language of the catalogue, or of its first three letters.
fn named_month(name: &str) -> Option<u32> {
    let plain = |text: &str| -> String {
        text.to_lowercase().replace(['é', 'è'], "e").replace('û', "u")
    };
    let wanted = plain(name);
    if wanted.chars().count() < 3 {
        return None;
    }
    let fits = |lang: Lang, month: u32| {
        plain(t(lang, &format!("common.month.{month}"))).starts_with(&wanted)
    };
    let mut found = (1..=12).filter(|month| Lang::all().any(|lang| fits(lang, *month)));
    let month = found.next()?;
    // "jui" is June or July: neither is guessed.
    found.next().is_none().then_some(month)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(year, month, day)
    }

    #[test]
    fn a_date_is_read_in_every_common_form() {
        let today = day(2026, 3, 3).unwrap();
        for text in [
            "14/06/1984",
            "14 06 1984",
            "14.6.1984",
            "14-06-84",
            "14061984",
            "1984-06-14",
            " 14 juin 1984 ",
            "14 June 1984",
            "14/06/1984 ",
            "14 JUIN 84",
        ] {
            assert_eq!(read(text, today), day(1984, 6, 14), "{text}");
        }
        assert_eq!(read("1er août 1950", today), day(1950, 8, 1));
        assert_eq!(read("1 aout 1950", today), day(1950, 8, 1));
        assert_eq!(read("05/05/05", today), day(2005, 5, 5));
        for text in ["", "1984", "31/02/1984", "14/jui/1984", "hier", "14/06/19844", "99999999"] {
            assert_eq!(read(text, today), None, "{text}");
        }
    }

    #[test]
    fn three_fields_are_read_as_one_date() {
        let today = day(2026, 3, 3).unwrap();
        let typed = Try {
            birth_day: " 4".to_owned(),
            birth_month: "6 ".to_owned(),
            birth_year: "1984".to_owned(),
            ..Try::default()
        };
        assert_eq!(typed.birth_date(today), day(1984, 6, 4));
        assert_eq!(Try::default().birth_date(today), None);
    }
}
