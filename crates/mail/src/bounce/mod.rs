//! Reading what comes back: bounces, delays, automatic answers.
//!
//! Order of belief: a delivery report in fields (RFC 3464) first; then the
//! prose of mail servers that write none (qmail, old Exim, sendmail and
//! Exchange); never the prose of a person. What is not understood is
//! [`Class::Unknown`], and stays so until somebody reads it.
//!
//! Three things are kept apart. `given_up`: no server tries any more, so the message did
//! not arrive, whatever the class of its codes (`Action: failed`, RFC 3464 2.3.3).
//! `permanent`: what the codes say of another try (class 5 of RFC 3463). [`Reason`]: a
//! wrong address, a full mailbox, a blocked sender. None of them follows from another.
//!
//! A robot that answers for a person (RFC 3834) is no server: what it says of addresses,
//! in whatever language, is not read.
//!
//! Anybody can write to a return path: nothing here is proof. The ledger only
//! believes a bounce whose [`Classification::reference`] it issued.

mod codes;
mod dsn;
mod mime;
mod original;
mod person;
mod prose;
#[cfg(test)]
mod tests;

use std::fmt;

use mail_parser::{Message, MimeHeaders};
use serde::Serialize;

pub use self::codes::Reason;
use self::mime::Mail;
use crate::{Domain, Enhanced, Reference};

/// The largest message that is read; returned attachments can be huge.
pub const SIZE_MAX: usize = 16 * 1024 * 1024;
/// The most recipients that one answer names.
const RECIPIENTS_MAX: usize = 1000;

/// What a returned message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// A server reports that it failed, or has failed so far, to deliver.
    Bounce,
    /// An automatic answer, a read or delivery receipt, a complaint, a person's message.
    NotBounce,
    /// Nobody knows: to be read by a person.
    Unknown,
}

/// One recipient that was not reached. `Debug` hides the address.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Failed {
    /// The address that we wrote to, as far as the server says.
    pub address: String,
    /// Whether nobody tries any more: the message did not arrive (RFC 3464 2.3.3). False
    /// for a delay, and where the server does not say.
    pub given_up: bool,
    /// Whether the codes say that trying again is useless (class 5, RFC 3463).
    pub permanent: bool,
    /// The enhanced status code (RFC 3463), when there is one.
    pub status: Option<Enhanced>,
    /// Why.
    pub reason: Reason,
    /// What the remote server wrote; may hold personal data.
    #[serde(skip)]
    pub diagnostic: Option<String>,
}

impl fmt::Debug for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Failed")
            .field("given_up", &self.given_up)
            .field("permanent", &self.permanent)
            .field("status", &self.status)
            .field("reason", &self.reason)
            .finish_non_exhaustive()
    }
}

/// What was understood of one returned message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Classification {
    /// Bounce, not a bounce, or unknown.
    pub class: Class,
    /// The recipients not reached; empty unless a bounce.
    pub recipients: Vec<Failed>,
    /// Whether the recipients were read in fields (RFC 3464). What was read in prose is
    /// to be believed for the address that was written to alone.
    #[serde(skip)]
    pub in_fields: bool,
    /// The Message-ID of the message that came back, without angle brackets.
    pub original_message_id: Option<String>,
    /// Whether that Message-ID is of our domain.
    pub ours: bool,
    /// The reference of our message: from its Message-ID, its `X-Delivery-Ref`
    /// or the tagged return path.
    #[serde(skip)]
    pub reference: Option<Reference>,
}

/// Reads one raw message (RFC 5322). `domain` is the domain of our Message-IDs.
/// Never fails: what cannot be read is unknown.
pub fn classify(raw: &[u8], domain: Option<&Domain>) -> Classification {
    let parsed = (raw.len() <= SIZE_MAX).then(|| Mail::read(raw).ok().flatten()).flatten();
    let Some(message) = parsed else { return Classification::unknown() };
    let incoming = Incoming::of(&message.headers);
    let (class, recipients, in_fields) = judge(&message, &incoming);
    let original = original::find(&message, &incoming, domain);
    Classification {
        class,
        recipients,
        in_fields,
        original_message_id: original.message_id,
        ours: original.ours,
        reference: original.reference,
    }
}

