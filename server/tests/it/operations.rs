//! The commands of operators: schema, settings, administrators, keys, journal, restore.

use std::{fs, os::unix::fs::PermissionsExt as _, path::Path, process::Command};

use serde_json::{Value, json};

use crate::support::{Running, empty_postgres, on_sqlite, run, run_with, wait_for, workspace};

pub(crate) fn checks(report: &Value) -> Vec<(String, bool)> {
    report["checks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|check| (check["name"].as_str().unwrap().to_owned(), check["ok"] == true))
        .collect()
}

#[test]
fn migrate_brings_sqlite_up_once_for_this_user_alone() {
    let dir = tempfile::tempdir().unwrap();
    let first = run(dir.path(), &["migrate", "--json"]).ok().json();
    assert!(!first["main"].as_array().unwrap().is_empty());
    assert!(!first["keys"].as_array().unwrap().is_empty());
    let second = run(dir.path(), &["migrate", "--json"]).ok().json();
    assert_eq!(second, json!({ "main": [], "keys": [] }));
    let mode =
        |path: &str| fs::metadata(dir.path().join(path)).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode("data"), 0o700);
    assert_eq!(mode("data/concerne.sqlite"), 0o600);
    assert_eq!(mode("data/keys.sqlite"), 0o600);
}

#[test]
fn an_address_that_names_no_known_engine_is_refused_and_makes_no_file() {
    let dir = tempfile::tempdir().unwrap();
    for url in ["mysql://x/y", "sqlit:x.db", "x.db", "file:x.db", "postgres:"] {
        for flag in ["--database-url", "--keys-url"] {
            let ran = run(dir.path(), &["migrate", flag, url]);
            assert!(ran.refused().starts_with(&format!("{flag}: must begin with")), "{ran:?}");
        }
    }
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
}

#[test]
fn a_database_of_another_release_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    run(dir.path(), &["migrate"]).ok();
    let url = format!("sqlite:{}", dir.path().join("data/concerne.sqlite").display());
    let sql = "insert into schema_migration (name, digest) values ('29990101000000_x_y', '0')";
    statement(&url, sql);
    let ran = run(dir.path(), &["create-admin", "a@example.org"]);
    assert!(ran.refused().contains("does not know"), "{ran:?}");
    let report = run(dir.path(), &["check-config", "--json"]);
    report.refused();
    assert!(checks(&report.json()).contains(&("database".to_owned(), false)));
}

#[test]
fn check_config_tries_everything_and_makes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let free = [("CONCERNE_LISTEN", "127.0.0.1:0")];
    let before = run_with(dir.path(), &["check-config", "--json"], &free, b"").ok().json();
    assert_eq!(before["ok"], true);
    let names: Vec<String> = checks(&before).into_iter().map(|(name, _)| name).collect();
    assert_eq!(
        names,
        ["settings", "data_folder", "database", "keys", "master_key", "mail", "listen"]
    );
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    run(dir.path(), &["create-admin", "a@example.org"]).ok();
    run_with(dir.path(), &["check-config"], &free, b"").ok();
}

#[test]
fn check_config_names_each_thing_that_does_not_work() {
    let dir = tempfile::tempdir().unwrap();
    run(dir.path(), &["create-admin", "a@example.org"]).ok();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let listen = taken.local_addr().unwrap().to_string();
    let failing = |env: &[(&str, &str)]| {
        let ran = run_with(dir.path(), &["check-config", "--json"], env, b"");
        ran.refused();
        let failed = checks(&ran.json()).into_iter().filter(|(_, ok)| !ok);
        failed.map(|(name, _)| name).collect::<Vec<_>>()
    };
    assert_eq!(failing(&[("CONCERNE_LISTEN", &listen)]), ["listen"]);
    let env = [
        ("CONCERNE_SMTP_URL", "smtp://127.0.0.1:1"),
        ("CONCERNE_MAIL_DOMAIN", "example.org"),
        ("CONCERNE_LISTEN", "127.0.0.1:0"),
    ];
    assert_eq!(failing(&env), ["mail"]);
    let env = [("CONCERNE_MASTER_KEY", "nonsense"), ("CONCERNE_LISTEN", "127.0.0.1:0")];
    assert_eq!(failing(&env), ["master_key"]);
    let env = [("CONCERNE_LISTEN", "x"), ("CONCERNE_LOG_FORMAT", "y")];
    assert_eq!(failing(&env), ["settings", "settings"]);
    fs::set_permissions(dir.path().join("data/master.key"), fs::Permissions::from_mode(0o644))
        .unwrap();
    assert_eq!(failing(&[("CONCERNE_LISTEN", "127.0.0.1:0")]), ["master_key"]);
}

