//! Headers that keep a page to itself.
//!
//! No request ever leaves for another host. The portal runs no script at all; the
//! console runs its own files, marked by a nonce. Nothing is cached by a proxy or
//! kept in a shared browser.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};

use kernel::Env;
use ui::Nonce;

/// Which face of the product answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Surface {
    /// Patients and the public.
    Portal,
    /// Staff and authorities.
    Console,
}

const COMMON: [(HeaderName, &str); 5] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()",
    ),
];

const PORTAL_POLICY: &str = "default-src 'none'; script-src 'none'; style-src 'self'; \
    img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Headers of the portal.
pub async fn portal_headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    set(response.headers_mut(), PORTAL_POLICY, "no-referrer");
    response
}

/// Headers of the console; the nonce is drawn here and handed to the page.
pub async fn console_headers(State(env): State<Env>, mut request: Request, next: Next) -> Response {
    let text = STANDARD.encode(env.bytes::<16>());
    if let Some(nonce) = Nonce::parse(&text) {
        request.extensions_mut().insert(nonce);
    }
    let mut response = next.run(request).await;
    let policy = format!(
        "default-src 'none'; script-src 'self' 'nonce-{text}' 'wasm-unsafe-eval'; \
         style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; \
         base-uri 'none'; frame-ancestors 'none'"
    );
    // Other hosts learn nothing; this one may, because a browser that sends no
    // Sec-Fetch-Site tells the origin of a form only where the referrer may be told.
    set(response.headers_mut(), &policy, "same-origin");
    response
}

/// Headers of a page that holds nothing to be run, as the error pages of both faces, for
/// answers that passed no layer of theirs.
pub fn without_script(headers: &mut HeaderMap, console: bool) {
    if headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        return;
    }
    set(headers, PORTAL_POLICY, if console { "same-origin" } else { "no-referrer" });
}

fn set(headers: &mut HeaderMap, policy: &str, referrer: &'static str) {
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static(referrer));
    for (name, value) in COMMON {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if let Ok(policy) = HeaderValue::from_str(policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    // Files that never change say so themselves.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
}
