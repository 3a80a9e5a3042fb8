//! Fields: label, hint, error, control, in that order; never a placeholder as a label.

use super::text::classes;
use super::{Icon, OptText, Text};
use leptos::prelude::*;

/// What a line of text holds: sets type, keyboard and help of the browser.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum InputKind {
    /// Any line.
    #[default]
    Text,
    /// Password in use.
    Password,
    /// Password being chosen.
    NewPassword,
    /// Staff account.
    Username,
    /// E-mail address.
    Email,
    /// Phone number.
    Phone,
    /// Web address.
    Url,
    /// Whole number, typed: no arrows that turn by accident.
    Number,
    /// Search words.
    Search,
    /// Calendar day.
    Date,
    /// Local date and time, to the minute.
    DateTime,
    /// The code of a letter.
    ClaimCode,
    /// Six digits of a second factor.
    OneTimeCode,
    /// Postcode.
    Postcode,
}

impl InputKind {
    const fn r#type(self) -> &'static str {
        match self {
            Self::Password | Self::NewPassword => "password",
            Self::Email | Self::Username => "email",
            Self::Phone => "tel",
            Self::Url => "url",
            Self::Search => "search",
            Self::Date => "date",
            Self::DateTime => "datetime-local",
            Self::Text | Self::Number | Self::ClaimCode | Self::OneTimeCode | Self::Postcode => {
                "text"
            }
        }
    }

    const fn autocomplete(self) -> Option<&'static str> {
        match self {
            Self::Password => Some("current-password"),
            Self::NewPassword => Some("new-password"),
            Self::Username => Some("username"),
            Self::Email => Some("email"),
            Self::Phone => Some("tel"),
            Self::Postcode => Some("postal-code"),
            // A claim code must not be offered again on a shared device.
            Self::ClaimCode | Self::Number | Self::Search => Some("off"),
            Self::OneTimeCode => Some("one-time-code"),
            Self::Text | Self::Url | Self::Date | Self::DateTime => None,
        }
    }

    const fn inputmode(self) -> Option<&'static str> {
        match self {
            Self::Number | Self::OneTimeCode | Self::Postcode => Some("numeric"),
            _ => None,
        }
    }

    const fn autocapitalize(self) -> Option<&'static str> {
        match self {
            Self::ClaimCode => Some("characters"),
            _ => None,
        }
    }

    /// Nothing private goes to a spelling service.
    const fn spellcheck(self) -> Option<&'static str> {
        match self {
            Self::Text | Self::Search => None,
            _ => Some("false"),
        }
    }

    const fn class(self) -> &'static str {
        match self {
            Self::ClaimCode => "input--code",
            Self::OneTimeCode => "input--otp",
            Self::Date | Self::DateTime => "input--date",
            _ => "",
        }
    }
}

/// How much room a control takes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum InputSize {
    /// 26 rem at most.
    #[default]
    Normal,
    /// A number, a date, a postcode.
    Small,
    /// All the width.
    Full,
    /// The one field of a portal page.
    Big,
}

impl InputSize {
    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Normal => "",
            Self::Small => "input--small",
            Self::Full => "input--full",
            Self::Big => "input--big",
        }
    }
}

/// Whether a form is refused without the field.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Need {
    /// May stay empty.
    #[default]
    Optional,
    /// Must be filled.
    Required,
}

impl Need {
    pub(super) const fn is_required(self) -> bool {
        matches!(self, Self::Required)
    }
}

/// Ids of a control's hint and error, for `aria-describedby`.
#[derive(Debug, Clone)]
pub(super) struct Ids {
    pub(super) id: Text,
    pub(super) hint: String,
    pub(super) error: String,
    pub(super) described: Option<String>,
    pub(super) invalid: Option<&'static str>,
}

impl Ids {
    pub(super) fn new(id: Text, has_hint: &OptText, has_error: &OptText) -> Self {
        let hint = format!("{id}-hint");
        let error = format!("{id}-error");
        let described = match (has_hint.is_some(), has_error.is_some()) {
            (true, true) => Some(format!("{hint} {error}")),
            (true, false) => Some(hint.clone()),
            (false, true) => Some(error.clone()),
            (false, false) => None,
        };
        let invalid = has_error.is_some().then_some("true");
        Self { id, hint, error, described, invalid }
    }
}

