//! Finds many byte strings in large files.

use anyhow::{Context, Result};
use std::collections::{BTreeSet, HashMap};
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use super::needles::Needle;

const KEY: usize = 4;
const CHUNK: usize = 4 << 20;
const FILTER_BITS: u32 = 16;

/// How a file writes bytes that are no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Writing {
    /// As they are.
    Raw,
    /// In hexadecimal: dumps. A number of digits alone then counts only when no letter or
    /// digit touches it, because long rows of hexadecimal digits hold every telephone
    /// number sooner or later.
    Hex,
}

/// Strings to find, by their first bytes.
#[derive(Debug)]
pub(super) struct Scanner {
    writing: Writing,
    /// String and place of its value.
    forms: Vec<(Vec<u8>, usize)>,
    by_key: HashMap<u32, Vec<usize>>,
    filter: Vec<bool>,
    longest: usize,
}

impl Scanner {
    pub(super) fn new(needles: &[Needle], writing: Writing) -> Self {
        let mut forms = Vec::new();
        for (place, needle) in needles.iter().enumerate() {
            for form in &needle.forms {
                if writing == Writing::Hex {
                    let hex = hex::encode(form);
                    forms.push((hex.to_uppercase().into_bytes(), place));
                    forms.push((hex.into_bytes(), place));
                }
                forms.push((form.clone(), place));
            }
        }
        forms.retain(|(form, _)| form.len() >= KEY);
        let mut by_key: HashMap<u32, Vec<usize>> = HashMap::new();
        let mut filter = vec![false; 1 << FILTER_BITS];
        for (place, (form, _)) in forms.iter().enumerate() {
            if let Some(key) = key(form) {
                by_key.entry(key).or_default().push(place);
                if let Some(bit) = filter.get_mut(slot(key)) {
                    *bit = true;
                }
            }
        }
        let longest = forms.iter().map(|(form, _)| form.len()).max().unwrap_or(KEY);
        Self { writing, forms, by_key, filter, longest }
    }

    /// The values that a file holds, and the bytes that were read.
    pub(super) fn file(&self, path: &Path) -> Result<(BTreeSet<usize>, u64)> {
        let read = |error| format!("cannot read {}: {error}", path.display());
        let mut file = File::open(path).map_err(|error| anyhow::anyhow!(read(error)))?;
        let (mut found, mut total) = (BTreeSet::new(), 0);
        let mut window: Vec<u8> = Vec::new();
        // The byte before the first place that was not looked at yet stays in the window.
        let mut from = 0;
        loop {
            let limit = u64::try_from(CHUNK)?;
            let got = file.by_ref().take(limit).read_to_end(&mut window).context("reading")?;
            total += u64::try_from(got)?;
            let end =
                if got == 0 { window.len() } else { window.len().saturating_sub(self.longest) };
            for at in from..end {
                self.look(&window, at, &mut found);
            }
            if got == 0 {
                return Ok((found, total));
            }
            let keep = end.max(from).saturating_sub(1);
            from = end.max(from) - keep;
            window.drain(..keep);
        }
    }

    fn look(&self, window: &[u8], at: usize, found: &mut BTreeSet<usize>) {
        let Some(rest) = window.get(at..) else { return };
        let Some(key) = key(rest) else { return };
        if !self.filter.get(slot(key)).copied().unwrap_or(false) {
            return;
        }
        for place in self.by_key.get(&key).into_iter().flatten() {
            let Some((form, value)) = self.forms.get(*place) else { continue };
            if rest.starts_with(form) && !self.is_chance(window, at, form) {
                found.insert(*value);
            }
        }
    }

    fn is_chance(&self, window: &[u8], at: usize, form: &[u8]) -> bool {
        if self.writing == Writing::Raw || !form.iter().all(u8::is_ascii_digit) {
            return false;
        }
        // Twenty digits and more are the hexadecimal form, which chance does not give.
        let before = at.checked_sub(1).and_then(|at| window.get(at));
        let touched = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
        form.len() < 20 && (touched(before) || touched(window.get(at + form.len())))
    }
}

fn key(bytes: &[u8]) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(..KEY)?.try_into().ok()?))
}

fn slot(key: u32) -> usize {
    usize::try_from(key.wrapping_mul(0x9E37_79B1) >> (32 - FILTER_BITS)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::super::needles::Kind;
    use super::*;

    fn needle(kind: Kind, form: &str) -> Needle {
        Needle { kind, forms: BTreeSet::from([form.as_bytes().to_vec()]) }
    }

    fn found(writing: Writing, content: &[u8]) -> Vec<usize> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x");
        std::fs::write(&path, content).unwrap();
        let needles = [needle(Kind::Email, "zoe@example.org"), needle(Kind::Phone, "0639980001")];
        let (found, bytes) = Scanner::new(&needles, writing).file(&path).unwrap();
        assert_eq!(bytes, content.len() as u64);
        found.into_iter().collect()
    }

    #[test]
    fn a_value_is_found_wherever_it_stands() {
        assert_eq!(found(Writing::Raw, b"zoe@example.org"), [0]);
        for place in [0, 1, 5_000, CHUNK - 18, CHUNK - 8, CHUNK - 1, CHUNK, 2 * CHUNK - 3] {
            let mut content = vec![b'x'; 2 * CHUNK + 100];
            content[place..place + 15].copy_from_slice(b"zoe@example.org");
            assert_eq!(found(Writing::Raw, &content), [0], "{place}");
        }
        assert!(found(Writing::Raw, b"zoe@example.or").is_empty());
    }

    #[test]
    fn a_dump_is_read_through_its_hexadecimal() {
        let hex = hex::encode("zoe@example.org");
        assert_eq!(found(Writing::Hex, format!("\\x00{hex}ff").as_bytes()), [0]);
        assert_eq!(found(Writing::Hex, format!("X'{}'", hex.to_uppercase()).as_bytes()), [0]);
        assert_eq!(found(Writing::Hex, b"\t0639980001\t"), [1]);
        assert!(found(Writing::Hex, b"ab0639980001cd").is_empty());
        assert_eq!(found(Writing::Raw, b"ab0639980001cd"), [1]);
    }
}
