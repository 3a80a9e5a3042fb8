//! What moves the duties of a lab besides its own answers: the case, and the place.

use chrono::NaiveDate;
use incidents::Kind;
use kernel::{Actor, Text};

use super::service::{World, at, world};
use crate::*;

db::each_engine! {
    async fn a_case_that_changes_moves_its_duties_and_keeps_what_was_answered(t: TestDb) {
        let w = world(&t).await;
        let lab = w.case().await;
        let change = |kind, end, cause| incidents::CaseChange {
            kind,
            title: Text::parse("Ordinateur chiffré").unwrap(),
            vendor: None,
            product: None,
            started_on: None,
            end,
            cause,
            cause_status: incidents::CauseStatus::Suspected,
        };
        let (ransom, going_on) = (Kind::Ransomware, incidents::End::GoingOn);
        let thought = change(ransom, going_on, incidents::Cause::Unknown);
        w.incidents.update_incident(&w.dpo(), lab, 1, thought).await.unwrap();
        let (mut facts, version) = w.duties.facts(&w.dpo(), lab).await.unwrap();
        assert_eq!(facts.ongoing, Some(true), "what the case says");
        assert_eq!(facts.kinds, Some([facts::Kind::Availability].into()));
        facts.published = Some(false);
        facts.risk = Some(facts::Risk::High);
        w.duties.set_facts(&w.dpo(), lab, version, facts).await.unwrap();
        // Thought to be locked only, then found copied by somebody outside; and over.
        let over = incidents::End::On(NaiveDate::from_ymd_opt(2026, 2, 20).unwrap());
        let found = change(Kind::Leak, over, incidents::Cause::ExternalMalicious);
        w.incidents.update_incident(&w.dpo(), lab, 2, found).await.unwrap();
        let (facts, _) = w.duties.facts(&w.dpo(), lab).await.unwrap();
        let both = [facts::Kind::Confidentiality, facts::Kind::Availability];
        assert_eq!(facts.kinds, Some(both.into()));
        assert_eq!((facts.ongoing, facts.published), (Some(false), Some(false)));
        assert_eq!(facts.malicious_attack, Some(true));
        assert!(w.view(lab, "fr-assur-12-10-1").await.is_open(), "an attack: the insurer's complaint");
    }

    async fn a_lab_in_reunion_that_learns_at_10_17_has_its_limit_at_8_in_paris(t: TestDb) {
        let w = world(&t).await;
        let accounts = accounts::Accounts::new(
            t.db.clone(), w.vault.clone(), w.env.clone(), accounts::AccountsConfig::default(),
        );
        let profile = accounts::OrganisationProfile {
            name: "Laboratoire du Lagon".to_owned(),
            zone: "Indian/Reunion".to_owned(),
            ..Default::default()
        };
        let new = accounts::NewOrganisation { kind: accounts::OrganisationKind::Lab, profile };
        let lagoon = accounts.create_organisation(&Actor::Operator, new).await.unwrap();
        let w = World { labs: [lagoon, w.labs[1]], ..w };
        let lab = w.case().await;
        w.clock.set(at("2026-03-05T00:00:00+00:00").to_utc());
        // What the clock on their wall reads; the page takes it in the lab's own zone.
        w.aware(lab, "2026-03-04T10:17:00+04:00").await;
        let view = w.view(lab, "eu-gdpr-33-1").await;
        let Due::At(due) = &view.due else { panic!("{:?}", view.due) };
        assert_eq!(due.legal_limit, Some(at("2026-03-07T08:00:00+01:00")));
        assert_eq!(due.legal_limit.unwrap().to_rfc3339(), "2026-03-07T11:00:00+04:00");
        // The zone follows the laboratory, also once facts were written down.
        let (facts, version) = w.duties.facts(&w.dpo(), lab).await.unwrap();
        w.duties.set_facts(&w.dpo(), lab, version, facts).await.unwrap();
        let (facts, _) = w.duties.facts(&w.dpo(), lab).await.unwrap();
        assert_eq!(String::from(facts.zone.unwrap()), "Indian/Reunion");
    }
}
