//! The room on both engines: who is answered, who is not, and what is left behind.

use std::{
    net::{IpAddr, Ipv4Addr},
    sync::Arc,
    time::Instant,
};

use accounts::{Accounts, AccountsConfig, NewOrganisation, OrganisationKind, OrganisationProfile};
use audit::Chain;
use chrono::{DateTime, Duration, NaiveDate};
use db::testing::TestDb;
use incidents::{Incidents, Kind, NewCase, PublicFacts, Reference, Scope};
use kernel::{
    Actor, Env, Grant, IncidentId, MockClock, PersonId, Role, StaffActor, Text,
    exposure::{Class, ClassSet},
};
use people::{
    Exposure as Row, People, Record,
    identity::{BirthDate, MatchTraits, Traits},
};
use vault::Vault;

use crate::{Answer, Limits, Portal, PortalError, VISIT_MINUTES};

struct World {
    portal: Portal,
    env: Env,
    clock: Arc<MockClock>,
    db: db::Db,
    vault: Vault,
    accounts: Accounts,
    incidents: Incidents,
    people: People,
    scope: Scope,
    dpo: Actor,
    persons: Vec<PersonId>,
}

fn born(n: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(1970 + i32::try_from(n / 28).unwrap(), 6, 1 + n % 28).unwrap()
}

fn profile(name: &str) -> OrganisationProfile {
    OrganisationProfile {
        name: name.to_owned(),
        city: "Vannes".to_owned(),
        phone: "02 61 91 00 00".to_owned(),
        hours: "Du lundi au vendredi".to_owned(),
        ..OrganisationProfile::default()
    }
}

/// A public case of one lab with `count` persons, each with a code.
async fn world_with(t: &TestDb, count: u32, limits: Limits) -> World {
    let (env, clock) = Env::test(DateTime::from_timestamp(1_767_225_600, 0).unwrap(), 51);
    let vault = Vault::ephemeral(t.keys.clone(), env.clone()).await.unwrap();
    let accounts =
        Accounts::new(t.db.clone(), vault.clone(), env.clone(), AccountsConfig::default());
    let incidents = Incidents::new(t.db.clone(), vault.clone(), env.clone());
    let people = People::new(t.db.clone(), vault.clone(), env.clone(), incidents.clone());
    let new = NewOrganisation { kind: OrganisationKind::Lab, profile: profile("Armorbio") };
    let lab = accounts.create_organisation(&Actor::Operator, new).await.unwrap();
    let dpo = Actor::Staff(StaffActor {
        account: env.new_id(),
        session: None,
        grants: vec![Grant { organisation: lab, role: Role::Dpo }],
    });
    let portal = Portal::new(
        t.db.clone(),
        vault.clone(),
        env.clone(),
        accounts.clone(),
        incidents.clone(),
        people.clone(),
        limits,
    );
    let scope = open_case(&incidents, &dpo, "TEST-1", lab).await;
    let mut world = World {
        portal,
        env,
        clock,
        db: t.db.clone(),
        vault,
        accounts,
        incidents,
        people,
        scope,
        dpo,
        persons: Vec::new(),
    };
    world.load(count).await;
    world
}

async fn world(t: &TestDb) -> World {
    world_with(t, 20, Limits::default()).await
}

async fn open_case(
    incidents: &Incidents,
    dpo: &Actor,
    reference: &str,
    lab: kernel::OrganisationId,
) -> Scope {
    let case = NewCase {
        reference: Reference::parse(reference).unwrap(),
        kind: Kind::Leak,
        title: Text::parse("Cas").unwrap(),
        vendor: None,
        product: None,
        started_on: NaiveDate::from_ymd_opt(2025, 11, 3),
        ended_on: None,
        labs: vec![lab],
    };
    incidents.open(&Actor::Operator, case).await.unwrap();
    let part = incidents.by_reference(dpo, reference).await.unwrap().labs[0].clone();
    let words = PublicFacts {
        what_fr: "Un fichier a été copié.".to_owned(),
        measures_fr: "L’accès est fermé.".to_owned(),
        unknown_fr: "Nous ne savons pas qui l’a copié.".to_owned(),
        ..PublicFacts::default()
    };
    incidents.set_facts(dpo, part.id, part.version, &words).await.unwrap();
    incidents.set_public(dpo, part.id, true).await.unwrap();
    incidents.scope(&Actor::System("test"), accounts::Verb::RunImport, part.id).await.unwrap()
}

