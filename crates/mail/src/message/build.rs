//! Building the bytes of a message.

use std::time::SystemTime;

use chrono::{DateTime, Utc};
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{MultiPart, SinglePart};

use super::content::{Content, check_content};
use super::error::BuildError;
use super::finished::{Message, passes_any_server};
use super::sender::Sender;
use crate::{Address, Envelope, Outgoing, Reference};

impl Message {
    /// Builds a message for one recipient, with its envelope.
    ///
    /// `date` is the present instant of the caller's `Env`.
    pub fn build(
        reference: Reference,
        date: DateTime<Utc>,
        sender: &Sender,
        recipient: &Address,
        content: &Content,
    ) -> Result<Outgoing, BuildError> {
        check_content(content)?;
        let id = format!("{reference}@{}", sender.message_id_domain.as_str());
        let mut builder = lettre::Message::builder()
            .date(SystemTime::from(date))
            .from(sender.from.to_lettre()?)
            .to(lettre::message::Mailbox::new(None, recipient.to_lettre()?))
            .subject(content.subject.trim())
            .message_id(Some(format!("<{id}>")));
        if let Some(reply_to) = &sender.reply_to {
            builder = builder.reply_to(reply_to.to_lettre()?);
        }
        for (name, value) in [
            // No robot should answer a robot (RFC 3834); the second is Exchange's way to say so.
            (HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned()),
            (
                HeaderName::new_from_ascii_str("X-Auto-Response-Suppress"),
                "OOF, AutoReply".to_owned(),
            ),
            (HeaderName::new_from_ascii_str("Content-Language"), content.languages.clone()),
            (HeaderName::new_from_ascii_str("X-Delivery-Ref"), reference.to_string()),
        ] {
            builder = builder.raw_header(HeaderValue::new(name, value));
        }
        let text = SinglePart::plain(content.text.clone());
        let built = match &content.html {
            None => builder.singlepart(text),
            Some(html) => builder.multipart(
                MultiPart::alternative()
                    .boundary(format!("=_{reference}"))
                    .singlepart(text)
                    .singlepart(SinglePart::html(html.clone())),
            ),
        };
        let raw = built.map_err(|_| BuildError::Encoding)?.formatted();
        if !passes_any_server(&raw) {
            return Err(BuildError::Encoding);
        }
        let envelope = Envelope {
            return_path: sender.return_path.for_message(reference)?,
            recipient: recipient.clone(),
        };
        Ok(Outgoing { envelope, message: Self { reference, id, raw: raw.into() } })
    }
}
