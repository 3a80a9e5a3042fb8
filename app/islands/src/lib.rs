//! Interactive pieces, compiled for the server and for the browser. Each stands over a page
//! that works without it.

#![expect(
    unreachable_pub,
    reason = "the island macro makes public functions beside those re-exported here"
)]

mod live;

pub use live::LiveRegion;
