//! Reads sheets into one.

use anyhow::{Context, Result, bail, ensure};
use lightningcss::rules::layer::LayerBlockRule;
use lightningcss::rules::{CssRule, CssRuleList};
use lightningcss::stylesheet::{ParserOptions, PrinterOptions, StyleSheet};
use lightningcss::traits::ToCss;
use std::fs;
use std::path::{Path, PathBuf};

/// Put behind every sheet. CSS closes at its end, without a word, what is still open: then
/// this is not the last rule.
const END: &str = "\n@layer end;";

/// House rules that a reader could miss.
const NEVER: [(&str, &str); 5] = [
    ("!important", "weight comes from order"),
    ("color-mix(", "unknown to old phones, which would be left without a colour"),
    ("light-dark(", "unknown to old phones, which would be left without a colour"),
    ("url(", "no request leaves the page for a picture or a face"),
    (":has(", "one unknown selector drops the whole rule"),
];

/// The text of a sheet, for [`parse`].
pub(super) fn read(path: &Path) -> Result<String> {
    let text =
        fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    for (word, why) in NEVER {
        for (found, _) in text.match_indices(word) {
            let before = &text[..found];
            let in_comment = before.rfind("/*") > before.rfind("*/");
            let line = before.matches('\n').count() + 1;
            ensure!(in_comment, "{}:{line}: {word} is not used here: {why}", path.display());
        }
    }
    Ok(text + END)
}

pub(super) fn parse<'i>(path: &Path, text: &'i str) -> Result<Vec<CssRule<'i>>> {
    let mut rules = match StyleSheet::parse(text, ParserOptions::default()) {
        Ok(sheet) => sheet.rules.0,
        Err(error) => {
            let line = error.loc.as_ref().map_or(0, |place| place.line);
            bail!("{}: {}", at(path, line), error.kind)
        }
    };
    match rules.pop() {
        Some(end) if css(&end) == END.trim() => Ok(rules),
        Some(CssRule::LayerBlock(open)) => bail!("{}: never closed", at(path, open.loc.line)),
        _ => bail!("{}: a block, a string or a comment is never closed", path.display()),
    }
}

/// `style/tokens.css:7`; lightningcss counts lines from zero.
pub(super) fn at(path: &Path, line: u32) -> String {
    format!("{}:{}", path.display(), line + 1)
}

/// A rule as text, for messages.
pub(super) fn css(rule: &CssRule<'_>) -> String {
    rule.to_css_string(PrinterOptions::default()).unwrap_or_default()
}

/// The rules of sheets, layer by layer: a browser that does not know `@layer` drops the
/// whole block, and patients come with old phones. So the sources rely on order and weight
/// as layers would give them: a utility comes last, a component never weighs less than the
/// reset it overrides.
pub(super) fn in_layers(sheets: &[(String, PathBuf)]) -> Result<StyleSheet<'_>> {
    let mut layers: Vec<(_, Vec<_>)> = Vec::new();
    for (text, path) in sheets {
        for rule in parse(path, text)? {
            let (names, mut rules) = match rule {
                CssRule::LayerStatement(layer) => (layer.names, Vec::new()),
                CssRule::LayerBlock(LayerBlockRule { name: Some(name), rules, .. }) => {
                    (vec![name], rules.0)
                }
                _ => bail!("{}: in no layer: {}", path.display(), css(&rule)),
            };
            known(path, &rules)?;
            for name in names {
                match layers.iter_mut().find(|(other, _)| *other == name) {
                    Some((_, layer)) => layer.append(&mut rules),
                    None => layers.push((name, std::mem::take(&mut rules))),
                }
            }
        }
    }
    let rules = layers.into_iter().flat_map(|(_, rules)| rules).collect();
    Ok(StyleSheet::new(vec![String::new()], CssRuleList(rules), ParserOptions::default()))
}

/// Refuses rules that were never tried with the steps that follow.
fn known(path: &Path, rules: &[CssRule<'_>]) -> Result<()> {
    rules.iter().try_for_each(|rule| match rule {
        CssRule::Style(style) => known(path, &style.rules.0),
        CssRule::Media(media) => known(path, &media.rules.0),
        CssRule::Supports(supports) => known(path, &supports.rules.0),
        CssRule::NestedDeclarations(_) | CssRule::Keyframes(_) | CssRule::Page(_) => Ok(()),
        _ => bail!("{}: not used here: {}", path.display(), css(rule)),
    })
}
