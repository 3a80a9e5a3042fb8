//! The console: side bar, deadline on top, work below.

use super::document::{self, Document, LanguageLink, languages};
use crate::mark::Brand;
use crate::{Icon, OptText, Slot, Text, bar};
use leptos::prelude::*;

/// Words of the frame.
#[derive(Debug, Clone)]
pub struct ConsoleTexts {
    /// Name of the product or the lab, beside the sign.
    pub name: Text,
    /// "Skip to content"
    pub skip: Text,
    /// "Menu"
    pub menu: Text,
    /// Name of the main navigation.
    pub navigation: Text,
    /// Name of the language menu.
    pub languages: Text,
    /// "Sign out"
    pub sign_out: Text,
}

/// A link of the side bar.
#[derive(Debug, Clone)]
pub struct NavLink {
    icon: Icon,
    href: Text,
    label: Text,
    count: OptText,
    current: Option<&'static str>,
}

impl NavLink {
    /// A link with its drawing.
    pub fn new(icon: Icon, href: impl Into<Text>, label: impl Into<Text>) -> Self {
        Self {
            icon,
            href: href.into(),
            label: label.into(),
            count: OptText::default(),
            current: None,
        }
    }

    /// How many wait there; none shows nothing.
    pub fn count(mut self, count: impl Into<OptText>) -> Self {
        self.count = count.into();
        self
    }

    /// Marks the link when `path` is exactly its address.
    pub fn at(mut self, path: &str) -> Self {
        if path == self.href {
            self.current = Some("page");
        }
        self
    }

    /// Marks the link when `path` is its address or lies under it.
    pub fn under(mut self, path: &str) -> Self {
        let inside = path.strip_prefix(&*self.href).is_some_and(|rest| rest.starts_with('/'));
        if inside {
            self.current = Some("true");
        }
        self.at(path)
    }

    fn view(self) -> AnyView {
        let count = self.count.get().map(|count| view! { <span class="count">{count}</span> });
        view! {
            <li>
                <a class="console-nav__link" href=self.href aria-current=self.current>
                    {self.icon.view()}
                    <span>{self.label}</span>
                    {count}
                </a>
            </li>
        }
        .into_any()
    }
}

/// Links under a heading, or under none.
#[derive(Debug, Clone)]
pub struct NavGroup {
    /// Its heading.
    pub title: OptText,
    /// In the order shown.
    pub links: Vec<NavLink>,
}

/// The case at hand, and the way to another.
#[derive(Debug, Clone)]
pub struct NavCase {
    /// Where another is chosen.
    pub href: Text,
    /// Its neutral name.
    pub name: Text,
    /// "3 labs"
    pub note: Text,
}

/// The side bar.
#[derive(Debug, Clone)]
pub struct ConsoleNav {
    /// The first page.
    pub home: Text,
    /// The case at hand, if any.
    pub case: Option<NavCase>,
    /// From top to bottom.
    pub groups: Vec<NavGroup>,
}

/// Who is signed in.
#[derive(Debug, Clone)]
pub struct Account {
    /// Name.
    pub name: Text,
    /// Role and organisation.
    pub role: Text,
    /// Page of the own account, if any.
    pub href: OptText,
    /// Where signing out is posted.
    pub sign_out: Text,
}

/// A console page.
#[component]
pub fn ConsoleShell(
    /// Language and title.
    document: Document,
    /// Words of the frame.
    texts: ConsoleTexts,
    /// The side bar.
    nav: ConsoleNav,
    /// Who is signed in.
    account: Account,
    /// The same page in other languages.
    #[prop(optional)]
    other_languages: Vec<LanguageLink>,
    /// [`crate::DeadlineBar`].
    #[prop(optional, into)]
    deadline: Slot,
    /// The page.
    children: Children,
) -> AnyView {
    let title = format!("{}, {}", document.title, texts.name);
    let page = Document { title: title.into(), ..document };
    let home = nav.home.clone();
    let name = texts.name.clone();
    let menu = texts.menu.clone();
    let skip = texts.skip.clone();
    let content = view! {
        {bar::patterns()}
        <div class="console-frame">
            <header class="console-bar">
                <Brand href=home name=name/>
                <button class="button" type="button" popovertarget="menu">
                    {Icon::Menu.view()}
                    {menu}
                </button>
            </header>
            {side_bar(texts, nav, account, other_languages)}
            <div class="console-work">
                {deadline.get()}
                <main class="console-main" id="main">
                    {children()}
                </main>
            </div>
        </div>
    }
    .into_any();
    document::document(page, "console.css", "console", skip, content)
}

fn side_bar(
    texts: ConsoleTexts,
    nav: ConsoleNav,
    account: Account,
    others: Vec<LanguageLink>,
) -> AnyView {
    let case = nav.case.map(|case| {
        view! {
            <a class="console-nav__case" href=case.href>
                <span>
                    <b>{case.name}</b>
                    <span class="faint">{case.note}</span>
                </span>
                {Icon::Sort.view()}
            </a>
        }
    });
    let groups = nav
        .groups
        .into_iter()
        .map(|group| {
            let title =
                group.title.get().map(|title| view! { <p class="console-nav__group">{title}</p> });
            let links = group.links.into_iter().map(NavLink::view).collect_view();
            view! { <div>{title}<ul>{links}</ul></div> }
        })
        .collect_view();
    view! {
        <nav class="console-nav" id="menu" popover="auto" aria-label=texts.navigation.clone()>
            <div class="console-nav__in">
                <Brand href=nav.home name=texts.name.clone()/>
                {case}
                {groups}
                {me(&texts, account, others)}
            </div>
        </nav>
    }
    .into_any()
}

fn me(texts: &ConsoleTexts, account: Account, others: Vec<LanguageLink>) -> AnyView {
    let name = match account.href.get() {
        Some(href) => view! { <a href=href><b>{account.name}</b></a> }.into_any(),
        None => view! { <b>{account.name}</b> }.into_any(),
    };
    view! {
        <div class="console-nav__me">
            {name}
            <p class="faint">{account.role}</p>
            <div class="console-nav__out">
                <form method="post" action=account.sign_out>
                    <button class="button button--link" type="submit">
                        {texts.sign_out.clone()}
                    </button>
                </form>
                {languages(texts.languages.clone(), others)}
            </div>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn current(link: &NavLink) -> Option<&'static str> {
        link.current
    }

    #[test]
    fn a_link_knows_its_page_and_the_pages_below() {
        let link = || NavLink::new(Icon::Home, "/cases/1/imports", "Imports");
        assert_eq!(current(&link().at("/cases/1/imports")), Some("page"));
        assert_eq!(current(&link().at("/cases/1/imports/2")), None);
        assert_eq!(current(&link().under("/cases/1/imports")), Some("page"));
        assert_eq!(current(&link().under("/cases/1/imports/2")), Some("true"));
        assert_eq!(current(&link().under("/cases/1/importsx")), None);
    }
}
