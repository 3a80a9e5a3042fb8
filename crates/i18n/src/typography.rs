//! The small marks that a keyboard does not have, set when a catalogue is read.
//!
//! Both languages: the apostrophe between letters is curly. French: a narrow
//! no-break space (U+202F) before `; : ! ? »`, after `«` and between thousands; a
//! no-break space (U+00A0) before `%` and `€`, around the `h` of hours and between
//! the groups of a phone number.

const NARROW: char = '\u{202f}';
const WIDE: char = '\u{a0}';

/// The text as it must be printed in the language `tag`.
pub(crate) fn set(tag: &str, text: &str) -> String {
    let chars: Vec<char> = text.trim_end_matches('\n').chars().collect();
    let french = tag == "fr" || tag.starts_with("fr-");
    let mut out = String::with_capacity(text.len() + 8);
    for (at, &c) in chars.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|i| chars.get(i)).copied();
        let after = chars.get(at + 1).copied();
        out.push(match c {
            '\'' if before.is_some_and(char::is_alphanumeric) => '’',
            ' ' if french => space(&chars, at, before, after),
            _ => c,
        });
    }
    out
}

/// The right space at `at`, in French.
fn space(chars: &[char], at: usize, before: Option<char>, after: Option<char>) -> char {
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    match (before, after) {
        (Some('«'), _) | (_, Some(';' | ':' | '!' | '?' | '»')) => NARROW,
        (_, Some('%' | '€')) => WIDE,
        (b, a) if digit(b) && digit(a) => {
            if thousands(chars, at) {
                NARROW
            } else {
                WIDE
            }
        }
        (b, Some('h')) if digit(b) && !letter(chars, at + 2) => WIDE,
        (Some('h'), a) if digit(a) && hour(chars, at) => WIDE,
        _ => ' ',
    }
}

/// Whether the digits around a space are thousands: three after, one to three before.
fn thousands(chars: &[char], at: usize) -> bool {
    let run =
        |digits: &mut dyn Iterator<Item = &char>| digits.take_while(|c| c.is_ascii_digit()).count();
    let after = run(&mut chars.iter().skip(at + 1));
    let before = run(&mut chars.iter().take(at).rev());
    let leading_zero = at >= before && chars.get(at - before) == Some(&'0');
    after == 3 && (1..=3).contains(&before) && !leading_zero
}

fn letter(chars: &[char], at: usize) -> bool {
    chars.get(at).is_some_and(|c| c.is_alphabetic())
}

/// Whether the `h` before a space follows a number and a space.
fn hour(chars: &[char], at: usize) -> bool {
    let c = |back: usize| at.checked_sub(back).and_then(|i| chars.get(i)).copied();
    matches!(c(2), Some(' ' | WIDE)) && c(3).is_some_and(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::set;

    #[test]
    fn french_marks_take_their_narrow_space() {
        assert_eq!(
            set("fr", "Qui ? « Moi » : oui !"),
            "Qui\u{202f}? «\u{202f}Moi\u{202f}»\u{202f}: oui\u{202f}!"
        );
        assert_eq!(set("fr", "L'envoi : http://a"), "L’envoi\u{202f}: http://a");
    }

    #[test]
    fn numbers_hours_and_phones_do_not_break() {
        assert_eq!(set("fr", "489 736 lignes"), "489\u{202f}736 lignes");
        assert_eq!(set("fr", "à 10 h 42, 8 h – 19 h"), "à 10\u{a0}h\u{a0}42, 8\u{a0}h – 19\u{a0}h");
        assert_eq!(set("fr", "02 61 91 00 00"), "02\u{a0}61\u{a0}91\u{a0}00\u{a0}00");
        assert_eq!(set("fr", "le 3 mars, 2 heures"), "le 3 mars, 2 heures");
        assert_eq!(set("fr", "65,8 %"), "65,8\u{a0}%");
    }

    #[test]
    fn english_only_bends_its_apostrophes() {
        assert_eq!(set("en", "What's new ? 10 000"), "What’s new ? 10 000");
    }
}
