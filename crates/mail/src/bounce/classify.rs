//! Reading one returned message.

use mail_parser::{Message, MimeHeaders};

use super::classification::{Class, Classification};
use super::incoming::Incoming;
use super::mime::Mail;
use super::recipients::Failed;
use super::{dsn, original, person, prose};
use crate::Domain;

/// The largest message that is read; returned attachments can be huge.
pub const SIZE_MAX: usize = 16 * 1024 * 1024;

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

/// What a message is, the recipients that it names, and whether fields named them.
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
