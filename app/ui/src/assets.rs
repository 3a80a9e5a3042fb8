//! Built files: style sheets, the islands' module, the start script, the page icon.
//!
//! Names carry a hash of the content, so browsers keep them for a year and a new version
//! is a new name. A debug build reads them from disk at each request; without built assets
//! the crate still compiles and pages still work, unstyled.

use rust_embed::RustEmbed;
use serde::Deserialize;
use std::{borrow::Cow, collections::BTreeMap};

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/assets/dist"]
#[allow_missing = true]
struct Dist;

/// `manifest.json`, written by `xtask`: part to plain name to hashed name.
#[derive(Debug, Default, Deserialize)]
struct Manifest {
    files: BTreeMap<String, BTreeMap<String, String>>,
}

fn read_names() -> BTreeMap<String, String> {
    let manifest: Manifest = Dist::get("manifest.json")
        .and_then(|file| serde_json::from_slice(&file.data).ok())
        .unwrap_or_default();
    manifest.files.into_values().flatten().collect()
}

#[cfg(debug_assertions)]
fn with_names<T>(read: impl FnOnce(&BTreeMap<String, String>) -> T) -> T {
    read(&read_names())
}

#[cfg(not(debug_assertions))]
fn with_names<T>(read: impl FnOnce(&BTreeMap<String, String>) -> T) -> T {
    static NAMES: std::sync::LazyLock<BTreeMap<String, String>> =
        std::sync::LazyLock::new(read_names);
    read(&NAMES)
}

/// The address of a built file by its plain name, as `portal.css`; none when not built.
pub fn asset_url(name: &str) -> Option<String> {
    with_names(|names| names.get(name).map(|hashed| format!("/assets/{hashed}")))
}

/// A built file.
#[derive(Debug, Clone)]
pub struct Asset {
    /// Its media type.
    pub media: &'static str,
    /// What it holds.
    pub bytes: Cow<'static, [u8]>,
}

/// A built file by its hashed name. Only published names are answered: they never change
/// their content.
pub fn asset(name: &str) -> Option<Asset> {
    let published = with_names(|names| names.values().any(|hashed| hashed == name));
    let file = published.then(|| Dist::get(name)).flatten()?;
    Some(Asset { media: content_type(name), bytes: file.data })
}

/// The page icon stands alone: browsers ask for it on every page, cached or not.
pub const ICON: &str = include_str!("../assets/icon.svg");

fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_compile_a_module_only_under_its_own_type() {
        assert_eq!(content_type("concerne.0a1b.wasm"), "application/wasm");
        assert_eq!(content_type("start.0a1b.js"), "text/javascript; charset=utf-8");
        assert_eq!(content_type("portal.0a1b.css"), "text/css; charset=utf-8");
        assert_eq!(content_type("manifest"), "application/octet-stream");
    }

    #[test]
    fn an_unknown_file_has_no_address() {
        assert_eq!(asset_url("nothing.css"), None);
    }
}
