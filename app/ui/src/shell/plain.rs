//! Signing in, and pages without a frame.

use super::document::{self, Document, LanguageLink, languages};
use crate::mark::Brand;
use crate::{OptText, Text};
use leptos::prelude::*;

/// A page with one narrow column in the middle: signing in, a refusal, an error.
#[component]
pub fn PlainShell(
    /// Language and title.
    document: Document,
    /// "Skip to content"
    #[prop(into)]
    skip: Text,
    /// The name beside the sign.
    #[prop(into)]
    name: Text,
    /// Where the sign leads.
    #[prop(into)]
    home: Text,
    /// Name of the language menu.
    #[prop(optional, into)]
    languages_label: OptText,
    /// The same page in other languages.
    #[prop(optional)]
    other_languages: Vec<LanguageLink>,
    /// The last line.
    #[prop(optional, into)]
    foot: OptText,
    /// The page.
    children: Children,
) -> AnyView {
    let title = format!("{}, {name}", document.title);
    let page = Document { title: title.into(), ..document };
    let label = languages_label.get().unwrap_or_default();
    let content = view! {
        <div class="auth">
            <main class="auth__main" id="main">
                <Brand href=home name=name/>
                {children()}
            </main>
            <footer class="auth__foot">
                {foot.get().map(|foot| view! { <p>{foot}</p> })}
                {languages(label, other_languages)}
            </footer>
        </div>
    }
    .into_any();
    document::document(page, "console.css", "console", skip, content)
}
