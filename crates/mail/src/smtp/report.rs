//! What the configuration check reports.

use serde::Serialize;

/// How a connection turned out to be protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Protection {
    /// In clear.
    Clear,
    /// TLS after STARTTLS.
    StartTls,
    /// TLS from the first byte.
    Implicit,
}

/// Something a DPO should know before a campaign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SmtpWarning {
    /// Messages leave this machine in clear.
    ClearToAnotherMachine,
    /// The server offers TLS, and the configuration does not use it.
    TlsOfferedNotUsed,
    /// The server takes no message of 1 MB.
    SmallSizeLimit,
}

/// What the server said when nothing was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SmtpCheck {
    /// Protection of the connection.
    pub protection: Protection,
    /// `TLS 1.2` or `TLS 1.3`.
    pub tls_version: Option<&'static str>,
    /// The way of signing in that was used, `PLAIN` or `LOGIN`.
    pub signed_in: Option<&'static str>,
    /// The largest message the server takes, in bytes (RFC 1870).
    pub size_limit: Option<u64>,
    /// Whether commands can be sent in groups (RFC 2920).
    pub pipelining: bool,
    /// What should be known.
    pub warnings: Vec<SmtpWarning>,
}
