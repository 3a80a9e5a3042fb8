//! The dry run: reads a file to its end, checks every row, resolves persons, stores nothing.
//!
//! Its report is the public contract of `concerne import check --json`.

mod outputs;
mod report;

use std::io::{self, Read, Write};
use std::ops::ControlFlow;
use std::path::Path;
use std::time::Instant;

use chrono::NaiveDate;

use people::resolve::{Resolution, Resolver};

pub use outputs::{row_json, write_people};
pub use report::{Cause, CheckReport, ColumnReport, Refused, peak_rss_bytes};

use crate::detect::Overrides;
use crate::mapping::{Mapping, MappingError};
use crate::read::{Opened, ReadError, Reader, Record};
use crate::row::{Checked, Checker, Code, RowOptions};
use crate::{Lang, Limits, Refusal};

/// How a file is checked.
#[derive(Clone, Debug)]
pub struct CheckOptions {
    /// The present day in the lab's zone.
    pub today: NaiveDate,
    /// Language of the sentences.
    pub lang: Lang,
    /// Limits.
    pub limits: Limits,
    /// What the sender knows better than the detection.
    pub overrides: Overrides,
    /// A saved mapping.
    pub mapping: Option<Mapping>,
    /// Names and FINESS numbers of the lab; with none, the site column is not checked.
    pub sites: Vec<String>,
}

impl CheckOptions {
    /// Defaults: French, default limits, everything detected.
    pub fn new(today: NaiveDate) -> Self {
        Self {
            today,
            lang: Lang::default(),
            limits: Limits::default(),
            overrides: Overrides::default(),
            mapping: None,
            sites: Vec::new(),
        }
    }
}

/// Where the details go.
#[derive(Default)]
pub struct Outputs<'a> {
    /// One JSON object a row, one a line.
    pub rows_json: Option<&'a mut dyn Write>,
    /// `row,person`, accepted rows only.
    pub people_csv: Option<&'a mut dyn Write>,
}

/// How far a check is.
#[derive(Debug)]
pub struct Progress<'a> {
    /// Rows checked.
    pub rows: u64,
    /// Bytes of the file read.
    pub bytes: u64,
    /// Rows quarantined.
    pub quarantined: u64,
    /// Causes of quarantine so far, most frequent first.
    pub causes: &'a [Cause],
}

