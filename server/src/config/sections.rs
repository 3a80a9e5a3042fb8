//! The sections, as typed values.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use imports::Limits;
use mail::{Address, Domain, MailConfig};
use vault::MasterSource;

use super::{
    ConfigErrors, Network, SettingArgs, TrustedProxies, setting as s,
    values::{Values, Variables},
};

/// A text that must not be shown; `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The text, for the one who needs it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

/// Everything that a process was told.
#[derive(Clone, Debug)]
pub struct Config {
    /// Files.
    pub data: DataFolder,
    /// The main database.
    pub database: Database,
    /// The keys.
    pub keys: Keys,
    /// The web server.
    pub http: Http,
    /// Mail.
    pub mail: Mail,
    /// Limits of lab extracts.
    pub imports: Limits,
    /// Background work.
    pub worker: Worker,
    /// Logs.
    pub logs: Logs,
    /// Metrics.
    pub metrics: Metrics,
}

/// The folder of everything that is not in a database.
#[derive(Clone, Debug)]
pub struct DataFolder {
    /// Where.
    pub dir: PathBuf,
}

impl DataFolder {
    /// The file of the journal's anchors.
    pub fn anchors(&self) -> PathBuf {
        self.dir.join("anchors.jsonl")
    }
}

/// The main database.
#[derive(Clone, Debug)]
pub struct Database {
    /// Its address; may hold a password.
    pub url: Secret,
    /// Sizes and waits.
    pub options: db::OpenOptions,
}

/// The store of keys and the master key.
#[derive(Clone, Debug)]
pub struct Keys {
    /// Address of the store; may hold a password.
    pub url: Secret,
    /// Where the master key is.
    pub master: MasterSource,
}

/// The web server.
#[derive(Clone, Debug)]
pub struct Http {
    /// Where it listens.
    pub listen: SocketAddr,
    /// Scheme and host that browsers see, without a slash at the end.
    pub public_url: String,
    /// Hosts that show the portal and nothing else.
    pub portal_hosts: Vec<String>,
    /// Proxies in front.
    pub trusted_proxies: TrustedProxies,
    /// Connections at once.
    pub connections: usize,
    /// For a request's head.
    pub header_time: Duration,
    /// Between two parts of a body.
    pub body_time: Duration,
    /// For a whole body, beside a second for each [`crate::http::SLOWEST`] bytes of it.
    pub request_time: Duration,
    /// For open requests at a stop.
    pub stop_time: Duration,
    /// Largest body that is not an upload.
    pub request_bytes: usize,
}

impl Http {
    /// Whether browsers reach the server on this machine alone.
    pub fn is_local(&self) -> bool {
        let host = self.host();
        self.listen.ip().is_loopback()
            && self.trusted_proxies.0.is_empty()
            && (host == "localhost"
                || host
                    .trim_matches(['[', ']'])
                    .parse()
                    .is_ok_and(|ip: std::net::IpAddr| ip.is_loopback()))
    }

    /// The address that patients type: the first portal host, or the public one.
    pub fn portal_address(&self) -> &str {
        let public = self.public_url.split_once("://").map_or("", |(_, rest)| rest);
        self.portal_hosts.first().map_or(public, String::as_str)
    }

    /// The host of the public URL, without port.
    pub fn host(&self) -> &str {
        let authority = self.public_url.split_once("://").map_or("", |(_, rest)| rest);
        match authority.rsplit_once(':') {
            Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
            _ => authority,
        }
    }
}

/// Mail.
#[derive(Clone, Debug)]
pub struct Mail {
    /// Where it goes.
    pub transport: MailConfig,
    /// Domain of message ids; none when the public URL has no domain name.
    pub domain: Option<Domain>,
    /// The address that notices come from.
    pub from: String,
}

/// Background work.
#[derive(Clone, Copy, Debug)]
pub struct Worker {
    /// Jobs at once.
    pub at_once: usize,
}

/// Form of the log lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For a person.
    Text,
    /// One JSON object a line.
    Json,
}

/// Logs.
#[derive(Clone, Debug)]
pub struct Logs {
    /// Their form.
    pub format: LogFormat,
    /// A filter.
    pub level: String,
}

/// Where metrics are served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metrics {
    /// On an address of their own.
    At(SocketAddr),
    /// On the web server, to this machine alone.
    Local,
    /// Nowhere: the web server is behind a proxy, which would show them to everybody.
    Off,
}

