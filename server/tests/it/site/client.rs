//! The site in this process, and browsers that ask it.

use std::{collections::BTreeMap, fmt::Write as _, net::SocketAddr};

use accounts::{DemoCredentials, totp_code};
use app::site::Listed;
use axum::{
    Router,
    body::Body,
    extract::ConnectInfo,
    http::{Method, Request, header},
};
use chrono::TimeDelta;
use clap::Parser as _;
use db::testing::TestDb;
use http_body_util::BodyExt as _;
use server::{
    Services,
    config::{Config, SettingArgs},
};
use tower::ServiceExt as _;

use super::{answer::Answer, headers};

/// Where browsers of these tests find the site.
pub(super) const HOST: &str = "concerne.example.org";

/// The settings of an installation, read as a command reads them.
#[derive(clap::Parser)]
struct Settings {
    #[command(flatten)]
    given: SettingArgs,
}

/// The site of an installation on the databases of a test.
pub(super) struct TestApp {
    /// Its rooms.
    pub(super) services: Services,
    /// What its router answers, by its own list.
    pub(super) listed: Vec<Listed>,
    router: Router,
}

impl TestApp {
    /// Opens the installation.
    pub(super) async fn open(t: &TestDb) -> Self {
        let dir = t.dir.path().join("data");
        let args = [
            "site",
            "--data-dir",
            dir.to_str().unwrap(),
            "--database-url",
            &t.url,
            "--keys-url",
            &t.keys_url,
        ];
        let config = Config::load(&Settings::parse_from(args).given).unwrap();
        let services = Services::open(config).await.unwrap();
        let routes = server::site(&services).unwrap();
        let listed = routes.listed().cloned().collect();
        Self { services, listed, router: routes.into_router() }
    }

    /// A browser that nobody has signed in with.
    pub(super) fn visitor(&self) -> Client {
        Client { router: self.router.clone(), cookies: BTreeMap::new() }
    }

    /// A browser in which an account has signed in, with its second factor.
    pub(super) async fn signed_in(&self, account: &DemoCredentials) -> Client {
        self.signed_in_ahead(account, TimeDelta::zero()).await
    }

    /// The same with the code that the authenticator shows so much later: each counts once.
    pub(super) async fn signed_in_ahead(
        &self,
        account: &DemoCredentials,
        ahead: TimeDelta,
    ) -> Client {
        let mut client = self.visitor();
        let form = [("email", account.email.as_str()), ("password", account.password.expose())];
        let answer = client.post("/console/connexion", &form).await;
        assert_eq!(answer.to(), "/console/connexion/code", "{}", account.email);
        let at = self.services.env.now() + ahead;
        let code = totp_code(account.totp_secret.expose(), at).unwrap();
        let answer = client.post("/console/connexion/code", &[("code", code.expose())]).await;
        assert_eq!(answer.to(), "/console", "{}", account.email);
        client
    }
}

/// A browser: it keeps cookies and says where its forms come from.
#[derive(Clone)]
pub(super) struct Client {
    router: Router,
    cookies: BTreeMap<String, String>,
}

/// What a browser asks.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    /// `GET`, `POST`, or what no browser sends.
    pub(super) method: Method,
    /// Address with query.
    pub(super) path: String,
    /// Type and content of the body.
    pub(super) body: Option<(String, Vec<u8>)>,
    /// Where the form that sends it stands.
    pub(super) origin: Origin,
}

/// What a browser says of the page with the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// It is of the site.
    Own,
    /// It is of another site.
    Foreign,
    /// It says nothing.
    Silent,
    /// It is of another site; an older browser says it in one header alone.
    Elsewhere,
    /// It is of another site; said in the other header alone.
    CrossSite,
    /// It is of another host of the same domain.
    SameSite,
    /// It is of this site, by one header, and of another, by the other.
    Contradicted,
    /// It hides where it is.
    Hidden,
    /// It is of another port of the same host.
    OtherPort,
    /// Its host begins with that of the site.
    Longer,
    /// Its host ends with that of the site.
    Prefixed,
    /// The host of the site stands where a name and a password may stand.
    Named,
}

impl Origin {
    /// All that another site could cause, those first that are asked most often.
    pub(super) const FORGED: [Self; 11] = [
        Self::Foreign,
        Self::Silent,
        Self::Elsewhere,
        Self::CrossSite,
        Self::SameSite,
        Self::Contradicted,
        Self::Hidden,
        Self::OtherPort,
        Self::Longer,
        Self::Prefixed,
        Self::Named,
    ];

