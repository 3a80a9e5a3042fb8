//! Inviting, listing and withdrawing.

use audit::{Chain, Event};
use db::Tx;
use kernel::{Actor, Grant, Id as _, InvitationId, OrganisationId, Role};

use crate::{
    Accounts,
    account::{grants, store as accounts},
    code::OneTimeCode,
    email::Email,
    error::{AccountError, FieldCode, Result},
    invitation::{InvitationKind, InvitationView, Invited, NewInvitation, NewRow, store},
    organisation::{self, NewOrganisation, OrganisationKind},
    rules::{Denied, Target, Verb, authorise},
    secrets::{Column, Secrets},
};

const MAX_LIST: i64 = 500;

impl Accounts {
    /// Invites somebody. The code is returned once, to be handed over; an older open
    /// invitation of the same address to the same organisation is withdrawn.
    ///
    /// # Errors
    /// [`AccountError::Denied`] unless the actor manages accounts in every organisation
    /// named, and for one's own address; [`AccountError::Invalid`] names `email` or `role`.
    pub async fn invite(&self, actor: &Actor, new: NewInvitation) -> Result<Invited> {
        for grant in &new.grants {
            authorise(actor, Verb::ManageAccounts, Target::Organisation(grant.organisation))?;
        }
        if new.grants.is_empty() {
            authorise(actor, Verb::ManageAccounts, Target::Platform)?;
            return Err(AccountError::field("role", FieldCode::Missing));
        }
        let email =
            Email::parse(&new.email).ok_or(AccountError::field("email", FieldCode::Malformed))?;
        let secrets = self.secrets().await?;
        let token = secrets.email_token(&email);
        let now = self.env.now();
        let mut tx = self.db.write().await?;
        grants::check(&mut tx, &new.grants).await?;
        let invited = accounts::by_token(&mut tx, &token).await?;
        if invited.is_some_and(|row| actor.account() == Some(row.id())) {
            return Err(Denied { verb: Verb::ManageAccounts }.into());
        }
        for grant in &new.grants {
            store::revoke_for_email(&mut tx, &token, grant.organisation, now).await?;
        }
        let language = if new.language.is_empty() { "fr" } else { &new.language };
        let kind = InvitationKind::Account;
        let row = NewRow { kind, account: None, token, email: email.as_str(), language };
        let invited = self.write_invitation(&mut tx, &secrets, actor, row, &new.grants).await?;
        let event = Event::new("accounts.invited")
            .id("invitation", invited.id)
            .word("roles", &grants::words(new.grants.iter().map(|grant| grant.role)));
        audit::record(&mut tx, &self.env, actor, Chain::Platform, &event).await?;
        tx.commit().await?;
        Ok(invited)
    }

    /// Invites an administrator of the platform, whose organisation is created when there
    /// is none. For the operator at the command line.
    ///
    /// # Errors
    /// [`AccountError::Denied`] for anybody else.
    pub async fn create_admin(&self, actor: &Actor, email: &str) -> Result<Invited> {
        let Actor::Operator = actor else {
            return Err(Denied { verb: Verb::ManageOrganisations }.into());
        };
        let platform = self.platform(actor).await?;
        let grant = Grant { organisation: platform, role: Role::PlatformAdmin };
        let new =
            NewInvitation { email: email.to_owned(), grants: vec![grant], language: String::new() };
        self.invite(actor, new).await
    }

    /// The organisation of those who run the platform, created at the first call.
    ///
    /// # Errors
    /// [`AccountError::Denied`] for those who may not create organisations.
    pub async fn platform(&self, actor: &Actor) -> Result<OrganisationId> {
        authorise(actor, Verb::ManageOrganisations, Target::Platform)?;
        let mut tx = self.db.read().await?;
        let known = organisation::of_kind(&mut tx, OrganisationKind::Platform).await?;
        drop(tx);
        match known {
            Some(id) => Ok(id),
            None => {
                let new = NewOrganisation::named(OrganisationKind::Platform, "Plateforme");
                self.create_organisation(actor, new).await
            }
        }
    }

    /// The open invitations to an organisation, codes for lost factors included.
    ///
    /// # Errors
    /// [`AccountError::Denied`] without `ViewAccounts` there.
    pub async fn list_invitations(
        &self,
        actor: &Actor,
        organisation: OrganisationId,
    ) -> Result<Vec<InvitationView>> {
        authorise(actor, Verb::ViewAccounts, Target::Organisation(organisation))?;
        let secrets = self.secrets().await?;
        let mut tx = self.db.read().await?;
        let mut views = Vec::new();
        for row in store::open_in(&mut tx, organisation, self.env.now(), MAX_LIST).await? {
            let grants = store::grants(&mut tx, row.id()).await?;
            let here = grants.iter().filter(|grant| grant.organisation == organisation);
            views.push(InvitationView {
                id: row.id(),
                kind: row.kind()?,
                email: secrets.open_text(
                    Column::InvitationEmail,
                    row.invitation_id,
                    &row.email_sealed,
                )?,
                roles: here.map(|grant| grant.role).collect(),
                invited_by: row.invited_by(),
                created_at: row.created_at,
                expires_at: row.expires_at,
            });
        }
        Ok(views)
    }

    /// Withdraws an open invitation.
    ///
    /// # Errors
    /// [`AccountError::Denied`] unless the actor manages accounts in every organisation
    /// that it names.
    pub async fn revoke_invitation(&self, actor: &Actor, id: InvitationId) -> Result<()> {
        let mut tx = self.db.write().await?;
        let row = store::by_id(&mut tx, id).await?.ok_or(AccountError::NotFound)?;
        if let Some(account) = row.account() {
            self.manageable(&mut tx, actor, account).await?;
        } else {
            for grant in store::grants(&mut tx, id).await? {
                if !organisation::sees(actor, grant.organisation) {
                    return Err(AccountError::NotFound);
                }
                authorise(actor, Verb::ManageAccounts, Target::Organisation(grant.organisation))?;
            }
        }
        if store::revoke(&mut tx, id, self.env.now()).await? == 0 {
            return Err(AccountError::Conflict);
        }
        let event = Event::new("accounts.invitation_revoked").id("invitation", id);
        audit::record(&mut tx, &self.env, actor, Chain::Platform, &event).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Writes an invitation and its roles, and makes its code.
    pub(crate) async fn write_invitation(
        &self,
        tx: &mut Tx,
        secrets: &Secrets,
        actor: &Actor,
        new: NewRow<'_>,
        grants: &[Grant],
    ) -> Result<Invited> {
        let id: InvitationId = self.env.new_id();
        let code = OneTimeCode::generate(&self.env);
        let created_at = self.env.now();
        let expires_at = created_at + self.config.invitation_life;
        let sealed =
            secrets.seal(&self.env, Column::InvitationEmail, id.uuid(), new.email.as_bytes());
        let insert = store::Insert {
            id,
            kind: new.kind,
            account: new.account,
            code_hash: &secrets.hash("invitation", code.as_bytes()),
            token: &new.token,
            email_sealed: &sealed,
            language: new.language,
            invited_by: actor.account(),
            created_at,
            expires_at,
        };
        store::insert(tx, insert).await?;
        for grant in grants {
            store::insert_grant(tx, id, *grant).await?;
        }
        Ok(Invited { id, code: code.shown(), expires_at })
    }
}
