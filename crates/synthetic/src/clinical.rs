//! What a laboratory keeps beside identity: doctors, insurers, remarks.
//!
//! The shares are those of the published file: social security number 97 %,
//! doctor 95 %, insurer 60 %, blood group 30 %, remark 4 %, password 2 %, HIV
//! test 0.1 %.

use chrono::NaiveDate;

use crate::nir::Nir;
use crate::person::Clinical;
use crate::random::Draws;
use crate::sex::Sex;
use crate::text::push_padded;
use crate::{day, names};

const INSURERS: [&str; 12] = [
    "Mutuelle Harmélia",
    "Mutuelle des Trois Phares",
    "Prévoyance Armoline",
    "Mutuelle Ligéro",
    "Entraide Valdor",
    "Mutuelle du Grand Hêtre",
    "Santé Brumaire",
    "Mutuelle Orvaline",
    "Assurance Cormelle",
    "MTF Fictive",
    "Mutuelle Sabotière",
    "C.M.U. complémentaire (exemple)",
];
/// Out of 100, in the order of how common they are in France.
const BLOOD: [(&str, u32); 8] =
    [("A+", 37), ("O+", 36), ("B+", 9), ("A-", 7), ("O-", 6), ("AB+", 3), ("B-", 1), ("AB-", 1)];
const SEROLOGY: [&str; 3] =
    ["Sérologie VIH demandée", "VIH 1+2 : contrôle à 6 semaines", "Sérologie VIH de suivi"];
const REMARKS: [&str; 28] = [
    "Patient sous AVK, INR cible 2 à 3",
    "Veine difficile : préférer le bras gauche",
    "À jeun non respecté ; à reprélever",
    "Suivi thyroïdien, traitement modifié en mars",
    "Diabète de type 2 ; glycémie à rappeler au médecin",
    "Allergie au latex (gants nitrile)",
    "Malaise vagal au dernier prélèvement",
    "Chimiothérapie en cours - prélever avant 9 h",
    "Ne pas laisser de message au domicile",
    "Résultats à remettre en main propre",
    "Bilan avant intervention,\nappeler le secrétariat du bloc",
    "Hépatite B guérie.\nContrôle annuel.",
    "Patiente dit \"toujours fatiguée\" depuis l'été",
    "Anémie connue ; fer depuis 3 mois",
    "Traitement : méthotrexate 15 mg / semaine",
    "Cherche un bébé, bilan hormonal J3",
    "Vient avec sa fille, très malentendant",
    "Dossier vu avec Dr, cf. courrier du 12",
    "=> voir antécédents, dossier papier",
    "Prélèvement à domicile - 2e étage sans ascenseur",
    "Suspicion de maladie de Lyme",
    "Œdème des membres inférieurs, créatinine à surveiller",
    "Contrôle PSA, trimestre prochain",
    "+ urgent, téléphoner au CHU",
    "Tabac 1 paquet/jour ; bilan lipidique",
    "Épilepsie : dosage du traitement\nprochain contrôle dans 6 mois",
    "Dépression, suivi du lithium",
    "-- carte vitale à mettre à jour --",
];

/// The remark on the file of a restricted person.
pub(crate) const RESTRICTED_REMARK: &str = "Dossier réservé au biologiste responsable";

/// Draws what the laboratory kept. `nir` is the number that it would have on
/// file; the pregnancy note is drawn by [`pregnancy`].
pub(crate) fn draw(draws: &mut Draws, nir: Nir) -> Clinical {
    Clinical {
        nir: draws.chance(9_700).then_some(nir),
        doctor: draws.chance(9_500).then(|| doctor(draws)),
        insurer: draws.chance(6_000).then(|| draws.pick_skewed(&INSURERS)),
        blood_group: draws.chance(3_000).then(|| blood_group(draws)),
        comment: draws.chance(400).then(|| draws.pick(&REMARKS).to_owned()),
        pregnancy: None,
        hiv: draws.chance(10).then(|| draws.pick(&SEROLOGY)),
        password: draws.chance(200).then(|| password(draws)),
    }
}

/// A note about a pregnancy, for a woman of whom the file says so.
pub(crate) fn pregnancy(draws: &mut Draws, visit: NaiveDate) -> String {
    let mut note = String::with_capacity(24);
    match draws.below(3) {
        0 => note.push('O'),
        1 => {
            push_padded(&mut note, u64::from(draws.between(5, 40)), 1);
            note.push_str(" SA");
        }
        _ => {
            let start =
                visit.checked_sub_days(chrono::Days::new(u64::from(draws.between(30, 250))));
            note.push_str("DDR ");
            day::push_french(&mut note, start.unwrap_or(visit));
        }
    }
    note
}

/// The number on a minor's file: that of the insured parent, whom brothers and
/// sisters share.
pub(crate) fn parent_nir(draws: &mut Draws, child: NaiveDate, department: &str) -> Nir {
    let sex = if draws.chance(6_000) { Sex::Female } else { Sex::Male };
    let years = draws.between(22, 42);
    Nir::new(sex, day::years_before(child, years), department, draws.between(1, 999))
}

fn doctor(draws: &mut Draws) -> String {
    // Some 1,500 doctors, each with many patients: the name is a function of a
    // small number, not of the patient.
    let number = u64::from(draws.skewed(1_500));
    let mut name = String::from("Dr ");
    name.push_str(&names::surname(&mut Draws::stream(&Draws::root(0xD0C), number)));
    name
}

fn blood_group(draws: &mut Draws) -> &'static str {
    let mut left = draws.below(100);
    for (group, share) in BLOOD {
        if left < share {
            return group;
        }
        left -= share;
    }
    "A+"
}

fn password(draws: &mut Draws) -> String {
    const LETTERS: [char; 31] = [
        'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'j', 'k', 'm', 'n', 'p', 'q', 'r', 's', 't', 'u',
        'v', 'w', 'x', 'y', 'z', '2', '3', '4', '5', '6', '7', '8', '9',
    ];
    (0..8).map(|_| draws.pick(&LETTERS)).collect()
}
