//! Texts with a number, in the form that the number takes.

use crate::{
    Lang,
    catalogue::{self, Entry},
    format,
    plurals::Category,
    text::{fill, tr},
};

/// The form of a key for the number `n`, with its arguments; `{n}` is the number,
/// formatted.
pub fn plural(lang: Lang, key: &str, n: i64, args: &[(&str, &str)]) -> String {
    let Some(Entry::Plural(forms)) = catalogue::entry(lang, key) else {
        return tr(lang, key, &with_number(&format::number(lang, n), args));
    };
    let form = forms.get(&Category::of(lang.tag(), n)).or_else(|| forms.get(&Category::Other));
    fill(key, form.map_or("", String::as_str), &with_number(&format::number(lang, n), args))
}

/// The arguments with the number among them, unless the caller gave it.
fn with_number<'a>(n: &'a str, args: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut all = args.to_vec();
    if !args.iter().any(|(name, _)| *name == "n") {
        all.push(("n", n));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plurals_take_the_form_of_their_language() {
        let days = |lang, n| plural(lang, "common.duration.days", n, &[]);
        assert_eq!(days(Lang::FR, 0), "0\u{a0}jour");
        assert_eq!(days(Lang::FR, 2), "2\u{a0}jours");
        assert_eq!(days(Lang::EN, 0), "0 days");
        assert_eq!(days(Lang::EN, 1), "1 day");
    }
}