#[test]
fn create_admin_prints_a_code_to_type_and_no_address_to_click() {
    let dir = tempfile::tempdir().unwrap();
    let made = run(dir.path(), &["create-admin", "a@example.org", "--json"]).ok().json();
    assert!(made["code"].as_str().unwrap().len() >= 10);
    let shown = run(dir.path(), &["create-admin", "b@example.org"]).ok().stdout;
    assert!(shown.starts_with("one-time code: "), "{shown}");
    assert!(!shown.contains("/invitation") && !shown.contains("code="), "{shown}");
    run(dir.path(), &["create-admin", "nobody"]).refused();
    run(dir.path(), &["create-admin"]).usage();
}

#[test]
fn the_journal_is_checked_in_the_database_and_in_a_file() {
    let dir = tempfile::tempdir().unwrap();
    run(dir.path(), &["create-admin", "a@example.org"]).ok();
    let sound = run(dir.path(), &["audit", "verify", "--json"]).ok().json();
    assert_eq!(sound["ok"], true);
    assert!(sound["events"].as_i64().unwrap() > 0);
    run(dir.path(), &["audit", "export", "journal.jsonl"]).ok();
    run(dir.path(), &["audit", "export", "journal.jsonl"]).refused();
    run(dir.path(), &["audit", "verify", "journal.jsonl"]).ok();
    let text = fs::read_to_string(dir.path().join("journal.jsonl")).unwrap();
    fs::write(dir.path().join("forged.jsonl"), text.replacen("operator", "Operator", 1)).unwrap();
    let forged = run(dir.path(), &["audit", "verify", "forged.jsonl", "--json"]);
    assert_eq!(forged.refused(), "1 of 1 chains are damaged");
    assert_eq!(forged.json()["chains"][0]["damage"]["kind"], "altered");
    fs::write(dir.path().join("not.jsonl"), "{}\n").unwrap();
    let not = run(dir.path(), &["audit", "verify", "not.jsonl", "--json"]);
    assert_eq!(not.json()["error"]["code"], "unreadable");
    not.refused();
    run(dir.path(), &["audit", "verify", "journal.jsonl", "--anchor", "x"]).usage();
    statement(
        &format!("sqlite:{}", dir.path().join("data/concerne.sqlite").display()),
        "update audit_event set actor = 'nobody' where seq = 1",
    );
    let damaged = run(dir.path(), &["audit", "verify", "--json"]);
    assert_eq!(damaged.json()["ok"], false);
    damaged.refused();
}

#[test]
fn a_new_master_key_opens_everything_and_the_old_one_nothing() {
    let dir = tempfile::tempdir().unwrap();
    run(dir.path(), &["create-admin", "a@example.org"]).ok();
    let rotated =
        run(dir.path(), &["keys", "rotate", "--new-file", "new.key", "--json"]).ok().json();
    assert_eq!(rotated["keys"], 1);
    let old = run(dir.path(), &["create-admin", "b@example.org"]);
    assert!(old.refused().contains("the master key is not the one"), "{old:?}");
    let new = [("CONCERNE_MASTER_KEY_FILE", "new.key")];
    run_with(dir.path(), &["create-admin", "b@example.org"], &new, b"").ok();
    // The same key as a variable.
    let text = fs::read_to_string(dir.path().join("new.key")).unwrap();
    let value = [("CONCERNE_MASTER_KEY", text.as_str())];
    run_with(dir.path(), &["create-admin", "c@example.org"], &value, b"").ok();
    let taken = run_with(dir.path(), &["keys", "rotate", "--new-file", "new.key"], &new, b"");
    taken.refused();
}

