//! The authority workspace: no side bar, reads from top to bottom like a file.

use super::document::{self, Document, LanguageLink, languages};
use crate::mark::Brand;
use crate::{Text, bar};
use leptos::prelude::*;

/// Words of the frame.
#[derive(Debug, Clone)]
pub struct AuthorityTexts {
    /// The name beside the sign.
    pub name: Text,
    /// "Skip to content"
    pub skip: Text,
    /// Name of the language menu.
    pub languages: Text,
    /// "Sign out"
    pub sign_out: Text,
    /// "Every reading is written in the journal."
    pub journal: Text,
}

/// A page of the authority workspace.
#[component]
pub fn AuthorityShell(
    /// Language and title.
    document: Document,
    /// Words of the frame.
    texts: AuthorityTexts,
    /// The first page.
    #[prop(into)]
    home: Text,
    /// Which authority, read only until when.
    #[prop(into)]
    note: Text,
    /// Where signing out is posted.
    #[prop(into)]
    sign_out: Text,
    /// The same page in other languages.
    #[prop(optional)]
    other_languages: Vec<LanguageLink>,
    /// The page.
    children: Children,
) -> AnyView {
    let title = format!("{}, {}", document.title, texts.name);
    let page = Document { title: title.into(), ..document };
    let content = view! {
        {bar::patterns()}
        <header class="office-head">
            <div class="office-head__in">
                <Brand href=home name=texts.name/>
                <span class="muted">{note}</span>
                <span class="push row">
                    <span class="faint">{texts.journal}</span>
                    {languages(texts.languages, other_languages)}
                    <form method="post" action=sign_out>
                        <button class="button button--link" type="submit">
                            {texts.sign_out}
                        </button>
                    </form>
                </span>
            </div>
        </header>
        <main class="office-main" id="main">
            {children()}
        </main>
    }
    .into_any();
    document::document(page, "console.css", "console", texts.skip, content)
}
