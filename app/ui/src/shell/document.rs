//! The document around a page: language, direction, title, style sheet.

use super::super::Text;
use super::super::assets::asset_url;
use i18n::Lang;
use leptos::prelude::*;

/// What the document says of itself.
#[derive(Debug, Clone)]
pub struct Document {
    pub(super) lang: Lang,
    pub(super) title: Text,
    pub(super) renew: Option<&'static str>,
}

impl Document {
    /// The language of the page and the title of its tab. No health word, no name of a
    /// person: tabs, histories and shared screens show it.
    pub fn new(lang: Lang, title: impl Into<Text>) -> Self {
        Self { lang, title: title.into(), renew: None }
    }

    /// Where no script runs, the page asks for itself again after so many seconds.
    #[must_use]
    pub fn renewed(self, seconds: Option<&'static str>) -> Self {
        Self { renew: seconds, ..self }
    }
}

/// The same page in another language.
#[derive(Debug, Clone)]
pub struct LanguageLink {
    lang: Lang,
    href: Text,
}

impl LanguageLink {
    /// The language and the address that changes to it.
    pub fn new(lang: Lang, href: impl Into<Text>) -> Self {
        Self { lang, href: href.into() }
    }
}

/// The menu of languages, each under its own name; nothing when there is no other.
pub(super) fn languages(label: Text, links: Vec<LanguageLink>) -> Option<AnyView> {
    menu(label, links, |lang| lang.name().into_any())
}

/// The same where room is scarce: on a phone two letters are seen. Speech reads the name
/// in both, and a person who speaks the letters finds the link: names begin with them.
pub(super) fn short_languages(label: Text, links: Vec<LanguageLink>) -> Option<AnyView> {
    menu(label, links, |lang| {
        view! {
            <span class="lang__name">{lang.name()}</span>
            <span class="lang__short" aria-hidden="true">
                {lang.tag().to_uppercase()}
            </span>
        }
        .into_any()
    })
}

fn menu(label: Text, links: Vec<LanguageLink>, word: fn(Lang) -> AnyView) -> Option<AnyView> {
    let item = |link: LanguageLink| {
        let (lang, tag) = (link.lang, link.lang.tag());
        view! { <a href=link.href lang=tag hreflang=tag>{word(lang)}</a> }
    };
    (!links.is_empty()).then(|| {
        let items = links.into_iter().map(item).collect_view();
        view! { <nav class="lang" aria-label=label>{items}</nav> }.into_any()
    })
}

/// The whole document. `body` is the class that sets the type size of the room.
pub(super) fn document(
    document: Document,
    style: &'static str,
    body: &'static str,
    skip: Text,
    content: AnyView,
) -> AnyView {
    view! {
        <!DOCTYPE html>
        <html lang=document.lang.tag() dir=document.lang.direction().as_str()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="robots" content="noindex"/>
                <meta name="color-scheme" content="light dark"/>
                {document
                    .renew
                    .map(|seconds| {
                        view! { <noscript><meta http-equiv="refresh" content=seconds/></noscript> }
                    })}
                <title>{document.title}</title>
                <link rel="icon" href="/assets/icon.svg" type="image/svg+xml"/>
                {asset_url(style).map(|href| view! { <link rel="stylesheet" href=href/> })}
            </head>
            <body class=body>
                <a class="skip" href="#main">
                    {skip}
                </a>
                {content}
            </body>
        </html>
    }
    .into_any()
}
