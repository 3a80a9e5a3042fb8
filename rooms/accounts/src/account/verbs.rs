//! What may be done with accounts.

use std::collections::BTreeMap;

use audit::{Chain, Event};
use kernel::{AccountId, Actor, Grant, OrganisationId, Role};
use uuid::Uuid;

use crate::{
    Accounts,
    account::{
        AccountScope, AccountState, AccountView, Factors, Origin,
        factors::own,
        grants,
        store::{self, AccountRow},
    },
    error::{AccountError, Result},
    invitation,
    organisation::sees,
    rules::{Denied, Target, Verb, authorise},
    secrets::{Column, Secrets},
    session,
};

/// No list of accounts is longer than this.
const MAX_LIST: i64 = 2_000;

impl Accounts {
    /// The accounts of an organisation, or all, by name.
    ///
    /// # Errors
    /// [`AccountError::Denied`] without `ViewAccounts` there.
    pub async fn list_accounts(
        &self,
        actor: &Actor,
        scope: AccountScope,
    ) -> Result<Vec<AccountView>> {
        let target = match scope {
            AccountScope::Organisation(id) => Target::Organisation(id),
            AccountScope::Platform => Target::Platform,
        };
        authorise(actor, Verb::ViewAccounts, target)?;
        let secrets = self.secrets().await?;
        let mut tx = self.db.read().await?;
        let (rows, all) = match scope {
            AccountScope::Organisation(id) => (
                store::in_organisation(&mut tx, id, MAX_LIST).await?,
                store::grants_in(&mut tx, id).await?,
            ),
            AccountScope::Platform => {
                (store::all(&mut tx, MAX_LIST).await?, store::all_grants(&mut tx).await?)
            }
        };
        drop(tx);
        let mut by_account: BTreeMap<AccountId, Vec<Grant>> = BTreeMap::new();
        for (account, grant) in all {
            by_account.entry(account).or_default().push(grant);
        }
        let mut views = rows
            .iter()
            .map(|row| view(&secrets, row, by_account.remove(&row.id()).unwrap_or_default()))
            .collect::<Result<Vec<_>>>()?;
        views.sort_by(|a, b| a.name.cmp(&b.name).then(a.id.cmp(&b.id)));
        Ok(views)
    }

    /// One's own account.
    ///
    /// # Errors
    /// [`AccountError::NotFound`] for anybody but staff.
    pub async fn own_account(&self, actor: &Actor) -> Result<AccountView> {
        let me = own(actor)?;
        let secrets = self.secrets().await?;
        let mut tx = self.db.read().await?;
        let row = store::by_id(&mut tx, me.account).await?.ok_or(AccountError::NotFound)?;
        let grants = store::grants_of(&mut tx, me.account).await?;
        view(&secrets, &row, grants)
    }

    /// The names behind accounts, closed ones included, for pages that say who did
    /// something. Left out: accounts with no role in an organisation that the actor sees.
    ///
    /// # Errors
    /// The database's.
    pub async fn account_names(
        &self,
        actor: &Actor,
        accounts: &[AccountId],
    ) -> Result<BTreeMap<AccountId, String>> {
        let secrets = self.secrets().await?;
        let mut names = BTreeMap::new();
        let mut tx = self.db.read().await?;
        let (rows, grants) = store::by_ids(&mut tx, accounts).await?;
        drop(tx);
        for row in rows {
            let id = row.id();
            let mut own = grants.iter().filter(|(account, _)| *account == id);
            let known = matches!(actor, Actor::System(_) | Actor::Operator)
                || actor.account() == Some(id)
                || own.any(|(_, grant)| sees(actor, grant.organisation));
            if known {
                let name =
                    secrets.open_text(Column::AccountName, row.account_id, &row.name_sealed)?;
                names.insert(id, name);
            }
        }
        Ok(names)
    }

