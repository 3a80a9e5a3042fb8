//! What is kept of a person, in the form that is sealed.

use chrono::{Datelike as _, NaiveDate};

use crate::identity::{
    BirthDate, Civility, Email, Phone, PostalAddress, Sex, Traits, redact::redacted_debug,
};

/// Version of the sealed form; a later form reads the earlier ones.
const FORM: u8 = 2;
/// The form without site and source.
const FIRST_FORM: u8 = 1;
/// Fields of the present form, and those that the first form has.
const FIELDS: usize = 21;
const FIRST_FIELDS: usize = 20;
/// Place of the birth date among the fields; it is written in its canonical form.
const BIRTH: usize = 6;

/// Identity and contact points of a data subject, as one row of an extract gives
/// them. Never an exposed value.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Record {
    /// Names, birth, sex.
    pub traits: Traits,
    /// Postal address.
    pub address: PostalAddress,
    /// E-mail address.
    pub email: Option<Email>,
    /// Telephone at home.
    pub phone_home: Option<Phone>,
    /// Mobile telephone.
    pub phone_mobile: Option<Phone>,
    /// Permanent patient number of the site (IPP), the join key for corrections.
    pub ipp: Option<String>,
    /// The site whose number it is, as the file writes it.
    pub site: Option<String>,
    /// Legal representative or guardian.
    pub guardian: Option<String>,
    /// Language to write in, as a tag; none for the lab's own.
    pub language: Option<String>,
}

redacted_debug!(Record);

/// Where a record comes from, kept with it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Source {
    /// Number of the row in its file; zero where an earlier version did not keep it.
    pub(crate) row: u64,
    /// The latest day of a visit that gave these contact points.
    pub(crate) seen_on: Option<NaiveDate>,
    /// Whether other contact points of the same file were newer when it came.
    pub(crate) stale: bool,
}

impl Record {
    /// The fields in their fixed order.
    fn fields(&self) -> [Option<&str>; FIELDS] {
        let t = &self.traits;
        let a = &self.address;
        [
            t.birth_name.as_deref(),
            t.used_name.as_deref(),
            t.first_names.as_deref(),
            t.used_first_name.as_deref(),
            t.sex.map(Sex::code),
            t.civility.map(Civility::code),
            None,
            t.birth_place.as_deref(),
            Some(&a.street),
            Some(&a.complement),
            Some(&a.place),
            Some(&a.postcode),
            Some(&a.city),
            Some(&a.country),
            self.email.as_ref().map(Email::as_str),
            self.phone_home.as_ref().map(Phone::as_str),
            self.phone_mobile.as_ref().map(Phone::as_str),
            self.ipp.as_deref(),
            self.guardian.as_deref(),
            self.language.as_deref(),
            self.site.as_deref(),
        ]
    }

    /// Appends the sealed form's plain bytes: a version, then each field with its
    /// length before it; then row, day and staleness of the source.
    pub(crate) fn encode(&self, source: Source, out: &mut Vec<u8>) {
        out.push(FORM);
        let birth = self.traits.birth_date.map(BirthDate::canonical);
        for (index, field) in self.fields().into_iter().enumerate() {
            let field = if index == BIRTH { birth.as_deref() } else { field };
            let bytes = field.unwrap_or_default().as_bytes();
            let len = u16::try_from(bytes.len()).unwrap_or(u16::MAX);
            out.extend_from_slice(&len.to_le_bytes());
            out.extend_from_slice(bytes.get(..usize::from(len)).unwrap_or_default());
        }
        out.extend_from_slice(&source.row.to_le_bytes());
        let day = source.seen_on.map_or(i32::MIN, |day| day.num_days_from_ce());
        out.extend_from_slice(&day.to_le_bytes());
        out.push(u8::from(source.stale));
    }

