//! Choices: lists, radios, boxes.

use super::field::{Ids, error_view, frame, hint_view};
use super::{InputSize, Need, OptText, Text};
use leptos::prelude::*;

/// One choice of a list or a group.
#[derive(Debug, Clone)]
pub struct Choice {
    value: Text,
    label: Text,
    hint: OptText,
}

impl Choice {
    /// The value sent and the words shown.
    pub fn new(value: impl Into<Text>, label: impl Into<Text>) -> Self {
        Self { value: value.into(), label: label.into(), hint: OptText::default() }
    }

    /// A line under the words; not shown in a [`SelectField`].
    pub fn hint(mut self, hint: impl Into<OptText>) -> Self {
        self.hint = hint.into();
        self
    }
}

/// Whether a box starts ticked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Checked {
    /// Empty.
    #[default]
    No,
    /// Ticked.
    Yes,
}

impl From<bool> for Checked {
    fn from(checked: bool) -> Self {
        if checked { Self::Yes } else { Self::No }
    }
}

/// A list to choose from.
#[component]
pub fn SelectField(
    /// Its label.
    #[prop(into)]
    label: Text,
    /// Name of the value sent, and id unless another is given.
    #[prop(into)]
    name: Text,
    /// Id, when the name is not unique on the page.
    #[prop(optional, into)]
    id: OptText,
    /// In the order shown.
    options: Vec<Choice>,
    /// Value chosen at the start.
    #[prop(optional, into)]
    selected: OptText,
    /// Room it takes.
    #[prop(optional)]
    size: InputSize,
    /// Whether it must be chosen.
    #[prop(optional)]
    need: Need,
    /// Words after the label, as "optional".
    #[prop(optional, into)]
    aside: OptText,
    /// How to choose.
    #[prop(optional, into)]
    hint: OptText,
    /// What is wrong.
    #[prop(optional, into)]
    error: OptText,
) -> AnyView {
    let ids = Ids::new(id.get().unwrap_or_else(|| name.clone()), &hint, &error);
    let selected = selected.get();
    let options = options
        .into_iter()
        .map(|choice| {
            let chosen = selected.as_ref().is_some_and(|value| *value == choice.value);
            view! { <option value=choice.value selected=chosen>{choice.label}</option> }
        })
        .collect_view();
    let class = super::text::classes(&["select", size.class()]);
    let control = view! {
        <select
            class=class
            id=ids.id.clone()
            name=name
            required=need.is_required()
            aria-describedby=ids.described.clone()
            aria-invalid=ids.invalid
        >
            {options}
        </select>
    };
    frame(&ids, label, aside, hint, error, control.into_any())
}

/// One choice among a few, all visible.
#[component]
pub fn RadioGroup(
    /// The question.
    #[prop(into)]
    legend: Text,
    /// Name of the value sent, and id of the group.
    #[prop(into)]
    name: Text,
    /// In the order shown.
    options: Vec<Choice>,
    /// Value chosen at the start.
    #[prop(optional, into)]
    selected: OptText,
    /// Whether one must be chosen.
    #[prop(optional)]
    need: Need,
    /// How to choose.
    #[prop(optional, into)]
    hint: OptText,
    /// What is wrong.
    #[prop(optional, into)]
    error: OptText,
) -> AnyView {
    let selected: Vec<Text> = selected.get().into_iter().collect();
    group("radio", legend, name, options, &selected, need, hint, error)
}

/// Several choices among a few; each ticked value is sent under the same name.
#[component]
pub fn CheckGroup(
    /// The question.
    #[prop(into)]
    legend: Text,
    /// Name of the values sent, and id of the group.
    #[prop(into)]
    name: Text,
    /// In the order shown.
    options: Vec<Choice>,
    /// Values ticked at the start.
    #[prop(optional)]
    selected: Vec<Text>,
    /// How to choose.
    #[prop(optional, into)]
    hint: OptText,
    /// What is wrong.
    #[prop(optional, into)]
    error: OptText,
) -> AnyView {
    group("checkbox", legend, name, options, &selected, Need::Optional, hint, error)
}

#[expect(clippy::too_many_arguments, reason = "the props of its two callers")]
fn group(
    r#type: &'static str,
    legend: Text,
    name: Text,
    options: Vec<Choice>,
    selected: &[Text],
    need: Need,
    hint: OptText,
    error: OptText,
) -> AnyView {
    let ids = Ids::new(name.clone(), &hint, &error);
    let class = if error.is_some() { "choices field--error" } else { "choices" };
    let options = options
        .into_iter()
        .enumerate()
        .map(|(at, choice)| {
            let id = format!("{name}-{at}");
            let checked = Checked::from(selected.contains(&choice.value));
            row(r#type, id.into(), name.clone(), choice, checked, need)
        })
        .collect_view();
    view! {
        <fieldset class=class id=ids.id.clone() aria-describedby=ids.described.clone()>
            <legend>{legend}</legend>
            {hint_view(&ids, hint)}
            {error_view(&ids, error)}
            {options}
        </fieldset>
    }
    .into_any()
}

fn row(
    r#type: &'static str,
    id: Text,
    name: Text,
    choice: Choice,
    checked: Checked,
    need: Need,
) -> AnyView {
    let hint = choice.hint.get().map(|hint| (format!("{id}-hint"), hint));
    let described = hint.as_ref().map(|(id, _)| id.clone());
    view! {
        <div class="choice">
            <input
                type=r#type
                id=id.clone()
                name=name
                value=choice.value
                checked=checked == Checked::Yes
                required=need.is_required()
                aria-describedby=described
            />
            <label for=id>{choice.label}</label>
            {hint.map(|(id, hint)| view! { <p class="field__hint" id=id>{hint}</p> })}
        </div>
    }
    .into_any()
}

/// One box.
#[component]
pub fn Checkbox(
    /// Words beside the box.
    #[prop(into)]
    label: Text,
    /// Name of the value sent, and id unless another is given.
    #[prop(into)]
    name: Text,
    /// Id, when the name is not unique on the page.
    #[prop(optional, into)]
    id: OptText,
    /// Value sent when ticked.
    #[prop(default = Text::Borrowed("yes"), into)]
    value: Text,
    /// Whether it starts ticked.
    #[prop(optional, into)]
    checked: Checked,
    /// Whether it must be ticked.
    #[prop(optional)]
    need: Need,
    /// A line under the words.
    #[prop(optional, into)]
    hint: OptText,
    /// What is wrong.
    #[prop(optional, into)]
    error: OptText,
) -> AnyView {
    let id = id.get().unwrap_or_else(|| name.clone());
    let ids = Ids::new(id.clone(), &OptText::default(), &error);
    let class = if error.is_some() { "field field--error" } else { "field" };
    let choice = Choice { value, label, hint };
    view! {
        <div class=class>
            {error_view(&ids, error)}
            {row("checkbox", id, name, choice, checked, need)}
        </div>
    }
    .into_any()
}
