//! A sheet and its parts.

use chrono::{DateTime, Utc};

use crate::lang::Lang;

/// A sheet, whatever it is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// Language of the fixed words.
    pub lang: Lang,
    /// Small line over the title: what kind of document this is, under which article.
    pub kicker: String,
    /// Title.
    pub title: String,
    /// Sentence under the title, or empty.
    pub subtitle: String,
    /// Author of the PDF: the organisation.
    pub author: String,
    /// Rows before the sections: organisation, reference, version.
    pub meta: Vec<MetaRow>,
    /// Sections, numbered from 1 in this order.
    pub sections: Vec<Section>,
    /// Foot of each page: when and from what the sheet was made.
    pub generated: String,
    /// What identifies this version of the sheet for ever.
    pub reference: String,
    /// The instant written into the PDF.
    pub created: DateTime<Utc>,
}

/// A labelled line of the head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MetaRow {
    /// Label.
    pub label: String,
    /// Value.
    pub value: String,
}

/// A numbered section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Title, without number.
    pub title: String,
    /// A remark under the title, or empty.
    pub note: String,
    /// Rows.
    pub rows: Vec<SheetRow>,
}

/// A labelled value of a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetRow {
    /// Label of the field.
    pub label: String,
    /// What is known.
    pub entry: Entry,
}

/// What is known of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// A text; line breaks make paragraphs.
    Text(String),
    /// Several values.
    List(Vec<String>),
    /// Nothing yet, and why or what is expected. Shown at the top too.
    Missing(String),
}

/// The entry of one violation in the register of GDPR Article 33(5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisterSheet(pub Sheet);

/// The preparation of a notification to the authority, in the order of its form (for the
/// CNIL, 14 sections). It is not the notification: only the teleservice is accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreparationSheet(pub Sheet);

impl Sheet {
    /// Every missing row: number of its section, label, reason.
    pub fn missing(&self) -> impl Iterator<Item = (usize, &str, &str)> {
        self.sections.iter().enumerate().flat_map(|(place, section)| {
            section.rows.iter().filter_map(move |row| match &row.entry {
                Entry::Missing(reason) => Some((place + 1, row.label.as_str(), reason.as_str())),
                Entry::Text(_) | Entry::List(_) => None,
            })
        })
    }

    /// Every text that is printed.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        let head = [&self.kicker, &self.title, &self.subtitle, &self.author, &self.generated];
        let meta = self.meta.iter().flat_map(|row| [&row.label, &row.value]);
        let titles = self.sections.iter().flat_map(|section| [&section.title, &section.note]);
        let rows = self.sections.iter().flat_map(|section| &section.rows);
        let labels = rows.clone().map(|row| &row.label);
        let entries = rows.flat_map(|row| match &row.entry {
            Entry::Text(text) | Entry::Missing(text) => std::slice::from_ref(text),
            Entry::List(items) => items.as_slice(),
        });
        head.into_iter().chain(meta).chain(titles).chain(labels).chain(entries).map(String::as_str)
    }
}
