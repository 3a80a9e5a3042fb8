//! `worker`: background jobs alone.

use super::settings;
use crate::{
    Outcome,
    config::SettingArgs,
    process::{self, Part},
    runtime,
};

/// Work on background jobs, without a web server
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    settings: SettingArgs,
}

pub(crate) fn run(args: &Args) -> Outcome {
    runtime::block_on(process::run(settings(&args.settings)?, Part::Worker))
}
