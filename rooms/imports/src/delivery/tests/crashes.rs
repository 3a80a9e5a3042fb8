//! Deliveries that were cut off, begun twice, or changed on the way.

use kernel::{Id as _, ImportId};

use super::{World, extract, world};
use crate::{ImportError, ImportState, detect::Overrides};

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
