//! `keys rotate` and `keys destroy`.

use std::path::PathBuf;

use ::audit::{Chain, Event};
use kernel::{Actor, CaseLabId};
use serde_json::json;
use vault::{MasterKey, MasterSource, Owner, Remains, VaultError};

use super::settings;
use crate::{
    Failure, Outcome, Services,
    config::{Config, SettingArgs},
    output::{self, Form},
    runtime,
};

/// The master key and the data keys
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Wrap all data keys with a new master key; stop the other processes first
    Rotate(Box<Rotate>),
    /// Destroy the data key of one lab in one case: its persons can never be read again
    Destroy(Box<Destroy>),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Rotate {
    /// File for the new master key; must not exist
    #[arg(long, value_name = "FILE")]
    new_file: PathBuf,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    settings: SettingArgs,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Destroy {
    /// Reference of the case
    #[arg(long, value_name = "REF")]
    incident: String,
    /// Name of the lab
    #[arg(long, value_name = "NAME")]
    lab: String,
    /// The reference of the case once more: there is no way back
    #[arg(long, value_name = "REF")]
    confirm: String,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    settings: SettingArgs,
}

pub(crate) fn run(command: &Command) -> Outcome {
    match command {
        Command::Rotate(args) => {
            let config = settings(&args.settings)?;
            runtime::block_on(rotate(config, &args.new_file, Form::of(args.json)))
        }
        Command::Destroy(args) => {
            if args.confirm != args.incident {
                return Err(Failure::usage("--confirm must repeat the reference of the case"));
            }
            let config = settings(&args.settings)?;
            runtime::block_on(destroy(config, args))
        }
    }
}

/// The new key is on disk before anything is wrapped with it; the old file stays until
/// the operator removes it, so that a crash at any point leaves a key that opens the data.
async fn rotate(config: Config, new_file: &std::path::Path, form: Form) -> Outcome {
    let services = Services::open(config).await?;
    let new = MasterKey::create(&services.env, new_file)
        .map_err(|error| Failure::because(new_file.display(), &error))?;
    let id = new.id().to_owned();
    let rewrapped = services
        .vault
        .rotate_master(new)
        .await
        .map_err(|error| Failure::because("no key was changed", &error))?;
    let event = Event::new("keys.rotated")
        .count("keys", i64::try_from(rewrapped).unwrap_or(i64::MAX))
        .id("master", &id);
    journal(&services, &event).await?;
    let old = match &services.config.keys.master {
        MasterSource::File(path) => path.display().to_string(),
        MasterSource::Value(_) => "CONCERNE_MASTER_KEY".to_owned(),
    };
    services.close().await;
    match form {
        Form::Json => output::json(&json!({ "keys": rewrapped, "master_id": id })),
        Form::Text => output::lines([
            format!("{rewrapped} data keys are wrapped with the new master key {id}"),
            format!("set CONCERNE_MASTER_KEY_FILE to {} before the next start", new_file.display()),
            format!("then back the new key up and destroy the old one ({old})"),
        ]),
    }
}

async fn destroy(config: Config, args: &Destroy) -> Outcome {
    let services = Services::open(config).await?;
    let lab = find(&services, &args.incident, &args.lab).await?;
    // The keys are in a store of their own, so the order comes first and the end after:
    // a crash between them leaves the order in the journal.
    let about = |name| Event::new(name).id("case_lab", lab);
    journal(&services, &about("keys.destruction_ordered")).await?;
    let destroyed = services.vault.destroy(Owner::CaseLab(lab)).await;
    let remains = destroyed.map_err(|error| match error {
        VaultError::NoKey => {
            Failure::refused("this lab has no data key in this case: nothing was ever stored, or it was destroyed before")
        }
        error => Failure::because("the key was not destroyed", &error),
    })?;
    journal(&services, &about("keys.destroyed")).await?;
    services.close().await;
    let searched = match &remains {
        Remains::Searched(files) => files.len(),
        Remains::Rewritten => 0,
    };
    match Form::of(args.json) {
        Form::Json => {
            output::json(&json!({ "case_lab": lab, "destroyed": true, "files_searched": searched }))
        }
        Form::Text => output::lines([
            "the data key is destroyed; running processes forget it within 60 seconds",
            left(&remains),
            "the erasure is complete when the last backup of the keys with it is deleted (30 days)",
            "to end it at once: concerne keys rotate, then destroy the old master key and its copies",
        ]),
    }
}

/// What is known of the bytes of a destroyed key.
const fn left(remains: &Remains) -> &'static str {
    match remains {
        Remains::Searched(_) => {
            "its bytes are in no file of the store of keys; free blocks of the disk and snapshots \
             were not searched"
        }
        Remains::Rewritten => {
            "its table was written anew; the write-ahead log of PostgreSQL, its archive and its \
             replicas hold the wrapped bytes until they are recycled"
        }
    }
}

/// The lab's part of a case, by names as people write them.
async fn find(services: &Services, reference: &str, lab: &str) -> Outcome<CaseLabId> {
    let case = services
        .incidents
        .by_reference(&Actor::Operator, reference)
        .await
        .map_err(|_| Failure::refused("there is no case of this reference"))?;
    for part in &case.labs {
        let organisation = services
            .accounts
            .organisation(&Actor::Operator, part.organisation)
            .await
            .map_err(|error| Failure::because("the labs of the case cannot be read", &error))?;
        if organisation.name.to_lowercase() == lab.trim().to_lowercase() {
            return Ok(part.id);
        }
    }
    Err(Failure::refused("there is no lab of this name in the case"))
}

async fn journal(services: &Services, event: &Event) -> Outcome {
    let written = async {
        let mut tx = services.db.write().await?;
        ::audit::record(&mut tx, &services.env, &Actor::Operator, Chain::Platform, event).await?;
        tx.commit().await
    };
    written.await.map_err(|error| Failure::because("the journal cannot be written", &error))
}
