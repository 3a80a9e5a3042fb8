//! Turns the tree into plain rules that a browser of 2021 reads.
//!
//! Nesting is written out and `@layer` blocks are put in the order of their first
//! statement: a browser that does not know `@layer` drops the whole block, and patients
//! come with old phones. So the sources rely on order and weight as layers would give them:
//! a utility comes last, a component never weighs less than the reset it overrides.

use super::parse::Node;
use anyhow::{Result, bail};

/// A rule without nesting. `media` is empty when it always applies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Flat {
    /// Selectors and declarations.
    Rule { media: String, selectors: Vec<String>, declarations: Vec<(String, String)> },
    /// `@keyframes`, `@page`: kept whole.
    Whole { media: String, head: String, nodes: Vec<Node> },
}

#[derive(Debug, Clone, Default)]
struct Place {
    layer: usize,
    media: Vec<String>,
    parents: Vec<String>,
}

#[derive(Debug, Default)]
struct Sheet {
    layers: Vec<String>,
    rules: Vec<(usize, Flat)>,
}

/// Flattens sheets already joined in their order.
pub(super) fn flatten(nodes: &[Node]) -> Result<Vec<Flat>> {
    let mut sheet = Sheet::default();
    sheet.walk(nodes, &Place::default())?;
    // Stable: inside a layer, the order of the sources stays.
    sheet.rules.sort_by_key(|(layer, _)| *layer);
    Ok(sheet.rules.into_iter().map(|(_, rule)| rule).collect())
}

impl Sheet {
    fn walk(&mut self, nodes: &[Node], place: &Place) -> Result<()> {
        let mut declarations = Vec::new();
        for node in nodes {
            match node {
                Node::Declaration { name, value } => {
                    declarations.push((name.clone(), value.clone()));
                }
                Node::Statement(text) => self.statement(text)?,
                Node::Block { head, nodes } => {
                    self.emit(place, &mut declarations)?;
                    self.block(head, nodes, place)?;
                }
            }
        }
        self.emit(place, &mut declarations)
    }

    fn statement(&mut self, text: &str) -> Result<()> {
        let Some(names) = text.strip_prefix("@layer ") else { bail!("unknown statement: {text}") };
        for name in names.split(',') {
            self.layer(name.trim());
        }
        Ok(())
    }

    /// Layers count from one: what stands in none comes first.
    fn layer(&mut self, name: &str) -> usize {
        if let Some(at) = self.layers.iter().position(|known| known == name) {
            return at + 1;
        }
        self.layers.push(name.to_owned());
        self.layers.len()
    }

    fn block(&mut self, head: &str, nodes: &[Node], place: &Place) -> Result<()> {
        let mut place = place.clone();
        if let Some(name) = head.strip_prefix("@layer ") {
            place.layer = self.layer(name.trim());
        } else if let Some(query) = head.strip_prefix("@media ") {
            place.media.push(query.to_owned());
        } else if head.starts_with("@keyframes ") || head.starts_with("@page") {
            let media = place.media.join(" and ");
            self.rules.push((
                place.layer,
                Flat::Whole { media, head: head.to_owned(), nodes: nodes.to_vec() },
            ));
            return Ok(());
        } else if head.starts_with('@') {
            bail!("unknown block: {head}");
        } else {
            place.parents = under(&place.parents, &split_list(head));
        }
        self.walk(nodes, &place)
    }

    fn emit(&mut self, place: &Place, declarations: &mut Vec<(String, String)>) -> Result<()> {
        let declarations = std::mem::take(declarations);
        let Some((name, _)) = declarations.first() else { return Ok(()) };
        if place.parents.is_empty() {
            bail!("a declaration outside any rule: {name}");
        }
        let rule = Flat::Rule {
            media: place.media.join(" and "),
            selectors: place.parents.clone(),
            declarations,
        };
        self.rules.push((place.layer, rule));
        Ok(())
    }
}

/// Each child under each parent; `&` stands for the parent.
fn under(parents: &[String], children: &[String]) -> Vec<String> {
    if parents.is_empty() {
        return children.to_vec();
    }
    let mut out = Vec::new();
    for child in children {
        for parent in parents {
            out.push(if child.contains('&') {
                child.replace('&', parent)
            } else {
                format!("{parent} {child}")
            });
        }
    }
    out
}

/// Splits at the commas that stand outside parentheses and brackets.
pub(super) fn split_list(text: &str) -> Vec<String> {
    let mut depth = 0_i32;
    let parts = text.split(|c| {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            _ => {}
        }
        c == ',' && depth == 0
    });
    parts.map(|part| part.trim().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::parse::parse;
    use super::*;

    fn selectors(text: &str) -> Vec<(String, String)> {
        flatten(&parse(text).unwrap())
            .unwrap()
            .into_iter()
            .map(|flat| match flat {
                Flat::Rule { media, selectors, .. } => (media, selectors.join(",")),
                Flat::Whole { media, head, .. } => (media, head),
            })
            .collect()
    }

    #[test]
    fn writes_out_nesting_for_every_parent() {
        let found = selectors(".a, .b { & .c, &:hover > i { top: 0 } }");
        assert_eq!(found, [(String::new(), ".a .c,.b .c,.a:hover > i,.b:hover > i".to_owned())]);
    }

    #[test]
    fn lifts_a_media_query_out_of_a_rule_and_keeps_the_order_of_declarations() {
        let found = selectors(".a { top: 0; @media (min-width: 1px) { top: 1px } left: 0 }");
        assert_eq!(
            found,
            [
                (String::new(), ".a".to_owned()),
                ("(min-width: 1px)".to_owned(), ".a".to_owned()),
                (String::new(), ".a".to_owned()),
            ]
        );
    }

    #[test]
    fn puts_layers_in_their_declared_order() {
        let found = selectors("@layer a, b; @layer b { .b { top: 0 } } @layer a { .a { top: 0 } }");
        assert_eq!(found.iter().map(|(_, s)| s.as_str()).collect::<Vec<_>>(), [".a", ".b"]);
    }

    #[test]
    fn splits_selector_lists_outside_parentheses_only() {
        assert_eq!(split_list(":is(a, b) c, d[x=\",\"]"), [":is(a, b) c", "d[x=\",\"]"]);
    }

    #[test]
    fn refuses_blocks_it_does_not_know() {
        assert!(flatten(&parse("@supports (x: y) { .a { top: 0 } }").unwrap()).is_err());
        assert!(flatten(&parse("@import \"x.css\";").unwrap()).is_err());
    }
}
