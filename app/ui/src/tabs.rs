//! Tabs are links to pages, not a script.

use super::{OptText, Text};
use leptos::prelude::*;

/// A tab.
#[derive(Debug, Clone)]
pub struct Tab {
    href: Text,
    label: Text,
    count: OptText,
    current: Option<&'static str>,
}

impl Tab {
    /// Its address and name.
    pub fn new(href: impl Into<Text>, label: impl Into<Text>) -> Self {
        Self { href: href.into(), label: label.into(), count: OptText::default(), current: None }
    }

    /// How many are behind it.
    pub fn count(mut self, count: impl Into<OptText>) -> Self {
        self.count = count.into();
        self
    }

    /// Marks the tab when `path` is its address.
    pub fn at(mut self, path: &str) -> Self {
        self.current = (path == self.href).then_some("page");
        self
    }
}

/// Tabs of one thing.
#[component]
pub fn Tabs(
    /// Name of the navigation, for those who hear the page.
    #[prop(into)]
    label: Text,
    /// In the order shown.
    items: Vec<Tab>,
) -> AnyView {
    let items = items
        .into_iter()
        .map(|tab| {
            let count =
                tab.count.get().map(|count| view! { " "<span class="count">{count}</span> });
            view! { <a href=tab.href aria-current=tab.current>{tab.label}{count}</a> }
        })
        .collect_view();
    view! { <nav class="tabs" aria-label=label>{items}</nav> }.into_any()
}
