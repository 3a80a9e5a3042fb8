//! How long each table is kept, and what removes what is over.
//!
//! A table that grows has its purge, run by the worker, or the reason why no clock removes
//! its rows. A test reads the tables of a migrated database: a new one fails it until it has
//! its line here and in docs/operations.md.

use std::{sync::Arc, time::Duration};

use accounts::Accounts;
use async_trait::async_trait;
use campaigns::Campaigns;
use imports::Imports;
use jobs::{Context, Handler, JobError, NewJob, Payload, Runner};
use kernel::Actor;
use portal::Portal;

use crate::Services;

/// Sessions, tickets, delays and invitations that are over.
const STAFF: &str = "accounts.purge";
/// Failed tries of the portal that count no more.
const TRIES: &str = "portal.purge";
/// Captured mail that is old.
const CAPTURED: &str = "campaigns.purge_captured";

/// The handlers of the purges that belong to no room's own jobs.
pub(crate) fn handlers(services: &Services) -> Vec<Arc<dyn Handler>> {
    vec![
        Arc::new(Staff(services.accounts.clone())),
        Arc::new(Tries((*services.portal).clone())),
        Arc::new(Captured(services.campaigns.clone())),
    ]
}

/// Every purge, hourly.
pub(crate) fn scheduled(runner: Runner) -> Runner {
    [NewJob::new(STAFF), NewJob::new(TRIES), NewJob::new(CAPTURED), Imports::purge_job()]
        .into_iter()
        .fold(runner, |runner, job| runner.every(Duration::from_hours(1), job))
}

struct Staff(Accounts);

#[async_trait]
impl Handler for Staff {
    fn name(&self) -> &'static str {
        STAFF
    }

    async fn run(&self, _: &Context, _: &Payload) -> Result<(), JobError> {
        self.0.purge(&Actor::System(STAFF)).await.map(|_| ()).map_err(|error| {
            tracing::warn!(%error, "ended sessions could not be removed");
            JobError::retry("purge_refused")
        })
    }
}

struct Tries(Portal);

#[async_trait]
impl Handler for Tries {
    fn name(&self) -> &'static str {
        TRIES
    }

    async fn run(&self, _: &Context, _: &Payload) -> Result<(), JobError> {
        self.0.purge().await.map(|_| ()).map_err(|error| {
            tracing::warn!(%error, "old tries of the portal could not be removed");
            JobError::retry("purge_refused")
        })
    }
}

struct Captured(Campaigns);

#[async_trait]
impl Handler for Captured {
    fn name(&self) -> &'static str {
        CAPTURED
    }

    async fn run(&self, _: &Context, _: &Payload) -> Result<(), JobError> {
        self.0.purge_captured().await.map(|_| ()).map_err(|error| {
            tracing::warn!(%error, "old captured mail could not be removed");
            JobError::retry("purge_refused")
        })
    }
}

#[cfg(test)]
mod tests;
