//! Opening, reading, listing and ending sessions.

use audit::{Chain, Event};
use chrono::Duration;
use kernel::{AccountId, Actor, Id as _, SessionId, StaffActor};
use tower_sessions::Session;
use uuid::Uuid;

use crate::{
    Accounts,
    account::{own, store as accounts},
    error::{AccountError, Result},
    invitation,
    rules::{Denied, Verb},
    session::{Agent, BOUND, Bound, SessionView, Which, store, tower::secret_hash},
    sign_in::{self, SignedIn, delay::FORGET_SECS},
};

const MAX_LIST: i64 = 200;
/// Ended invitations are kept this long, to answer who invited whom.
const INVITATION_DAYS: i64 = 30;

/// What a purge deleted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PurgeCounts {
    /// Sessions that are over.
    pub sessions: u64,
    /// Sign-ins that were never finished.
    pub tickets: u64,
    /// Counts of failures that are forgotten.
    pub delays: u64,
    /// Invitations that ended a month ago.
    pub invitations: u64,
}

impl Accounts {
    /// Binds a finished sign-in to the browser: what the session held before is dropped
    /// and its identifier changes, so that one planted before the sign-in is worth nothing.
    ///
    /// # Errors
    /// The store's.
    pub async fn open_session(
        &self,
        session: &Session,
        signed_in: &SignedIn,
        user_agent: &str,
    ) -> Result<()> {
        let bound = Bound {
            account: signed_in.account,
            session: signed_in.session,
            at: signed_in.at,
            agent: Agent::of(user_agent),
        };
        // Another account may have been signed in here: its session ends for good.
        if let Some(id) = session.id() {
            let now = self.env.now();
            let mut tx = self.db.write().await?;
            if let Some(old) = store::living(&mut tx, &secret_hash(id), now).await? {
                let account = AccountId::from_uuid(old.account_id);
                let old = SessionId::from_uuid(old.staff_session_id);
                store::end_one(&mut tx, account, old, now).await?;
                let actor =
                    Actor::Staff(StaffActor { account, session: Some(old), grants: Vec::new() });
                let event = Event::new("accounts.signed_out").id("session", old);
                audit::record(&mut tx, &self.env, &actor, Chain::Platform, &event).await?;
                tx.commit().await?;
            }
        }
        session.clear().await;
        session.cycle_id().await.map_err(AccountError::internal)?;
        session.insert(BOUND, bound).await.map_err(AccountError::internal)
    }

    /// Who makes this request, with the roles of this moment; none when nobody is signed
    /// in or the session is over. The session's last use is written, once a minute; its
    /// identifier changes if roles or password changed.
    ///
    /// # Errors
    /// The database's.
    pub async fn actor_of(&self, session: &Session) -> Result<Option<StaffActor>> {
        let Some(id) = session.id() else { return Ok(None) };
        let now = self.env.now();
        let mut tx = self.db.read().await?;
        let Some(row) = store::living(&mut tx, &secret_hash(id), now).await? else {
            return Ok(None);
        };
        let account = AccountId::from_uuid(row.account_id);
        let grants = accounts::grants_of(&mut tx, account).await?;
        drop(tx);
        if now - row.last_seen_at >= self.config.session_touch {
            let limit = self.session_limit(row.signed_in_at, now);
            let mut tx = self.db.write().await?;
            store::touch(&mut tx, row.staff_session_id, now, limit).await?;
            tx.commit().await?;
        }
        if row.rotate {
            session.cycle_id().await.map_err(AccountError::internal)?;
        }
        let session = Some(SessionId::from_uuid(row.staff_session_id));
        Ok(Some(StaffActor { account, session, grants }))
    }

    /// Ends the actor's session and empties the browser's.
    ///
    /// # Errors
    /// The database's.
    pub async fn sign_out(&self, actor: &Actor, session: &Session) -> Result<()> {
        let me = own(actor)?;
        if let Some(id) = me.session {
            let now = self.env.now();
            let mut tx = self.db.write().await?;
            if store::end_one(&mut tx, me.account, id, now).await? == 1 {
                let event = Event::new("accounts.signed_out").id("session", id);
                audit::record(&mut tx, &self.env, actor, Chain::Platform, &event).await?;
            }
            tx.commit().await?;
        }
        session.flush().await.map_err(AccountError::internal)
    }