    /// Sets the roles of somebody else's account in one organisation; none takes it out of
    /// the organisation. Acts at once, and the account's sessions change identifier.
    ///
    /// # Errors
    /// [`AccountError::Denied`] for one's own account; [`AccountError::Invalid`] for roles
    /// that the organisation does not know or that do not go together.
    pub async fn change_grants(
        &self,
        actor: &Actor,
        account: AccountId,
        organisation: OrganisationId,
        roles: &[Role],
    ) -> Result<()> {
        let verb = Verb::ManageAccounts;
        if !sees(actor, organisation) {
            return Err(AccountError::NotFound);
        }
        authorise(actor, verb, Target::Organisation(organisation))?;
        if actor.account() == Some(account) {
            return Err(Denied { verb }.into());
        }
        let now = self.env.now();
        let mut tx = self.db.write().await?;
        let held = store::hold(&mut tx, account).await?;
        let before = store::grants_of(&mut tx, account).await?;
        // A manager of one organisation knows only the accounts that have a role in it;
        // others are invited. The platform's administrators know all.
        let known = before.iter().any(|grant| grant.organisation == organisation)
            || authorise(actor, verb, Target::Platform).is_ok();
        if !known || store::by_id(&mut tx, account).await?.is_none() {
            return Err(AccountError::NotFound);
        }
        if held == 0 {
            return Err(AccountError::Conflict);
        }
        let (old, mut after): (Vec<Grant>, Vec<Grant>) =
            before.into_iter().partition(|grant| grant.organisation == organisation);
        let new: Vec<Grant> =
            roles.iter().map(|role| Grant { organisation, role: *role }).collect();
        after.extend(&new);
        grants::check(&mut tx, &after).await?;
        store::delete_grants_in(&mut tx, account, organisation).await?;
        for grant in new {
            store::insert_grant(&mut tx, account, grant, now).await?;
        }
        session::mark_for_rotation(&mut tx, account).await?;
        let event = Event::new("accounts.grants_changed")
            .id("account", account)
            .id("organisation", organisation)
            .word("before", &grants::words(old.iter().map(|grant| grant.role)))
            .word("after", &grants::words(roles.iter().copied()));
        audit::record(&mut tx, &self.env, actor, Chain::Platform, &event).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Closes somebody else's account for good. Its sessions end; its secrets are erased;
    /// its name stays for the journal; its address may be invited again.
    ///
    /// # Errors
    /// [`AccountError::Denied`] for one's own account, or one that has roles elsewhere too.
    pub async fn close_account(&self, actor: &Actor, account: AccountId) -> Result<()> {
        let now = self.env.now();
        let mut tx = self.db.write().await?;
        self.manageable(&mut tx, actor, account).await?;
        store::close(&mut tx, account, now).await?;
        store::delete_recovery(&mut tx, account).await?;
        invitation::store::revoke_for_account(&mut tx, account, now).await?;
        let ended = session::end_all(&mut tx, account, Uuid::nil(), now).await?;
        let event = Event::new("accounts.account_closed")
            .id("account", account)
            .count("sessions_ended", i64::try_from(ended).unwrap_or(i64::MAX));
        audit::record(&mut tx, &self.env, actor, Chain::Platform, &event).await?;
        tx.commit().await?;
        Ok(())
    }
}

fn view(secrets: &Secrets, row: &AccountRow, grants: Vec<Grant>) -> Result<AccountView> {
    let factors = match (row.is_active(), &row.password_hash, &row.totp_sealed) {
        (true, Some(_), Some(_)) => Factors::Both,
        (true, None, _) => Factors::PasswordMissing,
        (true, Some(_), None) => Factors::SecondMissing,
        (false, ..) => Factors::None,
    };
    Ok(AccountView {
        id: row.id(),
        name: secrets.open_text(Column::AccountName, row.account_id, &row.name_sealed)?,
        email: secrets.open_text(Column::AccountEmail, row.account_id, &row.email_sealed)?,
        state: if row.is_active() { AccountState::Active } else { AccountState::Closed },
        factors,
        grants,
        language: row.language.clone(),
        origin: if row.demo { Origin::Demonstration } else { Origin::Invitation },
        created_at: row.created_at,
        last_sign_in_at: row.last_sign_in_at,
    })
}
