//! The parts of a returned message, opened no deeper than a report can be.
//!
//! Anybody can write to a return path: a message nested in a message, half a million
//! times, must cost nothing. So the parts are cut here, level by level and with an end to
//! levels and parts; the headers of each are read by the library, and a text is decoded
//! when somebody asks for it, under headers that we wrote and that hold nothing else.

use mail_parser::{ContentType, Message, MessageParser, MimeHeaders};

/// The most levels of multiparts and messages in one another. A report (RFC 3464) has two,
/// passed on by somebody and wrapped by a list a few more.
const DEPTH_MAX: usize = 10;
/// The most parts of a message, over all levels.
const PARTS_MAX: usize = 500;

/// Nested deeper, or cut finer, than any report is: nobody knows what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TooDeep;

/// A message: its headers, and its parts with all multiparts opened.
pub(super) struct Mail<'a> {
    pub(super) headers: Message<'a>,
    pub(super) parts: Vec<Part<'a>>,
}

/// A part of a message.
pub(super) enum Part<'a> {
    /// A text, a report, a file.
    Leaf(Leaf<'a>),
    /// A message in the message.
    Mail(Mail<'a>),
}

/// A part that holds no others.
pub(super) struct Leaf<'a> {
    headers: Message<'a>,
    body: &'a [u8],
}

impl<'a> Mail<'a> {
    /// Cuts a raw message into its parts; nothing for what has no headers.
    pub(super) fn read(raw: &'a [u8]) -> Result<Option<Self>, TooDeep> {
        let mut left = PARTS_MAX;
        Self::nested(raw, 0, &mut left)
    }

    fn nested(raw: &'a [u8], depth: usize, left: &mut usize) -> Result<Option<Self>, TooDeep> {
        let (head, body) = split_head(raw);
        let Some(headers) = MessageParser::default().parse_headers(head) else { return Ok(None) };
        let mut parts = Vec::new();
        open(headers.clone(), body, depth, left, &mut parts)?;
        Ok(Some(Self { headers, parts }))
    }

    /// What a person reads first: the first plain text, or the first page of HTML as text.
    pub(super) fn text(&self) -> Option<String> {
        let shown = |subtype: &str| {
            self.leaves().find(|leaf| leaf.is("text", subtype) && !leaf.is_attachment())
        };
        shown("plain").or_else(|| shown("html")).map(Leaf::text)
    }

    /// The parts that hold no others, those of nested messages left out.
    pub(super) fn leaves(&self) -> impl Iterator<Item = &Leaf<'a>> {
        self.parts.iter().filter_map(|part| match part {
            Part::Leaf(leaf) => Some(leaf),
            Part::Mail(_) => None,
        })
    }

    /// The messages in this message, not those in them.
    pub(super) fn mails(&self) -> impl Iterator<Item = &Self> {
        self.parts.iter().filter_map(|part| match part {
            Part::Mail(mail) => Some(mail),
            Part::Leaf(_) => None,
        })
    }
}

/// Opens one part: a multipart into its own, a message as a message, anything else as it is.
fn open<'a>(
    headers: Message<'a>,
    body: &'a [u8],
    depth: usize,
    left: &mut usize,
    parts: &mut Vec<Part<'a>>,
) -> Result<(), TooDeep> {
    if depth > DEPTH_MAX {
        return Err(TooDeep);
    }
    let kind = headers.content_type();
    let is = |ctype: &str| kind.is_some_and(|kind| kind.ctype().eq_ignore_ascii_case(ctype));
    let boundary = kind.and_then(|kind| kind.attribute("boundary")).map(str::to_owned);
    if let Some(boundary) = boundary.filter(|_| is("multipart")) {
        let digest = subtype(kind).eq_ignore_ascii_case("digest");
        let inner = between(body, boundary.as_bytes());
        if !inner.is_empty() {
            for raw in inner {
                part_of(raw, digest, depth + 1, left, parts)?;
            }
            return Ok(());
        }
    }
    take_one(left)?;
    if is("message")
        && is_message(subtype(kind))
        && !is_encoded(&headers)
        && let Some(mail) = Mail::nested(body, depth + 1, left)?
    {
        parts.push(Part::Mail(mail));
        return Ok(());
    }
    parts.push(Part::Leaf(Leaf { headers, body }));
    Ok(())
}

/// A part between two boundaries. In a digest a part without a type is a message (RFC 2046
/// 5.1.5).
fn part_of<'a>(
    raw: &'a [u8],
    digest: bool,
    depth: usize,
    left: &mut usize,
    parts: &mut Vec<Part<'a>>,
) -> Result<(), TooDeep> {
    let (head, body) = split_head(raw);
    let parsed = MessageParser::default().parse_headers(head);
    let typed = parsed.as_ref().is_some_and(|headers| headers.content_type().is_some());
    if digest && !typed {
        take_one(left)?;
        if let Some(mail) = Mail::nested(body, depth + 1, left)? {
            parts.push(Part::Mail(mail));
        }
        return Ok(());
    }
    // A part without headers is plain text (RFC 2046 5.1).
    let plain = || MessageParser::default().parse_headers(&b"Content-Type: text/plain\r\n\r\n"[..]);
    match parsed.or_else(plain) {
        Some(headers) => open(headers, body, depth, left, parts),
        None => Ok(()),
    }
}

