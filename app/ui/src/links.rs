//! Portal pieces around the sentence: lists of ways, asides, phone, what we never ask.

use super::{Icon, Level, OptText, Text};
use leptos::prelude::*;

/// A way on: a drawing, a sentence, a quieter one.
#[derive(Debug, Clone)]
pub struct LinkItem {
    icon: Icon,
    href: Text,
    label: Text,
    note: OptText,
}

impl LinkItem {
    /// The drawing, the address and the sentence.
    pub fn new(icon: Icon, href: impl Into<Text>, label: impl Into<Text>) -> Self {
        Self { icon, href: href.into(), label: label.into(), note: OptText::default() }
    }

    /// A quieter line below.
    pub fn note(mut self, note: impl Into<OptText>) -> Self {
        self.note = note.into();
        self
    }
}

/// Ways on, one under the other.
#[component]
pub fn LinkList(
    /// In the order shown.
    items: Vec<LinkItem>,
) -> AnyView {
    let items = items
        .into_iter()
        .map(|item| {
            let words = match item.note.get() {
                Some(note) => {
                    view! { <span><b>{item.label}</b><br/><span class="muted">{note}</span></span> }
                        .into_any()
                }
                None => view! { <span>{item.label}</span> }.into_any(),
            };
            view! {
                <li>
                    <a href=item.href>
                        {item.icon.view()}
                        {words}
                        {Icon::Right.view()}
                    </a>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="links">{items}</ul> }.into_any()
}

/// The weight of an aside.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum AsideTone {
    /// Who speaks, what is true.
    #[default]
    Plain,
    /// A person to call.
    Call,
}

/// A piece of the portal's margin.
#[component]
pub fn Aside(
    /// Its title.
    #[prop(into)]
    title: Text,
    /// Its weight.
    #[prop(optional)]
    tone: AsideTone,
    children: Children,
) -> AnyView {
    let class = match tone {
        AsideTone::Plain => "aside",
        AsideTone::Call => "aside aside--call",
    };
    view! {
        <section class=class>
            {Level::H2.heading("aside__title", title)}
            {children()}
        </section>
    }
    .into_any()
}

/// A phone number that a phone dials.
#[component]
pub fn Phone(
    /// As read: national digits with spaces, or `+` and the country code.
    #[prop(into)]
    number: Text,
) -> AnyView {
    let href = dial(&number);
    // The number reads left to right in every language.
    view! {
        <a class="phone" href=href>
            {Icon::Phone.view()}
            <bdi>{number}</bdi>
        </a>
    }
    .into_any()
}

/// RFC 3966: a French national number gets its country code, a short one stays as it is.
fn dial(number: &str) -> String {
    let digits: String = number.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    match digits.strip_prefix('0') {
        Some(rest) if digits.len() == 10 => format!("tel:+33{rest}"),
        _ => format!("tel:{digits}"),
    }
}

/// Whether the list reassures or warns.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum NeverKind {
    /// What we never ask.
    #[default]
    Never,
    /// What was not in the file.
    NotThere,
}

/// Short statements, each with a cross or a tick.
#[component]
pub fn NeverList(
    /// In the order shown.
    items: Vec<Text>,
    /// What they say.
    #[prop(optional)]
    kind: NeverKind,
) -> AnyView {
    let (class, icon) = match kind {
        NeverKind::Never => ("never", Icon::Cross),
        NeverKind::NotThere => ("never never--yes read", Icon::Check),
    };
    let items = items
        .into_iter()
        .map(|item| view! { <li>{icon.view()}<span>{item}</span></li> })
        .collect_view();
    view! { <ul class=class>{items}</ul> }.into_any()
}

/// A document to take away, with its format, pages and size.
#[component]
pub fn DocumentLink(
    /// Where it is.
    #[prop(into)]
    href: Text,
    /// Its name.
    #[prop(into)]
    label: Text,
    /// "PDF, 1 page, 84 kB"
    #[prop(into)]
    note: Text,
    /// Its drawing.
    #[prop(default = Icon::File)]
    icon: Icon,
) -> AnyView {
    view! {
        <li>
            <a href=href>
                {icon.large()}
                <span>{label}</span>
                <small>{note}</small>
            </a>
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dials_national_numbers_with_their_country_and_short_ones_as_they_are() {
        assert_eq!(dial("02 61 91 00 00"), "tel:+33261910000");
        assert_eq!(dial("36 46"), "tel:3646");
        assert_eq!(dial("116 006"), "tel:116006");
        assert_eq!(dial("+44 20 7946 0000"), "tel:+442079460000");
    }
}
