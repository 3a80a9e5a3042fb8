//! The verbs, on both engines.

use std::sync::Arc;

use chrono::{DateTime, Duration, FixedOffset, NaiveDate};
use db::testing::TestDb;
use incidents::{Incidents, Kind, NewCase, NewSignal, Reference, Source};
use kernel::{
    Actor, CaseLabId, Env, Grant, Id as _, MockClock, OrganisationId, Role, StaffActor, Text,
};
use vault::{Owner, Vault};

use crate::facts::{Jurisdiction, Nis2, Risk};
use crate::*;

/// Tuesday 24 February 2026, 9:30 in Paris: the file was checked.
const CHECKED: &str = "2026-02-24T09:30:00+01:00";

pub(super) struct World {
    pub(super) duties: Duties,
    pub(super) incidents: Incidents,
    pub(super) vault: Vault,
    pub(super) env: Env,
    pub(super) clock: Arc<MockClock>,
    pub(super) labs: [OrganisationId; 2],
}

pub(super) fn at(text: &str) -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339(text).unwrap()
}

pub(super) async fn world(t: &TestDb) -> World {
    let (env, clock) = Env::test(at("2026-02-26T16:40:00+01:00").to_utc(), 34);
    let vault = Vault::ephemeral(t.keys.clone(), env.clone()).await.unwrap();
    let incidents = Incidents::new(t.db.clone(), vault.clone(), env.clone());
    let duties = Duties::new(t.db.clone(), vault.clone(), env.clone(), incidents.clone()).unwrap();
    let labs = [env.new_id(), env.new_id()];
    World { duties, incidents, vault, env, clock, labs }
}

impl World {
    fn staff(&self, organisation: OrganisationId, role: Role) -> Actor {
        Actor::Staff(StaffActor {
            account: self.env.new_id(),
            session: None,
            grants: vec![Grant { organisation, role }],
        })
    }

    pub(super) fn dpo(&self) -> Actor {
        self.staff(self.labs[0], Role::Dpo)
    }

    /// A leak at a vendor with two labs; gives the first lab's part.
    pub(super) async fn case(&self) -> CaseLabId {
        let new = NewCase {
            reference: Reference::parse("TEST-1").unwrap(),
            kind: Kind::Leak,
            title: Text::parse("Fichiers publiés").unwrap(),
            vendor: Some(self.env.new_id()),
            product: None,
            started_on: NaiveDate::from_ymd_opt(2025, 11, 1),
            end: incidents::End::Unknown,
            labs: self.labs.to_vec(),
        };
        self.incidents.open(&Actor::Operator, new).await.unwrap();
        self.lab(self.labs[0]).await
    }

    async fn lab(&self, organisation: OrganisationId) -> CaseLabId {
        let case = self.incidents.by_reference(&Actor::Operator, "TEST-1").await.unwrap();
        case.labs.iter().find(|lab| lab.organisation == organisation).unwrap().id
    }

    /// Aware from an instant, signed by two persons where the ledger asks for it.
    pub(super) async fn aware(&self, lab: CaseLabId, when: &str) {
        let signal = NewSignal {
            at: at(when),
            source: Source::Internal,
            note: Text::parse("Fichier vérifié").unwrap(),
            evidence: None,
            inquiry: false,
        };
        let row = self.incidents.record_signal(&self.dpo(), lab, signal).await.unwrap();
        let reason = Text::parse("Certitude raisonnable").unwrap();
        self.incidents.decide_awareness(&self.dpo(), lab, row, reason).await.unwrap();
        let ledger = self.incidents.ledger(&self.dpo(), lab).await.unwrap();
        if let Some(row) = ledger.iter().find(|row| row.decision == incidents::Decision::Proposed) {
            let second = self.staff(self.labs[0], Role::Approver);
            self.incidents.approve_awareness(&second, lab, row.id).await.unwrap();
        }
    }

    pub(super) async fn view(&self, lab: CaseLabId, rule: &str) -> DutyView {
        self.duties.duty(&self.dpo(), lab, rule).await.unwrap().view
    }
}

fn sent(when: &str) -> NewSubmission {
    NewSubmission {
        at: at(when),
        number: Some(Text::parse("FR-2026-1").unwrap()),
        sender: Text::parse("Déléguée à la protection des données").unwrap(),
        receipt: Some([7; 32]),
        delay_reason: None,
    }
}

