//! The three laboratories of the demonstration, clients of one vendor.

/// A fictional laboratory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lab {
    /// Armorbio, Morbihan (56).
    Armorbio,
    /// Loirelab, Loiret (45).
    Loirelab,
    /// Eurebio, Eure (27).
    Eurebio,
}

impl Lab {
    /// The three, in the order of their size.
    pub const ALL: [Self; 3] = [Self::Armorbio, Self::Loirelab, Self::Eurebio];

    /// The name of the laboratory.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Armorbio => "Armorbio",
            Self::Loirelab => "Loirelab",
            Self::Eurebio => "Eurebio",
        }
    }

    /// The department of its seat.
    pub const fn department(self) -> &'static str {
        match self {
            Self::Armorbio => "56",
            Self::Loirelab => "45",
            Self::Eurebio => "27",
        }
    }

    /// Reads a name, in any case.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lab| lab.name().eq_ignore_ascii_case(name.trim()))
    }

    /// The laboratory after this one, where a person with two laboratories
    /// also went.
    pub(crate) const fn next(self) -> Self {
        match self {
            Self::Armorbio => Self::Loirelab,
            Self::Loirelab => Self::Eurebio,
            Self::Eurebio => Self::Armorbio,
        }
    }

    /// The first letter of the laboratory's own patient numbers.
    pub(crate) const fn patient_prefix(self) -> char {
        match self {
            Self::Armorbio => 'A',
            Self::Loirelab => 'L',
            Self::Eurebio => 'E',
        }
    }
}
