//! The three answers. They never share a ground, an edge, a sign or a title.

use super::{Mark, MarkKind, OptText, Text};
use leptos::prelude::*;

/// Which answer. The third must never look like the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerKind {
    /// The leak concerns the person.
    Concerned,
    /// Not in the list of a date.
    NotFound,
    /// Cannot be said now.
    Unknown,
}

/// The answer on top of a portal page.
#[component]
pub fn Answer(
    /// Which one.
    kind: AnswerKind,
    /// When it was given, for whom, under which reference.
    #[prop(optional, into)]
    over: OptText,
    /// The answer in a sentence.
    #[prop(into)]
    title: Text,
    /// One sentence that forbids the wrong reading.
    children: Children,
) -> AnyView {
    let (class, mark) = match kind {
        AnswerKind::Concerned => ("answer answer--yes", MarkKind::Inside),
        AnswerKind::NotFound => ("answer answer--no", MarkKind::Outside),
        AnswerKind::Unknown => ("answer answer--unsure", MarkKind::Broken),
    };
    view! {
        <section class=class>
            <Mark kind=mark class="mark--answer"/>
            <div class="answer__text">
                {over.get().map(|over| view! { <p class="over">{over}</p> })}
                <h1 class="title--voice">{title}</h1>
                {children()}
            </div>
        </section>
    }
    .into_any()
}
