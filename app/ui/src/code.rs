//! Fingerprints, commands, differences.

use super::Text;
use leptos::prelude::*;

/// A fingerprint, breakable anywhere.
#[component]
pub fn Hash(
    /// Hexadecimal or base 64.
    #[prop(into)]
    text: Text,
) -> AnyView {
    view! { <span class="hash">{text}</span> }.into_any()
}

/// A command to type.
#[component]
pub fn Command(
    /// As typed.
    #[prop(into)]
    text: Text,
) -> AnyView {
    view! { <code class="command">{text}</code> }.into_any()
}

/// A code to read out, or to copy by hand.
#[component]
pub fn CodeToCopy(
    /// As typed.
    #[prop(into)]
    text: Text,
) -> AnyView {
    view! { <code class="command command--large">{text}</code> }.into_any()
}

/// What a value was and what it is.
#[component]
pub fn Change(
    /// Before.
    #[prop(into)]
    before: Text,
    /// After.
    #[prop(into)]
    after: Text,
) -> AnyView {
    view! { <span class="diff"><del>{before}</del><ins>{after}</ins></span> }.into_any()
}
