//! The web server against slow, silent and dishonest clients, and at a stop.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use app::site::{Routes, get, post};
use axum::{Router, extract::ConnectInfo, http::header::CACHE_CONTROL};
use bytes::Bytes;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
    time::{sleep, timeout},
};
use tokio_util::sync::CancellationToken;

use super::{guarded, serve, smaller};
use crate::config::{Config, Http, Network, SettingArgs, TrustedProxies};

fn settings() -> Http {
    Config::gather(&SettingArgs::default(), &|_| None).unwrap().http
}

fn pages() -> Router {
    Routes::new()
        .route("/", get(async || "hello"))
        .route(
            "/slow",
            get(async || {
                sleep(Duration::from_millis(400)).await;
                "done"
            }),
        )
        .route(
            "/who",
            get(async |ConnectInfo(address): ConnectInfo<SocketAddr>| address.ip().to_string()),
        )
        .route("/body", post(async |body: Bytes| body.len().to_string()))
        .route("/broken", get(broken))
        .into_router()
}

/// A style sheet as browsers keep it, and a page that only its reader may see.
fn kept_and_private() -> Router {
    let long = || "a { color: red }\n".repeat(200);
    Routes::new()
        .route("/kept.css", get(async move || ([(CACHE_CONTROL, "public, immutable")], long())))
        .route("/private", get(async move || ([(CACHE_CONTROL, "no-store")], long())))
        .route("/unsaid", get(async move || long()))
        .into_router()
}

/// Status line, headers and body of an answer to somebody who reads gzip.
async fn gzipped(server: &Server, path: &str) -> (String, Vec<u8>) {
    let mut stream = server.send(&get_once(path, "accept-encoding: gzip\r\n")).await;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await.unwrap();
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap().to_lowercase();
    (head, bytes[end + 4..].to_vec())
}

#[tokio::test]
async fn what_everybody_may_keep_is_compressed_and_nothing_else() {
    let server = Server::start_with(smaller(kept_and_private()), settings()).await;
    let (head, body) = gzipped(&server, "/kept.css").await;
    assert!(head.contains("content-encoding: gzip"), "{head}");
    assert!(head.contains("vary: accept-encoding"), "caches keep the two apart: {head}");
    assert!(head.contains("cache-control: public, immutable"), "{head}");
    assert!(body.windows(2).any(|two| two == [0x1f, 0x8b]) && body.len() < 400, "{}", body.len());
    for path in ["/private", "/unsaid"] {
        let (head, body) = gzipped(&server, path).await;
        assert!(!head.contains("content-encoding"), "{head}");
        assert_eq!(body.len(), 3_400, "{path}");
    }
    let plain = server.ask(&get_once("/kept.css", "")).await;
    assert!(plain.ends_with("red }\n") && plain.contains("vary: accept-encoding"), "{plain}");
}

async fn broken() -> &'static str {
    let nothing: Option<&'static str> = std::hint::black_box(None);
    nothing.expect("the name of a patient")
}

struct Server {
    address: SocketAddr,
    stop: CancellationToken,
    ended: JoinHandle<()>,
}

impl Server {
    async fn start(http: Http) -> Self {
        Self::start_with(pages(), http).await
    }

    async fn start_with(pages: Router, http: Http) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let stop = CancellationToken::new();
        let router = guarded(pages, &http);
        let ended = tokio::spawn(serve(listener, router, http, stop.clone()));
        Self { address, stop, ended }
    }

    async fn send(&self, text: &str) -> TcpStream {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(text.as_bytes()).await.unwrap();
        stream
    }

    async fn ask(&self, text: &str) -> String {
        rest(self.send(text).await).await
    }
}

/// What the server sends until it closes the connection.
async fn rest(mut stream: TcpStream) -> String {
    let mut bytes = Vec::new();
    let read = timeout(Duration::from_secs(10), stream.read_to_end(&mut bytes)).await;
    let _ = read.expect("the server closes the connection");
    String::from_utf8(bytes).unwrap()
}

fn get_once(path: &str, more: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{more}\r\n")
}

#[tokio::test]
async fn a_stop_lets_open_requests_end_and_takes_no_new_ones() {
    let server = Server::start(settings()).await;
    let open = server.send(&get_once("/slow", "")).await;
    let idle = server.send("GET / HTTP/1.1\r\nhost: x\r\n\r\n").await;
    sleep(Duration::from_millis(100)).await;
    server.stop.cancel();
    assert!(rest(open).await.ends_with("done"));
    assert!(rest(idle).await.ends_with("hello"), "an idle connection is closed");
    timeout(Duration::from_secs(5), server.ended).await.expect("the loop ends").unwrap();
    assert!(TcpStream::connect(server.address).await.is_err());
}

