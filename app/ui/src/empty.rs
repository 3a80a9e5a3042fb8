//! Nothing yet, and waiting.

use super::mark::MarkKind;
use super::{Level, Mark, Slot, Text};
use leptos::prelude::*;

/// Broken ring, what is missing, why it matters, the first step.
#[component]
pub fn Empty(
    /// What is missing.
    #[prop(into)]
    title: Text,
    /// Why it matters.
    #[prop(into)]
    text: Text,
    /// Rank of the title.
    #[prop(optional)]
    level: Level,
    /// The first step.
    #[prop(optional, into)]
    action: Slot,
) -> AnyView {
    view! {
        <div class="empty">
            <Mark kind=MarkKind::Broken/>
            {level.heading("heading", title)}
            <p>{text}</p>
            {action.get()}
        </div>
    }
    .into_any()
}

/// A skeleton, never without a word.
#[component]
pub fn Waiting(
    /// What is being prepared.
    #[prop(into)]
    text: Text,
) -> AnyView {
    view! {
        <div class="stack" aria-busy="true">
            <div class="skeleton" aria-hidden="true">
                <span></span>
                <span></span>
                <span></span>
            </div>
            <p class="faint" role="status">
                {text}
            </p>
        </div>
    }
    .into_any()
}
