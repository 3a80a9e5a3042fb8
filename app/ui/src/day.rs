//! A known day, typed in three parts.

use super::field::{Ids, error_view, hint_view};
use super::{Need, OptText, Text};
use leptos::prelude::*;

/// Labels of the three parts of a day.
#[derive(Debug, Clone)]
pub struct DayTexts {
    /// "Jour"
    pub day: Text,
    /// "Mois"
    pub month: Text,
    /// "Année"
    pub year: Text,
}

/// A known day typed in three parts, as a birth date: no calendar to leaf through, works
/// on any phone. Sends `<name>_day`, `<name>_month` and `<name>_year`.
#[component]
pub fn DayField(
    /// The question.
    #[prop(into)]
    legend: Text,
    /// Start of the three names.
    #[prop(into)]
    name: Text,
    /// Labels of the parts.
    texts: DayTexts,
    /// An example.
    #[prop(optional, into)]
    hint: OptText,
    /// What is wrong, with a right example.
    #[prop(optional, into)]
    error: OptText,
    /// Day, month and year to start with, as they were typed.
    #[prop(optional)]
    values: [OptText; 3],
    /// Offers the visitor's own birth date.
    #[prop(optional)]
    need: Need,
) -> AnyView {
    let ids = Ids::new(name.clone(), &hint, &error);
    let class = if error.is_some() { "choices field--error" } else { "choices" };
    let [day, month, year] = values;
    let part = |part: &'static str,
                label: Text,
                class: &'static str,
                length: &'static str,
                value: OptText| {
        let name = format!("{name}_{part}");
        view! {
            <div class="field">
                <label for=name.clone()>{label}</label>
                <input
                    class=class
                    id=name.clone()
                    name=name
                    type="text"
                    inputmode="numeric"
                    autocomplete="off"
                    maxlength=length
                    value=value.get()
                    required=need.is_required()
                    aria-invalid=ids.invalid
                />
            </div>
        }
    };
    view! {
        <fieldset class=class id=ids.id.clone() aria-describedby=ids.described.clone()>
            <legend>{legend}</legend>
            {hint_view(&ids, hint)}
            {error_view(&ids, error)}
            <div class="day">
                {part("day", texts.day, "input input--day", "2", day)}
                {part("month", texts.month, "input input--day", "2", month)}
                {part("year", texts.year, "input input--year", "4", year)}
            </div>
        </fieldset>
    }
    .into_any()
}
