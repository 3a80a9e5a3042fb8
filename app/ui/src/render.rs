//! From a view to a response.
//!
//! A page handler is a plain async axum function: it loads what the page shows, then
//! renders it whole. No streaming, no inline script: the portal's content policy refuses
//! any script, and a page that is built before it leaves can still change its status.

use super::assets::asset_url;
use axum::response::{Html, IntoResponse, Response};
use http::StatusCode;
use hydration_context::SsrSharedContext;
use leptos::prelude::*;
use std::fmt::Write;
use std::sync::Arc;

/// The nonce of the content policy of one response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nonce(String);

impl Nonce {
    /// Takes the base 64 text that stands in the policy; `None` when it holds anything
    /// else, because it is written into the page as it is.
    pub fn parse(text: &str) -> Option<Self> {
        let fits = |c: char| c.is_ascii_alphanumeric() || "+/=-_".contains(c);
        (!text.is_empty() && text.chars().all(fits)).then(|| Self(text.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Renders a view to a string. Islands inside it are marked for the browser.
pub fn render<V: IntoView>(view: impl FnOnce() -> V) -> String {
    render_with(None, view)
}

/// A page with status 200.
pub fn page<V: IntoView>(view: impl FnOnce() -> V) -> Response {
    page_with(StatusCode::OK, None, view)
}

/// A page with its status, and the nonce of its content policy when it may hold islands.
pub fn page_with<V: IntoView>(
    status: StatusCode,
    nonce: Option<&Nonce>,
    view: impl FnOnce() -> V,
) -> Response {
    (status, Html(render_with(nonce, view))).into_response()
}

fn render_with<V: IntoView>(nonce: Option<&Nonce>, view: impl FnOnce() -> V) -> String {
    // Islands mode: nothing is hydrated unless an island says so.
    let owner = Owner::new_root(Some(Arc::new(SsrSharedContext::new_islands())));
    let html = owner.with(|| view().to_html());
    // The thread goes on to other requests: nothing of this one stays behind.
    owner.unset_with_forced_cleanup();
    let html = without_marks(html);
    if html.contains("<leptos-island") { with_scripts(html, nonce) } else { html }
}

/// The renderer parts neighbouring texts with an empty mark, for the browser to find them
/// again. Only islands are found again; elsewhere a mark is weight, and in the title of the
/// tab it would be read. Text of people cannot be mistaken for one: it is escaped.
fn without_marks(html: String) -> String {
    const MARK: &str = "<!>";
    match html.find("<leptos-island") {
        None => html.replace(MARK, ""),
        Some(_) => {
            let end = html.find("</head>").unwrap_or(0);
            let (head, body) = html.split_at(end);
            format!("{}{body}", head.replace(MARK, ""))
        }
    }
}

/// Puts the start script into the head. Without built assets the page stays as it is, and
/// works as every page does without a script.
fn with_scripts(mut html: String, nonce: Option<&Nonce>) -> String {
    let (Some(start), Some(glue), Some(module), Some(at)) = (
        asset_url("start.js"),
        asset_url("concerne.js"),
        asset_url("concerne.wasm"),
        html.find("</head>"),
    ) else {
        return html;
    };
    let nonce = nonce.map(|nonce| format!(r#" nonce="{}""#, nonce.as_str())).unwrap_or_default();
    let mut tags = String::new();
    // A string never fails to take text.
    let _ = write!(
        tags,
        r#"<link rel="modulepreload" href="{glue}"{nonce}><link rel="preload" href="{module}" as="fetch" type="application/wasm" crossorigin><script type="module" src="{start}"{nonce}></script>"#
    );
    html.insert_str(at, &tags);
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nonce_never_breaks_out_of_its_attribute() {
        assert!(Nonce::parse("aGVsbG8+/=").is_some());
        for text in ["", "a\"b", "a b", "a>b", "é"] {
            assert!(Nonce::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn text_and_attributes_are_escaped() {
        let html = render(|| {
            let evil = "<script>\"&";
            view! { <p title=evil>{evil}</p> }
        });
        assert!(!html.contains("<script>"), "{html}");
        assert!(html.contains("&lt;script&gt;"), "{html}");
    }

    #[test]
    fn a_page_without_islands_gets_no_script() {
        let html = render(|| view! { <html><head></head><body><p>"x"</p></body></html> });
        assert!(!html.contains("<script"), "{html}");
    }

    #[test]
    fn rendering_leaves_no_owner_on_the_thread() {
        let _ = render(|| view! { <p>"x"</p> });
        assert!(Owner::current().is_none());
    }
}
