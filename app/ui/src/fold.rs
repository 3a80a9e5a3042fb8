//! Folds: what some need to read, without a script.

use super::Text;
use leptos::prelude::*;

/// A question and its answer.
#[component]
pub fn Fold(
    /// The question.
    #[prop(into)]
    summary: Text,
    /// Whether it starts open.
    #[prop(optional)]
    open: bool,
    children: Children,
) -> AnyView {
    view! {
        <details class="fold" open=open>
            <summary>{summary}</summary>
            <div>{children()}</div>
        </details>
    }
    .into_any()
}
