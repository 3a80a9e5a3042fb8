//! Each thing a server can do, and what is known afterwards.

use std::time::Duration;

use kernel::Env;
use mail::testing::{self, Act, SmtpServer};
use mail::{Enhanced, InDoubt, Message, NotSent, Outcome, Refusal, Stage, Transport, Unprepared};

use crate::world::{outgoing, send, send_in_a_hurry, transport};

#[tokio::test]
async fn an_accepted_message_arrives_unchanged() {
    let server = SmtpServer::start().await.unwrap();
    let outgoing = outgoing();
    let outcome = transport(&server).send(outgoing.clone()).await;
    let Outcome::Accepted(reply) = outcome else { panic!("{outcome:?}") };
    assert_eq!((reply.code(), reply.text()), (250, "2.0.0 taken"));
    let received = server.received();
    let [message] = received.as_slice() else { panic!("{} messages", received.len()) };
    assert_eq!(message.raw, outgoing.message.raw());
    assert_eq!(message.message_id, outgoing.message.id());
    assert_eq!(message.recipient, "jeanne@example.net");
    assert_eq!(message.return_path, "retours@labo.example.org");
}

#[tokio::test]
async fn lines_that_start_with_dots_arrive_unchanged() {
    let server = SmtpServer::start().await.unwrap();
    let mut outgoing = outgoing();
    let raw = b"Message-ID: <dots@example.org>\r\n\r\n.\r\n..\r\n.a\r\nb.\r\n.\r\n".to_vec();
    outgoing.message = Message::from_raw(outgoing.message.reference(), raw.clone()).unwrap();
    assert!(transport(&server).send(outgoing).await.is_accepted());
    assert_eq!(server.received()[0].raw, raw);
}

