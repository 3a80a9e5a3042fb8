//! A server, a transport to it, and synthetic messages.

use std::sync::Arc;
use std::time::Duration;

use chrono::DateTime;
use kernel::Env;
use mail::smtp::{SmtpConfig, Timeouts};
use mail::testing::{self, ServerTls, SmtpServer, TlsStart};
use mail::{MailConfig, Outcome, Outgoing, SmtpTransport, Transport};
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

/// How long a test waits for a server that never answers.
const SOON: Duration = Duration::from_millis(700);

pub(crate) fn env() -> Env {
    Env::test(DateTime::from_timestamp(1_790_000_000, 0).unwrap(), 11).0
}

pub(crate) fn outgoing() -> Outgoing {
    testing::outgoing(&env(), "jeanne@example.net")
}

pub(crate) fn config(server: &SmtpServer) -> SmtpConfig {
    SmtpConfig::loopback(server.address().port())
}

pub(crate) fn transport(server: &SmtpServer) -> SmtpTransport {
    SmtpTransport::new(config(server)).unwrap()
}

pub(crate) async fn send(server: &SmtpServer) -> Outcome {
    transport(server).send(outgoing()).await
}

/// Sends with short waits, for servers that never answer.
pub(crate) async fn send_in_a_hurry(server: &SmtpServer) -> Outcome {
    let timeouts = Timeouts { connect: SOON, command: SOON, body: SOON, end_of_data: SOON };
    let config = SmtpConfig { timeouts, ..config(server) };
    SmtpTransport::new(config).unwrap().send(outgoing()).await
}

/// Reads a configuration value into a transport with one connection.
pub(crate) fn from_url(url: &str) -> SmtpTransport {
    match MailConfig::parse(url).unwrap() {
        MailConfig::Smtp(config) => SmtpTransport::new(*config).unwrap(),
        MailConfig::Capture(_) => panic!("not a mail server"),
    }
}

/// A self-signed certificate for `name`, as a server and as a PEM file.
pub(crate) struct Authority {
    pub(crate) pem: tempfile::NamedTempFile,
    config: Arc<ServerConfig>,
}

impl Authority {
    pub(crate) fn of(name: &str) -> Self {
        let made = rcgen::generate_simple_self_signed([name.to_owned()]).unwrap();
        let pem = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(pem.path(), made.cert.pem()).unwrap();
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key)
            .unwrap();
        Self { pem, config: Arc::new(config) }
    }

    pub(crate) fn tls(&self, start: TlsStart) -> ServerTls {
        ServerTls { config: Arc::clone(&self.config), start }
    }

    pub(crate) fn path(&self) -> &str {
        self.pem.path().to_str().unwrap()
    }
}
