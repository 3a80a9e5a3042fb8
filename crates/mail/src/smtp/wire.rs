//! Lines and replies on a connection, each bounded in time and size.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::time::timeout;

use crate::{NotSent, Reply, Stage};

/// The longest reply line read. RFC 5321 says 512; some servers write more.
const LINE_MAX: usize = 4096;
/// The longest reply read.
const REPLY_MAX: usize = 64 * 1024;

/// A byte stream, in clear or protected.
pub(super) trait Io: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Io for T {}

/// Why a step on the wire failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WireError {
    /// Closed or broken.
    Lost,
    /// Not in time.
    TimedOut,
    /// Bytes that are no SMTP reply.
    Garbled,
}

impl WireError {
    /// The same, as a certainty that nothing was sent.
    pub(super) const fn before_the_dot(self, stage: Stage) -> NotSent {
        match self {
            Self::Lost => NotSent::Lost(stage),
            Self::TimedOut => NotSent::TimedOut(stage),
            Self::Garbled => NotSent::Protocol(stage),
        }
    }
}

impl From<io::Error> for WireError {
    fn from(_: io::Error) -> Self {
        Self::Lost
    }
}

/// A connection seen as lines and replies.
pub(super) struct Wire {
    io: BufReader<Box<dyn Io>>,
    line: Vec<u8>,
}

impl Wire {
    pub(super) fn new(io: Box<dyn Io>) -> Self {
        Self { io: BufReader::with_capacity(2048, io), line: Vec::new() }
    }

    /// The stream itself, unless bytes were received that nobody asked for.
    pub(super) fn into_quiet_stream(self) -> Option<Box<dyn Io>> {
        self.io.buffer().is_empty().then(|| self.io.into_inner())
    }

    /// Writes all bytes.
    pub(super) async fn write(&mut self, bytes: &[u8], limit: Duration) -> Result<(), WireError> {
        let writing = async {
            self.io.write_all(bytes).await?;
            self.io.flush().await
        };
        Ok(timeout(limit, writing).await.map_err(|_| WireError::TimedOut)??)
    }

    /// Reads one reply, of one or several lines.
    pub(super) async fn reply(&mut self, limit: Duration) -> Result<Reply, WireError> {
        timeout(limit, self.read_reply()).await.map_err(|_| WireError::TimedOut)?
    }

    /// Writes a command and reads its reply.
    pub(super) async fn command(
        &mut self,
        command: &str,
        limit: Duration,
    ) -> Result<Reply, WireError> {
        self.write(command.as_bytes(), limit).await?;
        self.reply(limit).await
    }

    /// Says QUIT and waits a moment for the answer, whatever it is.
    pub(super) async fn goodbye(&mut self) {
        let _ = self.command("QUIT\r\n", Duration::from_secs(2)).await;
    }

    async fn read_reply(&mut self) -> Result<Reply, WireError> {
        let mut text = String::new();
        let mut code = None;
        loop {
            self.read_line().await?;
            let line = ReplyLine::parse(&self.line).ok_or(WireError::Garbled)?;
            if *code.get_or_insert(line.code) != line.code {
                return Err(WireError::Garbled);
            }
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&line.text);
            if text.len() > REPLY_MAX {
                return Err(WireError::Garbled);
            }
            if !line.continues {
                return Ok(Reply::new(line.code, text));
            }
        }
    }

    async fn read_line(&mut self) -> Result<(), WireError> {
        self.line.clear();
        loop {
            let available = self.io.fill_buf().await?;
            if available.is_empty() {
                return Err(WireError::Lost);
            }
            let end = available.iter().position(|&b| b == b'\n');
            let taken = end.map_or(available.len(), |end| end + 1);
            self.line.extend(available.iter().take(taken));
            self.io.consume(taken);
            if self.line.len() > LINE_MAX {
                return Err(WireError::Garbled);
            }
            if end.is_some() {
                return Ok(());
            }
        }
    }
}

struct ReplyLine {
    code: u16,
    continues: bool,
    text: String,
}

