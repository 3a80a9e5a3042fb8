//! The closed lists from which facts are made.

use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::period;

/// A word that is not in its list.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct UnknownWord(pub(crate) String);

/// An enum whose variants have one stable name each and French and English labels.
macro_rules! words {
    ($($(#[doc = $doc:literal])+ $name:ident { $($(#[doc = $vdoc:literal])+ $variant:ident = $word:literal, $fr:literal, $en:literal;)+ })+) => {$(
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[doc = $vdoc])+ #[serde(rename = $word)] $variant,)+
        }

        impl $name {
            /// All values, in display order.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The stable name.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            /// Reads a stable name.
            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.as_str() == word)
            }

            /// The label in French.
            pub const fn fr(self) -> &'static str {
                match self { $(Self::$variant => $fr,)+ }
            }

            /// The label in English.
            pub const fn en(self) -> &'static str {
                match self { $(Self::$variant => $en,)+ }
            }
        }
    )+};
}

words! {
    /// The quality in which an organisation owes a duty.
    Party {
        /// Decides why and how data are processed (GDPR 4(7)).
        Controller = "controller", "responsable du traitement", "controller";
        /// Processes for a controller (GDPR 4(8)).
        Processor = "processor", "sous-traitant", "processor";
        /// Hosts health data for others (CSP L.1111-8).
        HdsHost = "hds_host", "hébergeur de données de santé", "host of health data";
        /// Makes the software, or a product with digital elements.
        SoftwareVendor = "software_vendor", "éditeur de logiciel", "software vendor";
        /// Essential or important entity (Directive (EU) 2022/2555).
        Nis2Entity = "nis2_entity", "entité essentielle ou importante", "essential or important entity";
        /// Declares to CERT Santé (CSP L.1111-8-2).
        HealthStructure = "health_structure", "structure de santé", "health structure";
        /// Victim of an offence.
        Victim = "victim", "victime", "victim";
        /// Public authority or civil servant (CPP 40).
        PublicAuthority = "public_authority", "autorité publique", "public authority";
        /// Operator of essential services (loi 2018-133).
        EssentialOperator = "essential_operator", "opérateur de services essentiels", "operator of essential services";
        /// Public provider of electronic communications.
        TelecomProvider = "telecom_provider", "fournisseur de communications électroniques", "provider of electronic communications";
        /// Operator of critical infrastructure (Swiss LSI).
        CriticalOperator = "critical_operator", "exploitant d’infrastructure critique", "operator of critical infrastructure";
        /// Covered entity (45 CFR 160.103).
        CoveredEntity = "covered_entity", "entité couverte (HIPAA)", "covered entity";
        /// Business associate (45 CFR 160.103).
        BusinessAssociate = "business_associate", "partenaire commercial (HIPAA)", "business associate";
        /// Licensed clinic, health facility, home health agency or hospice (California).
        LicensedFacility = "licensed_facility", "établissement agréé de Californie", "licensed facility";
    }
    /// What a breach took away (GDPR 4(12)).
    Kind {
        /// Disclosure or access.
        Confidentiality = "confidentiality", "confidentialité", "confidentiality";
        /// Alteration.
        Integrity = "integrity", "intégrité", "integrity";
        /// Loss or destruction, even for a time.
        Availability = "availability", "disponibilité", "availability";
    }
    /// Risk for the rights and freedoms of persons.
    Risk {
        /// Unlikely to result in a risk.
        Unlikely = "unlikely", "improbable", "unlikely";
        /// A risk.
        Risk = "risk", "risque", "risk";
        /// A high risk.
        High = "high", "élevé", "high";
    }
    /// Seriousness of a security incident (CSP D.1111-16-2).
    Severity {
        /// Below the threshold of declaration.
        Minor = "minor", "mineur", "minor";
        /// Significant.
        Significant = "significant", "significatif", "significant";
        /// Serious.
        Serious = "serious", "grave", "serious";
    }
    /// Size class under Directive (EU) 2022/2555.
    Nis2 {
        /// Out of scope.
        None = "none", "hors champ", "out of scope";
        /// Important entity.
        Important = "important", "entité importante", "important entity";
        /// Essential entity.
        Essential = "essential", "entité essentielle", "essential entity";
    }
    /// The kind of health structure.
    Structure {
        /// Medical biology laboratory.
        MedicalLaboratory = "medical_laboratory", "laboratoire de biologie médicale", "medical laboratory";
        /// Hospital or clinic.
        HealthEstablishment = "health_establishment", "établissement de santé", "health establishment";
        /// Hospital of the armed forces.
        ArmyHospital = "army_hospital", "hôpital des armées", "army hospital";
        /// Radiotherapy centre.
        RadiotherapyCentre = "radiotherapy_centre", "centre de radiothérapie", "radiotherapy centre";
        /// Care home and other medico-social establishments.
        MedicoSocial = "medico_social", "établissement médico-social", "medico-social establishment";
        /// Private practice.
        Practice = "practice", "cabinet libéral", "private practice";
        /// Anything else.
        Other = "other", "autre", "other";
    }
}

