//! By what a person can be reached: known without opening the sealed record.

use crate::{
    Record,
    identity::{AddressBlock, country::Country},
};

/// A set of channels that have something to work with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Reach(i64);

impl Reach {
    /// A postal address that can be printed in an address block.
    pub const POSTAL: Self = Self(1);
    /// An e-mail address.
    pub const EMAIL: Self = Self(2);
    /// A mobile telephone.
    pub const MOBILE: Self = Self(4);
    /// A telephone at home.
    pub const PHONE: Self = Self(8);
    /// The postal address is abroad.
    pub const ABROAD: Self = Self(16);

    /// Reads the column.
    pub const fn from_bits(bits: i64) -> Self {
        Self(bits)
    }

    /// The column.
    pub const fn bits(self) -> i64 {
        self.0
    }

    /// Whether all of `other` is in the set.
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// What a record offers.
    pub fn of(record: &Record) -> Self {
        let mut bits = 0;
        let mut add = |when: bool, what: Self| {
            if when {
                bits |= what.0;
            }
        };
        let address = &record.address;
        // A recipient's name never makes an address unfit; only town and street do.
        let printable = !address.city.is_empty() && AddressBlock::format("X", address).is_ok();
        add(printable, Self::POSTAL);
        add(record.email.is_some(), Self::EMAIL);
        add(record.phone_mobile.is_some(), Self::MOBILE);
        add(record.phone_home.is_some(), Self::PHONE);
        let abroad = !address.country.is_empty()
            && matches!(Country::parse(&address.country), Country::Abroad(_));
        add(abroad, Self::ABROAD);
        Self(bits)
    }
}
