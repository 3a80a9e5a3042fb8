//! One class of data: what it allows, what it does not allow. No value, ever.

use super::{Icon, OptText, Text};
use leptos::prelude::*;

/// A class of exposed data.
#[component]
pub fn ExposureCard(
    /// Its drawing.
    icon: Icon,
    /// "Your social security number"
    #[prop(into)]
    title: Text,
    /// In which file.
    #[prop(optional, into)]
    note: OptText,
    /// Title of the first column.
    #[prop(into)]
    allows_title: Text,
    /// What somebody can do with it.
    #[prop(into)]
    allows: Text,
    /// Title of the second column.
    #[prop(into)]
    denies_title: Text,
    /// What nobody can do with it alone.
    #[prop(into)]
    denies: Text,
) -> AnyView {
    view! {
        <article class="exposure">
            <div class="exposure__head">
                <span class="exposure__icon">{icon.large()}</span>
                <h3 class="heading--card">{title}</h3>
                {note.get().map(|note| view! { <p class="muted">{note}</p> })}
            </div>
            <div class="exposure__does">
                <div>
                    <h4>{Icon::Alert.view()}{allows_title}</h4>
                    <p>{allows}</p>
                </div>
                <div>
                    <h4>{Icon::Check.view()}{denies_title}</h4>
                    <p>{denies}</p>
                </div>
            </div>
        </article>
    }
    .into_any()
}
