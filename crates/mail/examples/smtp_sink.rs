//! A mail server on loopback for drills: prints its port, then takes mail.
//!
//! ```text
//! smtp_sink [--port N] [--journal FILE]
//!           [--refuse-every N] [--defer-every N] [--reject-every N]
//!           [--drop-kept-every N] [--drop-lost-every N] [--delay-ms N]
//! ```
//!
//! The journal gets one line per message taken, before its reply leaves:
//! the Message-ID without angle brackets, a tab, and the SHA-256 of the recipient's address in lower
//! case, as `printf %s ADDRESS | sha256sum` prints it.
//! `refuse` answers 550 to the recipient, `defer` 450; `reject` answers 554
//! after the final dot; `drop-kept` keeps the message and closes without a
//! reply, `drop-lost` closes without keeping it.

use std::io::{self, Write as _};
use std::path::Path;
use std::time::Duration;

use mail::Stage;
use mail::testing::{Act, Keep, SmtpServer};

#[derive(Default)]
struct Options {
    port: u16,
    journal: Option<String>,
    refuse: u64,
    defer: u64,
    reject: u64,
    drop_kept: u64,
    drop_lost: u64,
    delay_ms: u64,
}

fn invalid(name: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, format!("{name}: missing or wrong value"))
}

fn options() -> io::Result<Options> {
    let mut options = Options::default();
    let mut words = std::env::args().skip(1);
    while let Some(name) = words.next() {
        let value = words.next().ok_or_else(|| invalid(&name))?;
        let number = || value.parse::<u64>().map_err(|_| invalid(&name));
        match name.as_str() {
            "--port" => options.port = value.parse().map_err(|_| invalid(&name))?,
            "--journal" => options.journal = Some(value),
            "--refuse-every" => options.refuse = number()?,
            "--defer-every" => options.defer = number()?,
            "--reject-every" => options.reject = number()?,
            "--drop-kept-every" => options.drop_kept = number()?,
            "--drop-lost-every" => options.drop_lost = number()?,
            "--delay-ms" => options.delay_ms = number()?,
            _ => {
                return Err(io::Error::new(
                    io::ErrorKind::InvalidInput,
                    format!("{name}: unknown"),
                ));
            }
        }
    }
    Ok(options)
}

/// Whether the `count`th time is one of every `every`; never when `every` is 0.
fn falls(count: u64, every: u64) -> bool {
    every != 0 && count.is_multiple_of(every)
}

#[tokio::main]
async fn main() -> io::Result<()> {
    let options = options()?;
    let mut builder = SmtpServer::builder().port(options.port).keep(Keep::Count);
    if let Some(file) = &options.journal {
        builder = builder.journal(Path::new(file));
    }
    let server = builder.start().await?;
    let (refuse, defer) = (options.refuse, options.defer);
    server.on(Stage::RcptTo, move |scene| {
        if falls(scene.count, refuse) {
            Act::reply(550, "5.1.1 no such user")
        } else if falls(scene.count, defer) {
            Act::reply(450, "4.2.1 come back later")
        } else {
            Act::Proceed
        }
    });
    let delay = Duration::from_millis(options.delay_ms);
    let Options { reject, drop_kept, drop_lost, .. } = options;
    server.on(Stage::EndOfData, move |scene| {
        if falls(scene.count, reject) {
            Act::reply(554, "5.7.1 content refused")
        } else if falls(scene.count, drop_kept) {
            Act::DropKept
        } else if falls(scene.count, drop_lost) {
            Act::Drop
        } else if delay.is_zero() {
            Act::Proceed
        } else {
            Act::After(delay)
        }
    });
    let mut out = io::stdout();
    writeln!(out, "{}", server.address().port())?;
    out.flush()?;
    tokio::signal::ctrl_c().await
}
