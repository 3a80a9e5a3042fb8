//! When there is no answer.

use ::portal::PortalError;

/// Why a page is not shown.
#[derive(Debug)]
pub(super) enum PagesError {
    /// No such public case.
    NotFound,
    /// Too many tries from this address.
    Wait,
    /// A dependency does not answer. Boxed, because it is rare.
    Down(Box<PortalError>),
    /// A dependency did not answer in time.
    Slow,
}
