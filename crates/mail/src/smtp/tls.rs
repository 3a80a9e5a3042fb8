//! The TLS side of a connection: rustls, certificates always verified.

use std::path::Path;
use std::sync::Arc;

use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto::ring};

use super::config::SmtpConfig;
use crate::NotSent;
use crate::outcome::TlsFailure;
use crate::smtp::wire::Io;

/// A configuration that cannot give TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TlsError {
    /// The file of the authority cannot be read.
    #[error("the certificate file of the mail server's authority cannot be read")]
    AuthorityFile,
    /// It holds no usable certificate.
    #[error("the certificate file of the mail server's authority holds no certificate")]
    NoCertificate,
    /// The host is neither a name nor an address.
    #[error("the mail server's name cannot be verified in a certificate")]
    HostName,
    /// No common protocol version; cannot happen with the built-in provider.
    #[error("TLS is not available")]
    Unavailable,
}

/// Makes protected connections to one host.
#[derive(Clone)]
pub(super) struct Tls {
    connector: TlsConnector,
    name: ServerName<'static>,
}

impl Tls {
    pub(super) fn new(config: &SmtpConfig) -> Result<Self, TlsError> {
        let roots = match &config.authority {
            Some(file) => read_roots(file)?,
            None => RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() },
        };
        let client = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|_| TlsError::Unavailable)?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let name = ServerName::try_from(config.host.clone()).map_err(|_| TlsError::HostName)?;
        Ok(Self { connector: TlsConnector::from(Arc::new(client)), name })
    }

    /// Shakes hands over `stream`; the caller bounds the time.
    pub(super) async fn protect(
        &self,
        stream: Box<dyn Io>,
    ) -> Result<(Box<dyn Io>, &'static str), NotSent> {
        let stream = self.connector.connect(self.name.clone(), stream).await.map_err(|error| {
            let certificate = error
                .get_ref()
                .and_then(|inner| inner.downcast_ref::<tokio_rustls::rustls::Error>())
                .is_some_and(|e| matches!(e, tokio_rustls::rustls::Error::InvalidCertificate(_)));
            NotSent::Tls(if certificate { TlsFailure::Certificate } else { TlsFailure::Handshake })
        })?;
        let version = match stream.get_ref().1.protocol_version() {
            Some(tokio_rustls::rustls::ProtocolVersion::TLSv1_3) => "TLS 1.3",
            _ => "TLS 1.2",
        };
        Ok((Box::new(stream), version))
    }
}

fn read_roots(file: &Path) -> Result<RootCertStore, TlsError> {
    let pem = std::fs::read(file).map_err(|_| TlsError::AuthorityFile)?;
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(&pem) {
        let certificate = certificate.map_err(|_| TlsError::NoCertificate)?;
        roots.add(certificate).map_err(|_| TlsError::NoCertificate)?;
    }
    if roots.is_empty() { Err(TlsError::NoCertificate) } else { Ok(roots) }
}