impl Party {
    /// A quality that somebody else has when the organisation itself decides on the
    /// data: its processor, its host, the maker of its software.
    pub const fn serves_others(self) -> bool {
        matches!(
            self,
            Self::Processor | Self::HdsHost | Self::SoftwareVendor | Self::BusinessAssociate
        )
    }
}

impl Structure {
    /// Whether CSP L.1111-8-2 makes it declare incidents to the ANS.
    pub const fn declares_to_ans(self) -> bool {
        !matches!(self, Self::Practice | Self::Other)
    }
}

/// The version of the form of facts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub enum FactsVersion {
    /// The first and only one.
    #[default]
    V1,
}

impl TryFrom<u32> for FactsVersion {
    type Error = UnknownWord;
    fn try_from(version: u32) -> Result<Self, Self::Error> {
        match version {
            1 => Ok(Self::V1),
            other => Err(UnknownWord(format!("version {other} of the facts is not known, give 1"))),
        }
    }
}

impl From<FactsVersion> for u32 {
    fn from(version: FactsVersion) -> Self {
        match version {
            FactsVersion::V1 => 1,
        }
    }
}

/// A two-letter country, with a state or province where the law is theirs.
macro_rules! place {
    ($(#[doc = $doc:literal])+ $name:ident) => {
        $(#[doc = $doc])+
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The code.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The country part of the code.
            pub fn country(&self) -> &str {
                self.0.split('-').next().unwrap_or(&self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = UnknownWord;
            fn try_from(code: String) -> Result<Self, Self::Error> {
                let (country, part) = match code.split_once('-') {
                    Some((country, part)) => (country, Some(part)),
                    None => (code.as_str(), None),
                };
                let capital = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit();
                let shaped = country.len() == 2
                    && country.bytes().all(|b| b.is_ascii_uppercase())
                    && part.is_none_or(|part| (1..=3).contains(&part.len()) && part.bytes().all(capital));
                if shaped {
                    Ok(Self(code))
                } else {
                    Err(UnknownWord("a place is written as FR or US-CA".to_owned()))
                }
            }
        }

        impl TryFrom<&str> for $name {
            type Error = UnknownWord;
            fn try_from(code: &str) -> Result<Self, Self::Error> {
                Self::try_from(code.to_owned())
            }
        }

        impl From<$name> for String {
            fn from(place: $name) -> Self {
                place.0
            }
        }
    };
}

place! {
    /// A law that applies: `EU`, a country (`FR`, `UK`) or a part of one (`US-CA`).
    Jurisdiction
}
place! {
    /// Where persons live: a country (`FR`) or a part of one (`US-CA`).
    Territory
}

/// Member States of the Union, and Iceland, Liechtenstein and Norway, where the
/// GDPR applies through the Agreement on the European Economic Area.
const EEA: [&str; 30] = [
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IS",
    "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
];

impl Jurisdiction {
    /// Whether being under this law brings `other`: itself, its country, the Union.
    pub fn brings(&self, other: &Self) -> bool {
        self == other
            || self.country() == other.0
            || (other.0 == "EU" && EEA.contains(&self.country()))
    }

    /// A State of the European Economic Area, or a part of one.
    pub fn is_eea(&self) -> bool {
        EEA.contains(&self.country())
    }
}

impl Territory {
    /// A state of the United States.
    pub fn is_us_state(&self) -> bool {
        self.0.starts_with("US-")
    }

    /// In the European Economic Area.
    pub fn is_eea(&self) -> bool {
        EEA.contains(&self.country())
    }
}

/// The zone of the authority that receives an act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AuthorityZone(Tz);

impl AuthorityZone {
    /// The zone.
    pub const fn tz(self) -> Tz {
        self.0
    }
}

impl Default for AuthorityZone {
    fn default() -> Self {
        Self(Tz::Europe__Paris)
    }
}

impl From<Tz> for AuthorityZone {
    fn from(zone: Tz) -> Self {
        Self(zone)
    }
}

impl TryFrom<String> for AuthorityZone {
    type Error = period::PeriodError;
    fn try_from(name: String) -> Result<Self, Self::Error> {
        period::parse_zone(&name).map(Self)
    }
}

impl From<AuthorityZone> for String {
    fn from(zone: AuthorityZone) -> Self {
        zone.0.name().to_owned()
    }
}

/// Public holidays named in the facts or in a rule pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Calendar(period::Calendar);

impl Calendar {
    /// The calendar.
    pub const fn get(self) -> period::Calendar {
        self.0
    }
}

impl TryFrom<String> for Calendar {
    type Error = period::PeriodError;
    fn try_from(name: String) -> Result<Self, Self::Error> {
        period::Calendar::parse(&name).map(Self)
    }
}

impl From<Calendar> for String {
    fn from(calendar: Calendar) -> Self {
        calendar.0.as_str().to_owned()
    }
}
