//! Makes a bundle small without changing what it means.
//!
//! - rules of omitted blocks go (a bundle says which blocks its pages never use);
//! - tokens that nothing reads go; tokens that never change are written out where read;
//! - the tokens that stay get short names;
//! - sizes and the block axis get their physical names, shorter and known to more
//!   browsers: every language of the product runs in horizontal lines. The inline axis
//!   keeps its logical names, because it turns over in right-to-left pages.

use super::flatten::Flat;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Applies all of it, in an order where each step helps the next.
pub(super) fn shrink(mut rules: Vec<Flat>, omitted: &[String]) -> Vec<Flat> {
    omit(&mut rules, omitted);
    drop_unread(&mut rules);
    write_out_constants(&mut rules);
    drop_unread(&mut rules);
    rename(&mut rules);
    for (name, _) in declarations(&mut rules) {
        if let Some(physical) = physical(name) {
            physical.clone_into(name);
        }
    }
    rules
}

fn declarations(rules: &mut [Flat]) -> impl Iterator<Item = &mut (String, String)> {
    rules.iter_mut().flat_map(|rule| match rule {
        Flat::Rule { declarations, .. } => declarations.iter_mut(),
        Flat::Whole { .. } => [].iter_mut(),
    })
}

/// A block is `.name` with its parts `.name__x` and variants `.name--x`.
fn omit(rules: &mut Vec<Flat>, omitted: &[String]) {
    for rule in &mut *rules {
        if let Flat::Rule { selectors, .. } = rule {
            selectors.retain(|selector| !omitted.iter().any(|block| names(selector, block)));
        }
    }
    rules.retain(|rule| !matches!(rule, Flat::Rule { selectors, .. } if selectors.is_empty()));
}

fn names(selector: &str, block: &str) -> bool {
    selector.match_indices(block).any(|(at, _)| {
        let rest = selector.get(at + block.len()..).unwrap_or_default();
        rest.starts_with("__")
            || rest.starts_with("--")
            || !rest.starts_with(|c: char| c.is_alphanumeric() || "-_".contains(c))
    })
}

/// Names of the tokens that a value reads.
fn reads(value: &str) -> impl Iterator<Item = &str> {
    value.split("var(").skip(1).map(|part| {
        let end = part.find([')', ',']).unwrap_or(part.len());
        part.get(..end).unwrap_or(part).trim()
    })
}

/// A token that only dropped tokens read goes too, hence the loop.
fn drop_unread(rules: &mut Vec<Flat>) {
    loop {
        let read: HashSet<String> = declarations(rules)
            .flat_map(|(_, value)| reads(value).map(str::to_owned).collect::<Vec<_>>())
            .collect();
        let mut dropped = false;
        for rule in &mut *rules {
            if let Flat::Rule { declarations, .. } = rule {
                let before = declarations.len();
                declarations.retain(|(name, _)| !name.starts_with("--") || read.contains(name));
                dropped |= declarations.len() < before;
            }
        }
        rules.retain(
            |rule| !matches!(rule, Flat::Rule { declarations, .. } if declarations.is_empty()),
        );
        if !dropped {
            return;
        }
    }
}

/// Writes out tokens that are set once, for everything, when that is shorter.
fn write_out_constants(rules: &mut [Flat]) {
    let mut set: BTreeMap<String, u32> = BTreeMap::new();
    let mut read: HashMap<String, usize> = HashMap::new();
    for (name, value) in declarations(rules) {
        *set.entry(name.clone()).or_default() += 1;
        for token in reads(value) {
            *read.entry(token.to_owned()).or_default() += 1;
        }
    }
    let mut constants: BTreeMap<String, String> = BTreeMap::new();
    for rule in &*rules {
        if let Flat::Rule { media, selectors, declarations } = rule
            && media.is_empty()
            && selectors.iter().any(|one| one == ":root")
        {
            for (name, value) in declarations {
                // After renaming, a reading costs about eight characters and a setting six.
                let times = read.get(name).copied().unwrap_or_default();
                let shorter = times * value.len() < times * 8 + value.len() + 6;
                if name.starts_with("--") && set.get(name) == Some(&1) && shorter {
                    constants.insert(name.clone(), value.clone());
                }
            }
        }
    }
    // A constant may read constants: as many rounds as they can be deep.
    for _ in 0..4 {
        for (_, value) in declarations(rules) {
            for (name, constant) in &constants {
                let reading = format!("var({name})");
                if value.contains(&reading) {
                    *value = value.replace(&reading, constant);
                }
            }
        }
    }
}

