//! The room on both engines.

use accounts::Verb;
use chrono::{DateTime, Duration, NaiveDate};
use db::testing::TestDb;
use kernel::{Actor, Env, Grant, OrganisationId, Role, StaffActor, Text};
use vault::Vault;

use crate::{
    CaseChange, CaseError, Cause, CauseStatus, Decision, End, EntryKind, Incidents, Kind, NewCase,
    NewEntry, NewSignal, PublicFacts, Reference, Source, TimelineEntry,
};

fn day(y: i32, m: u32, d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(y, m, d).unwrap()
}

struct World {
    room: Incidents,
    vault: Vault,
    env: Env,
    labs: [OrganisationId; 2],
}

async fn world(t: &TestDb) -> World {
    let (env, _) = Env::test(DateTime::from_timestamp(1_767_225_600, 0).unwrap(), 21);
    let vault = Vault::ephemeral(t.keys.clone(), env.clone()).await.unwrap();
    let labs = [env.new_id(), env.new_id()];
    let room = Incidents::new(t.db.clone(), vault.clone(), env.clone());
    World { room, vault, env, labs }
}

impl World {
    fn staff(&self, organisation: OrganisationId, role: Role) -> Actor {
        Actor::Staff(StaffActor {
            account: self.env.new_id(),
            session: None,
            grants: vec![Grant { organisation, role }],
        })
    }

    fn case(&self) -> NewCase {
        NewCase {
            reference: Reference::parse("TEST-1").unwrap(),
            kind: Kind::Leak,
            title: Text::parse("Fichiers publiés").unwrap(),
            vendor: None,
            product: None,
            started_on: NaiveDate::from_ymd_opt(2025, 11, 1),
            end: End::Unknown,
            labs: self.labs.to_vec(),
        }
    }

    fn change() -> CaseChange {
        CaseChange {
            kind: Kind::Indexed,
            title: Text::parse("Fichiers publiés").unwrap(),
            vendor: None,
            product: Some(Text::parse("Mégaflux 4").unwrap()),
            started_on: None,
            end: End::GoingOn,
            cause: Cause::ExternalMalicious,
            cause_status: CauseStatus::Confirmed,
        }
    }

    fn signal(&self, hours_ago: i64) -> NewSignal {
        NewSignal {
            at: (self.env.now() - Duration::hours(hours_ago)).fixed_offset(),
            source: Source::Press,
            note: Text::parse("Article publié").unwrap(),
            evidence: None,
            inquiry: false,
        }
    }
}

