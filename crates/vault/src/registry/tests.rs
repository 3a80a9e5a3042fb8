//! Two stores that belong together, and all the ways in which they do not.

use std::sync::Arc;

use chrono::DateTime;
use db::{Db, exec, fetch_scalar, testing::TestDb};
use kernel::{Env, MockClock};

use super::{Disagreement, compare};
use crate::{MasterSource, Owner, Remains, Vault, VaultError};

fn env() -> (Env, Arc<MockClock>) {
    Env::test(DateTime::from_timestamp(1_700_000_000, 0).unwrap(), 5)
}

fn source(t: &TestDb) -> MasterSource {
    MasterSource::File(t.dir.path().join("master.key"))
}

async fn open(t: &TestDb, env: &Env) -> Result<Vault, VaultError> {
    Vault::open(t.db.clone(), t.keys.clone(), &source(t), env.clone()).await
}

async fn refused(t: &TestDb, env: &Env) -> Disagreement {
    let compared = compare(Some(&t.db), Some(&t.keys)).await;
    match (open(t, env).await, compared) {
        (Err(VaultError::Stores(why)), Err(VaultError::Stores(said))) => {
            assert_eq!(why, said, "the check says what the start says");
            why
        }
        (opened, compared) => panic!("{opened:?}, {compared:?}"),
    }
}

async fn run(db: &Db, sql: &'static str) {
    let mut tx = db.write().await.unwrap();
    exec!(&mut tx, sqlx::query(sql)).unwrap();
    tx.commit().await.unwrap();
}

async fn number(db: &Db, sql: &'static str) -> i64 {
    let mut tx = db.read().await.unwrap();
    fetch_scalar!(&mut tx, sqlx::query_scalar(sql)).unwrap()
}

