//! The texts of a campaign: read from the case, checked, rehearsed.

use accounts::Verb;
use incidents::Scope;
use kernel::{Actor, CampaignId};
use tokio::task::spawn_blocking;

use crate::{
    Campaign, CampaignError, Campaigns, Finding, Severity,
    notice::{Inputs, Rehearsal, Snapshot, lint, rehearse, unprintable},
    room::{Result, SYSTEM},
};

impl Campaigns {
    /// What would have to be put right before a launch, from the present facts.
    ///
    /// # Errors
    /// Refusals of the scope.
    pub async fn lint(&self, actor: &Actor, id: CampaignId) -> Result<Vec<Finding>> {
        let (scope, campaign) = self.admit(actor, Verb::ViewCampaigns, id).await?;
        let (snapshot, mut findings) = self.checked(&scope, &campaign).await?;
        if let Some(snapshot) = snapshot.filter(|_| !refuses(&findings)) {
            findings.extend(self.rehearsed(snapshot, Rehearsal::Check).await?);
        }
        findings.sort_by_key(|finding| finding.severity);
        Ok(findings)
    }

    /// The snapshot of the present texts, once its letters and e-mails were really made;
    /// otherwise what refuses them.
    pub(crate) async fn written(
        &self,
        scope: &Scope,
        campaign: &Campaign,
    ) -> Result<Result<Snapshot, Vec<Finding>>> {
        let (snapshot, mut findings) = self.checked(scope, campaign).await?;
        if let Some(snapshot) = snapshot.filter(|_| !refuses(&findings)) {
            findings.extend(self.rehearsed(snapshot.clone(), Rehearsal::Print).await?);
            if !refuses(&findings) {
                return Ok(Ok(snapshot));
            }
        }
        findings.retain(|finding| finding.severity == Severity::Refusal);
        Ok(Err(findings))
    }

    /// The present values of everything that the messages are made of.
    pub(crate) async fn inputs(&self, scope: &Scope, campaign: &Campaign) -> Result<Inputs> {
        let (incident, lab) = self.incidents.of_scope(scope).await?;
        let organisation = self.accounts.organisation(&SYSTEM, scope.organisation()).await?;
        Ok(Inputs::of(&organisation, &incident, &lab, &self.config, campaign.channels))
    }

    async fn checked(
        &self,
        scope: &Scope,
        campaign: &Campaign,
    ) -> Result<(Option<Snapshot>, Vec<Finding>)> {
        let inputs = self.inputs(scope, campaign).await?;
        let mut findings = unprintable(&inputs, &self.engine);
        let (snapshot, found) = lint(inputs);
        findings.extend(found);
        Ok((snapshot, findings))
    }

    /// Setting letters takes a while: not on a thread that serves.
    async fn rehearsed(&self, snapshot: Snapshot, how: Rehearsal) -> Result<Vec<Finding>> {
        let engine = self.engine.clone();
        let (config, now) = (self.config.clone(), self.env.now());
        spawn_blocking(move || rehearse(&snapshot, how, &engine, &config, now))
            .await
            .map_err(|_| CampaignError::Broken)
    }
}

fn refuses(findings: &[Finding]) -> bool {
    findings.iter().any(|finding| finding.severity == Severity::Refusal)
}
