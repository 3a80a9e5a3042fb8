//! The background work of a process: handlers and schedules of all rooms.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use audit::anchors;
use campaigns::Campaigns;
use jobs::{Context, Handler, JobError, NewJob, Options, Payload, Runner};

use crate::{Services, retention, services};

/// Signed heads of the journal, outside the database.
const ANCHOR: &str = "audit.anchor";

/// The worker of this process.
pub(crate) fn runner(services: &Services) -> Runner {
    let mut handlers: Vec<Arc<dyn Handler>> = vec![Arc::new(Anchor(services.clone()))];
    handlers.extend(retention::handlers(services));
    handlers.extend(services.imports.handlers());
    handlers.extend(services.campaigns.handlers());
    let options = Options { at_once: services.config.worker.at_once, ..Options::default() };
    let runner = Runner::new(services.db.clone(), services.env.clone(), handlers).with(options);
    retention::scheduled(runner)
        .every(Duration::from_mins(15), NewJob::new(ANCHOR))
        .every(Duration::from_mins(1), Campaigns::watch_job())
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
    use kernel::Actor;

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
