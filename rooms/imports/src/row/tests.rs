//! Tests of the rules of one row: what quarantines, what warns, what is flagged, what is kept.

use chrono::NaiveDate;
use kernel::exposure::Class;
use people::identity::{Sex, State};

use super::*;
use crate::detect::Overrides;
use crate::mapping::Mapping;
use crate::read::{Reader, Record};
use crate::{Lang, Limits};

fn options() -> RowOptions {
    RowOptions {
        today: NaiveDate::from_ymd_opt(2021, 2, 25).unwrap(),
        sites: Vec::new(),
        limits: Limits { cell_chars: 50, ..Limits::default() },
        regular: false,
    }
}

fn check_with(text: &str, options: RowOptions) -> Vec<Checked> {
    let opened = Reader::open(text.as_bytes(), Limits::default(), &Overrides::default()).unwrap();
    let mapping = Mapping::for_file(None, &opened.headers, &[]).unwrap();
    let mut checker = Checker::new(&mapping, options);
    let mut reader = opened.reader;
    let mut record = Record::default();
    let mut all = Vec::new();
    while reader.read(&mut record).unwrap() {
        all.push(checker.check(&record));
    }
    all
}

fn one(text: &str) -> Checked {
    check_with(text, options()).pop().unwrap()
}

fn accepted(text: &str) -> AcceptedRow {
    match one(text) {
        Checked::Accepted(row) => row,
        Checked::Quarantined(row) => panic!("{:?}", row.errors),
    }
}

fn codes(issues: &[Issue]) -> Vec<&'static str> {
    issues.iter().map(|issue| issue.code.as_str()).collect()
}

#[test]
fn what_quarantines_a_row() {
    for (line, code) in [
        (";Solenn;31/03/1985", "name_missing"),
        ("NC;Solenn;31/03/1985", "name_missing"),
        ("12;Solenn;31/03/1985", "name_missing"),
        ("Trévidic;Solenn;31/02/1985", "birth_date_impossible"),
        ("Trévidic;Solenn;29/02/2019", "birth_date_impossible"),
        ("Trévidic;Solenn;01/01/1850", "birth_date_impossible"),
        ("Trévidic;Solenn;26/02/2021", "birth_date_future"),
        ("Trévidic;Solenn;Vannes", "birth_date_unreadable"),
        ("Trévidic;Solenn;31/03/1985;bis", "too_many_cells"),
        ("Trévidic;\"Solenn;31/03/1985", "quote_unterminated"),
        ("(12 rows affected)", "row_unreadable"),
        ("nom;prenom;ddn", "header_repeated"),
        (&format!("{};Solenn;31/03/1985", "a".repeat(51)), "cell_too_long"),
    ] {
        let checked = one(&format!("nom;prenom;ddn\n{line}\n"));
        assert_eq!(codes(checked.errors()), [code], "{line}");
        assert_eq!(checked.row(), 2);
    }
}

#[test]
fn in_a_regular_file_a_row_of_another_width_is_a_fault() {
    for (line, code) in [
        ("Trévidic;Solenn", Some("row_cut")),
        ("Trévidic;bis;Solenn;31/03/1985", Some("too_many_cells")),
        ("Trévidic;bis;31/03/1985;", Some("too_many_cells")),
        ("Trévidic;;31/03/1985;", Some("too_many_cells")),
        ("Trévidic;Solenn;", None),
    ] {
        let text = format!("nom;prenom;ddn\n{line}\n");
        let checked = check_with(&text, RowOptions { regular: true, ..options() }).pop().unwrap();
        assert_eq!(codes(checked.errors()), code.into_iter().collect::<Vec<_>>(), "{line}");
    }
}