    /// Reads the plain bytes back; none when they are no record.
    pub(crate) fn decode(bytes: &[u8]) -> Option<(Self, Source)> {
        let (&form, mut rest) = bytes.split_first()?;
        let written = match form {
            FORM => FIELDS,
            FIRST_FORM => FIRST_FIELDS,
            _ => return None,
        };
        let mut fields: [&str; FIELDS] = [""; FIELDS];
        for field in fields.iter_mut().take(written) {
            let (len, tail) = rest.split_first_chunk::<2>()?;
            let len = usize::from(u16::from_le_bytes(*len));
            *field = std::str::from_utf8(tail.get(..len)?).ok()?;
            rest = tail.get(len..)?;
        }
        let text = |i: usize| fields.get(i).copied().unwrap_or_default();
        let some = |i: usize| (!text(i).is_empty()).then(|| text(i).to_owned());
        let phone = |i: usize| Phone::parse(text(i)).ok().map(|(phone, _)| phone);
        let source = if form == FORM { source_of(rest)? } else { Source::default() };
        let record = Self {
            traits: Traits {
                birth_name: some(0),
                used_name: some(1),
                first_names: some(2),
                used_first_name: some(3),
                sex: Sex::parse(text(4)).filter(|_| !text(4).is_empty()),
                civility: Civility::from_code(text(5)),
                birth_date: BirthDate::from_canonical(text(BIRTH)),
                birth_place: some(7),
            },
            address: PostalAddress {
                street: text(8).to_owned(),
                complement: text(9).to_owned(),
                place: text(10).to_owned(),
                postcode: text(11).to_owned(),
                city: text(12).to_owned(),
                country: text(13).to_owned(),
            },
            email: Email::parse(text(14)).ok(),
            phone_home: phone(15),
            phone_mobile: phone(16),
            ipp: some(17),
            guardian: some(18),
            language: some(19),
            site: some(20),
        };
        Some((record, source))
    }
}

fn source_of(bytes: &[u8]) -> Option<Source> {
    let (row, rest) = bytes.split_first_chunk::<8>()?;
    let (day, rest) = rest.split_first_chunk::<4>()?;
    Some(Source {
        row: u64::from_le_bytes(*row),
        seen_on: NaiveDate::from_num_days_from_ce_opt(i32::from_le_bytes(*day)),
        stale: rest.first().is_some_and(|stale| *stale == 1),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn reads_back_what_was_written(
            names in prop::array::uniform4("[A-Za-zéèÉ' -]{0,30}"),
            street in "[0-9]{1,3} rue [a-z]{1,20}",
            year in 1900..2026_i32,
        ) {
            let [birth, used, first, city] = names;
            let some = |s: String| (!s.is_empty()).then_some(s);
            let record = Record {
                traits: Traits {
                    birth_name: some(birth),
                    used_name: some(used),
                    first_names: some(first),
                    sex: Some(Sex::Female),
                    civility: Civility::from_code("mrs"),
                    birth_date: chrono::NaiveDate::from_ymd_opt(year, 2, 28).map(BirthDate::Day),
                    ..Traits::default()
                },
                address: PostalAddress { street, city, ..PostalAddress::default() },
                email: Email::parse("a.b@example.org").ok(),
                phone_mobile: Phone::parse("06 39 98 12 34").ok().map(|(phone, _)| phone),
                language: Some("en".to_owned()),
                site: Some("Vannes".to_owned()),
                ..Record::default()
            };
            let source = Source {
                row: u64::from(year.unsigned_abs()),
                seen_on: chrono::NaiveDate::from_ymd_opt(year, 3, 1).filter(|_| year % 2 == 0),
                stale: year % 3 == 0,
            };
            let mut bytes = Vec::new();
            record.encode(source, &mut bytes);
            prop_assert!(Record::decode(&bytes) == Some((record.clone(), source)));
            // As an earlier version wrote it: without the site, and nothing after the fields.
            bytes[0] = FIRST_FORM;
            bytes.truncate(bytes.len() - 13 - 2 - "Vannes".len());
            let first = Record { site: None, ..record };
            prop_assert!(Record::decode(&bytes) == Some((first, Source::default())));
        }

        #[test]
        fn never_panics_on_other_bytes(bytes: Vec<u8>) {
            let _ = Record::decode(&bytes);
        }
    }

    #[test]
    fn nothing_of_it_is_printed() {
        let mut record = Record::default();
        record.traits.birth_name = Some("MARTIN".to_owned());
        assert!(!format!("{record:?}").contains("MARTIN"));
    }
}
