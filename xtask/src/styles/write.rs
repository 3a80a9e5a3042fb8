//! Writes a sheet as small as is safe.

use anyhow::{Result, anyhow, bail};
use lightningcss::stylesheet::{MinifyOptions, ParserOptions, PrinterOptions, StyleSheet};
use lightningcss::targets::{Browsers, Features, Targets};
use std::collections::HashSet;

/// One line. Constants stand in values as bare tokens, hence they are read again.
pub(super) fn write(sheet: StyleSheet<'_>) -> Result<String> {
    let flat = physical(&print(&sheet)?);
    if let Some((before, after)) = flat.split_once(":is(") {
        let before = before.rsplit(['}', '{']).next().unwrap_or_default();
        let after = after.split('{').next().unwrap_or_default();
        bail!("old phones do not know :is(), write each selector out: {before}:is({after}");
    }
    let mut sheet =
        StyleSheet::parse(&flat, ParserOptions::default()).map_err(|error| anyhow!("{error}"))?;
    minify(&mut sheet, HashSet::new())?;
    Ok(print(&sheet)? + "\n")
}

/// Joins neighbours, and drops empty rules and unread tokens.
pub(super) fn minify(sheet: &mut StyleSheet<'_>, unused_symbols: HashSet<String>) -> Result<()> {
    let options = MinifyOptions { targets: targets(Features::empty()), unused_symbols };
    sheet.minify(options).map_err(|error| anyhow!("{error}"))
}

/// Nesting and ranges are written out: old browsers do not know them.
fn print(sheet: &StyleSheet<'_>) -> Result<String> {
    let targets = targets(Features::Nesting | Features::MediaQueries);
    let options = PrinterOptions { minify: true, targets, ..PrinterOptions::default() };
    Ok(sheet.to_css(options)?.code)
}

/// Nothing else is rewritten for browsers of 2021. They are named for what lightningcss would
/// take away without them: the first of two values for one property, which is the one that
/// old phones read, and the wall between selectors that one of them does not know.
fn targets(include: Features) -> Targets {
    let version = |major: u32| Some(major << 16);
    let browsers = Browsers {
        chrome: version(90),
        firefox: version(78),
        ios_saf: version(14),
        ..Browsers::default()
    };
    Targets { browsers: Some(browsers), include, exclude: Features::all() }
}

/// Sizes and the block axis get their physical names, shorter and known to more browsers:
/// every language of the product runs in horizontal lines. The inline axis keeps its logical
/// names, because it turns over in right-to-left pages.
fn physical(css: &str) -> String {
    const NAMES: [(&str, &str); 6] = [
        ("inline-size", "width"),
        ("block-size", "height"),
        ("inset-block-start", "top"),
        ("inset-block-end", "bottom"),
        ("-block-start", "-top"),
        ("-block-end", "-bottom"),
    ];
    let pieces = css.split_inclusive(['{', '}', ';']).map(|piece| match piece.split_once(':') {
        Some((name, value)) if !piece.ends_with('{') => {
            let name =
                NAMES.iter().fold(name.to_owned(), |name, (from, to)| name.replace(from, to));
            format!("{name}:{value}")
        }
        _ => piece.to_owned(),
    });
    pieces.collect()
}
