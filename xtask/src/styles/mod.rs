//! Bundles and minifies `style/`.
//!
//! A bundle is a file of `@import "…";` and `@omit ".block";` lines in `style/bundle`, read
//! here and never by a browser. lightningcss reads and writes the sheets; ours is what these
//! bundles need beside: layers in their order, omitted blocks, cheap tokens.

mod omit;
mod sheet;
#[cfg(test)]
mod tests;
mod tokens;
mod walk;
mod write;

use crate::dist::{Built, Dist, hash_inputs};
use anyhow::Result;
use std::path::Path;

const BUNDLES: [&str; 3] = ["console", "portal", "styleguide"];
/// Changed when the writer changes, so that unchanged sources are written again.
const WRITER: &str = "styles 3";

/// Builds the bundles unless nothing has changed.
pub(crate) fn build(root: &Path, dist: &Dist) -> Result<()> {
    let style = root.join("style");
    let inputs = hash_inputs(std::slice::from_ref(&style), &[WRITER])?;
    if dist.is_current("styles", &inputs) {
        crate::say("styles: unchanged");
        return Ok(());
    }
    let mut built = Vec::new();
    for stem in BUNDLES {
        let text = bundle(&style.join("bundle").join(format!("{stem}.css")))?;
        crate::say(&format!("styles: {stem}.css, {} bytes", text.len()));
        built.push(Built { stem, extension: "css", content: text.into_bytes() });
    }
    dist.publish("styles", &inputs, &built)
}

/// One bundle as the browser gets it.
fn bundle(path: &Path) -> Result<String> {
    let text = sheet::read(path)?;
    let (imports, omissions) = omit::list(sheet::parse(path, &text)?, path)?;
    let sheets = imports.into_iter().map(|path| Ok((sheet::read(&path)?, path)));
    let sheets = sheets.collect::<Result<Vec<_>>>()?;
    let mut rules = sheet::in_layers(&sheets)?;
    omit::omit(&mut rules, omissions, path)?;
    write::write(tokens::shrink(rules)?)
}
