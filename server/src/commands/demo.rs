//! `demo --extract`: a synthetic lab extract as a file.

use std::{fs::File, io::{BufWriter, Write as _}, path::PathBuf};

use serde_json::json;
use synthetic::{ExtractOptions, Lab, Truth, write_extract};

use crate::{
    Failure, Outcome,
    output::{self, Form},
};

/// Write a synthetic lab extract; nobody in it exists
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// File to write
    #[arg(long, value_name = "FILE")]
    extract: PathBuf,
    /// People in the file
    #[arg(long, value_name = "N", default_value_t = 10_000, conflicts_with = "rows",
        value_parser = clap::value_parser!(u64).range(1..=100_000_000))]
    people: u64,
    /// Rows of the file, instead of people
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=1_000_000_000))]
    rows: Option<u64>,
    /// The same seed gives the same bytes
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Armorbio, Loirelab or Eurebio
    #[arg(long, value_name = "NAME", default_value = "Armorbio", value_parser = lab)]
    lab: Lab,
    /// Print what a perfect import of the file would count, as one JSON object
    #[arg(long)]
    json: bool,
}

fn lab(name: &str) -> Result<Lab, String> {
    Lab::parse(name).ok_or_else(|| {
        let names: Vec<&str> = Lab::ALL.iter().map(|lab| lab.name()).collect();
        format!("give one of {}", names.join(", "))
    })
}

pub(crate) fn run(args: &Args) -> Outcome {
    let rows = args.rows.map_or_else(|| rows_for(args), Ok)?;
    let options = ExtractOptions::new(args.seed, rows, args.lab);
    let failed = |error| Failure::because(args.extract.display(), &error);
    let mut file = BufWriter::with_capacity(1 << 20, File::create(&args.extract).map_err(failed)?);
    let truth = write_extract(&mut file, &options).map_err(failed)?;
    file.flush().map_err(failed)?;
    report(args, &truth)
}

/// How many rows hold that many people. A person has one to four rows, far apart, so the
/// count is found by trying: each trial draws the file again without writing it.
fn rows_for(args: &Args) -> Outcome<u64> {
    let people_in = |rows: u64| {
        write_extract(&mut std::io::sink(), &ExtractOptions::new(args.seed, rows, args.lab))
            .map(|truth| truth.persons)
            .map_err(|error| Failure::because("the extract cannot be drawn", &error))
    };
    let (mut low, mut high) = (args.people, args.people.saturating_mul(5).saturating_add(16));
    while low < high {
        let middle = low + (high - low) / 2;
        if people_in(middle)? < args.people { low = middle + 1 } else { high = middle }
    }
    Ok(low)
}

fn report(args: &Args, truth: &Truth) -> Outcome {
    match Form::of(args.json) {
        Form::Json => output::json(&json!({
            "file": args.extract,
            "lab": args.lab.name(),
            "seed": args.seed,
            "header_row": truth.header_row,
            "columns": truth.columns,
            "rows": truth.rows,
            "accepted": truth.accepted(),
            "quarantined": truth.bad_rows.len(),
            "people": truth.persons,
            "nir": {
                "absent": truth.nir.absent,
                "valid": truth.nir.valid,
                "invalid": truth.nir.invalid,
            },
            "special": {
                "minors": truth.specials.minors,
                "deceased": truth.specials.deceased,
                "protected": truth.specials.protected,
                "restricted": truth.specials.restricted,
                "abroad": truth.specials.abroad,
                "with_email": truth.specials.with_email,
            },
        })),
        Form::Text => output::lines([format!(
            "{}: {} rows, {} people, {} rows that cannot be used",
            args.extract.display(),
            truth.rows,
            truth.persons,
            truth.bad_rows.len()
        )]),
    }
}
