//! What runs a job of the room: preparing, printing, watching over the ledger.

use std::sync::Arc;

use async_trait::async_trait;
use jobs::{Context, Handler, JobError, NewJob, Payload};

use crate::{
    CampaignError, Campaigns,
    jobs::{LETTERS_JOB, PREPARE_JOB, WATCH_JOB},
};

/// What a job of the room does.
enum Work {
    Prepare,
    Letters,
    Watch,
}

/// The handler of one job.
struct CampaignJob {
    room: Campaigns,
    work: Work,
}

impl Campaigns {
    /// The handlers of the room's jobs, for [`jobs::Runner::new`].
    pub fn handlers(&self) -> Vec<Arc<dyn Handler>> {
        [Work::Prepare, Work::Letters, Work::Watch]
            .into_iter()
            .map(|work| Arc::new(CampaignJob { room: self.clone(), work }) as Arc<dyn Handler>)
            .collect()
    }

    /// The repeated job, for [`jobs::Runner::every`] with one minute.
    pub fn watch_job() -> NewJob {
        NewJob::new(WATCH_JOB)
    }
}

#[async_trait]
impl Handler for CampaignJob {
    fn name(&self) -> &'static str {
        match self.work {
            Work::Prepare => PREPARE_JOB,
            Work::Letters => LETTERS_JOB,
            Work::Watch => WATCH_JOB,
        }
    }

    async fn run(&self, context: &Context, payload: &Payload) -> Result<(), JobError> {
        let done = match self.work {
            Work::Prepare => match self.room.prepare_on(payload.id("campaign")?).await {
                // The work is done: the draft's page says what to correct.
                Ok(_) | Err(CampaignError::Text(_)) => Ok(()),
                Err(error) => Err(error),
            },
            Work::Letters => {
                let id = payload.id("campaign")?;
                loop {
                    if context.is_stopping() {
                        return Err(JobError::Interrupted);
                    }
                    match self.room.print_one(id).await {
                        Ok(true) => {}
                        Ok(false) => break Ok(()),
                        Err(error) => break Err(error),
                    }
                }
            }
            Work::Watch => self.room.watch().await,
        };
        done.map_err(fate)
    }
}

/// What is to become of a job that ended so.
fn fate(error: CampaignError) -> JobError {
    match error {
        CampaignError::Db(error) => error.into(),
        CampaignError::NotFound => JobError::fail("not_found"),
        CampaignError::Conflict => JobError::fail("conflict"),
        CampaignError::Document(_) => JobError::fail("document"),
        CampaignError::Vault(vault::VaultError::Destroyed) => JobError::fail("destroyed"),
        CampaignError::DiskFull => JobError::retry("disk_full"),
        _ => JobError::retry("failed"),
    }
}
