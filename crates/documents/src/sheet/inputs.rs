//! A sheet as the template reads it.

use typst::foundations::Dict;

use super::model::{Entry, Section, Sheet, SheetRow};
use crate::{
    engine::Engine,
    inputs::{Fields, list, texts},
    labels,
};

/// The whole input of the template.
pub(super) fn sheet(engine: &Engine, sheet: &Sheet) -> Dict {
    let meta = list(&sheet.meta, |row| {
        let value = Fields::default().with("kind", "text").with("text", row.value.as_str());
        Fields::default().with("label", row.label.as_str()).with("entry", value)
    });
    let missing = list(sheet.missing(), |(section, label, reason)| {
        Fields::default().with("section", section).with("label", label).with("reason", reason)
    });
    Fields::default()
        .with("lang", sheet.lang.code())
        .with("words", labels::of(&engine.words, sheet.lang, "sheet"))
        .with("kicker", sheet.kicker.as_str())
        .with("title", sheet.title.as_str())
        .with("subtitle", sheet.subtitle.as_str())
        .with("author", sheet.author.as_str())
        .with("generated", sheet.generated.as_str())
        .with("meta", meta)
        .with("missing", missing)
        .with("sections", list(&sheet.sections, section))
        .done()
}

fn section(section: &Section) -> Fields {
    Fields::default()
        .with("title", section.title.as_str())
        .with("note", section.note.as_str())
        .with("rows", list(&section.rows, row))
}

fn row(row: &SheetRow) -> Fields {
    let entry = match &row.entry {
        Entry::Text(text) => Fields::default().with("kind", "text").with("text", text.as_str()),
        Entry::List(items) => Fields::default().with("kind", "list").with("items", texts(items)),
        Entry::Missing(reason) => {
            Fields::default().with("kind", "missing").with("reason", reason.as_str())
        }
    };
    Fields::default().with("label", row.label.as_str()).with("entry", entry)
}
