//! Handing a message over, in two steps.

use async_trait::async_trait;
use serde::Serialize;

use crate::capture::CaptureCheck;
use crate::smtp::SmtpCheck;
use crate::{NotSent, Outcome, Outgoing, Unprepared};

/// What a transport found when asked to check itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "transport", rename_all = "snake_case")]
pub enum Checked {
    /// A mail server answered.
    Smtp(SmtpCheck),
    /// The capture folder can be written.
    Capture(CaptureCheck),
    /// The transport of tests.
    Memory,
}

/// A way to hand messages over.
///
/// The two steps exist for the delivery ledger: `prepare`, commit the state
/// `sending`, then `data`. A process killed before the commit has sent nothing;
/// killed after it, the row is in doubt.
#[async_trait]
pub trait Transport: Send + Sync {
    /// Brings the dialogue to the point before DATA: sender and recipient are
    /// accepted, nothing of the message was transmitted. Waits for a free
    /// connection; every step is bounded in time.
    async fn prepare(&self, outgoing: Outgoing) -> Result<Box<dyn Prepared>, Unprepared>;

    /// Connects and signs in without sending anything.
    async fn check(&self) -> Result<Checked, NotSent>;

    /// How many deliveries can usefully be prepared at the same time.
    fn width(&self) -> usize;

    /// Says goodbye on idle connections and refuses new work.
    async fn close(&self) {}

    /// Both steps at once, for messages that no ledger follows.
    async fn send(&self, outgoing: Outgoing) -> Outcome {
        match self.prepare(outgoing).await {
            Ok(prepared) => prepared.data().await,
            Err(unprepared) => unprepared.into(),
        }
    }
}

/// A delivery accepted so far by the server, waiting for its content.
///
/// Dropping it closes the connection without sending.
#[async_trait]
pub trait Prepared: Send {
    /// Transmits the message and waits for the server's word.
    ///
    /// If the returned future is dropped before it ends, the message is in doubt.
    async fn data(self: Box<Self>) -> Outcome;

    /// Gives the delivery up and keeps the connection for another one.
    async fn abandon(self: Box<Self>);
}