impl World {
    async fn load(&mut self, count: u32) {
        let import = self.env.new_id();
        let mut loader = self.people.loader(&self.scope, import).await.unwrap();
        for n in 0..count {
            let record = Record {
                traits: Traits {
                    birth_name: Some(format!("Nom{n}")),
                    first_names: Some("Anne".to_owned()),
                    birth_date: Some(BirthDate::Day(born(n))),
                    ..Traits::default()
                },
                ..Record::default()
            };
            let classes: ClassSet =
                [Class::Identity, Class::Nir, Class::Hiv, Class::Comment].into_iter().collect();
            let row = Row { row: u64::from(n) + 2, classes, ..Row::default() };
            let traits = MatchTraits::of(&record.traits);
            match loader.absorb(&record, &traits, row) {
                people::Absorbed::New(id) => self.persons.push(id),
                people::Absorbed::Known(_) => panic!("every person is another"),
            }
        }
        let mut tx = self.db.write().await.unwrap();
        loader.take_chunk().store(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        self.people.finish_wave(loader).await.unwrap();
        self.people.activate_wave(&self.dpo, &self.scope, import).await.unwrap();
        self.people.issue_claims(&self.scope, &self.persons, 1).await.unwrap();
    }

    fn incident(&self) -> IncidentId {
        self.scope.incident()
    }

    async fn code(&self, n: usize, issue: i64) -> String {
        let keys = self.people.claim_keys(&self.scope).await.unwrap();
        keys.code(self.persons[n], issue).printed().to_string()
    }

    async fn ask(&self, code: &str, birth: Option<NaiveDate>, from: [u8; 4]) -> Answer {
        let from = IpAddr::V4(Ipv4Addr::from(from));
        self.portal.answer(self.incident(), code, birth, from).await.unwrap()
    }

    /// A second process on the same database.
    fn other_process(&self) -> Portal {
        Portal::new(
            self.db.clone(),
            self.vault.clone(),
            self.env.clone(),
            self.accounts.clone(),
            self.incidents.clone(),
            self.people.clone(),
            Limits::default(),
        )
    }

    async fn cookie(&self, n: u32) -> String {
        let code = self.code(usize::try_from(n).unwrap(), 1).await;
        match self.ask(&code, Some(born(n)), [198, 51, 100, 7]).await {
            Answer::Concerned { cookie, .. } => cookie,
            other => panic!("{other:?}"),
        }
    }
}

fn concerned(answer: &Answer) -> bool {
    matches!(answer, Answer::Concerned { .. })
}

const HOME: [u8; 4] = [198, 51, 100, 7];

db::each_engine! {
    async fn the_right_code_and_birth_date_open_the_exposure(t: TestDb) {
        let w = world(&t).await;
        let code = w.code(3, 1).await;
        let Answer::Concerned { exposure, .. } = w.ask(&code, Some(born(3)), HOME).await else {
            panic!("the answer is yes");
        };
        assert_eq!(exposure.lab.name, "Armorbio");
        assert_eq!(exposure.facts.what_fr, "Un fichier a été copié.");
        assert_eq!(exposure.period.0, NaiveDate::from_ymd_opt(2025, 11, 3));
        let dressed = code.to_lowercase().replace('-', " ");
        assert!(concerned(&w.ask(&dressed, Some(born(3)), HOME).await));
    }

    async fn the_most_private_classes_never_leave_the_room(t: TestDb) {
        let w = world(&t).await;
        let Answer::Concerned { exposure, cookie } =
            w.ask(&w.code(0, 1).await, Some(born(0)), HOME).await
        else { panic!("the answer is yes") };
        let again = w.portal.visit(w.incident(), &cookie).await.unwrap().unwrap();
        for shown in [exposure.classes, again.classes] {
            assert_eq!(shown.iter().collect::<Vec<_>>(), [Class::Identity, Class::Nir]);
        }
    }

    async fn everything_else_about_a_code_gives_one_answer(t: TestDb) {
        let w = world(&t).await;
        let right = w.code(1, 1).await;
        assert_eq!(w.ask(&right, Some(born(2)), HOME).await, Answer::Neutral, "wrong date");
        assert_eq!(w.ask(&right, None, HOME).await, Answer::Neutral, "no date");
        assert_eq!(w.ask(&w.code(1, 9).await, Some(born(1)), HOME).await, Answer::Neutral, "unknown");
        for malformed in ["", "abc", "0000-0000-00000x", "é", &"A".repeat(5_000)] {
            assert_eq!(w.ask(malformed, Some(born(1)), HOME).await, Answer::Neutral, "malformed");
        }
        w.people.revoke_claims(&w.dpo, w.scope.case_lab(), w.persons[2]).await.unwrap();
        let revoked = w.code(2, 1).await;
        assert_eq!(w.ask(&revoked, Some(born(2)), HOME).await, Answer::Neutral, "revoked");
        w.clock.advance(Duration::days(366));
        assert_eq!(w.ask(&right, Some(born(1)), HOME).await, Answer::Neutral, "expired");
    }

    async fn a_person_taken_from_the_list_looks_like_an_unknown_code(t: TestDb) {
        let w = world(&t).await;
        let code = w.code(4, 1).await;
        w.vault.destroy(vault::Owner::CaseLab(w.scope.case_lab())).await.unwrap();
        assert_eq!(w.ask(&code, Some(born(4)), HOME).await, Answer::Neutral);
    }

    async fn a_locked_code_stays_neutral_and_opens_again_after_its_time(t: TestDb) {
        let w = world(&t).await;
        let code = w.code(5, 1).await;
        for n in 0..5_u8 {
            assert_eq!(w.ask(&code, Some(born(6)), [203, 0, n, 1]).await, Answer::Neutral);
        }
        assert_eq!(w.ask(&code, Some(born(5)), [203, 0, 50, 1]).await, Answer::Neutral, "in memory");
        w.portal.flush().await.unwrap();
        assert_eq!(w.ask(&code, Some(born(5)), [203, 0, 51, 1]).await, Answer::Neutral, "written");
        let dressed = code.to_lowercase().replace('-', " ");
        assert_eq!(w.ask(&dressed, Some(born(5)), [203, 0, 52, 1]).await, Answer::Neutral, "dressed");
        let other = w.code(6, 1).await;
        assert!(concerned(&w.ask(&other, Some(born(6)), [203, 0, 53, 1]).await), "another code");
        w.portal.flush().await.unwrap();
        w.clock.advance(Duration::hours(24));
        assert!(concerned(&w.ask(&code, Some(born(5)), [203, 0, 54, 1]).await));
    }

    async fn many_tries_at_the_same_moment_do_not_pass_the_lock(t: TestDb) {
        let w = world(&t).await;
        let code = w.code(7, 1).await;
        let wrong: Vec<_> =
            (0..40_u8).map(|n| w.ask(&code, Some(born(8)), [203, 1, n, 1])).collect();
        let right = w.ask(&code, Some(born(7)), [203, 1, 99, 1]);
        let (answers, last) = tokio::join!(join_all(wrong), right);
        assert!(answers.iter().all(|answer| *answer == Answer::Neutral));
        assert_eq!(last, Answer::Neutral, "the forty before it had not failed yet");
    }

    async fn a_prefix_waits_and_another_does_not(t: TestDb) {
        let w = world(&t).await;
        for n in 0..20_u8 {
            let typed = format!("nonsense-{n}");
            assert_eq!(w.ask(&typed, None, [203, 0, 113, n]).await, Answer::Neutral);
        }
        let code = w.code(9, 1).await;
        assert_eq!(w.ask(&code, Some(born(9)), [203, 0, 113, 99]).await, Answer::Wait);
        assert!(concerned(&w.ask(&code, Some(born(9)), [203, 0, 114, 99]).await));
        w.portal.flush().await.unwrap();
        assert_eq!(w.ask(&code, Some(born(9)), [203, 0, 113, 99]).await, Answer::Wait);
        w.clock.advance(Duration::hours(1));
        assert!(concerned(&w.ask(&code, Some(born(9)), [203, 0, 113, 99]).await));
        // The second hour has a limit of its own.
        for n in 0..20_u8 {
            w.ask(&format!("nothing-{n}"), None, [203, 0, 113, n]).await;
        }
        w.portal.flush().await.unwrap();
        assert_eq!(w.ask(&code, Some(born(9)), [203, 0, 113, 99]).await, Answer::Wait);
    }

    async fn two_processes_count_together(t: TestDb) {
        let w = world(&t).await;
        let there = w.other_process();
        let code = w.code(10, 1).await;
        let from = |n: u8| IpAddr::V4(Ipv4Addr::new(203, 2, n, 1));
        for n in 0..3 {
            w.portal.answer(w.incident(), &code, None, from(n)).await.unwrap();
        }
        for n in 10..12 {
            there.answer(w.incident(), &code, None, from(n)).await.unwrap();
        }
        w.portal.flush().await.unwrap();
        there.flush().await.unwrap();
        let answer = there.answer(w.incident(), &code, Some(born(10)), from(20)).await.unwrap();
        assert_eq!(answer, Answer::Neutral);
        assert_eq!(w.portal.purge().await.unwrap(), 0);
        w.clock.advance(Duration::hours(25));
        assert!(w.portal.purge().await.unwrap() >= 6, "a code and five prefixes");
    }

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

    async fn a_known_and_an_unknown_code_take_the_same_time(t: TestDb) {
        const CALLS: u32 = 2_000;
        let limits = Limits { per_code: i64::MAX, per_prefix: i64::MAX, ..Limits::default() };
        let w = world_with(&t, 50, limits).await;
        let keys = w.people.claim_keys(&w.scope).await.unwrap();
        let (mut known, mut unknown) = (Vec::new(), Vec::new());
        for n in 0..CALLS {
            let person = w.persons[usize::try_from(n % 50).unwrap()];
            // Alternately, so that a busy moment of the machine falls on both.
            let order = if n % 2 == 0 { [1, 9] } else { [9, 1] };
            for issue in order {
                let code = keys.code(person, issue).printed();
                let began = Instant::now();
                let answer = w.ask(&code, Some(born(27)), [10, 0, 0, 1]).await;
                let took = began.elapsed().as_nanos();
                assert!(answer == Answer::Neutral || n % 50 == 27);
                if issue == 1 { known.push(took) } else { unknown.push(took) }
            }
        }
        let at = |times: &mut Vec<u128>, share: usize| {
            times.sort_unstable();
            times[times.len() * share / 100] / 1_000
        };
        let (k50, k99) = (at(&mut known, 50), at(&mut known, 99));
        let (u50, u99) = (at(&mut unknown, 50), at(&mut unknown, 99));
        println!("wrong date: median {k50} us, p99 {k99} us; unknown: median {u50} us, p99 {u99} us");
        let ratio = (k50.max(1) * 100) / u50.max(1);
        assert!((60..=165).contains(&ratio), "medians {k50} and {u50} microseconds");
    }
}

/// Polls all of them in turn, as requests that arrive together.
async fn join_all<F: Future>(futures: Vec<F>) -> Vec<F::Output> {
    let mut waiting: Vec<_> = futures.into_iter().map(Box::pin).collect();
    let mut done: Vec<Option<F::Output>> = waiting.iter().map(|_| None).collect();
    std::future::poll_fn(|cx| {
        for (future, place) in waiting.iter_mut().zip(&mut done) {
            if place.is_none()
                && let std::task::Poll::Ready(output) = future.as_mut().poll(cx)
            {
                *place = Some(output);
            }
        }
        if done.iter().all(Option::is_some) {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
    done.into_iter().flatten().collect()
}
