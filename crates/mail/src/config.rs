//! Where mail goes, read from one configuration value.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use kernel::Env;
use url::Url;

use crate::smtp::{SmtpConfig, TlsError};
use crate::{Capture, ConfigError, NotSent, Seal, SmtpTransport, Transport};

/// Where mail goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MailConfig {
    /// To a mail server.
    Smtp(Box<SmtpConfig>),
    /// Into a folder that the console shows; nothing leaves the machine.
    Capture(CaptureFolder),
}

/// The folder of captured mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CaptureFolder {
    /// `mail` inside the data folder.
    Default,
    /// A folder of its own.
    At(PathBuf),
}

/// A transport ready for use.
#[derive(Clone)]
pub struct Opened {
    /// Hands messages over.
    pub transport: Arc<dyn Transport>,
    /// The captured messages, when mail is captured.
    pub capture: Option<Capture>,
}

impl std::fmt::Debug for Opened {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Opened").field("captures", &self.capture.is_some()).finish_non_exhaustive()
    }
}

/// A transport that cannot be opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// The certificate file cannot be used.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The capture folder cannot be used.
    #[error(transparent)]
    Capture(#[from] NotSent),
}

impl MailConfig {
    /// Reads `smtp://user:password@host:port?tls=required|opportunistic|none`,
    /// `smtps://…`, `capture:` (the default folder) or `capture:///a/folder`.
    pub fn parse(value: &str) -> Result<Self, ConfigError> {
        let value = value.trim();
        if let Some(path) = value.strip_prefix("capture:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            return Ok(Self::Capture(if path.is_empty() {
                CaptureFolder::Default
            } else {
                CaptureFolder::At(PathBuf::from(path))
            }));
        }
        let url = Url::parse(value).map_err(|_| ConfigError::Scheme)?;
        if !matches!(url.scheme(), "smtp" | "smtps") {
            return Err(ConfigError::Scheme);
        }
        SmtpConfig::from_url(&url).map(|smtp| Self::Smtp(Box::new(smtp)))
    }

    /// Opens the transport. A mail server is not contacted yet.
    pub fn open(self, env: Env, data_dir: &Path, seal: Arc<dyn Seal>) -> Result<Opened, OpenError> {
        match self {
            Self::Smtp(config) => {
                let transport = SmtpTransport::new(*config)?;
                Ok(Opened { transport: Arc::new(transport), capture: None })
            }
            Self::Capture(folder) => {
                let folder = match folder {
                    CaptureFolder::Default => data_dir.join("mail"),
                    CaptureFolder::At(folder) => folder,
                };
                let capture = Capture::open(folder, env, seal)?;
                Ok(Opened { transport: Arc::new(capture.clone()), capture: Some(capture) })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::smtp::Security;

    fn smtp(value: &str) -> SmtpConfig {
        match MailConfig::parse(value).unwrap() {
            MailConfig::Smtp(config) => *config,
            MailConfig::Capture(_) => panic!("{value} captures"),
        }
    }

    #[test]
    fn reads_addresses_with_and_without_parts() {
        let config = smtp("smtp://us%40er:p%3Ass@relay.example.org?tls=required&connections=20");
        let credentials = config.credentials.clone().unwrap();
        assert_eq!((credentials.user.as_str(), credentials.password.as_str()), ("us@er", "p:ss"));
        assert_eq!((config.host.as_str(), config.port), ("relay.example.org", 587));
        assert_eq!((config.security, config.connections), (Security::Required, 20));

        let config = smtp("smtps://relay.example.org");
        assert_eq!((config.port, config.security), (465, Security::Implicit));
        let config = smtp("smtp://relay.example.org");
        assert_eq!((config.port, config.security), (25, Security::Required));
        let config = smtp("smtp://127.0.0.1:2525");
        assert_eq!((config.port, config.security), (2525, Security::Opportunistic));
        let config = smtp("smtp://[::1]:2525?tls=none&hello=labo.example.org&reply_s=30");
        assert_eq!((config.host.as_str(), config.security), ("::1", Security::None));
        assert_eq!(config.hello.as_deref(), Some("labo.example.org"));
        assert_eq!(config.timeouts.end_of_data.as_secs(), 30);
        let config = smtp("smtp://relay.example.org?ca=/etc/relay.pem&tls=opportunistic");
        assert_eq!(config.authority.as_deref(), Some(Path::new("/etc/relay.pem")));
    }

    #[test]
    fn reads_capture_folders() {
        assert_eq!(MailConfig::parse("capture:"), Ok(MailConfig::Capture(CaptureFolder::Default)));
        let at = MailConfig::Capture(CaptureFolder::At(PathBuf::from("/var/mail")));
        assert_eq!(MailConfig::parse("capture:///var/mail"), Ok(at));
    }

    #[test]
    fn refuses_what_it_does_not_understand() {
        for (value, error) in [
            ("http://relay.example.org", ConfigError::Scheme),
            ("relay.example.org", ConfigError::Scheme),
            ("smtp://", ConfigError::Host),
            ("smtp://user@relay.example.org", ConfigError::Credentials),
            ("smtp://u:p%FF@relay.example.org", ConfigError::Encoding),
            ("smtp://u:p%0D%0A@relay.example.org", ConfigError::Encoding),
            ("smtp://relay.example.org?tls=maybe", ConfigError::Parameter("tls")),
            ("smtps://relay.example.org?tls=none", ConfigError::Parameter("tls")),
            ("smtp://relay.example.org?connections=0", ConfigError::Parameter("connections")),
            ("smtp://relay.example.org?hello=a%0D%0Ab", ConfigError::Parameter("hello")),
            ("smtp://relay.example.org?tsl=none", ConfigError::UnknownParameter),
        ] {
            assert_eq!(MailConfig::parse(value), Err(error), "{value}");
        }
    }

    fn open(value: &str, data_dir: &Path) -> Result<Opened, OpenError> {
        let env = Env::system();
        let config = MailConfig::parse(value).unwrap();
        config.open(env, data_dir, Arc::new(crate::testing::TestSeal))
    }

    #[tokio::test]
    async fn opens_the_default_capture_folder_inside_the_data_folder() {
        let folder = tempfile::tempdir().unwrap();
        let opened = open("capture:", folder.path()).unwrap();
        let sent = crate::testing::outgoing(&Env::system(), "jeanne@example.net");
        let reference = sent.message.reference();
        assert!(opened.transport.send(sent).await.is_accepted());
        assert!(opened.capture.unwrap().read(reference).await.unwrap().is_some());
        assert!(folder.path().join("mail/messages").join(reference.to_string()).is_file());
    }

    #[test]
    fn refuses_to_open_with_an_authority_file_that_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let empty = folder.path().join("empty.pem");
        std::fs::write(&empty, "not a certificate").unwrap();
        for (file, error) in
            [(empty, TlsError::NoCertificate), (folder.path().join("no"), TlsError::AuthorityFile)]
        {
            let value = format!("smtps://relay.example.org?ca={}", file.display());
            assert_eq!(open(&value, folder.path()).err(), Some(OpenError::Tls(error)));
        }
        assert!(open("smtps://relay.example.org", folder.path()).is_ok());
    }

    proptest::proptest! {
        #[test]
        fn any_value_is_read_or_refused_without_panic(value in "(smtp|smtps|capture)?:?/?/?\\PC{0,60}") {
            let _ = MailConfig::parse(&value);
        }
    }

    #[test]
    fn debug_output_hides_the_password() {
        let shown = format!("{:?}", MailConfig::parse("smtp://user:hush@relay.example.org"));
        assert!(!shown.contains("hush") && !shown.contains("user"), "{shown}");
    }
}
