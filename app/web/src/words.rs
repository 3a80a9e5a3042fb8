//! Words that pages of several rooms share.

use duties::rules::Bilingual;
use i18n::{Lang, t};
use ui::Choice;

/// The text of a rule in a language; rules have two.
pub fn pick(lang: Lang, text: &Bilingual) -> &str {
    if lang == Lang::FR { &text.fr } else { &text.en }
}

/// Words written in a case, or that they were erased with the persons.
pub fn written(lang: Lang, text: Option<String>) -> String {
    text.unwrap_or_else(|| t(lang, "incidents.erased.text").to_owned())
}

/// The languages of the catalogue, each by its own name.
pub fn languages() -> Vec<Choice> {
    Lang::all().map(|lang| Choice::new(lang.tag(), lang.name())).collect()
}
