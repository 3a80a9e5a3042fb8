//! What the check of the text found, in words.

use campaigns::Finding;
use i18n::{Lang, number, t, tr};

/// A finding as a sentence.
pub(super) fn text(lang: Lang, finding: &Finding) -> String {
    let word = finding.word.as_deref().unwrap_or_default();
    let label = finding.field.map(|field| place(lang, field));
    let count = number(lang, finding.count.unwrap_or(0));
    let args = [
        ("name", label.unwrap_or(word)),
        ("word", word),
        ("host", word),
        ("n", count.as_str()),
        ("quote", finding.quote.as_deref().unwrap_or_default()),
    ];
    tr(lang, finding.key, &args)
}

/// The name of the field of a finding.
pub(super) fn place(lang: Lang, field: &str) -> &'static str {
    let key = format!("campaigns.lint_field.{}", field.replace('.', "_"));
    if i18n::has(&key) { t(lang, &key) } else { t(lang, "campaigns.lint_field.settings") }
}
