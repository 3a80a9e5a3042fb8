//! Reads a bundle's file, and leaves out the blocks that its pages never use.

use super::sheet::{at, css};
use super::walk::{Found, walk};
use anyhow::{Result, bail};
use lightningcss::properties::custom::{Token, TokenOrValue};
use lightningcss::rules::CssRule;
use lightningcss::selector::Component;
use lightningcss::stylesheet::StyleSheet;
use std::path::{Path, PathBuf};

/// A block to leave out, and the line that says so.
pub(super) struct Omission {
    block: String,
    line: u32,
    found: bool,
}

impl Omission {
    /// A block is `.name` with its parts `.name__x` and variants `.name--x`.
    fn names(&mut self, class: &str) -> bool {
        let rest = class.strip_prefix(&self.block);
        let named =
            rest.is_some_and(|x| x.is_empty() || x.starts_with("__") || x.starts_with("--"));
        self.found |= named;
        named
    }
}

/// The sheets and the omissions of a bundle.
pub(super) fn list(rules: Vec<CssRule<'_>>, path: &Path) -> Result<(Vec<PathBuf>, Vec<Omission>)> {
    let (mut imports, mut omissions) = (Vec::new(), Vec::new());
    for rule in rules {
        match &rule {
            CssRule::Import(import) => imports.push(path.with_file_name(import.url.as_ref())),
            CssRule::Unknown(omit) if omit.name == "omit" => {
                let line = omit.loc.line;
                match &*omit.prelude.0 {
                    [TokenOrValue::Token(Token::String(name))] if name.starts_with('.') => {
                        omissions.push(Omission { block: name[1..].into(), line, found: false });
                    }
                    _ => bail!("{}: not a block: {}", at(path, line), css(&rule)),
                }
            }
            _ => bail!("{}: neither an import nor an omission: {}", path.display(), css(&rule)),
        }
    }
    Ok((imports, omissions))
}

/// A rule that selects nothing any more is dropped by the writer.
pub(super) fn omit(
    sheet: &mut StyleSheet<'_>,
    mut omissions: Vec<Omission>,
    path: &Path,
) -> Result<()> {
    walk(sheet, |found| {
        let Found::Selectors(list) = found else { return };
        list.0.retain(|selector| {
            let mut kept = true;
            for part in selector.iter_raw_match_order() {
                let Component::Class(class) = part else { continue };
                for one in &mut omissions {
                    kept &= !one.names(class);
                }
            }
            kept
        });
    });
    match omissions.iter().find(|one| !one.found) {
        Some(one) => bail!("{}: no rule names .{}", at(path, one.line), one.block),
        None => Ok(()),
    }
}