fn why(text: &str) -> Text<2000> {
    Text::parse(text).unwrap()
}

db::each_engine! {
    async fn a_new_case_owes_its_presumed_duties_and_waits_for_awareness(t: TestDb) {
        let w = world(&t).await;
        let lab = w.case().await;
        let list = w.duties.list(&w.dpo(), lab).await.unwrap();
        let open: Vec<_> = list.iter().filter(|view| view.is_open()).map(|view| &*view.rule).collect();
        assert_eq!(open, ["eu-gdpr-33-1", "eu-gdpr-33-2", "eu-gdpr-33-5", "fr-csp-1111-8-2"]);
        let cnil = &list[0];
        assert_eq!((cnil.stage, cnil.version), (Stage::NotAssessed, 0));
        assert_eq!(cnil.due, Due::Pending(facts::Anchor::Awareness));
        assert_eq!(cnil.recipient.code, "cnil");
        assert_eq!(cnil.title.fr, "Notifier la CNIL");
        assert_eq!(w.duties.nearest_deadline(&w.dpo(), lab).await.unwrap().map(|n| n.rule), None);
        assert!(list.iter().any(|view| view.rule == "fr-nis2" && view.assessed == State::Dormant));
        assert!(list.iter().all(|view| !view.rule.starts_with("us-") && !view.rule.starts_with("eu-nis2")));
    }

    async fn awareness_starts_the_clocks_and_another_one_moves_them_and_keeps_history(t: TestDb) {
        let w = world(&t).await;
        let lab = w.case().await;
        w.aware(lab, "2026-02-23T18:05:00+01:00").await;
        let nearest = w.duties.nearest_deadline(&w.dpo(), lab).await.unwrap().unwrap();
        // CERT Santé's 24 hours are over; so are the processor's, which are not ours.
        assert_eq!(nearest.rule, "fr-csp-1111-8-2");
        assert_eq!(w.view(lab, "eu-gdpr-33-2").await.debtor, Debtor::Another);
        assert_eq!(nearest.target, at("2026-02-24T18:05:00+01:00"));
        assert!(nearest.remaining < Duration::zero());
        let before = w.view(lab, "eu-gdpr-33-1").await;
        assert_eq!(before.target(), Some(at("2026-02-26T18:05:00+01:00")));
        assert!(!before.is_overdue(w.env.now()));
        w.aware(lab, CHECKED).await;
        let detail = w.duties.duty(&w.dpo(), lab, "eu-gdpr-33-1").await.unwrap();
        assert_eq!(detail.view.target(), Some(at("2026-02-27T09:30:00+01:00")));
        let Due::At(due) = &detail.view.due else { panic!("a deadline") };
        assert_eq!(due.legal_limit, Some(at("2026-02-27T10:00:00+01:00")));
        assert_eq!(detail.view.remaining(w.env.now()), Some(Duration::minutes(16 * 60 + 50)));
        assert_eq!(detail.deadlines.len(), 2);
        let limits: Vec<_> = detail.deadlines.iter().map(|past| {
            let Due::At(due) = &past.due else { panic!("a deadline") };
            (past.in_force, due.target.unwrap())
        }).collect();
        assert_eq!(limits, [
            (false, at("2026-02-26T18:05:00+01:00")),
            (true, at("2026-02-27T09:30:00+01:00")),
        ]);
        w.clock.set(at("2026-02-27T09:30:01+01:00").to_utc());
        assert!(w.view(lab, "eu-gdpr-33-1").await.is_overdue(w.env.now()));
    }

    async fn a_late_first_submission_must_give_its_reasons(t: TestDb) {
        let w = world(&t).await;
        let lab = w.case().await;
        w.aware(lab, CHECKED).await;
        w.clock.set(at("2026-02-28T12:00:00+01:00").to_utc());
        let late = "2026-02-27T09:30:01+01:00";
        let refused = w.duties.submit(&w.dpo(), lab, "eu-gdpr-33-1", 0, sent(late)).await;
        let Err(DutyError::DelayReasonRequired { target }) = refused else { panic!("refused") };
        assert_eq!(target, at("2026-02-27T09:30:00+01:00"));
        assert_eq!(w.view(lab, "eu-gdpr-33-1").await.stage, Stage::NotAssessed);
        let mut late_one = sent(late);
        late_one.delay_reason = Some(why("Le prestataire n’a répondu que le 27 février."));
        w.duties.submit(&w.dpo(), lab, "eu-gdpr-33-1", 0, late_one).await.unwrap();
        let detail = w.duties.duty(&w.dpo(), lab, "eu-gdpr-33-1").await.unwrap();
        assert_eq!(detail.view.stage, Stage::SubmittedInitial);
        assert!(!detail.view.is_overdue(w.env.now()));
        assert!(detail.view.refinements.iter().any(|other| other.rule == "eu-gdpr-33-1-delay"));
        let [only] = &detail.submissions[..] else { panic!("one submission") };
        assert_eq!(only.at, at(late));
        assert_eq!(only.at.offset().local_minus_utc(), 3600);
        assert!(only.delay_reason.as_deref().unwrap().contains("prestataire"));
        assert_eq!(only.sender.as_deref(), Some("Déléguée à la protection des données"));
        assert_eq!(only.receipt, Some(vec![7; 32]));
        assert_eq!(only.target_at, Some(target.to_utc()));
        // An internal target is no law: CERT Santé asks for no reason.
        w.duties.submit(&w.dpo(), lab, "fr-csp-1111-8-2", 0, sent(late)).await.unwrap();
    }

    async fn a_duty_lives_from_its_first_submission_to_its_closing(t: TestDb) {
        let w = world(&t).await;
        let lab = w.case().await;
        w.aware(lab, CHECKED).await;
        let (rule, dpo) = ("eu-gdpr-33-1", w.dpo());
        w.duties.assess(&dpo, lab, rule, 0, Verdict::Owed(None)).await.unwrap();
        w.duties.submit(&dpo, lab, rule, 1, sent("2026-02-26T10:00:00+01:00")).await.unwrap();
        let twice = w.duties.submit(&dpo, lab, rule, 1, sent("2026-02-26T10:00:00+01:00")).await;
        assert!(matches!(twice, Err(DutyError::Conflict)));
        w.duties.submit(&dpo, lab, rule, 2, sent("2026-02-26T11:00:00+01:00")).await.unwrap();
        w.duties.submit(&dpo, lab, rule, 3, sent("2026-02-26T12:00:00+01:00")).await.unwrap();
        let undone = w.duties.assess(&dpo, lab, rule, 4, Verdict::NotOwed(why("Erreur"))).await;
        assert!(matches!(undone, Err(DutyError::WrongState)));
        w.duties.close(&dpo, lab, rule, 4, None).await.unwrap();
        let more = w.duties.submit(&dpo, lab, rule, 5, sent("2026-02-26T13:00:00+01:00")).await;
        assert!(matches!(more, Err(DutyError::WrongState)));
        let detail = w.duties.duty(&dpo, lab, rule).await.unwrap();
        assert_eq!((detail.view.submissions, detail.submissions.len()), (3, 3));
        assert_eq!(detail.view.first_sent, Some(at("2026-02-26T10:00:00+01:00").to_utc()));
        let stages: Vec<_> = detail.steps.iter().map(|step| step.stage).collect();
        assert_eq!(stages, [
            Stage::Triggered, Stage::SubmittedInitial, Stage::SubmittedComplementary,
            Stage::SubmittedComplementary, Stage::Closed,
        ]);
        assert!(detail.steps.iter().all(|step| step.pack_version.starts_with("eu-gdpr 20")));
        assert!(audit::verify_db(&t.db).await.unwrap().iter().all(audit::ChainReport::is_sound));
        let page = audit::page(&t.db, audit::Chain::CaseLab(lab), None, 50).await.unwrap();
        let ours = page.events.iter().filter(|event| event.name.starts_with("duties.")).count();
        assert_eq!(ours, 5, "one event for each change");
        assert!(page.events.iter().all(|event| !event.data.contains("Déléguée")));
    }

    async fn a_duty_decided_away_keeps_its_reason_and_shows_when_facts_disagree(t: TestDb) {
        let w = world(&t).await;
        let lab = w.case().await;
        w.aware(lab, CHECKED).await;
        let (rule, dpo) = ("fr-csp-1111-8-2", w.dpo());
        let verdict = Verdict::NotOwed(why("Incident mineur, fiche du 25 février."));
        w.duties.assess(&dpo, lab, rule, 0, verdict).await.unwrap();
        let detail = w.duties.duty(&dpo, lab, rule).await.unwrap();
        assert_eq!((detail.view.stage, &detail.view.due), (Stage::NotTriggered, &Due::None));
        assert!(detail.view.disagrees() && !detail.view.is_open());
        assert!(detail.steps[0].reason.as_deref().unwrap().contains("mineur"));
        let refused = w.duties.submit(&dpo, lab, rule, 1, sent(CHECKED)).await;
        assert!(matches!(refused, Err(DutyError::WrongState)));
        w.duties.assess(&dpo, lab, rule, 1, Verdict::Owed(None)).await.unwrap();
        let no_reason = w.duties.close(&dpo, lab, rule, 2, None).await;
        assert!(matches!(no_reason, Err(DutyError::Invalid(_))));
        w.vault.destroy(Owner::Evidence(lab)).await.unwrap();
        let erased = w.duties.duty(&dpo, lab, rule).await.unwrap();
        assert_eq!(erased.steps[0].reason, None);
    }

    async fn facts_written_down_change_the_duties(t: TestDb) {
        let w = world(&t).await;
        let lab = w.case().await;
        w.aware(lab, CHECKED).await;
        let dpo = w.dpo();
        let (mut facts, version) = w.duties.facts(&dpo, lab).await.unwrap();
        assert!(facts.awareness.is_some());
        facts.risk = Some(Risk::High);
        facts.nis2_entity = Some(Nis2::None);
        facts.jurisdictions.insert(Jurisdiction::try_from("CH").unwrap());
        w.duties.set_facts(&dpo, lab, version, facts.clone()).await.unwrap();
        let stale = w.duties.set_facts(&dpo, lab, version, facts).await;
        assert!(matches!(stale, Err(DutyError::Conflict)));
        let list = w.duties.list(&dpo, lab).await.unwrap();
        let find = |rule: &str| list.iter().find(|view| view.rule == rule);
        assert!(find("eu-gdpr-34-1").unwrap().is_open());
        assert!(find("ch-lpd-24").unwrap().is_open());
        assert!(find("fr-nis2").is_none(), "it said that it is no NIS 2 entity");
        let (again, _) = w.duties.facts(&dpo, lab).await.unwrap();
        assert_eq!(again.awareness.map(String::from), Some("2026-02-24T08:30:00+00:00".to_owned()));
        let other = w.lab(w.labs[1]).await;
        let (theirs, _) = w.duties.facts(&Actor::Operator, other).await.unwrap();
        assert_eq!(theirs.risk, None, "another lab's facts are its own");
    }

    async fn a_law_that_is_switched_on_gives_deadlines_and_off_none(t: TestDb) {
        let w = world(&t).await;
        let lab = w.case().await;
        w.aware(lab, CHECKED).await;
        let dpo = w.dpo();
        let (mut facts, version) = w.duties.facts(&dpo, lab).await.unwrap();
        facts.nis2_entity = Some(Nis2::Important);
        facts.nis2_significant = Some(true);
        w.duties.set_facts(&dpo, lab, version, facts).await.unwrap();
        let dormant = w.view(lab, "fr-nis2").await;
        assert_eq!((dormant.assessed, dormant.target()), (State::Dormant, None));
        let early = w.duties.assess(&dpo, lab, "fr-nis2", 0, Verdict::Owed(None)).await;
        assert!(matches!(early, Err(DutyError::NotInForce)));
        let day = NaiveDate::from_ymd_opt(2026, 2, 1).unwrap();
        assert!(matches!(w.duties.switch_on(&dpo, "fr-nis2", day).await, Err(DutyError::Denied(_))));
        let admin = w.staff(w.env.new_id(), Role::PlatformAdmin);
        assert!(matches!(w.duties.switch_on(&admin, "eu-gdpr", day).await, Err(DutyError::NotFound)));
        w.duties.switch_on(&admin, "fr-nis2", day).await.unwrap();
        assert_eq!(w.view(lab, "fr-nis2").await.target(), Some(at("2026-02-25T09:30:00+01:00")));
        assert_eq!(w.duties.switches(&admin).await.unwrap().len(), 1);
        w.duties.switch_off(&admin, "fr-nis2").await.unwrap();
        assert_eq!(w.view(lab, "fr-nis2").await.assessed, State::Dormant);
        assert!(matches!(w.duties.switch_off(&admin, "fr-nis2").await, Err(DutyError::NotFound)));
    }

    async fn nobody_acts_beyond_a_role_or_in_another_lab(t: TestDb) {
        let w = world(&t).await;
        let lab = w.case().await;
        w.aware(lab, CHECKED).await;
        let rule = "eu-gdpr-33-1";
        let auditor = w.staff(w.labs[0], Role::Auditor);
        w.duties.list(&auditor, lab).await.unwrap();
        let refused = w.duties.assess(&auditor, lab, rule, 0, Verdict::Owed(None)).await;
        assert!(matches!(refused, Err(DutyError::Denied(_))));
        let assistant = w.staff(w.labs[0], Role::Assistant);
        let refused = w.duties.submit(&assistant, lab, rule, 0, sent(CHECKED)).await;
        assert!(matches!(refused, Err(DutyError::Denied(_))));
        let refused = w.duties.close(&assistant, lab, rule, 0, None).await;
        assert!(matches!(refused, Err(DutyError::Denied(_))));
        for stranger in [
            w.staff(w.labs[1], Role::Dpo),
            w.staff(w.labs[0], Role::Vendor),
            w.staff(w.labs[0], Role::Regulator),
            Actor::Visitor,
        ] {
            assert!(matches!(w.duties.list(&stranger, lab).await, Err(DutyError::NotFound)));
            assert!(matches!(w.duties.facts(&stranger, lab).await, Err(DutyError::NotFound)));
            assert!(matches!(w.duties.duty(&stranger, lab, rule).await, Err(DutyError::NotFound)));
            assert!(matches!(w.duties.nearest_deadline(&stranger, lab).await, Err(DutyError::NotFound)));
            let (version, facts) = (1, Facts::default());
            assert!(matches!(w.duties.set_facts(&stranger, lab, version, facts).await, Err(DutyError::NotFound)));
        }
        let view = w.view(lab, rule).await;
        assert_eq!((view.stage, view.version), (Stage::NotAssessed, 0), "nothing was changed");
    }

    async fn what_cannot_be_is_refused(t: TestDb) {
        let w = world(&t).await;
        let lab = w.case().await;
        let dpo = w.dpo();
        for rule in ["nothing", "fr-lil-58", "eu-gdpr-33-1-delay", "us-hipaa-414"] {
            assert!(matches!(w.duties.duty(&dpo, lab, rule).await, Err(DutyError::NotFound)), "{rule}");
            let refused = w.duties.assess(&dpo, lab, rule, 0, Verdict::Owed(None)).await;
            assert!(matches!(refused, Err(DutyError::NotFound)), "{rule}");
        }
        let future = w.duties.submit(&dpo, lab, "eu-gdpr-33-1", 0, sent("2026-02-26T16:40:01+01:00")).await;
        assert!(matches!(future, Err(DutyError::Invalid(_))));
        let unseen = w.duties.assess(&dpo, lab, "eu-gdpr-33-1", 3, Verdict::Owed(None)).await;
        assert!(matches!(unseen, Err(DutyError::Conflict)));
        let untouched = w.duties.close(&dpo, lab, "eu-gdpr-33-1", 0, None).await;
        assert!(matches!(untouched, Err(DutyError::WrongState)));
        let nobody = CaseLabId::from_uuid(w.env.random_uuid());
        assert!(matches!(w.duties.list(&dpo, nobody).await, Err(DutyError::NotFound)));
    }

    async fn texts_are_sealed_at_rest(t: TestDb) {
        let w = world(&t).await;
        let lab = w.case().await;
        w.aware(lab, CHECKED).await;
        let mut marked = sent("2026-02-26T10:00:00+01:00");
        marked.delay_reason = Some(why("PHRASE-TÉMOIN"));
        w.duties.submit(&w.dpo(), lab, "eu-gdpr-33-1", 0, marked).await.unwrap();
        let mut tx = t.db.read().await.unwrap();
        let duty = crate::store::duties(&mut tx, lab).await.unwrap().remove(0);
        let row = crate::store::submissions(&mut tx, duty.id).await.unwrap().remove(0);
        for sealed in [row.sender, row.delay_reason.unwrap()] {
            let text = String::from_utf8_lossy(&sealed).into_owned();
            assert!(!text.contains("TÉMOIN") && !text.contains("Déléguée"));
        }
    }
}
