//! Where letters stand among the pages of a chunk.

use std::ops::Range;

/// The pages of one letter in a chunk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LetterPages {
    /// First page, from 1.
    pub first_page: usize,
    /// Number of pages, a blank last one counted.
    pub pages: usize,
}

/// Consecutive pages of the laid-out document: first the letters, then the shared pages.
pub(crate) type PageRun = Range<usize>;
