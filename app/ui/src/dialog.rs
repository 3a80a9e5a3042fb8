//! Dialogs: only to send, print or destroy; the number of persons is typed by hand.

use super::{Slot, Text};
use leptos::prelude::*;

/// A dialog opened by a [`super::Button`] that names its id in `opens`, without a script.
/// A browser that does not know popovers never shows it: what must work everywhere gets
/// a page of its own. It stands at the end of the page, with its own form inside.
#[component]
pub fn Dialog(
    /// Named by the button that opens it.
    #[prop(into)]
    id: Text,
    /// The act and its number.
    #[prop(into)]
    title: Text,
    /// The button that acts and the one that goes back (`opens` the same id).
    #[prop(optional, into)]
    actions: Slot,
    /// What cannot be undone, and the field.
    children: Children,
) -> AnyView {
    let title_id = format!("{id}-title");
    view! {
        <div class="dialog" id=id popover="auto" role="dialog" aria-labelledby=title_id>
            <div class="stack">
                <h2 class="heading--card" id=title_id.clone()>
                    {title}
                </h2>
                {children()}
                {actions.get().map(|actions| view! { <div class="row">{actions}</div> })}
            </div>
        </div>
    }
    .into_any()
}
