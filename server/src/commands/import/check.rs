//! `import check`: the dry run of a lab extract. Opens no database and no key.

use std::{
    fs::File,
    io::{BufWriter, Write},
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use ::imports::{
    Lang,
    check::{CheckError, CheckOptions, CheckReport, Outputs, check_path},
    detect::Overrides,
    read::Encoding,
};
use kernel::Env;

use super::{refused::Refused, saved_mapping};
use crate::{
    Failure, Outcome,
    commands::told,
    config::{Config, SettingArgs},
    output::{self, Form, Out},
};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The extract
    file: PathBuf,
    /// The lab; rows of another site are quarantined
    #[arg(long, value_name = "NAME")]
    lab: Option<String>,
    /// Saved column mapping (JSON)
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// Text encoding, such as utf-8 or windows-1252 [default: detected]
    #[arg(long, value_name = "NAME", value_parser = encoding)]
    encoding: Option<Encoding>,
    /// Character between two cells, or tab [default: detected]
    #[arg(long, value_name = "CHAR", value_parser = delimiter)]
    delimiter: Option<u8>,
    /// Row of the header, as a spreadsheet counts [default: detected]
    #[arg(long, value_name = "ROW", value_parser = clap::value_parser!(u64).range(1..))]
    header_row: Option<u64>,
    /// Language of the sentences, fr or en
    #[arg(long, value_name = "LANG", default_value = "fr", value_parser = lang)]
    lang: Lang,
    /// Write one JSON object per row here
    #[arg(long, value_name = "FILE")]
    rows_json: Option<PathBuf>,
    /// Write row,person here
    #[arg(long, value_name = "FILE")]
    people_csv: Option<PathBuf>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    settings: SettingArgs,
}

fn encoding(name: &str) -> Result<Encoding, String> {
    Encoding::parse(name).ok_or_else(|| "this encoding is not known".to_owned())
}

fn delimiter(text: &str) -> Result<u8, String> {
    match text {
        "tab" | "\\t" => Ok(b'\t'),
        _ => match text.as_bytes() {
            [byte] if byte.is_ascii() && !byte.is_ascii_alphanumeric() && *byte != b'"' => {
                Ok(*byte)
            }
            _ => Err("give one character such as ; or the word tab".to_owned()),
        },
    }
}

fn lang(code: &str) -> Result<Lang, String> {
    match code {
        "fr" => Ok(Lang::Fr),
        "en" => Ok(Lang::En),
        _ => Err("give fr or en".to_owned()),
    }
}

pub(super) fn run(args: &Args) -> Outcome {
    let form = Form::of(args.json);
    match check(args) {
        Ok(report) => {
            match form {
                Form::Json => output::json(&report)?,
                Form::Text => shown(&report)?,
            }
            match report.refused {
                None => Ok(()),
                Some(refused) => Err(Failure::refused(refused.message)),
            }
        }
        Err((code, failure)) => told(form, code, failure),
    }
}

fn check(args: &Args) -> Result<CheckReport, Refused> {
    let config = Config::load(&args.settings)
        .map_err(|errors| ("configuration", Failure::refused(errors)))?;
    let today = Env::system().now().with_timezone(&chrono_tz::Europe::Paris).date_naive();
    let mut options = CheckOptions::new(today);
    options.lang = args.lang;
    options.limits = config.imports;
    options.overrides = Overrides {
        encoding: args.encoding,
        delimiter: args.delimiter,
        header_row: args.header_row,
        headers: Vec::new(),
    };
    options.sites = args.lab.iter().cloned().collect();
    options.mapping = args.mapping.as_deref().map(saved_mapping::read).transpose()?;
    let mut rows = args.rows_json.as_deref().map(create).transpose()?;
    let mut people = args.people_csv.as_deref().map(create).transpose()?;
    let outputs = Outputs {
        rows_json: rows.as_mut().map(|file| file as &mut dyn Write),
        people_csv: people.as_mut().map(|file| file as &mut dyn Write),
    };
    let report = check_path(&args.file, &options, outputs, &mut |_| ControlFlow::Continue(()))
        .map_err(|error| failed(&args.file, &error))?;
    for (file, path) in [(rows, &args.rows_json), (people, &args.people_csv)] {
        if let (Some(mut file), Some(path)) = (file, path) {
            file.flush().map_err(|error| ("output", Failure::because(path.display(), &error)))?;
        }
    }
    Ok(report)
}

fn failed(path: &Path, error: &CheckError) -> Refused {
    match error {
        CheckError::Input(cause) => ("unreadable", Failure::because(path.display(), cause)),
        CheckError::Output(cause) => {
            ("output", Failure::because("the result cannot be written", cause))
        }
        CheckError::Mapping(cause) => ("mapping", Failure::refused(cause)),
        CheckError::Stopped => ("stopped", Failure::refused(error)),
    }
}

fn create(path: &Path) -> Result<BufWriter<File>, Refused> {
    File::create(path)
        .map(|file| BufWriter::with_capacity(1 << 18, file))
        .map_err(|error| ("output", Failure::because(path.display(), &error)))
}

fn shown(report: &CheckReport) -> Outcome {
    let mut out = Out::new();
    let or_dash = |text: Option<&str>| text.unwrap_or("-").to_owned();
    out.line(&format!(
        "{}, {}, delimiter {}, header in row {}",
        or_dash(report.format),
        or_dash(report.encoding),
        report.delimiter.as_deref().map_or_else(|| "-".to_owned(), |d| format!("{d:?}")),
        report.header_row.map_or_else(|| "-".to_owned(), |row| row.to_string()),
    ))?;
    out.line(&format!(
        "{} rows: {} accepted, {} quarantined; {} people; {:.1} s",
        report.rows, report.accepted, report.quarantined, report.people, report.seconds
    ))?;
    for column in &report.columns {
        let action = serde_json::to_value(column.action).unwrap_or_default();
        let field = serde_json::to_value(column.field).unwrap_or_default();
        out.line(&format!(
            "  {:<8} {:<22} {:>10}  {}",
            action.as_str().unwrap_or("-"),
            field.as_str().unwrap_or("-"),
            column.non_empty,
            column.header
        ))?;
    }
    for cause in &report.causes {
        out.line(&format!("  quarantined  {:>8}  {}", cause.count, cause.code))?;
    }
    for warning in &report.warnings {
        out.line(&format!("  warning      {:>8}  {}", warning.count, warning.code))?;
    }
    out.end()
}
