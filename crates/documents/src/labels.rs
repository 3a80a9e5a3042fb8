//! The fixed words of documents, one file per language.

use typst::foundations::{Dict, IntoValue, Str, Value};

use crate::{error::DocumentError, lang::Lang};

/// The words of every language, keyed by language code, then by document.
pub(crate) fn load() -> Result<Dict, DocumentError> {
    let mut all = Dict::new();
    for lang in Lang::ALL {
        all.insert(lang.code().into(), words(source(lang))?.into_value());
    }
    Ok(all)
}

/// The words of one document in one language, for example `letter`.
pub(crate) fn of(all: &Dict, lang: Lang, document: &str) -> Value {
    let words = all.get(lang.code()).ok().and_then(|words| match words {
        Value::Dict(words) => words.get(document).ok().cloned(),
        _ => None,
    });
    words.unwrap_or(Value::None)
}

fn source(lang: Lang) -> &'static str {
    match lang {
        Lang::Fr => include_str!("../labels/fr.toml"),
        Lang::En => include_str!("../labels/en.toml"),
    }
}

fn words(source: &str) -> Result<Dict, DocumentError> {
    let table: toml::Table =
        source.parse().map_err(|_| DocumentError::Embedded { part: "words" })?;
    Ok(dict(&table))
}

fn dict(table: &toml::Table) -> Dict {
    table
        .iter()
        .filter_map(|(key, value)| {
            let value = match value {
                toml::Value::String(text) => text.as_str().into_value(),
                toml::Value::Table(table) => dict(table).into_value(),
                _ => return None,
            };
            Some((Str::from(key.as_str()), value))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(dict: &Dict) -> Vec<String> {
        dict.iter()
            .flat_map(|(key, value)| match value {
                Value::Dict(inner) => {
                    keys(inner).into_iter().map(|k| format!("{key}.{k}")).collect()
                }
                _ => vec![key.to_string()],
            })
            .collect()
    }

    #[test]
    fn every_language_has_the_same_words_and_none_is_blank() {
        let french = words(source(Lang::Fr)).unwrap();
        assert!(keys(&french).len() > 40);
        for lang in Lang::ALL {
            assert_eq!(keys(&words(source(lang)).unwrap()), keys(&french), "{lang:?}");
            assert!(!source(lang).contains("= \"\""), "{lang:?} has a blank word");
        }
    }

    #[test]
    fn french_words_keep_their_punctuation_on_the_line() {
        for mark in [':', ';', '?', '!'] {
            let loose = format!(" {mark}");
            for line in source(Lang::Fr).lines().filter(|line| !line.starts_with('#')) {
                assert!(!line.contains(&loose), "{line}");
            }
        }
    }
}
