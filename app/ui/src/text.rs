//! What components take: texts, optional texts, pieces of view, heading levels.

use leptos::prelude::*;
use std::borrow::Cow;

/// A text that a person reads, already in their language.
pub type Text = Cow<'static, str>;

/// A text that may be missing: takes a text or an `Option` of one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OptText(Option<Text>);

impl OptText {
    /// The text, if any.
    pub fn get(self) -> Option<Text> {
        self.0
    }

    /// True when there is a text.
    pub fn is_some(&self) -> bool {
        self.0.is_some()
    }
}

impl From<&'static str> for OptText {
    fn from(text: &'static str) -> Self {
        Self(Some(Cow::Borrowed(text)))
    }
}

impl From<String> for OptText {
    fn from(text: String) -> Self {
        Self(Some(Cow::Owned(text)))
    }
}

impl From<Text> for OptText {
    fn from(text: Text) -> Self {
        Self(Some(text))
    }
}

impl<T: Into<Text>> From<Option<T>> for OptText {
    fn from(text: Option<T>) -> Self {
        Self(text.map(Into::into))
    }
}

/// A piece of view that may be missing: takes any view.
#[derive(Default)]
pub struct Slot(Option<AnyView>);

impl Slot {
    /// A slot that is filled only when there is something to show.
    pub fn maybe<V: IntoView + 'static>(view: Option<V>) -> Self {
        Self(view.map(IntoAny::into_any))
    }

    /// The view, if any.
    pub fn get(self) -> Option<AnyView> {
        self.0
    }

    /// True when there is a view.
    pub fn is_some(&self) -> bool {
        self.0.is_some()
    }
}

impl std::fmt::Debug for Slot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.is_some() { "Slot(view)" } else { "Slot(empty)" })
    }
}

impl<V: IntoView + 'static> From<V> for Slot {
    fn from(view: V) -> Self {
        Self(Some(view.into_any()))
    }
}

/// The rank of a heading; a page goes down one at a time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Level {
    /// `h2`, a part of the page.
    #[default]
    H2,
    /// `h3`, a part of a part.
    H3,
    /// `h4`.
    H4,
    /// A title of something that is no part of the outline.
    Paragraph,
}

impl Level {
    /// A heading of this rank.
    pub(super) fn heading(self, class: &'static str, text: Text) -> AnyView {
        match self {
            Self::H2 => view! { <h2 class=class>{text}</h2> }.into_any(),
            Self::H3 => view! { <h3 class=class>{text}</h3> }.into_any(),
            Self::H4 => view! { <h4 class=class>{text}</h4> }.into_any(),
            Self::Paragraph => view! { <p class=class>{text}</p> }.into_any(),
        }
    }
}

/// Class names joined, empty ones left out.
pub(super) fn classes(names: &[&'static str]) -> Text {
    match names {
        [one] => Cow::Borrowed(one),
        _ => {
            let kept: Vec<&str> = names.iter().copied().filter(|name| !name.is_empty()).collect();
            Cow::Owned(kept.join(" "))
        }
    }
}
