//! Sex, which names and numbers depend on.

/// Sex as written on the civil-status record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sex {
    /// Female.
    Female,
    /// Male.
    Male,
}