#[test]
fn a_lost_master_key_is_never_replaced_by_a_new_one() {
    let dir = tempfile::tempdir().unwrap();
    run(dir.path(), &["create-admin", "a@example.org"]).ok();
    fs::remove_file(dir.path().join("data/master.key")).unwrap();
    let ran = run(dir.path(), &["create-admin", "b@example.org"]);
    assert!(ran.refused().contains("restore the key"), "{ran:?}");
    assert!(!dir.path().join("data/master.key").exists());
}

#[test]
fn destroying_a_key_asks_for_the_reference_twice() {
    let dir = tempfile::tempdir().unwrap();
    let destroy = |confirm: &str| {
        run(
            dir.path(),
            &["keys", "destroy", "--incident", "CASE-1", "--lab", "Armorbio", "--confirm", confirm],
        )
    };
    destroy("CASE-2").usage();
    assert!(!dir.path().join("data").exists());
    assert_eq!(destroy("CASE-1").refused(), "there is no case of this reference");
    run(dir.path(), &["keys", "destroy", "--incident", "CASE-1", "--lab", "Armorbio"]).usage();
}

/// The first block of commands after some words of docs/operations.md.
fn commands_after(words: &str) -> String {
    let text = fs::read_to_string(workspace().join("docs/operations.md")).unwrap();
    let (_, rest) = text.split_once(words).unwrap_or_else(|| panic!("no {words:?}"));
    let block = rest.split("```sh\n").nth(1).unwrap().split("```").next().unwrap();
    block.lines().map(str::trim_start).collect::<Vec<_>>().join("\n")
}

/// Runs commands in a folder. `sqlite3` is this test itself: nobody needs to install it.
fn shell(dir: &Path, commands: &str) {
    let mut plain = String::new();
    for line in commands.lines() {
        let Some((file, sql)) = line
            .strip_prefix("sqlite3 ")
            .and_then(|rest| rest.trim_end_matches('"').split_once(" \""))
        else {
            plain.push_str(line);
            plain.push('\n');
            continue;
        };
        tool(dir, "sh", &["-c", &std::mem::replace(&mut plain, "set -e\n".to_owned())]);
        let here = format!("into '{}/", dir.display());
        let sql = sql.replace("into '", &here);
        statement(&format!("sqlite:{}", dir.join(file).display()), sql.leak());
    }
    tool(dir, "sh", &["-c", &plain]);
}

