//! Which message came back.

use mail_parser::{HeaderValue, Message, MessageParser};

use super::incoming::Incoming;
use super::mime::Mail;
use super::recipients::is_address_like;
use crate::{Domain, Reference};

/// What is known of the message that came back.
#[derive(Default)]
pub(super) struct Original {
    pub(super) message_id: Option<String>,
    pub(super) ours: bool,
    pub(super) reference: Option<Reference>,
}

/// Looks in the returned message or its headers, then in the prose below which
/// servers copy it, then in what the report says it answers to.
pub(super) fn find(message: &Mail<'_>, incoming: &Incoming, domain: Option<&Domain>) -> Original {
    let returned = returned_headers(message);
    let mut ids: Vec<String> = returned.iter().filter_map(|r| r.id.clone()).collect();
    ids.extend(copied_id(&message.text().unwrap_or_default()));
    for name in ["in-reply-to", "references", "x-original-message-id", "original-message-id"] {
        ids.extend(incoming.all(name).flat_map(bracketed));
    }
    let is_ours = |id: &String| {
        let host = id.rsplit_once('@').map(|(_, host)| host);
        domain.zip(host).is_some_and(|(ours, host)| host.eq_ignore_ascii_case(ours.as_str()))
    };
    let message_id = ids.iter().find(|id| is_ours(id)).or(ids.first()).cloned();
    let ours = message_id.as_ref().is_some_and(is_ours);
    let from_id = message_id.as_deref().filter(|_| ours).and_then(|id| local_reference(id, '\0'));
    let reference =
        from_id.or_else(|| returned.iter().find_map(|r| r.reference)).or_else(|| tagged(incoming));
    Original { message_id, ours, reference }
}

/// The only recipient of the returned message, for reports that name none.
pub(super) fn single_recipient(message: &Mail<'_>) -> Option<String> {
    let recipients: Vec<String> =
        returned_headers(message).into_iter().flat_map(|returned| returned.recipients).collect();
    match recipients.as_slice() {
        [one] => Some(one.clone()),
        _ => None,
    }
}

/// Everybody whom the returned message went to: by its headers, or by the headers that
/// servers copy into their prose.
pub(super) fn recipients(message: &Mail<'_>) -> Vec<String> {
    let mut recipients: Vec<String> =
        returned_headers(message).into_iter().flat_map(|returned| returned.recipients).collect();
    recipients.extend(copied_recipients(&message.text().unwrap_or_default()));
    recipients
}

struct Returned {
    id: Option<String>,
    reference: Option<Reference>,
    recipients: Vec<String>,
}

impl Returned {
    fn of(message: &Message<'_>) -> Self {
        let reference = match message.header("X-Delivery-Ref") {
            Some(HeaderValue::Text(text)) => text.trim().parse().ok(),
            _ => None,
        };
        let recipients = message.to().into_iter().flat_map(|to| to.iter());
        Self {
            id: message.message_id().map(str::to_owned),
            reference,
            recipients: recipients.filter_map(|to| to.address().map(str::to_owned)).collect(),
        }
    }
}

/// The returned messages (whole) and returned headers (`text/rfc822-headers`).
fn returned_headers(message: &Mail<'_>) -> Vec<Returned> {
    let mut returned: Vec<Returned> =
        message.mails().map(|mail| Returned::of(&mail.headers)).collect();
    for leaf in message.leaves() {
        let kind = leaf.subtype();
        if matches!(kind.as_str(), "rfc822-headers" | "global-headers" | "rfc822" | "global") {
            // The line end before the boundary is not part of the headers.
            let headers = [leaf.bytes().as_slice(), b"\r\n\r\n"].concat();
            returned.extend(
                MessageParser::default().parse_headers(&headers).as_ref().map(Returned::of),
            );
        }
    }
    returned
}

/// The recipients of a `To` line that stands right above or below a Message-ID or
/// Subject line: a copied header, not a sentence that begins with "to".
fn copied_recipients(text: &str) -> Vec<String> {
    let header = |line: &str| {
        let (name, value) = line.trim_start_matches(['>', ' ', '\t']).split_once(':')?;
        Some((name.trim().to_ascii_lowercase(), value.trim().to_owned()))
    };
    let lines: Vec<_> = text.lines().map(header).collect();
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let Some(("to", value)) = line.as_ref().map(|(name, value)| (name.as_str(), value)) else {
            continue;
        };
        let near = lines.get(at.saturating_sub(6)..lines.len().min(at + 7)).unwrap_or_default();
        let copied = near.iter().flatten().any(|(name, _)| name == "message-id");
        if copied {
            let words = value.split([' ', ',', ';', '<', '>', '"']);
            found.extend(words.filter(|word| is_address_like(word)).map(str::to_owned));
        }
    }
    found
}

/// A Message-ID line in prose, as qmail copies it.
fn copied_id(text: &str) -> Option<String> {
    text.lines().find_map(|line| {
        let line = line.trim_start_matches(['>', ' ', '\t']);
        let (name, value) = line.split_once(':')?;
        name.trim().eq_ignore_ascii_case("message-id").then(|| bracketed(value).next()).flatten()
    })
}

/// What stands between angle brackets and looks like a Message-ID.
fn bracketed(value: &str) -> impl Iterator<Item = String> {
    value
        .split('<')
        .skip(1)
        .filter_map(|rest| rest.split_once('>'))
        .map(|(id, _)| id.trim().to_owned())
        .filter(|id| id.contains('@') && id.len() <= 998)
}

/// The reference in a local part, after its last `tag` sign.
fn local_reference(address: &str, tag: char) -> Option<Reference> {
    let local = address.split('@').next()?;
    local.rsplit(tag).next()?.parse().ok()
}

/// The reference in the tagged return path to which the report came.
fn tagged(incoming: &Incoming) -> Option<Reference> {
    ["x-original-to", "delivered-to", "envelope-to", "to"]
        .into_iter()
        .flat_map(|name| incoming.all(name))
        .flat_map(|value| value.split([',', ' ', '<', '>']))
        .filter(|word| word.contains('+'))
        .find_map(|word| local_reference(word, '+'))
}
