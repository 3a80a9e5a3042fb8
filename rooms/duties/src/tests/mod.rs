//! Whole cases, and the room on both engines.

mod cases;
mod service;
mod store;
