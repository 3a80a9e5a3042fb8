//! What a breach of this kind usually is, in the words of the form, for a laboratory.
//!
//! A leak of a laboratory's file: confidentiality lost through an attack from outside,
//! civil status, NIR and contact details of patients, health among the special
//! categories, six harms, severity important, or maximal once private classes are
//! published. Each of these is shown as presumed until somebody confirms it, or until
//! imported rows say better.

use duties::facts::Risk;
use incidents::Kind;
use kernel::exposure::{Class, ClassSet};

use crate::gather::Known;
use crate::words::{
    AvailEffect, CauseWord, ConfEffect, DataType, Harm, Nature, Origin, PeopleType, Sensitive,
    SeverityWord, ordered,
};

type Words = Vec<&'static str>;

pub(crate) fn origin(known: &Known) -> Words {
    let origin = match known.incident.kind {
        Kind::Leak | Kind::Ransomware => Origin::Hacking,
        Kind::Indexed => Origin::Publication,
        Kind::WrongRecipient => Origin::WrongRecipient,
        Kind::LostDevice => Origin::EquipmentLost,
        Kind::Altered => return Vec::new(),
    };
    vec![origin.as_str()]
}

/// What the kind says of the cause while the case says nothing.
pub(crate) fn cause(known: &Known) -> Words {
    let mut causes = match known.incident.kind {
        Kind::Leak | Kind::Ransomware => vec![CauseWord::ExternalMalicious.as_str()],
        Kind::Indexed | Kind::WrongRecipient => vec![CauseWord::InternalAccidental.as_str()],
        Kind::LostDevice | Kind::Altered => Vec::new(),
    };
    if known.facts.malicious_attack == Some(true) {
        causes.push(CauseWord::ExternalMalicious.as_str());
    }
    ordered(CauseWord::LIST, &causes)
}

/// Data types while no row was imported.
pub(crate) fn data_types(known: &Known) -> Words {
    match known.incident.kind {
        Kind::Leak => {
            [DataType::CivilStatus, DataType::Nir, DataType::Contact].map(DataType::as_str).into()
        }
        _ => vec![DataType::UnknownYet.as_str()],
    }
}

/// Special categories while no row was imported: what a laboratory holds is health data.
pub(crate) fn sensitive(known: &Known) -> Words {
    if known.facts.health_data == Some(false) {
        return Vec::new();
    }
    vec![Sensitive::Health.as_str()]
}

/// Patients are vulnerable persons (EDPB guidelines WP 248); a file of patients has
/// minors until the rows say that it has none.
pub(crate) fn people_types() -> Words {
    [PeopleType::Patients, PeopleType::Minors, PeopleType::Vulnerable]
        .map(PeopleType::as_str)
        .into()
}

pub(crate) fn conf_effects(known: &Known) -> Words {
    match known.incident.kind {
        Kind::Leak | Kind::Indexed => ConfEffect::LIST.words.into(),
        _ => vec![ConfEffect::Spread.as_str()],
    }
}

pub(crate) fn avail_effects(known: &Known) -> Words {
    match known.incident.kind {
        Kind::Ransomware => vec![AvailEffect::Difficult.as_str()],
        _ => Vec::new(),
    }
}

pub(crate) fn harms(known: &Known, nature: &[&'static str]) -> Words {
    let exposed = nature.contains(&Nature::Confidentiality.as_str());
    let harms: &[Harm] = match known.incident.kind {
        Kind::Leak | Kind::Indexed => &LEAK,
        Kind::Ransomware if exposed => &LEAK,
        Kind::Ransomware => &[Harm::Rights],
        Kind::WrongRecipient | Kind::LostDevice => &[Harm::LossOfControl, Harm::Secrecy],
        Kind::Altered => &[],
    };
    harms.iter().map(|harm| harm.as_str()).collect()
}

const LEAK: [Harm; 6] = [
    Harm::LossOfControl,
    Harm::Discrimination,
    Harm::IdentityTheft,
    Harm::Fraud,
    Harm::Reputation,
    Harm::Secrecy,
];

pub(crate) fn severity(known: &Known) -> Option<&'static str> {
    let leaked = matches!(known.incident.kind, Kind::Leak | Kind::Indexed);
    let private = known.totals.count(|_, _, classes| classes.iter().any(Class::is_private)) > 0;
    let severity = match known.facts.risk {
        Some(Risk::Unlikely) => SeverityWord::Negligible,
        _ if leaked && private && known.facts.published == Some(true) => SeverityWord::Maximal,
        _ if leaked => SeverityWord::Important,
        Some(Risk::High) => SeverityWord::Important,
        Some(Risk::Risk) => SeverityWord::Limited,
        None => return None,
    };
    Some(severity.as_str())
}

/// The form's data types of exposed classes.
pub(crate) fn types_of(classes: ClassSet) -> Words {
    let mut found: Vec<_> = classes.iter().filter_map(data_type).map(DataType::as_str).collect();
    if found.is_empty() && !classes.is_empty() {
        found.push(DataType::Other.as_str());
    }
    ordered(DataType::LIST, &found)
}

/// The special categories of exposed classes.
pub(crate) fn sensitive_of(classes: ClassSet) -> Words {
    let mut found = Vec::new();
    for class in classes.iter() {
        if is_health(class) {
            found.push(Sensitive::Health.as_str());
        }
        if class == Class::Genetic {
            found.push(Sensitive::Genetic.as_str());
        }
    }
    ordered(Sensitive::LIST, &found)
}

const fn data_type(class: Class) -> Option<DataType> {
    match class {
        Class::Identity | Class::BirthDate | Class::BirthPlace => Some(DataType::CivilStatus),
        Class::Nir => Some(DataType::Nir),
        Class::Address | Class::Phone | Class::Email => Some(DataType::Contact),
        Class::Credentials | Class::LabNumbers => Some(DataType::Access),
        Class::Bank => Some(DataType::Financial),
        Class::IdDoc => Some(DataType::Official),
        Class::InsurerAmc
        | Class::InsuranceRights
        | Class::Doctor
        | Class::Professional
        | Class::Relative => Some(DataType::Other),
        // Health and the other special categories are asked for apart.
        Class::BloodGroup
        | Class::VisitDates
        | Class::AppointmentRoom
        | Class::Result
        | Class::Comment
        | Class::Pregnancy
        | Class::Hiv
        | Class::Treatment
        | Class::Genetic
        | Class::Integrity
        | Class::Availability => None,
    }
}

/// Data concerning health (GDPR 4(15)): also a ward, a room or the date of a visit, from
/// which an illness can be deduced.
const fn is_health(class: Class) -> bool {
    matches!(
        class,
        Class::BloodGroup
            | Class::VisitDates
            | Class::AppointmentRoom
            | Class::Result
            | Class::Comment
            | Class::Pregnancy
            | Class::Hiv
            | Class::Treatment
            | Class::Genetic
    )
}
