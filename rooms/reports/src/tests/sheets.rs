//! What the documents say, for an empty case, a full one, and two labs.

use chrono::Duration;
use incidents::Kind;
use kernel::{Role, exposure::Class};
use vault::Owner;

use super::{Known, at, planned, world};
use crate::spec;
use crate::{Report, ReportError, Room, Source, State, Told, Value};

fn missing(report: &Report) -> Vec<&'static str> {
    report.missing().iter().map(|gap| gap.spec.key).collect()
}

fn words(report: &Report, key: &str) -> Vec<&'static str> {
    match &report.field(key).unwrap().state {
        State::Known(Value::Words(words), _) => words.clone(),
        State::Known(Value::Word(word), _) => vec![word],
        other => panic!("{key}: {other:?}"),
    }
}

fn source(report: &Report, key: &str) -> Source {
    match &report.field(key).unwrap().state {
        State::Known(_, source) => *source,
        other => panic!("{key}: {other:?}"),
    }
}

fn text(report: &Report, key: &str) -> String {
    match &report.field(key).unwrap().state {
        State::Known(Value::Text(text), _) => text.clone(),
        other => panic!("{key}: {other:?}"),
    }
}

db::each_engine! {
    async fn an_empty_case_lists_what_is_missing_and_presumes_a_leak_of_a_laboratory(t: TestDb) {
        let w = world(&t).await;
        let [_, lab] = w.case(Kind::Leak, Known::Nothing).await;
        let dpo = w.staff(1, Role::Dpo);
        let sheet = w.room.preparation_sheet(&dpo, lab, Told::default()).await.unwrap().0;
        let codes: Vec<_> = sheet.sections.iter().map(|section| section.code).collect();
        assert_eq!(codes, [
            "type", "organisation", "legal_head", "contact", "other_bodies", "dates", "violation",
            "data", "prior_measures", "consequences", "harm", "measures_after", "persons_told",
            "cross_border",
        ]);
        assert_eq!(missing(&sheet), [
            "organisation.siren", "organisation.address", "organisation.postcode",
            "organisation.city", "legal_head.surname", "legal_head.first_name",
            "legal_head.email", "contact.surname", "contact.email", "contact.phone",
            "contact.is_dpo", "dates.start", "dates.end", "dates.ongoing", "dates.awareness",
            "dates.discovery_circumstances", "violation.description", "data.records_approx",
            "data.people_approx", "prior_measures.security_before",
            "measures_after.measures_after", "cross_border.xborder",
        ]);
        let presumed: Vec<_> = sheet.presumed().iter().map(|gap| gap.spec.key).collect();
        assert_eq!(presumed, [
            "organisation.sector", "organisation.country", "violation.nature",
            "violation.origin", "violation.cause", "data.data_types", "data.sensitive",
            "data.people_types", "consequences.conf_effects", "harm.harms", "harm.severity",
        ]);
        assert_eq!(words(&sheet, "violation.nature"), ["confidentiality_loss"]);
        assert_eq!(words(&sheet, "violation.origin"), ["hacking_malware_phishing"]);
        assert_eq!(words(&sheet, "violation.cause"), ["external_malicious"]);
        assert_eq!(words(&sheet, "data.data_types"), ["civil_status", "nir", "contact_details"]);
        assert_eq!(words(&sheet, "data.sensitive"), ["health"]);
        assert_eq!(words(&sheet, "data.people_types"), ["patients", "minors", "vulnerable"]);
        assert_eq!(words(&sheet, "harm.harms"), [
            "loss_of_control", "discrimination", "identity_theft", "fraud", "reputation",
            "professional_secrecy",
        ]);
        assert_eq!(words(&sheet, "harm.severity"), ["important"]);
        assert_eq!(words(&sheet, "type.notif_type"), ["initial"]);
        assert_eq!(words(&sheet, "persons_told.informed"), ["undecided"]);
        for key in ["type.previous_ref", "dates.delay_reason", "consequences.integ_effects",
            "consequences.avail_effects", "persons_told.informed_date", "cross_border.places"] {
            assert!(matches!(sheet.field(key).unwrap().state, State::NotApplicable), "{key}");
        }
        let register = w.room.register_entry(&dpo, lab, Told::default()).await.unwrap().0;
        assert_eq!(missing(&register), [
            "dates.start", "dates.end", "dates.ongoing", "dates.detection", "dates.awareness",
            "violation.description", "classes.classes", "data.people_approx",
            "data.records_approx", "risk.risk", "decisions.authority_decision",
            "decisions.persons_decision", "measures_after.measures_after",
        ]);
    }

    async fn a_full_case_lacks_nothing_and_says_where_each_answer_comes_from(t: TestDb) {
        let w = world(&t).await;
        let [lab, _] = w.case(Kind::Leak, Known::Dates).await;
        w.fill(lab).await;
        let sheet = w.room.preparation_sheet(&w.dpo(), lab, planned()).await.unwrap().0;
        assert_eq!(missing(&sheet), Vec::<&str>::new());
        assert_eq!(words(&sheet, "type.notif_type"), ["full"]);
        let (answered, asked) = sheet.answered();
        assert!(answered == asked && asked > 30);
        let room = |key| source(&sheet, key).room;
        assert_eq!(room("data.data_types"), Room::People);
        assert_eq!(room("violation.nature"), Room::Duties);
        assert_eq!(room("violation.origin"), Room::Answers);
        assert_eq!(room("violation.cause"), Room::Presumed);
        assert_eq!(room("dates.awareness"), Room::Ledger);
        assert_eq!(room("organisation.siren"), Room::Accounts);
        assert_eq!(room("persons_told.planned_date"), Room::Campaigns);
        // One child among the rows: minors are counted, not presumed.
        assert_eq!(words(&sheet, "data.people_types"), ["patients", "minors", "vulnerable"]);
        assert_eq!(room("data.people_types"), Room::People);
        assert_eq!(words(&sheet, "violation.origin"),
            ["hacking_malware_phishing", "unintended_publication"]);
        assert_eq!(words(&sheet, "harm.severity"), ["maximal"]);
        assert_eq!(words(&sheet, "persons_told.informed"), ["not_yet"]);
        assert!(matches!(
            &sheet.field("cross_border.places").unwrap().state,
            State::Known(Value::Places(places), _) if places.len() == 2
        ));
        let count = |key: &str| match sheet.field(key).unwrap().state {
            State::Known(Value::Count(count), _) => count,
            ref other => panic!("{other:?}"),
        };
        assert_eq!((count("data.people_approx"), count("data.records_approx")), (11, 12));
        // Deciding on both duties completes the register.
        for rule in [spec::AUTHORITY_RULE, spec::PERSONS_RULE] {
            w.duties.assess(&w.dpo(), lab, rule, 0, duties::Verdict::Owed(None)).await.unwrap();
        }
        let register = w.room.register_entry(&w.dpo(), lab, planned()).await.unwrap().0;
        let open = missing(&register);
        assert_eq!(open, Vec::<&str>::new());
        assert!(matches!(
            &register.field("classes.classes").unwrap().state,
            State::Known(Value::Classes(classes), _) if classes.iter().all(|(_, n)| *n == 11)
        ));
        assert!(matches!(
            register.field("counts.rows_waiting").unwrap().state,
            State::Known(Value::Count(1), _)
        ));
        assert!(matches!(
            &register.field("measures.measures_log").unwrap().state,
            State::Known(Value::Log(log), _) if log.len() == 1
        ));
    }

    async fn a_class_of_a_column_that_nobody_declared_is_not_known_and_not_a_no(t: TestDb) {
        let w = world(&t).await;
        let [lab, _] = w.case(Kind::Leak, Known::Dates).await;
        w.deliver_text(lab, "NOM;PRENOM;DDN;CP;VILLE;ADRESSE;ZZQ\r\n\
            SURNOMA;ANNE;12/03/1970;56000;VANNES;1 rue X;7\r\n").await;
        let sheet = w.room.preparation_sheet(&w.dpo(), lab, planned()).await.unwrap().0;
        let State::Known(Value::NotKnown(open), _) =
            &sheet.field("data.classes_not_known").unwrap().state
        else { panic!("not known") };
        assert!(open.contains(&Class::Nir) && open.contains(&Class::Result));
        assert!(!open.contains(&Class::Identity));
        assert!(matches!(sheet.field("data.sensitive").unwrap().state, State::Missing(_)));
        // Once the column is declared, both are known.
        let import = w.imports.imports(&w.dpo(), lab).await.unwrap()[0].id;
        assert_eq!(w.imports.declare_columns(&w.dpo(), import, &[6]).await.unwrap(), 1);
        let sheet = w.room.preparation_sheet(&w.dpo(), lab, planned()).await.unwrap().0;
        for key in ["data.classes_not_known", "data.sensitive"] {
            assert!(matches!(sheet.field(key).unwrap().state, State::NotApplicable), "{key}");
        }
    }

    async fn only_words_of_the_lists_are_said_whatever_the_kind_of_case(t: TestDb) {
        let w = world(&t).await;
        for kind in Kind::ALL {
            let [lab, _] = w.case(*kind, Known::Dates).await;
            let sheet = w.room.preparation_sheet(&w.dpo(), lab, planned()).await.unwrap().0;
            let register = w.room.register_entry(&w.dpo(), lab, planned()).await.unwrap().0;
            for field in sheet.sections.iter().chain(&register.sections).flat_map(|s| &s.fields) {
                let State::Known(value, _) = &field.state else { continue };
                let said = match value {
                    Value::Word(word) => vec![*word],
                    Value::Words(words) => words.clone(),
                    _ => continue,
                };
                let list = field.spec.list().unwrap();
                assert!(!said.is_empty(), "{kind:?} {}", field.spec.key);
                assert!(said.iter().all(|word| list.word(word).is_some()), "{kind:?} {said:?}");
                let in_order: Vec<_> =
                    list.words.iter().copied().filter(|word| said.contains(word)).collect();
                assert_eq!(said, in_order, "{kind:?} {}", field.spec.key);
            }
        }
    }

    async fn two_labs_of_a_case_never_mix(t: TestDb) {
        let w = world(&t).await;
        let [mine, theirs] = w.case(Kind::Leak, Known::Dates).await;
        w.fill(mine).await;
        w.submit(mine, "2026-02-26T10:00:00+01:00", Some("NUMERO-A"), None).await;
        let other = w.staff(1, Role::Dpo);
        for media in ["register", "sheet"] {
            let export = if media == "register" {
                w.room.register_entry_json(&other, theirs, Told::default()).await.unwrap()
            } else {
                w.room.preparation_sheet_json(&other, theirs, Told::default()).await.unwrap()
            };
            let json = String::from_utf8(export.bytes).unwrap();
            for mark in ["MARQUE-A", "NUMERO-A", "Armorbio", "Le Bihan", "Mots de passe"] {
                assert!(!json.contains(mark), "{mark}");
            }
            assert!(json.contains("Loirelab") && json.contains("Médilog"));
        }
        for (actor, lab) in [(w.dpo(), theirs), (other, mine)] {
            let refused = w.room.preparation_sheet(&actor, lab, Told::default()).await;
            assert!(matches!(refused, Err(ReportError::NotFound)));
            let refused = w.room.register_entry_json(&actor, lab, Told::default()).await;
            assert!(matches!(refused, Err(ReportError::NotFound)));
            assert!(matches!(w.room.answers(&actor, lab).await, Err(ReportError::NotFound)));
        }
        for role in [Role::HelpDesk, Role::Importer] {
            let refused = w.room.register_entry(&w.staff(0, role), mine, Told::default()).await;
            assert!(matches!(refused, Err(ReportError::Denied(_))), "{role:?}");
        }
    }

    async fn a_late_notification_asks_for_its_reason_and_a_complement_for_the_number(t: TestDb) {
        let w = world(&t).await;
        let [lab, _] = w.case(Kind::Leak, Known::Dates).await;
        w.aware(lab, "2026-02-24T09:30:00+01:00").await;
        let sheet = async || w.room.preparation_sheet(&w.dpo(), lab, Told::default()).await.unwrap().0;
        assert!(matches!(
            sheet().await.field("dates.delay_reason").unwrap().state, State::NotApplicable
        ));
        w.clock.set(at("2026-02-27T09:30:01+01:00").to_utc());
        assert!(missing(&sheet().await).contains(&"dates.delay_reason"));
        w.answer(lab, 0, &[("dates.delay_reason", "Fichier arrivé tard.")]).await;
        assert_eq!(text(&sheet().await, "dates.delay_reason"), "Fichier arrivé tard.");
        w.answer(lab, 1, &[]).await;
        let when = "2026-02-27T09:30:01+01:00";
        w.submit(lab, when, None, Some("Motif écrit à l’envoi.")).await;
        let after = sheet().await;
        assert_eq!(text(&after, "dates.delay_reason"), "Motif écrit à l’envoi.");
        assert_eq!(words(&after, "type.notif_type"), ["complementary"]);
        assert!(missing(&after).contains(&"type.previous_ref"));
        w.clock.advance(Duration::hours(1));
        w.submit(lab, "2026-02-27T10:00:00+01:00", Some("FR-2026-7"), None).await;
        assert_eq!(text(&sheet().await, "type.previous_ref"), "FR-2026-7");
    }

    async fn the_register_outlives_the_persons(t: TestDb) {
        let w = world(&t).await;
        let [lab, _] = w.case(Kind::Leak, Known::Dates).await;
        w.fill(lab).await;
        w.vault.destroy(Owner::CaseLab(lab)).await.unwrap();
        let register = w.room.register_entry(&w.dpo(), lab, planned()).await.unwrap().0;
        assert_eq!(words(&register, "harm.severity"), ["maximal"]);
        assert!(!missing(&register).contains(&"dates.awareness"));
        w.vault.destroy(Owner::Evidence(lab)).await.unwrap();
        let register = w.room.register_entry(&w.dpo(), lab, planned()).await.unwrap().0;
        assert_eq!(source(&register, "harm.severity").room, Room::Presumed);
    }
}
