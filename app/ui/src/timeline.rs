//! Timelines: oldest first for a story, newest first for a log.

use super::{Slot, Text};
use leptos::prelude::*;

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventKind {
    /// Full dot: happened.
    Done,
    /// Hollow dot: a signal.
    Signal,
    /// Red diamond: a legal limit.
    Limit,
    /// Broken ring: to come.
    Next,
}

/// An entry.
#[derive(Debug)]
pub struct Event {
    kind: EventKind,
    when: Text,
    what: Text,
    more: Slot,
}

impl Event {
    /// What kind, when and what.
    pub fn new(kind: EventKind, when: impl Into<Text>, what: impl Into<Text>) -> Self {
        Self { kind, when: when.into(), what: what.into(), more: Slot::default() }
    }

    /// A quieter line: who, proof, link.
    pub fn more(mut self, more: impl Into<Slot>) -> Self {
        self.more = more.into();
        self
    }
}

/// Entries in the order given.
#[component]
pub fn Timeline(
    /// The entries.
    items: Vec<Event>,
) -> AnyView {
    let items = items
        .into_iter()
        .map(|event| {
            let class = match event.kind {
                EventKind::Done => "timeline__done",
                EventKind::Signal => "timeline__signal",
                EventKind::Limit => "timeline__limit",
                EventKind::Next => "timeline__next",
            };
            view! {
                <li class=class>
                    <span class="timeline__when">{event.when}</span>
                    <span class="timeline__what">{event.what}</span>
                    {event.more.get().map(|more| view! { <span class="faint">{more}</span> })}
                </li>
            }
        })
        .collect_view();
    view! { <ol class="timeline">{items}</ol> }.into_any()
}
