//! The program from outside: its commands, its processes, its structure.

mod architecture;
mod commands;
mod documents;
mod operations;
mod parity;
mod period_vectors;
mod processes;
mod support;
