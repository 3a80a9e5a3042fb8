//! The chains: one for the platform, one for each lab in a case.

use kernel::CaseLabId;

/// Which chain an event belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Chain {
    /// Organisations, accounts, sign-ins, settings, cases as such.
    Platform,
    /// Everything of one lab in one case.
    CaseLab(CaseLabId),
}

impl Chain {
    /// The stable name of the chain.
    pub fn scope(self) -> String {
        match self {
            Self::Platform => "platform".to_owned(),
            Self::CaseLab(id) => format!("case_lab:{id}"),
        }
    }
}
