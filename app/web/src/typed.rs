//! What a form sent, and what is wrong with it: comes back to the page with the errors.

use i18n::{Lang, plural, t};
use kernel::{Text as Checked, TextError};

use ui::{FieldError, Text};

/// The fields of a form as they arrive, in order.
pub type Pairs = Vec<(String, String)>;

/// The field of the version that a form changes.
pub const VERSION: &str = "version";

/// A field cannot be accepted; the sentence that says why stands at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused;

/// What was typed, with one sentence for each field that cannot be accepted. It may hold
/// passwords and names: no `Debug`.
#[derive(Clone, Default)]
pub struct Typed {
    /// Which form of its page was sent; empty where there is one only.
    form: &'static str,
    pairs: Pairs,
    errors: Vec<(Text, Text)>,
}

impl Typed {
    /// What arrived.
    pub fn of(pairs: Pairs) -> Self {
        Self { pairs, ..Self::default() }
    }

    /// The same, from one form of a page that has several.
    pub fn sent_by(self, form: &'static str) -> Self {
        Self { form, ..self }
    }

    /// Says what the accounts room found wrong.
    pub fn refuse_all(&mut self, lang: Lang, fields: &[accounts::FieldError]) {
        for accounts::FieldError { field, code } in fields {
            self.refuse(*field, t(lang, &format!("accounts.invalid.{}", code.as_str())));
        }
    }

    /// A form that starts with these values.
    pub fn starting(values: &[(&str, &str)]) -> Self {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Self::of(values.iter().map(own).collect())
    }

    /// Adds a value of a field.
    pub fn put(&mut self, name: &str, value: impl Into<String>) {
        self.pairs.push((name.to_owned(), value.into()));
    }

    /// Puts one value in place of all those of a field.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.pairs.retain(|(n, _)| n != name);
        self.put(name, value);
    }

    /// The first value of a field, trimmed; empty when there is none.
    pub fn get(&self, name: &str) -> &str {
        self.raw(name).trim()
    }

    /// The first value of a field as it was typed: a password keeps its spaces.
    pub fn raw(&self, name: &str) -> &str {
        self.pairs.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value.as_str())
    }

    /// The same as [`Typed::get`], to be kept by a view.
    pub fn value(&self, name: &str) -> String {
        self.get(name).to_owned()
    }

    /// All values of a field that may be ticked several times.
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.pairs.iter().filter(|(n, _)| n == name).map(|(_, value)| value.as_str()).collect()
    }

    /// The lines of a field of several lines.
    pub fn lines(&self, name: &str) -> Vec<String> {
        self.get(name).lines().map(|line| line.trim().to_owned()).collect()
    }

    /// Whether a field was filled.
    pub fn has(&self, name: &str) -> bool {
        !self.get(name).is_empty()
    }

    /// Whether the form had a field of that name.
    pub fn sent(&self, name: &str) -> bool {
        self.pairs.iter().any(|(n, _)| n == name)
    }

    /// The version for which the form was shown; one that nothing has when it names none.
    pub fn version(&self) -> i64 {
        self.get(VERSION).parse().unwrap_or(-1)
    }

    /// Which form of its page was sent.
    pub fn form(&self) -> &'static str {
        self.form
    }

    /// A field of one form of a page that has several: what was typed and what is wrong
    /// with it; nothing when another form was sent.
    pub fn field(&self, form: &str, name: &str) -> (String, Option<Text>) {
        if self.form == form { (self.value(name), self.error(name)) } else { (String::new(), None) }
    }

    /// Says what is wrong with a field; the first sentence counts.
    pub fn refuse(&mut self, field: impl Into<Text>, sentence: impl Into<Text>) {
        let field = field.into();
        if self.error(&field).is_none() {
            self.errors.push((field, sentence.into()));
        }
    }

    /// Says that a field must be filled, when it is not.
    pub fn require(&mut self, lang: Lang, field: &'static str) {
        if !self.has(field) {
            self.refuse(field, t(lang, "common.invalid.required"));
        }
    }

    /// What a field was understood as; else the sentence that says why not stands at it.
    pub fn read<T>(
        &mut self,
        field: &'static str,
        understood: Result<T, impl Into<Text>>,
    ) -> Result<T, Refused> {
        understood.map_err(|sentence| {
            self.refuse(field, sentence);
            Refused
        })
    }

    /// The words of a field that may be ticked several times. A word that the form does not
    /// offer is refused: taken for "not ticked", it would take away what somebody has.
    pub fn words<T>(
        &mut self,
        lang: Lang,
        field: &'static str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Vec<T>, Refused> {
        let read: Option<Vec<T>> = self.all(field).into_iter().map(parse).collect();
        self.read(field, read.ok_or_else(|| t(lang, "common.invalid.choice")))
    }

    /// The word of a choice that may stay open; one that the form does not offer is refused.
    pub fn word<T>(
        &mut self,
        lang: Lang,
        field: &'static str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, Refused> {
        let read = match self.get(field) {
            "" => Ok(None),
            word => parse(word).map(Some).ok_or_else(|| t(lang, "common.invalid.choice")),
        };
        self.read(field, read)
    }

    /// The text of a field that must be filled.
    pub fn text<const MAX: usize>(
        &mut self,
        lang: Lang,
        field: &'static str,
    ) -> Result<Checked<MAX>, Refused> {
        self.read(field, text(lang, self.get(field)))
    }

    /// The text of a field that may stay empty.
    pub fn optional_text<const MAX: usize>(
        &mut self,
        lang: Lang,
        field: &'static str,
    ) -> Result<Option<Checked<MAX>>, Refused> {
        if self.has(field) { self.text(lang, field).map(Some) } else { Ok(None) }
    }

    /// What is wrong with a field.
    pub fn error(&self, field: &str) -> Option<Text> {
        self.errors.iter().find(|(name, _)| name == field).map(|(_, text)| text.clone())
    }

    /// Whether something must be put right.
    pub fn is_refused(&self) -> bool {
        !self.errors.is_empty()
    }

    /// "There are 2 errors"
    pub fn summary_title(&self, lang: Lang) -> String {
        let count = i64::try_from(self.errors.len()).unwrap_or(i64::MAX);
        plural(lang, "common.invalid.summary", count, &[])
    }

    /// The errors, for the summary on top of the page.
    pub fn summary(&self) -> Vec<FieldError> {
        let errors = self.errors.iter();
        errors.map(|(field, text)| FieldError::new(field.clone(), text.clone())).collect()
    }
}

