//! The registry of tables, and that each purge is run.

use std::collections::BTreeSet;

use db::{Engine, fetch_all};

use super::*;
use crate::{
    config::{Config, SettingArgs},
    work,
};

/// What ends the life of a table's rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Life {
    /// This job removes them.
    Purged(&'static str),
    /// Each worker removes them beside its work.
    Swept,
    /// They belong to a case: evidence without a clock, or persons, whose rows become
    /// unreadable when the key of their lab is destroyed.
    Case,
    /// They do not grow with time.
    Standing,
}

use Life::{Case, Purged, Standing, Swept};

/// Table, what ends the life of its rows, and the words of docs/operations.md.
#[rustfmt::skip]
const TABLES: &[(&str, Life, &str)] = &[
    ("account", Standing, "one row for each member of staff; a closed account loses its secrets and keeps its name for the journal"),
    ("account_grant", Standing, "the roles of present accounts"),
    ("attempt", Case, "each try of an e-mail: proof that persons were written to"),
    ("audit_chain", Case, "the journal: a chain without its beginning proves nothing"),
    ("audit_event", Case, "the journal: a chain without its beginning proves nothing"),
    ("awareness", Case, "proof of when the lab knew"),
    ("campaign", Case, "proof of who was written to, and why"),
    ("campaign_domain", Case, "counts of a campaign"),
    ("campaign_note", Case, "the reasons typed about a campaign; unreadable with the lab's key"),
    ("campaign_pace", Case, "counts of a campaign, one row for each minute in which something left"),
    ("campaign_tally", Case, "counts of a campaign"),
    ("case_lab", Case, "a lab's part of a case"),
    ("claim", Case, "one row for each code; a code ends with its date, the person stays"),
    ("delivery", Case, "the ledger: one row for each person, campaign and channel"),
    ("duty", Case, "proof of what the law asked"),
    ("duty_decision", Case, "proof of who decided, and why"),
    ("import", Case, "what was received; the file itself is removed after 30 days at most"),
    ("incident", Case, "a case"),
    ("installation", Standing, "one row"),
    ("invitation", Purged("accounts.purge"), "30 days after its end"),
    ("invitation_grant", Purged("accounts.purge"), "30 days after the end of its invitation"),
    ("job", Swept, "7 days after a good end; a failed job waits for a person"),
    ("job_schedule", Standing, "one row for each repeated job"),
    ("known_key", Case, "one row for each data key; that of a destroyed key is its tombstone"),
    ("law_switch", Case, "proof of which rules were applied"),
    ("letter_batch", Case, "proof of what was printed and posted"),
    ("organisation", Standing, "one row for each organisation"),
    ("person", Case, "persons of a case; unreadable once the lab's key is destroyed"),
    ("person_alias", Case, "persons of a case; unreadable once the lab's key is destroyed"),
    ("person_doubt", Case, "one row for each person whom an import left in doubt"),
    ("person_extra", Case, "persons of a case; unreadable once the lab's key is destroyed"),
    ("person_index", Case, "the sealed index of persons; unreadable once the lab's key is destroyed"),
    ("person_patch", Case, "emptied when its import is made visible"),
    ("portal_try", Purged("portal.purge"), "24 hours after the first failed try"),
    ("quarantine", Case, "rows that wait for a person; unreadable once the lab's key is destroyed"),
    ("recovery_code", Standing, "replaced whenever new codes are made"),
    ("report_answers", Case, "what was answered in reports"),
    ("schema_migration", Standing, "one row for each migration"),
    ("sign_in_delay", Purged("accounts.purge"), "one hour after the last failed try"),
    ("sign_in_ticket", Purged("accounts.purge"), "when its time is over"),
    ("staff_session", Purged("accounts.purge"), "when it is over, 12 hours at most"),
    ("submission", Case, "proof of what was sent to an authority"),
    ("timeline_entry", Case, "the timeline of a case"),
    ("wave", Case, "one row for each import"),
];

