//! Printing a chunk.

use typst_layout::PagedDocument;

use crate::{
    engine::{Engine, Stamp, Template},
    error::DocumentError,
    letter::{
        Letter, LetterLayout, LetterPages,
        inputs::chunk,
        pages::PageRun,
        share::{self, Plan},
    },
};

/// A finished chunk.
#[derive(Clone, PartialEq, Eq)]
pub struct RenderedLetters {
    /// One PDF with every letter, in the order given.
    pub pdf: Vec<u8>,
    /// Where each letter is, in the order given.
    pub pages: Vec<LetterPages>,
    /// SHA-256 of `pdf`, 64 lower-case hexadecimal digits.
    pub sha256: String,
}

impl std::fmt::Debug for RenderedLetters {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RenderedLetters")
            .field("letters", &self.pages.len())
            .field("bytes", &self.pdf.len())
            .field("sha256", &self.sha256)
            .finish()
    }
}

impl Engine {
    /// Prints a chunk of letters (100 to 500 is a good size) as one PDF/UA-1 document.
    ///
    /// # Errors
    /// [`DocumentError::Letter`] names the first letter that cannot be printed; none is
    /// left out silently. [`DocumentError::NoLetters`] for an empty chunk.
    pub fn letters(
        &self,
        layout: &LetterLayout,
        letters: &[Letter],
    ) -> Result<RenderedLetters, DocumentError> {
        if letters.is_empty() {
            return Err(DocumentError::NoLetters);
        }
        self.printable([layout.title.as_str(), layout.author.as_str()])?;
        for (index, letter) in letters.iter().enumerate() {
            self.check_letter(letter).map_err(|fault| DocumentError::Letter { index, fault })?;
        }
        let (document, pages) = self.lay_out(layout, letters)?;
        let stamp = Stamp { reference: &layout.reference, created: layout.created };
        let exported = self.export(Template::Letter, &document, &stamp)?;
        Ok(RenderedLetters { pdf: exported.pdf, pages, sha256: exported.sha256 })
    }

    /// Lays out a chunk, twice when a text overflowed its page: page numbers are written
    /// beforehand, because counting them costs a second round for every letter.
    pub(crate) fn lay_out(
        &self,
        layout: &LetterLayout,
        letters: &[Letter],
    ) -> Result<(PagedDocument, Vec<LetterPages>), DocumentError> {
        let mut plan = Plan::of(letters, layout.sides);
        let first = self.set(layout, letters, &plan)?;
        let (document, runs) = if plan.amend(&runs(&first), layout.sides) {
            drop(first);
            let second = self.set(layout, letters, &plan)?;
            let runs = runs(&second);
            (second, runs)
        } else {
            let runs = runs(&first);
            (first, runs)
        };
        Ok(share::assemble(&document, &runs, &plan.paging))
    }

    fn set(
        &self,
        layout: &LetterLayout,
        letters: &[Letter],
        plan: &Plan<'_>,
    ) -> Result<PagedDocument, DocumentError> {
        let inputs = chunk(self, layout, letters, &plan.paging, &plan.shared);
        self.typeset(Template::Letter, inputs)
    }
}

/// Where runs start: each sets its page number back to 1.
fn runs(document: &PagedDocument) -> Vec<PageRun> {
    let mut found: Vec<PageRun> = Vec::new();
    for (place, page) in document.pages().iter().enumerate() {
        match found.last_mut() {
            Some(run) if page.number != 1 => run.end = place + 1,
            _ => found.push(place..place + 1),
        }
    }
    found
}
