//! Why a message cannot be built.

use crate::AddressError;

/// A message that cannot be built. The texts never hold content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BuildError {
    /// A control character in a header: somebody may be adding headers.
    #[error("a control character in {0}")]
    HeaderInjection(&'static str),
    /// Nothing to say.
    #[error("{0} is empty")]
    Empty(&'static str),
    /// Longer than allowed.
    #[error("{0} is too long")]
    TooLong(&'static str),
    /// Not a list of language tags such as `fr, en`.
    #[error("the languages are not valid tags")]
    Languages,
    /// An image, a script, a form or anything else that loads or runs.
    #[error("the HTML part is not plain text with marks")]
    ActiveHtml,
    /// An address that mail programs would not read.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// The bytes would not pass an old mail server unchanged.
    #[error("the finished message is not plain ASCII lines")]
    Encoding,
}