db::each_engine! {
    async fn every_table_has_its_life_span_here_and_on_the_operators_page(t: TestDb) {
        let sql = match t.db.engine() {
            Engine::Sqlite => "select name from sqlite_master where type = 'table' \
                and name not like 'sqlite!_%' escape '!' order by name",
            Engine::Postgres => "select table_name::text from information_schema.tables \
                where table_schema = 'public' order by table_name",
        };
        let mut tx = t.db.read().await.unwrap();
        let rows: Vec<(String,)> = fetch_all!(&mut tx, db::sqlx::query_as(sql)).unwrap();
        let there: BTreeSet<&str> = rows.iter().map(|(name,)| name.as_str()).collect();
        let known: BTreeSet<&str> = TABLES.iter().map(|(name, ..)| *name).collect();
        assert_eq!(known.len(), TABLES.len(), "a table stands twice");
        let new: Vec<_> = there.difference(&known).collect();
        assert!(new.is_empty(), "no life span for {new:?}: give each a purge, or say why none");
        let gone: Vec<_> = known.difference(&there).collect();
        assert!(gone.is_empty(), "no such table: {gone:?}");
        let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/operations.md");
        let page = std::fs::read_to_string(page).unwrap();
        for (name, life, words) in TABLES {
            let by = match life {
                Purged(job) => format!("job `{job}`"),
                Swept => "each worker".to_owned(),
                Case => "kept with the case".to_owned(),
                Standing => "does not grow".to_owned(),
            };
            let line = format!("| `{name}` | {by} | {words} |");
            assert!(page.contains(&line), "not on the page: {line}");
        }
    }
}

#[tokio::test]
async fn every_purge_of_the_registry_is_run_by_the_worker() {
    let dir = tempfile::tempdir().unwrap();
    let config = Config::gather(&SettingArgs::default(), &|name| {
        (name == "CONCERNE_DATA_DIR").then(|| dir.path().as_os_str().to_owned())
    });
    let services = Services::open(config.unwrap()).await.unwrap();
    // The first look notes the time, the second starts what is due.
    let worker = work::runner(&services);
    for _ in 0..2 {
        worker.run_due().await.unwrap();
    }
    let mut tx = services.db.read().await.unwrap();
    let sql = "select distinct name from job where state = 'done'";
    let ran: Vec<(String,)> = fetch_all!(&mut tx, db::sqlx::query_as(sql)).unwrap();
    let ran: BTreeSet<&str> = ran.iter().map(|(name,)| name.as_str()).collect();
    for (table, life, _) in TABLES {
        if let Purged(job) = life {
            assert!(ran.contains(job), "{table}: {job} was not run: {ran:?}");
        }
    }
    for job in [CAPTURED, Imports::purge_job().name()] {
        assert!(ran.contains(job), "{job} was not run: {ran:?}");
    }
}

#[tokio::test]
async fn old_tries_of_the_portal_are_removed_by_the_worker() {
    let dir = tempfile::tempdir().unwrap();
    let config = Config::gather(&SettingArgs::default(), &|name| {
        (name == "CONCERNE_DATA_DIR").then(|| dir.path().as_os_str().to_owned())
    });
    let services = Services::open(config.unwrap()).await.unwrap();
    let mut tx = services.db.write().await.unwrap();
    let insert = "insert into portal_try (try_key, failures, since) values ($1, 3, $2)";
    let now = services.env.now();
    for (n, since) in [now - chrono::TimeDelta::days(2), now].into_iter().enumerate() {
        let key = vec![u8::try_from(n).unwrap(); 16];
        db::exec!(&mut tx, db::sqlx::query(insert).bind(key).bind(since)).unwrap();
    }
    tx.commit().await.unwrap();
    let worker = work::runner(&services);
    for _ in 0..2 {
        worker.run_due().await.unwrap();
    }
    let mut tx = services.db.read().await.unwrap();
    let sql = "select count(*) from portal_try";
    let left: i64 = db::fetch_scalar!(&mut tx, db::sqlx::query_scalar(sql)).unwrap();
    assert_eq!(left, 1);
}
