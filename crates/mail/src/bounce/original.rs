//! Which message came back.

use mail_parser::{HeaderValue, Message, MessageParser, MimeHeaders};

use super::Incoming;
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
pub(super) fn find(
    message: &Message<'_>,
    incoming: &Incoming,
    domain: Option<&Domain>,
) -> Original {
    let returned = returned_headers(message);
    let mut ids: Vec<String> = returned.iter().filter_map(|r| r.id.clone()).collect();
    ids.extend(copied_id(&message.body_text(0).unwrap_or_default()));
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
pub(super) fn single_recipient(message: &Message<'_>) -> Option<String> {
    let recipients: Vec<String> =
        returned_headers(message).into_iter().flat_map(|returned| returned.recipients).collect();
    match recipients.as_slice() {
        [one] => Some(one.clone()),
        _ => None,
    }
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
fn returned_headers(message: &Message<'_>) -> Vec<Returned> {
    let mut returned = Vec::new();
    for part in &message.parts {
        if let Some(nested) = part.message() {
            returned.push(Returned::of(nested));
            continue;
        }
        let headers_only =
            part.content_type().and_then(|kind| kind.subtype()).is_some_and(|subtype| {
                ["rfc822-headers", "global-headers"].iter().any(|s| subtype.eq_ignore_ascii_case(s))
            });
        if headers_only {
            // The line end before the boundary is not part of the headers.
            let headers = [part.contents(), b"\r\n\r\n"].concat();
            returned.extend(
                MessageParser::default().parse_headers(&headers).as_ref().map(Returned::of),
            );
        }
    }
    returned
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
