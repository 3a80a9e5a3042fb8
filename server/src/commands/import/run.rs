//! `import run`: stores a lab extract and makes its wave visible. Interrupted, it is run
//! again with the same file and goes on where it was.

use std::{
    path::{Path, PathBuf},
    time::Instant,
};

use ::imports::{
    Import, ImportError, ImportState, PathDigest, RunReport, Source,
    detect::{Format, Overrides},
    mapping::Mapping,
    read::Encoding,
};
use incidents::CaseError;
use kernel::{Actor, CaseLabId, ImportId};
use serde_json::{Value, json};

use super::{refused::Refused, saved_mapping};
use crate::{
    Failure, Outcome, Services,
    commands::{settings, told},
    config::{Config, SettingArgs},
    output::{self, Form},
    runtime,
};

/// Store a lab extract in a case, encrypted and resolved, and make it visible
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The extract; it is read in place and not copied
    file: PathBuf,
    /// Public name of the case
    #[arg(long, value_name = "REF")]
    incident: String,
    /// Name of the lab, as in the console
    #[arg(long, value_name = "NAME")]
    lab: String,
    /// Saved column mapping (JSON)
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// Leave the wave invisible: somebody makes it visible in the console
    #[arg(long)]
    staged: bool,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    settings: SettingArgs,
}

pub(super) fn run(args: &Args) -> Outcome {
    let config = settings(&args.settings)?;
    let form = Form::of(args.json);
    match runtime::block_on(async { Ok(Box::pin(stored(config, args)).await) })? {
        Ok(result) => match form {
            Form::Json => output::json(&result),
            Form::Text => output::lines([format!(
                "{} rows: {} accepted, {} quarantined; {} people; {:.1} s",
                result["rows"],
                result["accepted"],
                result["quarantined"],
                result["people"],
                result["seconds"].as_f64().unwrap_or_default()
            )]),
        },
        Err((code, failure)) => told(form, code, failure),
    }
}

async fn stored(config: Config, args: &Args) -> Result<Value, Refused> {
    let services = Services::open(config).await.map_err(|failure| ("unavailable", failure))?;
    let done = store(&services, args).await;
    services.close().await;
    done
}

async fn store(services: &Services, args: &Args) -> Result<Value, Refused> {
    let started = Instant::now();
    let actor = Actor::Operator;
    let part = find(services, args).await?;
    let mapping = args.mapping.as_deref().map(saved_mapping::read).transpose()?;
    let room = &services.imports;
    let id = match room.receive_path(&actor, part, &args.file).await {
        // Stored to its last row; perhaps by a run that was cut off before it was visible.
        Err(ImportError::Delivered { earlier }) if !args.staged => earlier,
        received => received.map_err(failed)?,
    };
    let import = room.import(&actor, id).await.map_err(failed)?;
    let kept = import.mapping.clone().zip(import.format);
    let (mapping, format) = match (import.state, kept) {
        (ImportState::Active, _) => return Err(failed(ImportError::Delivered { earlier: id })),
        (ImportState::Ready, _) if !is_of_file(&import, &args.file) => return Err(staged(id)),
        (ImportState::Ready, Some(kept)) => under_the_same(mapping.as_ref(), kept)?,
        (_, Some(kept)) if import.has_begun() => under_the_same(mapping.as_ref(), kept)?,
        _ => room.map(&actor, id, mapping, Overrides::default()).await.map_err(failed)?,
    };
    let report = match import.state {
        ImportState::Ready => RunReport::stored(&import),
        _ => room.run(&actor, id).await.map_err(failed)?,
    };
    if !args.staged {
        room.activate(&actor, id).await.map_err(failed)?;
    }
    let seconds = started.elapsed().as_secs_f64();
    Ok(shown(&report, &mapping, format.encoding, format.delimiter, format.header_row, seconds))
}

/// Whether a delivery was read from this very file: an upload, or a copy elsewhere, is
/// somebody's who may have left it invisible on purpose.
fn is_of_file(import: &Import, file: &Path) -> bool {
    match (import.source, PathDigest::of(file)) {
        (Source::Path(known), Ok(path)) => known == path,
        _ => false,
    }
}

