//! How several people type the same thing over the years.
//!
//! Every variant of a name is one for a reader who ignores case, marks,
//! hyphens, apostrophes, `ST`, ligatures and spaces.

use chrono::{Datelike, NaiveDate};

use crate::day::{push_french, push_parts};
use crate::nir::Nir;
use crate::random::Draws;
use crate::text::{push_padded, push_plain};

/// Markers typed in a cell that has nothing to say.
const BLANKS: [&str; 6] = ["NC", "-", "NULL", "NC", ".", "INCONNU"];
const IMPOSSIBLE: [&str; 6] =
    ["31/02/1984", "30/02/1961", "29/02/2019", "31/04/1975", "32/01/1950", "31/11/1990"];

/// The letters of a typist.
#[derive(Clone, Copy)]
enum Style {
    Capitals,
    CapitalsWithMarks,
    AsIs,
    Small,
}

/// Which apostrophe the encoding can hold.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Apostrophe {
    Straight,
    StraightOrCurly,
}

/// Appends a name as one typist or another writes it.
pub(super) fn push_name(out: &mut String, name: &str, apostrophe: Apostrophe, draws: &mut Draws) {
    let style = match draws.below(100) {
        0..60 => Style::Capitals,
        60..75 => Style::CapitalsWithMarks,
        75..96 => Style::AsIs,
        _ => Style::Small,
    };
    let no_hyphen = draws.chance(1_200);
    let curly = apostrophe == Apostrophe::StraightOrCurly && draws.chance(2_000);
    let rest = match name.strip_prefix("Saint-") {
        Some(rest) if draws.chance(3_000) => {
            push_letters(out, "St", style);
            out.push(if no_hyphen { ' ' } else { '-' });
            rest
        }
        _ => name,
    };
    for letter in rest.chars() {
        match letter {
            '-' if no_hyphen => out.push(' '),
            '\'' if curly => out.push('’'),
            ' ' if draws.chance(200) => out.push_str("  "),
            letter => push_letter(out, letter, style),
        }
    }
    if draws.chance(150) {
        out.push(' ');
    }
}

fn push_letters(out: &mut String, text: &str, style: Style) {
    for letter in text.chars() {
        push_letter(out, letter, style);
    }
}

fn push_letter(out: &mut String, letter: char, style: Style) {
    match style {
        Style::Capitals => letter.to_uppercase().for_each(|upper| push_plain(out, upper)),
        Style::CapitalsWithMarks => out.extend(letter.to_uppercase()),
        Style::AsIs => out.push(letter),
        Style::Small => out.extend(letter.to_lowercase()),
    }
}

/// Appends text in capitals without marks, as an old screen shows it.
pub(super) fn push_capitals(out: &mut String, text: &str) {
    push_letters(out, text, Style::Capitals);
}

/// Appends a birth date: 31/12/1999 for 97 %, four other formats that cannot be
/// mistaken for one another for the rest.
pub(super) fn push_birth_date(out: &mut String, born: NaiveDate, draws: &mut Draws) {
    let (parts, year) = ([born.day(), born.month()], born.year().unsigned_abs());
    match draws.below(1_000) {
        // Two digits only where they cannot be a year to come.
        970..985 if (1932..2000).contains(&year) => push_parts(out, parts, year % 100, "/"),
        985..992 => {
            push_padded(out, u64::from(year), 4);
            out.push('-');
            push_padded(out, u64::from(born.month()), 2);
            out.push('-');
            push_padded(out, u64::from(born.day()), 2);
        }
        992..997 => push_parts(out, parts, year, "."),
        997..1_000 => {
            push_padded(out, u64::from(year), 4);
            push_padded(out, u64::from(born.month()), 2);
            push_padded(out, u64::from(born.day()), 2);
        }
        _ => push_french(out, born),
    }
}

/// A birth date that no calendar has.
pub(super) fn impossible_date(draws: &mut Draws) -> &'static str {
    draws.pick(&IMPOSSIBLE)
}

/// Appends a birth date of a year to come.
pub(super) fn push_future_date(out: &mut String, born: NaiveDate, draws: &mut Draws) {
    let day = born.day().min(28);
    push_parts(out, [day, born.month()], 2_041 + draws.below(50), "/");
}

