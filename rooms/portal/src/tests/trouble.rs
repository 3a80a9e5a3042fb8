//! A database that is away: an error, never an answer, and nothing lost.

use std::net::IpAddr;

use chrono::Duration;

use super::world::{HOME, born, world};
use crate::{Answer, PortalError};

db::each_engine! {
    async fn a_database_that_does_not_answer_is_an_error_and_never_an_answer(t: TestDb) {
        let w = world(&t).await;
        let (known, unknown) = (w.code(13, 1).await, w.code(13, 9).await);
        let cookie = w.cookie(13).await;
        assert!(w.portal.board().await.is_ok());
        w.db.close().await;
        for code in [known.as_str(), unknown.as_str(), "nonsense"] {
            let answer = w.portal.answer(w.incident(), code, Some(born(13)), IpAddr::from(HOME)).await;
            assert!(matches!(&answer, Err(error) if !matches!(error, PortalError::NotFound)), "{answer:?}");
        }
        assert!(w.portal.visit(w.incident(), &cookie).await.is_err());
        assert!(w.portal.flush().await.is_err());
        w.clock.advance(Duration::seconds(11));
        assert!(w.portal.board().await.is_err());
        assert!(w.portal.last_board().is_some());
    }

    async fn what_could_not_be_written_is_written_later(t: TestDb) {
        let w = world(&t).await;
        let code = w.code(14, 1).await;
        for n in 0..5_u8 {
            w.ask(&code, None, [203, 3, n, 1]).await;
        }
        let there = w.other_process();
        let mut held = w.db.write().await.unwrap();
        // A chain that cannot be written stands for a database in trouble.
        let sql = "alter table portal_try rename to portal_try_away";
        db::exec!(&mut held, sqlx::query(sql)).unwrap();
        held.commit().await.unwrap();
        assert!(w.portal.flush().await.is_err());
        let mut held = w.db.write().await.unwrap();
        let sql = "alter table portal_try_away rename to portal_try";
        db::exec!(&mut held, sqlx::query(sql)).unwrap();
        held.commit().await.unwrap();
        w.portal.flush().await.unwrap();
        let answer = there.answer(w.incident(), &code, Some(born(14)), IpAddr::from(HOME)).await;
        assert_eq!(answer.unwrap(), Answer::Neutral);
    }
}
