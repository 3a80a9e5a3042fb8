//! Numbers, shares and lists.

use crate::{Lang, t, tr};

/// A whole number: "489 736" in French with U+202F between thousands, "489,736" in
/// English.
pub fn number(lang: Lang, n: i64) -> String {
    grouped(lang, n.unsigned_abs(), if n < 0 { "\u{2212}" } else { "" })
}

/// A number given in tenths, with one figure after the mark: `decimal(lang, 184)` is
/// "18,4".
pub fn decimal(lang: Lang, tenths: i64) -> String {
    let (whole, rest) = (tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10);
    let sign = if tenths < 0 { "\u{2212}" } else { "" };
    format!("{}{}{rest}", grouped(lang, whole, sign), t(lang, "common.format.decimal"))
}

/// A share, with one figure after the mark: "65,8 %". It is never rounded up to a
/// whole that is not reached nor down to a nothing that is not, and is "0 %" of
/// nothing.
pub fn percent(lang: Lang, part: u64, whole: u64) -> String {
    let n = match (part, whole) {
        (_, 0) | (0, _) => number(lang, 0),
        (part, whole) if part >= whole && part.is_multiple_of(whole) => {
            number(lang, i64::try_from(u128::from(part / whole) * 100).unwrap_or(i64::MAX))
        }
        (part, whole) => {
            let exact = (u128::from(part) * 1000 + u128::from(whole) / 2) / u128::from(whole);
            let shown = if part < whole { exact.clamp(1, 999) } else { exact };
            decimal(lang, i64::try_from(shown).unwrap_or(i64::MAX))
        }
    };
    tr(lang, "common.format.percent", &[("n", &n)])
}

/// A list in one sentence: "a, b et c".
pub fn list<S: AsRef<str>>(lang: Lang, items: &[S]) -> String {
    let Some((last, rest)) = items.split_last() else { return String::new() };
    if rest.is_empty() {
        return last.as_ref().to_owned();
    }
    let rest: Vec<&str> = rest.iter().map(AsRef::as_ref).collect();
    let head = rest.join(t(lang, "common.list.separator"));
    tr(lang, "common.list.last", &[("head", &head), ("last", last.as_ref())])
}

fn grouped(lang: Lang, n: u64, sign: &str) -> String {
    let digits = n.to_string();
    let separator = t(lang, "common.format.thousands");
    let mut out = sign.to_owned();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push_str(separator);
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const FR: Lang = Lang::FR;
    const EN: Lang = Lang::EN;

    #[test]
    fn thousands_are_grouped() {
        assert_eq!(number(FR, 489_736), "489\u{202f}736");
        assert_eq!(number(FR, 1_000), "1\u{202f}000");
        assert_eq!(number(FR, 999), "999");
        assert_eq!(number(EN, -1_234_567), "\u{2212}1,234,567");
        assert_eq!(number(FR, i64::MIN).chars().filter(char::is_ascii_digit).count(), 19);
    }

    #[test]
    fn a_share_is_never_rounded_to_all_or_nothing() {
        assert_eq!(percent(FR, 312_408, 475_044), "65,8\u{a0}%");
        assert_eq!(percent(FR, 499_999, 500_000), "99,9\u{a0}%");
        assert_eq!(percent(FR, 1, 500_000), "0,1\u{a0}%");
        assert_eq!(percent(FR, 0, 500_000), "0\u{a0}%");
        assert_eq!(percent(FR, 5, 5), "100\u{a0}%");
        assert_eq!(percent(FR, 0, 0), "0\u{a0}%");
        assert_eq!(percent(EN, 1, 8), "12.5%");
        assert_eq!(percent(FR, 3, 2), "150,0\u{a0}%");
        assert_eq!(percent(EN, u64::MAX, u64::MAX), "100%");
    }

    #[test]
    fn lists_end_with_and() {
        assert_eq!(list(FR, &["Armorbio", "Loirelab", "Eurebio"]), "Armorbio, Loirelab et Eurebio");
        assert_eq!(list(EN, &["a".to_owned(), "b".to_owned()]), "a and b");
        assert_eq!(list(FR, &["a"]), "a");
        assert_eq!(list::<&str>(FR, &[]), "");
    }
}
