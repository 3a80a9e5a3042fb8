//! A folder with the program's databases, and the program running in it.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus},
    time::{Duration, Instant},
};

use clap::Parser as _;
use db::Engine;
use server::{
    Services,
    config::{ALL, Config, SettingArgs},
};

use crate::support::{Databases, Ran, empty_postgres};

/// The settings of an installation, read as a command reads them.
#[derive(clap::Parser)]
struct Settings {
    #[command(flatten)]
    given: SettingArgs,
}

/// An installation of its own.
pub(super) struct Place {
    dir: tempfile::TempDir,
    env: Vec<(String, String)>,
    /// Dropped with the place, however the drill ends.
    databases: Option<Databases>,
}

impl Place {
    /// An empty one.
    pub(super) async fn new(engine: Engine) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut place = Self { dir, env: Vec::new(), databases: None };
        let data = place.path("data");
        place.set("CONCERNE_DATA_DIR", data.to_str().unwrap());
        place.set("CONCERNE_LOG_FORMAT", "json");
        if engine == Engine::Postgres {
            let databases = empty_postgres().await;
            let [main, keys] = &databases.urls;
            place.set("CONCERNE_DATABASE_URL", main);
            place.set("CONCERNE_KEYS_URL", keys);
            place.databases = Some(databases);
            place.run(&["migrate"]).ok();
        }
        place
    }

    pub(super) fn set(&mut self, name: &str, value: &str) {
        self.env.push((name.to_owned(), value.to_owned()));
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Runs a command to its end.
    pub(super) fn run(&self, args: &[&str]) -> Ran {
        let done = self.command(args).output().unwrap();
        Ran {
            status: done.status.code().expect("an exit status"),
            stdout: String::from_utf8(done.stdout).unwrap(),
            stderr: String::from_utf8(done.stderr).unwrap(),
        }
    }

    /// The program of this build, or the one that `DRILL_PROGRAM` names.
    fn command(&self, args: &[&str]) -> Command {
        let built = env!("CARGO_BIN_EXE_concerne");
        let mut command = Command::new(std::env::var_os("DRILL_PROGRAM").unwrap_or(built.into()));
        command.args(args).current_dir(self.dir.path()).env_clear();
        command.envs(self.env.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Starts a command that is to be killed, or may end by itself.
    pub(super) fn start(&self, args: &[&str]) -> Process {
        let out = self.path("out");
        let log = File::options().create(true).append(true).open(self.path("log")).unwrap();
        let child =
            self.command(args).stdout(File::create(&out).unwrap()).stderr(log).spawn().unwrap();
        Process { child, out }
    }

    /// What the processes logged so far.
    pub(super) fn log(&self) -> String {
        fs::read_to_string(self.path("log")).unwrap_or_default()
    }

    /// The same installation, opened in this process.
    pub(super) async fn services(&self) -> Services {
        let mut args = vec!["drill".to_owned()];
        for (name, value) in &self.env {
            let known = ALL.iter().find(|setting| setting.variable == name).unwrap();
            args.extend([format!("--{}", known.flag.unwrap()), value.clone()]);
        }
        let config = Config::load(&Settings::parse_from(args).given).unwrap();
        Services::open(config).await.unwrap()
    }

    /// The journal is whole.
    pub(super) fn journal_is_sound(&self) {
        assert_eq!(self.run(&["audit", "verify", "--json"]).ok().json()["ok"], true);
    }
}

/// A process of the program; killed when dropped.
pub(super) struct Process {
    child: Child,
    out: PathBuf,
}

impl Process {
    /// Waits; gives the status when the process ended before.
    pub(super) async fn ended_within(&mut self, time: Duration) -> Option<ExitStatus> {
        let begun = Instant::now();
        loop {
            let ended = self.child.try_wait().unwrap();
            if ended.is_some() || begun.elapsed() >= time {
                return ended;
            }
            let left = time.saturating_sub(begun.elapsed());
            tokio::time::sleep(left.min(Duration::from_millis(2))).await;
        }
    }

    /// SIGKILL. Gives whether it hit a process that was still at work.
    pub(super) fn kill(mut self) -> bool {
        self.child.kill().unwrap();
        self.child.wait().unwrap().code().is_none()
    }

    /// SIGTERM, and the wait for an orderly end.
    pub(super) fn terminate(mut self) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        assert!(self.child.wait().unwrap().success());
    }

    /// The file with what it printed.
    pub(super) fn out(&self) -> &Path {
        &self.out
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
