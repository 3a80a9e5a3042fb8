//! The embedded catalogues, parsed once.

use std::{collections::HashMap, sync::OnceLock};

use crate::{Lang, locales::FILES, plurals::Category, typography};

/// One text of the catalogue.
#[derive(Debug)]
pub(crate) enum Entry {
    /// A fixed text.
    Text(String),
    /// One text for each plural category that the language has.
    Plural(HashMap<Category, String>),
}

/// All texts of one language, by dotted key.
#[derive(Debug, Default)]
pub(crate) struct Catalogue {
    pub(crate) entries: HashMap<String, Entry>,
    /// Files that cannot be read, with the reason; always empty in a tested build.
    pub(crate) faults: Vec<String>,
}

static CATALOGUES: OnceLock<Vec<Catalogue>> = OnceLock::new();

/// The catalogue of a language.
pub(crate) fn of(lang: Lang) -> Option<&'static Catalogue> {
    CATALOGUES.get_or_init(load).get(lang.index())
}

/// The entry of a key: in the language, else in English, else in French.
pub(crate) fn entry(lang: Lang, key: &str) -> Option<&'static Entry> {
    [lang, Lang::EN, Lang::FR].into_iter().find_map(|lang| of(lang)?.entries.get(key))
}

/// The fixed text of a key, with the same fall-back.
pub(crate) fn text(lang: Lang, key: &str) -> Option<&'static str> {
    match entry(lang, key)? {
        Entry::Text(text) => Some(text),
        Entry::Plural(_) => None,
    }
}

fn load() -> Vec<Catalogue> {
    FILES.iter().map(|(tag, areas)| read(tag, areas)).collect()
}

fn read(tag: &str, areas: &[(&str, &str)]) -> Catalogue {
    let mut catalogue = Catalogue::default();
    for (area, source) in areas {
        match source.parse::<toml::Table>() {
            Ok(table) => catalogue.add(tag, area, table),
            Err(fault) => {
                tracing::error!(language = tag, area, %fault, "catalogue file cannot be read");
                catalogue.faults.push(format!("{tag}/{area}.toml: {fault}"));
            }
        }
    }
    catalogue
}

impl Catalogue {
    fn add(&mut self, tag: &str, prefix: &str, table: toml::Table) {
        for (name, value) in table {
            let key = format!("{prefix}.{name}");
            match value {
                toml::Value::String(text) => {
                    self.entries.insert(key, Entry::Text(typography::set(tag, &text)));
                }
                toml::Value::Table(inner) => match forms(tag, &inner) {
                    Some(forms) => {
                        self.entries.insert(key, Entry::Plural(forms));
                    }
                    None => self.add(tag, &key, inner),
                },
                _ => self.faults.push(format!("{tag}: {key} is neither a text nor a table")),
            }
        }
    }
}

/// The plural forms, when every name of the table is a category and `other` is there.
fn forms(tag: &str, table: &toml::Table) -> Option<HashMap<Category, String>> {
    table.get("other")?;
    let read = |(name, value): (&String, &toml::Value)| {
        Some((Category::parse(name)?, typography::set(tag, value.as_str()?)))
    };
    table.iter().map(read).collect()
}
