//! `create-admin`: invites the first administrator of the platform.

use accounts::AccountError;
use kernel::Actor;
use serde_json::json;

use super::settings;
use crate::{
    Failure, Outcome, Services,
    config::{Config, SettingArgs},
    output::{self, Form},
    runtime,
};

/// Invite an administrator of the platform; prints a one-time code to type
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// E-mail address that the account will sign in with
    email: String,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    settings: SettingArgs,
}

pub(crate) fn run(args: &Args) -> Outcome {
    let config = settings(&args.settings)?;
    runtime::block_on(create(config, &args.email, Form::of(args.json)))
}

async fn create(config: Config, email: &str, form: Form) -> Outcome {
    let address = config.http.public_url.clone();
    let services = Services::open(config).await?;
    let invited = services.accounts.create_admin(&Actor::Operator, email).await;
    services.close().await;
    let invited = invited.map_err(|error| match error {
        AccountError::Invalid(_) => Failure::refused("this is not an e-mail address"),
        error => Failure::because("the administrator cannot be invited", &error),
    })?;
    let (code, until) = (invited.code.expose(), invited.expires_at.to_rfc3339());
    match form {
        Form::Json => output::json(&json!({ "code": code, "expires_at": until })),
        Form::Text => output::lines([
            format!("one-time code: {code}"),
            format!("to be typed at {address} before {until}; it is shown once"),
        ]),
    }
}
