//! One signed-in connection, and the transactions on it.

use std::net::SocketAddr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};
use zeroize::Zeroizing;

use super::config::{Credentials, Security, SmtpConfig, is_this_machine};
use super::tls::Tls;
use super::wire::{Io, Wire, WireError, dot_stuffed};
use crate::outcome::TlsFailure;
use crate::{Envelope, InDoubt, NotSent, Outcome, Refusal, Reply, Stage, Unprepared};

/// How a connection turned out to be protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Protection {
    /// In clear.
    Clear,
    /// TLS after STARTTLS.
    StartTls,
    /// TLS from the first byte.
    Implicit,
}

/// Something a DPO should know before a campaign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SmtpWarning {
    /// Messages leave this machine in clear.
    ClearToAnotherMachine,
    /// The server offers TLS, and the configuration does not use it.
    TlsOfferedNotUsed,
    /// The server takes no message of 1 MB.
    SmallSizeLimit,
}

/// What the server said when nothing was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SmtpCheck {
    /// Protection of the connection.
    pub protection: Protection,
    /// `TLS 1.2` or `TLS 1.3`.
    pub tls_version: Option<&'static str>,
    /// The way of signing in that was used, `PLAIN` or `LOGIN`.
    pub signed_in: Option<&'static str>,
    /// The largest message the server takes, in bytes (RFC 1870).
    pub size_limit: Option<u64>,
    /// Whether commands can be sent in groups (RFC 2920).
    pub pipelining: bool,
    /// What should be known.
    pub warnings: Vec<SmtpWarning>,
}

/// What the server announced.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Features {
    pipelining: bool,
    starttls: bool,
    size: Size,
    mechanism: Option<Mechanism>,
}

/// The SIZE extension (RFC 1870).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Size {
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

/// The state of a connection between two transactions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Health {
    /// No transaction open.
    Clean,
    /// A transaction must be reset first.
    Dirty,
    /// Not to be used again.
    Broken,
}

/// One signed-in connection.
pub(super) struct Conn {
    wire: Wire,
    features: Features,
    protection: Protection,
    tls_version: Option<&'static str>,
    signed_in: Option<&'static str>,
    health: Health,
    /// Messages handed over so far.
    pub(super) used: u32,
    /// Since when it is idle.
    pub(super) idle_since: Instant,
}

impl Conn {
    /// Connects, protects the connection, signs in.
    pub(super) async fn open(config: &SmtpConfig, tls: Option<&Tls>) -> Result<Self, NotSent> {
        let (stream, local) = connect(config).await?;
        let hello = config.hello.clone().unwrap_or_else(|| address_literal(local));
        let mut stream: Box<dyn Io> = Box::new(stream);
        let (mut protection, mut tls_version) = (Protection::Clear, None);
        if config.security == Security::Implicit {
            let (protected, version) = protect(config, tls, stream).await?;
            (stream, protection, tls_version) = (protected, Protection::Implicit, Some(version));
        }
        let mut wire = Wire::new(stream);
        let limit = config.timeouts.command;
        let greeting = wire.reply(limit).await.map_err(|e| e.before_the_dot(Stage::Greeting))?;
        if !greeting.is_positive() {
            return Err(NotSent::Unavailable(greeting));
        }
        let mut features = say_hello(&mut wire, &hello, config).await?;
        match config.security {
            Security::Required if !features.starttls => {
                return Err(NotSent::Tls(TlsFailure::NotOffered));
            }
            Security::Required | Security::Opportunistic if features.starttls => {
                let reply = wire.command("STARTTLS\r\n", limit).await;
                let reply = reply.map_err(|e| e.before_the_dot(Stage::Tls))?;
                if !reply.is_positive() {
                    return Err(NotSent::Tls(TlsFailure::Handshake));
                }
                let stream = wire.into_quiet_stream();
                let stream = stream.ok_or(NotSent::Tls(TlsFailure::Injection))?;
                let (protected, version) = protect(config, tls, stream).await?;
                (protection, tls_version) = (Protection::StartTls, Some(version));
                wire = Wire::new(protected);
                // What was announced in clear may be forged: ask again (RFC 3207 4.2).
                features = say_hello(&mut wire, &hello, config).await?;
            }
            _ => {}
        }
        let mut signed_in = None;
        if let Some(credentials) = &config.credentials {
            let in_clear = protection == Protection::Clear && config.security != Security::None;
            if in_clear && !is_this_machine(&config.host) {
                return Err(NotSent::Tls(TlsFailure::ClearPassword));
            }
            signed_in = Some(sign_in(&mut wire, &features, credentials, config).await?);
        }
        Ok(Self {
            wire,
            features,
            protection,
            tls_version,
            signed_in,
            health: Health::Clean,
            used: 0,
            idle_since: Instant::now(),
        })
    }

