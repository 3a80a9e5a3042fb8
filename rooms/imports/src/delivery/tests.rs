//! Deliveries on both engines: whole, cut off, repeated, given up.

use std::{fmt::Write as _, path::PathBuf};

use accounts::Verb;
use chrono::DateTime;
use db::testing::TestDb;
use incidents::{Incidents, Kind, NewCase, Reference, Scope};
use kernel::{Actor, Env, Grant, MockClock, Role, StaffActor, Text};
use people::People;
use vault::Vault;

use crate::{
    ImportError, ImportState, Imports, ImportsConfig, Limits, Source, UploadLimits,
    detect::Overrides,
};

mod crashes;
mod persons;
mod places;

struct World {
    room: Imports,
    people: People,
    db: db::Db,
    dir: PathBuf,
    scope: Scope,
    dpo: Actor,
    clock: std::sync::Arc<MockClock>,
}

async fn world(t: &TestDb) -> World {
    let (env, clock) = Env::test(DateTime::from_timestamp(1_767_225_600, 0).unwrap(), 41);
    let vault = Vault::ephemeral(t.keys.clone(), env.clone()).await.unwrap();
    let incidents = Incidents::new(t.db.clone(), vault.clone(), env.clone());
    let lab = env.new_id();
    let case = NewCase {
        reference: Reference::parse("TEST-1").unwrap(),
        kind: Kind::Leak,
        title: Text::parse("Cas").unwrap(),
        vendor: None,
        product: None,
        started_on: None,
        end: incidents::End::Unknown,
        labs: vec![lab],
    };
    incidents.open(&Actor::Operator, case).await.unwrap();
    let system = Actor::System("test");
    let part = incidents.by_reference(&system, "TEST-1").await.unwrap().labs[0].id;
    let scope = incidents.scope(&system, Verb::RunImport, part).await.unwrap();
    let dpo = Actor::Staff(StaffActor {
        account: env.new_id(),
        session: None,
        grants: vec![Grant { organisation: lab, role: Role::Dpo }],
    });
    let people = People::new(t.db.clone(), vault.clone(), env.clone(), incidents.clone());
    let dir = t.dir.path().to_path_buf();
    let config = ImportsConfig {
        folder: dir.join("uploads"),
        limits: Limits::default(),
        upload: UploadLimits { file_bytes: 4 << 20 },
    };
    let room = Imports::new(t.db.clone(), vault, env.clone(), incidents, people.clone(), config);
    World { room, people, db: t.db.clone(), dir, scope, dpo, clock }
}

/// `rows` rows, of which every 50th has no name and every 10th repeats the first person.
fn extract(rows: usize) -> String {
    let mut text = String::from("NOM;PRENOM;DDN;N° SS;COMMENTAIRE;CP;VILLE;ADRESSE\r\n");
    for n in 0..rows {
        let (name, first) = match n {
            n if n % 50 == 49 => (String::new(), "SECRETPRENOM".to_owned()),
            n if n % 10 == 9 => ("LEGOFF0".to_owned(), "ANNE0".to_owned()),
            n => (format!("LEGOFF{}", letters(n)), format!("ANNE{}", letters(n))),
        };
        let name = if name == "LEGOFF0" { format!("LEGOFF{}", letters(0)) } else { name };
        let first = if first == "ANNE0" { format!("ANNE{}", letters(0)) } else { first };
        let _ = write!(
            text,
            "{name};{first};12/03/1970;185079999900{};SECRETCOMMENT;56000;VANNES;{n} rue X\r\n",
            n % 10
        );
    }
    text
}

fn letters(n: usize) -> String {
    n.to_string().bytes().map(|b| char::from(b - b'0' + b'A')).collect()
}

impl World {
    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.dir.join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    async fn deliver(&self, path: &std::path::Path) -> kernel::ImportId {
        let id = self.room.receive_path(&self.dpo, self.scope.case_lab(), path).await.unwrap();
        self.room.map(&self.dpo, id, None, Overrides::default()).await.unwrap();
        id
    }

    fn sealed(&self, id: kernel::ImportId) -> PathBuf {
        self.dir.join("uploads").join(format!("{id}.sealed"))
    }

    async fn upload(&self, text: &str) -> kernel::ImportId {
        let mut upload = self.room.begin_upload(&self.dpo, self.scope.case_lab()).await.unwrap();
        upload.write(text.as_bytes()).unwrap();
        upload.finish().await.unwrap()
    }

