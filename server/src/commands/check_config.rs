//! `check-config`: tries everything that the settings name, and changes as little as may
//! be: it creates no database, makes no key and sends no mail.

use std::{io::Write as _, path::Path, sync::Arc};

use db::{Db, Engine, MigrationState, Set};
use kernel::Env;
use mail::{Seal, SealError};
use serde::Serialize;
use serde_json::json;
use vault::{MasterKey, MasterSource, VaultError};

use crate::{
    Failure, Outcome,
    config::{Config, Metrics, SettingArgs},
    output::{self, Form},
    runtime, services,
};

/// Try everything that the settings name: folder, databases, keys, mail, addresses
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Print one JSON object
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    settings: SettingArgs,
}

/// What one check found.
#[derive(Debug, Serialize)]
struct Check {
    name: &'static str,
    ok: bool,
    message: String,
}

impl Check {
    fn of(name: &'static str, found: Result<String, String>) -> Self {
        match found {
            Ok(message) => Self { name, ok: true, message },
            Err(message) => Self { name, ok: false, message },
        }
    }
}

pub(crate) fn run(args: &Args) -> Outcome {
    let form = Form::of(args.json);
    let checks = match Config::load(&args.settings) {
        Ok(config) => runtime::block_on(async { Ok(try_all(&config).await) })?,
        Err(errors) => {
            errors.0.iter().map(|error| Check::of("settings", Err(error.to_string()))).collect()
        }
    };
    let failed: Vec<&str> = checks.iter().filter(|c| !c.ok).map(|c| c.name).collect();
    match form {
        Form::Json => output::json(&json!({ "ok": failed.is_empty(), "checks": checks }))?,
        Form::Text => output::lines(checks.iter().map(|check| {
            let word = if check.ok { "ok" } else { "FAILED" };
            format!("{word:<7} {:<14} {}", check.name, check.message)
        }))?,
    }
    if failed.is_empty() {
        return Ok(());
    }
    Err(Failure::refused(format_args!(
        "{} of {} checks failed: {}",
        failed.len(),
        checks.len(),
        failed.join(", ")
    )))
}

async fn try_all(config: &Config) -> Vec<Check> {
    let mut checks = vec![
        Check::of("settings", Ok("read".to_owned())),
        Check::of("data_folder", folder(&config.data.dir)),
    ];
    checks.push(Check::of("database", database(config, Set::Main).await));
    // An empty store in the place of a lost one lacks its tables too: a migration is no cure.
    let keys = match together(config).await {
        Ok(()) => database(config, Set::Keys).await,
        Err(sentence) => Err(sentence),
    };
    checks.push(Check::of("keys", keys));
    checks.push(Check::of("master_key", master_key(config).await));
    checks.push(Check::of("mail", mail(config).await));
    checks.push(Check::of("listen", listen(config.http.listen).await));
    if let Metrics::At(address) = config.metrics {
        checks.push(Check::of("metrics", listen(address).await));
    }
    checks
}

/// A folder that cannot be written, or a full disk, is found by writing a mebibyte.
fn folder(dir: &Path) -> Result<String, String> {
    if !dir.exists() {
        let parent = dir.ancestors().skip(1).find(|p| p.as_os_str().is_empty() || p.exists());
        let parent = parent.filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        return probe(parent).map(|()| "will be made at the first start".to_owned());
    }
    probe(dir).map(|()| format!("{} can be written", dir.display()))
}

fn probe(dir: &Path) -> Result<(), String> {
    let path = dir.join(format!(".concerne-probe-{}", std::process::id()));
    let written = std::fs::File::create_new(&path).and_then(|mut file| {
        file.write_all(&vec![0; 1 << 20])?;
        file.sync_all()
    });
    let removed = std::fs::remove_file(&path);
    written.and(removed).map_err(|error| format!("{} cannot be written: {error}", dir.display()))
}

/// Whether both stores are of one installation and whole.
async fn together(config: &Config) -> Result<(), String> {
    let said = |failure: Failure| failure.sentence().unwrap_or_default().to_owned();
    services::must_agree(config).await.map_err(said)
}

/// Whether the address names an SQLite file that is still to be made.
fn is_new(url: &str) -> bool {
    services::new_sqlite_file(url).is_some()
}

