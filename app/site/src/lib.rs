//! What stands between a request and any page, of patients and of staff: addresses,
//! language, headers, built files.
//!
//! Nothing here knows who is signed in: the portal stands on this crate and never sees the
//! one of staff (`web`).

mod act;
mod assets;
mod config;
mod ctx;
mod headers;
mod routes;
mod when;

pub use act::act;
pub use assets::asset_router;
pub use config::WebConfig;
pub use ctx::{Ctx, LANGUAGE_COOKIE, cookie};
pub use headers::{Surface, console_headers, portal_headers, without_script};
pub use routes::{Handlers, Listed, Routes, get, post};
pub use when::when;