    async fn persons(&self) -> i64 {
        self.people.totals(&self.scope).await.unwrap().persons
    }
}

db::each_engine! {
    async fn a_delivery_goes_from_file_to_visible_wave(t: TestDb) {
        let w = world(&t).await;
        let id = w.deliver(&w.write("a.csv", &extract(200))).await;
        let report = w.room.check(&w.dpo, id).await.unwrap();
        assert_eq!((report.rows, report.accepted, report.quarantined), (200, 196, 4));
        assert_eq!(w.persons().await, 0, "the dry run stores nothing");
        let stored = w.room.run(&w.dpo, id).await.unwrap();
        assert_eq!((stored.rows, stored.accepted, stored.quarantined), (200, 196, 4));
        assert_eq!(u64::try_from(stored.persons).unwrap(), report.people);
        assert_eq!(w.persons().await, 0);
        assert!(!w.room.list_is_settled(&w.scope).await.unwrap());
        w.room.activate(&w.dpo, id).await.unwrap();
        w.room.activate(&w.dpo, id).await.unwrap();
        assert_eq!(w.persons().await, stored.persons);
        assert!(!w.room.list_is_settled(&w.scope).await.unwrap(), "rows wait");
        let waiting = w.room.quarantine(&w.dpo, id, 0, 100).await.unwrap();
        assert_eq!(waiting.iter().map(|e| e.row).collect::<Vec<_>>(), [51, 101, 151, 201]);
        assert!(waiting[0].cells.iter().any(|(_, text)| text == "SECRETPRENOM"));
        assert!(!waiting[0].cells.iter().any(|(_, text)| text.contains("SECRETCOMMENT")));
        assert_eq!(w.room.drop_quarantined(&w.dpo, id, Some(51)).await.unwrap(), 1);
        assert_eq!(w.room.drop_quarantined(&w.dpo, id, None).await.unwrap(), 3);
        assert!(w.room.list_is_settled(&w.scope).await.unwrap());
        assert!(audit::verify_db(&w.db).await.unwrap().iter().all(audit::ChainReport::is_sound));
    }

    async fn the_same_content_is_refused_when_finished_under_any_name(t: TestDb) {
        let w = world(&t).await;
        let text = extract(30);
        let id = w.deliver(&w.write("a.csv", &text)).await;
        w.room.run(&w.dpo, id).await.unwrap();
        w.room.activate(&w.dpo, id).await.unwrap();
        let again = w.room.receive_path(&w.dpo, w.scope.case_lab(), &w.write("b.csv", &text)).await;
        assert!(matches!(again, Err(ImportError::Delivered { earlier }) if earlier == id));
    }

    async fn an_upload_is_sealed_and_destroyed_when_nothing_waits(t: TestDb) {
        let w = world(&t).await;
        let mut upload = w.room.begin_upload(&w.dpo, w.scope.case_lab()).await.unwrap();
        for part in extract(100).as_bytes().chunks(777) {
            upload.write(part).unwrap();
        }
        let id = upload.finish().await.unwrap();
        let import = w.room.import(&w.dpo, id).await.unwrap();
        assert_eq!(import.source, Source::Sealed);
        let path = w.sealed(id);
        let bytes = std::fs::read(&path).unwrap();
        assert!(!bytes.windows(6).any(|w| w == b"LEGOFF"));
        w.room.map(&w.dpo, id, None, Overrides::default()).await.unwrap();
        w.room.run(&w.dpo, id).await.unwrap();
        w.room.activate(&w.dpo, id).await.unwrap();
        assert_eq!(w.room.purge_files().await.unwrap(), 0, "rows still wait");
        w.room.drop_quarantined(&w.dpo, id, None).await.unwrap();
        assert_eq!(w.room.purge_files().await.unwrap(), 1);
        assert!(!path.exists());
        assert_eq!(w.room.import(&w.dpo, id).await.unwrap().source, Source::Gone);
    }

    async fn an_old_upload_is_destroyed_whatever_waits(t: TestDb) {
        let w = world(&t).await;
        let mut upload = w.room.begin_upload(&w.dpo, w.scope.case_lab()).await.unwrap();
        upload.write(extract(3).as_bytes()).unwrap();
        upload.finish().await.unwrap();
        assert_eq!(w.room.purge_files().await.unwrap(), 0);
        w.clock.advance(chrono::Duration::days(31));
        assert_eq!(w.room.purge_files().await.unwrap(), 1);
    }

    async fn an_upload_over_the_limit_leaves_nothing(t: TestDb) {
        let w = world(&t).await;
        let mut upload = w.room.begin_upload(&w.dpo, w.scope.case_lab()).await.unwrap();
        let big = vec![b'x'; (4 << 20) + 1];
        assert!(matches!(upload.write(&big), Err(ImportError::TooLarge { .. })));
        drop(upload);
        assert_eq!(std::fs::read_dir(w.dir.join("uploads")).unwrap().count(), 0);
    }

    async fn a_stop_keeps_the_checkpoint_and_the_run_goes_on(t: TestDb) {
        let w = world(&t).await;
        let id = w.deliver(&w.write("a.csv", &extract(20_000))).await;
        let (room, dpo) = (w.room.clone(), w.dpo.clone());
        let running = tokio::spawn(async move { room.run(&dpo, id).await });
        while w.room.ask_stop(&w.dpo, id).await.is_err() {
            assert!(!running.is_finished());
            tokio::task::yield_now().await;
        }
        assert!(matches!(running.await.unwrap(), Err(ImportError::Stopped)));
        let stopped = w.room.import(&w.dpo, id).await.unwrap();
        assert_eq!(stopped.state, ImportState::Mapped);
        assert!(stopped.rows > 0 && stopped.rows < 20_000, "{}", stopped.rows);
        let same = w.room.receive_path(&w.dpo, w.scope.case_lab(), &w.dir.join("a.csv")).await;
        assert_eq!(same.unwrap(), id, "the unfinished delivery is taken up");
        let report = w.room.run(&w.dpo, id).await.unwrap();
        assert_eq!(report.resumed_at, Some(stopped.rows));
        assert_eq!((report.rows, report.quarantined), (20_000, 400));
        w.room.activate(&w.dpo, id).await.unwrap();
        assert_eq!(w.persons().await, report.persons);
        assert_eq!(report.persons, 18_000);
    }

    async fn a_file_that_is_no_extract_is_refused_with_a_code(t: TestDb) {
        let w = world(&t).await;
        for (name, bytes) in [("a.zip", &b"PK\x03\x04aaaa"[..]), ("b.csv", b""), ("c.csv", b"a;b\n1;2\n")] {
            let path = w.dir.join(name);
            std::fs::write(&path, bytes).unwrap();
            let id = w.room.receive_path(&w.dpo, w.scope.case_lab(), &path).await.unwrap();
            let refused = w.room.map(&w.dpo, id, None, Overrides::default()).await;
            assert!(matches!(refused, Err(ImportError::Refused(_))), "{name}");
            assert_eq!(w.room.import(&w.dpo, id).await.unwrap().state, ImportState::Refused);
        }
    }

    async fn a_cancelled_delivery_leaves_nothing(t: TestDb) {
        let w = world(&t).await;
        let id = w.deliver(&w.write("a.csv", &extract(60))).await;
        w.room.run(&w.dpo, id).await.unwrap();
        w.room.cancel(&w.dpo, id).await.unwrap();
        assert!(matches!(w.room.activate(&w.dpo, id).await, Err(ImportError::Conflict)));
        let mut tx = w.db.read().await.unwrap();
        for table in ["person", "quarantine", "person_index"] {
            let sql: &'static str = format!("select count(*) from {table}").leak();
            let left: i64 = db::fetch_scalar!(&mut tx, sqlx::query_scalar(sql)).unwrap();
            assert_eq!(left, 0, "{table}");
        }
    }

    async fn another_labs_people_do_not_see_the_delivery(t: TestDb) {
        let w = world(&t).await;
        let id = w.deliver(&w.write("a.csv", &extract(3))).await;
        let other = Actor::Staff(StaffActor {
            account: Env::system().new_id(),
            session: None,
            grants: vec![Grant { organisation: Env::system().new_id(), role: Role::Dpo }],
        });
        assert!(matches!(w.room.import(&other, id).await, Err(ImportError::NotFound)));
        assert!(matches!(w.room.run(&other, id).await, Err(ImportError::NotFound)));
        assert!(matches!(w.room.imports(&other, w.scope.case_lab()).await, Err(ImportError::Case(_))));
    }
}
