//! One code and one birth date: the yes, and the one answer to everything else.

use chrono::{Duration, NaiveDate};
use kernel::exposure::Class;

use super::world::{HOME, born, concerned, world};
use crate::Answer;

db::each_engine! {
    async fn the_right_code_and_birth_date_open_the_exposure(t: TestDb) {
        let w = world(&t).await;
        let code = w.code(3, 1).await;
        let Answer::Concerned { exposure, .. } = w.ask(&code, Some(born(3)), HOME).await else {
            panic!("the answer is yes");
        };
        assert_eq!(exposure.lab.name, "Armorbio");
        assert_eq!(exposure.facts.what_fr, "Un fichier a été copié.");
        assert_eq!(exposure.period.0, NaiveDate::from_ymd_opt(2025, 11, 3));
        let dressed = code.to_lowercase().replace('-', " ");
        assert!(concerned(&w.ask(&dressed, Some(born(3)), HOME).await));
    }

    async fn the_most_private_classes_never_leave_the_room(t: TestDb) {
        let w = world(&t).await;
        let Answer::Concerned { exposure, cookie } =
            w.ask(&w.code(0, 1).await, Some(born(0)), HOME).await
        else { panic!("the answer is yes") };
        let again = w.portal.visit(w.incident(), &cookie).await.unwrap().unwrap();
        for shown in [exposure.classes, again.classes] {
            assert_eq!(shown.iter().collect::<Vec<_>>(), [Class::Identity, Class::Nir]);
        }
    }

    async fn everything_else_about_a_code_gives_one_answer(t: TestDb) {
        let w = world(&t).await;
        let right = w.code(1, 1).await;
        assert_eq!(w.ask(&right, Some(born(2)), HOME).await, Answer::Neutral, "wrong date");
        assert_eq!(w.ask(&right, None, HOME).await, Answer::Neutral, "no date");
        assert_eq!(w.ask(&w.code(1, 9).await, Some(born(1)), HOME).await, Answer::Neutral, "unknown");
        for malformed in ["", "abc", "0000-0000-00000x", "é", &"A".repeat(5_000)] {
            assert_eq!(w.ask(malformed, Some(born(1)), HOME).await, Answer::Neutral, "malformed");
        }
        w.people.revoke_claims(&w.dpo, w.scope.case_lab(), w.persons[2]).await.unwrap();
        let revoked = w.code(2, 1).await;
        assert_eq!(w.ask(&revoked, Some(born(2)), HOME).await, Answer::Neutral, "revoked");
        w.clock.advance(Duration::days(366));
        assert_eq!(w.ask(&right, Some(born(1)), HOME).await, Answer::Neutral, "expired");
    }

    async fn a_person_taken_from_the_list_looks_like_an_unknown_code(t: TestDb) {
        let w = world(&t).await;
        let code = w.code(4, 1).await;
        w.vault.destroy(vault::Owner::CaseLab(w.scope.case_lab())).await.unwrap();
        assert_eq!(w.ask(&code, Some(born(4)), HOME).await, Answer::Neutral);
    }
}
