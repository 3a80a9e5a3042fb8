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

#[cfg(test)]
mod tests {
    use kernel::Env;

    use super::*;
    use crate::testing::outgoing;

    fn one() -> Outgoing {
        let (env, _) = Env::test(chrono::DateTime::UNIX_EPOCH, 1);
        outgoing(&env, "jeanne@example.net")
    }

    #[tokio::test]
    async fn plays_each_fault_once_and_in_order() {
        let memory = MemoryTransport::new();
        let lost = NotSent::Lost(Stage::Hello);
        let no = Reply::new(550, "5.1.1 no");
        let refused =
            |stage, reply: &Reply| Outcome::Refused(Refusal { stage, reply: reply.clone() });
        for (fault, outcome, kept) in [
            (Fault::NotSent(lost.clone()), Outcome::NotSent(lost), 0),
            (Fault::RefuseRecipient(no.clone()), refused(Stage::RcptTo, &no), 0),
            (Fault::LoseBody, Outcome::NotSent(NotSent::Lost(Stage::Body)), 0),
            (Fault::RefuseMessage(no.clone()), refused(Stage::EndOfData, &no), 0),
            (Fault::DoubtLost, Outcome::InDoubt(InDoubt::Lost), 0),
            (Fault::DoubtKept, Outcome::InDoubt(InDoubt::Lost), 1),
        ] {
            memory.fail_next(fault.clone());
            assert_eq!(memory.send(one()).await, outcome, "{fault:?}");
            assert_eq!(memory.accepted().len(), kept, "{fault:?}");
        }
        assert!(memory.send(one()).await.is_accepted());
        assert_eq!((memory.accepted().len(), memory.prepared()), (2, 5));
        memory.close().await;
        assert_eq!(memory.send(one()).await, Outcome::NotSent(NotSent::Closed));
    }

    #[tokio::test]
    async fn the_probe_runs_between_the_two_steps_and_not_for_a_given_up_delivery() {
        let memory = MemoryTransport::new();
        let seen = Arc::new(Mutex::new(0));
        let counter = Arc::clone(&seen);
        memory.before_data(move |_| *counter.lock().unwrap() += 1);
        let prepared = memory.prepare(one()).await.unwrap();
        assert_eq!(*seen.lock().unwrap(), 0);
        prepared.data().await;
        assert_eq!(*seen.lock().unwrap(), 1);
        memory.prepare(one()).await.unwrap().abandon().await;
        assert_eq!((*seen.lock().unwrap(), memory.accepted().len()), (1, 1));
    }

    #[tokio::test]
    async fn a_script_decides_by_recipient() {
        let memory = MemoryTransport::new();
        memory.script(|outgoing| {
            let gone = outgoing.envelope.recipient.local_part() == "jeanne";
            gone.then(|| Fault::RefuseRecipient(Reply::new(550, "5.1.1 gone")))
        });
        assert!(!memory.send(one()).await.is_accepted());
        let (env, _) = Env::test(chrono::DateTime::UNIX_EPOCH, 1);
        assert!(memory.send(outgoing(&env, "paul@example.net")).await.is_accepted());
    }
}
