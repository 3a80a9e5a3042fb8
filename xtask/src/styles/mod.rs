//! Bundles and minifies `style/`.
//!
//! A bundle is a file of `@import "…";` and `@omit ".block";` lines in `style/bundle`, read
//! here and never by a browser. Our own small reader and writer instead of a general CSS compiler: the sources
//! are ours, layers must be flattened anyway, and a first start is minutes shorter.

mod flatten;
mod parse;
mod shrink;
mod write;

use crate::dist::{Built, Dist, hash_inputs};
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::Path;

const BUNDLES: [&str; 3] = ["console", "portal", "styleguide"];
/// Changed when the writer changes, so that unchanged sources are written again.
const WRITER: &str = "styles 2";

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
        let text = bundle(&style, stem)?;
        crate::say(&format!("styles: {stem}.css, {} bytes", text.len()));
        built.push(Built { stem, extension: "css", content: text.into_bytes() });
    }
    dist.publish("styles", &inputs, &built)
}

/// One bundle as the browser gets it.
fn bundle(style: &Path, stem: &str) -> Result<String> {
    let path = style.join("bundle").join(format!("{stem}.css"));
    let mut nodes = Vec::new();
    let mut omitted = Vec::new();
    for line in lines(&read(&path)?)? {
        match line {
            Line::Import(name) => {
                let path = path.with_file_name(name);
                let text = parse::without_comments(&read(&path)?)?;
                refuse(&text).with_context(|| path.display().to_string())?;
                nodes.extend(parse::parse(&text).with_context(|| path.display().to_string())?);
            }
            Line::Omit(block) => omitted.push(block),
        }
    }
    Ok(write::write(&shrink::shrink(flatten::flatten(&nodes)?, &omitted)))
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

enum Line {
    Import(String),
    Omit(String),
}

fn lines(text: &str) -> Result<Vec<Line>> {
    parse::parse(text)?
        .into_iter()
        .map(|node| match node {
            parse::Node::Statement(text) => {
                let quoted = text
                    .split_once(" \"")
                    .and_then(|(word, rest)| Some((word, rest.strip_suffix('"')?)));
                match quoted {
                    Some(("@import", name)) => Ok(Line::Import(name.to_owned())),
                    Some(("@omit", block)) => Ok(Line::Omit(block.to_owned())),
                    _ => bail!("neither an import nor an omission: {text}"),
                }
            }
            other => bail!("a bundle holds imports and omissions only: {other:?}"),
        })
        .collect()
}

/// House rules that a reader could miss.
fn refuse(text: &str) -> Result<()> {
    const NEVER: [(&str, &str); 5] = [
        ("!important", "weight comes from order"),
        ("color-mix(", "unknown to old phones, which would be left without a colour"),
        ("light-dark(", "unknown to old phones, which would be left without a colour"),
        ("url(", "no request leaves the page for a picture or a face"),
        (":has(", "one unknown selector drops the whole rule"),
    ];
    for (word, why) in NEVER {
        if text.contains(word) {
            bail!("{word} is not used here: {why}");
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn built(stem: &str) -> String {
        bundle(&crate::root().unwrap().join("style"), stem).unwrap()
    }

    #[test]
    fn every_bundle_builds_without_what_old_browsers_drop() {
        for stem in BUNDLES {
            let text = built(stem);
            for word in ["@layer", "@import", "&", "color-mix", "light-dark"] {
                assert!(!text.contains(word), "{stem}: {word}");
            }
            assert_eq!(text.matches('{').count(), text.matches('}').count(), "{stem}");
        }
    }

    #[test]
    fn every_token_that_a_bundle_reads_is_defined_in_it() {
        for stem in ["console", "portal"] {
            let text = built(stem);
            for part in text.split("var(").skip(1) {
                let end = part.find([')', ',']).unwrap();
                let name = &part[..end];
                assert!(text.contains(&format!("{name}:")), "{stem}: {name} is read and never set");
            }
        }
    }

    #[test]
    fn the_portal_bundle_leaves_room_for_the_page() {
        assert!(built("portal").len() < 20_500, "{} bytes", built("portal").len());
    }

    #[test]
    fn no_bundle_selects_by_id() {
        for stem in BUNDLES {
            let text = built(stem);
            let heads = text.split(['{', '}']).filter(|part| !part.contains(':'));
            assert!(heads.into_iter().all(|head| !head.contains('#')), "{stem}");
        }
    }

    #[test]
    fn refuses_what_the_house_rules_forbid() {
        for text in [
            "a { color: red !important; }",
            "a { color: color-mix(in srgb, red, blue); }",
            "a:has(b) { top: 0; }",
        ] {
            assert!(refuse(text).is_err(), "{text}");
        }
        assert!(refuse("a { color: red; }").is_ok());
    }
}
