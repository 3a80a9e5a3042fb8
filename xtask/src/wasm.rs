//! Builds the browser half of the islands: module, glue and start script.

use crate::dist::{Built, Dist, hash_inputs};
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use wasm_bindgen_cli_support::Bindgen;

/// How the module is compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    /// Fast to build.
    Dev,
    /// Small to load: the profile `wasm-release` of the root manifest.
    Release,
}

impl Profile {
    fn name(self) -> &'static str {
        match self {
            Self::Dev => "dev",
            Self::Release => "wasm-release",
        }
    }

    fn folder(self) -> &'static str {
        match self {
            Self::Dev => "debug",
            Self::Release => "wasm-release",
        }
    }
}

/// Changed when what this module writes changes, so that unchanged sources are built again.
const WRITER: &str = "wasm 1";
const START: &str = include_str!("start.js");
const TARGET: &str = "wasm32-unknown-unknown";

/// Builds the module unless nothing has changed.
pub(crate) fn build(root: &Path, dist: &Dist, profile: Profile) -> Result<()> {
    let optimiser = optimiser(root).filter(|_| profile == Profile::Release);
    let sources = ["Cargo.toml", "Cargo.lock", "rust-toolchain.toml", "frontend", "app/islands"];
    let sources: Vec<PathBuf> = sources.iter().map(|name| root.join(name)).collect();
    let finish = if optimiser.is_some() { "wasm-opt" } else { "as compiled" };
    let inputs = hash_inputs(&sources, &[WRITER, START, profile.name(), finish])?;
    if dist.is_current("wasm", &inputs) {
        crate::say("wasm: unchanged");
        return Ok(());
    }

    compile(root, profile)?;
    let scratch = target(root).join("xtask-wasm");
    if scratch.exists() {
        fs::remove_dir_all(&scratch)
            .with_context(|| format!("cannot empty {}", scratch.display()))?;
    }
    bind(
        &target(root).join(TARGET).join(profile.folder()).join("frontend.wasm"),
        &scratch,
        profile,
    )?;
    let module = scratch.join("concerne_bg.wasm");
    match (&optimiser, profile) {
        (Some(program), _) => optimise(program, &module)?,
        (None, Profile::Release) => crate::say(
            "wasm: wasm-opt not found, the module stays about 15 % larger (npm package binaryen)",
        ),
        (None, Profile::Dev) => {}
    }
    dist.publish("wasm", &inputs, &files(&scratch, &module)?)
}

/// Cargo's target folder, also when it was moved.
fn target(root: &Path) -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |dir| root.join(dir))
}

fn compile(root: &Path, profile: Profile) -> Result<()> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .current_dir(root)
        .args([
            "build",
            "--package",
            "frontend",
            "--lib",
            "--target",
            TARGET,
            "--profile",
            profile.name(),
        ])
        .status()
        .context("cannot start cargo")?;
    if !status.success() {
        bail!(
            "the browser half does not compile (target {TARGET}; `rustup target add {TARGET}` installs it)"
        );
    }
    Ok(())
}

fn bind(module: &Path, into: &Path, profile: Profile) -> Result<()> {
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(module)
        .out_name("concerne")
        .typescript(false)
        .omit_default_module_path(true)
        .remove_name_section(profile == Profile::Release)
        .remove_producers_section(true)
        .web(true)?;
    bindgen.generate(into).with_context(|| format!("cannot bind {}", module.display()))?;
    if into.join("snippets").exists() {
        bail!(
            "a dependency of the islands brings its own JavaScript files, which are not published"
        );
    }
    Ok(())
}

/// `wasm-opt` from the browser tests' packages, or from the PATH.
fn optimiser(root: &Path) -> Option<PathBuf> {
    let local = root.join("end2end/node_modules/.bin/wasm-opt");
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::iter::once(local)
        .chain(std::env::split_paths(&path).map(|folder| folder.join("wasm-opt")))
        .find(|program| program.is_file())
}

fn optimise(program: &Path, module: &Path) -> Result<()> {
    let before = fs::metadata(module)?.len();
    // The features are those that rustc uses by default; wasm-opt must be told to accept them.
    let status = Command::new(program)
        .args([
            "-Oz",
            "--enable-bulk-memory",
            "--enable-nontrapping-float-to-int",
            "--enable-sign-ext",
        ])
        .args(["--enable-mutable-globals", "--enable-reference-types", "--enable-multivalue"])
        .arg(module)
        .arg("--output")
        .arg(module)
        .status()
        .with_context(|| format!("cannot start {}", program.display()))?;
    if !status.success() {
        bail!("wasm-opt refused the module");
    }
    crate::say(&format!("wasm: wasm-opt, {before} to {} bytes", fs::metadata(module)?.len()));
    Ok(())
}

/// The three files; the start script names the two others, so its own name changes with them.
fn files(folder: &Path, module: &Path) -> Result<Vec<Built>> {
    let glue = folder.join("concerne.js");
    let js = Built {
        stem: "concerne",
        extension: "js",
        content: fs::read(&glue).with_context(|| format!("cannot read {}", glue.display()))?,
    };
    let wasm = Built {
        stem: "concerne",
        extension: "wasm",
        content: fs::read(module).with_context(|| format!("cannot read {}", module.display()))?,
    };
    let start = START.replace("__GLUE__", &js.hashed()).replace("__MODULE__", &wasm.hashed());
    crate::say(&format!(
        "wasm: module {} bytes, glue {} bytes",
        wasm.content.len(),
        js.content.len()
    ));
    Ok(vec![js, wasm, Built { stem: "start", extension: "js", content: start.into_bytes() }])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_start_script_names_the_files_it_loads() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("concerne.js"), "glue").unwrap();
        let module = folder.path().join("concerne_bg.wasm");
        fs::write(&module, "module").unwrap();
        let built = files(folder.path(), &module).unwrap();
        let start = String::from_utf8(built[2].content.clone()).unwrap();
        assert!(start.contains(&format!("\"./{}\"", built[0].hashed())));
        assert!(start.contains(&format!("\"./{}\"", built[1].hashed())));
        assert!(!start.contains("__GLUE__") && !start.contains("__MODULE__"), "{start}");
    }
}
