//! The transport that captures, and the reading of what it captured.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use kernel::Env;

use super::check::CaptureCheck;
use super::error::CaptureError;
use super::file::CapturedMail;
use super::page::{PAGE_MAX, Page};
use super::place::Place;
use super::store::{Store, WriteError};
use crate::{
    Checked, InDoubt, NotSent, Outcome, Outgoing, Prepared, Reference, Reply, Seal, Transport,
    Unprepared,
};

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
            Ok(Err(WriteError::Before(kind))) => Outcome::NotSent(NotSent::Capture(kind)),
            Ok(Err(WriteError::Seal)) => Outcome::NotSent(NotSent::Seal),
            Ok(Err(WriteError::After)) | Err(_) => Outcome::InDoubt(InDoubt::Capture),
        }
    }

    async fn abandon(self: Box<Self>) {}
}
