//! A file to send.

use super::field::{Ids, error_view, hint_view};
use super::{Icon, Need, OptText, Text};
use leptos::prelude::*;

/// A file to send. The form needs `enctype="multipart/form-data"`.
#[component]
pub fn FileField(
    /// What to bring, as "Drop an extract".
    #[prop(into)]
    label: Text,
    /// Name of the part sent, and id.
    #[prop(into)]
    name: Text,
    /// Formats and size.
    #[prop(optional, into)]
    hint: OptText,
    /// What is wrong with the last one.
    #[prop(optional, into)]
    error: OptText,
    /// Types, as the attribute wants them.
    #[prop(optional, into)]
    accept: OptText,
    /// Whether it must be filled.
    #[prop(optional)]
    need: Need,
) -> AnyView {
    let ids = Ids::new(name.clone(), &hint, &error);
    let class = if error.is_some() { "drop field--error" } else { "drop" };
    view! {
        <div class=class>
            {Icon::Upload.large()}
            <label class="field__label" for=ids.id.clone()>
                {label}
            </label>
            {hint_view(&ids, hint)}
            {error_view(&ids, error)}
            <input
                id=ids.id.clone()
                name=name
                type="file"
                accept=accept.get()
                required=need.is_required()
                aria-describedby=ids.described.clone()
                aria-invalid=ids.invalid
            />
        </div>
    }
    .into_any()
}
