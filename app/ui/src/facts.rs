//! Definition lists.

use super::Text;
use leptos::prelude::*;

/// A term and its value.
#[derive(Debug)]
pub struct Fact {
    term: Text,
    value: super::Slot,
}

impl Fact {
    /// The value is any view: a text, a badge, a link.
    pub fn new(term: impl Into<Text>, value: impl IntoView + 'static) -> Self {
        Self { term: term.into(), value: value.into() }
    }
}

/// Space between facts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Density {
    /// Portal, summaries.
    #[default]
    Loose,
    /// Side panels of the console.
    Dense,
}

/// Terms and values.
#[component]
pub fn Facts(
    /// In the order shown.
    items: Vec<Fact>,
    /// Space between them.
    #[prop(optional)]
    density: Density,
) -> AnyView {
    let class = match density {
        Density::Loose => "facts",
        Density::Dense => "facts facts--dense",
    };
    let items = items
        .into_iter()
        .map(|fact| view! { <div><dt>{fact.term}</dt><dd>{fact.value.get()}</dd></div> })
        .collect_view();
    view! { <dl class=class>{items}</dl> }.into_any()
}
