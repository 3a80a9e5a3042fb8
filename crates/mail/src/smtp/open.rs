//! From a host name to a signed-in connection.

use std::net::SocketAddr;

use tokio::net::TcpStream;
use tokio::time::timeout;

use super::config::{Security, SmtpConfig, is_this_machine};
use super::hello::{Features, say_hello, sign_in};
use super::report::Protection;
use super::tls::Tls;
use super::wire::{Io, Wire};
use crate::outcome::TlsFailure;
use crate::{NotSent, Stage};

/// A signed-in connection and what is known of it.
pub(super) struct Session {
    pub(super) wire: Wire,
    pub(super) features: Features,
    pub(super) protection: Protection,
    pub(super) tls_version: Option<&'static str>,
    pub(super) signed_in: Option<&'static str>,
}

/// Connects, protects the connection, signs in.
pub(super) async fn open(config: &SmtpConfig, tls: Option<&Tls>) -> Result<Session, NotSent> {
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
    Ok(Session { wire, features, protection, tls_version, signed_in })
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
