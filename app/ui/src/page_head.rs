//! Head of a page: crumbs, title, a line, acts.

use super::{OptText, Slot, Text};
use leptos::prelude::*;

/// A page above this one.
#[derive(Debug, Clone)]
pub struct Crumb {
    href: Text,
    label: Text,
}

impl Crumb {
    /// Its address and name.
    pub fn new(href: impl Into<Text>, label: impl Into<Text>) -> Self {
        Self { href: href.into(), label: label.into() }
    }
}

/// The way down to this page, the page itself left out.
#[component]
pub fn Crumbs(
    /// Name of the navigation, for those who hear the page.
    #[prop(into)]
    label: Text,
    /// From the top.
    items: Vec<Crumb>,
) -> AnyView {
    let items = items
        .into_iter()
        .map(|crumb| view! { <li><a href=crumb.href>{crumb.label}</a></li> })
        .collect_view();
    view! { <nav aria-label=label><ol class="crumbs">{items}</ol></nav> }.into_any()
}

/// The first title of a console or authority page.
#[component]
pub fn PageHead(
    /// The title: a question or what waits, not the name of a table.
    #[prop(into)]
    title: Text,
    /// A line above the title.
    #[prop(optional, into)]
    over: OptText,
    /// The line under the title: the date, what it means.
    #[prop(optional, into)]
    note: OptText,
    /// [`Crumbs`].
    #[prop(optional, into)]
    crumbs: Slot,
    /// Buttons.
    #[prop(optional, into)]
    actions: Slot,
) -> AnyView {
    view! {
        <div class="page-head">
            <div class="stack stack--tight">
                {crumbs.get()}
                {over.get().map(|over| view! { <p class="over">{over}</p> })}
                <h1 class="title">{title}</h1>
                {note.get().map(|note| view! { <p class="muted">{note}</p> })}
            </div>
            {actions.get().map(|actions| view! { <div class="row">{actions}</div> })}
        </div>
    }
    .into_any()
}