/// Label, hint and error above a control.
pub(super) fn frame(
    ids: &Ids,
    label: Text,
    aside: OptText,
    hint: OptText,
    error: OptText,
    control: AnyView,
) -> AnyView {
    let class = if error.is_some() { "field field--error" } else { "field" };
    view! {
        <div class=class>
            <label class="field__label" for=ids.id.clone()>
                {label}
                {aside.get().map(|aside| view! { <span class="field__aside">" "{aside}</span> })}
            </label>
            {hint_view(ids, hint)}
            {error_view(ids, error)}
            {control}
        </div>
    }
    .into_any()
}

pub(super) fn hint_view(ids: &Ids, hint: OptText) -> Option<AnyView> {
    let id = ids.hint.clone();
    hint.get().map(|hint| view! { <p class="field__hint" id=id>{hint}</p> }.into_any())
}

pub(super) fn error_view(ids: &Ids, error: OptText) -> Option<AnyView> {
    let id = ids.error.clone();
    error.get().map(|error| {
        view! {
            <p class="field__error" id=id>
                {Icon::Alert.view()}
                <span>{error}</span>
            </p>
        }
        .into_any()
    })
}

/// A field of one line.
#[component]
pub fn TextField(
    /// Its label.
    #[prop(into)]
    label: Text,
    /// Name of the value sent, and id unless another is given.
    #[prop(into)]
    name: Text,
    /// Id, when the name is not unique on the page.
    #[prop(optional, into)]
    id: OptText,
    /// What it holds.
    #[prop(optional)]
    kind: InputKind,
    /// Room it takes.
    #[prop(optional)]
    size: InputSize,
    /// Whether it must be filled.
    #[prop(optional)]
    need: Need,
    /// Words after the label, as "optional".
    #[prop(optional, into)]
    aside: OptText,
    /// How to fill it.
    #[prop(optional, into)]
    hint: OptText,
    /// What is wrong, with a right example.
    #[prop(optional, into)]
    error: OptText,
    /// The value to start with.
    #[prop(optional, into)]
    value: OptText,
    /// Help of the browser, when not that of the kind.
    #[prop(optional, into)]
    autocomplete: OptText,
    /// Longest value, in characters.
    #[prop(optional, into)]
    maxlength: Option<u32>,
    /// Earliest date, in the form of the type.
    #[prop(optional, into)]
    min: OptText,
    /// Latest date, in the form of the type.
    #[prop(optional, into)]
    max: OptText,
) -> AnyView {
    let ids = Ids::new(id.get().unwrap_or_else(|| name.clone()), &hint, &error);
    let class = classes(&["input", size.class(), kind.class()]);
    let complete = autocomplete.get().or_else(|| kind.autocomplete().map(Text::from));
    let control = view! {
        <input
            class=class
            id=ids.id.clone()
            name=name
            type=kind.r#type()
            value=value.get()
            required=need.is_required()
            maxlength=maxlength.map(|length| length.to_string())
            min=min.get()
            max=max.get()
            autocomplete=complete
            inputmode=kind.inputmode()
            autocapitalize=kind.autocapitalize()
            spellcheck=kind.spellcheck()
            aria-describedby=ids.described.clone()
            aria-invalid=ids.invalid
        />
    };
    frame(&ids, label, aside, hint, error, control.into_any())
}

/// A field of several lines.
#[component]
pub fn TextArea(
    /// Its label.
    #[prop(into)]
    label: Text,
    /// Name of the value sent, and id unless another is given.
    #[prop(into)]
    name: Text,
    /// Id, when the name is not unique on the page.
    #[prop(optional, into)]
    id: OptText,
    /// Lines shown.
    #[prop(default = 4)]
    rows: u32,
    /// Whether it must be filled.
    #[prop(optional)]
    need: Need,
    /// Words after the label, as "optional".
    #[prop(optional, into)]
    aside: OptText,
    /// How to fill it.
    #[prop(optional, into)]
    hint: OptText,
    /// What is wrong, with a right example.
    #[prop(optional, into)]
    error: OptText,
    /// The value to start with.
    #[prop(optional, into)]
    value: OptText,
    /// Longest value, in characters.
    #[prop(optional, into)]
    maxlength: Option<u32>,
) -> AnyView {
    let ids = Ids::new(id.get().unwrap_or_else(|| name.clone()), &hint, &error);
    // Browsers drop one line break right after the tag: without this one, a value that
    // starts with a line break would lose it.
    let value = value.get().map(|value| format!("\n{value}"));
    let control = view! {
        <textarea
            class="textarea"
            id=ids.id.clone()
            name=name
            rows=rows.to_string()
            required=need.is_required()
            maxlength=maxlength.map(|length| length.to_string())
            aria-describedby=ids.described.clone()
            aria-invalid=ids.invalid
        >
            {value}
        </textarea>
    };
    frame(&ids, label, aside, hint, error, control.into_any())
}
