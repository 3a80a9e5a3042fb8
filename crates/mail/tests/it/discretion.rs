//! What the logs say, and never say.

use std::io;
use std::sync::{Arc, Mutex};

use mail::testing::{Act, SmtpServer};
use mail::{Stage, Transport};

use crate::world::{from_url, outgoing, send};

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn logs_hold_codes_and_references_and_no_address_or_password() {
    let lines = Lines::default();
    let writer = lines.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    // Of this thread alone: the test's runtime has no other.
    let guard = tracing::subscriber::set_default(subscriber);
    let server = SmtpServer::start().await.unwrap();
    for (stage, act) in [
        (Stage::RcptTo, Act::reply(550, "5.1.1 <jeanne@example.net>: no such user")),
        (Stage::EndOfData, Act::reply(554, "5.7.1 jeanne@example.net is not here")),
        (Stage::EndOfData, Act::Drop),
        (Stage::Greeting, Act::reply(421, "4.3.2 go away, jeanne@example.net")),
    ] {
        server.once(stage, act);
        send(&server).await;
        server.normal(stage);
    }
    let password = format!("smtp://user:hush-hush@{}?tls=none", server.address());
    from_url(&password).send(outgoing()).await;
    drop(guard);
    let written = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    assert!(written.contains("550 5.1.1") && written.contains("message in doubt"), "{written}");
    assert!(written.contains(&outgoing().message.reference().to_string()), "{written}");
    for secret in ["jeanne", "@", "hush-hush", "no such user", "Bonjour"] {
        assert!(!written.contains(secret), "{secret} in {written}");
    }
}
