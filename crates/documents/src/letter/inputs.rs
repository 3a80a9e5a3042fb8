//! A chunk as the template reads it.

use typst::foundations::{Array, Dict, IntoValue, Value};

use crate::{
    engine::Engine,
    inputs::{Fields, list, texts},
    letter::{ActionText, Letter, LetterLayout, Note, NoteWidth, RichText, Run},
    marks,
};

/// What is planned for the pages of one letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Paging {
    /// Pages with text.
    pub(crate) total: usize,
    /// Where page 2 comes from.
    pub(crate) back: Back,
    /// Whether a blank page follows, so that the next letter starts on a fresh sheet.
    pub(crate) end: End,
}

/// The second page of a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Back {
    /// There is none.
    None,
    /// The shared page of this number.
    Shared(usize),
    /// Text overflowed: the letter is laid out whole and Typst counts its pages, which costs
    /// a second round.
    Own,
}

/// The end of a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// Its last page with text.
    Text,
    /// A blank page.
    Blank,
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

/// The whole input of the template: letters, and the second pages that they share.
pub(crate) fn chunk(
    engine: &Engine,
    layout: &LetterLayout,
    letters: &[Letter],
    paging: &[Paging],
    shared: &[&Letter],
) -> Dict {
    let mut codes = QrCodes::default();
    let fronts: Array = letters
        .iter()
        .zip(paging)
        .map(|(letter, paging)| {
            let face = engine.faces.address(&letter.address_lines).unwrap_or_default();
            front(letter, *paging, face, codes.of(&letter.portal_address))
        })
        .collect();
    let backs: Array = shared
        .iter()
        .map(|letter| back(letter, common(letter, 2)).with("counted", false).into_value())
        .collect();
    Fields::default()
        .with("title", layout.title.as_str())
        .with("author", layout.author.as_str())
        .with("lang", layout.lang.code())
        .with("folds", list(layout.envelope.folds(), |tenths| f64::from(*tenths) / 10.0))
        .with("labels", engine.words.clone())
        .with("letters", fronts)
        .with("backs", backs)
        .done()
}

/// What both pages read.
fn common(letter: &Letter, total: usize) -> Fields {
    Fields::default()
        .with("lang", letter.lang.code())
        .with("scale", letter.print.scale())
        .with("sender", texts(&letter.sender_lines))
        .with("date", letter.date_line.as_str())
        .with("reference", letter.reference.as_str())
        .with("total", total)
}

fn back(letter: &Letter, fields: Fields) -> Fields {
    fields
        .with("actions_intro", letter.actions_intro.as_str())
        .with("actions", list(&letter.actions, action))
        .with("notes", list(&letter.notes, note))
}

fn front(letter: &Letter, paging: Paging, face: &str, qr: Value) -> Value {
    let mark = marks::matrix(&letter.mark).filter(|_| !letter.mark.is_empty());
    let own_back = paging.back == Back::Own && letter.has_back();
    let mut fields = common(letter, paging.total)
        .with("address", texts(&letter.address_lines))
        .with("address_face", face)
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
        .with("mark", mark)
        .with("own_back", own_back)
        .with("counted", paging.back == Back::Own)
        .with("blank", paging.end == End::Blank);
    if own_back {
        fields = back(letter, fields);
    }
    fields.into_value()
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
