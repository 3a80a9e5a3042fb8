//! What every page and route is given: the rooms, and the settings of the web part.

use std::sync::Arc;

use accounts::Accounts;
use axum::extract::FromRef;
use campaigns::Campaigns;
use duties::Duties;
use imports::Imports;
use incidents::Incidents;
use kernel::Env;
use people::People;
use portal::Portal;
use reports::Reports;
use site::WebConfig;

/// The rooms. Cheap to clone.
#[derive(Clone, Debug)]
pub struct AppState {
    /// Clock and chance.
    pub env: Env,
    /// The database, for health and the journal.
    pub db: db::Db,
    /// Organisations, staff, sessions.
    pub accounts: Accounts,
    /// Cases.
    pub incidents: Incidents,
    /// Data subjects.
    pub people: People,
    /// Deliveries of extracts.
    pub imports: Imports,
    /// What patients may see. Its counts and openings are written by
    /// [`Portal::keep_writing`], which the process runs on a clone of this one.
    pub portal: Portal,
    /// Legal duties and their deadlines.
    pub duties: Duties,
    /// What authorities receive.
    pub reports: Reports,
    /// Notices: letters and e-mails.
    pub campaigns: Campaigns,
    /// Pages that move.
    pub live: crate::Live,
    /// Settings.
    pub config: Arc<WebConfig>,
}

impl FromRef<AppState> for Arc<WebConfig> {
    fn from_ref(state: &AppState) -> Self {
        state.config.clone()
    }
}
