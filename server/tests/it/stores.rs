//! Two stores that belong together: what every command says when one is lost or another's.

use std::{fs, path::Path};

use crate::{
    operations::{checks, statement},
    support::{empty_postgres, run, run_with},
};

/// Every command that opens a store refuses, with the same sentence.
fn all_refuse(dir: &Path, env: &[(&str, &str)], words: &str) {
    let env = [env, &[("CONCERNE_LISTEN", "127.0.0.1:0")]].concat();
    for args in [
        ["serve"].as_slice(),
        &["worker"],
        &["migrate"],
        &["create-admin", "b@example.org"],
        &["keys", "rotate", "--new-file", "new.key"],
        &["audit", "verify"],
    ] {
        let ran = run_with(dir, args, &env, b"");
        assert!(ran.refused_at_end().contains(words), "{args:?}: {ran:?}");
    }
    let report = run_with(dir, &["check-config", "--json"], &env, b"");
    report.refused();
    assert!(checks(&report.json()).contains(&("keys".to_owned(), false)), "{report:?}");
    assert!(report.stdout.contains(words), "{report:?}");
}

#[test]
fn a_store_that_is_lost_or_older_is_named_and_never_replaced() {
    let place = tempfile::tempdir().unwrap();
    let (dir, data) = (place.path(), place.path().join("data"));
    run(dir, &["create-admin", "a@example.org"]).ok();
    let lost = |file: &str, words: &str| {
        let (path, aside) = (data.join(file), dir.join("aside"));
        fs::rename(&path, &aside).unwrap();
        all_refuse(dir, &[], words);
        assert!(!path.exists(), "{file} was made anew");
        fs::rename(&aside, &path).unwrap();
    };
    lost("keys.sqlite", "the store of keys is empty");
    lost("concerne.sqlite", "the main database is empty");
    // The master key with the keys: nothing is made in their place.
    fs::rename(data.join("master.key"), dir.join("master.key")).unwrap();
    lost("keys.sqlite", "the store of keys is empty");
    assert!(!data.join("master.key").exists());
    fs::rename(dir.join("master.key"), data.join("master.key")).unwrap();
    // Another installation's.
    let other = tempfile::tempdir().unwrap();
    run(other.path(), &["create-admin", "a@example.org"]).ok();
    let url = format!("sqlite:{}", other.path().join("data/keys.sqlite").display());
    all_refuse(dir, &[("CONCERNE_KEYS_URL", &url)], "two installations");
    // An older copy, which lacks a key.
    let url = format!("sqlite:{}", data.join("keys.sqlite").display());
    statement(&url, "delete from data_key");
    all_refuse(dir, &[], "the store of keys is empty");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_postgres_store_is_named_and_never_replaced() {
    let (databases, others) = (empty_postgres().await, empty_postgres().await);
    let ([main, keys], [empty_main, empty_keys]) = (&databases.urls, &others.urls);
    let dir = tempfile::tempdir().unwrap();
    let with = |main: &String, keys: &String| {
        [("CONCERNE_DATABASE_URL", main.clone()), ("CONCERNE_KEYS_URL", keys.clone())]
    };
    let both = with(main, keys);
    let env = both.each_ref().map(|(name, value)| (*name, value.as_str()));
    run_with(dir.path(), &["migrate"], &env, b"").ok();
    run_with(dir.path(), &["create-admin", "a@example.org"], &env, b"").ok();
    for (main, keys, words) in [
        (main, empty_keys, "the store of keys is empty"),
        (empty_main, keys, "the main database is empty"),
    ] {
        let both = with(main, keys);
        let env = both.each_ref().map(|(name, value)| (*name, value.as_str()));
        all_refuse(dir.path(), &env, words);
    }
    run_with(dir.path(), &["create-admin", "b@example.org"], &env, b"").ok();
}
