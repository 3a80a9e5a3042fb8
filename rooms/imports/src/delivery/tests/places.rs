//! Where files lie, and who gives a delivery up: no row of a database leads to a file.

use std::path::Path;

use kernel::{Id as _, ImportId};

use super::{World, extract, world};
use crate::{ImportError, ImportState, Source, detect::Overrides};

/// Writes what somebody with the database in their hands would write.
async fn forge(w: &World, id: ImportId, kind: &str, path: &Path) {
    const SQL: &str = "update import set source_kind = $2, source_path = $3 where import_id = $1";
    let mut tx = w.db.write().await.unwrap();
    let path = path.display().to_string();
    db::exec!(&mut tx, sqlx::query(SQL).bind(id.uuid()).bind(kind).bind(path)).unwrap();
    tx.commit().await.unwrap();
}

db::each_engine! {
    async fn a_path_in_a_row_deletes_and_opens_nothing(t: TestDb) {
        let w = world(&t).await;
        let other = w.write("other.csv", &extract(40));
        // Given up: the file of the row stays.
        let id = w.upload(&extract(5)).await;
        forge(&w, id, "sealed", &other).await;
        w.room.cancel(&w.dpo, id).await.unwrap();
        assert!(other.exists(), "a file was deleted that a row named");
        assert!(!w.sealed(id).exists());
        // Purged: likewise.
        let id = w.upload(&extract(6)).await;
        forge(&w, id, "sealed", &other).await;
        w.clock.advance(chrono::Duration::days(31));
        assert_eq!(w.room.purge_files().await.unwrap(), 1);
        assert!(other.exists(), "a file was purged that a row named");
        assert!(!w.sealed(id).exists());
        // Read: nothing is opened that this process was not given.
        let id = w.upload(&extract(7)).await;
        forge(&w, id, "path", &other).await;
        let mapped = w.room.map(&w.dpo, id, None, Overrides::default()).await;
        assert!(matches!(mapped, Err(ImportError::FileGone)), "{mapped:?}");
    }

    async fn no_path_is_stored(t: TestDb) {
        let w = world(&t).await;
        w.deliver(&w.write("a.csv", &extract(5))).await;
        w.upload(&extract(6)).await;
        let mut tx = w.db.read().await.unwrap();
        let stored: Vec<(String,)> =
            db::fetch_all!(&mut tx, sqlx::query_as("select source_path from import")).unwrap();
        assert_eq!(stored.len(), 2);
        assert!(stored.iter().all(|(text,)| !text.contains('/')), "{stored:?}");
    }

    async fn an_upload_is_found_in_the_folder_of_today(t: TestDb) {
        let mut w = world(&t).await;
        let id = w.upload(&extract(20)).await;
        let moved = w.dir.join("restored");
        std::fs::rename(w.dir.join("uploads"), &moved).unwrap();
        w.room.config.folder = moved;
        w.room.map(&w.dpo, id, None, Overrides::default()).await.unwrap();
        assert_eq!(w.room.run(&w.dpo, id).await.unwrap().rows, 20);
    }

    async fn giving_up_and_beginning_at_once_has_one_winner(t: TestDb) {
        let w = world(&t).await;
        for round in 0..12 {
            let id = w.upload(&extract(100 + round)).await;
            w.room.map(&w.dpo, id, None, Overrides::default()).await.unwrap();
            let (run, cancel) = tokio::join!(
                async {
                    for _ in 0..round % 4 {
                        tokio::task::yield_now().await;
                    }
                    w.room.run(&w.dpo, id).await
                },
                w.room.cancel(&w.dpo, id),
            );
            let now = w.room.import(&w.dpo, id).await.unwrap();
            if cancel.is_ok() {
                assert!(matches!(run, Err(ImportError::Conflict)), "{run:?}");
                assert_eq!((now.state, now.source), (ImportState::Cancelled, Source::Gone));
                assert!(!w.sealed(id).exists());
            } else {
                assert!(matches!(cancel, Err(ImportError::Conflict)), "{cancel:?}");
                assert!(run.is_ok(), "{run:?}");
                assert_eq!(now.state, ImportState::Ready);
                w.room.cancel(&w.dpo, id).await.unwrap();
            }
        }
        let mut tx = w.db.read().await.unwrap();
        let left: i64 =
            db::fetch_scalar!(&mut tx, sqlx::query_scalar("select count(*) from person")).unwrap();
        assert_eq!(left, 0);
    }

    async fn what_changed_meanwhile_is_not_given_up(t: TestDb) {
        let w = world(&t).await;
        let id = w.upload(&extract(30)).await;
        w.room.map(&w.dpo, id, None, Overrides::default()).await.unwrap();
        // A worker's first statement, uncommitted while somebody gives the delivery up.
        let mut tx = w.db.write().await.unwrap();
        let begun = "update import set state = 'loading' where import_id = $1";
        db::exec!(&mut tx, sqlx::query(begun).bind(id.uuid())).unwrap();
        let (room, dpo) = (w.room.clone(), w.dpo.clone());
        let giving_up = tokio::spawn(async move { room.cancel(&dpo, id).await });
        for _ in 0..50 {
            tokio::task::yield_now().await;
        }
        tx.commit().await.unwrap();
        assert!(matches!(giving_up.await.unwrap(), Err(ImportError::Conflict)));
        assert!(w.sealed(id).exists(), "the file of a running import was destroyed");
        assert_eq!(w.room.import(&w.dpo, id).await.unwrap().state, ImportState::Loading);
    }

    async fn a_giving_up_that_was_cut_off_is_finished_by_the_purge(t: TestDb) {
        let w = world(&t).await;
        let id = w.upload(&extract(30)).await;
        w.room.map(&w.dpo, id, None, Overrides::default()).await.unwrap();
        w.room.run(&w.dpo, id).await.unwrap();
        let mut tx = w.db.write().await.unwrap();
        let cut_off = "update import set state = 'cancelled' where import_id = $1";
        db::exec!(&mut tx, sqlx::query(cut_off).bind(id.uuid())).unwrap();
        tx.commit().await.unwrap();
        w.room.purge_files().await.unwrap();
        assert!(!w.sealed(id).exists());
        let mut tx = w.db.read().await.unwrap();
        let left: i64 =
            db::fetch_scalar!(&mut tx, sqlx::query_scalar("select count(*) from person")).unwrap();
        assert_eq!(left, 0);
    }
}
