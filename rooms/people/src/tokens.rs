//! The blind tokens by which a person is found again.

use vault::IndexKey;

use crate::{
    Record,
    identity::{MatchTraits, phonetic::phonetic},
};

/// What an index is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Kind {
    /// Exact match of normalised traits: written by earlier versions, read by nobody. Persons
    /// are compared in memory ([`crate::resolve`]).
    #[expect(dead_code, reason = "the numbers of the other kinds follow it in stored indexes")]
    Match,
    /// Surname, at birth or used.
    Surname,
    /// Surname as heard.
    Phonetic,
    /// Birth date.
    Birth,
    /// Post code.
    Postcode,
    /// E-mail address.
    Email,
    /// Telephone number.
    Phone,
}

impl Kind {
    pub(crate) const ALL: [Self; 6] =
        [Self::Surname, Self::Phonetic, Self::Birth, Self::Postcode, Self::Email, Self::Phone];

    pub(crate) const fn code(self) -> i64 {
        self as i64
    }

    const fn domain(self) -> &'static str {
        match self {
            Self::Match => "match",
            Self::Surname => "surname",
            Self::Phonetic => "phonetic",
            Self::Birth => "birth",
            Self::Postcode => "postcode",
            Self::Email => "email",
            Self::Phone => "phone",
        }
    }
}

/// The token of a value; never zero, which means "absent".
pub(crate) fn token(key: &IndexKey, kind: Kind, value: &[u8]) -> u64 {
    let full = key.token(kind.domain(), value);
    let mut head = [0; 8];
    head.copy_from_slice(full.get(..8).unwrap_or(&[0; 8]));
    u64::from_be_bytes(head).max(1)
}

/// All tokens of one record, reused from row to row.
#[derive(Default)]
pub(crate) struct Tokens {
    /// Kind and token, without repeats inside a kind.
    pub(crate) found: Vec<(Kind, u64)>,
}

impl Tokens {
    /// Computes the tokens.
    pub(crate) fn of(&mut self, key: &IndexKey, record: &Record, traits: &MatchTraits) {
        self.found.clear();
        for surname in traits.surnames() {
            self.add(key, Kind::Surname, surname.as_bytes());
            self.add(key, Kind::Phonetic, phonetic(surname).as_bytes());
        }
        if let Some(birth) = traits.birth_date {
            self.add(key, Kind::Birth, birth.canonical().as_bytes());
        }
        self.add(key, Kind::Postcode, record.address.postcode.as_bytes());
        if let Some(email) = &record.email {
            self.add(key, Kind::Email, email.key().as_bytes());
        }
        for phone in [&record.phone_mobile, &record.phone_home].into_iter().flatten() {
            self.add(key, Kind::Phone, phone.as_str().as_bytes());
        }
    }

    fn add(&mut self, key: &IndexKey, kind: Kind, value: &[u8]) {
        if value.is_empty() {
            return;
        }
        let token = token(key, kind, value);
        if !self.found.contains(&(kind, token)) {
            self.found.push((kind, token));
        }
    }
}
