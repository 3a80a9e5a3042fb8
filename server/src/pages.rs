//! The seam to the pages: the web part's settings from the process's.

use std::sync::Arc;

use app::{AppState, WebConfig};
use axum::Router;
use duties::Duties;
use portal::{Limits, Portal};
use reports::Reports;
use tokio_util::sync::CancellationToken;

use crate::{Failure, Outcome, Services};

/// Everything that browsers may ask for, without health and metrics.
///
/// # Errors
/// A program built with damaged rule packs or fonts.
pub(crate) fn router(services: &Services, stop: &CancellationToken) -> Outcome<Router> {
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
    let portal = Portal::new(
        services.db.clone(),
        services.vault.clone(),
        services.env.clone(),
        services.accounts.clone(),
        services.incidents.clone(),
        services.people.clone(),
        Limits::default(),
    );
    // Counts of failed tries and openings are written by this process, until it stops.
    tokio::spawn(portal.clone().keep_writing(stop.clone()));
    Ok(app::router(AppState {
        env: services.env.clone(),
        db: services.db.clone(),
        accounts: services.accounts.clone(),
        incidents: services.incidents.clone(),
        people: services.people.clone(),
        imports: services.imports.clone(),
        portal,
        duties,
        reports,
        campaigns: services.campaigns.clone(),
        config: Arc::new(config),
    }))
}