fn take_one(left: &mut usize) -> Result<(), TooDeep> {
    *left = left.checked_sub(1).ok_or(TooDeep)?;
    Ok(())
}

impl Leaf<'_> {
    /// The subtype, in lower case.
    pub(super) fn subtype(&self) -> String {
        subtype(self.headers.content_type()).to_ascii_lowercase()
    }

    /// Whether it is of this type; a part without a type is plain text (RFC 2046 5.2).
    pub(super) fn is(&self, ctype: &str, wanted: &str) -> bool {
        match self.headers.content_type() {
            Some(kind) => {
                kind.ctype().eq_ignore_ascii_case(ctype)
                    && (subtype(Some(kind)).eq_ignore_ascii_case(wanted))
            }
            None => ctype == "text" && wanted == "plain",
        }
    }

    fn is_attachment(&self) -> bool {
        self.headers.content_disposition().is_some_and(ContentType::is_attachment)
    }

    /// The words of the part, decoded; HTML as the text that it shows.
    pub(super) fn text(&self) -> String {
        let html = self.is("text", "html");
        let charset =
            self.headers.content_type().and_then(|kind| kind.attribute("charset")).unwrap_or("");
        let raw = self.under(if html { "text/html" } else { "text/plain" }, charset);
        let parsed = MessageParser::default().parse(&raw);
        parsed.and_then(|part| part.body_text(0).map(String::from)).unwrap_or_default()
    }

    /// The bytes of the part, decoded.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let raw = self.under("application/octet-stream", "");
        let parsed = MessageParser::default().parse(&raw);
        let part = parsed.as_ref().and_then(|part| part.parts.first());
        part.map(|part| part.contents().to_vec()).unwrap_or_default()
    }

    /// The body under headers of ours: whatever the part's own said, this is one leaf.
    fn under(&self, kind: &str, charset: &str) -> Vec<u8> {
        let plain = |word: &str| -> String {
            let plain = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
            word.chars().filter(plain).take(40).collect()
        };
        let mut raw = format!("Content-Type: {kind}");
        if !charset.is_empty() {
            raw.push_str("; charset=");
            raw.push_str(&plain(charset));
        }
        if let Some(encoding) = self.headers.content_transfer_encoding() {
            raw.push_str("\r\nContent-Transfer-Encoding: ");
            raw.push_str(&plain(encoding));
        }
        raw.push_str("\r\n\r\n");
        let mut raw = raw.into_bytes();
        raw.extend_from_slice(self.body);
        raw
    }
}

fn subtype<'a>(kind: Option<&'a ContentType<'_>>) -> &'a str {
    kind.and_then(ContentType::subtype).unwrap_or("")
}

fn is_message(subtype: &str) -> bool {
    ["rfc822", "global"].iter().any(|known| subtype.eq_ignore_ascii_case(known))
}

/// Base64 or quoted-printable, which RFC 2046 5.2.1 forbids for a message.
fn is_encoded(headers: &Message<'_>) -> bool {
    headers.content_transfer_encoding().is_some_and(|encoding| {
        ["base64", "quoted-printable"].iter().any(|known| encoding.eq_ignore_ascii_case(known))
    })
}

/// Headers and body, parted by the first empty line; the headers keep their last line end.
fn split_head(raw: &[u8]) -> (&[u8], &[u8]) {
    let mut start = 0;
    while let Some(rest) = raw.get(start..).filter(|rest| !rest.is_empty()) {
        let end = rest.iter().position(|b| *b == b'\n').map_or(rest.len(), |at| at + 1);
        let line = rest.get(..end).unwrap_or(rest);
        if matches!(line, b"\n" | b"\r\n") {
            // The empty line stays with the headers: their reader looks for it.
            return raw.split_at(start + end);
        }
        start += end;
    }
    (raw, &[])
}

/// What stands between the lines of a boundary (RFC 2046 5.1.1). A missing last one is
/// forgiven: messages are cut on their way.
fn between<'a>(body: &'a [u8], boundary: &[u8]) -> Vec<&'a [u8]> {
    let mut found = Vec::new();
    let (mut start, mut open) = (0, None);
    while let Some(rest) = body.get(start..).filter(|rest| !rest.is_empty()) {
        let end = rest.iter().position(|b| *b == b'\n').map_or(rest.len(), |at| at + 1);
        let line = rest.get(..end).unwrap_or(rest);
        let tail = line.strip_prefix(b"--").and_then(|line| line.strip_prefix(boundary));
        if let Some(tail) = tail.filter(|tail| is_end(tail)) {
            found.extend(open.take().and_then(|from| body.get(from..start)).map(without_end));
            if tail.starts_with(b"--") {
                return found;
            }
            if found.len() >= PARTS_MAX {
                return found;
            }
            open = Some(start + end);
        }
        start += end;
    }
    found.extend(open.and_then(|from| body.get(from..)));
    found
}

/// Nothing but the closing hyphens and spaces behind the boundary: a longer boundary that
/// begins like this one is another.
fn is_end(tail: &[u8]) -> bool {
    let tail = tail.strip_prefix(b"--").unwrap_or(tail);
    tail.iter().all(u8::is_ascii_whitespace)
}

/// The line end before a boundary belongs to it.
fn without_end(part: &[u8]) -> &[u8] {
    let part = part.strip_suffix(b"\n").unwrap_or(part);
    part.strip_suffix(b"\r").unwrap_or(part)
}
