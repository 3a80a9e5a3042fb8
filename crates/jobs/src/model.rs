//! What a job is.

use std::{fmt::Display, str::FromStr};

use chrono::{DateTime, Duration, Utc};
use kernel::JobId;
use serde_json::{Map, Value};

use crate::JobError;

/// Where a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum JobState {
    /// Waits for its time and a worker.
    Queued,
    /// Leased to a worker.
    Running,
    /// Ended well.
    Done,
    /// Given up; a person may start it again.
    Failed,
}

impl JobState {
    /// All states.
    pub const ALL: [Self; 4] = [Self::Queued, Self::Running, Self::Done, Self::Failed];

    /// The stable name kept in the column.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }

    /// Reads a stable name back.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }
}

/// When a job is to run.
#[derive(Clone, Copy, Debug)]
pub(crate) enum When {
    Now,
    After(Duration),
    At(DateTime<Utc>),
}

/// Work to be done later.
#[derive(Clone, Debug)]
pub struct NewJob {
    pub(crate) name: &'static str,
    pub(crate) payload: Map<String, Value>,
    pub(crate) unique_key: Option<String>,
    pub(crate) when: When,
}

impl NewJob {
    /// Work for the handler of this name (`room.verb`), as soon as may be.
    pub fn new(name: &'static str) -> Self {
        Self { name, payload: Map::new(), unique_key: None, when: When::Now }
    }

    /// With an id.
    pub fn id(self, key: &'static str, id: impl Display) -> Self {
        self.set(key, Value::String(id.to_string()))
    }

    /// With a number.
    pub fn count(self, key: &'static str, count: i64) -> Self {
        self.set(key, Value::from(count))
    }

    /// With a word of the product's own vocabulary.
    pub fn word(self, key: &'static str, word: &'static str) -> Self {
        self.set(key, Value::String(word.to_owned()))
    }

    /// Once only while it waits: a second job of the same name and key joins the first,
    /// which then runs at the earlier of both times. A job that already runs does not
    /// count: what was changed since it began needs another run.
    pub fn unique(mut self, key: impl Display) -> Self {
        self.unique_key = Some(key.to_string());
        self
    }

    /// Not before this instant.
    pub fn at(mut self, at: DateTime<Utc>) -> Self {
        self.when = When::At(at);
        self
    }

    /// Not before this time has passed.
    pub fn after(mut self, wait: Duration) -> Self {
        self.when = When::After(wait);
        self
    }

    /// The handler's name.
    pub fn name(&self) -> &'static str {
        self.name
    }

    fn set(mut self, key: &'static str, value: Value) -> Self {
        self.payload.insert(key.to_owned(), value);
        self
    }
}

/// What a handler is told to work on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Payload(pub(crate) Map<String, Value>);

impl Payload {
    /// An id.
    ///
    /// # Errors
    /// [`JobError::Fail`] with code `payload` when it is not there.
    pub fn id<T: FromStr>(&self, key: &str) -> Result<T, JobError> {
        self.0
            .get(key)
            .and_then(Value::as_str)
            .and_then(|text| text.parse().ok())
            .ok_or(BAD_PAYLOAD)
    }

    /// A number.
    ///
    /// # Errors
    /// [`JobError::Fail`] with code `payload` when it is not there.
    pub fn count(&self, key: &str) -> Result<i64, JobError> {
        self.0.get(key).and_then(Value::as_i64).ok_or(BAD_PAYLOAD)
    }

    /// A word.
    ///
    /// # Errors
    /// [`JobError::Fail`] with code `payload` when it is not there.
    pub fn word(&self, key: &str) -> Result<&str, JobError> {
        self.0.get(key).and_then(Value::as_str).ok_or(BAD_PAYLOAD)
    }
}

/// A later release may wait for another payload than an earlier one wrote.
const BAD_PAYLOAD: JobError = JobError::Fail { code: "payload" };

/// A job that a worker has claimed.
#[derive(Clone, Debug)]
pub struct Job {
    /// Its id.
    pub id: JobId,
    /// The handler's name.
    pub name: String,
    /// What to work on.
    pub payload: Payload,
    /// Which run this is, from 1.
    pub attempt: i64,
}
