//! Running the built program.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use db::{
    sqlx::{
        AssertSqlSafe, Connection as _, PgConnection, SqliteConnection, query, query_scalar,
        raw_sql,
    },
    testing::postgres_server,
};
use serde_json::Value;

/// What a run of the program gave.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) status: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ran {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }

    pub(crate) fn json_lines(&self) -> Vec<Value> {
        self.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Refused or failed: status 1 and one sentence.
    pub(crate) fn refused(&self) -> &str {
        assert_eq!(self.status, 1, "{self:?}");
        self.sentence()
    }

    /// The same for a process that may have written log lines before.
    pub(crate) fn refused_at_end(&self) -> &str {
        assert_eq!(self.status, 1, "{self:?}");
        let last = self.stderr.lines().last().unwrap_or_default();
        last.strip_prefix("concerne: ").unwrap_or_else(|| panic!("{self:?}"))
    }

    /// Usage: status 2 and something on standard error.
    pub(crate) fn usage(&self) -> &str {
        assert_eq!(self.status, 2, "{self:?}");
        assert!(!self.stderr.is_empty());
        &self.stderr
    }

    pub(crate) fn ok(self) -> Self {
        assert_eq!(self.status, 0, "{self:?}");
        assert_eq!(self.stderr, "", "a success says nothing on standard error");
        self
    }

    fn sentence(&self) -> &str {
        let sentence = self.stderr.strip_suffix('\n').unwrap_or(&self.stderr);
        assert!(!sentence.contains('\n'), "one sentence: {sentence}");
        sentence.strip_prefix("concerne: ").unwrap_or_else(|| panic!("{sentence}"))
    }
}

pub(crate) fn program(dir: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_concerne"));
    command.args(args).current_dir(dir).env_clear();
    command
}

