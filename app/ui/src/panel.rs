//! Panels: title left, at most one quiet act right, foot for the source or the caveat.

use super::{Level, OptText, Slot};
use leptos::prelude::*;

/// How the content meets the edge.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PanelBody {
    /// With the panel's margin.
    #[default]
    Padded,
    /// To the edge: tables, to-do lists.
    Flush,
}

/// The ground of a panel.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PanelTone {
    /// White.
    #[default]
    Plain,
    /// Sunk: beside the matter.
    Sunk,
}

/// A panel. No panel inside a panel.
#[component]
pub fn Panel(
    /// Its title.
    #[prop(optional, into)]
    title: OptText,
    /// A line under the title.
    #[prop(optional, into)]
    note: OptText,
    /// Rank of the title.
    #[prop(optional)]
    level: Level,
    /// One quiet act or badge at the end of the head.
    #[prop(optional, into)]
    aside: Slot,
    /// The source, the caveat, one link.
    #[prop(optional, into)]
    foot: Slot,
    /// How the content meets the edge.
    #[prop(optional)]
    body: PanelBody,
    /// Its ground.
    #[prop(optional)]
    tone: PanelTone,
    /// For links to it.
    #[prop(optional, into)]
    id: OptText,
    children: Children,
) -> AnyView {
    let class = match tone {
        PanelTone::Plain => "panel",
        PanelTone::Sunk => "panel panel--sunk",
    };
    let has_head = title.is_some() || aside.is_some();
    let content = match (body, has_head) {
        (PanelBody::Padded, true) => "panel__body",
        (PanelBody::Padded, false) => "panel__body panel__body--alone",
        (PanelBody::Flush, _) => "panel__body panel__body--flush",
    };
    view! {
        <section class=class id=id.get()>
            {has_head
                .then(|| {
                    view! {
                        <div class="panel__head">
                            <div>
                                {title.get().map(|title| level.heading("heading", title))}
                                {note.get().map(|note| view! { <p class="faint">{note}</p> })}
                            </div>
                            {aside.get()}
                        </div>
                    }
                })}
            <div class=content>{children()}</div>
            {foot.get().map(|foot| view! { <div class="panel__foot">{foot}</div> })}
        </section>
    }
    .into_any()
}
