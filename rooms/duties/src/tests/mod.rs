//! Whole cases, and the room on both engines.

mod cases;
mod exemptions;
mod moved;
mod service;
mod store;
