//! One dialogue of the server of tests.

use std::future::pending;
use std::io;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;

use super::plan::Act;
use super::shared::{Received, Shared, TlsStart};
use crate::Stage;

trait Io: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Io for T {}

/// Whether the dialogue goes on.
enum Flow {
    /// The stage went as usual.
    Done,
    /// The stage was refused.
    Refused,
}

struct Session {
    io: BufReader<Box<dyn Io>>,
    out: Vec<u8>,
    number: u64,
    shared: Arc<Shared>,
    protected: bool,
    signed_in: bool,
    return_path: Option<String>,
    recipient: Option<String>,
}

/// Holds one dialogue to its end; a broken one ends like a closed one.
pub(super) async fn run(stream: TcpStream, number: u64, shared: Arc<Shared>) {
    let _ = hold(stream, number, shared).await;
}

async fn hold(stream: TcpStream, number: u64, shared: Arc<Shared>) -> io::Result<()> {
    let mut session = Session {
        io: BufReader::with_capacity(16 * 1024, Box::new(stream)),
        out: Vec::new(),
        number,
        protected: false,
        signed_in: shared.settings.credentials.is_none(),
        shared,
        return_path: None,
        recipient: None,
    };
    if session.tls_start() == Some(TlsStart::AtOnce) {
        session = session.protect().await?;
    }
    session.step(Stage::Greeting, "220 test ESMTP").await?;
    loop {
        let Some(line) = session.line().await? else { return Ok(()) };
        let line = String::from_utf8_lossy(&line).trim_end().to_owned();
        let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        match verb.as_str() {
            "EHLO" | "HELO" => session.hello(&verb).await?,
            "STARTTLS" if session.tls_start().is_some() && !session.protected => {
                if let Flow::Done = session.step(Stage::Tls, "220 go").await? {
                    session.flush().await?;
                    session = session.protect().await?;
                }
            }
            "AUTH" => session.auth(&line).await?,
            "MAIL" => session.mail(&line).await?,
            "RCPT" => session.rcpt(&line).await?,
            "DATA" => session.data().await?,
            "RSET" => {
                (session.return_path, session.recipient) = (None, None);
                session.say("250 reset");
            }
            "NOOP" => session.say("250 ok"),
            "QUIT" => {
                session.say("221 bye");
                return session.flush().await;
            }
            _ => session.say("502 5.5.1 unknown command"),
        }
    }
}

fn closed() -> io::Error {
    io::ErrorKind::ConnectionAborted.into()
}

/// What stands between angle brackets.
fn bracketed(line: &str) -> Option<String> {
    let (_, rest) = line.split_once('<')?;
    let (inner, _) = rest.split_once('>')?;
    Some(inner.to_owned())
}

impl Session {
    fn tls_start(&self) -> Option<TlsStart> {
        self.shared.settings.tls.as_ref().map(|tls| tls.start)
    }

    async fn protect(mut self) -> io::Result<Self> {
        let tls = self.shared.settings.tls.as_ref().ok_or_else(closed)?;
        let acceptor = TlsAcceptor::from(Arc::clone(&tls.config));
        let stream = acceptor.accept(self.io.into_inner()).await?;
        self.io = BufReader::with_capacity(16 * 1024, Box::new(stream));
        self.protected = true;
        Ok(self)
    }

    fn say(&mut self, line: &str) {
        self.out.extend_from_slice(line.as_bytes());
        self.out.extend_from_slice(b"\r\n");
    }

    async fn flush(&mut self) -> io::Result<()> {
        if !self.out.is_empty() {
            self.io.write_all(&self.out).await?;
            self.io.flush().await?;
            self.out.clear();
        }
        Ok(())
    }

    /// The next line with its end; none when the client closed. Replies leave
    /// when no command is waiting, so that grouped commands get grouped replies.
    async fn line(&mut self) -> io::Result<Option<Vec<u8>>> {
        if self.io.buffer().is_empty() {
            self.flush().await?;
        }
        let mut line = Vec::new();
        let read = self.io.read_until(b'\n', &mut line).await?;
        Ok((read > 0).then_some(line))
    }

    /// Does what the plan says, or answers `usual`.
    async fn step(&mut self, stage: Stage, usual: &str) -> io::Result<Flow> {
        let recipient = self.recipient.as_deref().unwrap_or_default();
        match self.shared.plan.act(stage, self.number, recipient) {
            Act::Proceed => self.say(usual),
            Act::After(pause) => {
                tokio::time::sleep(pause).await;
                self.say(usual);
            }
            Act::Raw(bytes) => self.out.extend_from_slice(&bytes),
            Act::Reply(code, text) => {
                self.say(&format!("{code} {text}"));
                if code == 421 {
                    self.flush().await?;
                    return Err(closed());
                }
                return Ok(if code < 400 { Flow::Done } else { Flow::Refused });
            }
            Act::Hang | Act::HangKept => {
                self.flush().await?;
                return pending().await;
            }
            Act::Drop | Act::DropKept => {
                self.flush().await?;
                return Err(closed());
            }
        }
        Ok(Flow::Done)
    }

    async fn hello(&mut self, verb: &str) -> io::Result<()> {
        let mut lines = vec!["test".to_owned()];
        if verb == "EHLO" {
            lines.extend(self.shared.settings.extensions.iter().cloned());
            if self.tls_start() == Some(TlsStart::OnCommand) && !self.protected {
                lines.push("STARTTLS".to_owned());
            }
            let only_login = lines.iter().any(|line| line == "AUTH LOGIN");
            if self.shared.settings.credentials.is_some() && !only_login {
                lines.push("AUTH PLAIN LOGIN".to_owned());
            }
        }
        let last = lines.len().saturating_sub(1);
        let reply: Vec<String> = lines
            .iter()
            .enumerate()
            .map(|(n, line)| format!("250{}{line}", if n == last { ' ' } else { '-' }))
            .collect();
        self.step(Stage::Hello, &reply.join("\r\n")).await.map(|_| ())
    }

