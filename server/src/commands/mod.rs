//! The commands, one file each: its arguments, its help, what it prints.
//!
//! The contract is public: `docs/cli.md`, tests in `server/tests/it`. A command gives
//! its result on standard output and, when it does not succeed, a [`crate::Failure`].

pub(crate) mod audit;
pub(crate) mod bounce;
pub(crate) mod check_config;
pub(crate) mod create_admin;
pub(crate) mod demo;
pub(crate) mod duties;
pub(crate) mod import;
pub(crate) mod keys;
pub(crate) mod migrate;
pub(crate) mod nir;
pub(crate) mod period;
pub(crate) mod serve;
pub(crate) mod worker;

use serde_json::json;

use crate::{
    Failure, Outcome,
    config::{Config, SettingArgs},
    output::{self, Form},
};

/// The settings, or the first thing that is wrong with them.
pub(crate) fn settings(args: &SettingArgs) -> Outcome<Config> {
    Config::load(args).map_err(Failure::refused)
}

/// A failure, said as JSON too when JSON was asked for.
pub(crate) fn told(form: Form, code: &str, failure: Failure) -> Outcome {
    if form == Form::Json {
        let message = failure.sentence().unwrap_or_default();
        output::json(&json!({ "error": { "code": code, "message": message } }))?;
    }
    Err(failure)
}
