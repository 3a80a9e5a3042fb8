//! The background work of a process: handlers and schedules of all rooms.

use std::{sync::Arc, time::Duration};

use accounts::Accounts;
use async_trait::async_trait;
use audit::anchors;
use campaigns::Campaigns;
use imports::Imports;
use jobs::{Context, Handler, JobError, NewJob, Options, Payload, Runner};
use kernel::Actor;

use crate::{Services, services};

/// Sessions, tickets and delays that are over.
const PURGE: &str = "accounts.purge";
/// Signed heads of the journal, outside the database.
const ANCHOR: &str = "audit.anchor";

/// The worker of this process.
pub(crate) fn runner(services: &Services) -> Runner {
    let mut handlers: Vec<Arc<dyn Handler>> =
        vec![Arc::new(Purge(services.accounts.clone())), Arc::new(Anchor(services.clone()))];
    handlers.extend(services.imports.handlers());
    handlers.extend(services.campaigns.handlers());
    let options = Options { at_once: services.config.worker.at_once, ..Options::default() };
    Runner::new(services.db.clone(), services.env.clone(), handlers)
        .with(options)
        .every(Duration::from_hours(1), NewJob::new(PURGE))
        .every(Duration::from_mins(15), NewJob::new(ANCHOR))
        .every(Duration::from_hours(1), Imports::purge_job())
        .every(Duration::from_mins(1), Campaigns::watch_job())
}

struct Purge(Accounts);

#[async_trait]
impl Handler for Purge {
    fn name(&self) -> &'static str {
        PURGE
    }

    async fn run(&self, _: &Context, _: &Payload) -> Result<(), JobError> {
        self.0.purge(&Actor::System(PURGE)).await.map(|_| ()).map_err(|error| {
            tracing::warn!(%error, "ended sessions could not be removed");
            JobError::retry("purge_refused")
        })
    }
}

struct Anchor(Services);

#[async_trait]
impl Handler for Anchor {
    fn name(&self) -> &'static str {
        ANCHOR
    }

    async fn run(&self, context: &Context, _: &Payload) -> Result<(), JobError> {
        let key = services::anchor_key(&self.0.vault)
            .await
            .map_err(|_| JobError::retry("keys_unavailable"))?;
        let sign = |message: &[u8]| services::sign_anchor(&key, message);
        let path = self.0.config.data.anchors();
        anchors::take(&self.0.db, context.env.now(), &path, &sign)
            .await?
            .map(|_| ())
            .map_err(|_| JobError::retry("anchor_file_unwritable"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, SettingArgs};

    #[tokio::test]
    async fn a_worker_anchors_the_journal_and_an_anchor_finds_a_cut_tail() {
        let dir = tempfile::tempdir().unwrap();
        let config = Config::gather(&SettingArgs::default(), &|name| {
            (name == "CONCERNE_DATA_DIR").then(|| dir.path().as_os_str().to_owned())
        });
        let services = Services::open(config.unwrap()).await.unwrap();
        services.accounts.create_admin(&Actor::Operator, "a@example.org").await.unwrap();
        assert_eq!(runner(&services).run_due().await.unwrap(), 0, "the first tick notes the time");
        let worker = runner(&services);
        worker.run_due().await.unwrap();
        assert!(worker.run_due().await.unwrap() >= 1);
        let known = anchors::read(&services.config.data.anchors()).unwrap();
        assert_eq!(known.len(), 1);
        let key = services::anchor_key(&services.vault).await.unwrap();
        let sign = |message: &[u8]| services::sign_anchor(&key, message);
        let mut reports = audit::verify_db(&services.db).await.unwrap();
        let forged = anchors::compare(&services.db, &known, &mut reports, &sign).await.unwrap();
        assert_eq!(forged, 0);
        assert!(reports.iter().all(audit::ChainReport::is_sound));
    }
}
