//! What goes to the parents of a minor, and what does not. Pure.
//!
//! Letters for persons under 16 go to the holders of parental authority (domain of
//! [`decide`](super::decide)). A letter says that the minor was a patient of the lab, so
//! it must not go home where the law lets the minor keep that from the parents:
//!
//! - the minor objects to contact: that is read before anything else (GDPR 21; CSP
//!   R.1111-6: a minor may oppose that the parents are given access);
//! - pregnancy, abortion, contraception, infections: kept from the parents at any age
//!   where the minor asks for it (CSP L.2212-7, L.5134-1, L.1111-5, L.1111-5-1), and the
//!   file does not say whether they asked;
//! - from an age on, any datum on health, and any trace of a visit: a minor of that age
//!   may have come alone and asked for secrecy (CSP L.1111-5), and no file says it.
//!
//! Such a minor is told at the desk.

use kernel::exposure::{Class, ClassSet};

/// The age from which nothing on health goes home, unless configured otherwise.
///
/// No article names one age for all of it. Fifteen is the youngest that French law names
/// for a minor's own choices on health data and on data about them: law 78-17 of 6 January
/// 1978, art. 45 (consent to online services) and art. 70 (health research without the
/// parents' knowledge). A lower one would send more minors to the desk, a higher one
/// would tell parents what the minor may keep from them.
pub(crate) const SECRET_FROM: i32 = 15;

/// Classes that the parents of a minor of any age may not be led to.
const SECRET: [Class; 2] = [Class::Pregnancy, Class::Hiv];

/// Classes that speak of health, or show that a visit was made.
const HEALTH: [Class; 11] = [
    Class::Result,
    Class::Comment,
    Class::Treatment,
    Class::Genetic,
    Class::BloodGroup,
    Class::Doctor,
    Class::Professional,
    Class::VisitDates,
    Class::AppointmentRoom,
    Class::LabNumbers,
    Class::InsuranceRights,
];

/// What is known of a minor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Minor {
    /// Whole years; none where the file says no more than "a minor".
    pub(crate) age: Option<i32>,
    /// What was exposed.
    pub(crate) classes: ClassSet,
    /// Whether they object to contact.
    pub(crate) objects: bool,
}

/// Whether a letter may go to the representatives of a minor.
///
/// # Errors
/// The reason for which it goes to nobody, and the desk tells the minor:
/// `minor_objects`, `minor_secret`.
pub(crate) fn may_write_home(minor: &Minor, secret_from: i32) -> Result<(), &'static str> {
    if minor.objects {
        return Err("minor_objects");
    }
    if SECRET.iter().any(|class| minor.classes.has(*class)) {
        return Err("minor_secret");
    }
    // An unknown age may be that age.
    let old_enough = minor.age.is_none_or(|age| age >= secret_from);
    if old_enough && HEALTH.iter().any(|class| minor.classes.has(*class)) {
        return Err("minor_secret");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(classes: &[Class]) -> ClassSet {
        classes.iter().fold(ClassSet::EMPTY, |set, class| set.with(*class))
    }

    #[test]
    fn the_table() {
        let (home, secret, objects) = (Ok(()), Err("minor_secret"), Err("minor_objects"));
        let quiet = [Class::Identity, Class::BirthDate, Class::Nir, Class::Address, Class::Bank];
        for (age, classes, opposed, expected) in [
            // Opposition first, whatever else (GDPR 21, CSP R.1111-6).
            (Some(4), &quiet[..], true, objects),
            (Some(4), &[Class::Pregnancy][..], true, objects),
            (None, &[][..], true, objects),
            // At any age (CSP L.2212-7, L.5134-1, L.1111-5).
            (Some(0), &[Class::Hiv], false, secret),
            (Some(12), &[Class::Identity, Class::Pregnancy], false, secret),
            // From the age on, any class of health or trace of a visit (CSP L.1111-5).
            (Some(15), &[Class::Result], false, secret),
            (Some(15), &[Class::Comment], false, secret),
            (Some(15), &[Class::Treatment], false, secret),
            (Some(15), &[Class::Genetic], false, secret),
            (Some(15), &[Class::BloodGroup], false, secret),
            (Some(15), &[Class::Doctor], false, secret),
            (Some(15), &[Class::VisitDates], false, secret),
            (Some(15), &[Class::LabNumbers], false, secret),
            (None, &[Class::Result], false, secret),
            // Below it the parents decide on health, and are told.
            (Some(14), &[Class::Result], false, home),
            (Some(3), &[Class::VisitDates, Class::Treatment], false, home),
            // Nothing on health.
            (Some(15), &quiet, false, home),
            (None, &quiet, false, home),
            (Some(2), &[], false, home),
        ] {
            let minor = Minor { age, classes: of(classes), objects: opposed };
            assert_eq!(may_write_home(&minor, SECRET_FROM), expected, "{minor:?}");
        }
    }

    #[test]
    fn a_lower_age_sends_nobody_more_home() {
        for bits in 0..(1 << Class::ALL.len().min(12)) {
            for age in 0..18 {
                let minor =
                    Minor { age: Some(age), classes: ClassSet::from_bits(bits), objects: false };
                let home = |from| may_write_home(&minor, from).is_ok();
                assert!(!home(13) || home(15), "{minor:?}");
            }
        }
    }

    #[test]
    fn every_class_of_health_is_known() {
        // A class that is added later is thought about here.
        let silent = [
            Class::Identity,
            Class::BirthDate,
            Class::BirthPlace,
            Class::Nir,
            Class::Address,
            Class::Phone,
            Class::Email,
            Class::InsurerAmc,
            Class::Credentials,
            Class::Bank,
            Class::Relative,
            Class::IdDoc,
            Class::Integrity,
            Class::Availability,
        ];
        let known = SECRET.len() + HEALTH.len() + silent.len();
        assert_eq!(known, Class::ALL.len());
        assert!(silent.iter().all(|class| !HEALTH.contains(class) && !SECRET.contains(class)));
    }
}
