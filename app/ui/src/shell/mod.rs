//! The four frames of a page, each a full document.

mod authority;
mod console;
mod document;
mod plain;
mod portal;
#[cfg(test)]
mod tests;

pub use authority::{AuthorityShell, AuthorityTexts};
pub use console::{Account, ConsoleNav, ConsoleShell, ConsoleTexts, NavCase, NavGroup, NavLink};
pub use document::{Document, LanguageLink};
pub use plain::PlainShell;
pub use portal::{PortalFoot, PortalShell, PortalTexts};

use super::bar;
use leptos::prelude::*;

/// The style guide's document, with its own bundle.
pub fn guide(title: &'static str, skip: &'static str, content: AnyView) -> AnyView {
    let content = view! {
        {bar::patterns()}
        <main class="office-main" id="main">
            {content}
        </main>
    }
    .into_any();
    document::document(
        Document::new(i18n::Lang::FR, title),
        "styleguide.css",
        "console",
        skip.into(),
        content,
    )
}
