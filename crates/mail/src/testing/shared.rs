//! What the server of tests and its sessions share: settings, plan, messages taken.

use std::fs::File;
use std::io::{self, Write as _};
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest as _, Sha256};
use tokio::sync::watch;
use tokio_rustls::rustls::ServerConfig;

use super::plan::Plan;

/// When TLS starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TlsStart {
    /// After STARTTLS.
    OnCommand,
    /// With the first byte.
    AtOnce,
}

/// The TLS side of the server.
#[derive(Clone, Debug)]
pub struct ServerTls {
    /// Certificate and key.
    pub config: Arc<ServerConfig>,
    /// When TLS starts.
    pub start: TlsStart,
}

/// What the server remembers of accepted messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// The count and the journal alone, for long drills.
    Count,
    /// Addresses and Message-IDs.
    Ids,
    /// Everything.
    Raw,
}

/// A message the server took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// The return path.
    pub return_path: String,
    /// The recipient.
    pub recipient: String,
    /// The Message-ID, without angle brackets.
    pub message_id: String,
    /// The content, dots undoubled; empty unless [`Keep::Raw`].
    pub raw: Vec<u8>,
}

/// What a session needs to know.
#[derive(Debug, Default)]
pub(super) struct Settings {
    pub(super) tls: Option<ServerTls>,
    pub(super) credentials: Option<(String, String)>,
    pub(super) extensions: Vec<String>,
}

/// What the server of tests and its sessions share.
#[derive(Debug)]
pub(super) struct Shared {
    /// What happens at each stage.
    pub(super) plan: Plan,
    /// What a session needs to know.
    pub(super) settings: Settings,
    /// What is remembered.
    pub(super) keep: Keep,
    /// The file that each message is noted in.
    pub(super) journal: Option<Mutex<File>>,
    /// The messages taken.
    pub(super) received: Mutex<Vec<Received>>,
    /// How many were taken.
    pub(super) count: watch::Sender<u64>,
    /// How many connections were opened.
    pub(super) connections: AtomicU64,
}

impl Shared {
    /// Takes a message for good, before its reply leaves.
    pub(super) fn take(&self, mut received: Received) -> io::Result<()> {
        if let Some(journal) = &self.journal {
            let hash = hex::encode(Sha256::digest(received.recipient.to_lowercase().as_bytes()));
            let line = format!("{}\t{hash}\n", received.message_id);
            journal.lock().unwrap_or_else(PoisonError::into_inner).write_all(line.as_bytes())?;
        }
        if self.keep != Keep::Count {
            if self.keep == Keep::Ids {
                received.raw = Vec::new();
            }
            self.received.lock().unwrap_or_else(PoisonError::into_inner).push(received);
        }
        self.count.send_modify(|count| *count += 1);
        Ok(())
    }
}