db::each_engine! {
    async fn a_first_start_works_alone_and_later_ones_fit(t: TestDb) {
        let (env, _) = env();
        compare(Some(&t.db), Some(&t.keys)).await.unwrap();
        compare(None, None).await.unwrap();
        // A start that was cut short before the first key was made.
        for _ in 0..2 {
            open(&t, &env).await.unwrap();
        }
        run(&t.db, "delete from installation").await;
        open(&t, &env).await.unwrap().key(Owner::Platform).await.unwrap();
        open(&t, &env).await.unwrap().key(Owner::CaseLab(env.new_id())).await.unwrap();
        open(&t, &env).await.unwrap();
        assert_eq!(number(&t.db, "select count(*) from known_key where data_key_id is not null").await, 2);
    }

    async fn a_lost_store_of_keys_is_not_replaced(t: TestDb) {
        let (env, _) = env();
        open(&t, &env).await.unwrap().key(Owner::Platform).await.unwrap();
        run(&t.keys, "delete from data_key").await;
        run(&t.keys, "delete from installation").await;
        assert_eq!(refused(&t, &env).await, Disagreement::KeysLost);
        // The master key is lost with it.
        std::fs::remove_file(t.dir.path().join("master.key")).unwrap();
        assert_eq!(refused(&t, &env).await, Disagreement::KeysLost);
        assert!(!t.dir.path().join("master.key").exists());
        assert!(matches!(
            compare(Some(&t.db), None).await,
            Err(VaultError::Stores(Disagreement::KeysLost))
        ));
        assert_eq!(number(&t.keys, "select count(*) from data_key").await, 0);
    }

    async fn a_lost_main_database_is_not_replaced(t: TestDb) {
        let (env, _) = env();
        open(&t, &env).await.unwrap().key(Owner::Platform).await.unwrap();
        run(&t.db, "delete from known_key").await;
        run(&t.db, "delete from installation").await;
        assert_eq!(refused(&t, &env).await, Disagreement::MainLost);
        assert!(matches!(
            compare(None, Some(&t.keys)).await,
            Err(VaultError::Stores(Disagreement::MainLost))
        ));
    }

    async fn the_store_of_another_installation_is_refused(t: TestDb) {
        let (env, _) = env();
        let vault = open(&t, &env).await.unwrap();
        vault.key(Owner::Platform).await.unwrap();
        let mut tx = t.keys.write().await.unwrap();
        exec!(&mut tx, sqlx::query("update installation set installation_id = $1").bind(env.random_uuid()))
            .unwrap();
        tx.commit().await.unwrap();
        assert_eq!(refused(&t, &env).await, Disagreement::Strangers);
    }

    async fn an_older_copy_of_the_keys_is_refused_and_a_lost_key_is_never_made_again(t: TestDb) {
        let (env, _) = env();
        let vault = open(&t, &env).await.unwrap();
        vault.key(Owner::Platform).await.unwrap();
        let lab = Owner::CaseLab(env.new_id());
        vault.key(lab).await.unwrap();
        run(&t.keys, "delete from data_key where owner <> 'platform'").await;
        assert_eq!(refused(&t, &env).await, Disagreement::KeysBehind(1));
        // A process that runs meanwhile makes no other key in its place.
        let running = Vault::open(t.db.clone(), t.keys.clone(), &source(&t), env.clone()).await;
        assert!(running.is_err());
        let held = vault.clone();
        let other = Owner::CaseLab(env.new_id());
        held.key(other).await.unwrap();
        run(&t.keys, "delete from data_key where owner <> 'platform'").await;
        held.forget_open_keys();
        let fresh = held;
        assert!(matches!(
            fresh.key(other).await,
            Err(VaultError::Stores(Disagreement::KeysBehind(1)))
        ));
        // Another key under the same name is not the one that was lost.
        run(&t.db, "delete from known_key where owner <> 'platform'").await;
        fresh.key(other).await.unwrap();
        let sql = "update data_key set data_key_id = $1 where owner <> 'platform'";
        let mut tx = t.keys.write().await.unwrap();
        exec!(&mut tx, sqlx::query(sql).bind(env.random_uuid())).unwrap();
        tx.commit().await.unwrap();
        assert_eq!(refused(&t, &env).await, Disagreement::KeysBehind(1));
    }

    async fn newer_keys_than_the_main_database_knows_are_no_fault(t: TestDb) {
        let (env, _) = env();
        let vault = open(&t, &env).await.unwrap();
        vault.key(Owner::Platform).await.unwrap();
        vault.key(Owner::CaseLab(env.new_id())).await.unwrap();
        run(&t.db, "delete from known_key where owner <> 'platform'").await;
        open(&t, &env).await.unwrap();
        assert_eq!(number(&t.db, "select count(*) from known_key").await, 2);
    }

    async fn an_installation_of_an_earlier_release_gets_its_id_when_both_agree(t: TestDb) {
        let (env, _) = env();
        open(&t, &env).await.unwrap().key(Owner::Platform).await.unwrap();
        for db in [&t.db, &t.keys] {
            run(db, "delete from installation").await;
        }
        run(&t.db, "update known_key set data_key_id = null").await;
        open(&t, &env).await.unwrap();
        let same = "select count(*) from installation";
        assert_eq!((number(&t.db, same).await, number(&t.keys, same).await), (1, 1));
        assert_eq!(number(&t.db, "select count(*) from known_key where data_key_id is null").await, 0);
        // The same without its keys.
        for db in [&t.db, &t.keys] {
            run(db, "delete from installation").await;
        }
        run(&t.keys, "delete from data_key").await;
        assert_eq!(refused(&t, &env).await, Disagreement::KeysLost);
    }

    async fn a_destroyed_key_does_not_come_back_with_an_older_copy(t: TestDb) {
        let (env, _) = env();
        let vault = open(&t, &env).await.unwrap();
        let lab = Owner::CaseLab(env.new_id());
        vault.key(Owner::Platform).await.unwrap();
        vault.key(lab).await.unwrap();
        let kept = "select wrapped from data_key where owner = $1";
        let mut tx = t.keys.read().await.unwrap();
        let bytes: Vec<u8> =
            fetch_scalar!(&mut tx, sqlx::query_scalar(kept).bind(lab.name())).unwrap();
        drop(tx);
        vault.destroy(lab).await.unwrap();
        let back = "update data_key set destroyed_at = null, wrapped = $2 where owner = $1";
        let mut tx = t.keys.write().await.unwrap();
        exec!(&mut tx, sqlx::query(back).bind(lab.name()).bind(bytes)).unwrap();
        tx.commit().await.unwrap();
        let later = open(&t, &env).await.unwrap();
        assert!(matches!(later.key(lab).await, Err(VaultError::Destroyed)));
        assert_eq!(number(&t.keys, "select count(*) from data_key where wrapped is null").await, 1);
        later.key(Owner::Platform).await.unwrap();
        // A copy from before the key was made.
        run(&t.keys, "delete from data_key where owner <> 'platform'").await;
        let later = open(&t, &env).await.unwrap();
        assert!(matches!(later.key(lab).await, Err(VaultError::Destroyed)));
    }

    async fn a_destruction_that_was_cut_short_is_ended_at_the_next_start(t: TestDb) {
        let (env, _) = env();
        let lab = Owner::CaseLab(env.new_id());
        open(&t, &env).await.unwrap().key(lab).await.unwrap();
        // The tombstone stands, the store still has the key: the process died in between.
        run(&t.db, "update known_key set destroyed_at = known_at").await;
        let later = open(&t, &env).await.unwrap();
        assert!(matches!(later.key(lab).await, Err(VaultError::Destroyed)));
        assert_eq!(number(&t.keys, "select count(*) from data_key where wrapped is null").await, 1);
    }

    async fn no_byte_of_a_destroyed_key_is_left_in_a_file(t: TestDb) {
        let (env, _) = env();
        let vault = open(&t, &env).await.unwrap();
        // Neighbours, so that pages move.
        let labs: Vec<Owner> = (0..60).map(|_| Owner::CaseLab(env.new_id())).collect();
        for lab in &labs {
            vault.key(*lab).await.unwrap();
        }
        let mut wrapped = Vec::new();
        for lab in labs.iter().step_by(3) {
            let mut tx = t.keys.read().await.unwrap();
            let sql = "select wrapped from data_key where owner = $1";
            let bytes: Vec<u8> =
                fetch_scalar!(&mut tx, sqlx::query_scalar(sql).bind(lab.name())).unwrap();
            wrapped.push(bytes);
            drop(tx);
            match (vault.destroy(*lab).await.unwrap(), t.keys.files()) {
                (Remains::Searched(files), there) => assert_eq!(files, there),
                (Remains::Rewritten, there) => assert!(there.is_empty(), "a server keeps them"),
            }
        }
        // As a kill would leave it: nothing was closed. The side files are taken away.
        let files = t.keys.files();
        let left: Vec<_> = files.iter().map(|file| std::fs::read(file).unwrap()).collect();
        for bytes in wrapped.iter().flat_map(|key| key.chunks_exact(16)) {
            assert!(left.iter().all(|file| !file.windows(16).any(|window| window == bytes)));
        }
        if let [main, ..] = files.as_slice() {
            let copy = t.dir.path().join("copy.sqlite");
            std::fs::copy(main, &copy).unwrap();
            let options = db::OpenOptions::default().in_place();
            let url = format!("sqlite:{}", copy.display());
            let keys = Db::open(&url, options).await.unwrap();
            let vault = Vault::open(t.db.clone(), keys, &source(&t), env.clone()).await.unwrap();
            assert!(matches!(vault.key(labs[0]).await, Err(VaultError::Destroyed)));
            vault.key(labs[1]).await.unwrap();
        }
        assert!(matches!(vault.destroy(labs[0]).await, Err(VaultError::NoKey)));
    }
}
