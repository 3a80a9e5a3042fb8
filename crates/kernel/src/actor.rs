//! Who acts. Every public verb of a room takes an [`Actor`] first.

use serde::{Deserialize, Serialize};

use crate::{AccountId, OrganisationId, SessionId};

/// What a staff member may be asked to do, inside one organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Runs the platform: organisations, first accounts, keys. No verb on persons.
    PlatformAdmin,
    /// Data protection officer (GDPR 37 to 39): decides and signs.
    Dpo,
    /// Prepares for the DPO.
    Assistant,
    /// Second person of the four-eyes rule.
    Approver,
    /// Brings lab extracts in.
    Importer,
    /// Answers callers; never confirms that somebody is in a file.
    HelpDesk,
    /// Prints and posts letters; sees batches only.
    Printer,
    /// The processor's staff (GDPR 28): counts of its clients, no person.
    Vendor,
    /// A supervisory authority: aggregates, texts, proofs, no person.
    Regulator,
    /// Reads the journal and verifies it.
    Auditor,
}

impl Role {
    /// All roles, in display order.
    pub const ALL: [Self; 10] = [
        Self::PlatformAdmin,
        Self::Dpo,
        Self::Assistant,
        Self::Approver,
        Self::Importer,
        Self::HelpDesk,
        Self::Printer,
        Self::Vendor,
        Self::Regulator,
        Self::Auditor,
    ];

    /// The stable name kept in columns and logs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PlatformAdmin => "platform_admin",
            Self::Dpo => "dpo",
            Self::Assistant => "assistant",
            Self::Approver => "approver",
            Self::Importer => "importer",
            Self::HelpDesk => "help_desk",
            Self::Printer => "printer",
            Self::Vendor => "vendor",
            Self::Regulator => "regulator",
            Self::Auditor => "auditor",
        }
    }

    /// Reads a stable name back.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == name)
    }
}

/// One role in one organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Grant {
    /// Where.
    pub organisation: OrganisationId,
    /// As what.
    pub role: Role,
}

/// A signed-in member of staff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffActor {
    /// The account.
    pub account: AccountId,
    /// The session, absent on the command line.
    pub session: Option<SessionId>,
    /// All roles held, over all organisations.
    pub grants: Vec<Grant>,
}

/// Who asks for a verb.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A signed-in member of staff.
    Staff(StaffActor),
    /// A part of the product at work on its own; the name appears in the journal.
    System(&'static str),
    /// The operator at the machine's own command line.
    Operator,
    /// A patient on the portal, not (or not yet) identified.
    Visitor,
}

impl Actor {
    /// The name kept in the journal: kind, and the account's id where there is one.
    pub fn journal_name(&self) -> String {
        match self {
            Self::Staff(staff) => format!("staff:{}", staff.account),
            Self::System(name) => format!("system:{name}"),
            Self::Operator => "operator".to_owned(),
            Self::Visitor => "visitor".to_owned(),
        }
    }

    /// The roles held in one organisation; none for anybody but staff.
    pub fn roles_in(&self, organisation: OrganisationId) -> impl Iterator<Item = Role> + '_ {
        let grants = match self {
            Self::Staff(staff) => staff.grants.as_slice(),
            _ => &[],
        };
        grants.iter().filter(move |g| g.organisation == organisation).map(|g| g.role)
    }

    /// The account behind the actor, if any.
    pub fn account(&self) -> Option<AccountId> {
        match self {
            Self::Staff(staff) => Some(staff.account),
            _ => None,
        }
    }
}