#[test]
fn what_is_only_a_warning() {
    for (line, code) in [
        ("Trévidic;;31/03/1985;;;;", "first_name_missing"),
        ("Trévidic;Solenn;;;;;", "birth_date_missing"),
        ("Trévidic;Solenn;00/00/0000;;;;", "birth_date_missing"),
        ("Trévidic;Solenn;00/03/1985;;;;", "birth_date_partial"),
        ("Trévidic;Solenn;01/02/03;;;;", "birth_date_ambiguous"),
        ("Trévidic;Solenn;31/12/1950;;;;", "birth_date_placeholder"),
        ("Trévidic;Solenn;31137;;;;", "birth_date_serial"),
        ("Trévidic;Solenn;31/03/1985;1,84E+12;;;", "nir_damaged"),
        ("Trévidic;Solenn;31/03/1985;184075699900161;;;", "nir_invalid"),
        ("Trévidic;Solenn;31/03/1985;;1000;;", "postcode_zero_restored"),
        ("Trévidic;Solenn;31/03/1985;;560000;;", "postcode_invalid"),
        ("Trévidic;Solenn;31/03/1985;;;639981234;", "phone_zero_restored"),
        ("Trévidic;Solenn;31/03/1985;;;6,39E+08;", "phone_damaged"),
        ("Trévidic;Solenn;31/03/1985;;;12;", "phone_invalid"),
        ("Trévidic;Solenn;31/03/1985;;;;solenn", "email_invalid"),
        ("Trévidic;Solenn;31/03/1985;;;;a@gmial.com", "email_typo"),
        ("Tr3vidic;Solenn;31/03/1985;;;;", "name_unusual"),
        ("Trévidic;Solenn;31/03/1985", "row_short"),
        ("Trévidic;Solenn;31/03/1985;;;;", "no_contact"),
        ("Trévidic;Solenn;31/03/1985;;;;;;;", "no_contact"),
    ] {
        let row = accepted(&format!("nom;prenom;ddn;nir;cp;tel;mail\n{line}\n"));
        assert!(codes(&row.warnings).contains(&code), "{line} {:?}", codes(&row.warnings));
    }
}

#[test]
fn a_sound_row_has_no_warning_and_typed_traits() {
    let row = accepted(
        "nom;nom de naissance;prénom;sexe;civilité;ddn;adresse;cp;ville;mobile;mail;ipp;date prelevement\n\
         Trévidic;Le Goff;Solenn;F;Mme;31/03/1985;4, rue du Port;56000;Vannes;06 39 98 12 34;Solenn@Example.org;00123;12/01/2019\n",
    );
    assert_eq!(codes(&row.warnings), Vec::<&str>::new());
    assert_eq!(row.traits.used_name.as_deref(), Some("Trévidic"));
    assert_eq!(row.matching.birth_name, "LE GOFF");
    assert_eq!(row.traits.sex, Some(Sex::Female));
    assert_eq!(
        row.phone_mobile.as_ref().map(people::identity::Phone::as_str),
        Some("+33639981234")
    );
    assert_eq!(row.email.as_ref().map(people::identity::Email::as_str), Some("Solenn@example.org"));
    assert_eq!(row.ipp.as_deref(), Some("00123"));
    assert_eq!(row.visit_day, NaiveDate::from_ymd_opt(2019, 1, 12));
    let flags: Vec<_> = row.flags.iter().map(Class::code).collect();
    assert_eq!(
        flags,
        ["IDENTITY", "BIRTH_DATE", "ADDRESS", "PHONE", "EMAIL", "VISIT_DATES", "LAB_NUMBERS"]
    );
}

#[test]
fn a_cell_that_is_not_blank_sets_its_class_whatever_it_is_worth() {
    let text =
        |cell: &str| format!("nom;nss;commentaire;mdp;vih;rang;preleveur;mutuelle\nA{cell}\n");
    let row = accepted(&text(";faux;vu;secret;non;1;B;C"));
    assert_eq!(row.nir, NirState::Invalid);
    for class in [
        Class::Nir,
        Class::Comment,
        Class::Credentials,
        Class::Hiv,
        Class::InsuranceRights,
        Class::Professional,
        Class::InsurerAmc,
    ] {
        assert!(row.flags.has(class), "{class:?}");
    }
    let blank = accepted(&text(";NC;-;.;NULL;;INCONNU;X"));
    assert_eq!(blank.nir, NirState::Absent);
    assert_eq!(blank.flags.iter().collect::<Vec<_>>(), [Class::Identity]);
    let valid = accepted("nom;nir;cle\nA;1840756999001;62\n");
    assert_eq!(valid.nir, NirState::Valid);
    let wrong_key = accepted("nom;nir;cle\nA;1840756999001;61\n");
    assert_eq!(wrong_key.nir, NirState::Invalid);
}

#[test]
fn unmapped_columns_set_nothing_and_are_not_kept() {
    let Checked::Quarantined(row) =
        one("nom;prenom;ddn;zz_tmp;commentaire\n;Solenn;31/02/1985;secret;note\n")
    else {
        panic!("no name, impossible date")
    };
    assert_eq!(
        row.flags.iter().collect::<Vec<_>>(),
        [Class::Identity, Class::BirthDate, Class::Comment]
    );
    let kept: Vec<_> = row.cells.iter().map(|(_, _, text)| text.as_str()).collect();
    assert_eq!(kept, ["Solenn", "31/02/1985"]);
}

