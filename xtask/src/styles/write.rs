//! Writes flat rules as small as is safe: no rule is reordered, no value is reinterpreted.

use super::flatten::Flat;
use super::parse::Node;
use std::fmt::Write;

/// One line.
pub(super) fn write(rules: &[Flat]) -> String {
    let rules = join(rules);
    let mut out = String::new();
    let mut open = String::new();
    for rule in &rules {
        let (Flat::Rule { media, .. } | Flat::Whole { media, .. }) = rule;
        if *media != open {
            if !open.is_empty() {
                out.push('}');
            }
            if !media.is_empty() {
                // A string never fails to take text.
                let _ = write!(out, "@media {}{{", condition(media));
            }
            open.clone_from(media);
        }
        match rule {
            Flat::Rule { selectors, declarations, .. } => {
                let heads: Vec<_> = selectors.iter().map(|one| selector(one)).collect();
                let _ = write!(out, "{}{{{}}}", heads.join(","), body(declarations));
            }
            Flat::Whole { head, nodes, .. } => {
                let _ = write!(out, "{head}{{{}}}", whole(nodes));
            }
        }
    }
    if !open.is_empty() {
        out.push('}');
    }
    out.push('\n');
    out
}

/// Joins neighbours with the same selectors, or with the same declarations.
fn join(rules: &[Flat]) -> Vec<Flat> {
    let mut out: Vec<Flat> = Vec::new();
    for rule in rules {
        if let (
            Some(Flat::Rule { media: last_media, selectors: last_selectors, declarations: last }),
            Flat::Rule { media, selectors, declarations },
        ) = (out.last_mut(), rule)
            && last_media == media
        {
            if last_selectors == selectors {
                last.extend(declarations.iter().cloned());
                continue;
            }
            // One selector that a browser does not know makes it drop the whole list.
            let plain = |list: &[String]| list.iter().all(|one| !one.contains(':'));
            if last == declarations && plain(last_selectors) && plain(selectors) {
                last_selectors.extend(selectors.iter().cloned());
                continue;
            }
        }
        out.push(rule.clone());
    }
    out
}

fn body(declarations: &[(String, String)]) -> String {
    let parts: Vec<_> =
        declarations.iter().map(|(name, text)| format!("{name}:{}", value(text))).collect();
    parts.join(";")
}

fn whole(nodes: &[Node]) -> String {
    let mut out = String::new();
    for node in nodes {
        match node {
            Node::Declaration { name, value: text } => {
                if !out.is_empty() && !out.ends_with('}') {
                    out.push(';');
                }
                let _ = write!(out, "{name}:{}", value(text));
            }
            Node::Block { head, nodes } => {
                let _ = write!(out, "{head}{{{}}}", whole(nodes));
            }
            Node::Statement(text) => out.push_str(text),
        }
    }
    out
}

fn selector(text: &str) -> String {
    if text.contains('"') && text.contains(' ') && text.contains('>') {
        // A quoted value might hold the sign: leave such a selector alone.
        return text.to_owned();
    }
    text.replace(" > ", ">").replace(" + ", "+").replace(" ~ ", "~")
}

fn condition(text: &str) -> String {
    text.replace(": ", ":")
}

/// White space after commas and inside parentheses, leading zeros, six-digit greys.
fn value(text: &str) -> String {
    if text.contains(['"', '\'']) {
        return text.to_owned();
    }
    let text = text.replace(", ", ",").replace("( ", "(").replace(" )", ")").replace(" / ", "/");
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let leading = c == '0'
            && chars.peek() == Some(&'.')
            && !before.is_ascii_alphanumeric()
            && before != '.';
        if !leading {
            out.push(c);
        }
        before = c;
    }
    short_colour(&veil(&out).replace("transparent", "#0000"))
}

/// `rgb(20 33 31/.06)` becomes `#14211f0f`: shorter, and known longer.
fn veil(text: &str) -> String {
    let mut parts = text.split("rgb(");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once(')').and_then(|(inside, rest)| Some((hex_alpha(inside)?, rest))) {
            Some((hex, rest)) => {
                out.push_str(&hex);
                out.push_str(rest);
            }
            None => {
                out.push_str("rgb(");
                out.push_str(part);
            }
        }
    }
    out
}

fn hex_alpha(inside: &str) -> Option<String> {
    let (channels, alpha) = inside.split_once('/')?;
    let mut out = String::from("#");
    let mut count = 0;
    for channel in channels.split(' ') {
        let channel: u8 = channel.parse().ok()?;
        let _ = write!(out, "{channel:02x}");
        count += 1;
    }
    let alpha: f64 = format!("0{alpha}").parse().ok()?;
    let steps = (0..=255_u8).find(|step| f64::from(*step) / 255.0 >= alpha - 1.0 / 510.0)?;
    let _ = write!(out, "{steps:02x}");
    (count == 3).then_some(out)
}

/// `#ffffff` alone in a value becomes `#fff`.
fn short_colour(text: &str) -> String {
    let digits: Vec<char> = text.strip_prefix('#').unwrap_or_default().chars().collect();
    if digits.len() == 6 && digits.chunks(2).all(|pair| pair.first() == pair.last()) {
        let halves: String = digits.iter().step_by(2).collect();
        return format!("#{halves}");
    }
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::flatten::flatten;
    use super::super::parse::parse;
    use super::*;

    fn written(text: &str) -> String {
        write(&flatten(&parse(text).unwrap()).unwrap())
    }

    #[test]
    fn writes_the_shortest_safe_form() {
        assert_eq!(
            written(
                ".a > .b { color: #ffffff; margin: 0.5rem, -0.25em; width: calc(100% - 10.5px) }"
            ),
            ".a>.b{color:#fff;margin:.5rem,-.25em;width:calc(100% - 10.5px)}\n"
        );
    }

    #[test]
    fn veils_become_hexadecimal() {
        assert_eq!(
            written(
                ".a { box-shadow: 0 1px 2px rgb(20 33 31 / 0.06), 0 0 0 rgb(0 0 0 / 0.4); color: transparent }"
            ),
            ".a{box-shadow:0 1px 2px #14211f0f,0 0 0 #00000066;color:#0000}\n"
        );
    }

    #[test]
    fn strings_are_left_as_they_are() {
        assert_eq!(written(".a { content: \"0.5, x\" }"), ".a{content:\"0.5, x\"}\n");
    }

    #[test]
    fn neighbours_in_the_same_media_query_share_it() {
        assert_eq!(
            written(
                "@media (min-width: 1px) { .a { top: 0 } } .b { @media (min-width: 1px) { top: 1px } }"
            ),
            "@media (min-width:1px){.a{top:0}.b{top:1px}}\n"
        );
    }

    #[test]
    fn a_selector_some_browsers_do_not_know_is_never_joined_to_others() {
        assert_eq!(written(".a { top: 0 } .b::-moz-x { top: 0 }"), ".a{top:0}.b::-moz-x{top:0}\n");
        assert_eq!(written(".a { top: 0 } .b { top: 0 }"), ".a,.b{top:0}\n");
    }

    #[test]
    fn keyframes_and_pages_stay_whole() {
        assert_eq!(
            written(
                "@keyframes k { from { opacity: 1 } to { opacity: 0.5 } } @media print { @page { size: A4; margin: 1mm } }"
            ),
            "@keyframes k{from{opacity:1}to{opacity:.5}}@media print{@page{size:A4;margin:1mm}}\n"
        );
    }
}
