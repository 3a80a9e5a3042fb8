//! A chunk as the template reads it.

use typst::foundations::{Array, Dict, IntoValue, Value};

use crate::{
    engine::Engine,
    inputs::{Fields, list, texts},
    letter::{ActionText, Letter, LetterLayout, Note, NoteWidth, RichText, Run},
    marks,
};

/// What a pass over the pages knows about one letter.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Paging {
    /// Pages with text.
    pub(crate) total: usize,
    /// The page numbers must be counted, because text overflowed.
    pub(crate) counted: Counted,
    /// A blank page follows, so that the next letter starts on a fresh sheet.
    pub(crate) blank: Blank,
}

/// How the page numbers of one letter are found.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Counted {
    /// Written by the template.
    Beforehand,
    /// Counted by Typst, which costs a second round.
    ByTypst,
}

/// Whether a blank page ends a letter.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Blank {
    /// No.
    None,
    /// One.
    One,
}

/// The QR codes of a chunk: letters of one campaign share one.
#[derive(Default)]
pub(crate) struct QrCodes(Vec<(String, Value)>);

impl QrCodes {
    fn of(&mut self, address: &str) -> Value {
        if let Some((_, drawn)) = self.0.iter().find(|(known, _)| known == address) {
            return drawn.clone();
        }
        let drawn = marks::qr(&marks::site_url(address)).map_or(Value::None, |picture| {
            Fields::default().with("side", picture.side).with("pixels", picture.pixels).into_value()
        });
        self.0.push((address.to_owned(), drawn.clone()));
        drawn
    }
}

/// The whole input of the template.
pub(crate) fn chunk(
    engine: &Engine,
    layout: &LetterLayout,
    letters: &[Letter],
    paging: &[Paging],
) -> Dict {
    let mut codes = QrCodes::default();
    let letters: Array = letters
        .iter()
        .zip(paging)
        .map(|(letter, paging)| one(letter, *paging, codes.of(&letter.portal_address)))
        .collect();
    Fields::default()
        .with("title", layout.title.as_str())
        .with("author", layout.author.as_str())
        .with("lang", layout.lang.code())
        .with("folds", list(layout.envelope.folds(), |tenths| f64::from(*tenths) / 10.0))
        .with("labels", engine.words.clone())
        .with("letters", letters)
        .done()
}

fn one(letter: &Letter, paging: Paging, qr: Value) -> Value {
    let mark = marks::matrix(&letter.mark).filter(|_| !letter.mark.is_empty());
    Fields::default()
        .with("lang", letter.lang.code())
        .with("scale", letter.print.scale())
        .with("address", texts(&letter.address_lines))
        .with("sender", texts(&letter.sender_lines))
        .with("date", letter.date_line.as_str())
        .with("reference", letter.reference.as_str())
        .with("verification", letter.verification.as_str())
        .with("subject", letter.subject.as_str())
        .with("paragraphs", list(&letter.paragraphs, rich))
        .with("code", letter.code.as_deref().map(IntoValue::into_value))
        .with("portal", letter.portal_address.as_str())
        .with("qr", qr)
        .with("phone", letter.phone.as_str())
        .with("hours", letter.hours.as_str())
        .with("phone_note", letter.phone_note.as_str())
        .with("closing", texts(&letter.closing))
        .with("contact", letter.contact.as_str())
        .with("actions_intro", letter.actions_intro.as_str())
        .with("actions", list(&letter.actions, action))
        .with("notes", list(&letter.notes, note))
        .with("mark", mark)
        .with("has_back", letter.has_back())
        .with("total", paging.total)
        .with("counted", paging.counted == Counted::ByTypst)
        .with("blank", paging.blank == Blank::One)
        .into_value()
}

fn rich(text: &RichText) -> Array {
    list(text.runs(), |run| match run {
        Run::Plain(text) => text.as_str().into_value(),
        Run::Strong(text) => Fields::default().with("strong", text.as_str()).into_value(),
    })
}

fn action(action: &ActionText) -> Fields {
    Fields::default().with("title", action.title.as_str()).with("body", rich(&action.body))
}

fn note(note: &Note) -> Fields {
    Fields::default()
        .with("lang", note.lang.code())
        .with("title", note.title.as_str())
        .with("body", list(&note.body, rich))
        .with("wide", note.width == NoteWidth::Full)
}
