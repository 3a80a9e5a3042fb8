//! What the server of tests does at each stage.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::Stage;

/// What the server does instead of its normal answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// Answers normally.
    Proceed,
    /// Answers normally after a pause; at [`Stage::EndOfData`] it limits the rate.
    After(Duration),
    /// Answers this code and text. At [`Stage::EndOfData`] the message is not kept.
    Reply(u16, String),
    /// Sends these bytes as they are, then goes on as if it had answered.
    Raw(Vec<u8>),
    /// Never answers; the connection stays open.
    Hang,
    /// Closes the connection. At [`Stage::EndOfData`] the message is not kept.
    Drop,
    /// At [`Stage::EndOfData`]: keeps the message, then closes without a reply.
    DropKept,
    /// At [`Stage::EndOfData`]: keeps the message, then never answers.
    HangKept,
}

impl Act {
    /// A refusal with its text.
    pub fn reply(code: u16, text: &str) -> Self {
        Self::Reply(code, text.to_owned())
    }
}

/// The moment at which the server asks what to do.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    /// How many times this stage was reached since the server started, from 1.
    pub count: u64,
    /// Which connection, from 1.
    pub connection: u64,
    /// The recipient, from [`Stage::RcptTo`] on.
    pub recipient: &'a str,
}

type Hook = Arc<dyn Fn(&Scene<'_>) -> Act + Send + Sync>;

#[derive(Default)]
struct Slot {
    hook: Option<Hook>,
    count: u64,
}

/// One hook per stage, changed while the server runs.
#[derive(Default)]
pub(super) struct Plan([Mutex<Slot>; Stage::COUNT]);

impl Plan {
    fn slot(&self, stage: Stage) -> Option<std::sync::MutexGuard<'_, Slot>> {
        Some(self.0.get(stage as usize)?.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn set(&self, stage: Stage, hook: Option<Hook>) {
        if let Some(mut slot) = self.slot(stage) {
            slot.hook = hook;
        }
    }

    pub(super) fn act(&self, stage: Stage, connection: u64, recipient: &str) -> Act {
        let Some(mut slot) = self.slot(stage) else { return Act::Proceed };
        slot.count += 1;
        let scene = Scene { count: slot.count, connection, recipient };
        let hook = slot.hook.clone();
        drop(slot);
        hook.map_or(Act::Proceed, |hook| hook(&scene))
    }
}

impl fmt::Debug for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Plan(..)")
    }
}
