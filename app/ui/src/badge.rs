//! Badges: one or two words and a shape; not a button, not a decoration.

use super::Text;
use leptos::prelude::*;

/// The five shapes, and none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum BadgeKind {
    /// Hollow dot: prepared, waiting.
    #[default]
    Prepared,
    /// Half dot: under way.
    Doing,
    /// Diamond: needs a person.
    Warn,
    /// Square: failed, refused.
    Danger,
    /// Full dot: done.
    Ok,
    /// No shape: a word that is no state.
    Plain,
}

/// A state in a word.
#[component]
pub fn Badge(
    /// Its shape.
    #[prop(optional)]
    kind: BadgeKind,
    /// Its word.
    #[prop(into)]
    text: Text,
) -> AnyView {
    let class = match kind {
        BadgeKind::Prepared => "badge",
        BadgeKind::Doing => "badge badge--doing",
        BadgeKind::Warn => "badge badge--warn",
        BadgeKind::Danger => "badge badge--danger",
        BadgeKind::Ok => "badge badge--ok",
        BadgeKind::Plain => "badge badge--plain",
    };
    view! { <span class=class>{text}</span> }.into_any()
}

/// How many wait behind a link.
#[component]
pub fn Count(
    /// The number, as shown.
    #[prop(into)]
    text: Text,
) -> AnyView {
    view! { <span class="count">{text}</span> }.into_any()
}
