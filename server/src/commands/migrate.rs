//! `migrate`: brings the databases to the schema of this program.

use db::{Db, Set};
use kernel::Env;
use serde_json::json;

use super::settings;
use crate::{
    Failure, Outcome,
    config::{Config, SettingArgs},
    output::{self, Form},
    runtime, services,
};

/// Bring the databases to the schema of this program
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Print one JSON object
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    settings: SettingArgs,
}

pub(crate) fn run(args: &Args) -> Outcome {
    let config = settings(&args.settings)?;
    runtime::block_on(migrate(&config, Form::of(args.json)))
}

async fn migrate(config: &Config, form: Form) -> Outcome {
    services::create_folder(&config.data.dir)?;
    let (db, keys) = services::open_databases(config).await?;
    let main = apply(&db, Set::Main).await?;
    let of_keys = apply(&keys, Set::Keys).await?;
    let settled = vault::settle(&db, &keys, &Env::system()).await;
    db.close().await;
    keys.close().await;
    settled.map_err(|error| Failure::because("the stores do not belong together", &error))?;
    match form {
        Form::Json => output::json(&json!({ "main": main, "keys": of_keys })),
        Form::Text if main.is_empty() && of_keys.is_empty() => {
            output::lines(["nothing to do: both databases have the present schema"])
        }
        Form::Text => {
            output::lines(main.iter().chain(&of_keys).map(|name| format!("applied {name}")))
        }
    }
}

async fn apply(db: &Db, set: Set) -> Outcome<Vec<String>> {
    db::apply(db, set).await.map_err(|error| {
        Failure::because(format_args!("the {} cannot be migrated", services::called(set)), &error)
    })
}
