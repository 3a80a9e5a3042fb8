//! Counts for Prometheus. Labels are route templates, methods, status classes and job
//! names: never a path as typed, which may hold a code.

use std::{
    fmt::Write as _,
    net::SocketAddr,
    time::{Duration, Instant},
};

use app::site::{Routes, get};
use axum::{
    extract::{ConnectInfo, MatchedPath, Request, State},
    http::{Method, StatusCode, header::CONTENT_TYPE},
    middleware::{self, Next},
    response::{IntoResponse as _, Response},
};
use db::Db;
use kernel::Env;
use metrics::{counter, gauge, histogram};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tokio::time::{sleep, timeout};

use crate::{Failure, Outcome, Services};

/// Upper bounds of the duration histograms, in seconds.
const BUCKETS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0];
/// How long a scrape waits for the queue's counts.
const PATIENCE: Duration = Duration::from_secs(2);

/// Answers scrapes.
#[derive(Clone)]
pub(crate) struct Scrape {
    recorder: PrometheusHandle,
    db: Db,
    env: Env,
}

impl Scrape {
    /// Shows what was recorded, here nothing: for a site without a process of its own.
    pub(crate) fn apart(services: &Services) -> Self {
        let recorder = PrometheusBuilder::new().build_recorder().handle();
        Self { recorder, db: services.db.clone(), env: services.env.clone() }
    }

    /// Starts recording in this process.
    pub(crate) fn start(services: &Services) -> Outcome<Self> {
        let recorder = PrometheusBuilder::new()
            .set_buckets(&BUCKETS)
            .and_then(PrometheusBuilder::install_recorder)
            .map_err(|error| Failure::because("metrics cannot be recorded", &error))?;
        gauge!("concerne_build_info", "version" => env!("CARGO_PKG_VERSION")).set(1.0);
        let upkeep = recorder.clone();
        tokio::spawn(async move {
            loop {
                sleep(Duration::from_secs(5)).await;
                upkeep.run_upkeep();
            }
        });
        Ok(Self { recorder, db: services.db.clone(), env: services.env.clone() })
    }

    async fn text(&self) -> String {
        let mut text = self.recorder.render();
        let queue = timeout(PATIENCE, self.queue()).await.ok().and_then(Result::ok);
        gauge_line(&mut text, "concerne_database_up", f64::from(u8::from(queue.is_some())));
        gauge_line(&mut text, "process_resident_memory_bytes", resident_bytes());
        text.push_str(&queue.unwrap_or_default());
        text
    }

    /// The queue as it stands now: written at each scrape and not kept, so that a state
    /// which no job is in any more does not stay at its last count.
    async fn queue(&self) -> db::Result<String> {
        let mut text = String::from("# TYPE concerne_jobs gauge\n");
        for count in jobs::counts(&self.db).await? {
            let (name, state) = (&count.name, count.state.as_str());
            let _ = writeln!(text, "concerne_jobs{{name={name:?},state={state:?}}} {}", count.jobs);
        }
        let waiting = jobs::backlog(&self.db, &self.env).await?.waiting;
        gauge_line(&mut text, "concerne_jobs_oldest_due_seconds", waiting.as_seconds_f64());
        Ok(text)
    }
}

fn gauge_line(text: &mut String, name: &str, value: f64) {
    let _ = writeln!(text, "# TYPE {name} gauge\n{name} {value}");
}

pub(super) fn routes(scrape: Scrape) -> Routes {
    Routes::new().route("/metrics", get(render)).map(|router| router.with_state(scrape))
}

/// The same, as if it were not there for other machines.
pub(super) fn for_this_machine(scrape: Scrape) -> Routes {
    routes(scrape).map(|router| router.route_layer(middleware::from_fn(only_this_machine)))
}

async fn only_this_machine(request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    if peer.is_some_and(|ConnectInfo(address)| address.ip().to_canonical().is_loopback()) {
        next.run(request).await
    } else {
        StatusCode::NOT_FOUND.into_response()
    }
}

async fn render(State(scrape): State<Scrape>) -> Response {
    let text = scrape.text().await;
    ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
}

/// Counts requests and their durations.
pub(super) async fn track(request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let method = known(request.method()).to_owned();
    let route = request.extensions().get::<MatchedPath>();
    let route = route.map_or("unmatched", MatchedPath::as_str).to_owned();
    let response = next.run(request).await;
    let class = match response.status().as_u16() {
        ..300 => "2xx",
        300..400 => "3xx",
        400..500 => "4xx",
        500.. => "5xx",
    };
    let labels = [("method", method), ("route", route), ("status", class.to_owned())];
    counter!("concerne_http_requests_total", &labels).increment(1);
    histogram!("concerne_http_request_seconds", &labels).record(begun.elapsed().as_secs_f64());
    response
}

/// Clients may invent methods; labels are a fixed list.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

/// Resident memory of the process, 0 where the system does not tell.
fn resident_bytes() -> f64 {
    let Ok(status) = std::fs::read_to_string("/proc/self/status") else { return 0.0 };
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|rest| rest.split_whitespace().next());
    kib.and_then(|kib| kib.parse::<f64>().ok()).map_or(0.0, |kib| kib * 1024.0)
}
