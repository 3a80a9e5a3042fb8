//! What may be done with organisations.

use audit::{Chain, Event};
use db::Tx;
use kernel::{Actor, OrganisationId, Role};

use crate::{
    Accounts,
    error::{AccountError, FieldCode, Result},
    organisation::{NewOrganisation, Organisation, OrganisationProfile, parse, store},
    rules::{Target, Verb, authorise},
};

/// No list of organisations is longer than this.
const MAX_LIST: i64 = 5_000;

impl Accounts {
    /// One organisation. Staff see those in which they hold a role; the platform's
    /// administrators see all.
    ///
    /// # Errors
    /// [`AccountError::NotFound`] also for what the actor may not see.
    pub async fn organisation(&self, actor: &Actor, id: OrganisationId) -> Result<Organisation> {
        if !sees(actor, id) {
            return Err(AccountError::NotFound);
        }
        let mut tx = self.db.read().await?;
        store::by_id(&mut tx, id).await?.ok_or(AccountError::NotFound)
    }

    /// All organisations that the actor may see, by name.
    ///
    /// # Errors
    /// The database's.
    pub async fn organisations(&self, actor: &Actor) -> Result<Vec<Organisation>> {
        let mut tx = self.db.read().await?;
        let mut found = store::all(&mut tx, MAX_LIST).await?;
        drop(tx);
        found.retain(|organisation| sees(actor, organisation.id));
        found.sort_by(|a, b| a.name.cmp(&b.name).then(a.id.cmp(&b.id)));
        Ok(found)
    }

    /// Creates an organisation. For the platform's administrators and the operator.
    ///
    /// # Errors
    /// [`AccountError::Invalid`] names the fields, a FINESS number already taken included.
    pub async fn create_organisation(
        &self,
        actor: &Actor,
        new: NewOrganisation,
    ) -> Result<OrganisationId> {
        authorise(actor, Verb::ManageOrganisations, Target::Platform)?;
        let profile = parse::profile(new.profile)?;
        let id: OrganisationId = self.env.new_id();
        let mut tx = self.db.write().await?;
        refuse_taken(&mut tx, &profile, None).await?;
        store::insert(&mut tx, id, new.kind, &profile, self.env.now()).await?;
        let event = Event::new("accounts.organisation_created")
            .id("organisation", id)
            .word("kind", new.kind.as_str());
        audit::record(&mut tx, &self.env, actor, Chain::Platform, &event).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Changes an organisation that was read as `version`. Its own DPO may change what
    /// patients see; name, FINESS and SIREN are the platform's to change.
    ///
    /// # Errors
    /// [`AccountError::Conflict`] when somebody else changed it meanwhile.
    pub async fn update_organisation(
        &self,
        actor: &Actor,
        id: OrganisationId,
        version: i64,
        profile: OrganisationProfile,
    ) -> Result<()> {
        if !sees(actor, id) {
            return Err(AccountError::NotFound);
        }
        authorise(actor, Verb::ManageSettings, Target::Organisation(id))?;
        let profile = parse::profile(profile)?;
        let mut tx = self.db.write().await?;
        let old = store::by_id(&mut tx, id).await?.ok_or(AccountError::NotFound)?.profile();
        let identity =
            |p: &OrganisationProfile| (p.name.clone(), p.finess.clone(), p.siren.clone());
        if identity(&old) != identity(&profile) {
            authorise(actor, Verb::ManageOrganisations, Target::Platform)?;
        }
        refuse_taken(&mut tx, &profile, Some(id)).await?;
        if store::update(&mut tx, id, version, &profile, self.env.now()).await? == 0 {
            return Err(AccountError::Conflict);
        }
        let event = Event::new("accounts.organisation_changed")
            .id("organisation", id)
            .count("version", version + 1)
            .digest_of("profile", format!("{profile:?}").as_bytes());
        audit::record(&mut tx, &self.env, actor, Chain::Platform, &event).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Whether the actor may know this organisation: a role in it, or the run of the platform.
pub(crate) fn sees(actor: &Actor, id: OrganisationId) -> bool {
    match actor {
        Actor::System(_) | Actor::Operator => true,
        Actor::Visitor => false,
        Actor::Staff(staff) => staff
            .grants
            .iter()
            .any(|grant| grant.organisation == id || grant.role == Role::PlatformAdmin),
    }
}

async fn refuse_taken(
    tx: &mut Tx,
    profile: &OrganisationProfile,
    own: Option<OrganisationId>,
) -> Result<()> {
    if profile.finess.is_empty() {
        return Ok(());
    }
    match store::by_finess(tx, &profile.finess).await? {
        Some(other) if Some(other) != own => Err(AccountError::field("finess", FieldCode::Taken)),
        _ => Ok(()),
    }
}
