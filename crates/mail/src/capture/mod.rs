//! Captured mail: messages kept in a folder instead of leaving the machine.
//!
//! Layout of the folder, shared by all processes of one machine:
//! - `messages/<reference>`: one sealed message, written under another name,
//!   flushed to disk and renamed, so that a file is whole or absent;
//! - `order/<milliseconds>-<reference>`: empty, one per message; its name alone
//!   gives the list, newest first, without opening anything.
//!
//! A message is captured once per reference: a second hand-over changes nothing.
//! Names hold the opaque reference and the instant, no personal datum.

mod file;
mod store;
#[cfg(test)]
mod tests;

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use kernel::Env;
use serde::Serialize;

pub use self::file::{CapturedMail, Header};
use self::store::Store;
use crate::{
    Checked, InDoubt, NotSent, Outcome, Outgoing, Prepared, Reference, Reply, Seal, SealError,
    Transport, Unprepared,
};

/// The most messages that one page of the list holds.
pub const PAGE_MAX: usize = 200;

/// What a check of the folder found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CaptureCheck {
    /// How many messages it holds.
    pub messages: usize,
}

/// A failure to read captured mail.
#[derive(Debug, thiserror::Error)]
pub enum CaptureError {
    /// The folder cannot be read.
    #[error("the capture folder cannot be read")]
    Io(#[from] io::Error),
    /// The key is gone or the file is damaged.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The file is not a captured message.
    #[error("a file of the capture folder is not a captured message")]
    Format,
}

/// The place of a message in the list; the list goes on after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// When it was captured, in whole milliseconds.
    pub at: DateTime<Utc>,
    /// Its reference.
    pub reference: Reference,
}

/// One page of the list, newest first.
#[derive(Debug)]
pub struct Page {
    /// The messages, opened. Those that cannot be opened any more (destroyed
    /// key, damaged file) are listed by place, without content.
    pub items: Vec<(Place, Result<CapturedMail, CaptureError>)>,
    /// Where the next page starts; none on the last page.
    pub next: Option<Place>,
    /// How many messages the folder holds.
    pub total: usize,
}

/// The captured messages, and the transport that captures. Cheap to clone.
#[derive(Clone)]
pub struct Capture {
    store: Arc<Store>,
    env: Env,
}

impl std::fmt::Debug for Capture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Capture").finish_non_exhaustive()
    }
}

impl Capture {
    /// Opens the folder, making it if needed, and completes what a killed
    /// process left half done.
    pub fn open(folder: PathBuf, env: Env, seal: Arc<dyn Seal>) -> Result<Self, NotSent> {
        let store = Store::open(&folder, seal).map_err(|e| NotSent::Capture(e.kind()))?;
        Ok(Self { store: Arc::new(store), env })
    }

    /// One page of the list, newest first, after `after`; at most [`PAGE_MAX`].
    pub async fn list(&self, after: Option<Place>, limit: usize) -> Result<Page, CaptureError> {
        let limit = limit.clamp(1, PAGE_MAX);
        self.blocking(move |store| store.list(after, limit)).await
    }

    /// One message, or none of this reference.
    pub async fn read(&self, reference: Reference) -> Result<Option<CapturedMail>, CaptureError> {
        self.blocking(move |store| store.read(reference)).await
    }

    /// Deletes the messages captured before `instant`; returns how many.
    pub async fn remove_before(&self, instant: DateTime<Utc>) -> Result<usize, CaptureError> {
        self.blocking(move |store| store.remove_before(instant)).await
    }

    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Store) -> Result<T, CaptureError> + Send + 'static,
    ) -> Result<T, CaptureError> {
        let store = Arc::clone(&self.store);
        let done = tokio::task::spawn_blocking(move || work(&store)).await;
        done.map_err(|_| CaptureError::Io(io::Error::other("interrupted")))?
    }
}

#[async_trait]
impl Transport for Capture {
    async fn prepare(&self, outgoing: Outgoing) -> Result<Box<dyn Prepared>, Unprepared> {
        Ok(Box::new(CapturePrepared { capture: self.clone(), outgoing }))
    }

    async fn check(&self) -> Result<Checked, NotSent> {
        let store = Arc::clone(&self.store);
        let checked = tokio::task::spawn_blocking(move || store.check()).await;
        let messages = checked
            .map_err(|_| NotSent::Capture(io::ErrorKind::Interrupted))?
            .map_err(|e| NotSent::Capture(e.kind()))?;
        Ok(Checked::Capture(CaptureCheck { messages }))
    }

    fn width(&self) -> usize {
        4
    }
}

struct CapturePrepared {
    capture: Capture,
    outgoing: Outgoing,
}

#[async_trait]
impl Prepared for CapturePrepared {
    async fn data(self: Box<Self>) -> Outcome {
        let now = self.capture.env.now();
        let store = Arc::clone(&self.capture.store);
        let outgoing = self.outgoing;
        let done = tokio::task::spawn_blocking(move || store.write(now, &outgoing)).await;
        match done {
            Ok(Ok(())) => Outcome::Accepted(Reply::new(250, "2.0.0 captured")),
            Ok(Err(store::WriteError::Before(kind))) => Outcome::NotSent(NotSent::Capture(kind)),
            Ok(Err(store::WriteError::Seal)) => Outcome::NotSent(NotSent::Seal),
            Ok(Err(store::WriteError::After)) | Err(_) => Outcome::InDoubt(InDoubt::Capture),
        }
    }

    async fn abandon(self: Box<Self>) {}
}
