//! What is known after an attempt to hand a message over.

use serde::Serialize;

use crate::Reply;

/// The steps of an SMTP dialogue, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Finding the host and opening the connection.
    Connect,
    /// The server's first line.
    Greeting,
    /// EHLO or HELO.
    Hello,
    /// STARTTLS and the TLS handshake.
    Tls,
    /// AUTH.
    Auth,
    /// MAIL FROM: the return path. A refusal here is about the sender.
    MailFrom,
    /// RCPT TO: the recipient.
    RcptTo,
    /// The DATA command, before any content.
    Data,
    /// The content, before its final dot.
    Body,
    /// The final dot and its reply.
    EndOfData,
}

impl Stage {
    /// The number of stages.
    pub(crate) const COUNT: usize = 10;

    /// The stable name, for columns and logs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Connect => "connect",
            Self::Greeting => "greeting",
            Self::Hello => "hello",
            Self::Tls => "tls",
            Self::Auth => "auth",
            Self::MailFrom => "mail_from",
            Self::RcptTo => "rcpt_to",
            Self::Data => "data",
            Self::Body => "body",
            Self::EndOfData => "end_of_data",
        }
    }
}

/// The server's "no" to this message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// At which step. `MailFrom` blames the sender, later ones recipient or content.
    pub stage: Stage,
    /// Code, enhanced code and text.
    pub reply: Reply,
}

impl Refusal {
    /// Whether the server says that trying again is useless.
    pub const fn is_permanent(&self) -> bool {
        self.reply.is_permanent()
    }
}

/// Why nothing was transmitted. Certain: the final dot never left this machine,
/// so that another attempt cannot double the message. Not the recipient's fault.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotSent {
    /// The host name is unknown or the connection was refused.
    #[error("the mail server cannot be reached")]
    Unreachable,
    /// The server greets with a refusal, or closes the service (421).
    #[error("the mail server does not serve now (reply {0:?})")]
    Unavailable(Reply),
    /// STARTTLS is required and not offered, or the handshake failed.
    #[error("no protected connection to the mail server: {0}")]
    Tls(TlsFailure),
    /// The server refused the credentials, or offers no known way to sign in.
    #[error("the mail server refused the sign-in")]
    Auth(Option<Reply>),
    /// The connection broke.
    #[error("the connection to the mail server broke at {}", .0.as_str())]
    Lost(Stage),
    /// No answer within the configured time.
    #[error("the mail server gave no answer in time at {}", .0.as_str())]
    TimedOut(Stage),
    /// An answer that makes no sense at this step.
    #[error("the mail server gave an answer out of order at {}", .0.as_str())]
    Protocol(Stage),
    /// More bytes than the server takes (SIZE, RFC 1870).
    #[error("the message is larger than the mail server takes")]
    TooLarge,
    /// The capture folder could not be written.
    #[error("the capture folder cannot be written: {0}")]
    Capture(std::io::ErrorKind),
    /// The captured message could not be sealed.
    #[error("the captured message cannot be sealed")]
    Seal,
    /// The transport is shutting down.
    #[error("the transport is closed")]
    Closed,
}

/// Why a connection could not be protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TlsFailure {
    /// `tls=required`, and the server offers no STARTTLS.
    #[error("STARTTLS is not offered")]
    NotOffered,
    /// The certificate is not valid for this host, or its authority is unknown.
    #[error("the certificate is not accepted")]
    Certificate,
    /// Any other failure of the handshake.
    #[error("the handshake failed")]
    Handshake,
    /// Bytes arrived in clear after STARTTLS: somebody may be injecting replies.
    #[error("unprotected data after STARTTLS")]
    Injection,
    /// Credentials are configured and the connection would be in clear.
    #[error("the password would travel in clear")]
    ClearPassword,
}

/// Why nobody knows whether the server took the message. Never resend by machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InDoubt {
    /// The connection broke after the final dot and before the reply.
    #[error("the connection broke after the message and before the reply")]
    Lost,
    /// The reply to the final dot did not come in time.
    #[error("the reply after the message did not come in time")]
    TimedOut,
    /// The reply to the final dot cannot be read.
    #[error("the reply after the message cannot be read")]
    Unreadable,
    /// The process had to stop before the reply came.
    #[error("the process stopped before the reply after the message")]
    Stopped,
    /// The captured copy may or may not be on disk.
    #[error("the captured copy may not be on disk")]
    Capture,
}

/// What is known after an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The server took responsibility for the message.
    Accepted(Reply),
    /// The server refused it; it was not taken.
    Refused(Refusal),
    /// Nothing was transmitted; another attempt cannot double it.
    NotSent(NotSent),
    /// It may or may not have been taken.
    InDoubt(InDoubt),
}

impl Outcome {
    /// Whether the server took responsibility.
    pub const fn is_accepted(&self) -> bool {
        matches!(self, Self::Accepted(_))
    }
}

/// Why a delivery did not reach the point before DATA. Nothing was transmitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unprepared {
    /// The server refused sender or recipient.
    Refused(Refusal),
    /// No usable connection.
    NotSent(NotSent),
}

impl From<Unprepared> for Outcome {
    fn from(unprepared: Unprepared) -> Self {
        match unprepared {
            Unprepared::Refused(refusal) => Self::Refused(refusal),
            Unprepared::NotSent(reason) => Self::NotSent(reason),
        }
    }
}

impl From<NotSent> for Unprepared {
    fn from(reason: NotSent) -> Self {
        Self::NotSent(reason)
    }
}
