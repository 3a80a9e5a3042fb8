//! EHLO and AUTH: what the server offers, and signing in.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::config::{Credentials, SmtpConfig};
use super::wire::{Wire, WireError};
use crate::{NotSent, Reply, Stage};

/// What the server announced in its EHLO reply.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Features {
    pub(super) pipelining: bool,
    pub(super) starttls: bool,
    pub(super) size: Size,
    mechanism: Option<Mechanism>,
}

/// The SIZE extension (RFC 1870).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Size {
    #[default]
    NotOffered,
    NoLimit,
    Limit(u64),
}

/// The ways of signing in that we know, the better one first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Mechanism {
    Plain,
    Login,
}

impl Features {
    fn read(reply: &Reply) -> Self {
        let mut features = Self::default();
        for line in reply.text().lines().skip(1) {
            let mut words = line.split([' ', '=']).filter(|word| !word.is_empty());
            match words.next().unwrap_or_default().to_ascii_uppercase().as_str() {
                "PIPELINING" => features.pipelining = true,
                "STARTTLS" => features.starttls = true,
                "SIZE" => {
                    let limit = words.next().and_then(|n| n.parse().ok()).filter(|&n| n > 0);
                    features.size = limit.map_or(Size::NoLimit, Size::Limit);
                }
                "AUTH" => {
                    // Some servers announce twice, as `AUTH` and as the older `AUTH=`.
                    let offered = words.filter_map(Mechanism::parse).min();
                    features.mechanism = [features.mechanism, offered].into_iter().flatten().min();
                }
                _ => {}
            }
        }
        features
    }
}

impl Mechanism {
    fn parse(word: &str) -> Option<Self> {
        match word.to_ascii_uppercase().as_str() {
            "PLAIN" => Some(Self::Plain),
            "LOGIN" => Some(Self::Login),
            _ => None,
        }
    }
}

/// EHLO, or HELO to a server older than ESMTP.
pub(super) async fn say_hello(
    wire: &mut Wire,
    name: &str,
    config: &SmtpConfig,
) -> Result<Features, NotSent> {
    let limit = config.timeouts.command;
    let lost = |e: WireError| e.before_the_dot(Stage::Hello);
    let reply = wire.command(&format!("EHLO {name}\r\n"), limit).await.map_err(lost)?;
    if reply.is_positive() {
        return Ok(Features::read(&reply));
    }
    if !reply.is_permanent() {
        return Err(NotSent::Unavailable(reply));
    }
    // A server older than ESMTP.
    let reply = wire.command(&format!("HELO {name}\r\n"), limit).await.map_err(lost)?;
    if reply.is_positive() { Ok(Features::default()) } else { Err(NotSent::Unavailable(reply)) }
}

/// AUTH (RFC 4954) with the better of the ways offered; returns its name.
pub(super) async fn sign_in(
    wire: &mut Wire,
    features: &Features,
    credentials: &Credentials,
    config: &SmtpConfig,
) -> Result<&'static str, NotSent> {
    let limit = config.timeouts.command;
    let (user, password) = (&credentials.user, &credentials.password);
    let encode = |text: &str| Zeroizing::new(format!("{}\r\n", STANDARD.encode(text)));
    let (name, lines) = match features.mechanism {
        Some(Mechanism::Plain) => {
            let both = Zeroizing::new(format!("\0{user}\0{}", password.as_str()));
            ("PLAIN", vec![Zeroizing::new(format!("AUTH PLAIN {}", encode(&both).as_str()))])
        }
        Some(Mechanism::Login) => {
            let start = Zeroizing::new("AUTH LOGIN\r\n".to_owned());
            ("LOGIN", vec![start, encode(user), encode(password)])
        }
        None => return Err(NotSent::Auth(None)),
    };
    let last = lines.len();
    for (n, line) in (1..).zip(lines) {
        let reply = wire.command(&line, limit).await;
        let reply = reply.map_err(|e| e.before_the_dot(Stage::Auth))?;
        let expected = if n == last { reply.is_positive() } else { reply.code() == 334 };
        if !expected {
            return Err(NotSent::Auth(Some(reply)));
        }
    }
    Ok(name)
}
