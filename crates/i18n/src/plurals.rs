//! Plural categories (Unicode CLDR), for whole numbers.

/// A plural category.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Category {
    Zero,
    One,
    Two,
    Few,
    Many,
    Other,
}

impl Category {
    pub(crate) fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "zero" => Self::Zero,
            "one" => Self::One,
            "two" => Self::Two,
            "few" => Self::Few,
            "many" => Self::Many,
            "other" => Self::Other,
            _ => return None,
        })
    }

    /// The category of a number. French counts 0 and 1 as one; "many" of CLDR for
    /// French ("un million de") concerns numbers in words, which we never write.
    pub(crate) fn of(tag: &str, n: i64) -> Self {
        let n = n.unsigned_abs();
        match tag.split('-').next().unwrap_or(tag) {
            "fr" | "pt" if n < 2 => Self::One,
            "fr" | "pt" | "ja" | "zh" | "ko" | "vi" | "th" => Self::Other,
            "ar" => match (n, n % 100) {
                (0, _) => Self::Zero,
                (1, _) => Self::One,
                (2, _) => Self::Two,
                (_, 3..=10) => Self::Few,
                (_, 11..) => Self::Many,
                _ => Self::Other,
            },
            "ru" | "uk" => match (n % 10, n % 100) {
                (1, tens) if tens != 11 => Self::One,
                (2..=4, tens) if !(12..=14).contains(&tens) => Self::Few,
                _ => Self::Many,
            },
            _ if n == 1 => Self::One,
            _ => Self::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Category::{self, Few, Many, One, Other, Two, Zero};

    #[test]
    fn french_counts_nothing_as_one_and_english_as_many() {
        for (tag, n, expected) in [
            ("fr", 0, One),
            ("fr", 1, One),
            ("fr", -1, One),
            ("fr", 2, Other),
            ("fr-CA", 0, One),
            ("en", 0, Other),
            ("en", 1, One),
            ("en", 21, Other),
            ("ar", 0, Zero),
            ("ar", 2, Two),
            ("ar", 103, Few),
            ("ar", 111, Many),
            ("ar", 100, Other),
            ("uk", 21, One),
            ("uk", 11, Many),
            ("uk", 22, Few),
            ("vi", 1, Other),
        ] {
            assert_eq!(Category::of(tag, n), expected, "{tag} {n}");
        }
    }
}
