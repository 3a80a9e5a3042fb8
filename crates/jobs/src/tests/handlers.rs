//! Handlers that answer as a test asks, watch, sleep or panic.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use kernel::JobId;

use crate::{Context, Handler, JobError, Payload};

/// Answers each run with the next of its list, then with success.
#[derive(Default)]
pub(super) struct Scripted {
    answers: Mutex<Vec<Result<(), JobError>>>,
    pub(super) runs: Mutex<Vec<(JobId, i64)>>,
}

impl Scripted {
    pub(super) fn new(answers: &[Result<(), JobError>]) -> Arc<Self> {
        let mut answers = answers.to_vec();
        answers.reverse();
        Arc::new(Self { answers: Mutex::new(answers), runs: Mutex::default() })
    }

    pub(super) fn runs(&self) -> usize {
        self.runs.lock().unwrap().len()
    }
}

#[async_trait]
impl Handler for Scripted {
    fn name(&self) -> &'static str {
        "tests.scripted"
    }

    fn max_attempts(&self) -> i64 {
        3
    }

    async fn run(&self, context: &Context, _: &Payload) -> Result<(), JobError> {
        self.runs.lock().unwrap().push((context.job, context.attempt));
        self.answers.lock().unwrap().pop().unwrap_or(Ok(()))
    }
}

/// Notes which jobs run at the same moment, and how often each ran.
#[derive(Default)]
pub(super) struct Watcher {
    now: Mutex<HashMap<JobId, usize>>,
    pub(super) runs: Mutex<HashMap<JobId, usize>>,
    pub(super) doubled: Mutex<Vec<JobId>>,
}

#[async_trait]
impl Handler for Watcher {
    fn name(&self) -> &'static str {
        "tests.watched"
    }

    async fn run(&self, context: &Context, _: &Payload) -> Result<(), JobError> {
        let others = {
            let mut now = self.now.lock().unwrap();
            let count = now.entry(context.job).or_default();
            *count += 1;
            *count - 1
        };
        if others > 0 {
            self.doubled.lock().unwrap().push(context.job);
        }
        tokio::time::sleep(Duration::from_millis(3)).await;
        *self.now.lock().unwrap().entry(context.job).or_default() -= 1;
        *self.runs.lock().unwrap().entry(context.job).or_default() += 1;
        Ok(())
    }
}

/// Waits for the end of the process, politely or not.
pub(super) struct Sleeper {
    pub(super) polite: bool,
    pub(super) begun: tokio::sync::Notify,
}

#[async_trait]
impl Handler for Sleeper {
    fn name(&self) -> &'static str {
        "tests.sleeper"
    }

    async fn run(&self, context: &Context, _: &Payload) -> Result<(), JobError> {
        self.begun.notify_one();
        if !self.polite {
            std::future::pending::<()>().await;
        }
        context.stopping().await;
        Err(JobError::Interrupted)
    }
}

pub(super) struct Panics;

#[async_trait]
impl Handler for Panics {
    fn name(&self) -> &'static str {
        "tests.panics"
    }

    async fn run(&self, context: &Context, _: &Payload) -> Result<(), JobError> {
        assert!(context.attempt > 1, "the first run of this test panics on purpose");
        Ok(())
    }
}
