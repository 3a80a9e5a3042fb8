//! What resists: every delivery that did not simply arrive, with its reason, its next
//! step and what the server said.

use accounts::Verb;
use audit::{Event, record};
use chrono::{DateTime, Utc};
use incidents::Scope;
use kernel::{Actor, CampaignId, CaseLabId, DeliveryId, PersonId};
use vault::Row;

use crate::{
    Campaign, Campaigns, DeliveryState, DeliveryView, NextStep,
    delivery_view::{key_of, view},
    mailing::attempt_place,
    model::Delivery,
    next_step::next_step,
    room::Result,
    store,
};

/// Most deliveries of one page.
const PAGE: i64 = 200;

/// One try, opened for a reader with the right to it.
#[derive(Clone, PartialEq, Eq)]
pub struct AttemptView {
    /// Which try, from 1.
    pub n: i64,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// `accepted`, `refused`, `not_sent`, `in_doubt`, `bounced`; none while under way.
    pub outcome: Option<String>,
    /// The step of the dialogue (RFC 5321).
    pub stage: Option<String>,
    /// Reply code.
    pub code: Option<i64>,
    /// Enhanced code (RFC 3463).
    pub enhanced: Option<String>,
    /// What the server wrote; may hold an address.
    pub reply: Option<String>,
}

impl std::fmt::Debug for AttemptView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AttemptView")
            .field("n", &self.n)
            .field("outcome", &self.outcome)
            .field("code", &self.code)
            .finish_non_exhaustive()
    }
}

/// A page of deliveries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveryPage {
    /// In the order of the persons.
    pub items: Vec<DeliveryView>,
    /// Where the next page starts; none on the last.
    pub next: Option<DeliveryId>,
}

/// Deliveries of a state by reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReasonCount {
    /// The state.
    pub state: DeliveryState,
    /// Stable word of the reason.
    pub reason: String,
    /// The catalogue's key of the reason; none where there is no reason.
    pub reason_key: Option<String>,
    /// What happens next.
    pub next: NextStep,
    /// How many.
    pub deliveries: i64,
}

/// Which deliveries a page lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failures {
    /// The state: deferred, in doubt, failed, returned, excluded or unreachable.
    pub state: DeliveryState,
    /// Only with this reason.
    pub reason: Option<String>,
    /// After this delivery.
    pub after: Option<DeliveryId>,
    /// At most this many, 200 at most.
    pub limit: i64,
}

impl Campaigns {
    /// Deliveries that did not simply arrive.
    ///
    /// # Errors
    /// Refusals of the scope.
    pub async fn failures(
        &self,
        actor: &Actor,
        id: CampaignId,
        which: &Failures,
    ) -> Result<DeliveryPage> {
        let (scope, campaign) = self.admit(actor, Verb::ViewCampaigns, id).await?;
        let limit = which.limit.clamp(1, PAGE);
        let mut tx = self.db.read().await?;
        let reason = which.reason.as_deref();
        let mut found =
            store::delivery::in_trouble(&mut tx, id, which.state, reason, which.after, limit + 1)
                .await?;
        drop(tx);
        let more = i64::try_from(found.len()).unwrap_or(0) > limit;
        found.truncate(usize::try_from(limit).unwrap_or(0));
        let next = found.last().filter(|_| more).map(|last| last.id);
        let items = self.views(&scope, &campaign, found).await?;
        Ok(DeliveryPage { items, next })
    }

    /// Deliveries that did not simply arrive, by state and reason.
    ///
    /// # Errors
    /// Refusals of the scope.
    pub async fn reasons(&self, actor: &Actor, id: CampaignId) -> Result<Vec<ReasonCount>> {
        self.admit(actor, Verb::ViewCampaigns, id).await?;
        let mut tx = self.db.read().await?;
        let rows = store::counts::reasons(&mut tx, id).await?;
        Ok(rows
            .into_iter()
            .map(|(state, reason, deliveries)| ReasonCount {
                reason_key: key_of(state, &reason),
                next: next_step(state, &reason),
                state,
                reason,
                deliveries,
            })
            .collect())
    }

    /// A delivery, and its tries with the server's words. The reading is recorded.
    ///
    /// # Errors
    /// Refusals of the scope.
    pub async fn attempts(
        &self,
        actor: &Actor,
        id: DeliveryId,
    ) -> Result<(DeliveryView, Vec<AttemptView>)> {
        let (scope, campaign, delivery) =
            self.admit_delivery(actor, Verb::SettleDeliveries, id).await?;
        let key = self.key(scope.case_lab()).await?;
        let mut tx = self.db.write().await?;
        let rows = store::ledger::attempts(&mut tx, id).await?;
        let mut views = Vec::with_capacity(rows.len());
        for row in rows {
            let place = attempt_place(id, row.n);
            let place = Row { table: "attempt", id: &place };
            let reply = row.reply.map(|sealed| key.open(place, &sealed)).transpose()?;
            views.push(AttemptView {
                n: row.n,
                started_at: row.started_at,
                ended_at: row.ended_at,
                outcome: row.outcome,
                stage: row.stage,
                code: row.code,
                enhanced: row.enhanced,
                reply: reply.map(|reply| String::from_utf8_lossy(&reply).into_owned()),
            });
        }
        let event =
            Event::new("campaigns.replies_read").id("campaign", campaign.id).id("delivery", id);
        record(&mut tx, &self.env, actor, scope.chain(), &event).await?;
        tx.commit().await?;
        Ok((view(&key, &campaign, delivery), views))
    }

    /// What a person was sent, in all campaigns of a lab, newest campaign first.
    ///
    /// # Errors
    /// Refusals of the scope.
    pub async fn of_person(
        &self,
        actor: &Actor,
        case_lab: CaseLabId,
        person: PersonId,
    ) -> Result<Vec<DeliveryView>> {
        let scope = self.scope(actor, Verb::ReadPerson, case_lab).await?;
        let mut tx = self.db.read().await?;
        let campaigns = store::campaign::of_lab(&mut tx, case_lab).await?;
        drop(tx);
        let mut views = Vec::new();
        for campaign in campaigns {
            let mut tx = self.db.read().await?;
            let found = store::delivery::of_person(&mut tx, campaign.id, person).await?;
            drop(tx);
            views.extend(self.views(&scope, &campaign, found).await?);
        }
        Ok(views)
    }

    async fn views(
        &self,
        scope: &Scope,
        campaign: &Campaign,
        found: Vec<Delivery>,
    ) -> Result<Vec<DeliveryView>> {
        let key = self.key(scope.case_lab()).await?;
        Ok(found.into_iter().map(|delivery| view(&key, campaign, delivery)).collect())
    }
}