/// Appends a phone number of ten digits; one in two hundred has lost its zero
/// in a spreadsheet, one in a thousand all its digits.
pub(super) fn push_phone(out: &mut String, number: &str, draws: &mut Draws) {
    let without_zero = number.get(1..).unwrap_or(number);
    match draws.below(1_000) {
        0..5 => out.push_str(without_zero),
        5..35 => {
            out.push_str("+33");
            out.push_str(without_zero);
        }
        35..36 => {
            out.push_str(number.get(1..2).unwrap_or("0"));
            out.push(',');
            out.push_str(number.get(2..4).unwrap_or("00"));
            out.push_str("E+08");
        }
        36..300 => push_pairs(out, number, ' '),
        300..400 => push_pairs(out, number, '.'),
        _ => out.push_str(number),
    }
}

fn push_pairs(out: &mut String, number: &str, separator: char) {
    for (place, digit) in number.chars().enumerate() {
        if place > 0 && place % 2 == 0 {
            out.push(separator);
        }
        out.push(digit);
    }
}

/// Appends a social security number and answers whether it is still valid.
pub(super) fn push_nir(out: &mut String, nir: &Nir, draws: &mut Draws) -> bool {
    let text = nir.as_str();
    match draws.below(1_000) {
        0..5 => {
            // A wrong key, never the right one and never out of range.
            let key: u64 = text.get(13..).and_then(|key| key.parse().ok()).unwrap_or(1);
            out.push_str(nir.without_key());
            push_padded(out, key % 97 + 1, 2);
            false
        }
        5..8 => {
            out.push_str(text.get(..1).unwrap_or("1"));
            out.push(',');
            out.push_str(text.get(1..3).unwrap_or("00"));
            out.push_str("E+14");
            false
        }
        8..200 => {
            out.push_str(nir.without_key());
            true
        }
        200..350 => {
            for (place, digit) in text.chars().enumerate() {
                if [1, 3, 5, 7, 10, 13].contains(&place) {
                    out.push(' ');
                }
                out.push(digit);
            }
            true
        }
        _ => {
            out.push_str(text);
            true
        }
    }
}

/// A marker for a cell without a value: one empty cell in ten has one.
pub(super) fn blank(draws: &mut Draws) -> &'static str {
    if draws.chance(1_000) { draws.pick(&BLANKS) } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::day::day;
    use crate::nir;

    fn draws() -> Draws {
        Draws::stream(&Draws::root(5), 5)
    }

    #[test]
    fn a_name_has_many_spellings_and_one_reading() {
        let mut draws = draws();
        let mut spellings = std::collections::HashSet::new();
        for _ in 0..2_000 {
            let mut out = String::new();
            push_name(&mut out, "Saint-Lœvénec", Apostrophe::StraightOrCurly, &mut draws);
            let mut plain = String::new();
            out.chars().for_each(|letter| push_plain(&mut plain, letter));
            let read = plain.to_uppercase().replace('-', " ");
            let read: Vec<&str> = read.split_whitespace().collect();
            assert!(["SAINT", "ST"].contains(&read[0]), "{out}");
            assert_eq!(&read[1..], ["LOEVENEC"], "{out}");
            spellings.insert(out);
        }
        assert!(spellings.len() > 12, "{spellings:?}");
    }

    #[test]
    fn most_dates_are_french_and_the_others_can_be_told_apart() {
        let mut draws = draws();
        let mut french = 0;
        for _ in 0..10_000 {
            let mut out = String::new();
            push_birth_date(&mut out, day(1950, 3, 9), &mut draws);
            match out.as_str() {
                "09/03/1950" => french += 1,
                "09/03/50" | "1950-03-09" | "09.03.1950" | "19500309" => {}
                other => panic!("{other}"),
            }
        }
        assert!((9_600..9_800).contains(&french), "{french}");
    }

    #[test]
    fn a_year_of_two_digits_is_never_one_to_come() {
        let mut draws = draws();
        for _ in 0..5_000 {
            let mut out = String::new();
            push_birth_date(&mut out, day(2019, 3, 9), &mut draws);
            assert_ne!(out, "09/03/19");
        }
    }

    #[test]
    fn a_number_said_valid_has_its_key() {
        let mut draws = draws();
        let nir = Nir::new(crate::Sex::Female, day(1950, 3, 9), "2A", 44);
        let mut invalid = 0;
        for _ in 0..20_000 {
            let mut out = String::new();
            let valid = push_nir(&mut out, &nir, &mut draws);
            let packed: String = out.chars().filter(|letter| *letter != ' ').collect();
            let right = match packed.len() {
                13 => nir::key(&packed).is_some(),
                15 => nir::key(&packed[..13]) == packed[13..].parse().ok(),
                _ => false,
            };
            assert_eq!(valid, right, "{out}");
            invalid += u32::from(!valid);
        }
        assert!((100..230).contains(&invalid), "{invalid}");
    }
}
