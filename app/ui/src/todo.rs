//! To-do list: time or number, sentence with its consequence, act.

use super::{OptText, Slot, Text};
use leptos::prelude::*;

/// Something that waits for a person. The sentence says what happens if nobody acts.
#[derive(Debug)]
pub struct TodoItem {
    when: Text,
    unit: OptText,
    near: Option<&'static str>,
    what: Text,
    consequence: OptText,
    action: Slot,
}

impl TodoItem {
    /// The time or the number, and what to do.
    pub fn new(when: impl Into<Text>, what: impl Into<Text>) -> Self {
        Self {
            when: when.into(),
            unit: OptText::default(),
            near: None,
            what: what.into(),
            consequence: OptText::default(),
            action: Slot::default(),
        }
    }

    /// The day of the time, the unit of the number.
    pub fn unit(mut self, unit: impl Into<OptText>) -> Self {
        self.unit = unit.into();
        self
    }

    /// Marks it as the nearest.
    pub fn near(mut self) -> Self {
        self.near = Some("todo__when todo__when--near");
        self
    }

    /// What happens if nobody acts.
    pub fn consequence(mut self, text: impl Into<OptText>) -> Self {
        self.consequence = text.into();
        self
    }

    /// One button; at most one of the list is full.
    pub fn action(mut self, action: impl Into<Slot>) -> Self {
        self.action = action.into();
        self
    }
}

/// The list, most urgent first.
#[component]
pub fn Todo(
    /// In the order shown.
    items: Vec<TodoItem>,
) -> AnyView {
    let items = items
        .into_iter()
        .map(|item| {
            let unit = item.unit.get().map(|unit| view! { <span class="faint">{unit}</span> });
            let more =
                item.consequence.get().map(|text| view! { <span class="faint">{text}</span> });
            view! {
                <li>
                    <p class=item.near.unwrap_or("todo__when")>{item.when}{unit}</p>
                    <p class="todo__what">
                        <b>{item.what}</b>
                        {more}
                    </p>
                    {item.action.get()}
                </li>
            }
        })
        .collect_view();
    view! { <ol class="todo">{items}</ol> }.into_any()
}
