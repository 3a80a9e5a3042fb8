//! What a process works with: databases, keys and rooms, opened in order.

use std::{
    fs,
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
    sync::Arc,
};

use accounts::{Accounts, AccountsConfig};
use campaigns::{Campaigns, CampaignsConfig, Marks, VaultSeal};
use db::{Db, MigrationState, Set};
use documents::Engine;
use imports::{Imports, ImportsConfig, UploadLimits};
use incidents::Incidents;
use kernel::Env;
use people::People;
use portal::Portal;
use sqlx::sqlite::SqliteConnectOptions;
use vault::{IndexKey, Owner, Vault};

use crate::{Failure, Outcome, config::Config};

/// Databases, keys and rooms of a process. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Services {
    /// Its settings.
    pub config: Arc<Config>,
    /// Time and chance.
    pub env: Env,
    /// The main database.
    pub db: Db,
    /// The store of keys.
    pub keys: Db,
    /// The keys.
    pub vault: Vault,
    /// Organisations, staff and sessions.
    pub accounts: Accounts,
    /// Cases.
    pub incidents: Incidents,
    /// Data subjects.
    pub people: People,
    /// Deliveries of lab extracts.
    pub imports: Imports,
    /// What sets letters and reports.
    pub engine: Arc<Engine>,
    /// Notices: letters and e-mails.
    pub campaigns: Campaigns,
    /// What patients ask. Boxed, because it is wide.
    pub portal: Box<Portal>,
}

impl Services {
    /// Opens everything. SQLite is brought to the present schema; PostgreSQL must have it.
    ///
    /// # Errors
    /// One sentence that says what the operator has to do.
    pub async fn open(config: Config) -> Outcome<Self> {
        create_folder(&config.data.dir)?;
        let env = Env::system();
        let (db, keys) = open_databases(&config).await?;
        ready(&db, Set::Main).await?;
        ready(&keys, Set::Keys).await?;
        let vault = open_vault(&config, &db, &keys, &env).await?;
        let engine = Engine::new()
            .map(Arc::new)
            .map_err(|error| Failure::because("documents cannot be made", &error))?;
        let parts = || (db.clone(), vault.clone(), env.clone());
        let (room_db, room_vault, room_env) = parts();
        let accounts = Accounts::new(room_db, room_vault, room_env, AccountsConfig::default());
        let (room_db, room_vault, room_env) = parts();
        let incidents = Incidents::new(room_db, room_vault, room_env);
        let (room_db, room_vault, room_env) = parts();
        let people = People::new(room_db, room_vault, room_env, incidents.clone());
        let uploads = ImportsConfig {
            folder: config.data.dir.join("uploads"),
            limits: config.imports,
            upload: UploadLimits { file_bytes: config.imports.file_bytes },
        };
        let (room_db, room_vault, room_env) = parts();
        let imports =
            Imports::new(room_db, room_vault, room_env, incidents.clone(), people.clone(), uploads)
                .knowing_sites(accounts.clone());
        let (room_db, room_vault, room_env) = parts();
        let campaigns = Campaigns::new(
            room_db,
            room_vault,
            room_env,
            incidents.clone(),
            people.clone(),
            accounts.clone(),
            engine.clone(),
            open_mail(&config, &db, &vault, &env)?,
            notices(&config)?,
        );
        let portal = Box::new(Portal::new(
            db.clone(),
            vault.clone(),
            env.clone(),
            accounts.clone(),
            incidents.clone(),
            people.clone(),
            imports.clone(),
            Marks::new(db.clone(), vault.clone()),
            portal::Limits::default(),
        ));
        let campaigns = campaigns.answered_by(*portal.clone());
        let config = Arc::new(config);
        Ok(Self {
            config,
            env,
            db,
            keys,
            vault,
            accounts,
            incidents,
            people,
            imports,
            engine,
            campaigns,
            portal,
        })
    }

    /// Closes the databases; SQLite writes its log back into the file.
    pub async fn close(&self) {
        self.db.close().await;
        self.keys.close().await;
    }
}

/// Creates the data folder, for this user alone.
pub(crate) fn create_folder(dir: &Path) -> Outcome {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(dir).map_err(|error| {
        Failure::because(format_args!("the folder {} cannot be made", dir.display()), &error)
    })
}

/// Both stores. Where both exist or one is still to be made, they are compared before any
/// file is made or any table is changed: a lost store must not come back as an empty one.
pub(crate) async fn open_databases(config: &Config) -> Outcome<(Db, Db)> {
    must_agree(config).await?;
    let db = open_database(config, Set::Main).await?;
    let keys = open_database(config, Set::Keys).await?;
    Ok((db, keys))
}

pub(crate) async fn open_database(config: &Config, set: Set) -> Outcome<Db> {
    let url = match set {
        Set::Main => &config.database.url,
        Set::Keys => &config.keys.url,
    };
    if let Some(file) = new_sqlite_file(url.expose()) {
        create_file(&file)?;
    }
    // What is destroyed in the store of keys must not live on in a log beside it.
    let options = match set {
        Set::Main => config.database.options,
        Set::Keys => config.database.options.in_place(),
    };
    Db::open(url.expose(), options).await.map_err(|error| {
        Failure::because(format_args!("the {} cannot be opened", called(set)), &error)
    })
}

