//! The command line.

use std::{ffi::OsString, io::Write as _};

use clap::{Parser, Subcommand, error::ErrorKind};

use crate::{
    Failure, Outcome, Status,
    commands::{
        audit, bounce, check_config, create_admin, demo, duties, import, keys, migrate, nir,
        period, serve, worker,
    },
    logs,
};

/// Breach notification for medical laboratories.
#[derive(Debug, Parser)]
#[command(name = "concerne", version, max_term_width = 100, disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Serve(Box<serve::Args>),
    Worker(Box<worker::Args>),
    Migrate(Box<migrate::Args>),
    CheckConfig(Box<check_config::Args>),
    CreateAdmin(Box<create_admin::Args>),
    #[command(subcommand)]
    Keys(keys::Command),
    Demo(demo::Args),
    #[command(subcommand)]
    Import(import::Command),
    #[command(subcommand)]
    Duties(duties::Command),
    Period(period::Args),
    #[command(subcommand)]
    Bounce(bounce::Command),
    #[command(subcommand)]
    Nir(nir::Command),
    #[command(subcommand)]
    Audit(audit::Command),
}

/// Reads the command line and does what it says.
///
/// # Errors
/// The status to exit with, and the sentence to print.
pub fn run(args: impl IntoIterator<Item = OsString>) -> Outcome {
    logs::hook_panics();
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(said) => return said_by_clap(&said),
    };
    match cli.command {
        Command::Serve(args) => serve::run(&args),
        Command::Worker(args) => worker::run(&args),
        Command::Migrate(args) => migrate::run(&args),
        Command::CheckConfig(args) => check_config::run(&args),
        Command::CreateAdmin(args) => create_admin::run(&args),
        Command::Keys(command) => keys::run(&command),
        Command::Demo(args) => demo::run(&args),
        Command::Import(command) => import::run(&command),
        Command::Duties(command) => duties::run(&command),
        Command::Period(args) => period::run(&args),
        Command::Bounce(command) => bounce::run(&command),
        Command::Nir(command) => nir::run(&command),
        Command::Audit(command) => audit::run(&command),
    }
}

/// Help and version go to standard output and are a success; the rest is usage.
fn said_by_clap(said: &clap::Error) -> Outcome {
    match said.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            write!(std::io::stdout(), "{}", said.render())
                .map_err(|error| crate::output::unwritten(&error))
        }
        _ => {
            let _ = write!(std::io::stderr(), "{}", said.render());
            Err(Failure::silent(Status::Usage))
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_consistent() {
        super::Cli::command().debug_assert();
    }
}
