//! The configuration check of a signed-in connection.

use super::config::{SmtpConfig, is_this_machine};
use super::hello::Size;
use super::open::Session;
use super::report::{Protection, SmtpCheck, SmtpWarning};

/// What the server said, for the configuration check.
pub(super) fn report(session: &Session, config: &SmtpConfig) -> SmtpCheck {
    let clear = session.protection == Protection::Clear;
    let size_limit = match session.features.size {
        Size::Limit(limit) => Some(limit),
        Size::NotOffered | Size::NoLimit => None,
    };
    let warnings = [
        (clear && !is_this_machine(&config.host), SmtpWarning::ClearToAnotherMachine),
        (clear && session.features.starttls, SmtpWarning::TlsOfferedNotUsed),
        (size_limit.is_some_and(|n| n < 1_000_000), SmtpWarning::SmallSizeLimit),
    ];
    SmtpCheck {
        protection: session.protection,
        tls_version: session.tls_version,
        signed_in: session.signed_in,
        size_limit,
        pipelining: session.features.pipelining,
        warnings: warnings.into_iter().filter_map(|(on, warning)| on.then_some(warning)).collect(),
    }
}