#[test]
fn rows_of_another_site_wait() {
    let text = "nom;labo\nA;Armorbio\nB;ARMORBIO Vannes\nC;Loirelab\nD;\nE;Armorbiologie\n";
    let options = RowOptions { sites: vec!["Armorbio".to_owned()], ..options() };
    let codes: Vec<_> =
        check_with(text, options).iter().map(|checked| codes(checked.errors()).join(",")).collect();
    assert_eq!(codes, ["", "", "other_site", "", "other_site"]);
    assert!(
        check_with(text, super::tests::options()).iter().all(|checked| checked.errors().is_empty())
    );
    let finess = RowOptions { sites: vec!["010009999".to_owned()], ..super::tests::options() };
    assert!(check_with("nom;finess\nA;10009999\n", finess)[0].errors().is_empty());
}

#[test]
fn states_are_read_and_doubt_protects() {
    let states = |header: &str, cell: &str| accepted(&format!("nom;{header}\nA;{cell}\n"));
    for (header, cell, state) in [
        ("decede", "O", State::Deceased),
        ("date deces", "12/01/2020", State::Deceased),
        ("tutelle", "oui", State::Guardianship),
        ("mesure protection", "Curatelle renforcée", State::Curatorship),
        ("majeur protege", "1", State::Protected),
        ("vip", "O", State::Restricted),
        ("violence", "à voir", State::AtRisk),
        ("ne pas contacter", "oui", State::DoNotContact),
    ] {
        assert!(states(header, cell).states.has(state), "{header}");
    }
    for (header, cell) in [("decede", "N"), ("decede", ""), ("tutelle", "0"), ("vip", "non")] {
        assert!(states(header, cell).states.is_empty(), "{header} {cell}");
    }
    assert!(states("tutelle", "X").states.has(State::Guardianship));
    assert!(codes(&states("decede", "X").warnings).contains(&"state_unclear"));
    // A person wrongly counted as dead would never be told.
    let doubtful = states("decede", "peut-être");
    assert!(!doubtful.states.has(State::Deceased));
    assert!(codes(&doubtful.warnings).contains(&"state_unclear"));
}

#[test]
fn minors_are_known_by_their_birth_date() {
    let states = |date: &str| accepted(&format!("nom;ddn\nA;{date}\n")).states;
    assert!(states("26/02/2003").has(State::Minor));
    assert!(!states("26/02/2003").has(State::UnderSixteen));
    assert!(!states("25/02/2003").has(State::Minor));
    assert!(states("26/02/2005").has(State::UnderSixteen));
}

#[test]
fn names_in_one_cell_are_taken_apart() {
    let row = accepted("nom;prenom\nMARTIN née DUPONT;Anne\n");
    assert_eq!(
        (row.matching.birth_name.as_str(), row.matching.used_name.as_str()),
        ("DUPONT", "MARTIN")
    );
    let row = accepted("nom prenom\nLE GALL Yann\n");
    assert_eq!(
        (row.matching.used_name.as_str(), row.matching.first_name.as_str()),
        ("LE GALL", "YANN")
    );
    let row = accepted("nom;cp ville\nA;56000 Vannes\n");
    let address = row.address.unwrap();
    assert_eq!((address.postcode.as_str(), address.city.as_str()), ("56000", "Vannes"));
}

#[test]
fn formulas_are_data_and_their_dress_is_taken_off() {
    let row = accepted("nom;prenom;cp;ville;mail\n=cmd();@Solenn;\"=\"\"01000\"\"\";+Bourg;-\n");
    assert_eq!(row.traits.used_name.as_deref(), Some("=cmd()"));
    assert_eq!(row.address.unwrap().postcode, "01000");
}

#[test]
fn messages_name_row_and_column_and_never_a_value() {
    let headers = vec!["nom".to_owned(), "ddn".to_owned()];
    let issue = Issue::at(Code::BirthDateImpossible, 1);
    assert_eq!(
        issue.message(12, &headers, Lang::Fr),
        "Ligne 12, colonne « ddn » : cette date de naissance n'existe pas ou remonte à plus de 130 ans ; corrigez-la."
    );
    assert_eq!(
        Issue::of_row(Code::RowTooLong).message(3, &headers, Lang::En),
        "Row 3: the row is too long; check the quotes and line ends."
    );
}

#[test]
fn codes_are_distinct_and_read_back() {
    for code in Code::ALL {
        assert_eq!(Code::parse(code.as_str()), Some(*code));
    }
}

#[test]
fn debug_prints_no_person() {
    let checked = one("nom;prenom;ddn;mail\nTrévidic;Solenn;31/03/1985;solenn@example.org\n");
    let Checked::Accepted(row) = checked else { panic!() };
    let debug = format!("{row:?} {:?} {:?} {:?}", row.traits, row.matching, row.email);
    for secret in ["Trévidic", "TREVIDIC", "Solenn", "1985", "example"] {
        assert!(!debug.contains(secret), "{debug}");
    }
}
