//! What the rule compares of one record, as truncated hashes in 48 bytes.
//!
//! Keys have 64 bits: a false match among ten million records has a chance of one in
//! 100,000. Everything else has 32 and is compared only between records whose names, date
//! and sex match already. The hashes live in memory alone and are the same in every run,
//! so that a dry run and a stored run answer alike.

use std::hash::{DefaultHasher, Hasher};

use crate::{
    Record,
    identity::{
        Email, MatchTraits, Phone, PostalAddress, fold::fold_into, name::normalise_name_into,
    },
};

/// What a record says that can tell persons apart, borrowed from whoever holds it.
#[derive(Clone, Copy)]
pub struct Facts<'a> {
    /// Normalised names, sex and birth date.
    pub traits: &'a MatchTraits,
    /// Patient number.
    pub ipp: Option<&'a str>,
    /// The site whose number it is.
    pub site: Option<&'a str>,
    /// E-mail address.
    pub email: Option<&'a Email>,
    /// Telephones, at home and mobile.
    pub phones: [Option<&'a Phone>; 2],
    /// Postal address.
    pub address: Option<&'a PostalAddress>,
}

impl<'a> Facts<'a> {
    /// The facts of a record whose traits are normalised already.
    pub fn of(record: &'a Record, traits: &'a MatchTraits) -> Self {
        Self {
            traits,
            ipp: record.ipp.as_deref(),
            site: record.site.as_deref(),
            email: record.email.as_ref(),
            phones: [record.phone_home.as_ref(), record.phone_mobile.as_ref()],
            address: Some(&record.address),
        }
    }
}

/// 64 bits of a key, in halves: a record then needs no padding.
pub(super) type Key = [u32; 2];

/// The hashes of one record. Zero means "absent" everywhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Marks {
    /// One for each distinct surname, the greater first.
    pub(super) keys: [Key; 2],
    /// E-mail, telephone at home, mobile, street with post code.
    pub(super) contacts: [u32; 4],
    /// Patient number.
    pub(super) number: u32,
    /// Its site.
    pub(super) site: u32,
    /// The word after the first first name.
    pub(super) second: u32,
}

impl Marks {
    pub(super) fn keys(&self) -> impl Iterator<Item = Key> + use<> {
        self.keys.into_iter().filter(|key| *key != Key::default())
    }

    pub(super) fn contacts(&self) -> impl Iterator<Item = u32> + use<> {
        self.contacts.into_iter().filter(|contact| *contact != 0)
    }

    /// Patient number and site, when there is one.
    pub(super) fn number(&self) -> Option<(u32, u32)> {
        (self.number != 0).then_some((self.site, self.number))
    }

    /// Whether the other record says nothing that this one does not.
    pub(super) fn cover(&self, other: &Self) -> bool {
        other.keys().all(|key| self.keys.contains(&key))
            && other.contacts().all(|contact| self.contacts.contains(&contact))
            && other.number().is_none_or(|number| self.number() == Some(number))
            && (other.second == 0 || other.second == self.second)
    }

    /// All contact points in one number; zero for a record without any.
    pub(super) fn contact_set(&self) -> u32 {
        if self.contacts().next().is_none() {
            return 0;
        }
        let mut hasher = DefaultHasher::new();
        for contact in self.contacts {
            hasher.write_u32(contact);
        }
        head(hasher.finish())
    }
}

/// Makes marks; its buffers are used again from record to record.
#[derive(Default)]
pub(super) struct Marker {
    text: String,
    bytes: Vec<u8>,
}

impl Marker {
    pub(super) fn of(&mut self, facts: &Facts<'_>) -> Marks {
        let mut marks = Marks {
            number: facts.ipp.map_or(0, |ipp| short(2, ipp.as_bytes())),
            contacts: [
                facts.email.map_or(0, |email| short(3, email.key().as_bytes())),
                facts.phones[0].map_or(0, |phone| short(4, phone.as_str().as_bytes())),
                facts.phones[1].map_or(0, |phone| short(4, phone.as_str().as_bytes())),
                facts.address.map_or(0, |address| self.address(address)),
            ],
            ..Marks::default()
        };
        if let Some(site) = facts.site
            && marks.number != 0
        {
            normalise_name_into(site, &mut self.text);
            marks.site = short(1, self.text.as_bytes());
        }
        if !facts.traits.second_name.is_empty() {
            marks.second = short(6, facts.traits.second_name.as_bytes());
        }
        marks.keys = self.keys(facts.traits, marks.number().zip(facts.ipp));
        marks
    }

    /// Names, date and sex; where they are too little, surname and patient number.
    fn keys(&mut self, traits: &MatchTraits, number: Option<((u32, u32), &str)>) -> [Key; 2] {
        let mut keys = [Key::default(); 2];
        let exact = traits.is_exact();
        if !exact && number.is_none() {
            return keys;
        }
        for (slot, surname) in keys.iter_mut().zip(traits.surnames()) {
            self.bytes.clear();
            match number {
                Some(((site, _), ipp)) if !exact => {
                    self.bytes.extend_from_slice(surname.as_bytes());
                    self.bytes.push(0x1f);
                    self.bytes.extend_from_slice(&site.to_le_bytes());
                    self.bytes.extend_from_slice(ipp.as_bytes());
                }
                _ => traits.write_key(surname, &mut self.bytes),
            }
            *slot = long(if exact { 128 } else { 129 }, &self.bytes);
        }
        // In one order, so that swapped columns are no difference.
        keys.sort_unstable_by(|a, b| b.cmp(a));
        keys
    }

    /// A street and post code in common are a contact point in common, in any spelling.
    fn address(&mut self, address: &PostalAddress) -> u32 {
        if address.street.is_empty() || address.postcode.is_empty() {
            return 0;
        }
        self.text.clear();
        fold_into(&address.street, &mut self.text);
        self.bytes.clear();
        self.bytes.extend(self.text.bytes().filter(u8::is_ascii_alphanumeric));
        if self.bytes.is_empty() {
            return 0;
        }
        self.bytes.push(0x1f);
        self.bytes.extend_from_slice(address.postcode.as_bytes());
        short(5, &self.bytes)
    }
}

/// 64 bits of SipHash with a domain byte.
fn sip(domain: u8, bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write_u8(domain);
    hasher.write(bytes);
    hasher.finish()
}

fn long(domain: u8, bytes: &[u8]) -> Key {
    let hash = sip(domain, bytes);
    [head(hash), head(hash << 32)]
}

fn short(domain: u8, bytes: &[u8]) -> u32 {
    head(sip(domain, bytes))
}

fn head(hash: u64) -> u32 {
    u32::try_from(hash >> 32).unwrap_or(1).max(1)
}
