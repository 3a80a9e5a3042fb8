//! Tests on laid-out pages and on finished files.

pub(crate) mod pages;
pub(crate) mod samples;

mod faces;
mod letters;
mod reports;

/// Shows why a template failed. Tests only: such messages may quote data.
pub(crate) fn explain(cause: &dyn std::fmt::Debug) {
    use std::io::Write;
    let _ = writeln!(std::io::stderr(), "{cause:?}");
}

/// Whether the file holds `needle` outside compressed streams.
pub(crate) fn holds(pdf: &[u8], needle: &str) -> bool {
    pdf.windows(needle.len()).any(|window| window == needle.as_bytes())
}

/// How often the file holds `needle` outside compressed streams.
pub(crate) fn count(pdf: &[u8], needle: &str) -> usize {
    pdf.windows(needle.len()).filter(|window| *window == needle.as_bytes()).count()
}
