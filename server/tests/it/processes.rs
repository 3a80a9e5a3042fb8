//! Processes that stay: what they answer, and how they stop.

use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    time::Duration,
};

use serde_json::{Value, json};

use crate::support::{
    Running, database_of, empty_postgres, get, number_in, on_server, run, run_with, wait_for,
};

/// Failures that the portal has counted.
const TRIES: &str = "select coalesce(sum(failures), 0) from portal_try";

/// Who mail comes from where it leaves the machine.
const SENDER: (&str, &str) = ("CONCERNE_MAIL_FROM", "information@example.org");

#[test]
fn serve_answers_at_once_and_stops_in_order() {
    let dir = tempfile::tempdir().unwrap();
    let mut server = Running::start(dir.path(), &["serve"], &[]);
    let address = server.address();
    assert_eq!(get(address, "/healthz"), (200, "ok\n".to_owned()));
    let (status, body) = get(address, "/readyz");
    assert_eq!(status, 200);
    let parts: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(parts, json!({ "database": "ok", "keys": "ok", "schema": "ok" }));
    assert_eq!(get(address, "/no/such/page").0, 404);
    let (status, log) = server.terminate();
    assert_eq!(status, 0);
    let said: Vec<&str> = log.iter().filter_map(|line| line["message"].as_str()).collect();
    assert_eq!(said.last(), Some(&"stopped"), "{said:?}");
    assert!(said.contains(&"worker stopped"), "{said:?}");
    assert!(!dir.path().join("data/concerne.sqlite-wal").exists(), "the log is written back");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_try_that_is_answered_during_the_stop_is_counted() {
    let dir = tempfile::tempdir().unwrap();
    run(dir.path(), &["demo", "--people", "12", "--json"]).ok();
    let before = number_in(dir.path(), TRIES).await;
    let mut server = Running::start(dir.path(), &["serve", "--no-worker"], &[]);
    let address = server.address();
    let body = "code=ABCD-EFGH-JKMNP&birth_day=1&birth_month=1&birth_year=1980";
    let mut open = TcpStream::connect(address).unwrap();
    open.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    write!(
        open,
        "POST /c/DEMO-1 HTTP/1.1\r\nhost: {address}\r\nexpect: 100-continue\r\n\
         connection: close\r\ncontent-type: application/x-www-form-urlencoded\r\n\
         content-length: {}\r\n\r\n",
        body.len()
    )
    .unwrap();
    let mut waits = [0; 25];
    open.read_exact(&mut waits).unwrap();
    assert_eq!(&waits, b"HTTP/1.1 100 Continue\r\n\r\n");
    server.stop();
    server.until("stopping");
    // Longer than the pause between two writings of the counts.
    std::thread::sleep(Duration::from_millis(600));
    open.write_all(body.as_bytes()).unwrap();
    let mut answer = String::new();
    open.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert_eq!(server.ended().0, 0);
    // One failure of the code, one of the address.
    assert_eq!(number_in(dir.path(), TRIES).await - before, 2);
}

#[test]
fn a_second_start_finds_everything_as_it_was() {
    let dir = tempfile::tempdir().unwrap();
    for _ in 0..2 {
        let mut server = Running::start(dir.path(), &["serve", "--no-worker"], &[]);
        assert_eq!(get(server.address(), "/readyz").0, 200);
        assert_eq!(server.terminate().0, 0);
    }
}

#[test]
fn metrics_are_shown_to_this_machine_while_the_server_is_local() {
    let dir = tempfile::tempdir().unwrap();
    let mut server = Running::start(dir.path(), &["serve"], &[]);
    let address = server.address();
    get(address, "/no/such/page?code=SECRET");
    get(address, "/c/NOBODY-7?code=SECRET");
    let (status, text) = get(address, "/metrics");
    assert_eq!(status, 200);
    // The label is the route's template; what has none shares one label.
    let counted = |route: &str| {
        let (name, route) = ("concerne_http_requests_total{", format!("route=\"{route}\""));
        let of_route = |line: &&str| {
            line.starts_with(name) && line.contains(&route) && line.contains(r#"status="4xx""#)
        };
        let found: Vec<&str> = text.lines().filter(of_route).collect();
        assert!(found.len() == 1 && found[0].ends_with(" 1"), "{route}: {text}");
    };
    counted("unmatched");
    counted("/c/{reference}");
    assert!(!text.contains("/no/such") && !text.contains("NOBODY"), "{text}");
    assert!(text.contains("concerne_database_up 1"), "{text}");
    assert!(!text.contains("SECRET"), "{text}");
    wait_for("a job's count", || get(address, "/metrics").1.contains(r#"state="done"} 1"#));
}

#[test]
fn behind_a_proxy_metrics_are_on_their_own_address_alone() {
    let dir = tempfile::tempdir().unwrap();
    let free: SocketAddr = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let own = free.to_string();
    let env = [
        ("CONCERNE_PUBLIC_URL", "https://labo.example.org"),
        ("CONCERNE_METRICS_LISTEN", own.as_str()),
    ];
    let mut server = Running::start(dir.path(), &["serve"], &env);
    let address = server.address();
    assert_eq!(get(address, "/metrics").0, 404);
    assert_eq!(get(free, "/metrics").0, 200);
    assert_eq!(get(free, "/readyz").0, 200);
    assert_eq!(server.terminate().0, 0);
}

#[test]
fn a_worker_listens_nowhere_and_stops_on_a_signal() {
    let dir = tempfile::tempdir().unwrap();
    let mut worker = Running::start(dir.path(), &["worker"], &[]);
    worker.until("worker started");
    let (status, log) = worker.terminate();
    assert_eq!(status, 0);
    assert!(log.iter().all(|line| line["message"] != "listening"));
}

#[test]
fn a_port_in_use_is_one_sentence() {
    let dir = tempfile::tempdir().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let listen = taken.local_addr().unwrap().to_string();
    let ran = run(dir.path(), &["serve", "--listen", &listen]);
    assert!(ran.refused().starts_with(&format!("cannot listen on {listen}: ")), "{ran:?}");
}

#[test]
fn the_demo_refuses_to_run_where_mail_would_leave_the_machine() {
    let dir = tempfile::tempdir().unwrap();
    let args = ["serve", "--demo", "--smtp-url", "smtp://relay.example.org"];
    let ran = run_with(dir.path(), &args, &[SENDER], b"");
    assert!(ran.refused().starts_with("the demo sends no mail"), "{ran:?}");
}

#[test]
fn no_log_line_holds_a_secret_of_the_settings() {
    let dir = tempfile::tempdir().unwrap();
    let env = [
        ("CONCERNE_SMTP_URL", "smtp://user:hush@127.0.0.1:1"),
        SENDER,
        ("CONCERNE_LOG_LEVEL", "trace"),
    ];
    let mut server = Running::start(dir.path(), &["serve"], &env);
    server.address();
    let (status, log) = server.terminate();
    assert_eq!(status, 0);
    assert!(log.iter().all(|line| !line.to_string().contains("hush")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_postgres_makes_the_process_unready_but_not_dead() {
    let databases = empty_postgres().await;
    let [main, keys] = &databases.urls;
    let dir = tempfile::tempdir().unwrap();
    let env = [
        ("CONCERNE_DATABASE_URL", main.as_str()),
        ("CONCERNE_KEYS_URL", keys.as_str()),
        ("CONCERNE_DATABASE_WAIT_SECONDS", "1"),
    ];
    run_with(dir.path(), &["migrate"], &env, b"").ok();
    let mut server = Running::start(dir.path(), &["serve"], &env);
    let address = server.address();
    assert_eq!(get(address, "/readyz").0, 200);
    let name = database_of(main);
    on_server(format!("drop database {name} with (force)")).await;
    let (status, body) = get(address, "/readyz");
    assert_eq!(status, 503, "{body}");
    assert!(body.contains(r#""database":"down""#), "{body}");
    assert_eq!(get(address, "/healthz").0, 200);
    assert!(get(address, "/metrics").1.contains("concerne_database_up 0"));
    assert_eq!(server.terminate().0, 0);
}
