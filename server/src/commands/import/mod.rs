//! `import check`: the dry run of a lab extract. `import run`: stores it.

mod check;
mod refused;
mod run;
mod saved_mapping;

use crate::Outcome;

/// Lab extracts
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Read a lab extract to its end, check every row, resolve persons; stores nothing
    Check(Box<check::Args>),
    /// Store a lab extract in a case, encrypted and resolved, and make it visible
    Run(Box<run::Args>),
}

pub(crate) fn run(command: &Command) -> Outcome {
    match command {
        Command::Check(args) => check::run(args),
        Command::Run(args) => run::run(args),
    }
}
