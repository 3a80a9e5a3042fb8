//! In the file, not in the file, not known: three values for each class.

use chrono::NaiveDate;
use imports::{detect::Overrides, mapping::Action};
use incidents::Scope;
use kernel::{ImportId, exposure::Class};
use people::identity::BirthDate;

use super::world::{HOME, World, open_case, world};
use crate::{Answer, Exposure};

const FILE: &str = "NOM;PRENOM;DDN;N° SS;COLONNE X\r\n\
    KERVAZO;MAELLE;14/06/1984;;SECRET\r\nLEGOFF;ANNE;12/03/1970;185079999900112;\r\n";

/// Delivers a file to a case of its own, with what is done with the last column.
async fn delivered(w: &World, reference: &str, text: &str, last: Action) -> (Scope, ImportId) {
    let scope = open_case(&w.incidents, &w.dpo, reference, w.scope.organisation()).await;
    let path = w.dir.join(format!("{reference}.csv"));
    std::fs::write(&path, text).unwrap();
    let lab = scope.case_lab();
    let id = w.imports.receive_path(&w.dpo, lab, &path).await.unwrap();
    let (mut mapping, _) = w.imports.map(&w.dpo, id, None, Overrides::default()).await.unwrap();
    if let Some(column) = mapping.columns.last_mut().filter(|column| column.header == "COLONNE X") {
        column.action = last;
    }
    w.imports.map(&w.dpo, id, Some(mapping), Overrides::default()).await.unwrap();
    w.imports.run(&w.dpo, id).await.unwrap();
    w.imports.activate(&w.dpo, id).await.unwrap();
    (scope, id)
}

/// What the person born on that day reads.
async fn reads(w: &World, scope: &Scope, born: (i32, u32, u32)) -> Exposure {
    let born = NaiveDate::from_ymd_opt(born.0, born.1, born.2).unwrap();
    let heads = w.people.heads_after(scope, None, 100).await.unwrap();
    let ids: Vec<_> = heads.into_iter().map(|head| head.id).collect();
    let persons = w.people.open_all(scope, &ids).await.unwrap();
    let of_day = persons
        .iter()
        .position(|person| person.record.traits.birth_date == Some(BirthDate::Day(born)));
    let id = ids[of_day.unwrap()];
    w.people.issue_claims(scope, &[id], 1).await.unwrap();
    let code = w.people.claim_keys(scope).await.unwrap().code(id, 1).printed().to_string();
    let asked = w.portal.answer(scope.incident(), &code, Some(born), HOME.into()).await;
    match asked.unwrap() {
        Answer::Concerned { exposure, .. } => *exposure,
        other => panic!("{other:?}"),
    }
}

const MAELLE: (i32, u32, u32) = (1984, 6, 14);

db::each_engine! {
    async fn a_class_of_a_column_that_nobody_declared_is_not_known(t: TestDb) {
        let w = world(&t).await;
        let (scope, id) = delivered(&w, "TEST-9", FILE, Action::Ignored).await;
        let seen = reads(&w, &scope, MAELLE).await;
        for class in [Class::Nir, Class::Bank, Class::Credentials, Class::IdDoc] {
            assert!(seen.unknown.has(class), "{class:?}");
        }
        assert!(!seen.unknown.has(Class::Identity), "what is flagged is known");
        assert!(seen.unknown.iter().all(|class| !class.is_private()));
        // Declared afterwards: the rest is known to be absent.
        let import = w.imports.import(&w.dpo, id).await.unwrap();
        assert_eq!(import.undeclared(), [(4, "COLONNE X")]);
        assert_eq!(w.imports.declare_columns(&w.dpo, id, &[0, 4, 99]).await.unwrap(), 1);
        assert_eq!(w.imports.declare_columns(&w.dpo, id, &[4]).await.unwrap(), 0);
        w.clock.advance(chrono::Duration::seconds(30));
        assert!(reads(&w, &scope, MAELLE).await.unknown.is_empty());
        assert!(audit::verify_db(&w.db).await.unwrap().iter().all(audit::ChainReport::is_sound));
    }

    async fn a_declared_or_an_empty_column_lets_a_class_be_denied(t: TestDb) {
        let w = world(&t).await;
        for (reference, text, last) in [
            ("TEST-8", FILE.to_owned(), Action::Drop),
            ("TEST-9", FILE.replace("SECRET", "  "), Action::Ignored),
        ] {
            let (scope, _) = delivered(&w, reference, &text, last).await;
            assert!(reads(&w, &scope, MAELLE).await.unknown.is_empty(), "{reference}");
        }
    }

    async fn a_row_that_waits_leaves_its_classes_open(t: TestDb) {
        let w = world(&t).await;
        let waits = format!("{FILE};;;285069999900154;\r\n");
        let (scope, _) = delivered(&w, "TEST-9", &waits, Action::Drop).await;
        let seen = reads(&w, &scope, MAELLE).await;
        assert_eq!(seen.unknown.iter().collect::<Vec<_>>(), [Class::Nir]);
    }

    async fn an_import_made_before_this_was_kept_lets_nothing_be_denied(t: TestDb) {
        let w = world(&t).await;
        let (scope, id) = delivered(&w, "TEST-9", FILE, Action::Drop).await;
        let mut tx = w.db.write().await.unwrap();
        db::exec!(&mut tx, sqlx::query("update import set undeclared = null")).unwrap();
        tx.commit().await.unwrap();
        w.clock.advance(chrono::Duration::seconds(30));
        assert!(reads(&w, &scope, MAELLE).await.unknown.has(Class::Bank));
        let refused = w.imports.declare_columns(&w.dpo, id, &[4]).await;
        assert!(matches!(refused, Err(imports::ImportError::Conflict)));
    }
}
