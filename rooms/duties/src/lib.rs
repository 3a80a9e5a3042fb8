//! Legal notification duties.

pub mod period;
