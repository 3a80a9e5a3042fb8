//! Reads our own style sheets into a tree.
//!
//! Written for the CSS of `style/`, not for any CSS: nesting, `@layer`, `@media`, `@page`
//! and `@keyframes`. Anything else is refused with its text, never guessed.

use anyhow::{Result, bail};

/// A declaration, a block or a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    /// `color: var(--ink)`
    Declaration { name: String, value: String },
    /// `.panel { … }`, `@media … { … }`
    Block { head: String, nodes: Vec<Node> },
    /// `@layer a, b;`
    Statement(String),
}

/// Reads one sheet.
pub(super) fn parse(text: &str) -> Result<Vec<Node>> {
    let text = without_comments(text)?;
    let mut chars = text.chars();
    let nodes = block(&mut chars, Depth::Top)?;
    Ok(nodes)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Depth {
    Top,
    Inside,
}

/// The sheet as browsers read it.
pub(super) fn without_comments(text: &str) -> Result<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("/*") {
        out.push_str(before);
        let Some((_, after)) = after.split_once("*/") else { bail!("a comment is not closed") };
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}

fn block(chars: &mut std::str::Chars<'_>, depth: Depth) -> Result<Vec<Node>> {
    let mut nodes = Vec::new();
    let mut piece = String::new();
    let mut parens = 0_u32;
    while let Some(c) = chars.next() {
        match c {
            '"' | '\'' => quoted(chars, c, &mut piece)?,
            '(' => {
                parens += 1;
                piece.push(c);
            }
            ')' => {
                parens = parens.saturating_sub(1);
                piece.push(c);
            }
            '{' if parens == 0 => {
                let head = squeeze(&std::mem::take(&mut piece));
                nodes.push(Node::Block { head, nodes: block(chars, Depth::Inside)? });
            }
            ';' if parens == 0 => finish(&mut piece, &mut nodes)?,
            '}' if parens == 0 => {
                if depth == Depth::Top {
                    bail!("a closing brace too many");
                }
                finish(&mut piece, &mut nodes)?;
                return Ok(nodes);
            }
            c => piece.push(c),
        }
    }
    if depth == Depth::Inside || !piece.trim().is_empty() {
        bail!("the sheet ends inside a block: {}", squeeze(&piece));
    }
    Ok(nodes)
}

fn quoted(chars: &mut std::str::Chars<'_>, quote: char, piece: &mut String) -> Result<()> {
    piece.push(quote);
    while let Some(c) = chars.next() {
        piece.push(c);
        if c == '\\' {
            piece.extend(chars.next());
        } else if c == quote {
            return Ok(());
        }
    }
    bail!("a string is not closed")
}

fn finish(piece: &mut String, nodes: &mut Vec<Node>) -> Result<()> {
    let text = squeeze(&std::mem::take(piece));
    if text.is_empty() {
        return Ok(());
    }
    if text.starts_with('@') {
        nodes.push(Node::Statement(text));
        return Ok(());
    }
    match text.split_once(':') {
        Some((name, value)) => nodes.push(Node::Declaration {
            name: name.trim().to_owned(),
            value: value.trim().to_owned(),
        }),
        None => bail!("not a declaration: {text}"),
    }
    Ok(())
}

/// One space for any white space, none at the ends.
fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_nested_blocks_declarations_and_statements() {
        let nodes = parse("@layer a, b;\n/* why */ .a { color: red; & .b { top: 0 } }").unwrap();
        let inner = Node::Block {
            head: "& .b".into(),
            nodes: vec![Node::Declaration { name: "top".into(), value: "0".into() }],
        };
        assert_eq!(
            nodes,
            [
                Node::Statement("@layer a, b".into()),
                Node::Block {
                    head: ".a".into(),
                    nodes: vec![
                        Node::Declaration { name: "color".into(), value: "red".into() },
                        inner
                    ],
                },
            ]
        );
    }

    #[test]
    fn strings_may_hold_braces_and_semicolons() {
        let nodes = parse(r#".a::before { content: "};{\""; }"#).unwrap();
        let Node::Block { nodes, .. } = &nodes[0] else { panic!("no block") };
        assert_eq!(
            nodes[0],
            Node::Declaration { name: "content".into(), value: r#""};{\"""#.into() }
        );
    }

    #[test]
    fn refuses_what_is_not_closed() {
        for text in [".a {", ".a { color: red; }}", "/* x", ".a { content: \"x }", ".a { color }"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
