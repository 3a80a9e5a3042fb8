//! A mail server on loopback that takes everything, and keeps the codes alone.

use anyhow::{Result, bail};
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::code;

const LOOK_AGAIN: Duration = Duration::from_millis(50);
/// A notice that is not on its way after this long is lost.
const PATIENCE: Duration = Duration::from_mins(10);

/// Listens until the program ends.
#[derive(Debug)]
pub(super) struct Mailbox {
    address: SocketAddr,
    codes: Arc<Mutex<Vec<String>>>,
}

impl Mailbox {
    pub(super) fn open() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let mailbox = Self { address: listener.local_addr()?, codes: Arc::default() };
        let codes = mailbox.codes.clone();
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let codes = codes.clone();
                // A sender that breaks off sends its message again.
                thread::spawn(move || session(&stream, &codes).ok());
            }
        });
        Ok(mailbox)
    }

    /// The address as settings name it.
    pub(super) fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// Waits for so many codes.
    pub(super) fn codes(&self, count: usize) -> Result<Vec<String>> {
        let began = Instant::now();
        loop {
            let codes = self.codes.lock().unwrap_or_else(PoisonError::into_inner);
            if codes.len() >= count {
                return Ok(codes.clone());
            }
            if began.elapsed() > PATIENCE {
                bail!("{} of {count} messages have come", codes.len());
            }
            drop(codes);
            thread::sleep(LOOK_AGAIN);
        }
    }
}

/// One dialogue (RFC 5321), without extensions.
fn session(stream: &TcpStream, codes: &Mutex<Vec<String>>) -> std::io::Result<()> {
    let say = |line: &str| (&mut &*stream).write_all(format!("{line}\r\n").as_bytes());
    stream.set_nodelay(true)?;
    let mut lines = BufReader::new(stream).lines();
    say("220 bench")?;
    while let Some(line) = lines.next().transpose()? {
        let word = line.get(..4).unwrap_or_default().to_ascii_uppercase();
        match word.as_str() {
            "DATA" => {
                say("354 end with a dot")?;
                let mut found = None;
                while let Some(line) = lines.next().transpose()? {
                    if line == "." {
                        break;
                    }
                    found = found.or_else(|| code::is_well_formed(&line).then_some(line));
                }
                codes.lock().unwrap_or_else(PoisonError::into_inner).extend(found);
                say("250 taken")?;
            }
            "QUIT" => return say("221 goodbye"),
            _ => say("250 bench")?,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::stats::Draws;

    #[test]
    fn the_code_of_a_message_is_kept() {
        let mailbox = Mailbox::open().unwrap();
        let code = code::unknown(&mut Draws::new(9));
        let mut stream = TcpStream::connect(mailbox.address).unwrap();
        let text = format!(
            "EHLO x\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\nSubject: x\r\n\r\n\
             Votre code :\r\n\r\n{code}\r\n\r\n{code}\r\n.\r\nQUIT\r\n"
        );
        stream.write_all(text.as_bytes()).unwrap();
        assert_eq!(mailbox.codes(1).unwrap(), [code]);
    }
}
