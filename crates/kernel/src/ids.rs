//! One id type per noun, so that a person's id can never be passed for a lab's.
//!
//! The list is append-only. Values are UUID v7: they sort by creation, which
//! keeps index inserts at the end. They stay inside the product; what leaves it
//! (portal addresses, references) is random.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// An id that wraps a UUID.
pub trait Id: Copy {
    /// Wraps a UUID read from a column.
    fn from_uuid(value: Uuid) -> Self;
    /// The UUID to bind to a statement.
    fn uuid(self) -> Uuid;
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl Id for $name {
            fn from_uuid(value: Uuid) -> Self {
                Self(value)
            }
            fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}", self.0.as_simple())
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::try_parse(text).map(Self)
            }
        }
    )*};
}

ids! {
    /// A laboratory, a vendor, an authority or the platform itself.
    OrganisationId;
    /// A staff account.
    AccountId;
    /// A signed-in browser session.
    SessionId;
    /// An invitation to open an account.
    InvitationId;
    /// A case: one breach, with one or more labs.
    IncidentId;
    /// One lab inside one case: the unit of tenancy (clock, register, keys, counts).
    CaseLabId;
    /// A row of the awareness ledger.
    AwarenessId;
    /// A line of a case's timeline.
    TimelineId;
    /// A data subject, inside one lab and case.
    PersonId;
    /// One delivery of a lab extract.
    ImportId;
    /// A duty of one lab in one case.
    DutyId;
    /// A submission made under a duty.
    SubmissionId;
    /// A notification campaign of one lab in one case.
    CampaignId;
    /// What one person is to receive by one channel in one campaign.
    DeliveryId;
    /// One try at a delivery.
    AttemptId;
    /// A batch of letters handed to a printer.
    BatchId;
    /// A background job.
    JobId;
    /// A data key.
    KeyId;
    /// A stored file.
    FileId;
}
