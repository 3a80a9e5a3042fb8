//! Why a mail address of the configuration is refused.

/// A refused mail address in the configuration. The texts never hold the value,
/// which may contain a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// Not `smtp://`, `smtps://` or `capture:`.
    #[error("the mail address must start with smtp://, smtps:// or capture:")]
    Scheme,
    /// No host.
    #[error("the mail address names no server")]
    Host,
    /// A user without password or the reverse.
    #[error("the mail address has a user name without a password, or a password alone")]
    Credentials,
    /// Percent-encoding that is not UTF-8, or control characters.
    #[error("the mail address holds characters that cannot be read")]
    Encoding,
    /// A parameter with a wrong value.
    #[error("the mail address has a wrong value for {0}")]
    Parameter(&'static str),
    /// A parameter that does not exist.
    #[error("the mail address has an unknown parameter")]
    UnknownParameter,
}
