//! Every error of a form, on top of its page.

use super::{Icon, Level, Text};
use leptos::prelude::*;

/// An error that the summary on top links to.
#[derive(Debug, Clone)]
pub struct FieldError {
    field: Text,
    message: Text,
}

impl FieldError {
    /// `field` is the id of the control, `message` what stands beside it.
    pub fn new(field: impl Into<Text>, message: impl Into<Text>) -> Self {
        Self { field: field.into(), message: message.into() }
    }
}

/// Every error of a form, on top of the page, each linked to its field. Takes the focus
/// when the page opens, so that nobody searches for what went wrong. Nothing when there
/// is no error.
#[component]
pub fn ErrorSummary(
    /// "There are 2 errors"
    #[prop(into)]
    title: Text,
    /// In the order of the fields.
    errors: Vec<FieldError>,
) -> AnyView {
    let items = |errors: Vec<FieldError>| {
        errors
            .into_iter()
            .map(|error| view! { <li><a href=format!("#{}", error.field)>{error.message}</a></li> })
            .collect_view()
    };
    (!errors.is_empty())
        .then(|| {
            view! {
                <div class="notice notice--danger" role="alert" tabindex="-1" autofocus>
                    {Icon::Alert.view()}
                    <div class="notice__body">
                        {Level::H2.heading("notice__title", title)}
                        <ul class="plain-list">{items(errors)}</ul>
                    </div>
                </div>
            }
        })
        .into_any()
}
