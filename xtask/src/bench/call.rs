//! Programs that are called: with a sentence when they fail, and measured when wanted.

use anyhow::{Context, Result, bail};
use std::ffi::{OsStr, OsString};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// GNU time; where it is not there, `/proc` is read while the program runs.
const TIME: &str = "/usr/bin/time";
const LOOK_AGAIN: Duration = Duration::from_millis(10);

/// One call of a program. Settings of the product are not inherited.
#[derive(Debug, Clone)]
pub(super) struct Call {
    program: OsString,
    args: Vec<OsString>,
    envs: Vec<(&'static str, OsString)>,
    input: Option<String>,
}

/// What a call took.
#[derive(Debug, Clone)]
pub(super) struct Measured {
    pub(super) wall: Duration,
    /// Largest resident memory, in bytes.
    pub(super) peak: u64,
    /// Processor time, user and system; unknown without GNU time.
    pub(super) cpu: Option<Duration>,
    pub(super) said: String,
}

impl Call {
    pub(super) fn new(program: impl AsRef<OsStr>) -> Self {
        let program = program.as_ref().to_owned();
        Self { program, args: Vec::new(), envs: Vec::new(), input: None }
    }

    pub(super) fn args<T: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = T>) -> Self {
        self.args.extend(args.into_iter().map(|arg| arg.as_ref().to_owned()));
        self
    }

    pub(super) fn env(mut self, name: &'static str, value: impl AsRef<OsStr>) -> Self {
        self.envs.push((name, value.as_ref().to_owned()));
        self
    }

    /// What it reads on standard input.
    pub(super) fn input(mut self, text: String) -> Self {
        self.input = Some(text);
        self
    }

    /// The standard output of a call that succeeds.
    pub(super) fn output(&self) -> Result<String> {
        self.end(self.command(), |_| ())
    }

    /// Starts it in the background, silent.
    pub(super) fn start(&self) -> Result<Child> {
        let mut command = self.command();
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().with_context(|| self.failed())
    }

    /// Runs it to its end and measures it. `scratch` is a folder for a small file.
    pub(super) fn measured(&self, scratch: &Path) -> Result<Measured> {
        let kept = scratch.join("time.txt");
        let mut peak = 0;
        let began;
        let said = if Path::new(TIME).is_file() {
            let words = [OsStr::new("-f"), "%M %U %S".as_ref(), "-o".as_ref(), kept.as_ref()];
            let mut timed = Self::new(TIME).args(words).args([&self.program]).args(&self.args);
            timed.envs.clone_from(&self.envs);
            timed.input.clone_from(&self.input);
            began = Instant::now();
            timed.output()?
        } else {
            began = Instant::now();
            self.end(self.command(), |process| {
                while let Some(bytes) = status_bytes(process, "VmHWM") {
                    peak = bytes.max(peak);
                    thread::sleep(LOOK_AGAIN);
                }
            })?
        };
        let wall = began.elapsed();
        let mut cpu = None;
        if let Ok(text) = std::fs::read_to_string(&kept) {
            let numbers: Vec<f64> =
                text.split_whitespace().filter_map(|word| word.parse().ok()).collect();
            if let [kibibytes, user, system] = numbers.as_slice() {
                peak = Duration::from_secs_f64(*kibibytes).as_secs() * 1024;
                cpu = Some(Duration::from_secs_f64(user + system));
            }
            std::fs::remove_file(kept)?;
        }
        Ok(Measured { wall, peak, cpu, said })
    }

    fn end(&self, mut command: Command, meanwhile: impl FnOnce(u32)) -> Result<String> {
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command.stdin(if self.input.is_some() { Stdio::piped() } else { Stdio::null() });
        let mut child = command.spawn().with_context(|| self.failed())?;
        let process = child.id();
        let pipe = child.stdin.take();
        let output = thread::scope(|scope| {
            let input = self.input.as_ref();
            // Written beside: a program that answers before it has read all would hang.
            scope.spawn(move || {
                if let (Some(mut pipe), Some(text)) = (pipe, input) {
                    // A program that stops reading says why with its status.
                    let _ = pipe.write_all(text.as_bytes());
                }
            });
            let waiting = scope.spawn(move || child.wait_with_output());
            meanwhile(process);
            waiting.join()
        });
        let Ok(output) = output else { bail!(self.failed()) };
        let output = output.with_context(|| self.failed())?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            bail!("{}: {}", self.failed(), said.lines().last().unwrap_or("no reason given"));
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("CONCERNE_") {
                command.env_remove(name);
            }
        }
        let envs = self.envs.iter().map(|(name, value)| (*name, value.as_os_str()));
        command.args(&self.args).envs(envs);
        command
    }

    fn failed(&self) -> String {
        let name = PathBuf::from(&self.program);
        let name = name.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let words: Vec<_> = self.args.iter().map(|arg| arg.to_string_lossy()).take(3).collect();
        format!("{name} {} failed", words.join(" "))
    }
}

/// A size of a live process from `/proc`: `VmHWM`, the most it held, or `VmRSS`, what it
/// holds now. None once the process has ended.
pub(super) fn status_bytes(process: u32, name: &str) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
    Some(line.split_whitespace().next()?.parse::<u64>().ok()? * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_measured() {
        let folder = tempfile::tempdir().unwrap();
        let call = Call::new("sh").args(["-c", "cat; sleep 0.05"]).input("hello".to_owned());
        let measured = call.measured(folder.path()).unwrap();
        assert_eq!(measured.said, "hello");
        assert!(measured.wall >= Duration::from_millis(50));
        assert!(measured.peak > 100_000, "{}", measured.peak);
    }

    #[test]
    fn a_failure_gives_the_last_line_of_the_reason() {
        let call = Call::new("sh").args(["-c", "echo why >&2; exit 3"]);
        assert!(format!("{:#}", call.output().unwrap_err()).ends_with("failed: why"));
    }
}
