use proptest::prelude::*;

use super::*;
use crate::Domain;

const REFERENCE: &str = "0123456789abcdef0123456789abcdef";
const CORPUS: [&str; 7] = [
    include_str!("corpus/postfix.txt"),
    include_str!("corpus/exim.txt"),
    include_str!("corpus/exchange.txt"),
    include_str!("corpus/webmail.txt"),
    include_str!("corpus/classic.txt"),
    include_str!("corpus/others.txt"),
    include_str!("corpus/given_up.txt"),
];

/// One synthetic message and what must be read from it.
struct Sample {
    name: &'static str,
    class: &'static str,
    recipients: Vec<&'static str>,
    original: &'static str,
    raw: Vec<u8>,
}

fn samples() -> Vec<Sample> {
    CORPUS.iter().flat_map(|file| file.split("=== ").skip(1)).map(sample).collect()
}

fn sample(text: &'static str) -> Sample {
    let (head, raw) = text.split_once("\n---\n").unwrap();
    let (name, head) = head.split_once('\n').unwrap();
    let all = |key: &'static str| {
        head.lines().filter_map(move |line| line.strip_prefix(key)?.strip_prefix(": "))
    };
    let id = format!("{REFERENCE}@labo.example.org");
    let raw = raw.replace("{ID}", &id).replace('\n', "\r\n");
    // Samples that say so are bytes of Latin-1, as in the wild.
    let raw = if raw.contains("iso-8859-1") {
        raw.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect()
    } else {
        raw.into_bytes()
    };
    Sample {
        name,
        class: all("class").next().unwrap(),
        recipients: all("recipient").collect(),
        original: all("original").next().unwrap(),
        raw,
    }
}

fn ours() -> Domain {
    Domain::parse("labo.example.org").unwrap()
}

/// A recipient as the corpus writes it.
fn line(failed: &Failed) -> String {
    let permanent = match (failed.given_up, failed.permanent) {
        (true, true) => "permanent",
        (true, false) => "given-up",
        (false, false) => "transient",
        (false, true) => "impossible",
    };
    let status = failed.status.map_or("-".to_owned(), |status| status.to_string());
    let reason = serde_json::to_value(failed.reason).unwrap();
    format!("{} {permanent} {status} {}", failed.address, reason.as_str().unwrap())
}

