//! What became of a record: a row that counts, or one that waits.

use chrono::NaiveDate;
use kernel::exposure::ClassSet;
use people::identity::{Email, MatchTraits, Phone, PostalAddress, StateSet, Traits};
use people::resolve::Facts;

use super::issue::Issue;
use crate::mapping::Field;

/// What the social security number column of a row holds. Nothing more is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum NirState {
    /// No such column, or a blank cell.
    #[default]
    Absent,
    /// A well-formed number.
    Valid,
    /// Something else: still exposed.
    Invalid,
}

impl NirState {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Absent => "absent",
            Self::Valid => "valid",
            Self::Invalid => "invalid",
        }
    }
}

/// A row that counts. Personal data: no `Debug` content, no `Serialize`.
#[derive(Default)]
pub struct AcceptedRow {
    /// The number that a spreadsheet shows.
    pub row: u64,
    /// Names, sex, birth date and place, cleaned but as spelt.
    pub traits: Traits,
    /// The same, normalised for matching.
    pub matching: MatchTraits,
    /// Postal address, when any part of it is given.
    pub address: Option<PostalAddress>,
    /// Telephone at home.
    pub phone_home: Option<Phone>,
    /// Mobile telephone.
    pub phone_mobile: Option<Phone>,
    /// E-mail address.
    pub email: Option<Email>,
    /// Permanent patient number at the site.
    pub ipp: Option<String>,
    /// Number of the visit or file.
    pub visit_no: Option<String>,
    /// Day of the visit.
    pub visit_day: Option<NaiveDate>,
    /// Site, as the file writes it.
    pub site: Option<String>,
    /// Legal representative.
    pub guardian: Option<String>,
    /// ISO 639-1 code of the person's language.
    pub language: Option<String>,
    /// Classes exposed.
    pub flags: ClassSet,
    /// What the social security number column holds.
    pub nir: NirState,
    /// States that decide the channels, age at the day of the check included.
    pub states: StateSet,
    /// What a person should look at.
    pub warnings: Vec<Issue>,
}

/// A row that waits for a correction. Personal data: no `Debug` content, no `Serialize`.
#[derive(Default)]
pub struct QuarantinedRow {
    /// The number that a spreadsheet shows.
    pub row: u64,
    /// Why it waits.
    pub errors: Vec<Issue>,
    /// What else was seen.
    pub warnings: Vec<Issue>,
    /// Classes exposed; empty when the cells could not be told apart.
    pub flags: ClassSet,
    /// What the social security number column holds.
    pub nir: NirState,
    /// The cells of stored columns that are not blank: column index, field, text.
    pub cells: Vec<(usize, Field, String)>,
}

/// What became of a record.
#[expect(
    clippy::large_enum_variant,
    reason = "nearly every row is accepted; a box would cost an allocation a row"
)]
pub enum Checked {
    /// It counts.
    Accepted(AcceptedRow),
    /// It waits.
    Quarantined(QuarantinedRow),
}

impl AcceptedRow {
    /// What decides which person the row is about.
    pub fn facts(&self) -> Facts<'_> {
        Facts {
            traits: &self.matching,
            ipp: self.ipp.as_deref(),
            site: self.site.as_deref(),
            email: self.email.as_ref(),
            phones: [self.phone_home.as_ref(), self.phone_mobile.as_ref()],
            address: self.address.as_ref(),
        }
    }
}

macro_rules! closed_debug {
    ($($name:ident),+) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($name)).field("row", &self.row).finish_non_exhaustive()
            }
        }
    )+};
}

closed_debug!(AcceptedRow, QuarantinedRow);

impl Checked {
    /// The number that a spreadsheet shows.
    pub const fn row(&self) -> u64 {
        match self {
            Self::Accepted(row) => row.row,
            Self::Quarantined(row) => row.row,
        }
    }

    /// Errors: empty when accepted.
    pub fn errors(&self) -> &[Issue] {
        match self {
            Self::Accepted(_) => &[],
            Self::Quarantined(row) => &row.errors,
        }
    }

    /// Warnings.
    pub fn warnings(&self) -> &[Issue] {
        match self {
            Self::Accepted(row) => &row.warnings,
            Self::Quarantined(row) => &row.warnings,
        }
    }

    /// Classes exposed.
    pub const fn flags(&self) -> ClassSet {
        match self {
            Self::Accepted(row) => row.flags,
            Self::Quarantined(row) => row.flags,
        }
    }

    /// What the social security number column holds.
    pub const fn nir(&self) -> NirState {
        match self {
            Self::Accepted(row) => row.nir,
            Self::Quarantined(row) => row.nir,
        }
    }
}
