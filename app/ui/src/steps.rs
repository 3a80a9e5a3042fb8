//! Steps of a journey.

use super::Text;
use leptos::prelude::*;

/// The steps, those before `current` done. `current` counts from zero; past the end,
/// everything is done.
#[component]
pub fn Steps(
    /// Their names in order.
    names: Vec<Text>,
    /// Where the person is.
    current: usize,
    /// "done", for those who hear the page.
    #[prop(into)]
    done: Text,
    /// Name of the list, for those who hear the page.
    #[prop(into)]
    label: Text,
) -> AnyView {
    let items = names
        .into_iter()
        .enumerate()
        .map(|(at, name)| {
            let class = (at < current).then_some("steps__done");
            let here = (at == current).then_some("step");
            let hidden = (at < current)
                .then(|| view! { <span class="visually-hidden">", "{done.clone()}</span> });
            view! {
                <li class=class aria-current=here>
                    <span>{name}{hidden}</span>
                </li>
            }
        })
        .collect_view();
    view! { <ol class="steps" aria-label=label>{items}</ol> }.into_any()
}
