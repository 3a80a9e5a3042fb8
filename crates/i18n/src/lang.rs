//! The languages of the catalogue.

use std::fmt;

use crate::locales::FILES;

/// A language that the catalogue holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lang(u8);

impl Lang {
    /// French, the language of the law here and the default.
    pub const FR: Self = Self(0);
    /// English.
    pub const EN: Self = Self(1);

    /// All languages of the catalogue, French first.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..FILES.len()).filter_map(|at| u8::try_from(at).ok()).map(Self)
    }

    /// The language of a BCP 47 tag: the exact one, else its primary language.
    pub fn parse(tag: &str) -> Option<Self> {
        let tag = tag.trim();
        let primary = tag.split(['-', '_']).next().unwrap_or(tag);
        let named = |wanted: &str| Self::all().find(|lang| lang.tag().eq_ignore_ascii_case(wanted));
        named(tag).or_else(|| named(primary))
    }

    /// The best language for an `Accept-Language` header (RFC 9110, 12.5.4); French
    /// when the header names none that the catalogue holds.
    pub fn from_accept_language(header: &str) -> Self {
        let mut best: Option<(u16, Self)> = None;
        for range in header.split(',').take(32) {
            let mut parts = range.split(';');
            let Some(lang) = parts.next().and_then(Self::parse) else { continue };
            let weight = parts
                .filter_map(|part| part.trim().strip_prefix("q="))
                .map(|q| q.trim().parse::<f32>().map_or(0, thousandths))
                .next()
                .unwrap_or(1000);
            if weight > 0 && best.is_none_or(|(held, _)| weight > held) {
                best = Some((weight, lang));
            }
        }
        best.map_or(Self::FR, |(_, lang)| lang)
    }

    /// The BCP 47 tag, for `lang` attributes and columns.
    pub fn tag(self) -> &'static str {
        FILES.get(self.index()).map_or("fr", |(tag, _)| tag)
    }

    /// Its place among the languages of the catalogue.
    pub(crate) const fn index(self) -> usize {
        self.0 as usize
    }
}

impl Default for Lang {
    fn default() -> Self {
        Self::FR
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

/// A weight of 0 to 1 as a whole number; anything else counts as not asked for.
fn thousandths(q: f32) -> u16 {
    if !(0.0..=1.0).contains(&q) {
        return 0;
    }
    (0..=1000_u16).rev().find(|step| f32::from(*step) <= q * 1000.0 + 0.001).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_tags_with_regions_and_any_case() {
        assert_eq!(Lang::parse("fr-FR"), Some(Lang::FR));
        assert_eq!(Lang::parse("EN_gb"), Some(Lang::EN));
        assert_eq!(Lang::parse("xx"), None);
        assert_eq!(Lang::parse(""), None);
    }

    #[test]
    fn the_two_constants_name_their_languages() {
        assert_eq!(Lang::FR.tag(), "fr");
        assert_eq!(Lang::EN.tag(), "en");
        assert_eq!(Lang::FR.name(), "Français");
        assert_eq!(Lang::EN.name(), "English");
        assert_eq!(Lang::FR.direction().as_str(), "ltr");
    }

    #[test]
    fn chooses_by_weight_then_by_order() {
        let of = Lang::from_accept_language;
        assert_eq!(of("en-GB,en;q=0.9,fr;q=0.8"), Lang::EN);
        assert_eq!(of("de, en;q=0.3, fr;q=0.7"), Lang::FR);
        assert_eq!(of("en;q=0, *;q=0.5"), Lang::FR);
        assert_eq!(of("en;q=0.5, fr;q=0.5"), Lang::EN);
        assert_eq!(of("en;q=abc, fr;q=0.1"), Lang::FR);
        assert_eq!(of(""), Lang::FR);
        assert_eq!(of("zz;;;q,,,="), Lang::FR);
    }
}
