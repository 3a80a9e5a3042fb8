use chrono::DateTime;
use kernel::Env;
use mail_parser::{MessageParser, MimeHeaders};
use proptest::prelude::*;

use super::finished::passes_any_server;
use super::*;
use crate::{Address, Domain, Outgoing, Reference};

fn sender() -> Sender {
    Sender {
        from: Mailbox::new(
            Some("Laboratoire Éxemple"),
            Address::parse("contact@labo.example.org").unwrap(),
        )
        .unwrap(),
        reply_to: Some(
            Mailbox::new(None, Address::parse("dpo@labo.example.org").unwrap()).unwrap(),
        ),
        return_path: ReturnPath::tagged(Address::parse("retours@labo.example.org").unwrap())
            .unwrap(),
        message_id_domain: Domain::parse("labo.example.org").unwrap(),
    }
}

fn content() -> Content {
    Content {
        subject: "Information importante de votre établissement".to_owned(),
        text: "Bonjour,\n\n.une ligne qui commence par un point\nÀ bientôt\n".to_owned(),
        html: Some("<p>Bonjour,</p><p>À bientôt</p>".to_owned()),
        languages: "fr, en".to_owned(),
    }
}

fn build(content: &Content) -> Result<Outgoing, BuildError> {
    let (env, _) = Env::test(DateTime::from_timestamp(1_790_000_000, 0).unwrap(), 3);
    let to = Address::parse("jeanne@example.net").unwrap();
    Message::build(Reference::new(&env), env.now(), &sender(), &to, content)
}

#[test]
fn a_mail_program_reads_back_what_was_written() {
    let outgoing = build(&content()).unwrap();
    let parsed = MessageParser::default().parse(outgoing.message.raw()).unwrap();
    assert_eq!(parsed.subject(), Some("Information importante de votre établissement"));
    assert_eq!(parsed.from().unwrap().first().unwrap().name(), Some("Laboratoire Éxemple"));
    assert_eq!(parsed.reply_to().unwrap().first().unwrap().address(), Some("dpo@labo.example.org"));
    assert_eq!(parsed.to().unwrap().first().unwrap().address(), Some("jeanne@example.net"));
    assert_eq!(parsed.date().unwrap().to_timestamp(), 1_790_000_000);
    assert_eq!(parsed.content_type().unwrap().subtype(), Some("alternative"));
    assert!(
        parsed.body_text(0).unwrap().contains(".une ligne qui commence par un point\r\nÀ bientôt")
    );
    assert_eq!(parsed.body_html(0).unwrap().trim(), "<p>Bonjour,</p><p>À bientôt</p>");
    assert_eq!(parsed.message_id(), Some(outgoing.message.id()));
    let raw = String::from_utf8(outgoing.message.raw().to_vec()).unwrap();
    let reference = outgoing.message.reference();
    for header in [
        "Auto-Submitted: auto-generated\r\n".to_owned(),
        "Content-Language: fr, en\r\n".to_owned(),
        format!("X-Delivery-Ref: {reference}\r\n"),
        "MIME-Version: 1.0\r\n".to_owned(),
    ] {
        assert!(raw.contains(&header), "{header} in {raw}");
    }
    assert_eq!(
        outgoing.envelope.return_path.as_str(),
        format!("retours+{reference}@labo.example.org")
    );
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    assert_eq!(build(&content()).unwrap().message.raw(), build(&content()).unwrap().message.raw());
}

#[test]
fn a_message_without_html_is_one_plain_part() {
    let outgoing = build(&Content { html: None, ..content() }).unwrap();
    let parsed = MessageParser::default().parse(outgoing.message.raw()).unwrap();
    assert_eq!(parsed.parts.len(), 1);
    let kind = parsed.content_type().unwrap();
    assert_eq!((kind.ctype(), kind.subtype()), ("text", Some("plain")));
}

#[test]
fn refuses_header_injection_everywhere() {
    let bad = "x\r\nBcc: other@example.org";
    let injected = |what| Err(BuildError::HeaderInjection(what));
    let built = build(&Content { subject: bad.to_owned(), ..content() }).map(|_| ());
    assert_eq!(built, injected("the subject"));
    let address = Address::parse("a@example.org").unwrap();
    assert_eq!(Mailbox::new(Some(bad), address).map(|_| ()), injected("a display name"));
    let built = build(&Content { languages: "fr\r\nBcc: a@example.org".to_owned(), ..content() });
    assert_eq!(built.map(|_| ()), Err(BuildError::Languages));
    assert!(Address::parse("a@example.org\r\nBcc: b@example.org").is_err());
}

#[test]
fn refuses_empty_parts_and_active_html() {
    let with = |change: fn(&mut Content)| {
        let mut content = content();
        change(&mut content);
        build(&content).map(|_| ())
    };
    assert_eq!(with(|c| c.subject = " ".to_owned()), Err(BuildError::Empty("the subject")));
    assert_eq!(with(|c| c.text = "\n".to_owned()), Err(BuildError::Empty("the text")));
    assert_eq!(with(|c| c.subject = "é".repeat(201)), Err(BuildError::TooLong("the subject")));
    let pixel = |c: &mut Content| c.html = Some("<p>a</p><img src='//example.org/p'>".to_owned());
    assert_eq!(with(pixel), Err(BuildError::ActiveHtml));
}

#[test]
fn finished_bytes_with_bare_line_feeds_or_eight_bits_are_refused() {
    let (env, _) = Env::test(DateTime::UNIX_EPOCH, 1);
    let reference = Reference::new(&env);
    let ok = b"Message-ID: <a@b>\r\n\r\ntext\r\n".to_vec();
    assert_eq!(Message::from_raw(reference, ok).unwrap().id(), "a@b");
    for bad in [
        &b"Message-ID: <a@b>\n\ntext"[..],
        b"Message-ID: <a@b>\r\n\r\na\n.\r\nMAIL FROM:<x>",
        b"Message-ID: <a@b>\r\n\r\na\rb",
        "Message-ID: <a@b>\r\n\r\né".as_bytes(),
        b"Message-ID: <a@b>\r\n\r\nx\r",
        b"",
    ] {
        assert_eq!(Message::from_raw(reference, bad.to_vec()).err(), Some(BuildError::Encoding));
    }
    let headless = Message::from_raw(reference, b"Subject: x\r\n\r\ny\r\n".to_vec());
    assert_eq!(headless.err(), Some(BuildError::Empty("the Message-ID")));
}

proptest! {
    #[test]
    fn any_text_survives_the_journey(text in "[^\\r\\x00]{1,400}") {
        prop_assume!(!text.trim().is_empty());
        let outgoing = build(&Content { text: text.clone(), html: None, ..content() }).unwrap();
        prop_assert!(passes_any_server(outgoing.message.raw()));
        let parsed = MessageParser::default().parse(outgoing.message.raw()).unwrap();
        let back = parsed.body_text(0).unwrap().replace("\r\n", "\n");
        prop_assert_eq!(back.trim_end(), text.trim_end());
    }
}
