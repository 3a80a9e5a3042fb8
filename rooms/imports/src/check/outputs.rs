//! The two detail files of a check.

use std::io::{self, Write};

use serde::Serialize;

use people::resolve::Resolution;

use crate::Lang;
use crate::row::{Checked, Issue};

#[derive(Serialize)]
struct RowJson<'a> {
    row: u64,
    status: &'static str,
    errors: Vec<IssueJson<'a>>,
    warnings: Vec<IssueJson<'a>>,
    flags: Vec<&'static str>,
    nir: &'static str,
}

#[derive(Serialize)]
struct IssueJson<'a> {
    column: Option<&'a str>,
    code: &'static str,
    message: String,
}

/// Appends one row as a JSON object and a line end.
///
/// # Errors
/// None in practice: the writer is memory.
pub fn row_json(
    checked: &Checked,
    headers: &[String],
    lang: Lang,
    out: &mut Vec<u8>,
) -> io::Result<()> {
    let row = checked.row();
    let issues = |issues: &[Issue]| {
        issues
            .iter()
            .map(|issue| IssueJson {
                column: issue.column.and_then(|column| headers.get(column)).map(String::as_str),
                code: issue.code.as_str(),
                message: issue.message(row, headers, lang),
            })
            .collect()
    };
    let json = RowJson {
        row,
        status: match checked {
            Checked::Accepted(_) => "accepted",
            Checked::Quarantined(_) => "quarantined",
        },
        errors: issues(checked.errors()),
        warnings: issues(checked.warnings()),
        flags: checked.flags().iter().map(kernel::exposure::Class::code).collect(),
        nir: checked.nir().code(),
    };
    serde_json::to_writer(&mut *out, &json)?;
    out.push(b'\n');
    Ok(())
}

/// Writes `row,person` lines under that header.
///
/// # Errors
/// Those of the writer.
pub fn write_people(resolution: &Resolution, out: &mut dyn Write) -> io::Result<()> {
    let mut out = io::BufWriter::new(out);
    out.write_all(b"row,person\n")?;
    for (row, person) in resolution.iter() {
        writeln!(out, "{row},{person}")?;
    }
    out.flush()
}
