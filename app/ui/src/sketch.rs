//! Where the code stands in the letter.

use super::Text;
use leptos::prelude::*;

/// A sketch of the letter with its code box, beside the words that say the same.
#[component]
pub fn LetterSketch(
    /// "Where is the code?"
    #[prop(into)]
    title: Text,
    /// The answer.
    #[prop(into)]
    text: Text,
) -> AnyView {
    const STROKES: &str = r#"<rect class="ink-stroke-line-strong" x="2" y="2" width="76" height="100" rx="4" stroke-width="1.5"/><path class="ink-stroke-line-2" d="M12 14h24M12 20h18M44 26h24M44 31h20M44 36h22M12 50h56M12 56h52M12 62h44M12 92h40" stroke-width="2.5" stroke-linecap="round"/><rect class="ink-fill-brand-tint ink-stroke-brand" x="11" y="69" width="58" height="15" rx="3" stroke-width="2"/><path class="ink-stroke-brand" d="M18 76.5h11M34 76.5h11M50 76.5h11" stroke-width="4" stroke-linecap="round"/>"#;
    view! {
        <div class="ask__where">
            <svg viewBox="0 0 80 104" aria-hidden="true" inner_html=STROKES></svg>
            <p>
                <b>{title}</b>
                <br/>
                {text}
            </p>
        </div>
    }
    .into_any()
}
