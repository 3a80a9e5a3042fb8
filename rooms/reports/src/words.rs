//! The closed lists of the forms: stable words, neutral of any authority, so that one
//! incident feeds the teleservice of the CNIL and the common template of the EDPB alike.
//! What people read is in the catalogue, under the key of each list.

/// A closed list: the words, and where the catalogue holds their texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct List {
    /// Key of the catalogue, up to the word.
    pub key: &'static str,
    /// The words, in the order of the form.
    pub words: &'static [&'static str],
}

impl List {
    /// The word itself, when the list holds it.
    pub fn word(&self, raw: &str) -> Option<&'static str> {
        self.words.iter().copied().find(|word| *word == raw)
    }
}

macro_rules! words {
    ($($(#[doc = $doc:literal])+ $name:ident, $key:literal { $($variant:ident = $word:literal,)+ })+) => {$(
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[expect(missing_docs, reason = "each value is named by its word; the texts are in the catalogue")]
        pub enum $name { $($variant,)+ }

        impl $name {
            /// All values, in the order of the form.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The list.
            pub const LIST: List = List { key: $key, words: &[$($word),+] };

            /// The stable word.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
        }
    )+};
}

words! {
    /// Kind of notification.
    NotifType, "reports.word.notif_type." {
        Initial = "initial",
        Complementary = "complementary",
        Full = "full",
    }
    /// Sector of activity.
    Sector, "reports.word.sector." {
        HumanHealth = "human_health_social",
        PublicAdministration = "public_administration",
        Information = "information_communication",
        Other = "other",
    }
    /// Number of staff.
    StaffBand, "reports.word.staff_band." {
        Under10 = "under_10",
        Under50 = "10_to_49",
        Under250 = "50_to_249",
        Over = "250_and_over",
    }
    /// Form of address.
    Civility, "reports.word.civility." {
        Madam = "madam",
        Sir = "sir",
    }
    /// What another organisation is in the case.
    BodyRole, "reports.word.body_role." {
        Processor = "processor",
        JointController = "joint_controller",
        Other = "other",
    }
    /// What was lost (GDPR 4(12)).
    Nature, "reports.word.nature." {
        Confidentiality = "confidentiality_loss",
        Integrity = "integrity_loss",
        Availability = "availability_loss",
    }
    /// How it happened.
    Origin, "reports.word.origin." {
        EquipmentLost = "equipment_lost_stolen",
        PaperLost = "paper_lost_stolen_open",
        MailLost = "mail_lost_opened",
        Hacking = "hacking_malware_phishing",
        PaperThrown = "paper_not_destroyed",
        DeviceThrown = "device_not_erased",
        Publication = "unintended_publication",
        WrongPortal = "wrong_person_on_portal",
        WrongRecipient = "wrong_recipient",
        Oral = "disclosed_orally",
        Other = "other",
    }
    /// Who caused it.
    CauseWord, "reports.word.cause." {
        InternalMalicious = "internal_malicious",
        InternalAccidental = "internal_accidental",
        ExternalMalicious = "external_malicious",
        ExternalAccidental = "external_accidental",
        Unknown = "unknown",
        Other = "other",
    }
    /// Types of data.
    DataType, "reports.word.data_types." {
        CivilStatus = "civil_status",
        Nir = "nir",
        Contact = "contact_details",
        Access = "identification_access",
        Financial = "financial_economic",
        Official = "official_documents",
        Location = "location",
        Offences = "offences_convictions",
        UnknownYet = "unknown_yet",
        Other = "other",
    }
    /// Special categories (GDPR 9).
    Sensitive, "reports.word.sensitive." {
        Ethnic = "racial_ethnic_origin",
        Political = "political",
        Belief = "philosophical_religious",
        Union = "trade_union",
        Sexual = "sexual_orientation",
        Health = "health",
        Biometric = "biometric",
        Genetic = "genetic",
    }
    /// Categories of persons.
    PeopleType, "reports.word.people_types." {
        Employees = "employees",
        Users = "users",
        Members = "members",
        Students = "students",
        Military = "military",
        Clients = "clients",
        Patients = "patients",
        Minors = "minors",
        Vulnerable = "vulnerable",
        NotKnownYet = "not_known_yet",
        Other = "other",
    }
    /// What a loss of confidentiality brings.
    ConfEffect, "reports.word.conf_effects." {
        Spread = "spread_out_of_control",
        Linked = "linked_with_other_data",
        Unfair = "used_for_unfair_ends",
    }
    /// What a loss of integrity brings.
    IntegEffect, "reports.word.integ_effects." {
        Invalid = "invalid_processing_fails",
        Diverted = "valid_processing_diverted",
    }
    /// What a loss of availability brings.
    AvailEffect, "reports.word.avail_effects." {
        Difficult = "critical_service_difficult",
        Impossible = "critical_service_impossible",
    }
    /// Harm to persons.
    Harm, "reports.word.harms." {
        LossOfControl = "loss_of_control",
        Rights = "limitation_of_rights",
        Discrimination = "discrimination",
        IdentityTheft = "identity_theft",
        Fraud = "fraud",
        Pseudonyms = "pseudonyms_lifted",
        Financial = "financial_loss",
        Reputation = "reputation",
        Secrecy = "professional_secrecy",
        Other = "other",
    }
    /// Severity for persons, on the scale of the CNIL.
    SeverityWord, "reports.word.severity." {
        Negligible = "negligible",
        Limited = "limited",
        Important = "important",
        Maximal = "maximal",
    }
    /// Whether persons were told.
    Informed, "reports.word.informed." {
        Yes = "yes",
        NotYet = "not_yet",
        No = "no",
        Undecided = "undecided",
    }
    /// By what means.
    Means, "reports.word.informed_means." {
        Letter = "letter",
        Email = "email",
        Message = "text_message",
        Phone = "phone",
        InPerson = "in_person",
        PublicNotice = "public_notice",
    }
    /// Why persons are not told (GDPR 34(3)).
    WhyNot, "reports.word.informed_why_not." {
        Encryption = "encryption",
        LaterMeasures = "later_measures",
        Effort = "disproportionate_effort",
    }
}

/// The list of an enum of another room: its own words, in its own order.
macro_rules! words_of {
    ($key:literal, $owner:ty) => {{
        const WORDS: [&str; <$owner>::ALL.len()] = {
            let mut words = [""; <$owner>::ALL.len()];
            let mut at = 0;
            while at < words.len() {
                words[at] = <$owner>::ALL[at].as_str();
                at += 1;
            }
            words
        };
        List { key: $key, words: &WORDS }
    }};
}

/// Risk for persons, words of the facts.
pub const RISK: List = words_of!("reports.word.risk.", duties::facts::Risk);

/// Seriousness for the structure, words of the facts.
pub const INCIDENT_SEVERITY: List =
    words_of!("reports.word.incident_severity.", duties::facts::Severity);

/// Kind of case, words of the case.
pub const CASE_KIND: List = words_of!("incidents.kind.", incidents::Kind);

/// How sure the cause is, words of the case.
pub const CAUSE_STATUS: List = words_of!("incidents.cause_status.", incidents::CauseStatus);

/// The words of some values, in the order of their list and once each.
pub(crate) fn ordered(list: List, chosen: &[&'static str]) -> Vec<&'static str> {
    list.words.iter().copied().filter(|word| chosen.contains(word)).collect()
}