impl Classification {
    const fn unknown() -> Self {
        Self {
            class: Class::Unknown,
            recipients: Vec::new(),
            in_fields: false,
            original_message_id: None,
            ours: false,
            reference: None,
        }
    }
}

/// The headers of the returned message itself, names in lower case.
struct Incoming {
    headers: Vec<(String, String)>,
    subject: String,
}

impl Incoming {
    fn of(message: &Message<'_>) -> Self {
        let headers = message
            .headers_raw()
            .map(|(name, value)| (name.to_ascii_lowercase(), unfold(value)))
            .collect();
        Self { headers, subject: message.subject().unwrap_or_default().to_lowercase() }
    }

    /// All values of a header.
    fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers.iter().filter(move |(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    fn first<'a>(&'a self, name: &'a str) -> &'a str {
        self.all(name).next().unwrap_or_default()
    }

    /// The first value in lower case, without its parameters.
    fn token(&self, name: &str) -> String {
        let value = self.first(name);
        value.split(';').next().unwrap_or_default().trim().to_lowercase()
    }
}

fn unfold(value: &str) -> String {
    value.split(['\r', '\n']).map(str::trim).filter(|s| !s.is_empty()).collect::<Vec<_>>().join(" ")
}

fn judge(message: &Mail<'_>, incoming: &Incoming) -> (Class, Vec<Failed>, bool) {
    let no = |class| (class, Vec::new(), false);
    // Read receipts (RFC 8098) and complaints (RFC 5965) say that it arrived.
    if let Some("disposition-notification" | "feedback-report") =
        report_kind(&message.headers).as_deref()
    {
        return no(Class::NotBounce);
    }
    if let Some(report) = dsn::find(message) {
        let fallback = original::single_recipient(message);
        match dsn::read(&report, fallback.as_deref()) {
            dsn::Verdict::Failed(recipients) => return (Class::Bounce, recipients, true),
            dsn::Verdict::Delivered => return no(Class::NotBounce),
            dsn::Verdict::Unreadable => {}
        }
    }
    if person::is_from_a_server(incoming) {
        let text = message.text().unwrap_or_default();
        let mut recipients = prose::read(&text, incoming);
        // An empty return path alone makes no server: without a server's name its prose
        // counts for the address that its copy of our message went to.
        if !person::is_surely_a_server(incoming) {
            let ours = original::recipients(message);
            let is_ours = |failed: &Failed| {
                ours.iter().any(|ours| ours.eq_ignore_ascii_case(&failed.address))
            };
            recipients.retain(is_ours);
        }
        let class = if recipients.is_empty() { Class::Unknown } else { Class::Bounce };
        return (class, recipients, false);
    }
    if person::is_automatic(incoming) {
        return no(Class::NotBounce);
    }
    // Somebody passes a report on: true perhaps, but second-hand.
    let second_hand = message.mails().any(|mail| dsn::find(mail).is_some());
    if second_hand || !person::is_from_somebody(incoming) {
        return no(Class::Unknown);
    }
    no(Class::NotBounce)
}

/// The `report-type` of a `multipart/report` (RFC 6522), in lower case.
fn report_kind(message: &Message<'_>) -> Option<String> {
    let root = message.content_type()?;
    if !root.ctype().eq_ignore_ascii_case("multipart")
        || !root.subtype()?.eq_ignore_ascii_case("report")
    {
        return None;
    }
    root.attribute("report-type").map(str::to_ascii_lowercase)
}

/// Whether the text looks like an address, for want of better knowledge.
fn is_address_like(text: &str) -> bool {
    text.len() <= 320
        && text.bytes().all(|b| b.is_ascii_graphic() || b >= 0x80)
        && !text.contains(['<', '>', '(', ')', ',', ';', ':', '"', '\\', '[', ']'])
        && text.rsplit_once('@').is_some_and(|(local, domain)| {
            !local.is_empty()
                && !local.contains('@')
                && domain.len() > 2
                && domain.contains('.')
                && !domain.starts_with('.')
                && !domain.ends_with('.')
        })
}
