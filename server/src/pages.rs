//! The seam to the pages: the web part's settings from the process's.

use std::sync::Arc;

use app::{AppState, WebConfig, site::Routes, web::Live};
use duties::Duties;
use portal::Portal;
use reports::Reports;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::{Failure, Outcome, Services};

/// Everything that browsers may ask for, without health and metrics.
pub(crate) struct Pages {
    /// The routes.
    pub(crate) routes: Routes,
    portal: Portal,
}

impl Pages {
    /// Writes what the portal counts (failed tries, openings) until `answered` is
    /// cancelled: after the last answer, so that a stop loses no count.
    pub(crate) fn keep_counts(&self, answered: CancellationToken) -> JoinHandle<()> {
        tokio::spawn(self.portal.clone().keep_writing(answered))
    }
}

/// The pages over open services.
///
/// # Errors
/// A program built with damaged rule packs or fonts.
pub(crate) fn pages(services: &Services, stop: CancellationToken) -> Outcome<Pages> {
    let http = &services.config.http;
    let config = WebConfig {
        secure_cookies: http.public_url.starts_with("https://"),
        portal_hosts: http.portal_hosts.clone(),
        portal_address: http.portal_address().to_owned(),
        leave_to: String::new(),
        styleguide: cfg!(debug_assertions),
        upload_bytes: services.config.imports.file_bytes,
    };
    let duties = Duties::new(
        services.db.clone(),
        services.vault.clone(),
        services.env.clone(),
        services.incidents.clone(),
    )
    .map_err(|error| Failure::because("the rule packs cannot be read", &error))?;
    let reports = Reports::new(
        services.db.clone(),
        services.vault.clone(),
        services.env.clone(),
        services.accounts.clone(),
        services.incidents.clone(),
        services.people.clone(),
        services.imports.clone(),
        duties.clone(),
        services.engine.clone(),
    );
    let portal = (*services.portal).clone();
    let routes = app::routes(AppState {
        env: services.env.clone(),
        db: services.db.clone(),
        accounts: services.accounts.clone(),
        incidents: services.incidents.clone(),
        people: services.people.clone(),
        imports: services.imports.clone(),
        portal: portal.clone(),
        duties,
        reports,
        campaigns: services.campaigns.clone(),
        live: Live::new(stop),
        config: Arc::new(config),
    });
    Ok(Pages { routes, portal })
}
