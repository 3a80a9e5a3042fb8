//! Ten times as much of everything in one lab's part of a case.

use std::fs;

use campaigns::{Channels, NewCampaign};
use chrono::{Duration, FixedOffset, Utc};
use db::sqlx;
use incidents::{EntryKind, NewEntry, NewSignal, Source};
use kernel::{CaseLabId, Role};

use super::{
    places::{Place, delivered, extract, failed_job, told_by},
    world::{World, case, invitation, member, text},
};

/// How often each thing is made once more.
const TIMES: i64 = 10;

/// The surname of the many; a fresh one, so that they are found apart from the few.
pub(super) const MANY: &str = "GUEGUEN";

/// Makes ten of everything; gives the place with the large delivery and campaign.
pub(super) async fn grown(w: &World) -> Place {
    let services = &w.app.services;
    let lab = &w.labs[0];
    let dpo = &lab.of(Role::Dpo).actor;
    let parts = services.incidents.by_reference(dpo, "SITE-1").await.unwrap().labs;
    let part = parts.iter().find(|part| part.organisation == lab.id).unwrap().id;
    for n in 0..TIMES {
        case(services, &format!("PLUS-{n}"), &[lab.id]).await;
        member(services, lab.id, Role::Auditor, &format!("plus{n}")).await;
        invitation(services, lab.id, &format!("plus{n}")).await;
        let draft = NewCampaign::first(text("Brouillon"), Channels::LetterOnly);
        services.campaigns.create(dpo, part, draft).await.unwrap();
        told_once_more(w, part, n).await;
    }
    failed_jobs(w, TIMES).await;
    let dir = w.folder();
    let file = dir.join("more.csv");
    for n in 0..TIMES {
        fs::write(&file, format!("NOM;PRENOM\nKERMARREC;YANN{n}\n")).unwrap();
        services.imports.receive_path(dpo, part, &file).await.unwrap();
    }
    let import = delivered(services, dir, dpo, part, &extract(MANY, 60, 20)).await;
    let campaign = told_by(services, lab, part, Channels::EmailWhereValid, 3).await;
    in_doubt(w, &campaign.to_string(), TIMES).await;
    w.places[0].clone().with("import", import).with("campaign", campaign.to_string())
}

/// One signal and one line of the chronology.
async fn told_once_more(w: &World, part: CaseLabId, n: i64) {
    let services = &w.app.services;
    let dpo = &w.labs[0].of(Role::Dpo).actor;
    let at = services.env.now() - Duration::hours(n + 2);
    let signal = NewSignal {
        at: at.with_timezone(&FixedOffset::east_opt(0).unwrap()),
        source: Source::Press,
        note: text("Essai."),
        evidence: None,
        inquiry: false,
    };
    services.incidents.record_signal(dpo, part, signal).await.unwrap();
    let entry =
        NewEntry { at: at.with_timezone(&Utc), kind: EntryKind::Fact, text: text("Essai.") };
    services.incidents.add_entry(dpo, part, entry).await.unwrap();
}

/// Work that failed for good.
pub(super) async fn failed_jobs(w: &World, many: i64) {
    for _ in 0..many {
        failed_job(&w.app.services).await;
    }
}

/// Messages whose sender vanished after the first byte: a process is killed for that, so
/// it is written here.
pub(super) async fn in_doubt(w: &World, campaign: &str, many: i64) {
    const SQL: &str = "update delivery set state = 'in_doubt', reason = 'lost' where delivery_id in \
         (select delivery_id from delivery where campaign_id = $1 and state = 'accepted' limit $2)";
    let campaign: kernel::CampaignId = campaign.parse().unwrap();
    let mut tx = w.app.services.db.write().await.unwrap();
    let id = kernel::Id::uuid(campaign);
    let changed = db::exec!(&mut tx, sqlx::query(SQL).bind(id).bind(many)).unwrap();
    assert!(changed > 0, "no message was sent");
    tx.commit().await.unwrap();
}