impl ReplyLine {
    fn parse(line: &[u8]) -> Option<Self> {
        let (digits, rest) = line.split_at_checked(3)?;
        let code = std::str::from_utf8(digits).ok()?.parse().ok()?;
        if !(200..=599).contains(&code) || !digits.iter().all(u8::is_ascii_digit) {
            return None;
        }
        // A code and nothing else is a reply too (RFC 5321 4.2).
        let (continues, text) = match rest {
            [b'-', text @ ..] => (true, text),
            [b' ', text @ ..] => (false, text),
            [b'\r' | b'\n', ..] => (false, &[][..]),
            _ => return None,
        };
        // Not UTF-8: most likely Latin-1, in which every byte is a character.
        let text = std::str::from_utf8(text)
            .map_or_else(|_| text.iter().copied().map(char::from).collect(), str::to_owned);
        Some(Self { code, continues, text: text.trim_end().to_owned() })
    }
}

/// The content as it goes over the wire: dots doubled at line starts (RFC 5321
/// 4.5.2), with a line end at the end, without the final dot.
pub(super) fn dot_stuffed(raw: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(raw.len() + 64);
    for line in raw.split_inclusive(|&b| b == b'\n') {
        if line.first() == Some(&b'.') {
            out.push(b'.');
        }
        out.extend_from_slice(line);
    }
    if !out.ends_with(b"\r\n") {
        out.extend_from_slice(b"\r\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    async fn read(bytes: &[u8]) -> Result<Reply, WireError> {
        let (mut ours, theirs) = tokio::io::duplex(1 << 20);
        ours.write_all(bytes).await.unwrap();
        drop(ours);
        Wire::new(Box::new(theirs)).reply(Duration::from_secs(5)).await
    }

    #[tokio::test]
    async fn reads_replies_as_servers_write_them() {
        for (bytes, code, text) in [
            (&b"250 ok\r\n"[..], 250, "ok"),
            (b"250\r\n", 250, ""),
            (b"250 ok\n", 250, "ok"),
            (b"250-one\r\n250-two\r\n250 three\r\n", 250, "one\ntwo\nthree"),
            (b"550-5.1.1 no\r\n550 5.1.1 such user\r\n", 550, "5.1.1 no\n5.1.1 such user"),
            (b"552 Bo\xeete pleine\r\n", 552, "Bo\u{ee}te pleine"),
            ("552 Boîte pleine\r\n".as_bytes(), 552, "Boîte pleine"),
        ] {
            let reply = read(bytes).await.unwrap();
            assert_eq!((reply.code(), reply.text()), (code, text));
        }
    }

    #[tokio::test]
    async fn refuses_what_is_no_reply() {
        for (bytes, error) in [
            (&b"hello\r\n"[..], WireError::Garbled),
            (b"250x\r\n", WireError::Garbled),
            (b"+50 x\r\n", WireError::Garbled),
            (b"999 x\r\n", WireError::Garbled),
            (b"250-one\r\n550 two\r\n", WireError::Garbled),
            (b"250-one\r\n", WireError::Lost),
            (b"250 no line end", WireError::Lost),
            (b"", WireError::Lost),
        ] {
            assert_eq!(read(bytes).await, Err(error), "{bytes:?}");
        }
        assert_eq!(read(&[b'2'; LINE_MAX + 2]).await, Err(WireError::Garbled));
        assert_eq!(read(&b"250-x\r\n".repeat(40_000)).await, Err(WireError::Garbled));
    }

    #[test]
    fn doubles_dots_at_line_starts_only() {
        assert_eq!(dot_stuffed(b".a\r\nb.\r\n..\r\n"), b"..a\r\nb.\r\n...\r\n");
        assert_eq!(dot_stuffed(b"a"), b"a\r\n");
        assert_eq!(dot_stuffed(b""), b"\r\n");
    }

    proptest! {
        #[test]
        fn stuffed_content_never_holds_a_final_dot(lines in proptest::collection::vec("[.a]{0,4}", 0..20)) {
            let stuffed = dot_stuffed(lines.join("\r\n").as_bytes());
            let mut framed = b"\r\n".to_vec();
            framed.extend(&stuffed);
            prop_assert!(!framed.windows(5).any(|w| w == b"\r\n.\r\n"));
            prop_assert!(stuffed.ends_with(b"\r\n"));
        }
    }
}
