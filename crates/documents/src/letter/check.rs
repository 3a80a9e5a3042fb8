//! What makes a letter unfit for printing, found before any layout.

use crate::{
    engine::Engine,
    fonts::{Faces, Place},
    letter::{Letter, LetterFault, LetterField, RichText, Run},
};

/// Most lines of an address: six, and the country (NF Z 10-011).
const ADDRESS_LINES: usize = 7;
/// Most characters of an address line (NF Z 10-011).
const ADDRESS_CHARS: usize = 38;
/// Most lines of the sender, so that the left column ends above the text.
const SENDER_LINES: usize = 6;
/// Most characters of a code: what fits in the box in its size.
const CODE_CHARS: usize = 24;
/// Most characters of a mark: a Data Matrix whose modules a hand scanner still resolves.
const MARK_CHARS: usize = 24;
/// Most characters of a site address: a QR code whose modules an old telephone resolves.
const PORTAL_CHARS: usize = 120;

impl Engine {
    /// Checks one letter without printing it, so that a batch can set it aside first.
    ///
    /// # Errors
    /// The first [`LetterFault`].
    pub fn check_letter(&self, letter: &Letter) -> Result<(), LetterFault> {
        check(&self.faces, letter)
    }

    /// The first character of a text that no letter can print in its running text, and its
    /// place in the text, from 1, in characters: what a person typed is told where it was
    /// typed, before any letter is made.
    pub fn first_unprintable(&self, text: &str) -> Option<(usize, char)> {
        text.chars().enumerate().find_map(|(place, c)| {
            let mut bytes = [0; 4];
            let gap = self.faces.first_gap(Place::Body, c.encode_utf8(&mut bytes));
            gap.map(|_| (place + 1, c))
        })
    }
}

fn check(faces: &Faces, letter: &Letter) -> Result<(), LetterFault> {
    address(letter)?;
    let senders = letter.sender_lines.len();
    if senders == 0 || senders > SENDER_LINES {
        return Err(LetterFault::SenderLines { lines: senders });
    }
    code_and_signs(letter)?;
    for (field, text) in
        [(LetterField::Subject, &letter.subject), (LetterField::Body, &letter.phone)]
    {
        if text.trim().is_empty() {
            return Err(LetterFault::Blank { field });
        }
    }
    if let Err(codepoint) = faces.address(&letter.address_lines) {
        return Err(LetterFault::Unprintable { field: LetterField::Address, codepoint });
    }
    for (field, place, text) in texts(letter) {
        if let Some(codepoint) = faces.first_gap(place, text) {
            return Err(LetterFault::Unprintable { field, codepoint });
        }
    }
    Ok(())
}

fn address(letter: &Letter) -> Result<(), LetterFault> {
    let lines = letter.address_lines.len();
    let blank = letter.address_lines.iter().any(|line| line.trim().is_empty());
    if lines == 0 || lines > ADDRESS_LINES || blank {
        return Err(LetterFault::AddressLines { lines });
    }
    for (place, line) in letter.address_lines.iter().enumerate() {
        // A line break inside a line would make an eighth line.
        let chars = line.chars().count();
        if chars > ADDRESS_CHARS || line.contains('\n') {
            return Err(LetterFault::AddressTooWide { line: place + 1, chars });
        }
    }
    Ok(())
}

fn code_and_signs(letter: &Letter) -> Result<(), LetterFault> {
    let portal = letter.portal_address.as_str();
    let bare = !portal.is_empty()
        && portal.chars().count() <= PORTAL_CHARS
        && !portal.contains(|c: char| c.is_whitespace() || matches!(c, '?' | '#' | '@'));
    if !bare {
        return Err(LetterFault::Portal);
    }
    let mark = letter.mark.as_str();
    if mark.len() > MARK_CHARS || !mark.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
        return Err(LetterFault::Mark);
    }
    let Some(code) = &letter.code else { return Ok(()) };
    let bare_code = bare_form(code);
    if bare_code.is_empty() || code.chars().count() > CODE_CHARS {
        return Err(LetterFault::Code);
    }
    let outside = letter
        .address_lines
        .iter()
        .chain(&letter.sender_lines)
        .chain([&letter.verification, &letter.reference, &letter.date_line])
        .chain([&letter.mark, &letter.portal_address]);
    if outside.into_iter().any(|text| bare_form(text).contains(&bare_code)) {
        return Err(LetterFault::CodeExposed);
    }
    Ok(())
}

/// A text as a reader of codes sees it: letters and digits, capitals.
fn bare_form(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

/// Every text but the address, with the place where it stands on the page.
fn texts(letter: &Letter) -> impl Iterator<Item = (LetterField, Place, &str)> {
    let head = letter
        .sender_lines
        .iter()
        .chain([&letter.date_line, &letter.reference, &letter.verification])
        .map(|t| (LetterField::Head, Place::Body, t.as_str()));
    let subject = [(LetterField::Subject, Place::Title, letter.subject.as_str())];
    let rest = [&letter.phone, &letter.hours, &letter.phone_note, &letter.contact];
    let runs = letter.paragraphs.iter().flat_map(RichText::runs);
    let body = runs
        .map(Run::text)
        .chain(rest.into_iter().chain(&letter.closing).map(String::as_str))
        .map(|t| (LetterField::Body, Place::Body, t));
    let code = letter.code.iter().map(|t| (LetterField::CodeBox, Place::Code, t.as_str()));
    let portal = [(LetterField::CodeBox, Place::Body, letter.portal_address.as_str())];
    let actions = letter.actions.iter().flat_map(|action| {
        let body = action.body.runs().iter().map(Run::text);
        body.chain([action.title.as_str()])
    });
    let notes = letter.notes.iter().flat_map(|note| {
        let body = note.body.iter().flat_map(RichText::runs);
        body.map(Run::text).chain([note.title.as_str()])
    });
    let back = actions
        .chain(notes)
        .chain([letter.actions_intro.as_str()])
        .map(|t| (LetterField::Actions, Place::Body, t));
    head.chain(subject).chain(body).chain(code).chain(portal).chain(back)
}
