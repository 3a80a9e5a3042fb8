//! Results as Markdown: on the terminal, and between two markers of the page of
//! benchmarks.

use anyhow::{Context, Result};
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::time::Duration;

use super::ground::Ground;

/// One-minute load average above which figures are not to be relied on.
const QUIET: f64 = 2.5;
/// A section that has no place in the page yet goes before this one.
const LAST: &str = "## Not measured yet";

/// The result of one benchmark.
#[derive(Debug, Default)]
pub(super) struct Section {
    text: String,
}

impl Section {
    /// Begins with a title and the command, without the name of the program.
    pub(super) fn new(title: &str, command: &str) -> Self {
        Self { text: format!("## {title}\n\n`{command}`\n") }
    }

    /// A paragraph; each of its lines is a sentence.
    pub(super) fn say(&mut self, text: &str) {
        let _ = write!(self.text, "\n{}\n", text.trim_end());
    }

    /// A table: the first row is the head.
    pub(super) fn table(&mut self, rows: &[Vec<String>]) {
        self.text.push('\n');
        for (place, row) in rows.iter().enumerate() {
            let _ = writeln!(self.text, "| {} |", row.join(" | "));
            if place == 0 {
                let _ = writeln!(self.text, "|{}", " --- |".repeat(row.len()));
            }
        }
    }

    /// Ends with the machine, as it was at the start.
    pub(super) fn close(&mut self, ground: &Ground, load: f64) {
        let mut line = machine();
        if let Some(postgres) = ground.postgres_line() {
            let _ = write!(line, "; {postgres}");
        }
        line.push('.');
        if load > QUIET {
            let _ = write!(
                line,
                "\nThe machine was not quiet (load average {load:.1} before it began): to be measured again on a quiet one."
            );
        }
        self.say(&line);
    }
}

/// Cells of a table.
pub(super) fn row<const N: usize>(cells: [&str; N]) -> Vec<String> {
    cells.map(str::to_owned).to_vec()
}

/// Where results go.
#[derive(Debug)]
pub(super) struct Report {
    page: PathBuf,
}

impl Report {
    pub(super) fn new(page: PathBuf) -> Self {
        Self { page }
    }

    /// On the terminal.
    pub(super) fn show(section: &Section) -> Result<()> {
        writeln!(std::io::stdout(), "{}", section.text).context("the result cannot be shown")
    }

    /// In the page, in place of the section of the same name.
    pub(super) fn write(&self, name: &str, section: &Section) -> Result<()> {
        let page = fs::read_to_string(&self.page)
            .with_context(|| format!("cannot read {}", self.page.display()))?;
        fs::write(&self.page, placed(&page, name, &section.text))
            .with_context(|| format!("cannot write {}", self.page.display()))
    }
}

fn placed(page: &str, name: &str, text: &str) -> String {
    let (open, close) = (format!("<!-- bench {name} -->"), format!("<!-- end {name} -->"));
    let block = format!("{open}\n{}\n{close}", text.trim_end());
    let old = page
        .find(&open)
        .and_then(|from| Some((from, from + page.get(from..)?.find(&close)? + close.len())));
    let (from, to, block) = match (old, page.find(LAST)) {
        (Some((from, to)), _) => (from, to, block),
        (None, Some(at)) => (at, at, format!("{block}\n\n")),
        (None, None) => (page.len(), page.len(), format!("\n{block}\n")),
    };
    let mut page = page.to_owned();
    page.replace_range(from..to, &block);
    page
}

/// The load average of the last minute; 0 where it is not known.
pub(super) fn load() -> f64 {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split_whitespace().next().and_then(|word| word.parse().ok()).unwrap_or(0.0)
}

/// Cores and memory.
fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let info = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let memory = info.lines().find_map(|line| {
        let kibibytes: u64 =
            line.strip_prefix("MemTotal:")?.trim_end_matches("kB").trim().parse().ok()?;
        Some(format!(", {} GiB of memory", (kibibytes + (1 << 19)) >> 20))
    });
    format!("Machine: {cores} cores{}", memory.unwrap_or_default())
}

/// `8.74`
pub(super) fn seconds(time: Duration) -> String {
    format!("{:.2}", time.as_secs_f64())
}

/// `0.412`, in milliseconds.
pub(super) fn millis(time: Duration) -> String {
    let millis = time.as_secs_f64() * 1_000.0;
    if millis < 10.0 { format!("{millis:.2}") } else { format!("{millis:.0}") }
}

/// `276`, in mebibytes.
pub(super) fn mebibytes(bytes: u64) -> String {
    ((bytes + (1 << 19)) >> 20).to_string()
}

/// `498,962`
pub(super) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_takes_the_place_of_the_one_before() {
        let page = "# Page\n\n## Not measured yet\n\nx\n";
        let once = placed(page, "start", "## Start\n\n1\n");
        assert_eq!(
            once,
            "# Page\n\n<!-- bench start -->\n## Start\n\n1\n<!-- end start -->\n\n\
             ## Not measured yet\n\nx\n"
        );
        assert_eq!(placed(&once, "start", "## Start\n\n2\n"), once.replace('1', "2"));
    }

    #[test]
    fn numbers_read_well() {
        assert_eq!(thousands(7), "7");
        assert_eq!(thousands(1_234_567), "1,234,567");
        assert_eq!(mebibytes(3 << 20), "3");
        assert_eq!(millis(Duration::from_micros(412)), "0.41");
    }
}
