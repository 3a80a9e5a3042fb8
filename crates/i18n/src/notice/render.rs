//! From blocks and values to text and HTML, the same words in both.

use super::{Block, Part, Placeholder, Role, Values};
use crate::text::{Piece, pieces};

/// A message cannot be written: a value is not there, or a text asks for something
/// that no message has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Missing {
    /// The placeholder has no value, or an empty one.
    #[error("no value for {}", .0.as_str())]
    Value(Placeholder),
    /// The name is no placeholder.
    #[error("unknown placeholder {0}")]
    Placeholder(String),
}

/// A block with its values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filled {
    /// What it does.
    pub part: Part,
    /// How it is set.
    pub role: Role,
    /// The words.
    pub text: String,
}

/// Fills one text. Values are not searched for placeholders again.
///
/// # Errors
/// [`Missing`] for the first placeholder without a value.
pub fn fill_text(text: &str, values: &Values) -> Result<String, Missing> {
    let mut out = String::with_capacity(text.len() * 2);
    for piece in pieces(text) {
        match piece {
            Piece::Plain(plain) => out.push_str(plain),
            Piece::Argument(name) => {
                let placeholder = Placeholder::parse(name)
                    .ok_or_else(|| Missing::Placeholder(name.to_owned()))?;
                let value = values.get(&placeholder).filter(|value| !value.trim().is_empty());
                out.push_str(value.ok_or(Missing::Value(placeholder))?);
            }
        }
    }
    Ok(out)
}

/// Fills all blocks of a model.
///
/// # Errors
/// [`Missing`] for the first placeholder without a value.
pub fn fill(blocks: &[Block], values: &Values) -> Result<Vec<Filled>, Missing> {
    let filled = |block: &Block| {
        Ok(Filled { part: block.part, role: block.role, text: fill_text(block.text, values)? })
    };
    blocks.iter().map(filled).collect()
}

/// Plain text: one block a paragraph, an empty line between two.
pub fn to_text(blocks: &[Filled]) -> String {
    let mut out = String::new();
    for block in blocks {
        if !out.is_empty() {
            out.push_str("\n\n");
        }
        out.push_str(&block.text);
    }
    out.push('\n');
    out
}

/// HTML paragraphs and headings, without attributes, for the body of a page or of a
/// message. Every value is escaped.
pub fn to_html(blocks: &[Filled]) -> String {
    let mut out = String::new();
    for block in blocks {
        let (open, close) = match block.role {
            Role::Title | Role::PageTitle => ("<h1>", "</h1>"),
            Role::Heading => ("<h2>", "</h2>"),
            Role::Paragraph => ("<p>", "</p>"),
            Role::Code => ("<p><strong>", "</strong></p>"),
        };
        out.push_str(open);
        for c in block.text.chars() {
            match c {
                '&' => out.push_str("&amp;"),
                '<' => out.push_str("&lt;"),
                '>' => out.push_str("&gt;"),
                '"' => out.push_str("&quot;"),
                '\n' => out.push_str("<br>"),
                _ => out.push(c),
            }
        }
        out.push_str(close);
        out.push('\n');
    }
    out
}

/// The text as a phone network takes it: no-break spaces and curly apostrophes are
/// outside the GSM alphabet and would halve the length of the message.
pub fn for_sms(text: &str) -> String {
    text.replace(['\u{202f}', '\u{a0}'], " ").replace('’', "'")
}
