//! Buttons: a verb and a number; at most one full button per view.

use super::text::classes;
use super::{Icon, OptText, Slot, Text};
use leptos::prelude::*;

/// Weight of an act on the page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ButtonKind {
    /// An act among others.
    #[default]
    Plain,
    /// The next thing to do: one per view.
    Main,
    /// Cannot be undone.
    Danger,
    /// Stops something.
    Warn,
    /// Quiet: in heads and rows.
    Bare,
    /// Reads as a link, posts a form.
    Link,
}

impl ButtonKind {
    const fn class(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Main => "button--main",
            Self::Danger => "button--danger",
            Self::Warn => "button--warn-line",
            Self::Bare => "button--bare",
            Self::Link => "button--link",
        }
    }
}

/// Height of the control.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ButtonSize {
    /// 36 px, console.
    #[default]
    Normal,
    /// 44 px, portal.
    Mid,
    /// 48 px, the portal's main act.
    Big,
}

impl ButtonSize {
    const fn class(self) -> &'static str {
        match self {
            Self::Normal => "",
            Self::Mid => "button--mid",
            Self::Big => "button--big",
        }
    }
}

/// Width of the control.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ButtonWidth {
    /// As wide as its words.
    #[default]
    Words,
    /// As wide as its place.
    Full,
}

impl ButtonWidth {
    const fn class(self) -> &'static str {
        match self {
            Self::Words => "",
            Self::Full => "button--wide",
        }
    }
}

/// A button that sends its form, or opens a dialog when `opens` names one.
#[component]
pub fn Button(
    /// Weight.
    #[prop(optional)]
    kind: ButtonKind,
    /// Height.
    #[prop(optional)]
    size: ButtonSize,
    /// Width.
    #[prop(optional)]
    width: ButtonWidth,
    /// Drawing before the words.
    #[prop(optional, into)]
    icon: Option<Icon>,
    /// Drawing after the words.
    #[prop(optional, into)]
    after: Option<Icon>,
    /// Name of the value sent.
    #[prop(optional, into)]
    name: OptText,
    /// Value sent.
    #[prop(optional, into)]
    value: OptText,
    /// Another address than the form's.
    #[prop(optional, into)]
    action: OptText,
    /// Id of the [`super::Dialog`] that it opens or closes, instead of sending.
    #[prop(optional, into)]
    opens: OptText,
    /// Id of the form it sends, when it stands outside of it.
    #[prop(optional, into)]
    form: OptText,
    /// Words for those who hear the page, when the visible ones depend on their place.
    #[prop(optional, into)]
    label: OptText,
    children: Children,
) -> AnyView {
    let class = classes(&["button", kind.class(), size.class(), width.class()]);
    let r#type = if opens.is_some() { "button" } else { "submit" };
    view! {
        <button
            class=class
            type=r#type
            name=name.get()
            value=value.get()
            formaction=action.get()
            form=form.get()
            popovertarget=opens.get()
            aria-label=label.get()
        >
            {icon.map(Icon::view)}
            {children()}
            {after.map(Icon::view)}
        </button>
    }
    .into_any()
}

/// A link that looks like a button, because it leads to the next act.
#[component]
pub fn LinkButton(
    /// Where it leads.
    #[prop(into)]
    href: Text,
    /// Weight.
    #[prop(optional)]
    kind: ButtonKind,
    /// Height.
    #[prop(optional)]
    size: ButtonSize,
    /// Width.
    #[prop(optional)]
    width: ButtonWidth,
    /// Drawing before the words.
    #[prop(optional, into)]
    icon: Option<Icon>,
    /// Drawing after the words.
    #[prop(optional, into)]
    after: Option<Icon>,
    /// Words for those who hear the page, when the visible ones depend on their place.
    #[prop(optional, into)]
    label: OptText,
    children: Children,
) -> AnyView {
    let class = classes(&["button", kind.class(), size.class(), width.class()]);
    view! {
        <a class=class href=href aria-label=label.get()>
            {icon.map(Icon::view)}
            {children()}
            {after.map(Icon::view)}
        </a>
    }
    .into_any()
}

/// A button that cannot be used now, with the reason in words beside it.
#[component]
pub fn BlockedButton(
    /// Unique on the page: ties the reason to the button.
    #[prop(into)]
    id: Text,
    /// Why, and what unblocks it.
    #[prop(into)]
    why: Slot,
    /// Weight it will have.
    #[prop(optional)]
    kind: ButtonKind,
    /// Height.
    #[prop(optional)]
    size: ButtonSize,
    children: Children,
) -> AnyView {
    let class = classes(&["button", kind.class(), size.class()]);
    view! {
        <div class="row">
            <button class=class type="button" aria-disabled="true" aria-describedby=id.clone()>
                {children()}
            </button>
            <span id=id class="muted">
                {why.get()}
            </span>
        </div>
    }
    .into_any()
}

/// An icon without a visible word: print and close only.
#[component]
pub fn IconButton(
    /// The drawing.
    icon: Icon,
    /// Its name.
    #[prop(into)]
    label: Text,
    /// Id of the dialog that it closes or opens, instead of sending its form.
    #[prop(optional, into)]
    opens: OptText,
) -> AnyView {
    let r#type = if opens.is_some() { "button" } else { "submit" };
    view! {
        <button class="button button--icon" type=r#type aria-label=label popovertarget=opens.get()>
            {icon.view()}
        </button>
    }
    .into_any()
}

/// Leads to the print view of a page: printing needs no script there, the browser's own
/// command does it.
#[component]
pub fn PrintLink(
    /// Address of the print view.
    #[prop(into)]
    href: Text,
    /// Its words.
    #[prop(into)]
    label: Text,
) -> AnyView {
    view! {
        <a class="button" href=href target="_blank" rel="noopener">
            {Icon::Print.view()}
            {label}
        </a>
    }
    .into_any()
}