/// Refuses two stores that do not belong together; makes and changes nothing.
///
/// # Errors
/// The sentence that names the store and what to do.
pub(crate) async fn must_agree(config: &Config) -> Outcome {
    let main = existing(config, Set::Main).await?;
    let keys = existing(config, Set::Keys).await?;
    let compared = vault::compare(main.as_ref(), keys.as_ref()).await;
    for db in main.into_iter().chain(keys) {
        db.close().await;
    }
    compared.map_err(|error| Failure::because("the stores do not belong together", &error))
}

/// A database, unless it is an SQLite file that is still to be made.
async fn existing(config: &Config, set: Set) -> Outcome<Option<Db>> {
    let url = match set {
        Set::Main => &config.database.url,
        Set::Keys => &config.keys.url,
    };
    match new_sqlite_file(url.expose()) {
        Some(_) => Ok(None),
        None => open_database(config, set).await.map(Some),
    }
}

/// The SQLite file that an address names, when it is still to be made.
pub(crate) fn new_sqlite_file(url: &str) -> Option<PathBuf> {
    let options: SqliteConnectOptions =
        url.starts_with("sqlite:").then(|| url.parse().ok()).flatten()?;
    Some(options.get_filename().to_path_buf()).filter(|file| !file.exists())
}

/// An empty file is an empty database; made here so that no other user may read it. The
/// engine gives its side files the same mode.
fn create_file(path: &Path) -> Outcome {
    let made = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    made.map(|_| ()).map_err(|error| {
        Failure::because(format_args!("{} cannot be made", path.display()), &error)
    })
}

/// Opens the keys, once both stores say that they belong together.
pub(crate) async fn open_vault(config: &Config, db: &Db, keys: &Db, env: &Env) -> Outcome<Vault> {
    Vault::open(db.clone(), keys.clone(), &config.keys.master, env.clone())
        .await
        .map_err(|error| Failure::because("the keys cannot be opened", &error))
}

/// Captured messages are sealed under the key of the lab and case that they belong to.
fn open_mail(config: &Config, db: &Db, vault: &Vault, env: &Env) -> Outcome<mail::Opened> {
    let seal = Arc::new(VaultSeal::new(db.clone(), vault.clone(), env.clone()));
    let transport = config.mail.transport.clone();
    transport
        .open(env.clone(), &config.data.dir, seal)
        .map_err(|error| Failure::because("mail cannot be used", &error))
}

/// What notices say of this installation: sender, and the address that patients type.
fn notices(config: &Config) -> Outcome<CampaignsConfig> {
    let mut notices =
        CampaignsConfig::new(&config.data.dir, config.http.portal_address(), &config.mail.from)
            .map_err(|error| Failure::because("the sender of notices cannot be used", &error))?;
    if let Some(domain) = &config.mail.domain {
        notices.message_domain = domain.clone();
    }
    Ok(notices)
}

/// What a database is called in sentences.
pub(crate) const fn called(set: Set) -> &'static str {
    match set {
        Set::Main => "main database",
        Set::Keys => "store of keys",
    }
}

/// SQLite belongs to this process and is migrated by it; PostgreSQL is shared, so a
/// person decides when.
async fn ready(db: &Db, set: Set) -> Outcome {
    match db.engine() {
        db::Engine::Sqlite => db::apply(db, set).await.map(|_| ()).map_err(|error| {
            Failure::because(format_args!("the {} cannot be migrated", called(set)), &error)
        }),
        db::Engine::Postgres => must_be_current(db, set).await,
    }
}

/// Refuses a schema that is not the one of this program.
pub(crate) async fn must_be_current(db: &Db, set: Set) -> Outcome {
    let state = db::state(db, set).await.map_err(|error| {
        Failure::because(format_args!("the {} does not answer", called(set)), &error)
    })?;
    match schema_fault(&state) {
        None => Ok(()),
        Some(fault) => Err(Failure::refused(format_args!("the {} {fault}", called(set)))),
    }
}

/// What is wrong with a schema, and what to do.
pub(crate) fn schema_fault(state: &MigrationState) -> Option<String> {
    match state {
        MigrationState::Current => None,
        MigrationState::Behind(missing) => {
            Some(format!("lacks {} migrations: run concerne migrate", missing.len()))
        }
        MigrationState::Foreign(_) => {
            Some("was migrated by another release: run that release or restore a backup".to_owned())
        }
    }
}

/// The key that signs the journal's anchors.
pub(crate) async fn anchor_key(vault: &Vault) -> Result<IndexKey, vault::VaultError> {
    Ok(vault.key(Owner::Platform).await?.derive_index("audit.anchor"))
}

/// Signs the head of a chain.
pub(crate) fn sign_anchor(key: &IndexKey, message: &[u8]) -> [u8; 32] {
    key.full("audit.anchor", message)
}
