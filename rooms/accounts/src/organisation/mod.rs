//! Laboratories, vendors, authorities and the platform.
//!
//! What letters and the portal show of a laboratory is public data: its name, its
//! telephone, its DPO, the neutral address of its envelopes.

mod parse;
mod store;
mod verbs;

use chrono_tz::Tz;
use kernel::OrganisationId;

pub use store::zone_of;
pub(crate) use store::{by_id, of_kind};
pub(crate) use verbs::sees;

/// What an organisation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OrganisationKind {
    /// A laboratory: controller of its patients' data.
    Lab,
    /// A processor (GDPR 28), the laboratories' software vendor for instance.
    Vendor,
    /// A supervisory authority.
    Authority,
    /// The people who run this platform.
    Platform,
}

impl OrganisationKind {
    /// All kinds, in display order.
    pub const ALL: [Self; 4] = [Self::Lab, Self::Vendor, Self::Authority, Self::Platform];

    /// The stable name kept in columns and logs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Lab => "lab",
            Self::Vendor => "vendor",
            Self::Authority => "authority",
            Self::Platform => "platform",
        }
    }

    /// Reads a stable name back.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// An organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    /// Its id.
    pub id: OrganisationId,
    /// What it is.
    pub kind: OrganisationKind,
    /// Its name, as patients know it.
    pub name: String,
    /// Its town; may be empty.
    pub city: String,
    /// Its department; may be empty.
    pub department: String,
    /// FINESS number of the establishment.
    pub finess: Option<String>,
    /// SIREN number of the legal person.
    pub siren: Option<String>,
    /// The telephone that patients may call; may be empty.
    pub phone: String,
    /// When it is answered; may be empty.
    pub hours: String,
    /// The data protection officer's name or office (GDPR 33(3)(b)); may be empty.
    pub dpo_name: String,
    /// The DPO's e-mail address; may be empty.
    pub dpo_email: String,
    /// The DPO's postal address, line by line.
    pub dpo_address: Vec<String>,
    /// The return address of envelopes, line by line: neutral, at most 38 characters a
    /// line (NF Z 10-011).
    pub sender_lines: Vec<String>,
    /// Language of its letters and pages: a code of the catalogue, `fr` or `en`.
    pub language: String,
    /// Where it works: the hours that its staff type are those of this zone.
    pub zone: Tz,
    /// Counts changes, to refuse one that was made on an older view.
    pub version: i64,
}

impl Organisation {
    /// What may be changed, as a form shows it.
    pub fn profile(&self) -> OrganisationProfile {
        let this = self.clone();
        OrganisationProfile {
            name: this.name,
            city: this.city,
            department: this.department,
            finess: this.finess.unwrap_or_default(),
            siren: this.siren.unwrap_or_default(),
            phone: this.phone,
            hours: this.hours,
            dpo_name: this.dpo_name,
            dpo_email: this.dpo_email,
            dpo_address: this.dpo_address,
            sender_lines: this.sender_lines,
            language: this.language,
            zone: this.zone.name().to_owned(),
        }
    }
}

/// What is typed about an organisation, before it is checked. Only the name is required;
/// a campaign asks for the rest when it needs it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OrganisationProfile {
    /// Its name, as patients know it; 120 characters at most.
    pub name: String,
    /// Its town.
    pub city: String,
    /// Its department.
    pub department: String,
    /// FINESS number, nine characters, or empty.
    pub finess: String,
    /// SIREN number, nine digits, or empty.
    pub siren: String,
    /// Telephone for patients.
    pub phone: String,
    /// When it is answered.
    pub hours: String,
    /// The DPO's name or office.
    pub dpo_name: String,
    /// The DPO's e-mail address.
    pub dpo_email: String,
    /// The DPO's postal address: six lines at most.
    pub dpo_address: Vec<String>,
    /// The return address of envelopes: six lines of 38 characters at most.
    pub sender_lines: Vec<String>,
    /// Language code; empty means French.
    pub language: String,
    /// A name of the tz database, as `Indian/Reunion`; empty means Paris.
    pub zone: String,
}

/// An organisation to be created.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewOrganisation {
    /// What it is; never changed later.
    pub kind: OrganisationKind,
    /// What is typed about it.
    pub profile: OrganisationProfile,
}

impl NewOrganisation {
    /// An organisation of which only the name is known yet.
    pub fn named(kind: OrganisationKind, name: &str) -> Self {
        let profile = OrganisationProfile { name: name.to_owned(), ..Default::default() };
        Self { kind, profile }
    }
}
