//! After the answer: the visit's cookie, the journal, the board of cases.

use audit::Chain;
use chrono::Duration;

use super::world::{HOME, born, concerned, open_case, world};
use crate::VISIT_MINUTES;

db::each_engine! {
    async fn a_visit_lasts_a_quarter_of_an_hour_in_its_own_case(t: TestDb) {
        let w = world(&t).await;
        let cookie = w.cookie(11).await;
        assert!(w.portal.visit(w.incident(), &cookie).await.unwrap().is_some());
        let other = open_case(&w.incidents, &w.dpo, "TEST-2", w.scope.organisation()).await;
        assert!(w.portal.visit(other.incident(), &cookie).await.unwrap().is_none());
        w.clock.advance(Duration::minutes(VISIT_MINUTES) - Duration::seconds(1));
        assert!(w.portal.visit(w.incident(), &cookie).await.unwrap().is_some());
        w.clock.advance(Duration::seconds(1));
        assert!(w.portal.visit(w.incident(), &cookie).await.unwrap().is_none());
    }

    async fn a_changed_cookie_opens_nothing(t: TestDb) {
        let w = world(&t).await;
        let cookie = w.cookie(12).await;
        for at in (0..cookie.len()).step_by(3) {
            let mut bytes = cookie.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(bytes).unwrap();
            assert!(w.portal.visit(w.incident(), &changed).await.unwrap().is_none(), "byte {at}");
        }
        for nothing in ["", "AAAA", "é", "not base 64 !", &"A".repeat(10_000)] {
            assert!(w.portal.visit(w.incident(), nothing).await.unwrap().is_none());
        }
    }

    async fn openings_are_journalled_in_batches(t: TestDb) {
        let w = world(&t).await;
        let openings = async || {
            let page = audit::page(&w.db, Chain::CaseLab(w.scope.case_lab()), None, 100).await.unwrap();
            page.events.iter().filter(|event| event.name == "portal.opened").count()
        };
        for n in 0..7 {
            w.cookie(n).await;
        }
        assert_eq!(openings().await, 0);
        w.portal.flush().await.unwrap();
        assert_eq!(openings().await, 1, "seven openings, one event");
        w.portal.flush().await.unwrap();
        assert_eq!(openings().await, 1, "nothing new, no event");
        let reports = audit::verify_db(&w.db).await.unwrap();
        assert!(reports.iter().all(audit::ChainReport::is_sound));
    }

    async fn the_board_is_read_again_after_two_seconds_and_keeps_its_version(t: TestDb) {
        let w = world(&t).await;
        let first = w.portal.board().await.unwrap();
        assert_eq!(first.find("TEST-1"), Some(0));
        w.clock.advance(Duration::seconds(3));
        assert_eq!(w.portal.board().await.unwrap().version, first.version, "nothing changed");
        let part = w.scope.case_lab();
        w.incidents.set_public(&w.dpo, part, false).await.unwrap();
        assert_eq!(w.portal.board().await.unwrap().cases.len(), 1, "two seconds at most");
        w.clock.advance(Duration::seconds(3));
        let later = w.portal.board().await.unwrap();
        assert!(later.version > first.version);
        assert!(later.cases.is_empty());
        // A letter that was sent still opens.
        assert!(concerned(&w.ask(&w.code(1, 1).await, Some(born(1)), HOME).await));
    }
}
