//! Why a person is searched or read: a word of a short list, and more words if needed.

use i18n::{Lang, t, tr};
use kernel::Text;
use leptos::prelude::*;

use ui::{Choice, InputSize, SelectField, TextField};
use web::Typed;

/// The stable names, in the order shown.
const CODES: [&str; 9] = [
    "call",
    "desk",
    "question",
    "right",
    "return",
    "duplicate",
    "correction",
    "complaint",
    "other",
];
/// Longest text of one's own words.
const MAX_DETAIL: u32 = 240;

/// A reason that the journal accepts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reason {
    code: &'static str,
    detail: String,
}

impl Reason {
    /// Reads the two fields; says what is wrong with them.
    pub(super) fn read(lang: Lang, typed: &mut Typed) -> Option<Self> {
        let code = CODES.into_iter().find(|code| *code == typed.get("reason"));
        if code.is_none() {
            typed.refuse("reason", t(lang, "people.search.reason_missing"));
        }
        let detail = typed.value("reason_detail");
        if code == Some("other") && detail.is_empty() {
            typed.refuse("reason_detail", t(lang, "common.invalid.required"));
        }
        let reason = Self { code: code?, detail };
        if Text::<300>::parse(&reason.line()).is_err() {
            typed.refuse("reason_detail", t(lang, "common.invalid.control"));
        }
        typed.error("reason_detail").is_none().then_some(reason)
    }

    /// Reads back what [`Reason::line`] wrote.
    pub(super) fn parse(line: &str) -> Option<Self> {
        let (code, detail) = line.split_once(": ").unwrap_or((line, ""));
        let code = CODES.into_iter().find(|known| *known == code)?;
        Some(Self { code, detail: detail.to_owned() })
    }

    /// One line, as the room takes it.
    pub(super) fn line(&self) -> String {
        if self.detail.is_empty() {
            self.code.to_owned()
        } else {
            format!("{}: {}", self.code, self.detail)
        }
    }

    /// The same, checked.
    pub(super) fn text(&self) -> Option<Text<300>> {
        Text::parse(&self.line()).ok()
    }

    /// As said to the reader.
    pub(super) fn said(&self, lang: Lang) -> String {
        let name = t(lang, &format!("people.reason.{}", self.code));
        if self.detail.is_empty() {
            name.to_owned()
        } else {
            tr(lang, "people.search.reason_said", &[("reason", name), ("detail", &self.detail)])
        }
    }

    /// The fields, hidden, for a form that goes on with the same reason.
    pub(super) fn hidden(&self) -> AnyView {
        view! {
            <input type="hidden" name="reason" value=self.code/>
            <input type="hidden" name="reason_detail" value=self.detail.clone()/>
        }
        .into_any()
    }
}

/// The two fields.
pub(super) fn fields(lang: Lang, label: &'static str, typed: &Typed) -> AnyView {
    let choices = std::iter::once(Choice::new("", t(lang, "common.field.choose")))
        .chain(
            CODES
                .into_iter()
                .map(|code| Choice::new(code, t(lang, &format!("people.reason.{code}")))),
        )
        .collect();
    view! {
        <SelectField
            label=label
            name="reason"
            options=choices
            selected=typed.value("reason")
            error=typed.error("reason")
        />
        <TextField
            label=t(lang, "people.search.reason_other")
            name="reason_detail"
            size=InputSize::Full
            hint=t(lang, "people.search.reason_hint")
            maxlength=MAX_DETAIL
            value=typed.value("reason_detail")
            error=typed.error("reason_detail")
        />
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(code: &str, detail: &str) -> (Option<Reason>, Typed) {
        let mut typed = Typed::starting(&[("reason", code), ("reason_detail", detail)]);
        (Reason::read(Lang::FR, &mut typed), typed)
    }

    #[test]
    fn a_reason_is_one_of_the_list_and_another_one_is_explained() {
        assert_eq!(read("call", "").0.unwrap().line(), "call");
        assert_eq!(read("other", "a letter: found").0.unwrap().line(), "other: a letter: found");
        for (code, detail, field) in [
            ("", "", "reason"),
            ("because", "", "reason"),
            ("other", " ", "reason_detail"),
            ("call", "a\u{0}b", "reason_detail"),
        ] {
            let (reason, typed) = read(code, detail);
            assert!(reason.is_none() && typed.error(field).is_some(), "{code} {detail}");
        }
        let long = "x".repeat(400);
        assert!(read("call", &long).0.is_none());
    }

    #[test]
    fn a_line_reads_back() {
        for (code, detail) in [("desk", ""), ("other", "a: b"), ("right", "letter of May")] {
            let reason = read(code, detail).0.unwrap();
            assert_eq!(Reason::parse(&reason.line()), Some(reason));
        }
        assert_eq!(Reason::parse("because"), None);
    }

    #[test]
    fn every_reason_has_its_name() {
        for code in CODES {
            assert!(i18n::has(&format!("people.reason.{code}")), "{code}");
        }
    }
}
