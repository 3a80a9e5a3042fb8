//! The sign: an open ring and one dot, one person and a way out.

use super::Text;
use leptos::prelude::*;

/// What the dot says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MarkKind {
    /// Dot inside the open ring: the sign itself, and "yes".
    Inside,
    /// Dot outside: not found.
    Outside,
    /// Broken ring, hollow dot: cannot say.
    Broken,
}

/// The sign at the size of its place.
#[component]
pub fn Mark(
    /// Which form.
    kind: MarkKind,
    /// Extra class, for a size.
    #[prop(optional)]
    class: &'static str,
) -> AnyView {
    let strokes = match kind {
        MarkKind::Inside => {
            r#"<path class="mark__ring" d="M25.2 9.4A11.3 11.3 0 1 0 25.2 22.6"/><circle class="mark__dot" cx="16" cy="16" r="3.6"/>"#
        }
        MarkKind::Outside => {
            r#"<path class="mark__ring" d="M20.6 10.3A9 9 0 1 0 20.6 21.7"/><circle class="mark__dot" cx="27" cy="16" r="3.6"/>"#
        }
        MarkKind::Broken => {
            r#"<circle class="mark__ring" cx="16" cy="16" r="11.3" stroke-dasharray="3.2 5.675"/><circle class="mark__dot--open" cx="16" cy="16" r="3.4"/>"#
        }
    };
    let class = super::text::classes(&["mark", class]);
    view! { <svg class=class viewBox="0 0 32 32" aria-hidden="true" inner_html=strokes></svg> }
        .into_any()
}

/// The sign and the name, as a link to the first page.
#[component]
pub fn Brand(
    /// Where it leads.
    #[prop(into)]
    href: Text,
    /// The name, the product's or a lab's.
    #[prop(into)]
    name: Text,
) -> AnyView {
    view! { <a class="brand" href=href><Mark kind=MarkKind::Inside/>{name}</a> }.into_any()
}
