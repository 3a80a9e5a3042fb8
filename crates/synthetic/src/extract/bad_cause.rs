//! Why a row cannot be used.

/// Why a row cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BadCause {
    /// No surname at all.
    NoName,
    /// A birth date that no calendar has.
    ImpossibleBirthDate,
    /// A birth date in the future.
    FutureBirthDate,
    /// Too many or too few cells.
    Ragged,
    /// A quote opened in one cell and closed in another: a reader finds too few
    /// cells, or text after a closing quote. The damage stays in the row.
    BrokenQuotes,
}

impl BadCause {
    /// All causes.
    pub const ALL: [Self; 5] = [
        Self::NoName,
        Self::ImpossibleBirthDate,
        Self::FutureBirthDate,
        Self::Ragged,
        Self::BrokenQuotes,
    ];

    /// One of the causes.
    pub(super) const fn nth(number: u32) -> Self {
        match number {
            0 => Self::NoName,
            1 => Self::ImpossibleBirthDate,
            2 => Self::FutureBirthDate,
            3 => Self::Ragged,
            _ => Self::BrokenQuotes,
        }
    }
}
