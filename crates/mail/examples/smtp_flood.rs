//! Measures the hand-over: `smtp_flood HOST:PORT MESSAGES CONNECTIONS`.
//!
//! Builds each message, prepares it, transmits it; prints the rate.

use std::io::{self, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use kernel::Env;
use mail::smtp::SmtpConfig;
use mail::{SmtpTransport, Transport, testing};

#[tokio::main]
async fn main() -> io::Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [address, messages, connections] = words.as_slice() else {
        return Err(io::Error::other("smtp_flood HOST:PORT MESSAGES CONNECTIONS"));
    };
    let (host, port) = address.split_once(':').ok_or_else(|| io::Error::other("HOST:PORT"))?;
    let messages: usize = messages.parse().map_err(io::Error::other)?;
    let connections = connections.parse().map_err(io::Error::other)?;
    let config = SmtpConfig {
        host: host.to_owned(),
        connections,
        ..SmtpConfig::loopback(port.parse().map_err(io::Error::other)?)
    };
    let transport = SmtpTransport::new(config).map_err(io::Error::other)?;
    let (next, accepted) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let env = Env::system();
    let start = std::time::Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..connections {
        let (transport, env) = (transport.clone(), env.clone());
        let (next, accepted) = (Arc::clone(&next), Arc::clone(&accepted));
        tasks.spawn(async move {
            while next.fetch_add(1, Ordering::Relaxed) < messages {
                let outgoing = testing::outgoing(&env, "jeanne@example.net");
                if transport.send(outgoing).await.is_accepted() {
                    accepted.fetch_add(1, Ordering::Relaxed);
                }
            }
        });
    }
    tasks.join_all().await;
    let (seconds, accepted) = (start.elapsed().as_secs_f64(), accepted.load(Ordering::Relaxed));
    let rate = accepted as f64 / seconds;
    writeln!(
        io::stdout(),
        "{accepted} accepted of {messages} in {seconds:.2} s: {rate:.0} per second"
    )?;
    transport.close().await;
    Ok(())
}
