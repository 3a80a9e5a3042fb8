//! Headers that every answer carries, a refusal as well as a page: an error page without
//! them could be framed, kept by a browser that others use, or run a script.

use axum::http::{StatusCode, header};

use super::answer::Answer;

/// Addresses that answer without them, with the reason.
const BARE: &[(&str, &str)] = &[
    ("/healthz", "a word for whoever watches the machine"),
    ("/readyz", "states of the machine"),
    ("/metrics", "figures for the machine itself"),
    ("/styleguide", "mounted in development only"),
];

/// Where files lie that everybody may keep.
const FILES: &str = "/assets/";

/// What no page may do, on whatever surface.
const DIRECTIVES: [&str; 4] =
    ["default-src 'none'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"];

/// What an answer lacks of the headers of its surface.
pub(super) fn lacking(asked: &str, answer: &Answer) -> Vec<String> {
    let path = asked.split('?').next().unwrap_or_default();
    if BARE.iter().any(|(bare, _)| *bare == path) {
        return Vec::new();
    }
    let mut lacking = Vec::new();
    let kept = answer.header(header::CACHE_CONTROL);
    if path.starts_with(FILES) {
        if answer.status == StatusCode::OK && !kept.starts_with("public") {
            lacking.push(format!("cache-control of a file ({kept:?})"));
        }
        return lacking;
    }
    if !kept.split(',').any(|word| word.trim() == "no-store") {
        lacking.push(format!("cache-control: no-store ({kept:?})"));
    }
    for (name, wanted) in
        [(header::X_FRAME_OPTIONS, "DENY"), (header::X_CONTENT_TYPE_OPTIONS, "nosniff")]
    {
        if answer.header(name.clone()) != wanted {
            lacking.push(format!("{name}: {wanted}"));
        }
    }
    let console = path == "/console" || path.starts_with("/console/");
    let told = answer.header(header::REFERRER_POLICY);
    // A page with a form tells this host where it stands; a refusal may tell nobody.
    let refused = answer.status.as_u16() >= 400;
    let right: &[&str] = match (console, refused) {
        (true, false) => &["same-origin"],
        (true, true) => &["same-origin", "no-referrer"],
        (false, _) => &["no-referrer"],
    };
    if !right.contains(&told) {
        lacking.push(format!("the referrer-policy of its surface ({told:?})"));
    }
    lacking.extend(weak(answer.header(header::CONTENT_SECURITY_POLICY), console));
    lacking
}

/// What a content policy lacks.
fn weak(policy: &str, console: bool) -> Vec<String> {
    let directives: Vec<&str> = policy.split(';').map(str::trim).collect();
    let mut wanted = DIRECTIVES.to_vec();
    if !console {
        wanted.push("script-src 'none'");
    }
    let absent = wanted.into_iter().filter(|directive| !directives.contains(directive));
    let mut weak: Vec<String> =
        absent.map(|directive| format!("content-security-policy: {directive}")).collect();
    for word in ["'unsafe-inline'", "'unsafe-eval'"] {
        if policy.contains(word) {
            weak.push(format!("a content-security-policy that refuses {word}"));
        }
    }
    weak
}

#[test]
fn a_page_without_its_headers_is_seen() {
    use axum::{body::Bytes, http::HeaderMap};

    let policy = "default-src 'none'; script-src 'none'; style-src 'self'; form-action 'self'; \
                  base-uri 'none'; frame-ancestors 'none'";
    let whole = [
        ("cache-control", "no-store"),
        ("x-frame-options", "DENY"),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("content-security-policy", policy),
    ];
    let answer = |left_out: &str| {
        let mut headers = HeaderMap::new();
        for (name, value) in whole.iter().filter(|(name, _)| *name != left_out) {
            headers.insert(*name, value.parse().unwrap());
        }
        Answer { status: StatusCode::NOT_FOUND, headers, body: Bytes::new() }
    };
    for path in ["/c/SITE-1", "/console/cas?x=1"] {
        assert!(lacking(path, &answer("")).is_empty(), "{path}");
        for (name, _) in whole {
            let named = lacking(path, &answer(name)).join(", ");
            assert!(named.contains(name), "{path} without {name}: {named:?}");
        }
    }
    assert!(lacking("/healthz", &answer("cache-control")).is_empty());
}
