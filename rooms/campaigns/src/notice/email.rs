//! E-mails: the same words for everybody, in every language, with one code.

use i18n::{
    Lang, date_long,
    notice::{to_html, to_text},
};
use mail::Content;

use crate::notice::{CODE, DATE, Snapshot, snapshot::Texts};

/// An e-mail but for its code: made once for a campaign and a language, used for each
/// person by joining five strings.
#[derive(Clone, Debug)]
pub(crate) struct EmailForm {
    subject: String,
    languages: String,
    text: (String, Vec<String>),
    html: (String, Vec<String>),
}

impl EmailForm {
    /// The form for persons who read this language first; the others follow.
    pub(crate) fn new(
        snapshot: &Snapshot,
        language: Option<&str>,
        launched: chrono::NaiveDate,
    ) -> Option<Self> {
        let first = snapshot.texts_for(language)?;
        let rest = snapshot.texts.iter().filter(|texts| texts.lang != first.lang);
        let (mut text, mut html, mut languages) = (String::new(), String::new(), String::new());
        for texts in std::iter::once(first).chain(rest) {
            if !text.is_empty() {
                text.push_str("\n----------\n\n");
                html.push_str("<hr>\n");
                languages.push_str(", ");
            }
            let said = dated(texts, launched);
            text.push_str(&to_text(&said));
            html.push_str("<div lang=\"");
            html.push_str(&texts.lang);
            html.push_str("\">\n");
            html.push_str(&to_html(&said));
            html.push_str("</div>\n");
            languages.push_str(&texts.lang);
        }
        let page = format!(
            "<!doctype html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\"><title>{}</title>\
             </head>\n<body>\n{html}</body></html>\n",
            first.lang,
            escaped(&first.subject),
        );
        Some(Self {
            subject: first.subject.clone(),
            languages,
            text: split(&text),
            html: split(&page),
        })
    }

    /// The message of one person.
    pub(crate) fn content(&self, code: &str) -> Content {
        Content {
            subject: self.subject.clone(),
            text: join(&self.text, code),
            html: Some(join(&self.html, code)),
            languages: self.languages.clone(),
        }
    }
}

fn dated(texts: &Texts, launched: chrono::NaiveDate) -> Vec<i18n::notice::Filled> {
    let lang = Lang::parse(&texts.lang).unwrap_or(Lang::FR);
    let day = date_long(lang, launched);
    let said = texts.email.iter().filter_map(crate::notice::Said::filled);
    said.map(|mut block| {
        block.text = block.text.replace(DATE, &day);
        block
    })
    .collect()
}

fn split(text: &str) -> (String, Vec<String>) {
    let mut parts = text.split(CODE).map(str::to_owned);
    (parts.next().unwrap_or_default(), parts.collect())
}

fn join((head, tails): &(String, Vec<String>), code: &str) -> String {
    let len = head.len() + tails.iter().map(|tail| tail.len() + code.len()).sum::<usize>();
    let mut out = String::with_capacity(len);
    out.push_str(head);
    for tail in tails {
        out.push_str(code);
        out.push_str(tail);
    }
    out
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
