//! Hand-over to a mail server: our own SMTP dialogue (RFC 5321) and pool.
//!
//! The dialogue is ours, and not a library's, for four reasons. The ledger must
//! know exactly whether the final dot may have left. Replies in Latin-1, or
//! with a code and nothing else, must be read: taken for broken ones after the
//! final dot, they would put deliveries in doubt. Bytes that arrive in clear
//! after STARTTLS must end the connection (injected replies). And every socket
//! has `TCP_NODELAY`: with Nagle's algorithm each message waits 40 ms.
//!
//! Layout: `config` (what to connect to), `tls`, `wire` (lines and replies),
//! `hello` (EHLO and AUTH), `open` (from a name to a signed-in connection),
//! `conn` (transactions on it), `check` (the configuration check), `report` (what it
//! finds), `pool`.

mod check;
mod config;
mod conn;
mod hello;
mod open;
mod pool;
mod report;
mod tls;
mod wire;

pub use config::{Credentials, Security, SmtpConfig, Timeouts};
pub use pool::SmtpTransport;
pub use report::{Protection, SmtpCheck, SmtpWarning};
pub use tls::TlsError;
