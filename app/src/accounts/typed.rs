//! What a form sent, and what is wrong with it: comes back to the page with the errors.

use std::borrow::Cow;

use accounts::FieldError as Refusal;
use i18n::{Lang, plural, t};

use crate::ui::{FieldError, Text};

/// The fields of a form as they arrive, in order.
pub(crate) type Pairs = Vec<(String, String)>;

/// What was typed, with one sentence for each field that cannot be accepted. It may hold
/// passwords and names: no `Debug`.
#[derive(Clone, Default)]
pub(crate) struct Typed {
    pairs: Pairs,
    errors: Vec<(&'static str, Text)>,
}

impl Typed {
    /// What arrived.
    pub(crate) fn of(pairs: Pairs) -> Self {
        Self { pairs, errors: Vec::new() }
    }

    /// A form that starts with these values.
    pub(crate) fn starting(values: &[(&str, &str)]) -> Self {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Self::of(values.iter().map(own).collect())
    }

    /// The first value of a field, trimmed; empty when there is none.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.raw(name).trim()
    }

    /// The first value of a field as it was typed: a password keeps its spaces.
    pub(crate) fn raw(&self, name: &str) -> &str {
        self.pairs.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value.as_str())
    }

    /// The same, to be kept by a view.
    pub(crate) fn value(&self, name: &str) -> String {
        self.get(name).to_owned()
    }

    /// All values of a field that may be ticked several times.
    pub(crate) fn all(&self, name: &str) -> Vec<&str> {
        self.pairs.iter().filter(|(n, _)| n == name).map(|(_, value)| value.as_str()).collect()
    }

    /// The lines of a field of several lines.
    pub(crate) fn lines(&self, name: &str) -> Vec<String> {
        self.get(name).lines().map(|line| line.trim().to_owned()).collect()
    }

    /// Whether a field was filled.
    pub(crate) fn has(&self, name: &str) -> bool {
        !self.get(name).is_empty()
    }

    /// Says what is wrong with a field; the first sentence counts.
    pub(crate) fn refuse(&mut self, field: &'static str, sentence: impl Into<Text>) {
        if self.error(field).is_none() {
            self.errors.push((field, sentence.into()));
        }
    }

    /// Says what the accounts room found wrong.
    pub(crate) fn refuse_all(&mut self, lang: Lang, fields: &[Refusal]) {
        for Refusal { field, code } in fields {
            self.refuse(field, t(lang, &format!("accounts.invalid.{}", code.as_str())));
        }
    }

    /// Says that a field must be filled, when it is not.
    pub(crate) fn require(&mut self, lang: Lang, field: &'static str) {
        if !self.has(field) {
            self.refuse(field, t(lang, "common.invalid.required"));
        }
    }

    /// What is wrong with a field.
    pub(crate) fn error(&self, field: &str) -> Option<Text> {
        self.errors.iter().find(|(name, _)| *name == field).map(|(_, text)| text.clone())
    }

    /// Whether something must be put right.
    pub(crate) fn is_refused(&self) -> bool {
        !self.errors.is_empty()
    }

    /// "There are 2 errors"
    pub(crate) fn summary_title(&self, lang: Lang) -> String {
        let count = i64::try_from(self.errors.len()).unwrap_or(i64::MAX);
        plural(lang, "common.invalid.summary", count, &[])
    }

    /// The errors, for the summary on top of the page.
    pub(crate) fn summary(&self) -> Vec<FieldError> {
        let errors = self.errors.iter();
        errors.map(|(field, text)| FieldError::new(Cow::Borrowed(*field), text.clone())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(pairs: &[(&str, &str)]) -> Typed {
        Typed::starting(pairs)
    }

    #[test]
    fn the_first_sentence_about_a_field_counts() {
        let mut typed = typed(&[("name", " ")]);
        typed.require(Lang::FR, "name");
        typed.refuse("name", "another");
        assert_eq!(typed.error("name").as_deref(), Some(t(Lang::FR, "common.invalid.required")));
        assert_eq!(typed.summary().len(), 1);
        assert!(typed.is_refused() && typed.error("email").is_none());
    }

    #[test]
    fn values_come_back_trimmed_but_a_password_keeps_its_spaces() {
        let typed = typed(&[
            ("role", "dpo"),
            ("role", "printer"),
            ("word", " a b "),
            ("lines", "a\r\n b "),
        ]);
        assert_eq!(typed.all("role"), ["dpo", "printer"]);
        assert_eq!((typed.get("word"), typed.raw("word")), ("a b", " a b "));
        assert_eq!(typed.lines("lines"), ["a", "b"]);
        assert!(!typed.has("absent"));
    }
}