#[tokio::test]
async fn a_stop_does_not_wait_for_ever() {
    let http = Http { stop_time: Duration::from_millis(100), ..settings() };
    let server = Server::start(http).await;
    let _open = server.send(&get_once("/slow", "")).await;
    sleep(Duration::from_millis(50)).await;
    let begun = Instant::now();
    server.stop.cancel();
    server.ended.await.unwrap();
    assert!(begun.elapsed() < Duration::from_millis(350));
}

#[tokio::test]
async fn a_connection_that_sends_no_whole_head_is_closed() {
    let http = Http { header_time: Duration::from_millis(150), ..settings() };
    let server = Server::start(http).await;
    for beginning in ["", "GET / HTTP/1.1\r\nhost: x\r\n"] {
        let begun = Instant::now();
        let said = server.ask(beginning).await;
        assert!(!said.contains("200 OK"), "{said}");
        assert!(begun.elapsed() < Duration::from_secs(5), "{beginning:?}");
    }
}

#[tokio::test]
async fn a_body_that_stalls_is_given_up() {
    let http = Http { body_time: Duration::from_millis(150), ..settings() };
    let server = Server::start(http).await;
    let head =
        "POST /body HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 10\r\n\r\nabc";
    let begun = Instant::now();
    let said = server.ask(head).await;
    assert!(said.starts_with("HTTP/1.1 4"), "{said}");
    assert!(begun.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn a_body_that_trickles_is_given_up_although_it_never_stalls() {
    let request_time = Duration::from_millis(300);
    let http = Http { body_time: Duration::from_secs(20), request_time, ..settings() };
    let server = Server::start(http).await;
    let head = "POST /body HTTP/1.1\r\nhost: x\r\ncontent-length: 9999\r\n\r\n";
    let stream = server.send(head).await;
    let begun = Instant::now();
    let (mut read, mut write) = stream.into_split();
    let trickle = tokio::spawn(async move {
        while write.write_all(b"x").await.is_ok() {
            sleep(Duration::from_millis(20)).await;
        }
    });
    let mut first = [0; 10];
    let answered = read.read_exact(&mut first);
    timeout(Duration::from_secs(5), answered).await.expect("an answer while it trickles").unwrap();
    assert!(first.starts_with(b"HTTP/1.1 4"), "{first:?}");
    assert!(begun.elapsed() >= request_time);
    trickle.abort();
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused() {
    let http = Http { request_bytes: 1_024, ..settings() };
    let server = Server::start(http).await;
    for (size, status) in [(1_024, "200"), (1_025, "413")] {
        let head = format!(
            "POST /body HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: {size}\r\n\r\n{}",
            "x".repeat(size)
        );
        let said = server.ask(&head).await;
        assert!(said.starts_with(&format!("HTTP/1.1 {status}")), "{said}");
    }
}

#[tokio::test]
async fn connections_over_the_limit_wait_for_a_place() {
    let http = Http { connections: 1, ..settings() };
    let server = Server::start(http).await;
    let first = server.send(&get_once("/slow", "")).await;
    sleep(Duration::from_millis(50)).await;
    let begun = Instant::now();
    assert!(server.ask(&get_once("/", "")).await.ends_with("hello"));
    assert!(begun.elapsed() >= Duration::from_millis(250), "the second waited for the first");
    assert!(rest(first).await.ends_with("done"));
}

#[tokio::test]
async fn handlers_see_the_client_behind_a_trusted_proxy_and_no_invented_one() {
    let forwarded = "x-forwarded-for: 198.51.100.9, 203.0.113.5\r\n";
    let server = Server::start(settings()).await;
    assert!(server.ask(&get_once("/who", forwarded)).await.ends_with("\r\n127.0.0.1"));
    let trusted_proxies = TrustedProxies(vec![Network::parse("127.0.0.1").unwrap()]);
    let server = Server::start(Http { trusted_proxies, ..settings() }).await;
    assert!(server.ask(&get_once("/who", forwarded)).await.ends_with("\r\n203.0.113.5"));
}

#[tokio::test]
async fn a_defect_answers_500_and_says_nothing_of_what_it_worked_on() {
    let server = Server::start(settings()).await;
    let said = server.ask(&get_once("/broken", "")).await;
    assert!(said.starts_with("HTTP/1.1 500"), "{said}");
    assert!(!said.contains("patient"), "{said}");
    assert!(server.ask(&get_once("/", "")).await.ends_with("hello"));
}
