//! The question before a launch is answered as the page would answer, and leaves no trace.

use campaigns::PatientAnswer as _;
use people::ClaimCode;

use super::world::{HOME, born, concerned, world};

db::each_engine! {
    async fn a_code_opens_before_a_launch_what_the_page_would_open(t: TestDb) {
        let w = world(&t).await;
        let code = ClaimCode::parse(&w.code(3, 1).await).unwrap();
        let opens = async |n: usize, code: &ClaimCode, birth| {
            w.portal.opens(w.incident(), w.persons[n], code, birth).await.unwrap()
        };
        assert!(opens(3, &code, born(3)).await);
        assert!(!opens(3, &code, born(4)).await, "another birth date");
        assert!(!opens(4, &code, born(3)).await, "the code of somebody else");
        let unknown = ClaimCode::parse(&w.code(3, 9).await).unwrap();
        assert!(!opens(3, &unknown, born(3)).await, "a code that was not issued");
        w.people.revoke_claims(&w.dpo, w.scope.case_lab(), w.persons[3]).await.unwrap();
        assert!(!opens(3, &code, born(3)).await, "a code that was revoked");
    }

    async fn asking_before_a_launch_counts_no_try_and_no_opening(t: TestDb) {
        let w = world(&t).await;
        let code = ClaimCode::parse(&w.code(3, 1).await).unwrap();
        for _ in 0..50 {
            let person = w.persons[3];
            assert!(!w.portal.opens(w.incident(), person, &code, born(4)).await.unwrap());
        }
        w.portal.flush().await.unwrap();
        let mut tx = w.db.read().await.unwrap();
        let tries: (i64,) =
            db::fetch_one!(&mut tx, sqlx::query_as("select count(*) from portal_try")).unwrap();
        drop(tx);
        assert_eq!(tries.0, 0);
        assert!(concerned(&w.ask(&w.code(3, 1).await, Some(born(3)), HOME).await));
    }

    async fn a_key_that_is_gone_is_told_before_the_launch(t: TestDb) {
        let w = world(&t).await;
        let code = ClaimCode::parse(&w.code(4, 1).await).unwrap();
        w.vault.destroy(vault::Owner::CaseLab(w.scope.case_lab())).await.unwrap();
        let asked = w.portal.opens(w.incident(), w.persons[4], &code, born(4)).await;
        assert!(!asked.unwrap());
    }
}
