//! Makes tokens cheap: those that nothing reads go, those that never change are written out
//! where they are read, those that stay get short names.

use super::walk::{Found, walk};
use super::write::minify;
use anyhow::Result;
use lightningcss::properties::Property;
use lightningcss::properties::custom::TokenOrValue;
use lightningcss::rules::CssRule;
use lightningcss::stylesheet::{PrinterOptions, StyleSheet};
use lightningcss::traits::ToCss;
use std::collections::{BTreeMap, HashMap, HashSet};

pub(super) fn shrink(mut sheet: StyleSheet<'_>) -> Result<StyleSheet<'_>> {
    drop_unread(&mut sheet)?;
    write_out_constants(&mut sheet)?;
    drop_unread(&mut sheet)?;
    rename(&mut sheet);
    Ok(sheet)
}

/// How often each token is set and read.
fn uses(sheet: &mut StyleSheet<'_>) -> BTreeMap<String, (usize, usize)> {
    let mut uses: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    walk(sheet, |found| match found {
        Found::Set(name) => uses.entry(name.to_string()).or_default().0 += 1,
        Found::Read(name) => uses.entry(name.to_string()).or_default().1 += 1,
        _ => {}
    });
    uses
}

/// A token that only dropped tokens read goes too, hence the loop.
fn drop_unread(sheet: &mut StyleSheet<'_>) -> Result<()> {
    let mut unread = HashSet::new();
    loop {
        minify(sheet, unread.clone())?;
        let uses = uses(sheet).into_iter();
        let still = uses.filter(|(_, (_, read))| *read == 0).map(|(name, _)| name).collect();
        if still == unread {
            return Ok(());
        }
        unread = still;
    }
}

/// Writes out tokens that are set once, for everything, when that is shorter.
fn write_out_constants(sheet: &mut StyleSheet<'_>) -> Result<()> {
    let short = || PrinterOptions { minify: true, ..PrinterOptions::default() };
    let uses = uses(sheet);
    let mut constants = HashMap::new();
    for rule in &sheet.rules.0 {
        let CssRule::Style(style) = rule else { continue };
        let root = style.selectors.to_css_string(short())? == ":root";
        for property in style.declarations.declarations.iter().filter(|_| root) {
            let Property::Custom(token) = property else { continue };
            let size = property.value_to_css_string(short())?.len();
            // After renaming, a reading costs about eight characters and a setting six.
            if let Some((1, times)) = uses.get(token.name.as_ref())
                && times * size < times * 8 + size + 6
            {
                constants.insert(token.name.as_ref().to_owned(), token.value.0.clone());
            }
        }
    }
    // A constant may read constants: as many rounds as they can be deep.
    for _ in 0..4 {
        walk(sheet, |found| {
            let Found::Value(value) = found else { return };
            let parts = std::mem::take(&mut value.0).into_iter().flat_map(|part| match &part {
                TokenOrValue::Var(read) => {
                    constants.get(&*read.name.ident.0).cloned().unwrap_or_else(|| vec![part])
                }
                _ => vec![part],
            });
            value.0 = parts.collect();
        });
    }
    Ok(())
}

/// Short names, the most read first.
fn rename(sheet: &mut StyleSheet<'_>) {
    let mut order: Vec<_> = uses(sheet).into_iter().collect();
    order.sort_by(|(a, (_, x)), (b, (_, y))| y.cmp(x).then_with(|| a.cmp(b)));
    let short: HashMap<_, _> =
        order.into_iter().enumerate().map(|(at, (name, _))| (name, short_name(at))).collect();
    walk(sheet, |found| {
        if let Found::Set(name) | Found::Read(name) = found
            && let Some(short) = short.get(&**name)
        {
            *name = short.clone().into();
        }
    });
}

/// `--a` to `--z`, then `--aa` and so on.
pub(super) fn short_name(at: usize) -> String {
    let before = if at < 26 { "--".to_owned() } else { short_name(at / 26 - 1) };
    format!("{before}{}", char::from(b"abcdefghijklmnopqrstuvwxyz"[at % 26]))
}