#[tokio::test]
async fn nothing_is_transmitted_before_data() {
    let server = SmtpServer::start().await.unwrap();
    let reached = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let seen = reached.clone();
    server.on(Stage::Data, move |_| {
        seen.store(true, std::sync::atomic::Ordering::SeqCst);
        Act::Proceed
    });
    let prepared = transport(&server).prepare(outgoing()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert!(!reached.load(std::sync::atomic::Ordering::SeqCst));
    drop(prepared);
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert!(!reached.load(std::sync::atomic::Ordering::SeqCst));
    assert_eq!(server.count(), 0);
}

fn refusal(outcome: Outcome) -> Refusal {
    match outcome {
        Outcome::Refused(refusal) => refusal,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn refusals_say_at_which_step_with_which_code_and_whether_for_good() {
    for (stage, code, text, permanent) in [
        (Stage::MailFrom, 550, "5.7.1 sender refused", true),
        (Stage::MailFrom, 451, "4.7.1 come back", false),
        (Stage::RcptTo, 550, "5.1.1 <jeanne@example.net>: no such user", true),
        (Stage::RcptTo, 450, "4.2.1 greylisted", false),
        (Stage::Data, 554, "5.5.1 no", true),
        (Stage::EndOfData, 554, "5.7.1 content refused", true),
        (Stage::EndOfData, 451, "4.3.0 try later", false),
        (Stage::EndOfData, 452, "4.2.2 Boîte pleine", false),
    ] {
        let server = SmtpServer::start().await.unwrap();
        server.always(stage, Act::reply(code, text));
        let refusal = refusal(send(&server).await);
        assert_eq!((refusal.stage, refusal.is_permanent()), (stage, permanent), "{text}");
        assert_eq!((refusal.reply.code(), refusal.reply.text()), (code, text));
        let enhanced = text.split(' ').next().and_then(Enhanced::parse);
        assert_eq!(refusal.reply.enhanced(), enhanced);
        assert_eq!(server.count(), 0);
    }
}

#[tokio::test]
async fn recipients_can_be_refused_one_by_one() {
    let server = SmtpServer::start().await.unwrap();
    server.on(Stage::RcptTo, |scene| match scene.recipient {
        "gone@example.net" => Act::reply(550, "5.1.1 no such user"),
        _ => Act::Proceed,
    });
    let transport = transport(&server);
    let env = crate::world::env();
    let mut outcomes = Vec::new();
    for recipient in ["a@example.net", "gone@example.net", "b@example.net"] {
        let outcome = transport.send(testing::outgoing(&env, recipient)).await;
        outcomes.push(outcome.is_accepted());
    }
    assert_eq!(outcomes, [true, false, true]);
    assert_eq!(server.connections(), 1, "a refusal does not cost the connection");
}

#[tokio::test]
async fn failures_before_the_final_dot_are_surely_not_sent() {
    for (stage, act, expected) in [
        (Stage::Greeting, Act::Drop, NotSent::Lost(Stage::Greeting)),
        (Stage::Greeting, Act::Hang, NotSent::TimedOut(Stage::Greeting)),
        (Stage::Greeting, Act::Raw(b"hello?\r\n".to_vec()), NotSent::Protocol(Stage::Greeting)),
        (Stage::Hello, Act::Drop, NotSent::Lost(Stage::Hello)),
        (Stage::Hello, Act::Hang, NotSent::TimedOut(Stage::Hello)),
        (Stage::MailFrom, Act::Drop, NotSent::Lost(Stage::MailFrom)),
        (Stage::MailFrom, Act::Hang, NotSent::TimedOut(Stage::MailFrom)),
        (Stage::RcptTo, Act::Drop, NotSent::Lost(Stage::RcptTo)),
        (Stage::RcptTo, Act::Hang, NotSent::TimedOut(Stage::RcptTo)),
        (Stage::Data, Act::Drop, NotSent::Lost(Stage::Data)),
        (Stage::Data, Act::Hang, NotSent::TimedOut(Stage::Data)),
        (Stage::Data, Act::reply(250, "not a go"), NotSent::Protocol(Stage::Data)),
    ] {
        let server = SmtpServer::start().await.unwrap();
        server.always(stage, act.clone());
        let hangs = act == Act::Hang;
        let outcome = if hangs { send_in_a_hurry(&server).await } else { send(&server).await };
        assert_eq!(outcome, Outcome::NotSent(expected), "{stage:?} {act:?}");
        assert_eq!(server.count(), 0);
    }
}

#[tokio::test]
async fn a_server_that_does_not_serve_is_not_the_recipients_fault() {
    for stage in [Stage::Greeting, Stage::MailFrom, Stage::RcptTo, Stage::Data] {
        let server = SmtpServer::start().await.unwrap();
        server.always(stage, Act::reply(421, "4.3.2 closing"));
        let outcome = send(&server).await;
        let Outcome::NotSent(NotSent::Unavailable(reply)) = outcome else {
            panic!("{stage:?}: {outcome:?}")
        };
        assert_eq!(reply.code(), 421);
    }
    let server = SmtpServer::start().await.unwrap();
    server.always(Stage::Greeting, Act::reply(554, "no service"));
    assert!(matches!(send(&server).await, Outcome::NotSent(NotSent::Unavailable(_))));
}

#[tokio::test]
async fn a_connection_lost_in_the_middle_of_a_large_body_is_surely_not_sent() {
    let server = SmtpServer::start().await.unwrap();
    server.always(Stage::Body, Act::Drop);
    let mut outgoing = outgoing();
    // More than the socket buffers of both sides hold: writing must fail.
    let mut raw = b"Message-ID: <large@example.org>\r\n\r\n".to_vec();
    raw.extend(
        b"0123456789012345678901234567890123456789012345678901234567890123\r\n".repeat(450_000),
    );
    outgoing.message = Message::from_raw(outgoing.message.reference(), raw).unwrap();
    let outcome = transport(&server).send(outgoing).await;
    assert_eq!(outcome, Outcome::NotSent(NotSent::Lost(Stage::Body)));
}

#[tokio::test]
async fn a_connection_lost_in_the_middle_of_a_small_body_is_never_called_accepted() {
    let server = SmtpServer::start().await.unwrap();
    server.always(Stage::Body, Act::Drop);
    let outcome = send(&server).await;
    let honest = matches!(
        outcome,
        Outcome::NotSent(NotSent::Lost(Stage::Body)) | Outcome::InDoubt(InDoubt::Lost)
    );
    assert!(honest, "{outcome:?}");
    assert_eq!(server.count(), 0);
}

#[tokio::test]
async fn no_word_after_the_final_dot_is_in_doubt_whether_kept_or_not() {
    for (act, expected, kept) in [
        (Act::Drop, InDoubt::Lost, 0),
        (Act::DropKept, InDoubt::Lost, 1),
        (Act::Hang, InDoubt::TimedOut, 0),
        (Act::HangKept, InDoubt::TimedOut, 1),
        (Act::Raw(b"ok!\r\n".to_vec()), InDoubt::Unreadable, 1),
        (Act::Raw(b"354 what\r\n".to_vec()), InDoubt::Unreadable, 1),
    ] {
        let server = SmtpServer::start().await.unwrap();
        server.always(Stage::EndOfData, act.clone());
        let hangs = matches!(act, Act::Hang | Act::HangKept);
        let outcome = if hangs { send_in_a_hurry(&server).await } else { send(&server).await };
        assert_eq!(outcome, Outcome::InDoubt(expected), "{act:?}");
        assert_eq!(server.count(), kept, "{act:?}");
    }
}

#[tokio::test]
async fn a_421_after_the_final_dot_is_a_refusal_and_not_a_doubt() {
    let server = SmtpServer::start().await.unwrap();
    server.always(Stage::EndOfData, Act::reply(421, "4.3.2 closing"));
    let refusal = refusal(send(&server).await);
    assert_eq!((refusal.stage, refusal.is_permanent()), (Stage::EndOfData, false));
}

#[tokio::test]
async fn replies_in_latin_1_and_replies_without_text_are_read() {
    let server = SmtpServer::start().await.unwrap();
    server.once(Stage::EndOfData, Act::Raw(b"250\r\n".to_vec()));
    assert!(send(&server).await.is_accepted());
    server.once(Stage::EndOfData, Act::Raw(b"552 5.2.2 Bo\xeete pleine\r\n".to_vec()));
    let refusal = refusal(send(&server).await);
    assert_eq!(refusal.reply.text(), "5.2.2 Boîte pleine");
}

#[tokio::test]
async fn a_slow_greeting_is_waited_for() {
    let server = SmtpServer::start().await.unwrap();
    server.always(Stage::Greeting, Act::After(Duration::from_millis(100)));
    assert!(send(&server).await.is_accepted());
}

#[tokio::test]
async fn nobody_listening_means_not_sent() {
    // A port that was free a moment ago, and is again.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let transport = mail::SmtpTransport::new(mail::smtp::SmtpConfig::loopback(port)).unwrap();
    let outcome = transport.send(outgoing()).await;
    assert_eq!(outcome, Outcome::NotSent(NotSent::Unreachable));
}

#[tokio::test]
async fn a_message_beyond_the_servers_size_is_not_even_offered() {
    let server = SmtpServer::builder().extensions(&["SIZE 1000"]).start().await.unwrap();
    let unprepared = transport(&server).prepare(outgoing()).await.err();
    assert_eq!(unprepared, Some(Unprepared::NotSent(NotSent::TooLarge)));
}

#[tokio::test]
async fn servers_without_any_extension_are_served_too() {
    let server = SmtpServer::builder().extensions(&[]).start().await.unwrap();
    server.once(Stage::Hello, Act::reply(502, "what is EHLO"));
    let transport = transport(&server);
    for _ in 0..3 {
        assert!(transport.send(outgoing()).await.is_accepted());
    }
    assert_eq!((server.count(), server.connections()), (3, 1));
}

#[tokio::test]
async fn the_journal_has_one_line_per_message_taken() {
    let journal = tempfile::NamedTempFile::new().unwrap();
    let server = SmtpServer::builder().journal(journal.path()).start().await.unwrap();
    server.on(Stage::EndOfData, |scene| match scene.count {
        2 => Act::reply(554, "no"),
        3 => Act::DropKept,
        _ => Act::Proceed,
    });
    let env: Env = crate::world::env();
    let transport = transport(&server);
    let mut expected = Vec::new();
    for n in 1..=4 {
        let outgoing = testing::outgoing(&env, "Jeanne@example.net");
        if n != 2 {
            // sha256 of "jeanne@example.net", as `sha256sum` prints it.
            let hash = "2eb0202d6bfe8bdaa27f0559d9393354e67a51f1779f77286ad69383c163b6db";
            expected.push(format!("{}\t{hash}", outgoing.message.id()));
        }
        transport.send(outgoing).await;
    }
    let written = std::fs::read_to_string(journal.path()).unwrap();
    assert_eq!(written.lines().collect::<Vec<_>>(), expected);
}
