//! Tests of recognition, disambiguation and mapping files.

use std::collections::HashMap;

use kernel::exposure::Class;
use people::identity::DateOrder;

use super::*;

fn of(headers: &[&str]) -> Vec<(Option<Field>, Action)> {
    let headers: Vec<String> = headers.iter().map(|header| (*header).to_owned()).collect();
    propose(&headers, &[]).columns.into_iter().map(|column| (column.field, column.action)).collect()
}

fn field(header: &str) -> Option<Field> {
    of(&[header])[0].0
}

#[test]
fn every_synonym_is_recognised_as_its_field() {
    for field in Field::ALL.iter().copied() {
        for synonym in field.synonyms() {
            let name = synonym.trim_start_matches(['=', '~', '!', '^']);
            for header in [name.to_owned(), name.to_uppercase(), name.replace(' ', "_")] {
                assert_eq!(super::tests::field(&header), Some(field), "{header}");
            }
        }
    }
}

#[test]
fn no_name_belongs_to_two_fields() {
    let mut seen: HashMap<String, Field> = HashMap::new();
    for field in Field::ALL.iter().copied() {
        for synonym in field.synonyms() {
            let name = squash(synonym);
            assert!(*seen.entry(name.clone()).or_insert(field) == field, "{name}: {field:?}");
        }
    }
}

#[test]
fn headers_met_in_labs_are_recognised() {
    for (header, expected) in [
        ("N° SS", Some(Field::Nir)),
        ("N° Sécurité Sociale", Some(Field::Nir)),
        ("n_ss", Some(Field::Nir)),
        ("NSS_ASSURE", Some(Field::Nir)),
        ("Nom de naissance", Some(Field::BirthName)),
        ("NomNaissance", Some(Field::BirthName)),
        ("PAT_NOM", Some(Field::UsedName)),
        ("nom_patient", Some(Field::UsedName)),
        ("nom_medecin", Some(Field::GpName)),
        ("tel_medecin", Some(Field::GpName)),
        ("Adresse médecin", Some(Field::GpName)),
        ("nom_pere", Some(Field::Spouse)),
        ("nom_assure", Some(Field::InsuredName)),
        ("DateNaissance", Some(Field::BirthDate)),
        ("DT_NAISS", Some(Field::BirthDate)),
        ("Date de naissance du patient", Some(Field::BirthDate)),
        ("LIEU_NAISS", Some(Field::BirthPlace)),
        ("adr1", Some(Field::Address1)),
        ("mel", Some(Field::Email)),
        ("E-mail", Some(Field::Email)),
        ("obs", Some(Field::Comment)),
        ("gs", Some(Field::BloodGroup)),
        ("mdp_serv", Some(Field::Password)),
        ("Sérologie VIH", Some(Field::Hiv)),
        ("zz_tmp3", None),
        ("nom_fichier", None),
        ("user_creation", None),
        ("date_maj", None),
        ("date creation", None),
        ("test_flag", None),
    ] {
        assert_eq!(field(header), expected, "{header}");
    }
}

#[test]
fn flag_only_fields_are_never_stored() {
    for (header, action) in [
        ("nir", Action::Flag),
        ("mot de passe", Action::Flag),
        ("commentaire", Action::Flag),
        ("iban", Action::Flag),
        ("medecin", Action::Flag),
        ("cle", Action::Drop),
        ("zz_tmp3", Action::Ignored),
        ("nom", Action::Store),
    ] {
        assert_eq!(of(&[header])[0].1, action, "{header}");
    }
}

