//! The two cookies of the portal: a visit, fifteen minutes; the language, a year.

use axum::http::{HeaderMap, HeaderValue, header};
use i18n::Lang;

use site::WebConfig;

/// A visit's cookie. Its name says nothing.
const VISIT: &str = "v";
const VISIT_SECONDS: i64 = ::portal::VISIT_MINUTES * 60;
const LANGUAGE_SECONDS: i64 = 365 * 24 * 60 * 60;

/// The sealed value of a visit's cookie.
pub(super) fn visit(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(VISIT)?.strip_prefix('='))
}

/// Opens a visit in one case.
pub(super) fn open(config: &WebConfig, reference: &str, value: &str) -> Option<HeaderValue> {
    set(config, reference, value, VISIT_SECONDS)
}

/// Forgets a visit in one case.
pub(super) fn forget(config: &WebConfig, reference: &str) -> Option<HeaderValue> {
    set(config, reference, "", 0)
}

fn set(config: &WebConfig, reference: &str, value: &str, age: i64) -> Option<HeaderValue> {
    let secure = secure(config);
    let text = format!(
        "{VISIT}={value}; Path=/c/{reference}; Max-Age={age}; HttpOnly; SameSite=Strict{secure}"
    );
    HeaderValue::from_str(&text).ok()
}

/// Remembers the language.
pub(super) fn language(config: &WebConfig, lang: Lang) -> Option<HeaderValue> {
    let (tag, secure) = (lang.tag(), secure(config));
    let text =
        format!("lang={tag}; Path=/; Max-Age={LANGUAGE_SECONDS}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::from_str(&text).ok()
}

const fn secure(config: &WebConfig) -> &'static str {
    if config.secure_cookies { "; Secure" } else { "" }
}
