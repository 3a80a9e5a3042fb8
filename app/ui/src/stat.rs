//! Numbers that are the message: never without a unit or a date.

use super::{Slot, Text};
use leptos::prelude::*;

/// Two to four numbers side by side; holds [`Stat`] only.
#[component]
pub fn Stats(children: Children) -> AnyView {
    view! { <dl class="stats">{children()}</dl> }.into_any()
}

/// One number. An unknown one is a dash, and the note says when it will be known.
#[component]
pub fn Stat(
    /// What is counted.
    #[prop(into)]
    label: Text,
    /// The number as shown.
    #[prop(into)]
    value: Text,
    /// Unit, part of what, definition.
    #[prop(optional, into)]
    note: Slot,
) -> AnyView {
    view! {
        <div class="stat">
            <dt class="stat__label">{label}</dt>
            <dd class="stat__value">{value}</dd>
            {note.get().map(|note| view! { <dd class="stat__note">{note}</dd> })}
        </div>
    }
    .into_any()
}
