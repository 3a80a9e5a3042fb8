//! The transport of tests: keeps accepted messages in memory, fails on demand.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;

use crate::{
    Checked, InDoubt, NotSent, Outcome, Outgoing, Prepared, Refusal, Reply, Stage, Transport,
    Unprepared,
};

/// A failure to play, before or after DATA.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// No connection: `prepare` fails.
    NotSent(NotSent),
    /// The recipient is refused: `prepare` fails.
    RefuseRecipient(Reply),
    /// The connection breaks in `data`, before the final dot.
    LoseBody,
    /// The message is refused after its final dot.
    RefuseMessage(Reply),
    /// No reply after the final dot, and the server kept the message.
    DoubtKept,
    /// No reply after the final dot, and the server did not keep the message.
    DoubtLost,
}

type Script = Box<dyn Fn(&Outgoing) -> Option<Fault> + Send + Sync>;
type Probe = Arc<dyn Fn(&Outgoing) + Send + Sync>;

#[derive(Default)]
struct State {
    accepted: Vec<Outgoing>,
    queued: VecDeque<Fault>,
    script: Option<Script>,
    before_data: Option<Probe>,
    prepared: usize,
    closed: bool,
}

/// Keeps accepted messages in memory. Clones share their content.
#[derive(Clone, Default)]
pub struct MemoryTransport(Arc<Mutex<State>>);

impl std::fmt::Debug for MemoryTransport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MemoryTransport").finish_non_exhaustive()
    }
}

impl MemoryTransport {
    /// An empty one that accepts everything.
    pub fn new() -> Self {
        Self::default()
    }

    /// Plays this fault on the next delivery; several wait their turn.
    pub fn fail_next(&self, fault: Fault) {
        self.state().queued.push_back(fault);
    }

    /// Decides for each delivery that no queued fault waits for.
    pub fn script(&self, decide: impl Fn(&Outgoing) -> Option<Fault> + Send + Sync + 'static) {
        self.state().script = Some(Box::new(decide));
    }

    /// Calls `probe` at the moment of DATA, so that a test can look at the
    /// ledger as it stands then.
    pub fn before_data(&self, probe: impl Fn(&Outgoing) + Send + Sync + 'static) {
        self.state().before_data = Some(Arc::new(probe));
    }

    /// What "the server" holds, in order of arrival.
    pub fn accepted(&self) -> Vec<Outgoing> {
        self.state().accepted.clone()
    }

    /// How many deliveries reached the point before DATA.
    pub fn prepared(&self) -> usize {
        self.state().prepared
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Transport for MemoryTransport {
    async fn prepare(&self, outgoing: Outgoing) -> Result<Box<dyn Prepared>, Unprepared> {
        let mut state = self.state();
        if state.closed {
            return Err(NotSent::Closed.into());
        }
        let fault =
            state.queued.pop_front().or_else(|| state.script.as_ref().and_then(|s| s(&outgoing)));
        match fault {
            Some(Fault::NotSent(reason)) => Err(reason.into()),
            Some(Fault::RefuseRecipient(reply)) => {
                Err(Unprepared::Refused(Refusal { stage: Stage::RcptTo, reply }))
            }
            fault => {
                state.prepared += 1;
                Ok(Box::new(MemoryPrepared { transport: self.clone(), outgoing, fault }))
            }
        }
    }

    async fn check(&self) -> Result<Checked, NotSent> {
        Ok(Checked::Memory)
    }

    fn width(&self) -> usize {
        8
    }

    async fn close(&self) {
        self.state().closed = true;
    }
}

struct MemoryPrepared {
    transport: MemoryTransport,
    outgoing: Outgoing,
    fault: Option<Fault>,
}

#[async_trait]
impl Prepared for MemoryPrepared {
    async fn data(self: Box<Self>) -> Outcome {
        // Called without the lock: the probe may look at the transport itself.
        let probe = self.transport.state().before_data.clone();
        if let Some(probe) = probe {
            probe(&self.outgoing);
        }
        let mut state = self.transport.state();
        match self.fault {
            None => {
                state.accepted.push(self.outgoing);
                Outcome::Accepted(Reply::new(250, "2.0.0 kept in memory"))
            }
            Some(Fault::RefuseMessage(reply)) => {
                Outcome::Refused(Refusal { stage: Stage::EndOfData, reply })
            }
            Some(Fault::DoubtKept) => {
                state.accepted.push(self.outgoing);
                Outcome::InDoubt(InDoubt::Lost)
            }
            Some(Fault::DoubtLost) => Outcome::InDoubt(InDoubt::Lost),
            Some(Fault::LoseBody | Fault::NotSent(_) | Fault::RefuseRecipient(_)) => {
                Outcome::NotSent(NotSent::Lost(Stage::Body))
            }
        }
    }

    async fn abandon(self: Box<Self>) {}
}
