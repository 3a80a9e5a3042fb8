//! `audit verify` and `audit export`: the journal, checked and copied out.

use std::{
    fs::File,
    io::{BufReader, BufWriter, Write as _},
    path::PathBuf,
};

use ::audit::{ChainReport, ExportError, anchors};
use db::Set;
use kernel::Env;
use serde_json::{Value, json};

use super::{settings, told};
use crate::{
    Failure, Outcome,
    config::{Config, SettingArgs},
    output::{Form, Out},
    runtime, services,
};

/// The journal
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Check every chain of the journal, in the database or in an exported file
    Verify(Box<Verify>),
    /// Write the journal as JSON lines, to be checked elsewhere
    Export(Box<Export>),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Verify {
    /// Exported journal; needs no database and no key [default: the database]
    file: Option<PathBuf>,
    /// Compare the database with the signed heads of this file [default: those of the data
    /// folder, where there are any]
    #[arg(long, value_name = "FILE", conflicts_with = "file")]
    anchor: Option<PathBuf>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    settings: SettingArgs,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Export {
    /// File to write; must not exist
    file: PathBuf,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    settings: SettingArgs,
}

pub(crate) fn run(command: &Command) -> Outcome {
    match command {
        Command::Verify(args) => verify(args),
        Command::Export(args) => export(args),
    }
}

/// What was found.
struct Found {
    chains: Vec<ChainReport>,
    /// Anchors compared, and those whose own signature is wrong.
    anchors: Option<(usize, usize)>,
}

fn verify(args: &Verify) -> Outcome {
    let form = Form::of(args.json);
    let found = match &args.file {
        Some(path) => match File::open(path).map_err(ExportError::Io) {
            Ok(file) => ::audit::verify_jsonl(BufReader::new(file)),
            Err(error) => Err(error),
        }
        .map(|chains| Found { chains, anchors: None })
        .map_err(|error| Failure::because(path.display(), &error)),
        None => settings(&args.settings)
            .and_then(|config| runtime::block_on(in_database(&config, args.anchor.as_ref()))),
    };
    match found {
        Ok(found) => report(&found, form),
        Err(failure) => told(form, "unreadable", failure),
    }
}

async fn in_database(config: &Config, anchor: Option<&PathBuf>) -> Outcome<Found> {
    let (db, keys) = services::open_databases(config).await?;
    services::must_be_current(&db, Set::Main).await?;
    let failed = |error| Failure::because("the journal cannot be read", &error);
    let mut chains = ::audit::verify_db(&db).await.map_err(failed)?;
    let mut compared = None;
    // Without them a tail that was cut off together with its head goes unnoticed.
    let own = Some(config.data.anchors()).filter(|path| path.exists());
    if let Some(path) = anchor.or(own.as_ref()) {
        if !path.exists() {
            return Err(Failure::refused(format_args!("{} does not exist", path.display())));
        }
        let known =
            anchors::read(path).map_err(|error| Failure::because(path.display(), &error))?;
        services::must_be_current(&keys, Set::Keys).await?;
        let vault = services::open_vault(config, &db, &keys, &Env::system()).await?;
        let key = services::anchor_key(&vault)
            .await
            .map_err(|error| Failure::because("the key of the anchors cannot be opened", &error))?;
        let sign = |message: &[u8]| services::sign_anchor(&key, message);
        let forged = anchors::compare(&db, &known, &mut chains, &sign).await.map_err(failed)?;
        compared = Some((known.len(), forged));
    }
    db.close().await;
    keys.close().await;
    Ok(Found { chains, anchors: compared })
}

fn report(found: &Found, form: Form) -> Outcome {
    let damaged = found.chains.iter().filter(|chain| !chain.is_sound()).count();
    let forged = found.anchors.map_or(0, |(_, forged)| forged);
    let events: i64 = found.chains.iter().map(|chain| chain.events).sum();
    let mut out = Out::new();
    match form {
        Form::Json => out.json(&json!({
            "ok": damaged == 0 && forged == 0,
            "events": events,
            "chains": found.chains,
            "anchors": found.anchors.map_or(Value::Null, |(compared, forged)| {
                json!({ "compared": compared, "forged": forged })
            }),
        }))?,
        Form::Text => {
            match found.anchors {
                Some((compared, _)) => out.line(&format!("anchors  {compared} compared"))?,
                None => out.line("anchors  none to compare")?,
            }
            for chain in &found.chains {
                match chain.damage {
                    None => {
                        out.line(&format!("sound    {} ({} events)", chain.scope, chain.events))?;
                    }
                    Some(damage) => {
                        let kind = serde_json::to_value(damage.kind).unwrap_or_default();
                        let kind = kind.as_str().unwrap_or_default().to_owned();
                        out.line(&format!(
                            "DAMAGED  {} at event {}: {kind}",
                            chain.scope, damage.seq
                        ))?;
                    }
                }
            }
        }
    }
    out.end()?;
    match (damaged, forged) {
        (0, 0) => Ok(()),
        (0, forged) => Err(Failure::refused(format_args!(
            "{forged} anchors are not signed by this platform's key"
        ))),
        (damaged, _) => Err(Failure::refused(format_args!(
            "{damaged} of {} chains are damaged",
            found.chains.len()
        ))),
    }
}

fn export(args: &Export) -> Outcome {
    let config = settings(&args.settings)?;
    let failed = |error: ExportError| Failure::because(args.file.display(), &error);
    let written = runtime::block_on(async {
        let db = services::open_database(&config, Set::Main).await?;
        services::must_be_current(&db, Set::Main).await?;
        let file = File::create_new(&args.file).map_err(ExportError::Io).map_err(failed)?;
        let mut file = BufWriter::new(file);
        let written = ::audit::export_jsonl(&db, &mut file).await.map_err(failed)?;
        file.flush().map_err(ExportError::Io).map_err(failed)?;
        db.close().await;
        Ok(written)
    })?;
    let mut out = Out::new();
    match Form::of(args.json) {
        Form::Json => out.json(&json!({ "events": written }))?,
        Form::Text => out.line(&format!("{written} events written"))?,
    }
    out.end()
}
