//! The compiled world, made once and shared.

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use typst::foundations::{Dict, Smart};
use typst_as_lib::{TypstAsLibError, TypstEngine};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::{
    error::DocumentError,
    fonts::{self, Coverage, Faces},
    inputs, labels,
};

/// The name that PDF readers show as the producer of a document.
const CREATOR: &str = "Concerné";

/// Sets letters, sheets and manifests. Costs some milliseconds to make: make one per process.
/// Calls may run on several threads at once; memory is given back after each document.
pub struct Engine {
    typst: TypstEngine,
    standards: PdfStandards,
    coverage: Coverage,
    pub(crate) faces: Faces,
    pub(crate) words: Dict,
}

/// One finished document.
#[derive(Clone, PartialEq, Eq)]
pub struct Document {
    /// The PDF file.
    pub pdf: Vec<u8>,
    /// Number of pages.
    pub pages: usize,
    /// SHA-256 of `pdf`, 64 lower-case hexadecimal digits.
    pub sha256: String,
}

impl std::fmt::Debug for Document {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Document")
            .field("pages", &self.pages)
            .field("bytes", &self.pdf.len())
            .field("sha256", &self.sha256)
            .finish()
    }
}

/// Which template sets a document.
#[derive(Clone, Copy)]
pub(crate) enum Template {
    Letter,
    Sheet,
    Manifest,
}

impl Template {
    const fn file(self) -> &'static str {
        match self {
            Self::Letter => "letter.typ",
            Self::Sheet => "sheet.typ",
            Self::Manifest => "manifest.typ",
        }
    }
}

/// What makes one document distinct: taken from the input, so that equal input gives equal
/// bytes.
pub(crate) struct Stamp<'a> {
    pub(crate) reference: &'a str,
    pub(crate) created: DateTime<Utc>,
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Engine")
    }
}

impl Engine {
    /// Reads the embedded fonts, words and templates.
    ///
    /// # Errors
    /// [`DocumentError::Embedded`] when the program was built with damaged parts.
    pub fn new() -> Result<Self, DocumentError> {
        let fonts = fonts::load()?;
        let (coverage, faces) = (Coverage::of(&fonts), Faces::of(&fonts));
        let standards = PdfStandards::new(&[PdfStandard::Ua_1])
            .map_err(|_| DocumentError::Embedded { part: "standards" })?;
        let typst = TypstEngine::builder()
            .fonts(fonts)
            .with_static_source_file_resolver([
                ("common.typ", include_str!("../templates/common.typ")),
                (Template::Letter.file(), include_str!("../templates/letter.typ")),
                (Template::Sheet.file(), include_str!("../templates/sheet.typ")),
                (Template::Manifest.file(), include_str!("../templates/manifest.typ")),
            ])
            .build();
        Ok(Self { typst, standards, coverage, faces, words: labels::load()? })
    }

    /// Lays out one document.
    pub(crate) fn typeset(
        &self,
        template: Template,
        inputs: Dict,
    ) -> Result<PagedDocument, DocumentError> {
        let compiled = self.typst.compile_with_input(template.file(), inputs);
        compiled.output.map_err(|error| {
            let diagnostics = match &error {
                TypstAsLibError::TypstSource(messages) => messages.len(),
                _ => 1,
            };
            #[cfg(test)]
            crate::tests::explain(&error);
            DocumentError::Typesetting { template: template.file(), diagnostics }
        })
    }

    /// Writes a laid-out document as PDF/UA-1.
    pub(crate) fn export(
        &self,
        template: Template,
        document: &PagedDocument,
        stamp: &Stamp<'_>,
    ) -> Result<Document, DocumentError> {
        let options = PdfOptions {
            ident: Smart::Custom(stamp.reference.to_owned()),
            creator: Smart::Custom(Some(CREATOR.to_owned())),
            timestamp: inputs::datetime(stamp.created).map(Timestamp::new_utc),
            standards: self.standards.clone(),
            ..PdfOptions::default()
        };
        let pdf = typst_pdf::pdf(document, &options).map_err(|messages| {
            #[cfg(test)]
            crate::tests::explain(&messages);
            DocumentError::Typesetting { template: template.file(), diagnostics: messages.len() }
        })?;
        let sha256 = hex::encode(Sha256::digest(&pdf));
        Ok(Document { pdf, pages: document.pages().len(), sha256 })
    }

    /// Refuses a text with a character that cannot be drawn.
    pub(crate) fn printable<'a>(
        &self,
        texts: impl IntoIterator<Item = &'a str>,
    ) -> Result<(), DocumentError> {
        match texts.into_iter().find_map(|text| self.coverage.first_gap(text)) {
            Some(codepoint) => Err(DocumentError::Unprintable { codepoint }),
            None => Ok(()),
        }
    }
}
