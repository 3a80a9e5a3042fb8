//! Build helpers that need no installed program, and benchmarks that do.
//!
//! | Command | Does |
//! | --- | --- |
//! | `cargo run -p xtask -- styles` | bundles and minifies the style sheets |
//! | `cargo run -p xtask -- wasm [--release]` | builds the browser half of the islands |
//! | `cargo run -p xtask -- assets [--release]` | both |
//! | `cargo run -p xtask -- bench` | measures the release program, see [`mod@bench`] |
//!
//! What is built lands in `app/ui/assets/dist`, which the `app` crate embeds, under names that
//! carry a hash of their content; `manifest.json` maps plain names to them.
//! A part whose inputs have not changed is skipped.

mod bench;
mod dist;
mod styles;
mod wasm;

use anyhow::{Result, bail};
use std::io::Write;
use std::path::{Path, PathBuf};

/// What the command line asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Task {
    Styles,
    Wasm(wasm::Profile),
    Assets(wasm::Profile),
    Bench(bench::Options),
}

fn main() -> Result<()> {
    let task = parse(std::env::args().skip(1))?;
    let root = root()?;
    let dist = || dist::Dist::open(&root.join("app/ui/assets/dist"));
    match task {
        Task::Styles => styles::build(&root, &dist()?),
        Task::Wasm(profile) => wasm::build(&root, &dist()?, profile),
        Task::Assets(profile) => {
            let dist = dist()?;
            styles::build(&root, &dist)?;
            wasm::build(&root, &dist, profile)
        }
        Task::Bench(options) => bench::run(&root, &options),
    }
}

fn parse(mut words: impl Iterator<Item = String>) -> Result<Task> {
    const USAGE: &str =
        "usage: cargo run -p xtask -- styles | wasm [--release] | assets [--release] | bench";
    let Some(name) = words.next() else { bail!(USAGE) };
    if name == "bench" {
        return Ok(Task::Bench(bench::Options::parse(words)?));
    }
    let profile = match words.next().as_deref() {
        None => wasm::Profile::Dev,
        Some("--release") => wasm::Profile::Release,
        Some(_) => bail!(USAGE),
    };
    if words.next().is_some() {
        bail!(USAGE);
    }
    match (name.as_str(), profile) {
        ("styles", wasm::Profile::Dev) => Ok(Task::Styles),
        ("wasm", profile) => Ok(Task::Wasm(profile)),
        ("assets", profile) => Ok(Task::Assets(profile)),
        _ => bail!(USAGE),
    }
}

/// The workspace folder, one above this crate.
fn root() -> Result<PathBuf> {
    match Path::new(env!("CARGO_MANIFEST_DIR")).parent() {
        Some(root) => Ok(root.to_path_buf()),
        None => bail!("the xtask crate has no parent folder"),
    }
}

/// One line for the person at the terminal.
fn say(line: &str) {
    // A closed standard error must not stop a build.
    let _ = writeln!(std::io::stderr(), "xtask: {line}");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn task(words: &[&str]) -> Result<Task> {
        parse(words.iter().map(|word| (*word).to_owned()))
    }

    #[test]
    fn reads_the_three_commands() {
        assert_eq!(task(&["styles"]).unwrap(), Task::Styles);
        assert_eq!(task(&["wasm"]).unwrap(), Task::Wasm(wasm::Profile::Dev));
        assert_eq!(task(&["assets", "--release"]).unwrap(), Task::Assets(wasm::Profile::Release));
    }

    #[test]
    fn refuses_what_it_does_not_know() {
        for words in [
            &[][..],
            &["paint"],
            &["styles", "--release"],
            &["wasm", "--fast"],
            &["wasm", "--release", "x"],
        ] {
            assert!(task(words).is_err(), "{words:?}");
        }
    }
}
