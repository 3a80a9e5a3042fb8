//! `demo`: loads the synthetic case, or writes a synthetic lab extract as a file.

use std::{
    fs::File,
    io::{BufWriter, Write as _},
    path::PathBuf,
};

use serde_json::{Value, json};
use synthetic::{ExtractOptions, Lab, Truth, write_extract};

use super::settings;
use crate::{
    Failure, Outcome, Services,
    config::{Config, SettingArgs},
    output::{self, Form},
    runtime, scenario,
};

/// What the demonstration is about
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Scenario {
    /// Files of three labs published after a leak at their vendor (case DEMO-1)
    LabsLeak,
}

/// Load the synthetic case, or write a synthetic lab extract; nobody in them exists
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Write an extract to this file instead of loading a case
    #[arg(long, value_name = "FILE")]
    extract: Option<PathBuf>,
    /// The case to load
    #[arg(long, value_enum, default_value = "labs-leak", conflicts_with = "extract")]
    scenario: Scenario,
    /// Load it only if it is not there; say nothing otherwise
    #[arg(long, conflicts_with = "extract")]
    ensure: bool,
    /// Give new credentials to the accounts of the demonstration, and print them
    #[arg(long, conflicts_with = "extract")]
    reset_accounts: bool,
    /// People: 1,200 in a case, 10,000 in an extract unless told otherwise
    #[arg(long, value_name = "N", conflicts_with = "rows",
        value_parser = clap::value_parser!(u64).range(1..=100_000_000))]
    people: Option<u64>,
    /// Rows of the file, instead of people
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=1_000_000_000))]
    rows: Option<u64>,
    /// The same seed gives the same bytes
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Armorbio, Loirelab or Eurebio
    #[arg(long, value_name = "NAME", default_value = "Armorbio", value_parser = lab)]
    lab: Lab,
    /// Print one JSON object: the accounts, or what a perfect import of the file would count
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    settings: SettingArgs,
}

fn lab(name: &str) -> Result<Lab, String> {
    Lab::parse(name).ok_or_else(|| {
        let names: Vec<&str> = Lab::ALL.iter().map(|lab| lab.name()).collect();
        format!("give one of {}", names.join(", "))
    })
}

pub(crate) fn run(args: &Args) -> Outcome {
    match &args.extract {
        Some(path) => extract(args, path),
        None => runtime::block_on(load(settings(&args.settings)?, args)),
    }
}

/// Loads the case, or only gives new credentials.
async fn load(config: Config, args: &Args) -> Outcome {
    let Scenario::LabsLeak = args.scenario;
    let services = Services::open(config).await?;
    let made = if args.reset_accounts {
        let failed = |error| Failure::because("the accounts cannot be renewed", &error);
        let actor = kernel::Actor::Operator;
        services.accounts.reset_demo_accounts(&actor).await.map_err(failed)
    } else {
        let people = args.people.unwrap_or(1_200);
        let options = scenario::Options { people, seed: args.seed };
        scenario::ensure(&services, options).await.map(|loaded| loaded.accounts)
    };
    services.close().await;
    let made = made?;
    if made.is_empty() {
        return match (args.ensure, Form::of(args.json)) {
            (true, _) => Ok(()),
            (false, Form::Json) => {
                output::json(&json!({ "case": scenario::REFERENCE, "accounts": [] }))
            }
            (false, Form::Text) => output::lines([format!(
                "the case {} is there already; --reset-accounts gives new credentials",
                scenario::REFERENCE
            )]),
        };
    }
    show(Form::of(args.json), &made)
}

/// The credentials, once.
fn show(form: Form, accounts: &[accounts::DemoCredentials]) -> Outcome {
    match form {
        Form::Json => {
            let list: Vec<Value> = accounts
                .iter()
                .map(|account| {
                    json!({
                        "email": account.email,
                        "name": account.name,
                        "password": account.password.expose(),
                        "totp_secret": account.totp_secret.expose(),
                        "totp_url": account.totp_url.expose(),
                    })
                })
                .collect();
            output::json(&json!({ "case": scenario::REFERENCE, "accounts": list }))
        }
        Form::Text => {
            let head = [
                format!("demonstration case {} loaded, synthetic people only", scenario::REFERENCE),
                "accounts, shown once (password, key of the authenticator application):".to_owned(),
            ];
            let lines = accounts.iter().map(|account| {
                format!(
                    "  {:<26} {}  {}",
                    account.email,
                    account.password.expose(),
                    account.totp_secret.expose()
                )
            });
            output::lines(head.into_iter().chain(lines))
        }
    }
}

fn extract(args: &Args, path: &std::path::Path) -> Outcome {
    let rows = args.rows.map_or_else(|| rows_for(args), Ok)?;
    let options = ExtractOptions::new(args.seed, rows, args.lab);
    let failed = |error| Failure::because(path.display(), &error);
    let mut file = BufWriter::with_capacity(1 << 20, File::create(path).map_err(failed)?);
    let truth = write_extract(&mut file, &options).map_err(failed)?;
    file.flush().map_err(failed)?;
    report(args, path, &truth)
}

/// How many rows hold that many people. A person has one to four rows, far apart, so the
/// count is found by trying: each trial draws the file again without writing it.
fn rows_for(args: &Args) -> Outcome<u64> {
    let people_in = |rows: u64| {
        write_extract(&mut std::io::sink(), &ExtractOptions::new(args.seed, rows, args.lab))
            .map(|truth| truth.persons)
            .map_err(|error| Failure::because("the extract cannot be drawn", &error))
    };
    let people = args.people.unwrap_or(10_000);
    let (mut low, mut high) = (people, people.saturating_mul(5).saturating_add(16));
    while low < high {
        let middle = low + (high - low) / 2;
        if people_in(middle)? < people { low = middle + 1 } else { high = middle }
    }
    Ok(low)
}

fn report(args: &Args, path: &std::path::Path, truth: &Truth) -> Outcome {
    match Form::of(args.json) {
        Form::Json => output::json(&json!({
            "file": path,
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
            path.display(),
            truth.rows,
            truth.persons,
            truth.bad_rows.len()
        )]),
    }
}
