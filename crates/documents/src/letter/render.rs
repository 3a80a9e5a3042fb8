//! Printing a chunk.

use typst_layout::PagedDocument;

use crate::{
    engine::{Engine, Stamp, Template},
    error::DocumentError,
    letter::{
        Letter, LetterLayout, Sides,
        inputs::{Blank, Counted, Paging, chunk},
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

/// The pages of one letter in a chunk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LetterPages {
    /// First page, from 1.
    pub first_page: usize,
    /// Number of pages, a blank last one counted.
    pub pages: usize,
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
        let mut paging: Vec<Paging> = letters
            .iter()
            .map(|letter| {
                let total = if letter.has_back() { 2 } else { 1 };
                paging(total, Counted::Beforehand, layout.sides)
            })
            .collect();
        let document = self.typeset(Template::Letter, chunk(self, layout, letters, &paging))?;
        let found = starts(&document);
        let mut overflow = false;
        for (planned, pages) in paging.iter_mut().zip(&found) {
            let total = pages.pages - usize::from(planned.blank == Blank::One);
            if total != planned.total {
                overflow = true;
                *planned = self::paging(total, Counted::ByTypst, layout.sides);
            }
        }
        if !overflow {
            return Ok((document, found));
        }
        drop(document);
        let document = self.typeset(Template::Letter, chunk(self, layout, letters, &paging))?;
        let found = starts(&document);
        Ok((document, found))
    }
}

fn paging(total: usize, counted: Counted, sides: Sides) -> Paging {
    let odd = total % 2 == 1 && sides == Sides::Duplex;
    Paging { total, counted, blank: if odd { Blank::One } else { Blank::None } }
}

/// Where letters start: each sets its page number back to 1.
fn starts(document: &PagedDocument) -> Vec<LetterPages> {
    let mut found: Vec<LetterPages> = Vec::new();
    for (place, page) in document.pages().iter().enumerate() {
        match found.last_mut() {
            Some(letter) if page.number != 1 => letter.pages += 1,
            _ => found.push(LetterPages { first_page: place + 1, pages: 1 }),
        }
    }
    found
}