/// Why a check has no report. A refused file has one.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// The file cannot be read.
    #[error("the file cannot be read")]
    Input(#[source] io::Error),
    /// A result cannot be written.
    #[error("the result cannot be written")]
    Output(#[source] io::Error),
    /// The saved mapping is not valid.
    #[error(transparent)]
    Mapping(#[from] MappingError),
    /// The caller stopped it.
    #[error("the check was stopped")]
    Stopped,
}

/// Rows between two calls of the progress function.
const PROGRESS_ROWS: u64 = 2_048;
/// Bytes of row details held back before they are written.
const WRITE_BYTES: usize = 64 << 10;

/// Opens and checks a file.
///
/// # Errors
/// See [`CheckError`].
pub fn check_path(
    path: &Path,
    options: &CheckOptions,
    outputs: Outputs<'_>,
    progress: &mut dyn FnMut(&Progress<'_>) -> ControlFlow<()>,
) -> Result<CheckReport, CheckError> {
    let file = std::fs::File::open(path).map_err(CheckError::Input)?;
    let bytes = file.metadata().map_err(CheckError::Input)?.len();
    if bytes > options.limits.file_bytes {
        let mut tally = Tally::new();
        tally.refused = Some(Refusal::TooLarge);
        return Ok(tally.report(options, None));
    }
    check_file(file, options, outputs, progress)
}

/// Checks a file, streaming. `progress` is called every few thousand rows and may stop it.
///
/// # Errors
/// See [`CheckError`]; a file that is refused gives a report that says so.
pub fn check_file<R: Read>(
    input: R,
    options: &CheckOptions,
    outputs: Outputs<'_>,
    progress: &mut dyn FnMut(&Progress<'_>) -> ControlFlow<()>,
) -> Result<CheckReport, CheckError> {
    check_file_after(Resolver::default(), input, options, outputs, progress)
}

/// [`check_file`], where the resolver knows the persons of earlier imports already: they are
/// not counted again.
///
/// # Errors
/// See [`CheckError`].
pub fn check_file_after<R: Read>(
    mut resolver: Resolver,
    input: R,
    options: &CheckOptions,
    mut outputs: Outputs<'_>,
    progress: &mut dyn FnMut(&Progress<'_>) -> ControlFlow<()>,
) -> Result<CheckReport, CheckError> {
    let mut tally = Tally::new();
    let mut overrides = options.overrides.clone();
    if let Some(mapping) = &options.mapping {
        overrides.headers.extend(mapping.columns.iter().map(|column| column.header.clone()));
    }
    let Opened { mut reader, headers, samples } =
        match Reader::open(input, options.limits, &overrides) {
            Ok(opened) => opened,
            Err(ReadError::Io(error)) => return Err(CheckError::Input(error)),
            Err(ReadError::Refused(refusal)) => {
                tally.refused = Some(refusal);
                return Ok(tally.report(options, None));
            }
        };
    let mapping = Mapping::for_file(options.mapping.as_ref(), &headers, &samples)?;
    drop(samples);
    tally.seen = Some((reader.format().delimiter, reader.format().header_row));
    tally.encoding = Some(reader.encoding());
    let mut checker = Checker::new(
        &mapping,
        RowOptions {
            today: options.today,
            sites: options.sites.clone(),
            limits: options.limits,
            regular: reader.format().regular,
        },
    );
    if !mapping.is_usable() {
        tally.refused = Some(Refusal::NoUsableColumn);
        return Ok(tally.report(options, Some((&mapping, &checker))));
    }
    let mut units = Vec::new();
    let mut record = Record::default();
    let mut lines = Vec::new();
    loop {
        match reader.read(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(ReadError::Io(error)) => return Err(CheckError::Input(error)),
            Err(ReadError::Refused(refusal)) => {
                tally.refused = Some(refusal);
                break;
            }
        }
        let outcome = checker.check(&record);
        tally.count(&outcome);
        if let Checked::Accepted(row) = &outcome {
            let unit = resolver.push(&row.facts()).unit;
            if outputs.people_csv.is_some() {
                units.push((u32::try_from(row.row).unwrap_or(u32::MAX), unit));
            }
        }
        if let Some(out) = outputs.rows_json.as_mut() {
            row_json(&outcome, &headers, options.lang, &mut lines).map_err(CheckError::Output)?;
            if lines.len() >= WRITE_BYTES {
                out.write_all(&lines).map_err(CheckError::Output)?;
                lines.clear();
            }
        }
        if tally.rows.is_multiple_of(PROGRESS_ROWS)
            && tally.tell(reader.position().offset, progress).is_break()
        {
            return Err(CheckError::Stopped);
        }
    }
    tally.encoding = Some(reader.encoding());
    let _ = tally.tell(reader.position().offset, progress);
    let resolution = Resolution::of(&resolver.decide(), units);
    tally.resolved(&resolution);
    if tally.rows == 0 && tally.refused.is_none() {
        tally.refused = Some(Refusal::NoRows);
    }
    if let Some(out) = outputs.rows_json.as_mut() {
        out.write_all(&lines).map_err(CheckError::Output)?;
        out.flush().map_err(CheckError::Output)?;
    }
    if let Some(out) = outputs.people_csv.as_mut() {
        write_people(&resolution, *out).map_err(CheckError::Output)?;
    }
    Ok(tally.report(options, Some((&mapping, &checker))))
}

/// Running counts.
struct Tally {
    started: Instant,
    seen: Option<(u8, u64)>,
    encoding: Option<crate::read::Encoding>,
    refused: Option<Refusal>,
    rows: u64,
    accepted: u64,
    people: u64,
    in_doubt: u64,
    /// Rows with each code, by the code's place in [`Code::ALL`].
    counts: Vec<u64>,
}

impl Tally {
    fn new() -> Self {
        Self {
            started: Instant::now(),
            seen: None,
            encoding: None,
            refused: None,
            rows: 0,
            accepted: 0,
            people: 0,
            in_doubt: 0,
            counts: vec![0; Code::ALL.len()],
        }
    }

    fn count(&mut self, checked: &Checked) {
        self.rows += 1;
        self.accepted += u64::from(matches!(checked, Checked::Accepted(_)));
        for issues in [checked.errors(), checked.warnings()] {
            for (at, issue) in issues.iter().enumerate() {
                // Two columns with one fault are one row with it.
                if issues.iter().take(at).any(|before| before.code == issue.code) {
                    continue;
                }
                if let Some(count) = self.counts.get_mut(issue.code as usize) {
                    *count += 1;
                }
            }
        }
    }

    fn resolved(&mut self, resolution: &Resolution) {
        self.people = resolution.people;
        self.in_doubt = resolution.in_doubt;
        if let Some(count) = self.counts.get_mut(Code::PersonInDoubt as usize) {
            *count = resolution.in_doubt;
        }
    }

    fn causes(&self, errors: bool) -> Vec<Cause> {
        let mut causes: Vec<Cause> = Code::ALL
            .iter()
            .zip(&self.counts)
            .filter(|(code, count)| code.is_error() == errors && **count > 0)
            .map(|(code, count)| Cause { code: code.as_str(), count: *count })
            .collect();
        causes.sort_by_key(|cause| std::cmp::Reverse(cause.count));
        causes
    }

    fn tell(
        &self,
        bytes: u64,
        progress: &mut dyn FnMut(&Progress<'_>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let causes = self.causes(true);
        progress(&Progress {
            rows: self.rows,
            bytes,
            quarantined: self.rows - self.accepted,
            causes: &causes,
        })
    }

    fn report(&self, options: &CheckOptions, mapped: Option<(&Mapping, &Checker)>) -> CheckReport {
        let columns = mapped.map_or_else(Vec::new, |(mapping, checker)| {
            mapping
                .columns
                .iter()
                .zip(checker.non_empty())
                .map(|(column, non_empty)| ColumnReport {
                    header: column.header.clone(),
                    field: column.field,
                    action: column.action,
                    confidence: column.confidence,
                    non_empty,
                })
                .collect()
        });
        CheckReport {
            format: self.refused.map_or(Some("csv"), Refusal::format),
            encoding: self.encoding.map(crate::read::Encoding::name),
            delimiter: self.seen.map(|(delimiter, _)| char::from(delimiter).to_string()),
            header_row: self.seen.map(|(_, row)| row),
            rows: self.rows,
            accepted: self.accepted,
            quarantined: self.rows - self.accepted,
            people: self.people,
            in_doubt: self.in_doubt,
            refused: self.refused.map(|refusal| Refused {
                code: refusal.code(),
                message: refusal.message(options.lang),
            }),
            columns,
            causes: self.causes(true),
            warnings: self.causes(false),
            undeclared: mapped.map_or_else(Vec::new, |(_, checker)| checker.undeclared()),
            seconds: self.started.elapsed().as_secs_f64(),
            peak_rss_bytes: report::peak_rss_bytes(),
        }
    }
}

#[cfg(test)]
mod tests;
