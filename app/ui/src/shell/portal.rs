//! The portal: one column that reads like a letter. No script, ever.

use super::document::{self, Document, LanguageLink, short_languages};
use crate::mark::Brand;
use crate::{Icon, Phone, Text};
use leptos::prelude::*;

/// Words of the frame.
#[derive(Debug, Clone)]
pub struct PortalTexts {
    /// The name beside the sign.
    pub name: Text,
    /// "Skip to content"
    pub skip: Text,
    /// Name of the language menu.
    pub languages: Text,
    /// "Leave"
    pub leave: Text,
    /// " quickly", not shown on a narrow screen.
    pub leave_more: Text,
}

/// The foot: a person to call, links, who answers for the site.
#[derive(Debug, Clone)]
pub struct PortalFoot {
    /// "Need help?"
    pub help: Text,
    /// "A person answers you."
    pub help_more: Text,
    /// Phone number as read.
    pub phone: Text,
    /// Hours and cost of the call.
    pub hours: Text,
    /// Address and words.
    pub links: Vec<(Text, Text)>,
    /// The last line.
    pub legal: Text,
}

/// A portal page. The tab title is used as it is: neutral, without any name.
#[component]
pub fn PortalShell(
    /// Language and title.
    document: Document,
    /// Words of the frame.
    texts: PortalTexts,
    /// The first page.
    #[prop(into)]
    home: Text,
    /// Forgets the visit and leads to an ordinary site.
    #[prop(into)]
    leave_href: Text,
    /// The same page in other languages.
    #[prop(optional)]
    other_languages: Vec<LanguageLink>,
    /// The foot.
    foot: PortalFoot,
    /// The page.
    children: Children,
) -> AnyView {
    let content = view! {
        <header class="portal-head">
            <div class="portal-head__in">
                <Brand href=home name=texts.name/>
                <div class="portal-head__tools">
                    {short_languages(texts.languages, other_languages)}
                    <a class="exit" href=leave_href rel="nofollow noreferrer">
                        {Icon::Exit.view()}
                        <span>{texts.leave}<span class="exit__more">{texts.leave_more}</span></span>
                    </a>
                </div>
            </div>
        </header>
        <main class="portal-main" id="main">
            {children()}
        </main>
        {foot_view(foot)}
    }
    .into_any();
    document::document(document, "portal.css", "portal", texts.skip, content)
}

fn foot_view(foot: PortalFoot) -> AnyView {
    let links = foot
        .links
        .into_iter()
        .map(|(href, text)| view! { <li><a href=href>{text}</a></li> })
        .collect_view();
    view! {
        <footer class="portal-foot">
            <div class="portal-foot__in">
                <div class="portal-foot__call stack stack--tight">
                    <p>
                        <b>{foot.help}</b>
                        " "
                        {foot.help_more}
                    </p>
                    <p>
                        <Phone number=foot.phone/>
                    </p>
                    <p class="muted">{foot.hours}</p>
                </div>
                <ul class="portal-foot__links">{links}</ul>
                <p class="portal-foot__legal">{foot.legal}</p>
            </div>
        </footer>
    }
    .into_any()
}
