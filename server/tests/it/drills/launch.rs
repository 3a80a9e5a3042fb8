//! A case of invented persons, and a campaign that tells them by e-mail, launched.

use std::{fmt::Write as _, fs};

use accounts::{NewOrganisation, OrganisationKind, OrganisationProfile};
use campaigns::{Channels, NewCampaign};
use chrono::{Days, FixedOffset, NaiveDate};
use imports::detect::Overrides;
use incidents::{Kind, NewCase, NewSignal, PublicFacts, Reference, Source};
use kernel::{Actor, Grant, OrganisationId, Role, StaffActor, Text};
use server::Services;

use super::{ledger::Ledger, place::Place};

/// Persons that nothing but their number tells apart, each with a mailbox.
fn extract(people: u64) -> String {
    let mut text = String::from(
        "NOM DE NAISSANCE;PRENOM;DATE DE NAISSANCE;SEXE;ADRESSE;CODE POSTAL;VILLE;EMAIL\n",
    );
    let first = NaiveDate::from_ymd_opt(1930, 1, 1).unwrap();
    for n in 0..people {
        let word: String = n.to_string().bytes().map(|b| char::from(b - b'0' + b'A')).collect();
        let born = (first + Days::new(n % 20_000)).format("%d/%m/%Y");
        writeln!(
            text,
            "KERMARREC{word};ANNE{word};{born};F;{} RUE DES AJONCS;56000;VANNES;p{n}@example.org",
            n % 900 + 1
        )
        .unwrap();
    }
    text
}

fn lab() -> OrganisationProfile {
    OrganisationProfile {
        name: "Armorbio".to_owned(),
        city: "Vannes".to_owned(),
        phone: "02 61 91 00 00".to_owned(),
        hours: "du lundi au vendredi, 8 h à 19 h".to_owned(),
        dpo_name: "Solenn Trévidic".to_owned(),
        dpo_email: "dpo@example.org".to_owned(),
        dpo_address: vec!["BP 12 VANNES".to_owned()],
        sender_lines: vec!["Protection des données".to_owned(), "BP 12 Vannes".to_owned()],
        ..OrganisationProfile::default()
    }
}

fn staff(services: &Services, organisation: OrganisationId, role: Role) -> Actor {
    let grants = vec![Grant { organisation, role }];
    Actor::Staff(StaffActor { account: services.env.new_id(), session: None, grants })
}

/// A case with its persons and a campaign that a second person approved, launched.
pub(super) async fn launched(place: &Place, people: u64) -> Ledger {
    let services = place.services().await;
    let new = NewOrganisation { kind: OrganisationKind::Lab, profile: lab() };
    let lab = services.accounts.create_organisation(&Actor::Operator, new).await.unwrap();
    let today = services.env.now().date_naive();
    let case = NewCase {
        reference: Reference::parse("DRILL-1").unwrap(),
        kind: Kind::Leak,
        title: Text::parse("Essai").unwrap(),
        vendor: None,
        product: None,
        started_on: Some(today - Days::new(30)),
        end: Some(today - Days::new(2)).into(),
        labs: vec![lab],
    };
    services.incidents.open(&Actor::Operator, case).await.unwrap();
    let dpo = staff(&services, lab, Role::Dpo);
    let case = services.incidents.by_reference(&dpo, "DRILL-1").await.unwrap();
    let part = case.labs[0].id;
    let facts = PublicFacts {
        what_fr: "Un fichier a été copié.".to_owned(),
        what_en: "A file was copied.".to_owned(),
        measures_fr: "Nous avons fait retirer le fichier. Nous avons porté plainte.".to_owned(),
        measures_en: "We had the file removed. We filed a complaint.".to_owned(),
        unknown_fr: "Nous ne savons pas qui a copié le fichier.".to_owned(),
        unknown_en: "We do not know who copied the file.".to_owned(),
        ..PublicFacts::default()
    };
    services.incidents.set_facts(&dpo, part, case.labs[0].version, &facts).await.unwrap();
    services.incidents.set_public(&dpo, part, true).await.unwrap();
    let signal = NewSignal {
        at: services.env.now().with_timezone(&FixedOffset::east_opt(0).unwrap()),
        source: Source::Internal,
        note: Text::parse("Essai.").unwrap(),
        evidence: None,
        inquiry: false,
    };
    let signal = services.incidents.record_signal(&dpo, part, signal).await.unwrap();
    let reason = Text::parse("Essai.").unwrap();
    services.incidents.decide_awareness(&dpo, part, signal, reason).await.unwrap();
    let file = place.path("people.csv");
    fs::write(&file, extract(people)).unwrap();
    let room = &services.imports;
    let id = room.receive_path(&dpo, part, &file).await.unwrap();
    room.map(&dpo, id, None, Overrides::default()).await.unwrap();
    let report = room.run(&dpo, id).await.unwrap();
    assert_eq!(u64::try_from(report.persons).unwrap(), people, "{report:?}");
    room.activate(&dpo, id).await.unwrap();
    let room = &services.campaigns;
    let title = Text::parse("Information des personnes").unwrap();
    let new = NewCampaign::first(title, Channels::EmailWhereValid);
    let campaign = room.create(&dpo, part, new).await.unwrap();
    let prepared = room.prepare(&dpo, campaign).await.unwrap();
    let approver = staff(&services, lab, Role::Approver);
    room.approve(&approver, campaign, &prepared.hash_text().unwrap()).await.unwrap();
    room.launch(&dpo, campaign).await.unwrap();
    services.close().await;
    Ledger { campaign, part, dpo }
}
