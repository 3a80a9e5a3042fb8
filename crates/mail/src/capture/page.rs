//! One page of the list.

use super::error::CaptureError;
use super::file::CapturedMail;
use super::place::Place;

/// The most messages that one page of the list holds.
pub const PAGE_MAX: usize = 200;

/// One page of the list, newest first.
#[derive(Debug)]
pub struct Page {
    /// The messages, opened. Those that cannot be opened any more (destroyed
    /// key, damaged file) are listed by place, without content.
    pub items: Vec<(Place, Result<CapturedMail, CaptureError>)>,
    /// Where the next page starts; none on the last page.
    pub next: Option<Place>,
    /// How many messages the folder holds.
    pub total: usize,
}
