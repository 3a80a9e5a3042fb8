//! `bounce classify`: what a returned message is. `bounce receive`: takes it in.

mod classify;
mod raw_message;
mod receive;

use crate::Outcome;

/// Returned messages
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Read raw messages and say what each one is
    Classify(classify::Args),
    /// Take raw messages in: what they return becomes a letter, or is not reached
    Receive(Box<receive::Args>),
}

pub(crate) fn run(command: &Command) -> Outcome {
    match command {
        Command::Classify(args) => classify::run(args),
        Command::Receive(args) => receive::run(args),
    }
}