#[test]
fn the_corpus_is_read_as_a_postmaster_reads_it() {
    let samples = samples();
    assert!(samples.len() >= 50, "{} samples", samples.len());
    let mut wrong = Vec::new();
    for sample in samples {
        let read = classify(&sample.raw, Some(&ours()));
        let id = format!("{REFERENCE}@labo.example.org");
        let original = match sample.original {
            "ours" => (Some(id), true, REFERENCE.parse().ok()),
            "none" => (None, false, read.reference),
            other => (Some(other.to_owned()), false, read.reference),
        };
        let class = serde_json::to_value(read.class).unwrap();
        let recipients: Vec<String> = read.recipients.iter().map(line).collect();
        let got = (read.original_message_id.clone(), read.ours, read.reference);
        if class != sample.class || recipients != sample.recipients || got != original {
            wrong.push(format!("{}: {class} {recipients:?} {got:?}", sample.name));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn line_ends_do_not_matter() {
    for sample in samples() {
        let bare: Vec<u8> = sample.raw.iter().copied().filter(|b| *b != b'\r').collect();
        let (one, two) = (classify(&sample.raw, Some(&ours())), classify(&bare, Some(&ours())));
        assert_eq!(
            (one.class, one.ours, one.reference),
            (two.class, two.ours, two.reference),
            "{}",
            sample.name
        );
        let lines = |c: &Classification| c.recipients.iter().map(line).collect::<Vec<_>>();
        assert_eq!(lines(&one), lines(&two), "{}", sample.name);
    }
}

#[test]
fn the_reference_survives_relays_that_replace_the_message_id() {
    for name in
        ["relay that replaces the Message-ID", "bounce to a tagged return path, nothing else known"]
    {
        let sample = samples().into_iter().find(|s| s.name == name).unwrap();
        let read = classify(&sample.raw, Some(&ours()));
        assert_eq!((read.ours, read.reference), (false, REFERENCE.parse().ok()), "{name}");
    }
}

#[test]
fn without_a_domain_nothing_is_ours() {
    for sample in samples() {
        assert!(!classify(&sample.raw, None).ours);
    }
}

#[test]
fn the_answer_has_the_public_shape() {
    let sample = samples().into_iter().next().unwrap();
    let shown = serde_json::to_value(classify(&sample.raw, Some(&ours()))).unwrap();
    let expected = serde_json::json!({
        "class": "bounce",
        "recipients": [{
            "address": "jeanne@example.net",
            "given_up": true,
            "permanent": true,
            "status": "5.1.1",
            "reason": "no_such_mailbox",
        }],
        "original_message_id": format!("{REFERENCE}@labo.example.org"),
        "ours": true,
    });
    assert_eq!(shown, expected);
}

#[test]
fn debug_output_hides_addresses() {
    for sample in samples() {
        let read = classify(&sample.raw, None);
        assert!(!format!("{:?}", read.recipients).contains('@'), "{}", sample.name);
    }
}

#[test]
fn oversized_and_empty_input_is_unknown() {
    assert_eq!(classify(b"", None).class, Class::Unknown);
    assert_eq!(classify(&vec![b'a'; SIZE_MAX + 1], None).class, Class::Unknown);
    assert_eq!(classify(&[0xff; 4096], None).class, Class::Unknown);
}

proptest! {
    #[test]
    fn any_bytes_are_read_without_panic(raw in proptest::collection::vec(any::<u8>(), 0..2000)) {
        classify(&raw, Some(&ours()));
    }

    #[test]
    fn damaged_reports_are_read_without_panic_and_name_only_addresses(
        index in 0_usize..50,
        cut in any::<prop::sample::Index>(),
        edits in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..30),
    ) {
        let mut raw = samples().swap_remove(index).raw;
        for (at, byte) in edits {
            let at = at.index(raw.len());
            raw[at] = byte;
        }
        raw.truncate(cut.index(raw.len()) + 1);
        let read = classify(&raw, Some(&ours()));
        prop_assert!(read.recipients.iter().all(|r| r.address.contains('@')));
        prop_assert!(read.class == Class::Bounce || read.recipients.is_empty());
    }

    #[test]
    fn a_delayed_recipient_is_never_permanent(status in "[245]\\.[0-9]{1,3}\\.[0-9]{1,3}", words in "\\PC{0,60}") {
        let raw = format!(
            "From: MAILER-DAEMON@a.example\r\nContent-Type: multipart/report; \
             report-type=delivery-status; boundary=b\r\n\r\n--b\r\nContent-Type: \
             message/delivery-status\r\n\r\nReporting-MTA: dns; a.example\r\n\r\nFinal-Recipient: \
             rfc822; j@example.net\r\nAction: delayed\r\nStatus: {status}\r\nDiagnostic-Code: \
             smtp; {words}\r\n--b--\r\n"
        );
        let read = classify(raw.as_bytes(), None);
        prop_assert!(read.recipients.iter().all(|r| !r.permanent && !r.given_up));
    }

    #[test]
    fn a_failed_recipient_is_given_up_whatever_the_class(status in "[245]\\.[0-9]{1,3}\\.[0-9]{1,3}", words in "\\PC{0,60}") {
        let raw = format!(
            "From: MAILER-DAEMON@a.example\r\nContent-Type: multipart/report; \
             report-type=delivery-status; boundary=b\r\n\r\n--b\r\nContent-Type: \
             message/delivery-status\r\n\r\nReporting-MTA: dns; a.example\r\n\r\nFinal-Recipient: \
             rfc822; j@example.net\r\nAction: failed\r\nStatus: {status}\r\nDiagnostic-Code: \
             smtp; {words}\r\n--b--\r\n"
        );
        let read = classify(raw.as_bytes(), None);
        prop_assert_eq!(read.class, Class::Bounce);
        prop_assert!(read.recipients.iter().all(|r| r.given_up));
    }
}

/// Messages built to be opened for ever: each answer is "unknown", and comes at once.
mod nested {
    use std::iter::repeat_n;

    use super::*;

    fn filled(unit: &str) -> Vec<u8> {
        repeat_n(unit, SIZE_MAX / unit.len()).collect::<String>().into_bytes()
    }

    fn is_unknown(raw: &[u8]) {
        let read = classify(raw, Some(&ours()));
        assert_eq!(read, Classification::unknown());
    }

    #[test]
    fn sixteen_megabytes_of_messages_in_messages_are_unknown() {
        is_unknown(&filled("Content-Type: message/rfc822\r\n\r\n"));
        is_unknown(&filled("Content-Type:message/global\n\n"));
    }

    #[test]
    fn digests_in_digests_are_unknown() {
        is_unknown(&filled("Content-Type:multipart/digest;boundary=b\n\n--b\n\n"));
    }

    #[test]
    fn multiparts_in_multiparts_are_unknown() {
        let part = |n: u32| format!("Content-Type:multipart/mixed;boundary=b{n}\n\n--b{n}\n");
        let parts: Vec<String> = (0..200_000).map(part).collect();
        is_unknown(parts.concat().as_bytes());
    }

    #[test]
    fn a_nest_in_base64_is_not_opened() {
        use base64::{Engine as _, engine::general_purpose::STANDARD};
        let inner = "Content-Type: message/rfc822\r\n\r\n".repeat(300_000);
        let mut raw = b"From: a@example.net\r\nContent-Type: message/rfc822\r\n\
            Content-Transfer-Encoding: base64\r\n\r\n"
            .to_vec();
        raw.extend(STANDARD.encode(inner).into_bytes());
        assert!(raw.len() < SIZE_MAX);
        assert_ne!(classify(&raw, Some(&ours())).class, Class::Bounce);
    }

    #[test]
    fn as_many_parts_as_fit_are_unknown() {
        let mut raw = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n".to_vec();
        raw.extend("--b\n\n\n".repeat(200_000).into_bytes());
        let read = classify(&raw, None);
        assert_ne!(read.class, Class::Bounce);
    }

    #[test]
    fn a_report_passed_on_twice_is_still_read() {
        let mut raw = samples().remove(0).raw;
        for _ in 0..3 {
            raw = [b"From: a@example.net\r\nContent-Type: message/rfc822\r\n\r\n", &*raw].concat();
        }
        let read = classify(&raw, Some(&ours()));
        assert_ne!(read.class, Class::Bounce, "second-hand");
    }
}