fn staged(id: ImportId) -> Refused {
    let text = format!(
        "this file was delivered in another way, as {id}, and is stored but not visible: \
         make it visible or give it up in the console"
    );
    ("delivered", Failure::refused(text))
}

/// The mapping that stored rows have, unless another one is asked for now.
fn under_the_same(
    given: Option<&Mapping>,
    kept: (Mapping, Format),
) -> Result<(Mapping, Format), Refused> {
    if given.is_some_and(|given| given.to_json() != kept.0.to_json()) {
        let text = "rows of this file are stored under another mapping: \
            leave --mapping out, or give the delivery up in the console";
        return Err(("mapping", Failure::refused(text)));
    }
    Ok(kept)
}

fn shown(
    report: &RunReport,
    mapping: &Mapping,
    encoding: Encoding,
    delimiter: u8,
    header_row: u64,
    seconds: f64,
) -> Value {
    let causes: Vec<Value> = report
        .causes
        .iter()
        .filter(|(code, _)| {
            ::imports::row::Code::parse(code).is_some_and(::imports::row::Code::is_error)
        })
        .map(|(code, count)| json!({ "code": code, "count": count }))
        .collect();
    let columns: Vec<Value> = mapping
        .columns
        .iter()
        .map(|column| {
            json!({
                "header": column.header,
                "field": column.field,
                "action": column.action,
                "confidence": column.confidence,
            })
        })
        .collect();
    json!({
        "format": "csv",
        "encoding": encoding.name(),
        "delimiter": char::from(delimiter).to_string(),
        "header_row": header_row,
        "rows": report.rows,
        "accepted": report.accepted,
        "quarantined": report.quarantined,
        "people": report.persons,
        "in_doubt": report.in_doubt(),
        "refused": Value::Null,
        "columns": columns,
        "causes": causes,
        "seconds": seconds,
        "peak_rss_bytes": ::imports::check::peak_rss_bytes(),
        "import": report.import.to_string(),
        "resumed_at": report.resumed_at,
    })
}

/// The lab's part of the case, by the names that people use.
async fn find(services: &Services, args: &Args) -> Result<CaseLabId, Refused> {
    let reference = args.incident.trim().to_ascii_uppercase();
    let actor = Actor::Operator;
    let case = match services.incidents.by_reference(&actor, &reference).await {
        Ok(case) => case,
        Err(CaseError::NotFound) => {
            return Err(("no_case", Failure::refused(format_args!("no case {reference}"))));
        }
        Err(error) => return Err(("unavailable", Failure::because("the case", &error))),
    };
    let mut names = Vec::new();
    for lab in &case.labs {
        let organisation = services
            .accounts
            .organisation(&actor, lab.organisation)
            .await
            .map_err(|error| ("unavailable", Failure::because("the labs", &error)))?;
        if organisation.name.eq_ignore_ascii_case(args.lab.trim()) {
            return Ok(lab.id);
        }
        names.push(organisation.name);
    }
    let sentence = format!("no such lab in {reference}; it has {}", names.join(", "));
    Err(("no_lab", Failure::refused(sentence)))
}

fn failed(error: ImportError) -> Refused {
    match error {
        ImportError::Refused(refusal) => {
            (refusal.code(), Failure::refused(refusal.message(::imports::Lang::Fr)))
        }
        ImportError::Delivered { earlier } => (
            "delivered",
            Failure::refused(format_args!("this file was imported before, as {earlier}")),
        ),
        ImportError::Mapping(error) => ("mapping", Failure::refused(error)),
        ImportError::FileGone => ("unreadable", Failure::refused("the file cannot be read")),
        full if full.is_disk_full() => (
            "disk_full",
            Failure::refused(
                "the disk is full; what was stored stays: make room, then run the same command again",
            ),
        ),
        other => ("failed", Failure::because("the import stopped", &other)),
    }
}