/// Short names, the most read first.
fn rename(rules: &mut [Flat]) {
    let mut read: BTreeMap<String, usize> = BTreeMap::new();
    for (name, value) in declarations(rules) {
        for token in reads(value) {
            *read.entry(token.to_owned()).or_default() += 1;
        }
        if name.starts_with("--") {
            read.entry(name.clone()).or_default();
        }
    }
    let mut order: Vec<_> = read.into_iter().collect();
    order.sort_by(|(a, x), (b, y)| y.cmp(x).then_with(|| a.cmp(b)));
    let short: HashMap<String, String> =
        order.into_iter().enumerate().map(|(at, (name, _))| (name, short_name(at))).collect();
    for (name, value) in declarations(rules) {
        if let Some(new) = short.get(name) {
            name.clone_from(new);
        }
        if value.contains("var(") {
            *value = renamed(value, &short);
        }
    }
}

fn renamed(value: &str, short: &HashMap<String, String>) -> String {
    let mut parts = value.split("var(");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find([')', ',']).unwrap_or(part.len());
        let (name, rest) = part.split_at(end);
        out.push_str("var(");
        out.push_str(short.get(name.trim()).map_or(name, String::as_str));
        out.push_str(rest);
    }
    out
}

/// `--a` to `--z`, then `--aa` and so on.
fn short_name(mut at: usize) -> String {
    const LETTERS: &[u8; 26] = b"abcdefghijklmnopqrstuvwxyz";
    let mut letters = Vec::new();
    loop {
        letters.extend(LETTERS.get(at % 26).copied().map(char::from));
        if at < 26 {
            break;
        }
        at = at / 26 - 1;
    }
    format!("--{}", letters.into_iter().rev().collect::<String>())
}

fn physical(name: &str) -> Option<&'static str> {
    Some(match name {
        "inline-size" => "width",
        "min-inline-size" => "min-width",
        "max-inline-size" => "max-width",
        "block-size" => "height",
        "min-block-size" => "min-height",
        "max-block-size" => "max-height",
        "margin-block-start" => "margin-top",
        "margin-block-end" => "margin-bottom",
        "padding-block-start" => "padding-top",
        "padding-block-end" => "padding-bottom",
        "border-block-start" => "border-top",
        "border-block-end" => "border-bottom",
        "border-block-start-color" => "border-top-color",
        "border-block-end-color" => "border-bottom-color",
        "inset-block-start" => "top",
        "inset-block-end" => "bottom",
        "scroll-padding-block-start" => "scroll-padding-top",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::flatten::flatten;
    use super::super::parse::parse;
    use super::super::write::write;
    use super::*;

    fn shrunk(text: &str, omitted: &[&str]) -> String {
        let omitted: Vec<String> = omitted.iter().map(|name| (*name).to_owned()).collect();
        write(&shrink(flatten(&parse(text).unwrap()).unwrap(), &omitted))
    }

    #[test]
    fn tokens_that_nothing_reads_are_dropped_with_those_they_alone_read() {
        let text = ":root { --b: var(--c); --c: 2px } .x { top: var(--d, 0) }";
        assert_eq!(shrunk(text, &[]), ".x{top:var(--a,0)}\n");
    }

    #[test]
    fn constants_are_written_out_and_what_a_query_changes_is_not() {
        let text = ":root { --gap: 1rem; --ink: black; --twice: var(--gap) } \
                    @media print { :root { --ink: red } } \
                    .x { gap: var(--twice); color: var(--ink) }";
        assert_eq!(
            shrunk(text, &[]),
            ":root{--a:black}@media print{:root{--a:red}}.x{gap:1rem;color:var(--a)}\n"
        );
    }

    #[test]
    fn a_long_constant_read_often_stays_a_token() {
        let face = "\"A very long face name\", \"Another long face name\"";
        let text = format!(
            ":root {{ --face: {face} }} .x {{ font-family: var(--face) }} .y {{ font-family: var(--face); top: 0 }}"
        );
        assert!(shrunk(&text, &[]).starts_with(":root{--a:"));
    }

    #[test]
    fn a_token_set_by_a_component_is_never_a_constant() {
        let text = ".x { --ink: red; color: var(--ink) }";
        assert_eq!(shrunk(text, &[]), ".x{--a:red;color:var(--a)}\n");
    }

    #[test]
    fn omits_a_block_with_its_parts_and_nothing_that_only_starts_alike() {
        let text = ".bar { top: 0 } .bar__in, .bare { top: 1px } .x .bar--tall { top: 2px } .bar-foot { top: 3px }";
        assert_eq!(shrunk(text, &[".bar"]), ".bare{top:1px}.bar-foot{top:3px}\n");
    }

    #[test]
    fn the_inline_axis_stays_logical() {
        let text = ".x { inline-size: 1px; border-block-start: 0; margin-inline-start: 2px }";
        assert_eq!(shrunk(text, &[]), ".x{width:1px;border-top:0;margin-inline-start:2px}\n");
    }

    #[test]
    fn short_names_never_repeat() {
        let names: HashSet<_> = (0..2000).map(short_name).collect();
        assert_eq!(names.len(), 2000);
        assert_eq!(
            (short_name(0), short_name(26), short_name(27)),
            ("--a".into(), "--aa".into(), "--ab".into())
        );
    }
}