    /// One's own living sessions, the last used first.
    ///
    /// # Errors
    /// [`AccountError::NotFound`] for anybody but staff.
    pub async fn list_sessions(&self, actor: &Actor) -> Result<Vec<SessionView>> {
        let me = own(actor)?;
        let mut tx = self.db.read().await?;
        let rows = store::of_account(&mut tx, me.account, self.env.now(), MAX_LIST).await?;
        Ok(rows
            .into_iter()
            .map(|row| {
                let id = SessionId::from_uuid(row.staff_session_id);
                SessionView {
                    id,
                    which: if me.session == Some(id) { Which::Current } else { Which::Other },
                    agent: Agent::parse(&row.agent).unwrap_or(Agent::Other),
                    signed_in_at: row.signed_in_at,
                    last_seen_at: row.last_seen_at,
                }
            })
            .collect())
    }

    /// Ends one of one's own sessions.
    ///
    /// # Errors
    /// [`AccountError::NotFound`] for a session that is over or somebody else's.
    pub async fn revoke_session(&self, actor: &Actor, id: SessionId) -> Result<()> {
        let me = own(actor)?;
        let mut tx = self.db.write().await?;
        if store::end_one(&mut tx, me.account, id, self.env.now()).await? == 0 {
            return Err(AccountError::NotFound);
        }
        let event = Event::new("accounts.session_revoked").id("session", id);
        audit::record(&mut tx, &self.env, actor, Chain::Platform, &event).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Ends all of one's own sessions but this one; gives their number.
    ///
    /// # Errors
    /// [`AccountError::NotFound`] for anybody but staff.
    pub async fn revoke_other_sessions(&self, actor: &Actor) -> Result<u64> {
        let me = own(actor)?;
        let keep = me.session.map_or(Uuid::nil(), SessionId::uuid);
        let mut tx = self.db.write().await?;
        let ended = store::end_all(&mut tx, me.account, keep, self.env.now()).await?;
        if ended > 0 {
            let event = Event::new("accounts.sessions_revoked")
                .id("account", me.account)
                .count("sessions", i64::try_from(ended).unwrap_or(i64::MAX));
            audit::record(&mut tx, &self.env, actor, Chain::Platform, &event).await?;
        }
        tx.commit().await?;
        Ok(ended)
    }

    /// Deletes what is over: sessions, unfinished sign-ins, forgotten failures, old
    /// invitations. To be run about once an hour.
    ///
    /// # Errors
    /// [`AccountError::Denied`] for anybody but the product itself and the operator.
    pub async fn purge(&self, actor: &Actor) -> Result<PurgeCounts> {
        let (Actor::System(_) | Actor::Operator) = actor else {
            return Err(Denied { verb: Verb::ManageOrganisations }.into());
        };
        let now = self.env.now();
        let month = now - Duration::days(INVITATION_DAYS);
        let forget = Duration::seconds(FORGET_SECS);
        let mut tx = self.db.write().await?;
        invitation::store::purge_grants(&mut tx, month).await?;
        let counts = PurgeCounts {
            sessions: store::purge(&mut tx, now, now - self.config.session_absolute).await?,
            tickets: sign_in::store::purge_tickets(&mut tx, now).await?,
            delays: sign_in::store::purge_delays(&mut tx, now - forget, now + forget).await?,
            invitations: invitation::store::purge(&mut tx, month).await?,
        };
        if counts != PurgeCounts::default() {
            let count = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
            let event = Event::new("accounts.purged")
                .count("sessions", count(counts.sessions))
                .count("tickets", count(counts.tickets))
                .count("delays", count(counts.delays))
                .count("invitations", count(counts.invitations));
            audit::record(&mut tx, &self.env, actor, Chain::Platform, &event).await?;
        }
        tx.commit().await?;
        Ok(counts)
    }
}