/// A text as typed, or the sentence that says why it cannot be kept. Browsers send each
/// line break as two characters but count one against the limit that they were given.
fn text<const MAX: usize>(lang: Lang, typed: &str) -> Result<Checked<MAX>, String> {
    Checked::parse(&typed.replace("\r\n", "\n")).map_err(|error| match error {
        TextError::Empty => t(lang, "common.invalid.required").to_owned(),
        TextError::TooLong { max } => {
            let max = i64::try_from(max).unwrap_or(i64::MAX);
            plural(lang, "common.invalid.too_long", max, &[])
        }
        TextError::Control => t(lang, "common.invalid.control").to_owned(),
    })
}

/// A whole number as people type it: with any spaces, with points or commas between
/// thousands.
pub fn whole(typed: &str) -> Option<i64> {
    let plain: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    let (first, thousands) = match plain.split_once(['.', ',']) {
        Some((first, rest)) => (first, Some(rest)),
        None => (plain.as_str(), None),
    };
    let grouped = thousands
        .is_none_or(|rest| first.len() <= 3 && rest.split(['.', ',']).all(|part| part.len() == 3));
    let digits: String = plain.chars().filter(|c| !matches!(c, '.' | ',')).collect();
    let plain = !first.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    (grouped && plain).then(|| digits.parse().ok()).flatten()
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
        let mut typed = typed(&[
            ("role", "dpo"),
            ("role", "printer"),
            ("word", " a b "),
            ("lines", "a\r\n b "),
        ]);
        assert_eq!(typed.all("role"), ["dpo", "printer"]);
        assert_eq!((typed.get("word"), typed.raw("word")), ("a b", " a b "));
        assert_eq!(typed.lines("lines"), ["a", "b"]);
        assert!(!typed.has("absent"));
        typed.set("role", "dpo");
        assert_eq!(typed.all("role"), ["dpo"]);
    }

    #[test]
    fn a_word_that_is_not_offered_is_refused_and_never_taken_for_none() {
        let known = |word: &str| (word == "dpo").then_some(1);
        let mut form = typed(&[("role", "dpo"), ("role", "emperor"), ("one", "emperor")]);
        assert!(form.words(Lang::FR, "role", known).is_err() && form.error("role").is_some());
        assert!(form.word(Lang::FR, "one", known).is_err() && form.error("one").is_some());
        let mut form = typed(&[("role", "dpo")]);
        assert!(matches!(form.words(Lang::FR, "role", known).as_deref(), Ok([1])));
        assert!(matches!(form.words(Lang::FR, "none", known).as_deref(), Ok([])));
        assert!(matches!(form.word(Lang::FR, "none", known), Ok(None)));
        assert!(matches!(form.word(Lang::FR, "role", known), Ok(Some(1))));
        assert!(!form.is_refused());
    }

    #[test]
    fn a_field_comes_back_in_its_own_form_only() {
        let mut typed = typed(&[("reason", "sent"), ("version", "x")]).sent_by("close");
        assert_eq!(typed.version(), -1);
        typed.refuse("reason", "why");
        assert_eq!(typed.field("close", "reason"), ("sent".to_owned(), Some("why".into())));
        assert_eq!(typed.field("open", "reason"), (String::new(), None));
    }

    #[test]
    fn a_text_that_cannot_be_kept_is_never_dropped() {
        let mut typed =
            typed(&[("long", "abcdef"), ("control", "a\u{7}b"), ("lines", "a\r\nb\r\nc")]);
        assert_eq!(typed.text::<5>(Lang::FR, "long"), Err(Refused));
        assert_eq!(typed.optional_text::<9>(Lang::FR, "control"), Err(Refused));
        assert_eq!(typed.text::<9>(Lang::FR, "absent"), Err(Refused));
        assert_eq!(typed.optional_text::<9>(Lang::FR, "absent"), Ok(None));
        // Each line break counts once, as the browser counted it.
        let lines = typed.optional_text::<5>(Lang::FR, "lines").unwrap().unwrap();
        assert_eq!(lines.as_str(), "a\nb\nc");
        let control = t(Lang::FR, "common.invalid.control");
        assert_eq!(typed.error("control").as_deref(), Some(control));
        assert_eq!(typed.summary().len(), 3);
    }

    #[test]
    fn a_number_is_read_as_people_type_it() {
        assert_eq!(whole(" 475\u{202f}044 "), Some(475_044));
        assert_eq!(whole("475.044"), Some(475_044));
        assert_eq!(whole("1,475,044"), Some(1_475_044));
        assert_eq!(whole("12"), Some(12));
        let wrong =
            ["", " ", ".", "-3", "douze", "1e3", "1.5", "1.", ".500", "99999999999999999999999"];
        for wrong in wrong {
            assert_eq!(whole(wrong), None, "{wrong:?}");
        }
    }
}
