//! Campaigns from the draft to the last letter.

use campaigns::{DeliveryState, Failures, SendEmails};
use db::sqlx;
use kernel::{CampaignId, Id as _, Role};

use crate::site::{growth::in_doubt, places::work};

use super::{
    access::Staff,
    journey::{Act, Journey},
};

const NEW: &str = "/console/cas/{reference}/{lab}/campagnes/nouvelle";
const ONE: &str = "/console/cas/{reference}/{lab}/campagnes/{campaign}";

/// Batches of letters: made again, posted, one letter back.
pub(super) async fn batches(j: &mut Journey<'_>, staff: &mut Staff) {
    let w = j.w;
    let services = &w.app.services;
    let actor = &w.member(Role::Dpo).actor;
    let dpo = &mut staff.dpo;
    j.about("reference", "SITE-1");
    let page = "/console/cas/{reference}/{lab}/lettres/{batch}";
    let again = "/console/cas/{reference}/{lab}/lettres/{batch}/refaire";
    let remade = j.does(dpo, page, Act::of(again).leading_to("/lettres/")).await;
    // A refusal is a sentence on the page that follows.
    if remade.is_some() && !j.page(dpo, page).await.text().contains("notice--ok") {
        j.fault(again, "the file was not made again");
    }
    let campaign = j.id("campaign").parse().unwrap();
    let letters = services.campaigns.batches(actor, campaign).await.unwrap()[0].letters;
    let today = services.env.now().with_timezone(&chrono_tz::Europe::Paris).date_naive();
    let (letters, today) = (letters.to_string(), today.to_string());
    let typed = [("posted_on", today.as_str()), ("posted_count", letters.as_str())];
    let post = Act::of("/console/cas/{reference}/{lab}/lettres/{batch}/poster").typing(&typed);
    j.does(dpo, page, post.leading_to("/lettres/")).await;
    let returns = "/console/cas/{reference}/{lab}/lettres/retours";
    j.does(dpo, returns, Act::of(returns).leading_to("/lettres/retours")).await;
}

/// A campaign is written, prepared, sent back, opened again, approved; another is given
/// up. Whether it was launched.
pub(super) async fn approval(j: &mut Journey<'_>, staff: &mut Staff) -> bool {
    const WARN: &str = "update campaign set warning = 'shift' where campaign_id = $1";
    let w = j.w;
    let services = &w.app.services;
    j.about("reference", "SITE-1");
    let given_up = j.id("draft").to_owned();
    j.about("campaign", given_up);
    let cancel = "/console/cas/{reference}/{lab}/campagnes/{campaign}/annuler";
    j.does(&mut staff.dpo, cancel, Act::of(cancel).leading_to("/campagnes/")).await;

    let typed = [("completes", ""), ("channels", "email_where_valid")];
    let write = Act::of(NEW).typing(&typed).leading_to("/campagnes/");
    let Some(answer) = j.does(&mut staff.dpo, NEW, write).await else { return false };
    let id = answer.to().rsplit('/').next().unwrap_or_default().to_owned();
    j.about("campaign", id.clone());
    let id: CampaignId = id.parse().unwrap();
    let act = |name: &'static str| Act::of(name).leading_to("/campagnes/");
    let prepare = act("/console/cas/{reference}/{lab}/campagnes/{campaign}/preparer");
    j.does(&mut staff.dpo, ONE, prepare).await;
    work(services).await;
    let refuse = act("/console/cas/{reference}/{lab}/campagnes/{campaign}/renvoyer");
    j.does(&mut staff.approver, ONE, refuse).await;
    j.does(&mut staff.dpo, ONE, prepare).await;
    work(services).await;
    let reopen = act("/console/cas/{reference}/{lab}/campagnes/{campaign}/rouvrir");
    j.does(&mut staff.dpo, ONE, reopen).await;
    j.does(&mut staff.dpo, ONE, prepare).await;
    work(services).await;
    // A suspicion needs many persons, so it is written here.
    let mut tx = services.db.write().await.unwrap();
    db::exec!(&mut tx, sqlx::query(WARN).bind(id.uuid())).unwrap();
    tx.commit().await.unwrap();
    let accept = act("/console/cas/{reference}/{lab}/campagnes/{campaign}/accepter");
    j.does(&mut staff.dpo, ONE, accept).await;
    let approve = act("/console/cas/{reference}/{lab}/campagnes/{campaign}/approuver");
    j.does(&mut staff.approver, ONE, approve).await;
    let progress = services.campaigns.progress(&w.member(Role::Dpo).actor, id).await.unwrap();
    let persons = progress.in_progress.to_string();
    let typed = [("number", persons.as_str())];
    let launch = act("/console/cas/{reference}/{lab}/campagnes/{campaign}/lancer");
    j.does(&mut staff.dpo, ONE, launch.typing(&typed)).await.is_some()
}