    /// The headers that say it.
    fn headers(self) -> Vec<(&'static str, String)> {
        let origin = |text: &str| ("origin", text.replace("{host}", HOST));
        let fetched = |word: &str| ("sec-fetch-site", word.to_owned());
        match self {
            Self::Own => vec![origin("http://{host}")],
            Self::Foreign => {
                vec![origin("https://elsewhere.example.org"), fetched("cross-site")]
            }
            Self::Silent => Vec::new(),
            Self::Elsewhere => vec![origin("https://elsewhere.example.org")],
            Self::CrossSite => vec![fetched("cross-site")],
            Self::SameSite => vec![fetched("same-site")],
            Self::Contradicted => vec![origin("http://{host}"), fetched("cross-site")],
            Self::Hidden => vec![origin("null")],
            Self::OtherPort => vec![origin("http://{host}:8443")],
            Self::Longer => vec![origin("http://{host}.elsewhere.example")],
            Self::Prefixed => vec![origin("http://elsewhere-{host}")],
            Self::Named => vec![origin("http://{host}@elsewhere.example")],
        }
    }
}

impl Asked {
    /// A visit.
    pub(super) fn get(path: &str) -> Self {
        Self::bare(Method::GET, path)
    }

    /// A method and an address, nothing else.
    pub(super) fn bare(method: Method, path: &str) -> Self {
        Self { method, path: path.to_owned(), body: None, origin: Origin::Own }
    }

    /// A form of the site's own, from fields that are kept.
    pub(super) fn form(path: &str, fields: &[(String, String)]) -> Self {
        let form: Vec<(&str, &str)> =
            fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        Self::post(path, &form)
    }

    /// A form of the site's own.
    pub(super) fn post(path: &str, form: &[(&str, &str)]) -> Self {
        let kind = "application/x-www-form-urlencoded".to_owned();
        let body = Some((kind, encoded(form).into_bytes()));
        Self { method: Method::POST, path: path.to_owned(), body, origin: Origin::Own }
    }

    /// A form with a file.
    pub(super) fn upload(path: &str, field: &str, name: &str, content: &str) -> Self {
        Self::uploads(path, &[(field, name, content)])
    }

    /// A form with files, each with its field and its name.
    pub(super) fn uploads(path: &str, files: &[(&str, &str, &str)]) -> Self {
        let edge = "----concerne-edge";
        let mut body = String::new();
        for (field, name, content) in files {
            write!(
                body,
                "--{edge}\r\ncontent-disposition: form-data; name=\"{field}\"; \
                 filename=\"{name}\"\r\ncontent-type: text/csv\r\n\r\n{content}\r\n"
            )
            .unwrap();
        }
        write!(body, "--{edge}--\r\n").unwrap();
        let kind = format!("multipart/form-data; boundary={edge}");
        let body = Some((kind, body.into_bytes()));
        Self { method: Method::POST, path: path.to_owned(), body, origin: Origin::Own }
    }

    /// The same, sent by a page elsewhere.
    pub(super) fn from(mut self, origin: Origin) -> Self {
        self.origin = origin;
        self
    }
}

impl Client {
    /// Asks, and keeps the cookies of the answer.
    pub(super) async fn ask(&mut self, asked: Asked) -> Answer {
        let mut request = Request::builder()
            .method(asked.method.clone())
            .uri(&asked.path)
            .header(header::HOST, HOST)
            .header(header::ACCEPT_LANGUAGE, "fr");
        if ![Method::GET, Method::HEAD].contains(&asked.method) {
            for (name, value) in asked.origin.headers() {
                request = request.header(name, value);
            }
        }
        if !self.cookies.is_empty() {
            let cookies = self.cookies.iter().map(|(name, value)| format!("{name}={value}"));
            request = request.header(header::COOKIE, cookies.collect::<Vec<_>>().join("; "));
        }
        let body = match asked.body {
            None => Body::empty(),
            Some((kind, body)) => {
                request = request.header(header::CONTENT_TYPE, kind);
                Body::from(body)
            }
        };
        let mut request = request.body(body).unwrap();
        // This machine, so that the metrics are shown too.
        let from = SocketAddr::from(([127, 0, 0, 1], 40_000));
        request.extensions_mut().insert(ConnectInfo(from));
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        let answer = Answer { status: parts.status, headers: parts.headers, body };
        let lacking = headers::lacking(&asked.path, &answer);
        let (method, path, status) = (&asked.method, &asked.path, answer.status);
        assert!(lacking.is_empty(), "{method} {path}: {status} without {}", lacking.join(", "));
        for (name, value) in answer.cookies() {
            if value.is_empty() {
                self.cookies.remove(&name);
            } else {
                self.cookies.insert(name, value);
            }
        }
        answer
    }

    pub(super) async fn post(&mut self, path: &str, form: &[(&str, &str)]) -> Answer {
        self.ask(Asked::post(path, form)).await
    }
}

/// A form as a browser sends it.
pub(super) fn encoded(form: &[(&str, &str)]) -> String {
    let escaped = |text: &str| {
        text.bytes().fold(String::new(), |mut out, byte| {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
                    out.push(char::from(byte));
                }
                _ => write!(out, "%{byte:02X}").unwrap(),
            }
            out
        })
    };
    form.iter()
        .map(|(name, value)| format!("{}={}", escaped(name), escaped(value)))
        .collect::<Vec<_>>()
        .join("&")
}