/// Runs the program in a folder, with nothing of this process's environment.
pub(crate) fn run_with(dir: &Path, args: &[&str], env: &[(&str, &str)], stdin: &[u8]) -> Ran {
    let mut child = program(dir, args)
        .envs(env.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let fed = stdin.to_vec();
    let feeding = std::thread::spawn(move || {
        // A command that reads nothing closes its end.
        let _ = input.write_all(&fed);
    });
    let output = child.wait_with_output().unwrap();
    feeding.join().unwrap();
    Ran {
        status: output.status.code().expect("an exit status"),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

pub(crate) fn run(dir: &Path, args: &[&str]) -> Ran {
    run_with(dir, args, &[], b"")
}

/// A command that touches no folder, fed from standard input.
pub(crate) fn pure(args: &[&str], stdin: &str) -> Ran {
    run_with(&std::env::temp_dir(), args, &[], stdin.as_bytes())
}

/// A running `serve` or `worker`; stopped with a signal, killed when dropped.
pub(crate) struct Running {
    child: Child,
    lines: BufReader<std::process::ChildStderr>,
    /// Log lines read so far.
    pub(crate) log: Vec<Value>,
}

impl Running {
    pub(crate) fn start(dir: &Path, args: &[&str], env: &[(&str, &str)]) -> Self {
        let mut child = program(dir, args)
            .envs([("CONCERNE_LISTEN", "127.0.0.1:0"), ("CONCERNE_LOG_FORMAT", "json")])
            .envs(env.iter().copied())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stderr.take().unwrap());
        Self { child, lines, log: Vec::new() }
    }

    /// Reads the log up to a message; the process must write it.
    pub(crate) fn until(&mut self, message: &str) -> Value {
        let mut line = String::new();
        while {
            line.clear();
            self.lines.read_line(&mut line).unwrap()
        } > 0
        {
            let value: Value =
                serde_json::from_str(&line).unwrap_or_else(|_| panic!("log: {line}"));
            self.log.push(value.clone());
            if value["message"] == message {
                return value;
            }
        }
        panic!("the process ended without saying {message:?}: {:?}", self.log)
    }

    /// The address that the web server listens on.
    pub(crate) fn address(&mut self) -> SocketAddr {
        self.until("listening")["address"].as_str().unwrap().parse().unwrap()
    }

    /// Sends SIGTERM.
    pub(crate) fn stop(&self) {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill").args(["-TERM", &pid]).status().unwrap();
        assert!(sent.success());
    }

    /// Sends SIGTERM; gives the exit status.
    pub(crate) fn terminate(self) -> (i32, Vec<Value>) {
        self.stop();
        self.ended()
    }

    /// Waits for the end of a process that was told to stop; gives the exit status.
    pub(crate) fn ended(mut self) -> (i32, Vec<Value>) {
        let mut rest = String::new();
        self.lines.read_to_string(&mut rest).unwrap();
        self.log.extend(rest.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()));
        let status = self.child.wait().unwrap().code().expect("an exit status");
        (status, std::mem::take(&mut self.log))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One GET: status and body.
pub(crate) fn get(address: SocketAddr, path: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").expect("an answer with a head");
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, body.to_owned())
}

/// A number that the main SQLite database of a folder answers.
pub(crate) async fn number_in(dir: &Path, sql: &'static str) -> i64 {
    let url = format!("sqlite:{}", dir.join("data/concerne.sqlite").display());
    let mut file = SqliteConnection::connect(&url).await.unwrap();
    let number = query_scalar(sql).fetch_one(&mut file).await.unwrap();
    file.close().await.unwrap();
    number
}

/// Runs one statement on an SQLite file, as an operator with their own tool would.
pub(crate) async fn on_sqlite(url: &str, sql: &'static str) {
    let mut file = SqliteConnection::connect(url).await.unwrap();
    query(sql).execute(&mut file).await.unwrap();
    file.close().await.unwrap();
}

/// Waits for something that another process does.
pub(crate) fn wait_for(what: &str, mut there: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !there() {
        assert!(begun.elapsed() < Duration::from_secs(30), "waited too long for {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// The folder of the workspace.
pub(crate) fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

/// Two new, empty PostgreSQL databases, dropped however the test ends.
pub(crate) struct Databases {
    /// Of the main tables, of the keys.
    pub(crate) urls: [String; 2],
}

impl Drop for Databases {
    fn drop(&mut self) {
        let drops = self
            .urls
            .clone()
            .map(|url| format!("drop database if exists {} with (force)", database_of(&url)));
        // A thread of its own: the runtime of a test that fails waits for nothing any more.
        let done = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            let runtime = runtime.unwrap();
            for sql in drops {
                runtime.block_on(on_server(sql));
            }
        });
        assert!(done.join().is_ok() || std::thread::panicking(), "databases are left over");
    }
}

/// Two new databases; a test without a server fails, and is left out by its name.
pub(crate) async fn empty_postgres() -> Databases {
    let server = postgres_server().unwrap();
    let made = ["main", "keys"].map(|part| format!("it_{part}_{}", fresh()));
    let databases = Databases { urls: made.each_ref().map(|name| beside(&server, name)) };
    for name in made {
        let sql = format!(
            "create database {name} template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C'"
        );
        on_server(sql).await;
    }
    databases
}

/// The database that an address names. A query may hold slashes, such as a folder of sockets.
pub(crate) fn database_of(url: &str) -> &str {
    let address = url.split('?').next().unwrap_or(url);
    address.rsplit('/').next().unwrap_or(address)
}

/// The same server's address with another database.
pub(crate) fn beside(server: &str, name: &str) -> String {
    let (address, query) = server.split_once('?').map_or((server, ""), |(a, q)| (a, q));
    let host = address.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
    if query.is_empty() { format!("{host}/{name}") } else { format!("{host}/{name}?{query}") }
}

/// Runs one statement on the server that makes test databases.
pub(crate) async fn on_server(sql: String) {
    let server = postgres_server().unwrap();
    let mut admin = PgConnection::connect(&server).await.unwrap();
    raw_sql(AssertSqlSafe(sql)).execute(&mut admin).await.unwrap();
}

fn fresh() -> String {
    use std::hash::{BuildHasher as _, Hasher as _};
    let mut hasher = std::collections::hash_map::RandomState::new().build_hasher();
    hasher.write_u32(std::process::id());
    format!("{:016x}", hasher.finish())
}

#[test]
fn the_database_of_an_address_is_found_before_its_query() {
    let url = beside("postgres://u:p@h:5432/one?host=/run/pg&x=1", "two");
    assert_eq!(url, "postgres://u:p@h:5432/two?host=/run/pg&x=1");
    assert_eq!(database_of(&url), "two");
    assert_eq!(database_of("postgres://h/two"), "two");
}
