//! A running `concerne serve`.

use anyhow::{Context, Result, bail};
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::Child;
use std::thread;
use std::time::{Duration, Instant};

use super::call::{Call, status_bytes};
use super::ground::Case;

const READY_WITHIN: Duration = Duration::from_mins(1);
const STOPPED_WITHIN: Duration = Duration::from_secs(40);
const ASK_AGAIN: Duration = Duration::from_millis(1);

/// The server of a case; stopped at the end.
#[derive(Debug)]
pub(super) struct Server {
    child: Child,
    address: String,
    /// From the start of the process to the first answer of `/healthz`.
    pub(super) ready: Duration,
}

impl Server {
    /// Everything that a case has: web server and worker.
    pub(super) fn start(case: &Case<'_>) -> Result<Self> {
        Self::of(case.call(), &[])
    }

    /// The web server alone, so that no job of the case runs beside what is measured.
    pub(super) fn without_worker(case: &Case<'_>) -> Result<Self> {
        Self::of(case.call(), &["--no-worker"])
    }

    /// The program with settings of its own.
    pub(super) fn of(call: Call, more: &[&str]) -> Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let address = format!("127.0.0.1:{port}");
        let call = call.args(["serve", "--listen", &address]).args(more);
        let began = Instant::now();
        let child = call.start()?;
        let mut server = Self { child, address, ready: Duration::ZERO };
        while !server.is_healthy() {
            if began.elapsed() > READY_WITHIN || server.child.try_wait()?.is_some() {
                bail!("concerne serve does not answer");
            }
            thread::sleep(ASK_AGAIN);
        }
        server.ready = began.elapsed();
        Ok(server)
    }

    pub(super) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Resident memory now (`VmRSS`) or at most (`VmHWM`), in bytes.
    pub(super) fn memory(&self, name: &str) -> Result<u64> {
        status_bytes(self.child.id(), name).context("the server has ended")
    }

    /// Asks it to stop, and waits until it has.
    pub(super) fn stop(mut self) -> Result<()> {
        Call::new("kill").args(["-TERM", &self.child.id().to_string()]).output()?;
        let began = Instant::now();
        while self.child.try_wait()?.is_none() {
            if began.elapsed() > STOPPED_WITHIN {
                bail!("concerne serve does not stop");
            }
            thread::sleep(Duration::from_millis(10));
        }
        Ok(())
    }

    fn is_healthy(&self) -> bool {
        let ask = || {
            let mut stream = TcpStream::connect(&self.address)?;
            stream.set_read_timeout(Some(READY_WITHIN))?;
            let request = format!(
                "GET /healthz HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
                self.address
            );
            stream.write_all(request.as_bytes())?;
            let mut head = [0; 12];
            stream.read_exact(&mut head)?;
            std::io::Result::Ok(&head == b"HTTP/1.1 200")
        };
        ask().unwrap_or(false)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Ended already after `stop`.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