/// The drill of docs/operations.md, with its commands: back up, lose everything, restore,
/// check.
#[test]
fn a_backup_restores_everything_and_an_anchor_tells_what_came_after_it() {
    let place = tempfile::tempdir().unwrap();
    let dir = place.path();
    let data = dir.join("data");
    let anchored = |times: usize| {
        // As if a quarter of an hour had passed.
        let url = format!("sqlite:{}", data.join("concerne.sqlite").display());
        statement(&url, "delete from job_schedule");
        let worker = Running::start(dir, &["worker"], &[]);
        wait_for("the anchor", || {
            let text = fs::read_to_string(data.join("anchors.jsonl")).unwrap_or_default();
            text.matches("platform").count() >= times
        });
        assert_eq!(worker.terminate().0, 0);
    };
    run(dir, &["create-admin", "a@example.org"]).ok();
    anchored(1);
    let before = run(dir, &["audit", "verify", "--json"]).ok().json();
    let files = ["uploads/one", "letters/two", "mail/three"];
    for file in files {
        fs::create_dir_all(data.join(file).parent().unwrap()).unwrap();
        fs::write(data.join(file), file).unwrap();
    }
    fs::create_dir(dir.join("safe")).unwrap();
    fs::copy(data.join("master.key"), dir.join("safe/master.key")).unwrap();
    let (backup, restore) = (commands_after("## Back up"), commands_after("## Restore"));
    shell(dir, &backup);

    // What comes after the backup, and the anchor that knows of it.
    run(dir, &["create-admin", "b@example.org"]).ok();
    anchored(2);
    fs::write(data.join("uploads/later"), "").unwrap();
    shell(dir, &restore);
    let restored = || {
        let free = [("CONCERNE_LISTEN", "127.0.0.1:0")];
        run_with(dir, &["check-config"], &free, b"").ok();
        let after = run(dir, &["audit", "verify", "--json"]).ok().json();
        assert_eq!(after, before, "the anchors of the backup fit its journal");
        for file in files {
            assert_eq!(fs::read_to_string(data.join(file)).unwrap(), file);
        }
        let mode = fs::metadata(data.join("concerne.sqlite")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    };
    restored();
    assert!(!data.join("uploads/later").exists());
    let told = run(dir, &["audit", "verify", "--anchor", "old-anchors.jsonl", "--json"]);
    assert_eq!(told.json()["chains"][0]["damage"]["kind"], "anchor");
    told.refused();

    // The whole disk is lost.
    fs::remove_dir_all(&data).unwrap();
    fs::create_dir(&data).unwrap();
    shell(dir, &restore);
    restored();
    run(dir, &["create-admin", "c@example.org"]).ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn postgres_is_migrated_by_hand_and_refused_until_then() {
    let databases = empty_postgres().await;
    let [main, keys] = &databases.urls;
    let dir = tempfile::tempdir().unwrap();
    let env = [("CONCERNE_DATABASE_URL", main.as_str()), ("CONCERNE_KEYS_URL", keys.as_str())];
    for args in
        [["serve", "--no-worker"].as_slice(), &["worker"], &["create-admin", "a@example.org"]]
    {
        let ran =
            run_with(dir.path(), args, &[env[0], env[1], ("CONCERNE_LISTEN", "127.0.0.1:0")], b"");
        assert!(ran.refused_at_end().contains("run concerne migrate"), "{ran:?}");
    }
    run_with(dir.path(), &["migrate"], &env, b"").ok();
    run_with(dir.path(), &["create-admin", "a@example.org"], &env, b"").ok();
    run_with(dir.path(), &["audit", "verify"], &env, b"").ok();
}

/// The same drill on PostgreSQL, with the commands of docs/operations.md.
#[tokio::test(flavor = "multi_thread")]
async fn a_postgres_dump_restores_everything() {
    let databases = empty_postgres().await;
    let copies = empty_postgres().await;
    let ([main, keys], [main_copy, keys_copy]) = (&databases.urls, &copies.urls);
    let dir = tempfile::tempdir().unwrap();
    let env = [("CONCERNE_DATABASE_URL", main.as_str()), ("CONCERNE_KEYS_URL", keys.as_str())];
    run_with(dir.path(), &["migrate"], &env, b"").ok();
    run_with(dir.path(), &["create-admin", "a@example.org"], &env, b"").ok();
    let before = run_with(dir.path(), &["audit", "verify", "--json"], &env, b"").ok().json();
    for (from, to, file) in [(main, main_copy, "main.dump"), (keys, keys_copy, "keys.dump")] {
        let target = format!("--file={file}");
        tool(dir.path(), "pg_dump", &["--format=custom", "--no-owner", &target, from]);
        let target = format!("--dbname={to}");
        tool(dir.path(), "pg_restore", &["--no-owner", "--exit-on-error", &target, file]);
    }
    let env =
        [("CONCERNE_DATABASE_URL", main_copy.as_str()), ("CONCERNE_KEYS_URL", keys_copy.as_str())];
    let after = run_with(dir.path(), &["audit", "verify", "--json"], &env, b"").ok().json();
    assert_eq!(after, before);
    run_with(dir.path(), &["create-admin", "b@example.org"], &env, b"").ok();
}

fn tool(dir: &Path, name: &str, args: &[&str]) {
    let status = Command::new(name).args(args).current_dir(dir).status().unwrap();
    assert!(status.success(), "{name} failed");
}

/// Runs one statement on an SQLite file.
pub(crate) fn statement(url: &str, sql: &'static str) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(on_sqlite(url, sql));
}
