//! What the guide's samples stand in.

use leptos::prelude::*;

/// A titled part of the guide.
pub(super) fn part(title: &'static str, note: &'static str, content: AnyView) -> AnyView {
    view! {
        <section class="stack guide">
            <div class="stack stack--tight">
                <h2 class="title">{title}</h2>
                {(!note.is_empty()).then(|| view! { <p class="muted read">{note}</p> })}
            </div>
            {content}
        </section>
    }
    .into_any()
}

/// A white ground for loose samples.
pub(super) fn board(content: impl IntoView + 'static) -> AnyView {
    view! { <div class="panel panel--pad stack">{content}</div> }.into_any()
}