impl Config {
    /// Reads and checks settings; variables are given, so that tests choose them.
    ///
    /// # Errors
    /// Every setting that cannot be used.
    pub fn gather(args: &SettingArgs, variables: Variables<'_>) -> Result<Self, ConfigErrors> {
        let mut values = Values::gather(args, variables);
        let dir = PathBuf::from(values.text(&s::DATA_DIR).unwrap_or("data"));
        let http = http(&mut values);
        let config = Self {
            database: database(&mut values, &dir),
            keys: keys(&mut values, &dir),
            mail: mail(&mut values, http.host()),
            imports: limits(&mut values),
            worker: Worker { at_once: size(values.number(&s::WORKER_AT_ONCE, 4, 1, 256)) },
            logs: logs(&mut values),
            metrics: metrics(&mut values, &http),
            http,
            data: DataFolder { dir },
        };
        if values.errors.is_empty() { Ok(config) } else { Err(ConfigErrors(values.errors)) }
    }
}

fn size(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

fn seconds(values: &mut Values, setting: &super::Setting, default: u64) -> Duration {
    Duration::from_secs(values.number(setting, default, 1, 600))
}

fn database(values: &mut Values, dir: &Path) -> Database {
    let default = sqlite_url(&dir.join("concerne.sqlite"));
    let url = Secret(values.read(&s::DATABASE_URL, default, database_url));
    let connections = values.number(&s::DATABASE_CONNECTIONS, 8, 1, 500);
    let wait = values.number(&s::DATABASE_WAIT, 10, 1, 300);
    let options = db::OpenOptions {
        connections: u32::try_from(connections).unwrap_or(8),
        wait: Duration::from_secs(wait),
        ..db::OpenOptions::default()
    };
    Database { url, options }
}

fn keys(values: &mut Values, dir: &Path) -> Keys {
    let default = sqlite_url(&dir.join("keys.sqlite"));
    let url = Secret(values.read(&s::KEYS_URL, default, database_url));
    if values.text(&s::DATABASE_URL).is_some_and(|main| main == url.0) {
        values.errors.push(super::ConfigError::new(
            s::KEYS_URL.variable,
            "the keys must not be in the database that they protect",
        ));
    }
    let file = dir.join("master.key");
    let file = values.read(&s::MASTER_KEY_FILE, file, |text| Ok(PathBuf::from(text)));
    let master = match values.text(&s::MASTER_KEY) {
        Some(_) if values.text(&s::MASTER_KEY_FILE).is_some() => {
            let reason = "give the master key or its file, not both";
            values.errors.push(super::ConfigError::new(s::MASTER_KEY.variable, reason));
            MasterSource::File(file)
        }
        Some(value) => MasterSource::Value(value.to_owned().into()),
        None => MasterSource::File(file),
    };
    Keys { url, master }
}

/// The engine comes from the scheme alone: a mistyped address must not quietly create
/// an empty file.
fn database_url(text: &str) -> Result<String, String> {
    match text.split_once(':') {
        Some(("sqlite" | "postgres" | "postgresql", rest)) if !rest.is_empty() => {
            Ok(text.to_owned())
        }
        _ => Err("must begin with sqlite: or postgres: and name a database".to_owned()),
    }
}

fn sqlite_url(path: &Path) -> String {
    let mut url = String::from("sqlite:");
    for c in path.display().to_string().chars() {
        match c {
            '%' => url.push_str("%25"),
            '?' => url.push_str("%3F"),
            '#' => url.push_str("%23"),
            c => url.push(c),
        }
    }
    url
}

fn http(values: &mut Values) -> Http {
    let default = SocketAddr::from(([127, 0, 0, 1], 3000));
    let listen = values.read(&s::LISTEN, default, socket);
    Http {
        listen,
        public_url: values.read(&s::PUBLIC_URL, format!("http://{listen}"), public_url),
        portal_hosts: values
            .read(&s::PORTAL_HOSTS, Vec::new(), |text| list(text).map(host_name).collect()),
        trusted_proxies: values.read(&s::TRUSTED_PROXIES, TrustedProxies::default(), |text| {
            let networks = list(text).map(|item| {
                Network::parse(item)
                    .ok_or_else(|| "must list addresses or networks such as 10.0.0.0/8".to_owned())
            });
            networks.collect::<Result<_, _>>().map(TrustedProxies)
        }),
        connections: size(values.number(&s::HTTP_CONNECTIONS, 10_000, 1, 1_000_000)),
        header_time: seconds(values, &s::HTTP_HEADER, 15),
        body_time: seconds(values, &s::HTTP_BODY, 30),
        request_time: seconds(values, &s::HTTP_REQUEST, 120),
        stop_time: seconds(values, &s::HTTP_STOP, 20),
        request_bytes: size(values.number(&s::HTTP_BYTES, 1 << 20, 1_024, 1 << 40)),
    }
}

fn socket(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| "must be an address and a port such as 127.0.0.1:3000".to_owned())
}

