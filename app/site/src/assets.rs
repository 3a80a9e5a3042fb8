//! The addresses of built files.

use axum::{
    extract::Path,
    response::{IntoResponse, Response},
};
use http::{StatusCode, header};

use crate::{Routes, get};

/// Serves `/assets/…`: built files by their hashed names, and the page icon.
pub fn asset_router<S: Clone + Send + Sync + 'static>() -> Routes<S> {
    Routes::new().route("/assets/icon.svg", get(icon)).route("/assets/{name}", get(file))
}

async fn icon() -> Response {
    let headers =
        [(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, "public, max-age=86400")];
    (headers, ui::ICON).into_response()
}

async fn file(Path(name): Path<String>) -> Response {
    let Some(asset) = ui::asset(&name) else { return StatusCode::NOT_FOUND.into_response() };
    let headers = [
        (header::CONTENT_TYPE, asset.media),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    (headers, asset.bytes).into_response()
}
