//! `serve`: the web server, with a worker inside unless told otherwise.

use mail::MailConfig;

use super::settings;
use crate::{
    Failure, Outcome,
    config::SettingArgs,
    process::{self, Part},
    runtime,
};

/// Serve the console and the portal, and work on background jobs
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Leave background jobs to `concerne worker`
    #[arg(long)]
    no_worker: bool,
    /// Refuse to start where mail would leave this machine
    #[arg(long)]
    demo: bool,
    #[command(flatten)]
    settings: SettingArgs,
}

pub(crate) fn run(args: &Args) -> Outcome {
    let config = settings(&args.settings)?;
    if args.demo && matches!(config.mail.transport, MailConfig::Smtp(_)) {
        return Err(Failure::refused(
            "the demo sends no mail: leave CONCERNE_SMTP_URL out or set it to capture:",
        ));
    }
    let part = if args.no_worker { Part::Web } else { Part::Both };
    runtime::block_on(process::run(config, part))
}
