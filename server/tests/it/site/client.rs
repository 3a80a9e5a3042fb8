//! The site in this process, and browsers that ask it.

use std::{collections::BTreeMap, fmt::Write as _, net::SocketAddr};

use accounts::{DemoCredentials, totp_code};
use app::web::Listed;
use axum::{
    Router,
    body::Body,
    extract::ConnectInfo,
    http::{Method, Request, header},
};
use clap::Parser as _;
use db::testing::TestDb;
use http_body_util::BodyExt as _;
use server::{
    Services,
    config::{Config, SettingArgs},
};
use tower::ServiceExt as _;

use super::answer::Answer;

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
        let mut client = self.visitor();
        let form = [("email", account.email.as_str()), ("password", account.password.expose())];
        let answer = client.post("/console/connexion", &form).await;
        assert_eq!(answer.to(), "/console/connexion/code", "{}", account.email);
        let now = self.services.env.now();
        let code = totp_code(account.totp_secret.expose(), now).unwrap();
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
    /// `GET` or `POST`.
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
}

impl Asked {
    /// A visit.
    pub(super) fn get(path: &str) -> Self {
        Self { method: Method::GET, path: path.to_owned(), body: None, origin: Origin::Own }
    }

    /// A form of the site's own.
    pub(super) fn post(path: &str, form: &[(&str, &str)]) -> Self {
        let kind = "application/x-www-form-urlencoded".to_owned();
        let body = Some((kind, encoded(form).into_bytes()));
        Self { method: Method::POST, path: path.to_owned(), body, origin: Origin::Own }
    }

    /// A form with a file.
    pub(super) fn upload(path: &str, field: &str, name: &str, content: &str) -> Self {
        let edge = "----concerne-edge";
        let body = format!(
            "--{edge}\r\ncontent-disposition: form-data; name=\"{field}\"; \
             filename=\"{name}\"\r\ncontent-type: text/csv\r\n\r\n{content}\r\n--{edge}--\r\n"
        );
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
        if asked.method == Method::POST {
            request = match asked.origin {
                Origin::Own => request.header(header::ORIGIN, format!("http://{HOST}")),
                Origin::Foreign => request
                    .header(header::ORIGIN, "https://elsewhere.example.org")
                    .header("sec-fetch-site", "cross-site"),
                Origin::Silent => request,
            };
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
