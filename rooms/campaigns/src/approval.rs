//! Four eyes: what is approved is exactly what leaves.

use accounts::Verb;
use audit::{Event, record};
use incidents::Scope;
use kernel::{Actor, CampaignId, CaseLabId, Env, Id as _, Text};
use uuid::Uuid;

use crate::{
    Campaign, CampaignError, CampaignState, Campaigns, NewCampaign, Purpose, Severity, jobs,
    notice::{Snapshot, lint},
    room::Result,
    store,
};

/// Letters and digits of references: none is taken for another.
pub(crate) const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

impl Campaigns {
    /// Opens a campaign as a draft.
    ///
    /// # Errors
    /// [`CampaignError::Invalid`] names the fields.
    pub async fn create(
        &self,
        actor: &Actor,
        case_lab: CaseLabId,
        new: NewCampaign,
    ) -> Result<CampaignId> {
        let scope = self.scope(actor, Verb::PrepareCampaign, case_lab).await?;
        new.check()?;
        let id: CampaignId = self.env.new_id();
        let series = self.series(actor, &scope, id, &new).await?;
        let mut tx = self.db.write().await?;
        let mut reference = new_reference(&self.env);
        while store::campaign::by_reference(&mut tx, &reference).await?.is_some() {
            reference = new_reference(&self.env);
        }
        let base: kernel::DeliveryId = self.env.new_id();
        let campaign = Campaign {
            id,
            case_lab,
            reference,
            title: new.title.as_str().to_owned(),
            purpose: new.purpose,
            series,
            issue: store::campaign::last_issue(&mut tx, case_lab).await? + 1,
            channels: new.channels,
            batch_size: new.batch_size,
            rate_limit: new.rate_limit,
            state: CampaignState::Draft,
            base: base.uuid(),
            next_number: 0,
            cursor: None,
            stage: String::new(),
            walk: String::new(),
            persons: 0,
            open: 0,
            faults: 0,
            warning: String::new(),
            content: String::new(),
            content_hash: None,
            audience_hash: None,
            totals_digest: None,
            author: actor.journal_name(),
            approver: None,
            approved_at: None,
            accepted_by: None,
            alert: None,
            alert_at: None,
            brake_base: 0,
            created_at: self.env.now(),
            prepared_at: None,
            launched_at: None,
            paused_at: None,
            ended_at: None,
            version: 1,
        };
        store::campaign::insert(&mut tx, &campaign).await?;
        let event = Event::new("campaigns.created")
            .id("campaign", id)
            .word("purpose", campaign.purpose.as_str())
            .word("channels", campaign.channels.as_str());
        record(&mut tx, &self.env, actor, scope.chain(), &event).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// First notices of a lab are one series; an update starts its own, or continues
    /// that of the campaign it completes.
    async fn series(
        &self,
        actor: &Actor,
        scope: &Scope,
        id: CampaignId,
        new: &NewCampaign,
    ) -> Result<Uuid> {
        if new.purpose == Purpose::First {
            return Ok(scope.case_lab().uuid());
        }
        let Some(completed) = new.completes else { return Ok(id.uuid()) };
        let (_, other) = self.admit(actor, Verb::PrepareCampaign, completed).await?;
        if other.case_lab != scope.case_lab() || other.purpose != new.purpose {
            return Err(CampaignError::field("completes", "other"));
        }
        Ok(other.series)
    }

    /// Takes a prepared or approved campaign back to being a draft, to change what it is
    /// made of. The places of the persons are given up; nobody was written to.
    ///
    /// # Errors
    /// [`CampaignError::Conflict`] once it was launched.
    pub async fn reopen(&self, actor: &Actor, id: CampaignId) -> Result<()> {
        let (scope, campaign) = self.admit(actor, Verb::PrepareCampaign, id).await?;
        if !matches!(campaign.state, CampaignState::Prepared | CampaignState::Approved) {
            return Err(CampaignError::Conflict);
        }
        let mut tx = self.db.write().await?;
        let moved =
            store::campaign::move_state(&mut tx, id, campaign.state, CampaignState::Draft).await?;
        if moved == 0 {
            return Err(CampaignError::Conflict);
        }
        let event = Event::new("campaigns.reopened").id("campaign", id);
        record(&mut tx, &self.env, actor, scope.chain(), &event).await?;
        tx.commit().await?;
        self.empty_draft(id).await
    }

    /// Sets aside the messages that cannot be written, and a suspicion on the data, after
    /// somebody looked at them. Those persons count as not reached.
    ///
    /// # Errors
    /// [`CampaignError::Conflict`] when there is nothing to set aside.
    pub async fn accept_faults(
        &self,
        actor: &Actor,
        id: CampaignId,
        reason: &Text<300>,
    ) -> Result<()> {
        let (scope, campaign) = self.admit(actor, Verb::RunCampaign, id).await?;
        if campaign.faults == 0 && campaign.warning.is_empty() {
            return Err(CampaignError::Conflict);
        }
        let mut tx = self.db.write().await?;
        if store::campaign::set_accepted(&mut tx, id, &actor.journal_name()).await? == 0 {
            return Err(CampaignError::Conflict);
        }
        self.note(&mut tx, actor, &campaign, None, "accepted", reason).await?;
        let event = Event::new("campaigns.faults_accepted")
            .id("campaign", id)
            .count("faults", campaign.faults)
            .word("warning", &campaign.warning)
            .digest_of("reason", reason.as_str().as_bytes());
        record(&mut tx, &self.env, actor, scope.chain(), &event).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Approves exactly the content of this hash, as a second person.
    ///
    /// # Errors
    /// [`CampaignError::SamePerson`] for whoever prepared it; [`CampaignError::ContentChanged`] or
    /// [`CampaignError::AudienceChanged`] when the world moved since the preparation.
    pub async fn approve(&self, actor: &Actor, id: CampaignId, hash: &str) -> Result<()> {
        let (scope, campaign) = self.admit(actor, Verb::ApproveCampaign, id).await?;
        if campaign.state != CampaignState::Prepared {
            return Err(CampaignError::Conflict);
        }
        if campaign.author == actor.journal_name() {
            return Err(CampaignError::SamePerson);
        }
        let Some(bound) = campaign.content_hash.clone() else {
            return Err(CampaignError::Conflict);
        };
        if hex::encode(&bound) != hash.trim().to_ascii_lowercase() {
            return Err(CampaignError::ContentChanged(vec!["hash"]));
        }
        self.unchanged(&scope, &campaign).await?;
        let mut tx = self.db.write().await?;
        let by = actor.journal_name();
        if store::campaign::approve(&mut tx, id, &bound, &by, self.env.now()).await? == 0 {
            return Err(CampaignError::Conflict);
        }
        let event = Event::new("campaigns.approved").id("campaign", id).digest("content", &bound);
        record(&mut tx, &self.env, actor, scope.chain(), &event).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Sends a campaign back to its author, with the reason.
    ///
    /// # Errors
    /// [`CampaignError::Conflict`] unless it waits for approval.
    pub async fn refuse(&self, actor: &Actor, id: CampaignId, reason: &Text<300>) -> Result<()> {
        let (scope, campaign) = self.admit(actor, Verb::ApproveCampaign, id).await?;
        let mut tx = self.db.write().await?;
        let moved =
            store::campaign::move_state(&mut tx, id, CampaignState::Prepared, CampaignState::Draft)
                .await?;
        if moved == 0 {
            return Err(CampaignError::Conflict);
        }
        self.note(&mut tx, actor, &campaign, None, "refused", reason).await?;
        let event = Event::new("campaigns.refused")
            .id("campaign", id)
            .digest_of("reason", reason.as_str().as_bytes());
        record(&mut tx, &self.env, actor, scope.chain(), &event).await?;
        tx.commit().await?;
        self.empty_draft(id).await
    }

    /// Why a launch would be refused now, if it would. The ledger is not counted row by
    /// row for it, as the launch itself does: the counts that move with it stand for it.
    ///
    /// # Errors
    /// Refusals of the scope only; the refusal of the launch is the value.
    pub async fn launch_refusal(
        &self,
        actor: &Actor,
        id: CampaignId,
    ) -> Result<Option<CampaignError>> {
        let (scope, campaign) = self.admit(actor, Verb::ViewCampaigns, id).await?;
        if let Err(refusal) = self.may_launch(&scope, &campaign).await {
            return Ok(Some(refusal));
        }
        let gap = self.progress(actor, id).await?.gap;
        Ok((gap != 0).then_some(CampaignError::Gap { gap }))
    }

    async fn may_launch(&self, scope: &Scope, campaign: &Campaign) -> Result<()> {
        if campaign.state != CampaignState::Approved {
            return Err(CampaignError::Conflict);
        }
        if campaign.open == 0 {
            return Err(CampaignError::Nobody);
        }
        if campaign.accepted_by.is_none() {
            if campaign.faults > 0 {
                return Err(CampaignError::Faults { count: campaign.faults });
            }
            if !campaign.warning.is_empty() {
                return Err(CampaignError::Suspicious { code: campaign.warning.clone() });
            }
        }
        self.unchanged(scope, campaign).await?;
        self.codes_open(scope, campaign).await
    }

    /// The ledger itself holds every person once.
    async fn is_whole(&self, campaign: &Campaign) -> Result<()> {
        match self.count_again(campaign).await?.gap {
            0 => Ok(()),
            gap => Err(CampaignError::Gap { gap }),
        }
    }

    /// Whether the messages would still say the same to the same persons.
    async fn unchanged(&self, scope: &Scope, campaign: &Campaign) -> Result<()> {
        let held = Snapshot::decode(&campaign.content)
            .ok_or(db::DbError::Inconsistent { table: "campaign", column: "content" })?;
        let (present, findings) = lint(self.inputs(scope, campaign).await?);
        let Some(present) = present else {
            let refused = findings.into_iter().filter(|f| f.severity == Severity::Refusal);
            return Err(CampaignError::Text(refused.collect()));
        };
        if present != held {
            let changed = held.inputs.changed(&present.inputs);
            return Err(CampaignError::ContentChanged(if changed.is_empty() {
                vec!["texts"]
            } else {
                changed
            }));
        }
        if campaign.totals_digest.as_deref() != Some(&*self.totals_digest(scope).await?) {
            return Err(CampaignError::AudienceChanged);
        }
        Ok(())
    }

    /// Launches an approved campaign: e-mails leave, letters are printed. From here on
    /// nothing of its content can change.
    ///
    /// # Errors
    /// Each condition has its own refusal; nothing has left then.
    pub async fn launch(&self, actor: &Actor, id: CampaignId) -> Result<()> {
        let (scope, campaign) = self.admit(actor, Verb::RunCampaign, id).await?;
        self.may_launch(&scope, &campaign).await?;
        self.is_whole(&campaign).await?;
        let mut tx = self.db.write().await?;
        if store::campaign::launch(&mut tx, id, self.env.now()).await? == 0 {
            return Err(CampaignError::Conflict);
        }
        jobs::enqueue(&mut tx, &self.env, jobs::LETTERS_JOB, id).await?;
        let event = Event::new("campaigns.launched")
            .id("campaign", id)
            .count("persons", campaign.persons)
            .count("open", campaign.open)
            .digest("content", campaign.content_hash.as_deref().unwrap_or_default());
        record(&mut tx, &self.env, actor, scope.chain(), &event).await?;
        tx.commit().await?;
        self.ring();
        Ok(())
    }
}

fn new_reference(env: &Env) -> String {
    let bytes: [u8; 5] = env.bytes();
    let letter = |byte: &u8| ALPHABET.get(usize::from(byte & 31)).copied().unwrap_or(b'0');
    bytes.iter().map(letter).map(char::from).collect()
}
