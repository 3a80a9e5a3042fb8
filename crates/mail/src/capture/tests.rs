use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Duration};
use kernel::{Env, MockClock};

use super::*;
use crate::testing::{TestSeal, outgoing};
use crate::{NotSent, Outcome, Reference, SealError, Transport};

struct World {
    capture: Capture,
    clock: Arc<MockClock>,
    env: Env,
    folder: tempfile::TempDir,
}

fn reopen(folder: &Path, env: &Env) -> Capture {
    Capture::open(folder.to_path_buf(), env.clone(), Arc::new(TestSeal)).unwrap()
}

fn world() -> World {
    let (env, clock) = Env::test(DateTime::from_timestamp(1_790_000_000, 0).unwrap(), 5);
    let folder = tempfile::tempdir().unwrap();
    let capture = reopen(folder.path(), &env);
    World { capture, clock, env, folder }
}

#[tokio::test]
async fn lists_newest_first_and_pages_without_gap_or_repeat() {
    let w = world();
    let mut sent = Vec::new();
    for _ in 0..7 {
        let outgoing = outgoing(&w.env, "jeanne@example.net");
        sent.push(outgoing.message.reference());
        assert!(w.capture.send(outgoing).await.is_accepted());
        w.clock.advance(Duration::milliseconds(5));
    }
    sent.reverse();
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let page = w.capture.list(after, 3).await.unwrap();
        assert_eq!(page.total, 7);
        seen.extend(page.items.iter().map(|(place, _)| place.reference));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen, sent);
}

#[tokio::test]
async fn a_captured_message_reads_back_decoded() {
    let w = world();
    let sent = outgoing(&w.env, "jeanne@example.net");
    w.capture.send(sent.clone()).await;
    let mail = w.capture.read(sent.message.reference()).await.unwrap().unwrap();
    assert_eq!(mail.recipient, "jeanne@example.net");
    assert_eq!(mail.return_path, sent.envelope.return_path.as_str());
    assert_eq!(mail.raw, sent.message.raw());
    assert_eq!(mail.at, w.env.now());
    assert!(mail.subject.contains("établissement"), "{}", mail.subject);
    assert!(mail.text.contains("Bonjour"));
    assert!(mail.html.unwrap().contains("<p>"));
    assert!(mail.headers.iter().any(|h| h.name == "Auto-Submitted" && h.value == "auto-generated"));
    assert_eq!(w.capture.read(Reference::new(&w.env)).await.unwrap().map(|m| m.raw), None);
}

#[tokio::test]
async fn the_same_reference_is_captured_once() {
    let w = world();
    let sent = outgoing(&w.env, "jeanne@example.net");
    assert!(w.capture.send(sent.clone()).await.is_accepted());
    w.clock.advance(Duration::seconds(9));
    assert!(w.capture.send(sent).await.is_accepted());
    let page = w.capture.list(None, 10).await.unwrap();
    assert_eq!((page.total, page.items.len()), (1, 1));
}

#[tokio::test]
async fn nothing_readable_reaches_the_disk() {
    let w = world();
    w.capture.send(outgoing(&w.env, "jeanne@example.net")).await;
    let mut files = 0;
    for part in ["messages", "order"] {
        for entry in std::fs::read_dir(w.folder.path().join(part)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let bytes = std::fs::read(&path).unwrap();
            let shown = format!("{name}{}", String::from_utf8_lossy(&bytes));
            assert!(!shown.contains("jeanne") && !shown.contains("Bonjour"), "{shown}");
            files += 1;
        }
    }
    assert_eq!(files, 2);
}

#[tokio::test]
async fn a_death_between_the_two_writes_is_repaired_at_the_next_start() {
    let w = world();
    w.capture.send(outgoing(&w.env, "jeanne@example.net")).await;
    for entry in std::fs::read_dir(w.folder.path().join("order")).unwrap() {
        std::fs::remove_file(entry.unwrap().path()).unwrap();
    }
    assert_eq!(w.capture.list(None, 10).await.unwrap().total, 0);
    let page = reopen(w.folder.path(), &w.env).list(None, 10).await.unwrap();
    assert_eq!(page.total, 1);
    assert!(page.items.first().unwrap().1.is_ok());
}

#[tokio::test]
async fn a_file_swapped_for_another_message_is_refused() {
    let w = world();
    let (one, two) = (outgoing(&w.env, "a@example.net"), outgoing(&w.env, "b@example.net"));
    let (from, to) = (one.message.reference(), two.message.reference());
    w.capture.send(one).await;
    w.capture.send(two).await;
    let messages = w.folder.path().join("messages");
    std::fs::copy(messages.join(from.to_string()), messages.join(to.to_string())).unwrap();
    assert!(matches!(w.capture.read(to).await, Err(CaptureError::Seal(SealError))));
    let page = w.capture.list(None, 10).await.unwrap();
    assert_eq!(page.items.iter().filter(|(_, mail)| mail.is_err()).count(), 1);
}

#[tokio::test]
async fn old_messages_are_removed_and_newer_ones_kept() {
    let w = world();
    w.capture.send(outgoing(&w.env, "a@example.net")).await;
    w.clock.advance(Duration::days(2));
    w.capture.send(outgoing(&w.env, "b@example.net")).await;
    assert_eq!(w.capture.remove_before(w.env.now() - Duration::days(1)).await.unwrap(), 1);
    let page = w.capture.list(None, 10).await.unwrap();
    let kept: Vec<_> = page.items.into_iter().map(|(_, mail)| mail.unwrap().recipient).collect();
    assert_eq!(kept, ["b@example.net"]);
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_means_not_sent() {
    let w = world();
    std::fs::remove_dir_all(w.folder.path().join("messages")).unwrap();
    let outcome = w.capture.send(outgoing(&w.env, "a@example.net")).await;
    assert!(matches!(outcome, Outcome::NotSent(NotSent::Capture(_))), "{outcome:?}");
    assert!(w.capture.check().await.is_err());
}
