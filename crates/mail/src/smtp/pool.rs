//! A bounded set of connections, each used for many messages.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

use super::config::{Security, SmtpConfig};
use super::conn::Conn;
use super::report::SmtpCheck;
use super::tls::{Tls, TlsError};
use super::{check, open};
use crate::{Checked, NotSent, Outcome, Outgoing, Prepared, Transport, Unprepared};

/// After this much silence the server is asked whether it still listens.
const ASK_AFTER: Duration = Duration::from_secs(5);
/// After this much silence a connection is renewed; servers close at five minutes.
const IDLE_MAX: Duration = Duration::from_mins(2);

struct Pool {
    config: SmtpConfig,
    tls: Option<Tls>,
    idle: Mutex<Vec<Conn>>,
}

/// Hands messages over to a mail server. Clones share their connections.
#[derive(Clone)]
pub struct SmtpTransport {
    pool: Arc<Pool>,
    permits: Arc<Semaphore>,
}

impl std::fmt::Debug for SmtpTransport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SmtpTransport")
            .field("host", &self.pool.config.host)
            .field("port", &self.pool.config.port)
            .finish_non_exhaustive()
    }
}

impl SmtpTransport {
    /// Prepares a pool; connects only when there is something to send.
    pub fn new(config: SmtpConfig) -> Result<Self, TlsError> {
        let tls = match config.security {
            Security::None => None,
            _ => Some(Tls::new(&config)?),
        };
        let permits = Arc::new(Semaphore::new(config.connections));
        Ok(Self { pool: Arc::new(Pool { config, tls, idle: Mutex::default() }), permits })
    }

    /// Connects, greets and signs in without sending anything.
    pub async fn check(&self) -> Result<SmtpCheck, NotSent> {
        let mut session = open::open(&self.pool.config, self.pool.tls.as_ref()).await?;
        let report = check::report(&session, &self.pool.config);
        session.wire.goodbye().await;
        Ok(report)
    }
}

impl Pool {
    fn take_idle(&self) -> Option<Conn> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    /// An idle connection that still works.
    async fn reuse(&self) -> Option<Conn> {
        while let Some(mut conn) = self.take_idle() {
            let silence = conn.idle_since.elapsed();
            if silence < ASK_AFTER {
                return Some(conn);
            }
            if silence < IDLE_MAX && conn.is_alive(ASK_AFTER).await {
                return Some(conn);
            }
        }
        None
    }

    async fn prepare(&self, outgoing: &Outgoing) -> Result<Conn, Unprepared> {
        let (envelope, size) = (&outgoing.envelope, outgoing.message.raw().len());
        if let Some(mut conn) = self.reuse().await {
            match conn.prepare(envelope, size, &self.config).await {
                Ok(()) => return Ok(conn),
                // The server closed a connection that it had kept open, and
                // nothing was sent: one fresh connection before giving up.
                Err(Unprepared::NotSent(
                    NotSent::Lost(_) | NotSent::Unavailable(_) | NotSent::Protocol(_),
                )) => {}
                Err(unprepared) => {
                    self.put_back(conn).await;
                    return Err(unprepared);
                }
            }
        }
        let mut conn = Conn::open(&self.config, self.tls.as_ref()).await?;
        match conn.prepare(envelope, size, &self.config).await {
            Ok(()) => Ok(conn),
            Err(unprepared) => {
                self.put_back(conn).await;
                Err(unprepared)
            }
        }
    }

    async fn put_back(&self, mut conn: Conn) {
        if !conn.is_usable() {
            return;
        }
        if conn.used >= self.config.messages_per_connection {
            conn.quit().await;
            return;
        }
        conn.idle_since = Instant::now();
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(conn);
    }
}

#[async_trait]
impl Transport for SmtpTransport {
    async fn prepare(&self, outgoing: Outgoing) -> Result<Box<dyn Prepared>, Unprepared> {
        let permit = Arc::clone(&self.permits).acquire_owned().await;
        let permit = permit.map_err(|_| NotSent::Closed)?;
        match self.pool.prepare(&outgoing).await {
            Ok(conn) => {
                let pool = Arc::clone(&self.pool);
                Ok(Box::new(SmtpPrepared { pool, conn, outgoing, _permit: permit }))
            }
            Err(unprepared) => {
                log_unprepared(&unprepared);
                Err(unprepared)
            }
        }
    }

    async fn check(&self) -> Result<Checked, NotSent> {
        Self::check(self).await.map(Checked::Smtp)
    }

    fn width(&self) -> usize {
        self.pool.config.connections
    }

    async fn close(&self) {
        self.permits.close();
        while let Some(conn) = self.pool.take_idle() {
            conn.quit().await;
        }
    }
}

struct SmtpPrepared {
    pool: Arc<Pool>,
    conn: Conn,
    outgoing: Outgoing,
    // Held until the connection is back: the number of connections stays bounded.
    _permit: OwnedSemaphorePermit,
}

#[async_trait]
impl Prepared for SmtpPrepared {
    async fn data(self: Box<Self>) -> Outcome {
        let Self { pool, mut conn, outgoing, _permit } = *self;
        let outcome = conn.data(outgoing.message.raw(), &pool.config).await;
        log_outcome(&outcome, &outgoing);
        pool.put_back(conn).await;
        outcome
    }

    async fn abandon(self: Box<Self>) {
        let Self { pool, mut conn, .. } = *self;
        conn.abandon();
        pool.put_back(conn).await;
    }
}

fn log_unprepared(unprepared: &Unprepared) {
    match unprepared {
        Unprepared::Refused(refusal) => log_refusal(refusal),
        Unprepared::NotSent(reason) => tracing::debug!(smtp.reason = %reason, "message not sent"),
    }
}

fn log_refusal(refusal: &crate::Refusal) {
    // Codes only: the text of a reply repeats addresses.
    tracing::debug!(smtp.stage = refusal.stage.as_str(), smtp.reply = ?refusal.reply, "message refused");
}

fn log_outcome(outcome: &Outcome, outgoing: &Outgoing) {
    match outcome {
        Outcome::Accepted(_) => {}
        Outcome::Refused(refusal) => log_refusal(refusal),
        Outcome::NotSent(reason) => tracing::debug!(smtp.reason = %reason, "message not sent"),
        Outcome::InDoubt(reason) => {
            let reference = outgoing.message.reference();
            tracing::warn!(mail.reference = %reference, smtp.reason = %reason, "message in doubt");
        }
    }
}
