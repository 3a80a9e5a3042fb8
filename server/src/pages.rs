//! The seam to the pages: the web part's settings from the process's.

use std::sync::Arc;

use app::{AppState, WebConfig};
use axum::Router;
use portal::{Limits, Portal};

use crate::Services;

/// Everything that browsers may ask for, without health and metrics.
pub(crate) fn router(services: &Services) -> Router {
    let http = &services.config.http;
    let config = WebConfig {
        secure_cookies: http.public_url.starts_with("https://"),
        portal_hosts: http.portal_hosts.clone(),
        portal_address: portal_address(services),
        leave_to: String::new(),
        styleguide: cfg!(debug_assertions),
        upload_bytes: services.config.imports.file_bytes,
    };
    app::router(AppState {
        env: services.env.clone(),
        db: services.db.clone(),
        accounts: services.accounts.clone(),
        incidents: services.incidents.clone(),
        people: services.people.clone(),
        imports: services.imports.clone(),
        portal: Portal::new(
            services.db.clone(),
            services.vault.clone(),
            services.env.clone(),
            services.accounts.clone(),
            services.incidents.clone(),
            services.people.clone(),
            Limits::default(),
        ),
        config: Arc::new(config),
    })
}

/// The address that patients type: the first portal host, or the public one.
fn portal_address(services: &Services) -> String {
    let http = &services.config.http;
    let public = http.public_url.split_once("://").map_or("", |(_, rest)| rest);
    http.portal_hosts.first().map_or(public, String::as_str).to_owned()
}