/// The campaign that was launched prints, stops, goes on; a doubt is settled.
pub(super) async fn sending(j: &mut Journey<'_>, staff: &mut Staff) {
    const BATCH: &str = "insert into letter_batch (batch_id, campaign_id, n, state, letters, pages, \
         sheets, bytes, created_at, downloads) values ($1, $2, 1, 'rendering', 0, 0, 0, 0, $3, 0)";
    const LOSSES: &str = "update campaign set alert = 'losses', alert_at = $2 \
         where campaign_id = $1 and state = 'paused'";
    let w = j.w;
    let services = &w.app.services;
    let dpo = &mut staff.dpo;
    let id: CampaignId = j.id("campaign").parse().unwrap();
    let act = |name: &'static str| Act::of(name).leading_to("/campagnes/");
    let print = act("/console/cas/{reference}/{lab}/campagnes/{campaign}/imprimer");
    j.does(dpo, ONE, print).await;
    let pause = act("/console/cas/{reference}/{lab}/campagnes/{campaign}/suspendre");
    j.does(dpo, ONE, pause).await;
    // Letters that cannot be written need odd addresses, so the stop over a batch of them
    // is written here.
    let (batch, now) = (services.env.random_uuid(), services.env.now());
    let mut tx = services.db.write().await.unwrap();
    db::exec!(&mut tx, sqlx::query(BATCH).bind(batch).bind(id.uuid()).bind(now)).unwrap();
    db::exec!(&mut tx, sqlx::query(LOSSES).bind(id.uuid()).bind(now)).unwrap();
    tx.commit().await.unwrap();
    let losses = act("/console/cas/{reference}/{lab}/campagnes/{campaign}/renoncer");
    j.does(dpo, ONE, losses).await;
    j.does(dpo, ONE, pause).await;
    let resume = act("/console/cas/{reference}/{lab}/campagnes/{campaign}/reprendre");
    j.does(dpo, ONE, resume).await;
    SendEmails::new(&services.campaigns).run_due().await.unwrap();
    work(services).await;

    doubted(j, id).await;
    let which = Failures { state: DeliveryState::InDoubt, reason: None, after: None, limit: 1 };
    let actor = &w.member(Role::Dpo).actor;
    let doubts = services.campaigns.failures(actor, id, &which).await.unwrap().items;
    j.about("delivery", doubts[0].id.to_string());
    let page = "/console/cas/{reference}/{lab}/campagnes/{campaign}/echecs";
    let settle = Act::of("/console/cas/{reference}/{lab}/campagnes/{campaign}/echecs/trancher");
    j.does(dpo, page, settle.leading_to("/echecs")).await;
}

/// One e-mail in doubt, in the counts too.
async fn doubted(j: &Journey<'_>, id: CampaignId) {
    const LESS: &str = "update campaign_tally set n = n - 1 where campaign_id = $1 \
         and channel = 'email' and state = 'accepted' and counted = $2";
    const MORE: &str = "insert into campaign_tally (campaign_id, channel, state, counted, n) \
         values ($1, 'email', 'in_doubt', $2, 1) on conflict (campaign_id, channel, state, counted) \
         do update set n = campaign_tally.n + 1";
    const OPEN: &str = "update campaign set open_count = open_count + 1 where campaign_id = $1";
    in_doubt(j.w, &id.to_string(), 1).await;
    let mut tx = j.w.app.services.db.write().await.unwrap();
    for sql in [LESS, MORE] {
        db::exec!(&mut tx, sqlx::query(sql).bind(id.uuid()).bind(true)).unwrap();
    }
    db::exec!(&mut tx, sqlx::query(OPEN).bind(id.uuid())).unwrap();
    tx.commit().await.unwrap();
}