#[test]
fn surnames_are_told_apart_by_their_company() {
    let fields = |headers: &[&str]| {
        of(headers).into_iter().map(|(field, _)| field.unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(fields(&["nom", "nom de naissance"]), [Field::UsedName, Field::BirthName]);
    assert_eq!(fields(&["nom", "nom jf"]), [Field::UsedName, Field::BirthName]);
    assert_eq!(fields(&["nom", "nom marital"]), [Field::BirthName, Field::UsedName]);
    assert_eq!(fields(&["nom usuel", "nom"]), [Field::UsedName, Field::BirthName]);
}

#[test]
fn duplicates_take_a_free_place_or_are_flagged() {
    assert_eq!(
        of(&["adresse", "adresse"]),
        [(Some(Field::Address1), Action::Store), (Some(Field::Address2), Action::Store),]
    );
    assert_eq!(
        of(&["tel", "telephone", "tel fixe"]),
        [
            (Some(Field::PhoneHome), Action::Store),
            (Some(Field::PhoneMobile), Action::Store),
            (Some(Field::PhoneHome), Action::Flag),
        ]
    );
    assert_eq!(
        of(&["mail", "email"]),
        [(Some(Field::Email), Action::Store), (Some(Field::Email), Action::Flag),]
    );
    assert_eq!(of(&["", "nom", ""])[0], (None, Action::Ignored));
}

#[test]
fn a_bare_date_is_told_by_its_values() {
    let rows =
        |dates: &[&str]| dates.iter().map(|date| vec![(*date).to_owned()]).collect::<Vec<_>>();
    let headers = ["date".to_owned()];
    let births = propose(&headers, &rows(&["12/03/1950", "01/02/1984", "30/11/1971"]));
    assert_eq!(births.columns[0].field, Some(Field::BirthDate));
    let visits = propose(&headers, &rows(&["12/03/2019", "01/02/2020", "30/11/2018"]));
    assert_eq!(visits.columns[0].field, Some(Field::VisitDate));
}

#[test]
fn unnamed_columns_with_sensitive_values_are_flagged() {
    let rows: Vec<Vec<String>> = (1..5)
        .map(|order| {
            let number = format!("1840756999{order:03}");
            let key = people::identity::nir::key_of(&number).unwrap();
            vec![format!("{number}{key:02}"), format!("p{order}@example.org"), "Vannes".to_owned()]
        })
        .collect();
    let headers = ["z1".to_owned(), "z2".to_owned(), "z3".to_owned()];
    let columns = propose(&headers, &rows).columns;
    assert_eq!((columns[0].field, columns[0].action), (Some(Field::Nir), Action::Flag));
    assert_eq!((columns[1].field, columns[1].action), (Some(Field::Email), Action::Flag));
    assert_eq!((columns[2].field, columns[2].action), (None, Action::Ignored));
}

#[test]
fn american_dates_are_noticed() {
    let rows =
        |dates: &[&str]| dates.iter().map(|date| vec![(*date).to_owned()]).collect::<Vec<_>>();
    let order = |dates: &[&str]| propose(&["dob".to_owned()], &rows(dates)).date_order;
    assert_eq!(order(&["03/31/1985", "12/25/1950", "01/20/1999"]), DateOrder::MonthFirst);
    assert_eq!(order(&["03/31/1985", "12/25/1950", "31/01/1999"]), DateOrder::DayFirst);
}

#[test]
fn a_mapping_reads_back_and_corrects_a_proposal() {
    let headers: Vec<String> = ["nom", "ddn", "zz"].map(str::to_owned).to_vec();
    let proposed = propose(&headers, &[]);
    assert_eq!(Mapping::parse(&proposed.to_json()), Ok(proposed.clone()));
    let saved = r#"{"version":1,"columns":[
        {"header":"ZZ","field":null,"action":"flag","classes":["RESULT"]},
        {"header":"ddn","field":null,"action":"ignored"}]}"#;
    let saved = Mapping::parse(saved).unwrap();
    let mapping = Mapping::for_file(Some(&saved), &headers, &[]).unwrap();
    assert_eq!(mapping.columns[0].field, Some(Field::UsedName));
    assert_eq!(mapping.columns[1].action, Action::Ignored);
    assert!(mapping.columns[2].class_set().has(Class::Result));
}

#[test]
fn a_proposal_gives_way_to_a_decision() {
    let headers: Vec<String> = ["nom", "zz"].map(str::to_owned).to_vec();
    let saved = r#"{"version":1,"columns":[{"header":"zz","field":"used_name","action":"store"}]}"#;
    let mapping = Mapping::for_file(Some(&Mapping::parse(saved).unwrap()), &headers, &[]).unwrap();
    assert_eq!(mapping.columns[0].action, Action::Flag);
    assert_eq!(mapping.columns[1].action, Action::Store);
}

#[test]
fn mappings_that_would_keep_too_much_are_refused() {
    let one = |column: &str| Mapping::parse(&format!("{{\"version\":1,\"columns\":[{column}]}}"));
    assert!(matches!(
        one(r#"{"header":"n","field":"nir","action":"store"}"#),
        Err(MappingError::NeverStored { .. })
    ));
    assert!(matches!(
        one(r#"{"header":"n","field":null,"action":"store"}"#),
        Err(MappingError::Nameless { .. })
    ));
    assert!(matches!(
        one(r#"{"header":"n","field":null,"action":"flag","classes":["WHAT"]}"#),
        Err(MappingError::UnknownClass { .. })
    ));
    assert!(matches!(
        one(
            r#"{"header":"a","field":"city","action":"store"},{"header":"b","field":"city","action":"store"}"#
        ),
        Err(MappingError::Twice { .. })
    ));
    assert_eq!(Mapping::parse(r#"{"version":9,"columns":[]}"#), Err(MappingError::Version(9)));
    assert!(matches!(Mapping::parse("{"), Err(MappingError::Json { .. })));
}