    /// What the server said, for the configuration check.
    pub(super) fn report(&self, config: &SmtpConfig) -> SmtpCheck {
        let clear = self.protection == Protection::Clear;
        let size_limit = match self.features.size {
            Size::Limit(limit) => Some(limit),
            Size::NotOffered | Size::NoLimit => None,
        };
        let warnings = [
            (clear && !is_this_machine(&config.host), SmtpWarning::ClearToAnotherMachine),
            (clear && self.features.starttls, SmtpWarning::TlsOfferedNotUsed),
            (size_limit.is_some_and(|n| n < 1_000_000), SmtpWarning::SmallSizeLimit),
        ];
        SmtpCheck {
            protection: self.protection,
            tls_version: self.tls_version,
            signed_in: self.signed_in,
            size_limit,
            pipelining: self.features.pipelining,
            warnings: warnings.into_iter().filter_map(|(on, warning)| on.then_some(warning)).collect(),
        }
    }

    /// Whether another transaction can be held on it.
    pub(super) fn is_usable(&self) -> bool {
        self.health != Health::Broken
    }

    /// Says that the open transaction is given up.
    pub(super) fn abandon(&mut self) {
        if self.health == Health::Clean {
            self.health = Health::Dirty;
        }
    }

    /// Whether the server still answers (NOOP).
    pub(super) async fn is_alive(&mut self, limit: std::time::Duration) -> bool {
        matches!(self.wire.command("NOOP\r\n", limit).await, Ok(reply) if reply.is_positive())
    }

    /// Says goodbye; the answer does not matter.
    pub(super) async fn quit(mut self) {
        if self.is_usable() {
            let _ = self.wire.command("QUIT\r\n", std::time::Duration::from_secs(2)).await;
        }
    }

    /// MAIL FROM and RCPT TO, after RSET where a transaction was given up.
    pub(super) async fn prepare(
        &mut self,
        envelope: &Envelope,
        size: usize,
        config: &SmtpConfig,
    ) -> Result<(), Unprepared> {
        if let Size::Limit(limit) = self.features.size
            && u64::try_from(size).is_ok_and(|size| size > limit)
        {
            return Err(NotSent::TooLarge.into());
        }
        let size = match self.features.size {
            Size::NotOffered => String::new(),
            Size::NoLimit | Size::Limit(_) => format!(" SIZE={size}"),
        };
        let mail = format!("MAIL FROM:<{}>{size}\r\n", envelope.return_path.as_str());
        let rcpt = format!("RCPT TO:<{}>\r\n", envelope.recipient.as_str());
        let mut steps = Vec::with_capacity(3);
        if self.health == Health::Dirty {
            steps.push((Stage::Hello, "RSET\r\n"));
        }
        steps.extend([(Stage::MailFrom, mail.as_str()), (Stage::RcptTo, rcpt.as_str())]);
        // Until all replies are read the connection cannot be reused: a dropped
        // future must not leave it to somebody else.
        self.health = Health::Broken;
        let refused = if self.features.pipelining {
            self.run_together(&steps, config).await?
        } else {
            self.run_in_turn(&steps, config).await?
        };
        match refused {
            None => {
                self.health = Health::Clean;
                Ok(())
            }
            Some(Refusal { stage: Stage::Hello, .. }) => Err(NotSent::Protocol(Stage::Hello).into()),
            // 421: the server is closing the connection and says nothing about the message.
            Some(refusal) if refusal.reply.code() == 421 => {
                Err(NotSent::Unavailable(refusal.reply).into())
            }
            Some(refusal) => {
                self.health = Health::Dirty;
                Err(Unprepared::Refused(refusal))
            }
        }
    }

    /// All commands in one write (RFC 2920), then all replies.
    async fn run_together(
        &mut self,
        steps: &[(Stage, &str)],
        config: &SmtpConfig,
    ) -> Result<Option<Refusal>, NotSent> {
        let limit = config.timeouts.command;
        let group: String = steps.iter().map(|(_, command)| *command).collect();
        self.wire
            .write(group.as_bytes(), limit)
            .await
            .map_err(|e| e.before_the_dot(Stage::MailFrom))?;
        let mut refused: Option<Refusal> = None;
        for &(stage, _) in steps {
            match self.wire.reply(limit).await {
                Ok(reply) if reply.is_positive() => {}
                // The first refusal is the cause; those after it are its consequences.
                Ok(reply) if reply.is_negative() => {
                    let closing = reply.code() == 421;
                    refused.get_or_insert(Refusal { stage, reply });
                    if closing {
                        break;
                    }
                }
                Ok(_) => return Err(NotSent::Protocol(stage)),
                Err(error) => return Err(error.before_the_dot(stage)),
            }
        }
        Ok(refused)
    }

