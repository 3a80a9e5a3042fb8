//! A page of text: what several pages that are the same for everybody look like.

use leptos::prelude::*;

use super::frame::Frame;

/// Title, lead, parts; the phone in the margin.
pub(super) fn text_page(
    frame: &Frame,
    tab: &str,
    title: &str,
    lead: &str,
    parts: AnyView,
) -> AnyView {
    let content = view! {
        <div class="portal-split">
            <div class="stack stack--section">
                <div class="stack">
                    <h1 class="title--voice">{frame.t(title)}</h1>
                    <p class="lead">{frame.t(lead)}</p>
                </div>
                {parts}
            </div>
            <div class="portal-side">{frame.call()}{frame.never()}</div>
        </div>
    };
    frame.page(frame.t(tab), content.into_any())
}
