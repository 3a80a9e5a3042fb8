//! Files: what is in them, what is not, and the trace they leave.

use incidents::Kind;
use kernel::Role;
use serde_json::Value as Json;
use sha2::{Digest as _, Sha256};

use super::{Known, full_answers, owned, planned, world};
use crate::{Answers, Media, ReportError, Told};

fn parsed(bytes: &[u8]) -> Json {
    let mut json: Json = serde_json::from_slice(bytes).unwrap();
    json["as_of"] = "[instant]".into();
    json
}

db::each_engine! {
    async fn the_json_of_a_full_case_is_stable(t: TestDb) {
        let w = world(&t).await;
        let [lab, _] = w.case(Kind::Leak, Known::Dates).await;
        w.fill(lab).await;
        w.submit(lab, "2026-02-26T10:00:00+01:00", Some("FR-2026-1"), None).await;
        let sheet = w.room.preparation_sheet_json(&w.dpo(), lab, planned()).await.unwrap();
        insta::assert_json_snapshot!("preparation_sheet", parsed(&sheet.bytes));
        let register = w.room.register_entry_json(&w.dpo(), lab, planned()).await.unwrap();
        insta::assert_json_snapshot!("register_entry", parsed(&register.bytes));
        let all = [sheet.bytes, register.bytes].concat();
        let all = String::from_utf8(all).unwrap();
        for person in ["SURNOM", "ANNEA", "18507999990", "rue X", "NOM-DE-L-AGENT"] {
            assert!(!all.contains(person), "{person}");
        }
    }

    async fn each_file_leaves_its_hash_in_the_journal_of_its_lab(t: TestDb) {
        let w = world(&t).await;
        let [lab, _] = w.case(Kind::Leak, Known::Dates).await;
        let auditor = w.staff(0, Role::Auditor);
        w.room.preparation_sheet(&auditor, lab, Told::default()).await.unwrap();
        w.answer(lab, 0, &[("organisation.vat", "FR 12\u{1F9EC}\r\nsuite")]).await;
        let (fr, en) = (i18n::Lang::FR, i18n::Lang::EN);
        let files = [
            w.room.preparation_sheet_json(&auditor, lab, Told::default()).await.unwrap(),
            w.room.preparation_sheet_pdf(&auditor, lab, Told::default(), fr).await.unwrap(),
            w.room.register_entry_pdf(&auditor, lab, Told::default(), en).await.unwrap(),
        ];
        assert_eq!(files.each_ref().map(|file| file.media), [Media::Json, Media::Pdf, Media::Pdf]);
        for file in &files {
            assert_eq!(file.sha256, hex::encode(Sha256::digest(&file.bytes)));
        }
        assert!(files[1].bytes.starts_with(b"%PDF-") && files[2].bytes.starts_with(b"%PDF-"));
        let again = w.room.preparation_sheet_pdf(&auditor, lab, Told::default(), fr).await.unwrap();
        assert_eq!(again, files[1], "the same case at the same instant gives the same file");
        let page = audit::page(&w.db, audit::Chain::CaseLab(lab), None, 50).await.unwrap();
        let exported: Vec<_> =
            page.events.iter().rev().filter(|event| event.name == "reports.exported").collect();
        assert_eq!(exported.len(), 4, "reading a report is no export");
        for (event, file) in exported.iter().zip(&files) {
            assert!(event.data.contains(&file.sha256));
        }
        assert!(audit::verify_db(&w.db).await.unwrap().iter().all(audit::ChainReport::is_sound));
    }

    async fn answers_are_sealed_and_two_editors_do_not_overwrite_each_other(t: TestDb) {
        let w = world(&t).await;
        let [lab, _] = w.case(Kind::Leak, Known::Dates).await;
        let answers = Answers::parse(&owned(&full_answers())).unwrap();
        w.room.set_answers(&w.dpo(), lab, 0, &answers).await.unwrap();
        assert_eq!(w.room.answers(&w.dpo(), lab).await.unwrap(), (answers.clone(), 1));
        let late = w.room.set_answers(&w.dpo(), lab, 0, &answers).await;
        assert!(matches!(late, Err(ReportError::Conflict)));
        let assistant = w.staff(0, Role::Assistant);
        w.room.set_answers(&assistant, lab, 1, &Answers::default()).await.unwrap();
        let late = w.room.set_answers(&w.dpo(), lab, 1, &answers).await;
        assert!(matches!(late, Err(ReportError::Conflict)));
        assert_eq!(w.room.answers(&w.dpo(), lab).await.unwrap(), (Answers::default(), 2));
        w.room.set_answers(&w.dpo(), lab, 2, &answers).await.unwrap();
        for role in [Role::Auditor, Role::Approver] {
            let refused = w.room.set_answers(&w.staff(0, role), lab, 3, &answers).await;
            assert!(matches!(refused, Err(ReportError::Denied(_))), "{role:?}");
        }
        let mut tx = w.db.read().await.unwrap();
        let row = crate::store::answers(&mut tx, lab).await.unwrap().unwrap();
        assert!(!String::from_utf8_lossy(&row.sealed).contains("Bihan"));
        let page = audit::page(&w.db, audit::Chain::CaseLab(lab), None, 50).await.unwrap();
        assert!(page.events.iter().all(|event| !event.data.contains("Bihan")));
        assert_eq!(format!("{answers:?}"), "Answers(8)");
    }
}
