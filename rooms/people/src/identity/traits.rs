//! Traits as a file gives them, and the canonical bytes on which two records are one person.

use super::name::{first_names_into, normalise_name_into};
use super::{BirthDate, Civility, Sex};

/// What a record says of a person, cleaned but as spelt.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Traits {
    /// Name at birth.
    pub birth_name: Option<String>,
    /// Name used.
    pub used_name: Option<String>,
    /// First names, as one cell gives them.
    pub first_names: Option<String>,
    /// First name used.
    pub used_first_name: Option<String>,
    /// Sex, stated or implied by the civility.
    pub sex: Option<Sex>,
    /// Civility.
    pub civility: Option<Civility>,
    /// Birth date, as far as known.
    pub birth_date: Option<BirthDate>,
    /// Birth place: a COG code or a name.
    pub birth_place: Option<String>,
}

super::redact::redacted_debug!(Traits, MatchTraits);

impl Traits {
    /// First names and surname as printed on an envelope: the names used come first.
    pub fn display_name(&self) -> String {
        let first = self.used_first_name.as_deref().or(self.first_names.as_deref()).unwrap_or("");
        let surname = self.used_name.as_deref().or(self.birth_name.as_deref()).unwrap_or("");
        let mut out = String::with_capacity(first.len() + surname.len() + 1);
        out.push_str(first);
        if !first.is_empty() && !surname.is_empty() {
            out.push(' ');
        }
        out.push_str(surname);
        out
    }
}

/// Normalised traits. Two records with one exact key in common are one person, unless
/// something tells them apart: see [`crate::resolve`].
#[derive(Clone, Default, PartialEq, Eq)]
pub struct MatchTraits {
    /// Name at birth, normalised; empty when unknown.
    pub birth_name: String,
    /// Name used, normalised; empty when unknown.
    pub used_name: String,
    /// First of the first names, normalised; empty when unknown.
    pub first_name: String,
    /// The word after the first of the first names, normalised; empty when there is none. It
    /// is in no key: with and without it a person is the same, with another one they are not.
    pub second_name: String,
    /// Birth date.
    pub birth_date: Option<BirthDate>,
    /// Sex.
    pub sex: Option<Sex>,
}

/// Separates the parts of a key: no normalised name holds it.
const SEPARATOR: u8 = 0x1f;

impl MatchTraits {
    /// Normalises traits.
    pub fn of(traits: &Traits) -> Self {
        let mut out = Self { birth_date: traits.birth_date, sex: traits.sex, ..Self::default() };
        if let Some(name) = &traits.birth_name {
            normalise_name_into(name, &mut out.birth_name);
        }
        if let Some(name) = &traits.used_name {
            normalise_name_into(name, &mut out.used_name);
        }
        if let Some(name) = traits.first_names.as_ref().or(traits.used_first_name.as_ref()) {
            first_names_into(name, &mut out.first_name, &mut out.second_name);
        }
        out
    }

    /// Distinct surnames: birth name, then used name.
    pub fn surnames(&self) -> impl Iterator<Item = &str> {
        let used = (self.used_name != self.birth_name).then_some(self.used_name.as_str());
        std::iter::once(self.birth_name.as_str()).chain(used).filter(|name| !name.is_empty())
    }

    /// Whether first name and full birth date are known, so that [`MatchTraits::write_key`]
    /// identifies a person by itself.
    pub fn is_exact(&self) -> bool {
        !self.first_name.is_empty() && self.birth_date.is_some_and(|date| date.exact().is_some())
    }

    /// Appends the canonical bytes for one surname to `out`: surname, first
    /// first name, birth date (`YYYYMMDD`), sex (`M`, `F`, `I`, or `-` when unknown).
    /// The key of every hash and blind index of the exact match.
    pub fn write_key(&self, surname: &str, out: &mut Vec<u8>) {
        out.extend_from_slice(surname.as_bytes());
        out.push(SEPARATOR);
        out.extend_from_slice(self.first_name.as_bytes());
        out.push(SEPARATOR);
        write_date(self.birth_date, out);
        out.push(SEPARATOR);
        out.extend_from_slice(self.sex.map_or("-", Sex::code).as_bytes());
    }

    /// The canonical keys, one per distinct surname; none unless [`MatchTraits::is_exact`].
    pub fn exact_keys(&self) -> Vec<Vec<u8>> {
        if !self.is_exact() {
            return Vec::new();
        }
        self.surnames()
            .map(|surname| {
                let mut key = Vec::with_capacity(48);
                self.write_key(surname, &mut key);
                key
            })
            .collect()
    }
}

/// `YYYYMMDD` with zeros for what is unknown, without the cost of formatting.
fn write_date(date: Option<BirthDate>, out: &mut Vec<u8>) {
    use chrono::Datelike;

    let (year, month, day) = match date {
        Some(BirthDate::Day(date)) => (date.year(), date.month(), date.day()),
        Some(BirthDate::Month(year, month)) => (year, month, 0),
        Some(BirthDate::Year(year)) => (year, 0, 0),
        None => (0, 0, 0),
    };
    let year = u32::try_from(year).unwrap_or(0);
    let mut digits = [0u8; 8];
    let mut n = year % 10_000 * 10_000 + month * 100 + day;
    for slot in digits.iter_mut().rev() {
        *slot = b'0' + u8::try_from(n % 10).unwrap_or(0);
        n /= 10;
    }
    out.extend_from_slice(&digits);
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;

    fn traits(birth: &str, used: &str, first: &str) -> Traits {
        let text = |s: &str| (!s.is_empty()).then(|| s.to_owned());
        Traits {
            birth_name: text(birth),
            used_name: text(used),
            first_names: text(first),
            sex: Some(Sex::Female),
            birth_date: NaiveDate::from_ymd_opt(1985, 3, 31).map(BirthDate::Day),
            ..Traits::default()
        }
    }

    #[test]
    fn keys_are_canonical_and_one_per_surname() {
        let keys = MatchTraits::of(&traits("Le Goff", "Trévidic", "Solenn Marie")).exact_keys();
        assert_eq!(
            keys,
            [
                b"LE GOFF\x1fSOLENN\x1f19850331\x1fF".to_vec(),
                b"TREVIDIC\x1fSOLENN\x1f19850331\x1fF".to_vec(),
            ]
        );
        let keys = MatchTraits::of(&traits("Le Goff", "LE-GOFF", "Solenn")).exact_keys();
        assert_eq!(keys.len(), 1);
    }

    #[test]
    fn a_record_without_first_name_or_full_date_has_no_exact_key() {
        assert!(MatchTraits::of(&traits("Le Goff", "", "")).exact_keys().is_empty());
        let mut partial = traits("Le Goff", "", "Solenn");
        partial.birth_date = Some(BirthDate::Month(1985, 3));
        assert!(MatchTraits::of(&partial).exact_keys().is_empty());
    }

    #[test]
    fn the_envelope_shows_the_names_used() {
        assert_eq!(traits("Le Goff", "Trévidic", "Solenn").display_name(), "Solenn Trévidic");
        assert_eq!(traits("Le Goff", "", "").display_name(), "Le Goff");
    }
}
