//! What to connect to, read from an address such as
//! `smtp://user:password@relay.example.org:587?tls=required`.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use percent_encoding::percent_decode_str;
use url::Url;
use zeroize::Zeroizing;

use crate::ConfigError;

/// How the connection is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte (`smtps://`, RFC 8314).
    Implicit,
    /// STARTTLS or nothing is sent (`tls=required`).
    Required,
    /// STARTTLS where offered, with a valid certificate; clear otherwise (`tls=opportunistic`).
    Opportunistic,
    /// Clear (`tls=none`): a relay on the same machine or a protected network.
    None,
}

/// A user name and its password. `Debug` shows neither; wiped when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The user name.
    pub user: String,
    /// The password.
    pub password: Zeroizing<String>,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials(..)")
    }
}

/// The longest waits, one per kind of step. A wait that is too short after the
/// final dot makes deliveries in doubt: RFC 5321 4.5.3.2 asks for ten minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// Opening the connection, and the TLS handshake.
    pub connect: Duration,
    /// The greeting and the replies to commands.
    pub command: Duration,
    /// Writing the content.
    pub body: Duration,
    /// The reply to the final dot.
    pub end_of_data: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(20),
            command: Duration::from_mins(1),
            body: Duration::from_mins(3),
            end_of_data: Duration::from_mins(10),
        }
    }
}

/// A mail server and how to use it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SmtpConfig {
    /// Host name or address.
    pub host: String,
    /// Port.
    pub port: u16,
    /// Protection of the connection.
    pub security: Security,
    /// User name and password, when the server asks for them.
    pub credentials: Option<Credentials>,
    /// The name given in EHLO; without one, the connection's own address.
    pub hello: Option<String>,
    /// A PEM file with the authority that signed the server's certificate,
    /// instead of the public authorities.
    pub authority: Option<PathBuf>,
    /// How many connections at most.
    pub connections: usize,
    /// After how many messages a connection is renewed.
    pub messages_per_connection: u32,
    /// The longest waits.
    pub timeouts: Timeouts,
}

impl SmtpConfig {
    /// A server in clear on this machine, for tests and drills.
    pub fn loopback(port: u16) -> Self {
        Self {
            host: "127.0.0.1".to_owned(),
            port,
            security: Security::None,
            credentials: None,
            hello: None,
            authority: None,
            connections: 8,
            messages_per_connection: 200,
            timeouts: Timeouts::default(),
        }
    }

    /// Reads `smtp://` and `smtps://` addresses.
    ///
    /// Parameters: `tls` (required, opportunistic, none), `ca` (PEM file),
    /// `hello`, `connections` (1 to 200), `per_connection`, and the waits in
    /// seconds `connect_s`, `command_s`, `body_s`, `reply_s`.
    pub(crate) fn from_url(url: &Url) -> Result<Self, ConfigError> {
        let host = match url.host() {
            Some(url::Host::Ipv6(ip)) => ip.to_string(),
            Some(host) if !host.to_string().is_empty() => decode(&host.to_string())?,
            _ => return Err(ConfigError::Host),
        };
        let credentials = match (url.username(), url.password()) {
            ("", None) => None,
            ("", Some(_)) | (_, None) => return Err(ConfigError::Credentials),
            (user, Some(password)) => Some(Credentials {
                user: decode(user)?,
                password: Zeroizing::new(decode(password)?),
            }),
        };
        let implicit = url.scheme() == "smtps";
        let mut config = Self::loopback(0);
        config.security = match (implicit, is_this_machine(&host)) {
            (true, _) => Security::Implicit,
            (false, true) => Security::Opportunistic,
            (false, false) => Security::Required,
        };
        for (key, value) in url.query_pairs() {
            config.set(&key, &value, implicit)?;
        }
        config.port = match (url.port(), implicit, &credentials) {
            (Some(0), ..) => return Err(ConfigError::Parameter("port")),
            (Some(port), ..) => port,
            (None, true, _) => 465,
            (None, false, Some(_)) => 587,
            (None, false, None) => 25,
        };
        Ok(Self { host, credentials, ..config })
    }

    fn set(&mut self, key: &str, value: &str, implicit: bool) -> Result<(), ConfigError> {
        match key {
            "tls" if implicit => return Err(ConfigError::Parameter("tls")),
            "tls" => {
                self.security = match value {
                    "required" => Security::Required,
                    "opportunistic" => Security::Opportunistic,
                    "none" => Security::None,
                    _ => return Err(ConfigError::Parameter("tls")),
                }
            }
            "ca" if !value.is_empty() => self.authority = Some(PathBuf::from(value)),
            "hello" if is_hello(value) => self.hello = Some(value.to_owned()),
            "connections" => {
                self.connections =
                    number(value, 1..=200).ok_or(ConfigError::Parameter("connections"))?;
            }
            "per_connection" => {
                self.messages_per_connection =
                    number(value, 1..=100_000).ok_or(ConfigError::Parameter("per_connection"))?;
            }
            "connect_s" => self.timeouts.connect = seconds("connect_s", value)?,
            "command_s" => self.timeouts.command = seconds("command_s", value)?,
            "body_s" => self.timeouts.body = seconds("body_s", value)?,
            "reply_s" => self.timeouts.end_of_data = seconds("reply_s", value)?,
            "ca" => return Err(ConfigError::Parameter("ca")),
            "hello" => return Err(ConfigError::Parameter("hello")),
            _ => return Err(ConfigError::UnknownParameter),
        }
        Ok(())
    }
}

fn decode(text: &str) -> Result<String, ConfigError> {
    let decoded = percent_decode_str(text).decode_utf8().map_err(|_| ConfigError::Encoding)?;
    if decoded.chars().any(char::is_control) {
        return Err(ConfigError::Encoding);
    }
    Ok(decoded.into_owned())
}

fn number<T: std::str::FromStr + PartialOrd>(
    text: &str,
    range: std::ops::RangeInclusive<T>,
) -> Option<T> {
    text.parse().ok().filter(|n| range.contains(n))
}

fn seconds(name: &'static str, value: &str) -> Result<Duration, ConfigError> {
    number(value, 1..=3600).map(Duration::from_secs).ok_or(ConfigError::Parameter(name))
}

/// A host name or an address literal in brackets (RFC 5321 4.1.3).
fn is_hello(name: &str) -> bool {
    (1..=255).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.[]:".contains(&b))
}

/// Whether the host is this machine, where a relay in clear is usual.
pub(super) fn is_this_machine(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}
