//! Deliveries that were cut off, begun twice, or changed on the way.

use kernel::{Id as _, ImportId};

use super::{World, extract, world};
use crate::{ImportError, ImportState, detect::Overrides};

const CHECKPOINT: &str = "select rows_seen, accepted, quarantined, persons, done_bytes, \
    done_row, done_offset from import where import_id = $1";
const SET_CHECKPOINT: &str = "update import set rows_seen = $2, accepted = $3, quarantined = $4, \
    persons = $5, done_bytes = $6, done_row = $7, done_offset = $8 where import_id = $1";

/// Puts the delivery where a crash would have left it.
async fn left_in(w: &World, id: ImportId, state: &str) {
    const SQL: &str = "update import set state = $2 where import_id = $1";
    let mut tx = w.db.write().await.unwrap();
    db::exec!(&mut tx, sqlx::query(SQL).bind(id.uuid()).bind(state)).unwrap();
    tx.commit().await.unwrap();
}

/// Begins to store 20,000 rows and stops on the way; gives how many are stored.
async fn stopped_on_the_way(w: &World) -> (ImportId, i64) {
    let id = w.deliver(&w.write("a.csv", &extract(20_000))).await;
    let (room, dpo) = (w.room.clone(), w.dpo.clone());
    let running = tokio::spawn(async move { room.run(&dpo, id).await });
    while w.room.ask_stop(&w.dpo, id).await.is_err() {
        assert!(!running.is_finished());
        tokio::task::yield_now().await;
    }
    assert!(matches!(running.await.unwrap(), Err(ImportError::Stopped)));
    (id, w.room.import(&w.dpo, id).await.unwrap().rows)
}

async fn is_whole(w: &World, id: ImportId) {
    w.room.activate(&w.dpo, id).await.unwrap();
    let import = w.room.import(&w.dpo, id).await.unwrap();
    assert_eq!((import.rows, import.quarantined, import.persons), (20_000, 400, 18_000));
    assert_eq!(w.persons().await, 18_000);
}

db::each_engine! {
    async fn a_run_that_was_killed_goes_on_from_its_checkpoint(t: TestDb) {
        let w = world(&t).await;
        let (id, rows) = stopped_on_the_way(&w).await;
        left_in(&w, id, "loading").await;
        let report = w.room.run(&w.dpo, id).await.unwrap();
        assert_eq!(report.resumed_at, Some(rows));
        is_whole(&w, id).await;
    }

    async fn a_batch_that_lands_while_the_next_run_begins_is_not_stored_twice(t: TestDb) {
        let w = world(&t).await;
        let (id, rows) = stopped_on_the_way(&w).await;
        left_in(&w, id, "loading").await;
        // The checkpoint as it was before the batch, and the batch's commit under way.
        let mut tx = w.db.write().await.unwrap();
        let kept: (i64, i64, i64, i64, i64, i64, i64) =
            db::fetch_one!(&mut tx, sqlx::query_as(CHECKPOINT).bind(id.uuid())).unwrap();
        db::exec!(&mut tx, sqlx::query(SET_CHECKPOINT).bind(id.uuid()).bind(0_i64).bind(0_i64)
            .bind(0_i64).bind(0_i64).bind(0_i64).bind(0_i64).bind(0_i64)).unwrap();
        tx.commit().await.unwrap();
        let mut tx = w.db.write().await.unwrap();
        db::exec!(&mut tx, sqlx::query(SET_CHECKPOINT).bind(id.uuid()).bind(kept.0).bind(kept.1)
            .bind(kept.2).bind(kept.3).bind(kept.4).bind(kept.5).bind(kept.6)).unwrap();
        let (room, dpo) = (w.room.clone(), w.dpo.clone());
        let next = tokio::spawn(async move { room.run(&dpo, id).await });
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        tx.commit().await.unwrap();
        assert_eq!(next.await.unwrap().unwrap().resumed_at, Some(rows));
        is_whole(&w, id).await;
    }

    async fn a_crash_after_the_last_row_loses_nothing(t: TestDb) {
        let w = world(&t).await;
        let id = w.deliver(&w.write("a.csv", &extract(20_000))).await;
        let first = w.room.run(&w.dpo, id).await.unwrap();
        left_in(&w, id, "loading").await;
        let again = w.room.run(&w.dpo, id).await.unwrap();
        assert_eq!((again.rows, again.persons), (first.rows, first.persons));
        is_whole(&w, id).await;
    }

    async fn of_two_runs_one_takes_over_and_every_row_counts_once(t: TestDb) {
        let w = world(&t).await;
        let id = w.deliver(&w.write("a.csv", &extract(20_000))).await;
        let (room, dpo) = (w.room.clone(), w.dpo.clone());
        let first = tokio::spawn(async move { room.run(&dpo, id).await });
        while w.room.import(&w.dpo, id).await.unwrap().state != ImportState::Loading {
            assert!(!first.is_finished());
            tokio::task::yield_now().await;
        }
        let second = w.room.run(&w.dpo, id).await;
        let first = first.await.unwrap();
        assert!(first.is_ok() != second.is_ok(), "{first:?} {second:?}");
        is_whole(&w, id).await;
    }

    async fn a_delivery_with_stored_rows_is_not_checked_or_mapped_again(t: TestDb) {
        let w = world(&t).await;
        let (id, _) = stopped_on_the_way(&w).await;
        assert!(matches!(w.room.check(&w.dpo, id).await, Err(ImportError::Conflict)));
        let mapped = w.room.map(&w.dpo, id, None, Overrides::default()).await;
        assert!(matches!(mapped, Err(ImportError::Conflict)));
        assert_eq!(w.room.import(&w.dpo, id).await.unwrap().state, ImportState::Mapped);
        w.room.run(&w.dpo, id).await.unwrap();
        is_whole(&w, id).await;
    }

    async fn columns_changed_after_the_check_start_at_the_first_row(t: TestDb) {
        let w = world(&t).await;
        let id = w.deliver(&w.write("a.csv", &extract(20_000))).await;
        w.room.check(&w.dpo, id).await.unwrap();
        w.room.check(&w.dpo, id).await.unwrap();
        w.room.map(&w.dpo, id, None, Overrides::default()).await.unwrap();
        assert_eq!(w.room.import(&w.dpo, id).await.unwrap().rows, 0);
        let report = w.room.run(&w.dpo, id).await.unwrap();
        assert_eq!((report.rows, report.resumed_at), (20_000, None));
        is_whole(&w, id).await;
    }

    async fn a_check_that_fails_leaves_a_way_out(t: TestDb) {
        let w = world(&t).await;
        let path = w.write("a.csv", &extract(60));
        let id = w.deliver(&path).await;
        std::fs::remove_file(&path).unwrap();
        assert!(matches!(w.room.check(&w.dpo, id).await, Err(ImportError::FileGone)));
        let import = w.room.import(&w.dpo, id).await.unwrap();
        assert_eq!((import.state, import.error.as_deref()), (ImportState::Mapped, Some("file_gone")));
        left_in(&w, id, "checking").await;
        w.write("a.csv", &extract(60));
        assert_eq!(w.room.check(&w.dpo, id).await.unwrap().rows, 60);
        w.room.cancel(&w.dpo, id).await.unwrap();
    }
}
