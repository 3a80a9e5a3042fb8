//! The blind tokens by which a person is found again.

use vault::IndexKey;

use crate::{
    Record,
    identity::{MatchTraits, phonetic::phonetic},
    resolve::Candidate,
};

/// What an index is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Kind {
    /// Exact match of normalised traits.
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
    pub(crate) const ALL: [Self; 7] = [
        Self::Match,
        Self::Surname,
        Self::Phonetic,
        Self::Birth,
        Self::Postcode,
        Self::Email,
        Self::Phone,
    ];

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
    key: Vec<u8>,
}

impl Tokens {
    /// Computes the tokens, and what the resolver compares by.
    pub(crate) fn of(
        &mut self,
        key: &IndexKey,
        record: &Record,
        traits: &MatchTraits,
    ) -> Candidate {
        self.found.clear();
        let mut candidate = Candidate::default();
        let exact = traits.is_exact();
        if let Some(ipp) = &record.ipp {
            candidate.ipp = small(token(key, Kind::Match, format!("ipp\u{1f}{ipp}").as_bytes()));
        }
        for (slot, surname) in candidate.keys.iter_mut().zip(traits.surnames()) {
            self.key.clear();
            if exact {
                traits.write_key(surname, &mut self.key);
            } else if let Some(ipp) = &record.ipp {
                // Too little for the exact key: the patient number of the site decides.
                self.key.extend_from_slice(surname.as_bytes());
                self.key.extend_from_slice(b"\x1fipp\x1f");
                self.key.extend_from_slice(ipp.as_bytes());
            } else {
                continue;
            }
            *slot = token(key, Kind::Match, &self.key);
            self.found.push((Kind::Match, *slot));
        }
        if candidate.keys[0] == 0 {
            candidate.keys.swap(0, 1);
        }
        for surname in traits.surnames() {
            self.add(key, Kind::Surname, surname.as_bytes());
            self.add(key, Kind::Phonetic, phonetic(surname).as_bytes());
        }
        if let Some(birth) = traits.birth_date {
            self.add(key, Kind::Birth, birth.canonical().as_bytes());
        }
        if !record.address.postcode.is_empty() {
            self.add(key, Kind::Postcode, record.address.postcode.as_bytes());
        }
        if let Some(email) = &record.email {
            candidate.contacts[0] = small(self.add(key, Kind::Email, email.key().as_bytes()));
        }
        if let Some(phone) = &record.phone_mobile {
            candidate.contacts[1] = small(self.add(key, Kind::Phone, phone.as_str().as_bytes()));
        }
        if let Some(phone) = &record.phone_home {
            candidate.contacts[2] = small(self.add(key, Kind::Phone, phone.as_str().as_bytes()));
        }
        if !record.address.street.is_empty() {
            self.key.clear();
            self.key.extend_from_slice(record.address.street.as_bytes());
            self.key.push(0x1f);
            self.key.extend_from_slice(record.address.postcode.as_bytes());
            self.key.make_ascii_uppercase();
            candidate.contacts[3] = small(token(key, Kind::Postcode, &self.key));
        }
        candidate
    }

    fn add(&mut self, key: &IndexKey, kind: Kind, value: &[u8]) -> u64 {
        if value.is_empty() {
            return 0;
        }
        let token = token(key, kind, value);
        if !self.found.contains(&(kind, token)) {
            self.found.push((kind, token));
        }
        token
    }
}

/// The low half of a token, never zero unless the token is.
fn small(token: u64) -> u32 {
    if token == 0 {
        return 0;
    }
    u32::try_from(token & 0xffff_ffff).unwrap_or(1).max(1)
}
