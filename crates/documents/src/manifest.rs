//! Manifests: the sheet that travels with a batch to the printer.
//!
//! Counts and hashes let the printer and the sender agree that everything was received and
//! printed once; a manifest holds no name and no address of a person.

use chrono::{DateTime, Utc};
use typst::foundations::{Dict, IntoValue};

use crate::{
    engine::{Document, Engine, Stamp, Template},
    error::DocumentError,
    inputs::{Fields, list, texts},
    labels,
    lang::Lang,
};

/// What a manifest says. Totals are summed from the files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// Language.
    pub lang: Lang,
    /// Reference of the batch, for example "LOT-2026-0012".
    pub reference: String,
    /// Reference of the case.
    pub case_reference: String,
    /// Who sends the letters.
    pub sender: String,
    /// Who prints them.
    pub printer: String,
    /// More rows for the head (paper, envelope, posting date): label and value.
    pub details: Vec<(String, String)>,
    /// Files of the batch, in printing order.
    pub files: Vec<ManifestFile>,
    /// What the printer must do, in order.
    pub instructions: Vec<String>,
    /// Foot of each page: when the manifest was made.
    pub generated: String,
    /// The instant written into the PDF.
    pub created: DateTime<Utc>,
}

/// One file of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManifestFile {
    /// File name.
    pub name: String,
    /// Letters in the file.
    pub letters: u64,
    /// Pages in the file.
    pub pages: u64,
    /// Sheets of paper that the file takes.
    pub sheets: u64,
    /// SHA-256 of the file, hexadecimal.
    pub sha256: String,
}

impl Engine {
    /// Prints a manifest.
    pub fn manifest(&self, manifest: &Manifest) -> Result<Document, DocumentError> {
        self.printable(manifest.texts())?;
        let document = self.typeset(Template::Manifest, manifest.inputs(self))?;
        let stamp = Stamp { reference: &manifest.reference, created: manifest.created };
        self.export(Template::Manifest, &document, &stamp)
    }
}

impl Manifest {
    fn inputs(&self, engine: &Engine) -> Dict {
        let words = labels::of(&engine.words, self.lang, "manifest");
        let word = |key: &str| word(engine, self.lang, "manifest", key);
        let mut meta = vec![
            (word("case"), self.case_reference.clone()),
            (word("sender"), self.sender.clone()),
            (word("printer"), self.printer.clone()),
        ];
        meta.extend(self.details.iter().cloned());
        let sum = |number: fn(&ManifestFile) -> u64| {
            count(self.lang, self.files.iter().map(number).sum::<u64>())
        };
        let totals = [
            (word("files"), count(self.lang, self.files.len() as u64)),
            (word("letters"), sum(|file| file.letters)),
            (word("pages"), sum(|file| file.pages)),
            (word("sheets"), sum(|file| file.sheets)),
        ];
        Fields::default()
            .with("lang", self.lang.code())
            .with("words", words)
            .with("page", word_of_pages(engine, self.lang, "page"))
            .with("of", word_of_pages(engine, self.lang, "of"))
            .with("title", format!("{} {}", word("title"), self.reference))
            .with("author", self.sender.as_str())
            .with("reference", self.reference.as_str())
            .with("generated", self.generated.as_str())
            .with("meta", list(meta, |(label, value)| pair(label, value)))
            .with("totals", list(totals, |(label, value)| pair(label, value)))
            .with("files", list(&self.files, |file| self.file(file)))
            .with("instructions", texts(&self.instructions))
            .done()
    }

    fn file(&self, file: &ManifestFile) -> Fields {
        Fields::default()
            .with("name", file.name.as_str())
            .with("letters", count(self.lang, file.letters))
            .with("pages", count(self.lang, file.pages))
            .with("sheets", count(self.lang, file.sheets))
            .with("sha256", file.sha256.as_str())
    }

    fn texts(&self) -> impl Iterator<Item = &str> {
        let head =
            [&self.reference, &self.case_reference, &self.sender, &self.printer, &self.generated];
        let details = self.details.iter().flat_map(|(label, value)| [label, value]);
        let files = self.files.iter().flat_map(|file| [&file.name, &file.sha256]);
        head.into_iter().chain(details).chain(files).chain(&self.instructions).map(String::as_str)
    }
}

fn pair(label: String, value: String) -> typst::foundations::Array {
    [label.into_value(), value.into_value()].into_iter().collect()
}

fn word(engine: &Engine, lang: Lang, document: &str, key: &str) -> String {
    let words = labels::of(&engine.words, lang, document).cast::<Dict>().unwrap_or_default();
    words.get(key).ok().and_then(|word| word.clone().cast::<String>().ok()).unwrap_or_default()
}

fn word_of_pages(engine: &Engine, lang: Lang, key: &str) -> String {
    word(engine, lang, "sheet", key)
}

/// A count as printed: a narrow space between thousands in French, a comma in English.
fn count(lang: Lang, number: u64) -> String {
    let gap = match lang {
        Lang::Fr => '\u{202F}',
        Lang::En => ',',
    };
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() * 2);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(gap);
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_have_a_separator_every_three_digits() {
        for (number, french, english) in [
            (0, "0", "0"),
            (999, "999", "999"),
            (1_000, "1\u{202F}000", "1,000"),
            (60_000, "60\u{202F}000", "60,000"),
            (1_234_567, "1\u{202F}234\u{202F}567", "1,234,567"),
        ] {
            assert_eq!(count(Lang::Fr, number), french);
            assert_eq!(count(Lang::En, number), english);
        }
    }
}