async fn database(config: &Config, set: Set) -> Result<String, String> {
    let url = match set {
        Set::Main => config.database.url.expose(),
        Set::Keys => config.keys.url.expose(),
    };
    if is_new(url) {
        return Ok("SQLite, will be made at the first start".to_owned());
    }
    let said = |failure: Failure| failure.sentence().unwrap_or_default().to_owned();
    let db = services::open_database(config, set).await.map_err(said)?;
    let state = db::state(&db, set).await.map_err(|error| error.to_string());
    db.close().await;
    let fault = services::schema_fault(&state?);
    match (db.engine(), fault) {
        (Engine::Sqlite, None) => Ok("SQLite, present schema".to_owned()),
        (Engine::Postgres, None) => Ok("PostgreSQL, present schema".to_owned()),
        (Engine::Sqlite, Some(fault)) if fault.starts_with("lacks") => {
            Ok("SQLite, will be migrated at the next start".to_owned())
        }
        (_, Some(fault)) => Err(format!("the {} {fault}", services::called(set))),
    }
}

async fn master_key(config: &Config) -> Result<String, String> {
    let in_use = services::must_agree(config).await.is_err() || keys_in_use(config).await?;
    let master = match MasterKey::load(&config.keys.master) {
        Ok(master) => master,
        Err(error @ VaultError::MasterMissing { .. }) => {
            return match (in_use, &config.keys.master) {
                (false, MasterSource::File(_)) => Ok("will be made at the first start".to_owned()),
                _ => Err(error.to_string()),
            };
        }
        Err(error) => return Err(error.to_string()),
    };
    let id = master.id().to_owned();
    with_keys(config, async |keys| vault::fits(&keys, &master).await).await?;
    Ok(format!("key {id} opens the data keys"))
}

/// Whether a master key was used already: then none may be missing.
async fn keys_in_use(config: &Config) -> Result<bool, String> {
    Ok(with_keys(config, async |keys| vault::in_use(&keys).await).await?.unwrap_or(false))
}

/// Asks the store of keys something; none while it is still to be made or migrated.
async fn with_keys<T>(
    config: &Config,
    ask: impl AsyncFnOnce(Db) -> Result<T, VaultError>,
) -> Result<Option<T>, String> {
    if is_new(config.keys.url.expose()) {
        return Ok(None);
    }
    let said = |failure: Failure| failure.sentence().unwrap_or_default().to_owned();
    let keys: Db = services::open_database(config, Set::Keys).await.map_err(said)?;
    let state = db::state(&keys, Set::Keys).await.map_err(|error| error.to_string())?;
    let has_tables = match &state {
        MigrationState::Current => true,
        MigrationState::Behind(missing) => {
            missing.len() < db::expected(Set::Keys, keys.engine()).len()
        }
        MigrationState::Foreign(_) => false,
    };
    let answer = if has_tables { ask(keys.clone()).await.map(Some) } else { Ok(None) };
    keys.close().await;
    answer.map_err(|error| error.to_string())
}

/// Nothing is written by the check, so nothing has to be sealed.
struct NoSeal;

impl Seal for NoSeal {
    fn seal(&self, _: &[u8], _: &[u8]) -> Result<Vec<u8>, SealError> {
        Err(SealError)
    }

    fn open(&self, _: &[u8], _: &[u8]) -> Result<Vec<u8>, SealError> {
        Err(SealError)
    }
}

async fn mail(config: &Config) -> Result<String, String> {
    if matches!(config.mail.transport, mail::MailConfig::Capture(mail::CaptureFolder::Default)) {
        return Ok("captured in the data folder; nothing leaves the machine".to_owned());
    }
    let transport = config.mail.transport.clone();
    let opened = transport
        .open(Env::system(), &config.data.dir, Arc::new(NoSeal))
        .map_err(|error| error.to_string())?;
    let checked = opened.transport.check().await.map_err(|error| error.to_string())?;
    opened.transport.close().await;
    let report = serde_json::to_value(&checked).map_err(|error| error.to_string())?;
    let warnings =
        report.get("warnings").and_then(|w| w.as_array()).map_or_else(String::new, |w| {
            let words: Vec<&str> = w.iter().filter_map(|word| word.as_str()).collect();
            if words.is_empty() { String::new() } else { format!(", beware: {}", words.join(", ")) }
        });
    match (&checked, &config.mail.domain) {
        (mail::Checked::Smtp(_), None) => {
            Err("set CONCERNE_MAIL_DOMAIN: the public URL has no domain name".to_owned())
        }
        (mail::Checked::Smtp(_), Some(_)) => Ok(format!("the mail server answers{warnings}")),
        _ => Ok("captured in a folder; nothing leaves the machine".to_owned()),
    }
}

async fn listen(address: std::net::SocketAddr) -> Result<String, String> {
    match tokio::net::TcpListener::bind(address).await {
        Ok(_) => Ok(format!("{address} is free")),
        Err(error) => Err(format!("cannot listen on {address}: {error}")),
    }
}