fn list(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|item| !item.is_empty())
}

fn host_name(text: &str) -> Result<String, String> {
    let wrong = || "must list host names such as patients.example.org".to_owned();
    let authority: http::uri::Authority = text.parse().map_err(|_| wrong())?;
    if authority.as_str().contains('@') { Err(wrong()) } else { Ok(text.to_ascii_lowercase()) }
}

fn public_url(text: &str) -> Result<String, String> {
    let wrong = || "must be http:// or https:// and a host, without a path".to_owned();
    let uri: http::Uri = text.parse().map_err(|_| wrong())?;
    let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
        return Err(wrong());
    };
    let bare = matches!(uri.path(), "" | "/") && uri.query().is_none();
    if !matches!(scheme, "http" | "https") || !bare || authority.as_str().contains('@') {
        return Err(wrong());
    }
    Ok(format!("{scheme}://{}", authority.as_str().to_ascii_lowercase()))
}

fn mail(values: &mut Values, host: &str) -> Mail {
    let default = MailConfig::Capture(mail::CaptureFolder::Default);
    let transport = values.read(&s::SMTP_URL, default, |text| {
        MailConfig::parse(text).map_err(|error| error.to_string())
    });
    let domain = values.read(&s::MAIL_DOMAIN, Domain::parse(host).ok(), |text| {
        Domain::parse(text).map(Some).map_err(|_| "must be a domain such as example.org".to_owned())
    });
    let from = sender(values, &transport, domain.as_ref());
    Mail { transport, domain, from }
}

/// The sender. Where mail leaves the machine it must be somebody's: a notice from an
/// address that nobody knows looks like fraud.
fn sender(values: &mut Values, transport: &MailConfig, domain: Option<&Domain>) -> String {
    let given = values.read(&s::MAIL_FROM, None, |text| {
        let address = Address::parse(text).map_err(|_| "must be an e-mail address".to_owned())?;
        Ok(Some(address.as_str().to_owned()))
    });
    if given.is_none() && domain.is_none() && matches!(transport, MailConfig::Smtp(_)) {
        values.errors.push(super::ConfigError::new(
            s::MAIL_FROM.variable,
            "must be given where mail leaves this machine and its domain is not known",
        ));
    }
    // Captured mail goes nowhere: an address kept for examples will do.
    let host = domain.map_or("example.org", Domain::as_str);
    given.unwrap_or_else(|| format!("information@{host}"))
}

fn limits(values: &mut Values) -> Limits {
    let default = Limits::default();
    let as_u64 = |size: usize| u64::try_from(size).unwrap_or(u64::MAX);
    Limits {
        file_bytes: values.number(&s::IMPORT_BYTES, default.file_bytes, 1, u64::MAX),
        rows: values.number(&s::IMPORT_ROWS, default.rows, 1, u64::MAX),
        columns: size(values.number(&s::IMPORT_COLUMNS, as_u64(default.columns), 1, 16_384)),
        cell_chars: size(values.number(&s::IMPORT_CELL, as_u64(default.cell_chars), 1, 1 << 20)),
        ..default
    }
}

fn logs(values: &mut Values) -> Logs {
    let format = values.read(&s::LOG_FORMAT, LogFormat::Text, |text| match text {
        "text" => Ok(LogFormat::Text),
        "json" => Ok(LogFormat::Json),
        _ => Err("must be text or json".to_owned()),
    });
    let level = values.read(&s::LOG_LEVEL, "info".to_owned(), |text| {
        tracing_subscriber::EnvFilter::try_new(text)
            .map(|_| text.to_owned())
            .map_err(|_| "must be error, warn, info, debug, or a filter by part".to_owned())
    });
    Logs { format, level }
}

fn metrics(values: &mut Values, http: &Http) -> Metrics {
    let default = if http.is_local() { Metrics::Local } else { Metrics::Off };
    values.read(&s::METRICS_LISTEN, default, |text| socket(text).map(Metrics::At))
}
