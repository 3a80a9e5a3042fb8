//! A process that stays: web server, worker, or both, until a signal.

use std::sync::Arc;

use app::site::Routes;
use campaigns::SendEmails;
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};
use tokio_util::sync::CancellationToken;

use crate::{
    Failure, Outcome, Services,
    config::{Config, Metrics},
    http::{self, Health, Scrape},
    logs, pages, work,
};

/// What a process does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// Web server and worker.
    Both,
    /// Web server alone.
    Web,
    /// Worker alone.
    Worker,
}

/// Runs until SIGTERM or SIGINT: then nothing new is accepted, open requests and running
/// jobs end within their times, and jobs that do not are given back to the queue.
pub(crate) async fn run(config: Config, part: Part) -> Outcome {
    logs::start(&config.logs)?;
    let stop = CancellationToken::new();
    stop_at_signals(stop.clone())?;
    // Taken before the databases are opened: a port in use is said at once.
    let web = match part {
        Part::Worker => None,
        Part::Both | Part::Web => Some(listen(config.http.listen).await?),
    };
    let own_metrics = match config.metrics {
        Metrics::At(address) => Some(listen(address).await?),
        Metrics::Local | Metrics::Off => None,
    };
    let services = Services::open(config).await?;
    let scrape = Scrape::start(&services)?;
    let health = Arc::new(Health::new(&services));
    let works = part != Part::Web;
    let worker = works.then(|| tokio::spawn(work::runner(&services).run(stop.clone())));
    let sender =
        works.then(|| tokio::spawn(SendEmails::new(&services.campaigns).run(stop.clone())));
    let monitored = own_metrics.map(|listener| {
        let router = http::monitoring(health.clone(), scrape.clone()).into_router();
        tokio::spawn(http::serve(listener, router, services.config.http.clone(), stop.clone()))
    });
    match web {
        Some(listener) => {
            let address = listener.local_addr().map_err(|error| unusable(&error))?;
            tracing::info!(%address, engine = ?services.db.engine(), "listening");
            let shown = services.config.metrics == Metrics::Local;
            let pages = pages::pages(&services, stop.clone())?;
            let answered = CancellationToken::new();
            let counts = pages.keep_counts(answered.clone());
            let routes =
                http::public(pages.routes, health, shown.then_some(scrape), &services.config.http);
            http::serve(listener, routes.into_router(), services.config.http.clone(), stop.clone())
                .await;
            answered.cancel();
            if counts.await.is_err() {
                tracing::error!("the portal's counts ended on a defect");
            }
        }
        None => stop.cancelled().await,
    }
    for task in [worker, sender, monitored].into_iter().flatten() {
        if task.await.is_err() {
            tracing::error!("a part of the process ended on a defect");
        }
    }
    services.close().await;
    tracing::info!("stopped");
    Ok(())
}

/// What the web server of a process answers, assembled as `run` does, for a caller that
/// asks without a socket.
///
/// # Errors
/// As for a process that starts.
pub fn site(services: &Services) -> Outcome<Routes> {
    let health = Arc::new(Health::new(services));
    let shown = services.config.metrics == Metrics::Local;
    let scrape = shown.then(|| Scrape::apart(services));
    Ok(http::public(
        pages::pages(services, CancellationToken::new())?.routes,
        health,
        scrape,
        &services.config.http,
    ))
}

async fn listen(address: std::net::SocketAddr) -> Outcome<TcpListener> {
    TcpListener::bind(address)
        .await
        .map_err(|error| Failure::because(format_args!("cannot listen on {address}"), &error))
}

fn unusable(error: &std::io::Error) -> Failure {
    Failure::because("the web server's socket cannot be used", error)
}

fn stop_at_signals(stop: CancellationToken) -> Outcome {
    let failed = |error| Failure::because("signals cannot be received", &error);
    let mut terminate = signal(SignalKind::terminate()).map_err(failed)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(failed)?;
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("stopping");
        stop.cancel();
    });
    Ok(())
}