    async fn auth(&mut self, line: &str) -> io::Result<()> {
        let mut words = line.split(' ').skip(1);
        let (user, password) = match (words.next(), words.next()) {
            (Some("PLAIN"), Some(initial)) => {
                let decoded = decode(initial);
                let mut parts = decoded.split('\0').skip(1).map(str::to_owned);
                (parts.next().unwrap_or_default(), parts.next().unwrap_or_default())
            }
            (Some("LOGIN"), None) => {
                self.say("334 VXNlcm5hbWU6");
                let user = self.line().await?.ok_or_else(closed)?;
                self.say("334 UGFzc3dvcmQ6");
                let password = self.line().await?.ok_or_else(closed)?;
                (
                    decode(&String::from_utf8_lossy(&user)),
                    decode(&String::from_utf8_lossy(&password)),
                )
            }
            _ => {
                self.say("504 5.5.4 unknown mechanism");
                return Ok(());
            }
        };
        if self.shared.settings.credentials == Some((user, password)) {
            if let Flow::Done = self.step(Stage::Auth, "235 2.7.0 welcome").await? {
                self.signed_in = true;
            }
        } else {
            self.say("535 5.7.8 wrong user name or password");
        }
        Ok(())
    }

    async fn mail(&mut self, line: &str) -> io::Result<()> {
        if !self.signed_in {
            self.say("530 5.7.0 sign in first");
        } else if self.return_path.is_some() {
            self.say("503 5.5.1 nested MAIL");
        } else if let Flow::Done = self.step(Stage::MailFrom, "250 2.1.0 ok").await? {
            self.return_path = bracketed(line);
        }
        Ok(())
    }

    async fn rcpt(&mut self, line: &str) -> io::Result<()> {
        if self.return_path.is_none() {
            self.say("503 5.5.1 MAIL first");
            return Ok(());
        }
        self.recipient = bracketed(line);
        if let Flow::Refused = self.step(Stage::RcptTo, "250 2.1.5 ok").await? {
            self.recipient = None;
        }
        Ok(())
    }

    async fn data(&mut self) -> io::Result<()> {
        let (Some(return_path), Some(recipient)) =
            (self.return_path.clone(), self.recipient.clone())
        else {
            self.say("503 5.5.1 RCPT first");
            return Ok(());
        };
        if let Flow::Refused = self.step(Stage::Data, "354 go").await? {
            return Ok(());
        }
        self.flush().await?;
        let raw = self.content().await?;
        let message_id = message_id(&raw);
        let received = Received { return_path, recipient: recipient.clone(), message_id, raw };
        (self.return_path, self.recipient) = (None, None);
        match self.shared.plan.act(Stage::EndOfData, self.number, &recipient) {
            Act::Reply(code, text) if code >= 400 => {
                self.say(&format!("{code} {text}"));
                if code == 421 {
                    self.flush().await?;
                    return Err(closed());
                }
            }
            Act::Drop => return Err(closed()),
            Act::Hang => return pending().await,
            Act::DropKept => {
                self.shared.take(received)?;
                return Err(closed());
            }
            Act::HangKept => {
                self.shared.take(received)?;
                return pending().await;
            }
            Act::After(pause) => {
                tokio::time::sleep(pause).await;
                self.shared.take(received)?;
                self.say("250 2.0.0 taken");
            }
            Act::Proceed => {
                self.shared.take(received)?;
                self.say("250 2.0.0 taken");
            }
            Act::Reply(code, text) => {
                self.shared.take(received)?;
                self.say(&format!("{code} {text}"));
            }
            Act::Raw(bytes) => {
                self.shared.take(received)?;
                self.out.extend_from_slice(&bytes);
            }
        }
        Ok(())
    }

    /// Reads to the final dot and undoubles dots. The plan is asked once, after
    /// the first line, so that a drop there is a drop in the middle.
    async fn content(&mut self) -> io::Result<Vec<u8>> {
        let mut raw = Vec::with_capacity(8 * 1024);
        let mut asked = false;
        loop {
            let start = raw.len();
            if self.io.read_until(b'\n', &mut raw).await? == 0 {
                return Err(closed());
            }
            if raw.get(start..) == Some(b".\r\n") {
                raw.truncate(start);
                return Ok(raw);
            }
            if raw.get(start) == Some(&b'.') {
                raw.remove(start);
            }
            if !asked {
                asked = true;
                let recipient = self.recipient.as_deref().unwrap_or_default();
                match self.shared.plan.act(Stage::Body, self.number, recipient) {
                    Act::Drop | Act::DropKept => return Err(closed()),
                    Act::Hang | Act::HangKept => return pending().await,
                    Act::After(pause) => tokio::time::sleep(pause).await,
                    Act::Proceed | Act::Reply(..) | Act::Raw(_) => {}
                }
            }
        }
    }
}

fn decode(base64: &str) -> String {
    let bytes = STANDARD.decode(base64.trim()).unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The Message-ID header of a message, folded or not.
fn message_id(raw: &[u8]) -> String {
    mail_parser::MessageParser::default()
        .parse_headers(raw)
        .and_then(|headers| headers.message_id().map(str::to_owned))
        .unwrap_or_default()
}
