//! The classes of data that a breach may have exposed.
//!
//! The product keeps *which* classes were exposed for each person, never a
//! value: one bit a class. Codes and bits are stable identifiers, used in
//! columns, mappings, texts and exports; the list is append-only.

/// A class of exposed data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each class is named by its code; the texts are in the catalogue")]
pub enum Class {
    Identity,
    BirthDate,
    BirthPlace,
    Nir,
    Address,
    Phone,
    Email,
    Doctor,
    BloodGroup,
    InsurerAmc,
    VisitDates,
    AppointmentRoom,
    Result,
    Comment,
    Pregnancy,
    Hiv,
    Treatment,
    Genetic,
    Credentials,
    Bank,
    Relative,
    IdDoc,
    Integrity,
    Availability,
    InsuranceRights,
    LabNumbers,
    Professional,
}

impl Class {
    /// All classes, in bit order.
    pub const ALL: [Self; 27] = [
        Self::Identity,
        Self::BirthDate,
        Self::BirthPlace,
        Self::Nir,
        Self::Address,
        Self::Phone,
        Self::Email,
        Self::Doctor,
        Self::BloodGroup,
        Self::InsurerAmc,
        Self::VisitDates,
        Self::AppointmentRoom,
        Self::Result,
        Self::Comment,
        Self::Pregnancy,
        Self::Hiv,
        Self::Treatment,
        Self::Genetic,
        Self::Credentials,
        Self::Bank,
        Self::Relative,
        Self::IdDoc,
        Self::Integrity,
        Self::Availability,
        Self::InsuranceRights,
        Self::LabNumbers,
        Self::Professional,
    ];

    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Identity => "IDENTITY",
            Self::BirthDate => "BIRTH_DATE",
            Self::BirthPlace => "BIRTH_PLACE",
            Self::Nir => "NIR",
            Self::Address => "ADDRESS",
            Self::Phone => "PHONE",
            Self::Email => "EMAIL",
            Self::Doctor => "DOCTOR",
            Self::BloodGroup => "BLOOD_GROUP",
            Self::InsurerAmc => "INSURER_AMC",
            Self::VisitDates => "VISIT_DATES",
            Self::AppointmentRoom => "APPOINTMENT_ROOM",
            Self::Result => "RESULT",
            Self::Comment => "COMMENT",
            Self::Pregnancy => "PREGNANCY",
            Self::Hiv => "HIV",
            Self::Treatment => "TREATMENT",
            Self::Genetic => "GENETIC",
            Self::Credentials => "CREDENTIALS",
            Self::Bank => "BANK",
            Self::Relative => "RELATIVE",
            Self::IdDoc => "ID_DOC",
            Self::Integrity => "INTEGRITY",
            Self::Availability => "AVAILABILITY",
            Self::InsuranceRights => "INSURANCE_RIGHTS",
            Self::LabNumbers => "LAB_NUMBERS",
            Self::Professional => "PROFESSIONAL",
        }
    }

    /// Reads a stable code back.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.code() == code)
    }

    /// The most private classes, shown only after a second proof of identity
    /// and never in a message ("P2").
    pub const fn is_private(self) -> bool {
        matches!(
            self,
            Self::AppointmentRoom
                | Self::Result
                | Self::Comment
                | Self::Pregnancy
                | Self::Hiv
                | Self::Treatment
                | Self::Genetic
        )
    }

    const fn bit(self) -> i64 {
        1 << (self as u8)
    }
}

/// A set of classes, kept as one integer column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ClassSet(i64);

impl ClassSet {
    /// No class.
    pub const EMPTY: Self = Self(0);

    /// Reads the column. Unknown bits, written by a later release, are kept.
    pub const fn from_bits(bits: i64) -> Self {
        Self(bits)
    }

    /// The column.
    pub const fn bits(self) -> i64 {
        self.0
    }

    /// With one class more.
    pub const fn with(self, class: Class) -> Self {
        Self(self.0 | class.bit())
    }

    /// All classes of both sets.
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether the class is in the set.
    pub const fn has(self, class: Class) -> bool {
        self.0 & class.bit() != 0
    }

    /// Whether no class is in the set.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The classes, in bit order.
    pub fn iter(self) -> impl Iterator<Item = Class> {
        Class::ALL.into_iter().filter(move |class| self.has(*class))
    }

    /// Without the private classes: what a first, weak proof of identity may show.
    pub fn public(self) -> Self {
        self.iter().filter(|class| !class.is_private()).collect()
    }
}

impl FromIterator<Class> for ClassSet {
    fn from_iter<I: IntoIterator<Item = Class>>(classes: I) -> Self {
        classes.into_iter().fold(Self::EMPTY, Self::with)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_bits_are_distinct_and_read_back() {
        for (index, class) in Class::ALL.into_iter().enumerate() {
            assert_eq!(Class::parse(class.code()), Some(class));
            assert_eq!(ClassSet::EMPTY.with(class).bits(), 1 << index);
        }
    }

    #[test]
    fn the_public_part_holds_no_private_class() {
        let all: ClassSet = Class::ALL.into_iter().collect();
        assert!(all.public().iter().all(|class| !class.is_private()));
        assert!(!all.public().has(Class::Hiv));
        assert!(all.public().has(Class::Nir));
    }
}
