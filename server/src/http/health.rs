//! `/healthz` (the process answers) and `/readyz` (it can serve).

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use app::site::{Routes, get};
use axum::{Json, extract::State, http::StatusCode};
use db::{Db, MigrationState, Set};
use serde::Serialize;
use tokio::{sync::Mutex, time::timeout};

use crate::Services;

/// A database that takes longer is not ready.
const PATIENCE: Duration = Duration::from_secs(2);
/// The schema is compared again after this time: it changes by hand and seldom.
const SCHEMA_KEPT: Duration = Duration::from_secs(15);

/// Knows whether the process can serve.
#[derive(Debug)]
pub struct Health {
    db: Db,
    keys: Db,
    schema: Mutex<Option<(Instant, Part)>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Part {
    Ok,
    /// No answer in time.
    Down,
    /// Another schema than that of this program.
    Mismatch,
}

#[derive(Clone, Copy, Debug, Serialize)]
struct Readiness {
    database: Part,
    keys: Part,
    schema: Part,
}

impl Health {
    /// Watches the databases of these services.
    pub fn new(services: &Services) -> Self {
        Self { db: services.db.clone(), keys: services.keys.clone(), schema: Mutex::new(None) }
    }

    async fn readiness(&self) -> Readiness {
        let (database, keys) = tokio::join!(ping(&self.db), ping(&self.keys));
        let schema = match (database, keys) {
            (Part::Ok, Part::Ok) => self.schema().await,
            _ => Part::Down,
        };
        Readiness { database, keys, schema }
    }

    async fn schema(&self) -> Part {
        let mut kept = self.schema.lock().await;
        if let Some((at, state)) = *kept
            && at.elapsed() < SCHEMA_KEPT
        {
            return state;
        }
        let asked = async {
            let main = db::state(&self.db, Set::Main).await?;
            let keys = db::state(&self.keys, Set::Keys).await?;
            Ok::<_, db::DbError>(main == MigrationState::Current && keys == MigrationState::Current)
        };
        let state = match timeout(PATIENCE, asked).await {
            Ok(Ok(true)) => Part::Ok,
            Ok(Ok(false)) => Part::Mismatch,
            Ok(Err(_)) | Err(_) => return Part::Down,
        };
        *kept = Some((Instant::now(), state));
        state
    }
}

async fn ping(db: &Db) -> Part {
    match timeout(PATIENCE, db.ping()).await {
        Ok(Ok(())) => Part::Ok,
        Ok(Err(_)) | Err(_) => Part::Down,
    }
}

pub(super) fn routes(health: Arc<Health>) -> Routes {
    Routes::new()
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(ready))
        .map(|router| router.with_state(health))
}

async fn ready(State(health): State<Arc<Health>>) -> (StatusCode, Json<Readiness>) {
    let readiness = health.readiness().await;
    let all = [readiness.database, readiness.keys, readiness.schema];
    let status = if all.iter().all(|part| *part == Part::Ok) {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (status, Json(readiness))
}
