//! The program from outside: its commands, its processes, its structure; and its web server
//! from inside.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests fail loudly")]

mod architecture;
mod circles;
mod commands;
mod contract;
mod delivered;
mod documents;
mod drills;
mod operations;
mod parity;
mod period_vectors;
mod processes;
mod site;
mod stores;
mod support;
