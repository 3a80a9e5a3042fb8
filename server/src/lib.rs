//! Process assembly: configuration, pools, rooms, workers, commands.
//!
//! `concerne` is one program. [`run`] reads the command line and runs one command of
//! [`commands`]; a command that reports writes to standard output, one that is refused
//! or fails gives a [`Failure`], which only `main` turns into an exit status (0 done,
//! 1 refused or failed, 2 usage). Commands that compute (`period`, `nir check`, ...)
//! start no runtime, open no database and read no key.
//!
//! Where things are: [`config`] (every setting, checked at start), `services` (the
//! databases, keys and rooms of a process), `pages` (the seam to the pages), `http`
//! (connections, health, metrics), `work` (background jobs), `retention` (how long rows are kept), `logs` (what is logged
//! and what happens on a panic).
//!
//! Invariants: no rule of the law, no statement and no page is written here; no log
//! line, metric or sentence of a failure holds a personal datum or a secret.

mod cli;
pub mod commands;
pub mod config;
mod failure;
pub mod http;
mod logs;
mod output;
mod pages;
mod process;
mod retention;
mod runtime;
mod scenario;
mod services;
mod work;

pub use cli::run;
pub use failure::{Failure, Outcome, Status};
pub use process::site;
pub use services::Services;
