//! The accept loop.

use std::{convert::Infallible, net::SocketAddr, pin::pin, sync::Arc, time::Duration};

use axum::{Router, body::Body, extract::ConnectInfo, http::Request, response::Response};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    time::{sleep, timeout},
};
use tokio_util::sync::CancellationToken;
use tower::Service as _;

use crate::config::{Http, TrustedProxies};

/// When the process has no descriptor left, accepting again at once would spin.
const AFTER_REFUSAL: Duration = Duration::from_millis(50);

/// Answers connections until `stop`: then accepts nothing more, closes idle connections,
/// and lets open requests go on for [`Http::stop_time`].
pub async fn serve(listener: TcpListener, router: Router, http: Http, stop: CancellationToken) {
    let slots = Arc::new(Semaphore::new(http.connections));
    let proxies = Arc::new(http.trusted_proxies.clone());
    let graceful = GracefulShutdown::new();
    let mut protocol = http1::Builder::new();
    protocol.timer(TokioTimer::new()).header_read_timeout(http.header_time).keep_alive(true);
    let mut stopped = pin!(stop.cancelled());
    loop {
        // Beyond the limit, connections wait in the system's queue.
        let accepted = async {
            let slot = slots.clone().acquire_owned().await.ok();
            (slot, listener.accept().await)
        };
        let (slot, accepted) = tokio::select! {
            () = &mut stopped => break,
            accepted = accepted => accepted,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                sleep(AFTER_REFUSAL).await;
                continue;
            }
        };
        let connection = protocol.serve_connection(
            TokioIo::new(without_delay(stream)),
            service_fn({
                let (router, proxies) = (router.clone(), proxies.clone());
                move |request| answer(router.clone(), &proxies, peer, request)
            }),
        );
        let watched = graceful.watch(connection);
        tokio::spawn(async move {
            // A client that breaks off is no event worth a line.
            let _ = watched.await;
            drop(slot);
        });
    }
    drop(listener);
    if timeout(http.stop_time, graceful.shutdown()).await.is_err() {
        tracing::warn!("requests were still open at the end of the stop time");
    }
}

fn without_delay(stream: TcpStream) -> TcpStream {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "TCP_NODELAY could not be set");
    }
    stream
}

/// Hands a request to the router, with the client's address where handlers look for it.
fn answer(
    mut router: Router,
    proxies: &TrustedProxies,
    peer: SocketAddr,
    mut request: Request<Incoming>,
) -> impl Future<Output = Result<Response, Infallible>> + use<> {
    let forwarded = request.headers().get_all("x-forwarded-for").iter();
    let forwarded: Vec<String> = forwarded
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(',').map(str::to_owned))
        .collect();
    let client = proxies.client(peer.ip(), forwarded.into_iter());
    request.extensions_mut().insert(ConnectInfo(SocketAddr::new(client, peer.port())));
    router.call(request.map(Body::new))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_accepted_connection_does_not_wait_for_acknowledgements() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let _client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (stream, _) = listener.accept().await.unwrap();
        assert!(without_delay(stream).nodelay().unwrap());
    }
}