    async fn run_in_turn(
        &mut self,
        steps: &[(Stage, &str)],
        config: &SmtpConfig,
    ) -> Result<Option<Refusal>, NotSent> {
        for &(stage, command) in steps {
            let reply = self.wire.command(command, config.timeouts.command).await;
            let reply = reply.map_err(|e| e.before_the_dot(stage))?;
            if reply.is_negative() {
                return Ok(Some(Refusal { stage, reply }));
            }
            if !reply.is_positive() {
                return Err(NotSent::Protocol(stage));
            }
        }
        Ok(None)
    }

    /// DATA, the content, the final dot, and the server's word.
    pub(super) async fn data(&mut self, raw: &[u8], config: &SmtpConfig) -> Outcome {
        let limits = config.timeouts;
        self.health = Health::Broken;
        match self.wire.command("DATA\r\n", limits.command).await {
            Ok(reply) if reply.code() == 354 => {}
            Ok(reply) if reply.code() == 421 => return Outcome::NotSent(NotSent::Unavailable(reply)),
            Ok(reply) if reply.is_negative() => {
                self.health = Health::Dirty;
                return Outcome::Refused(Refusal { stage: Stage::Data, reply });
            }
            Ok(_) => return Outcome::NotSent(NotSent::Protocol(Stage::Data)),
            Err(error) => return Outcome::NotSent(error.before_the_dot(Stage::Data)),
        }
        if let Err(error) = self.wire.write(&dot_stuffed(raw), limits.body).await {
            return Outcome::NotSent(error.before_the_dot(Stage::Body));
        }
        // From here on the final dot may have left: no failure is certain any more.
        if let Err(error) = self.wire.write(b".\r\n", limits.command).await {
            return Outcome::InDoubt(doubt(error));
        }
        match self.wire.reply(limits.end_of_data).await {
            Ok(reply) if reply.is_positive() => {
                self.health = Health::Clean;
                self.used += 1;
                Outcome::Accepted(reply)
            }
            Ok(reply) if reply.is_negative() => {
                self.health = if reply.code() == 421 { Health::Broken } else { Health::Dirty };
                self.used += 1;
                Outcome::Refused(Refusal { stage: Stage::EndOfData, reply })
            }
            Ok(_) => Outcome::InDoubt(InDoubt::Unreadable),
            Err(error) => Outcome::InDoubt(doubt(error)),
        }
    }
}

const fn doubt(error: WireError) -> InDoubt {
    match error {
        WireError::Lost => InDoubt::Lost,
        WireError::TimedOut => InDoubt::TimedOut,
        WireError::Garbled => InDoubt::Unreadable,
    }
}

async fn connect(config: &SmtpConfig) -> Result<(TcpStream, SocketAddr), NotSent> {
    let limit = config.timeouts.connect;
    let lookup = tokio::net::lookup_host((config.host.as_str(), config.port));
    let addresses = timeout(limit, lookup).await.map_err(|_| NotSent::TimedOut(Stage::Connect))?;
    let addresses = addresses.map_err(|_| NotSent::Unreachable)?;
    let mut failure = NotSent::Unreachable;
    for address in addresses {
        match timeout(limit, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => {
                // Small writes must leave at once; Nagle's algorithm would hold each back.
                stream.set_nodelay(true).map_err(|_| NotSent::Unreachable)?;
                let local = stream.local_addr().map_err(|_| NotSent::Unreachable)?;
                return Ok((stream, local));
            }
            Ok(Err(_)) => {}
            Err(_) => failure = NotSent::TimedOut(Stage::Connect),
        }
    }
    Err(failure)
}

/// The own address in EHLO, when no name is configured (RFC 5321 4.1.4).
fn address_literal(local: SocketAddr) -> String {
    match local {
        SocketAddr::V4(v4) => format!("[{}]", v4.ip()),
        SocketAddr::V6(v6) => format!("[IPv6:{}]", v6.ip()),
    }
}

async fn protect(
    config: &SmtpConfig,
    tls: Option<&Tls>,
    stream: Box<dyn Io>,
) -> Result<(Box<dyn Io>, &'static str), NotSent> {
    let tls = tls.ok_or(NotSent::Tls(TlsFailure::Handshake))?;
    timeout(config.timeouts.connect, tls.protect(stream))
        .await
        .map_err(|_| NotSent::TimedOut(Stage::Tls))?
}

async fn say_hello(wire: &mut Wire, name: &str, config: &SmtpConfig) -> Result<Features, NotSent> {
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

async fn sign_in(
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
