//! The columns of each laboratory, with the headers of its software.

use crate::lab::Lab;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    UsedName,
    BirthName,
    FirstName,
    BirthDate,
    Sex,
    Nir,
    Street,
    Postcode,
    City,
    Country,
    HomePhone,
    Mobile,
    Email,
    Doctor,
    Insurer,
    BloodGroup,
    Comment,
    Pregnancy,
    Serology,
    Password,
    SampleDate,
    VisitNumber,
    PatientNumber,
    Deceased,
    Protection,
}

impl Field {
    pub(super) const COUNT: usize = 25;

    /// The code of the class of data that a filled cell exposes.
    pub(super) const fn class(self) -> Option<&'static str> {
        match self {
            Self::UsedName | Self::BirthName | Self::FirstName | Self::Sex => Some("IDENTITY"),
            Self::BirthDate => Some("BIRTH_DATE"),
            Self::Nir => Some("NIR"),
            Self::Street | Self::Postcode | Self::City | Self::Country => Some("ADDRESS"),
            Self::HomePhone | Self::Mobile => Some("PHONE"),
            Self::Email => Some("EMAIL"),
            Self::Doctor => Some("DOCTOR"),
            Self::Insurer => Some("INSURER_AMC"),
            Self::BloodGroup => Some("BLOOD_GROUP"),
            Self::Comment => Some("COMMENT"),
            Self::Pregnancy => Some("PREGNANCY"),
            Self::Serology => Some("HIV"),
            Self::Password => Some("CREDENTIALS"),
            Self::SampleDate => Some("VISIT_DATES"),
            Self::VisitNumber | Self::PatientNumber => Some("LAB_NUMBERS"),
            Self::Deceased | Self::Protection => None,
        }
    }
}

/// The columns of a laboratory's extract, in order.
pub(super) const fn layout(lab: Lab) -> &'static [(Field, &'static str)] {
    match lab {
        Lab::Armorbio => &ARMORBIO,
        Lab::Loirelab => &LOIRELAB,
        Lab::Eurebio => &EUREBIO,
    }
}

/// True where the birth name is written only when it differs from the other
/// one, as under the header "NOM JF".
pub(super) const fn birth_name_only_if_other(lab: Lab) -> bool {
    matches!(lab, Lab::Armorbio)
}

/// True where the used name is written only when it differs.
pub(super) const fn used_name_only_if_other(lab: Lab) -> bool {
    matches!(lab, Lab::Eurebio)
}

const ARMORBIO: [(Field, &str); 24] = [
    (Field::UsedName, "NOM"),
    (Field::BirthName, "NOM JF"),
    (Field::FirstName, "PRENOM"),
    (Field::BirthDate, "DDN"),
    (Field::Sex, "SEXE"),
    (Field::Nir, "N° SS"),
    (Field::Street, "ADRESSE"),
    (Field::Postcode, "CP"),
    (Field::City, "VILLE"),
    (Field::HomePhone, "TEL"),
    (Field::Mobile, "PORTABLE"),
    (Field::Email, "MAIL"),
    (Field::Doctor, "MEDECIN TRAITANT"),
    (Field::Insurer, "MUTUELLE"),
    (Field::BloodGroup, "GROUPE SANGUIN"),
    (Field::Comment, "COMMENTAIRE"),
    (Field::Pregnancy, "GROSSESSE"),
    (Field::Serology, "SEROLOGIE"),
    (Field::Password, "MDP"),
    (Field::SampleDate, "DATE PRELEVEMENT"),
    (Field::VisitNumber, "N DOSSIER"),
    (Field::PatientNumber, "IPP"),
    (Field::Deceased, "DECEDE"),
    (Field::Protection, "TUTELLE"),
];

const LOIRELAB: [(Field, &str); 20] = [
    (Field::PatientNumber, "IPP"),
    (Field::UsedName, "Nom usuel"),
    (Field::BirthName, "Nom de naissance"),
    (Field::FirstName, "Prénom"),
    (Field::BirthDate, "Date de naissance"),
    (Field::Sex, "Sexe"),
    (Field::Nir, "NIR"),
    (Field::Street, "Adresse 1"),
    (Field::Postcode, "Code postal"),
    (Field::City, "Ville"),
    (Field::Country, "Pays"),
    (Field::HomePhone, "Téléphone"),
    (Field::Mobile, "Mobile"),
    (Field::Email, "Courriel"),
    (Field::Doctor, "Médecin prescripteur"),
    (Field::Insurer, "Mutuelle"),
    (Field::BloodGroup, "Groupe sanguin"),
    (Field::Comment, "Renseignements cliniques"),
    (Field::SampleDate, "Date prélèvement"),
    (Field::Deceased, "Décédé"),
];

const EUREBIO: [(Field, &str); 16] = [
    (Field::VisitNumber, "NUM_DOSSIER"),
    (Field::SampleDate, "DATE_DOSSIER"),
    (Field::PatientNumber, "CODE_PATIENT"),
    (Field::BirthName, "NOM_NAISSANCE"),
    (Field::UsedName, "NOM_USAGE"),
    (Field::FirstName, "PRENOMS"),
    (Field::BirthDate, "DATE_NAISS"),
    (Field::Sex, "SEXE"),
    (Field::Nir, "NUM_SECU"),
    (Field::Street, "ADR"),
    (Field::Postcode, "CODE_POSTAL"),
    (Field::City, "COMMUNE"),
    (Field::Mobile, "TEL_PORTABLE"),
    (Field::Email, "MEL"),
    (Field::Doctor, "MEDECIN"),
    (Field::Comment, "OBS"),
];
