//! A real SMTP server on loopback, that fails on demand.

use std::fs::OpenOptions;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};

use super::plan::{Act, Plan, Scene};
use super::session;
use super::shared::{Keep, Received, ServerTls, Settings, Shared};
use crate::Stage;

/// The properties of a server to start.
#[derive(Debug)]
pub struct SmtpServerBuilder {
    address: SocketAddr,
    keep: Keep,
    journal: Option<PathBuf>,
    settings: Settings,
}

impl SmtpServerBuilder {
    /// Listens on this port of 127.0.0.1; without it, on a free one.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.address.set_port(port);
        self
    }

    /// What to remember; everything by default.
    #[must_use]
    pub fn keep(mut self, keep: Keep) -> Self {
        self.keep = keep;
        self
    }

    /// Appends `message-id<TAB>recipient-hash` to this file for each message
    /// taken, before its reply leaves.
    #[must_use]
    pub fn journal(mut self, file: &Path) -> Self {
        self.journal = Some(file.to_path_buf());
        self
    }

    /// Offers TLS.
    #[must_use]
    pub fn tls(mut self, tls: ServerTls) -> Self {
        self.settings.tls = Some(tls);
        self
    }

    /// Asks for this user name and password.
    #[must_use]
    pub fn credentials(mut self, user: &str, password: &str) -> Self {
        self.settings.credentials = Some((user.to_owned(), password.to_owned()));
        self
    }

    /// The extensions announced, instead of PIPELINING, 8BITMIME and SIZE.
    #[must_use]
    pub fn extensions(mut self, lines: &[&str]) -> Self {
        self.settings.extensions = lines.iter().map(|&line| line.to_owned()).collect();
        self
    }

    /// Starts listening.
    pub async fn start(self) -> io::Result<SmtpServer> {
        let listener = TcpListener::bind(self.address).await?;
        let address = listener.local_addr()?;
        let journal = match &self.journal {
            Some(file) => Some(OpenOptions::new().create(true).append(true).open(file)?),
            None => None,
        };
        let shared = Arc::new(Shared {
            plan: Plan::default(),
            settings: self.settings,
            keep: self.keep,
            journal: journal.map(Mutex::new),
            received: Mutex::default(),
            count: watch::Sender::new(0),
            connections: AtomicU64::new(0),
        });
        let task = tokio::spawn(serve(listener, Arc::clone(&shared)));
        Ok(SmtpServer { address, shared, task })
    }
}

async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    // Dropped with this task: all sessions end with the server.
    let mut sessions = JoinSet::new();
    loop {
        let Ok((stream, _)) = listener.accept().await else { continue };
        let number = shared.connections.fetch_add(1, Ordering::Relaxed) + 1;
        let _ = stream.set_nodelay(true);
        sessions.spawn(session::run(stream, number, Arc::clone(&shared)));
        while sessions.try_join_next().is_some() {}
    }
}

/// A running server; it stops when dropped.
#[derive(Debug)]
pub struct SmtpServer {
    address: SocketAddr,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

impl SmtpServer {
    /// A server that takes everything, on a free port, unless told otherwise.
    pub fn builder() -> SmtpServerBuilder {
        SmtpServerBuilder {
            address: SocketAddr::from(([127, 0, 0, 1], 0)),
            keep: Keep::Raw,
            journal: None,
            settings: Settings {
                extensions: ["PIPELINING", "8BITMIME", "SIZE 33554432"].map(str::to_owned).to_vec(),
                ..Settings::default()
            },
        }
    }

    /// A server that takes everything, on a free port.
    pub async fn start() -> io::Result<Self> {
        Self::builder().start().await
    }

    /// Where it listens.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its configuration value, in clear.
    pub fn url(&self) -> String {
        format!("smtp://{}?tls=none", self.address)
    }

    /// Decides what happens at a stage, from now on.
    pub fn on(&self, stage: Stage, decide: impl Fn(&Scene<'_>) -> Act + Send + Sync + 'static) {
        self.shared.plan.set(stage, Some(Arc::new(decide)));
    }

    /// Does the same thing at a stage, from now on.
    pub fn always(&self, stage: Stage, act: Act) {
        self.on(stage, move |_| act.clone());
    }

    /// Does it once, the next time the stage is reached.
    pub fn once(&self, stage: Stage, act: Act) {
        let act = Mutex::new(Some(act));
        self.on(stage, move |_| {
            act.lock().unwrap_or_else(PoisonError::into_inner).take().unwrap_or(Act::Proceed)
        });
    }

    /// Answers normally again at a stage.
    pub fn normal(&self, stage: Stage) {
        self.shared.plan.set(stage, None);
    }

    /// The messages taken, in order.
    pub fn received(&self) -> Vec<Received> {
        self.shared.received.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How many messages were taken.
    pub fn count(&self) -> u64 {
        *self.shared.count.borrow()
    }

    /// How many connections were opened so far.
    pub fn connections(&self) -> u64 {
        self.shared.connections.load(Ordering::Relaxed)
    }

    /// Waits until `count` messages were taken; false when it takes too long.
    pub async fn wait_for(&self, count: u64, at_most: Duration) -> bool {
        let mut changes = self.shared.count.subscribe();
        tokio::time::timeout(at_most, changes.wait_for(|n| *n >= count))
            .await
            .is_ok_and(|r| r.is_ok())
    }
}

impl Drop for SmtpServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}