db::each_engine! {
    async fn a_lab_sees_its_own_part_of_a_case_only(t: TestDb) {
        let w = world(&t).await;
        w.room.open(&Actor::Operator, w.case()).await.unwrap();
        let dpo = w.staff(w.labs[0], Role::Dpo);
        let mine = w.room.by_reference(&dpo, "TEST-1").await.unwrap();
        assert_eq!(mine.labs.len(), 1);
        assert_eq!(mine.labs[0].organisation, w.labs[0]);
        let all = w.room.by_reference(&Actor::System("test"), "TEST-1").await.unwrap();
        let other = all.labs.iter().find(|lab| lab.organisation == w.labs[1]).unwrap();
        let refused = w.room.scope(&dpo, Verb::ViewCase, other.id).await;
        assert!(matches!(refused, Err(CaseError::NotFound)));
        let stranger = w.staff(w.env.new_id(), Role::Dpo);
        assert!(matches!(w.room.by_reference(&stranger, "TEST-1").await, Err(CaseError::NotFound)));
    }

    async fn a_reference_is_taken_once(t: TestDb) {
        let w = world(&t).await;
        w.room.open(&Actor::Operator, w.case()).await.unwrap();
        assert!(matches!(w.room.open(&Actor::Operator, w.case()).await, Err(CaseError::Conflict)));
    }

    async fn the_first_candidate_is_in_force_at_once_and_a_later_one_needs_two_persons(t: TestDb) {
        let w = world(&t).await;
        w.room.open(&Actor::Operator, w.case()).await.unwrap();
        let dpo = w.staff(w.labs[0], Role::Dpo);
        let lab = w.room.by_reference(&dpo, "TEST-1").await.unwrap().labs[0].id;
        let early = w.room.record_signal(&dpo, lab, w.signal(50)).await.unwrap();
        let late = w.room.record_signal(&dpo, lab, w.signal(10)).await.unwrap();
        let reason = || Text::parse("Fichier vérifié").unwrap();
        assert_eq!(w.room.decide_awareness(&dpo, lab, early, reason()).await.unwrap(), Decision::Aware);
        assert_eq!(w.room.decide_awareness(&dpo, lab, late, reason()).await.unwrap(), Decision::Proposed);
        for twice in [early, late] {
            let again = w.room.decide_awareness(&dpo, lab, twice, reason()).await;
            assert!(matches!(again, Err(CaseError::Conflict)), "a double click decides once");
        }
        let before = w.room.case_lab(&dpo, lab).await.unwrap().1.aware_at.unwrap();
        assert_eq!(before, w.env.now() - Duration::hours(50));
        let proposal = w.room.ledger(&dpo, lab).await.unwrap().into_iter()
            .find(|row| row.decision == Decision::Proposed).unwrap().id;
        assert!(matches!(w.room.approve_awareness(&dpo, lab, proposal).await, Err(CaseError::SamePerson)));
        let second = w.staff(w.labs[0], Role::Approver);
        w.room.approve_awareness(&second, lab, proposal).await.unwrap();
        let after = w.room.case_lab(&dpo, lab).await.unwrap().1.aware_at.unwrap();
        assert_eq!(after, w.env.now() - Duration::hours(10));
        let ledger = w.room.ledger(&dpo, lab).await.unwrap();
        assert_eq!(ledger.len(), 4, "nothing is overwritten");
        assert_eq!(ledger.iter().filter(|row| row.decision == Decision::Aware).count(), 1);
        assert_eq!(ledger.iter().filter(|row| row.decision == Decision::Replaced).count(), 1);
        assert!(ledger.iter().all(|row| row.note.as_deref() == Some("Article publié")));
        assert!(audit::verify_db(&t.db).await.unwrap().iter().all(audit::ChainReport::is_sound));
    }

    async fn a_signal_of_tomorrow_is_refused(t: TestDb) {
        let w = world(&t).await;
        w.room.open(&Actor::Operator, w.case()).await.unwrap();
        let dpo = w.staff(w.labs[0], Role::Dpo);
        let lab = w.room.by_reference(&dpo, "TEST-1").await.unwrap().labs[0].id;
        assert!(matches!(w.room.record_signal(&dpo, lab, w.signal(-1)).await, Err(CaseError::Invalid(_))));
    }

    async fn two_editors_do_not_overwrite_each_other_and_the_page_needs_words(t: TestDb) {
        let w = world(&t).await;
        w.room.open(&Actor::Operator, w.case()).await.unwrap();
        let dpo = w.staff(w.labs[0], Role::Dpo);
        let lab = w.room.by_reference(&dpo, "TEST-1").await.unwrap().labs[0].id;
        assert!(matches!(w.room.set_public(&dpo, lab, true).await, Err(CaseError::Invalid(_))));
        let words = PublicFacts {
            what_fr: "Un fichier a été copié.".to_owned(),
            measures_fr: "L’accès est fermé.".to_owned(),
            unknown_fr: "Nous ne savons pas qui l’a copié.".to_owned(),
            ..PublicFacts::default()
        };
        w.room.set_facts(&dpo, lab, 1, &words).await.unwrap();
        assert!(matches!(w.room.set_facts(&dpo, lab, 1, &words).await, Err(CaseError::Conflict)));
        assert!(matches!(w.room.public_case("TEST-1").await, Err(CaseError::NotFound)));
        w.room.set_public(&dpo, lab, true).await.unwrap();
        assert_eq!(w.room.public_case("TEST-1").await.unwrap().labs.len(), 1);
        assert_eq!(w.room.public_cases().await.unwrap().len(), 1);
        w.room.set_duty_facts(&dpo, lab, 3, "{\"version\":1}").await.unwrap();
        let (incident, part) = w.room.case_lab(&dpo, lab).await.unwrap();
        assert_eq!(part.facts, words);
        let change = World::change();
        w.room.update_incident(&dpo, lab, incident.version, change.clone()).await.unwrap();
        let stale = w.room.update_incident(&dpo, lab, incident.version, change).await;
        assert!(matches!(stale, Err(CaseError::Conflict)));
    }

    async fn kind_dates_cause_and_vendor_change_after_the_opening(t: TestDb) {
        let w = world(&t).await;
        w.room.open(&Actor::Operator, w.case()).await.unwrap();
        let dpo = w.staff(w.labs[0], Role::Dpo);
        let lab = w.room.by_reference(&dpo, "TEST-1").await.unwrap().labs[0].id;
        assert_eq!(w.room.case_lab(&dpo, lab).await.unwrap().0.end, End::Unknown);
        let vendor = w.env.new_id();
        for (n, end) in (1..).zip([End::GoingOn, End::On(day(2026, 1, 3)), End::Unknown]) {
            let change = CaseChange { vendor: Some(vendor), end, ..World::change() };
            w.room.update_incident(&dpo, lab, n, change.clone()).await.unwrap();
            let (now, _) = w.room.case_lab(&dpo, lab).await.unwrap();
            let kept = (now.kind, now.started_on, now.end, now.cause, now.cause_status);
            let typed = (change.kind, None, end, change.cause, change.cause_status);
            assert_eq!((kept, now.vendor, now.version), (typed, Some(vendor), n + 1));
            assert_eq!(now.product.as_deref(), Some("Mégaflux 4"));
            assert_eq!(now.title, "Fichiers publiés");
        }
        let backwards = CaseChange {
            started_on: Some(day(2026, 2, 2)), end: End::On(day(2026, 2, 1)), ..World::change()
        };
        let refused = w.room.update_incident(&dpo, lab, 4, backwards).await;
        assert!(matches!(refused, Err(CaseError::Invalid(_))));
        let helper = w.staff(w.labs[0], Role::HelpDesk);
        let denied = w.room.update_incident(&helper, lab, 4, World::change()).await;
        assert!(matches!(denied, Err(CaseError::Denied(_) | CaseError::NotFound)));
        // The breach is common: the journal of each lab says that it changed.
        let all = w.room.by_reference(&Actor::System("test"), "TEST-1").await.unwrap();
        assert_eq!(all.labs.len(), 2);
        let chains = audit::verify_db(&t.db).await.unwrap();
        assert!(chains.iter().all(audit::ChainReport::is_sound));
        assert_eq!(chains.len(), 3, "the platform's, and one for each lab");
    }

    async fn a_refused_first_signal_opens_no_case(t: TestDb) {
        let w = world(&t).await;
        let tomorrow = w.room.open_with(&Actor::Operator, w.case(), Some(w.signal(-24))).await;
        assert!(matches!(&tomorrow, Err(CaseError::Invalid(fields)) if fields[0].code == "future"));
        let missing = w.room.by_reference(&Actor::System("test"), "TEST-1").await;
        assert!(matches!(missing, Err(CaseError::NotFound)));
        w.room.open_with(&Actor::Operator, w.case(), Some(w.signal(24))).await.unwrap();
        let case = w.room.by_reference(&Actor::System("test"), "TEST-1").await.unwrap();
        for lab in case.labs {
            let ledger = w.room.ledger(&Actor::System("test"), lab.id).await.unwrap();
            assert_eq!(ledger.len(), 1);
            assert_eq!(ledger[0].note.as_deref(), Some("Article publié"));
        }
        assert!(audit::verify_db(&t.db).await.unwrap().iter().all(audit::ChainReport::is_sound));
    }

    async fn the_timeline_pages_from_newest_to_oldest(t: TestDb) {
        let w = world(&t).await;
        let incident = w.room.open(&Actor::Operator, w.case()).await.unwrap();
        let third = w.env.new_id();
        let lab = w.room.add_lab(&Actor::Operator, incident, third).await.unwrap();
        assert!(matches!(w.room.add_lab(&Actor::Operator, incident, third).await, Err(CaseError::Conflict)));
        let dpo = w.staff(third, Role::Dpo);
        for hour in 0..5 {
            let entry = NewEntry {
                at: w.env.now() - Duration::hours(hour),
                kind: EntryKind::Fact,
                text: Text::parse(&format!("Fait {hour}")).unwrap(),
            };
            w.room.add_entry(&dpo, lab, entry).await.unwrap();
        }
        let first = w.room.timeline(&dpo, lab, None, 3).await.unwrap();
        let texts = |page: &[TimelineEntry]| -> Vec<_> {
            page.iter().map(|entry| entry.text.clone().unwrap()).collect()
        };
        assert_eq!(texts(&first), ["Fait 0", "Fait 1", "Fait 2"]);
        let last = first.last().unwrap();
        let rest = w.room.timeline(&dpo, lab, Some((last.at, last.id)), 3).await.unwrap();
        assert_eq!(texts(&rest), ["Fait 3", "Fait 4"]);
        w.vault.destroy(vault::Owner::CaseLab(lab)).await.unwrap();
        let erased = w.room.timeline(&dpo, lab, None, 3).await.unwrap();
        let kept: Vec<_> = erased.iter().map(|entry| (entry.at, entry.text.clone())).collect();
        assert_eq!(kept, first.iter().map(|entry| (entry.at, None)).collect::<Vec<_>>());
    }
}
