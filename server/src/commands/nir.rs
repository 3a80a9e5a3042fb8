//! `nir check`: is this a well-formed social security number? Keeps nothing.

use std::io::BufRead as _;

use people::identity::nir;
use serde_json::json;

use crate::{
    Failure, Outcome,
    output::{Form, Out},
};

/// French social security numbers
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Check one value per line of standard input; one answer per line
    Check(Check),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Check {
    /// Answer with one JSON object per line
    #[arg(long)]
    json: bool,
    /// Read one JSON string per line
    #[arg(long)]
    json_input: bool,
}

pub(crate) fn run(command: &Command) -> Outcome {
    let Command::Check(args) = command;
    let mut out = Out::new();
    let mut input = std::io::stdin().lock();
    let mut line = Vec::new();
    let mut unreadable = 0_u64;
    loop {
        line.clear();
        let read = input.read_until(b'\n', &mut line);
        if read.map_err(|error| Failure::because("standard input cannot be read", &error))? == 0 {
            break;
        }
        let text = String::from_utf8_lossy(line.strip_suffix(b"\n").unwrap_or(&line));
        let text = text.strip_suffix('\r').unwrap_or(&text);
        let (valid, normalised, reason) = match value(text, args.json_input) {
            Some(value) => {
                let answer = nir::check(&value);
                (answer.valid, answer.normalised, answer.reason.map(nir::NirReason::code))
            }
            None => {
                unreadable += 1;
                (false, None, Some("not_a_json_string"))
            }
        };
        match Form::of(args.json) {
            Form::Json => {
                out.json(&json!({ "valid": valid, "normalised": normalised, "reason": reason }))?;
            }
            Form::Text => match (&normalised, reason) {
                (Some(number), _) => out.line(&format!("valid {number}"))?,
                (None, reason) => out.line(&format!("invalid {}", reason.unwrap_or("-")))?,
            },
        }
    }
    out.end()?;
    match unreadable {
        0 => Ok(()),
        n => Err(Failure::refused(format_args!("lines that are not JSON strings: {n}"))),
    }
}

fn value(text: &str, json_input: bool) -> Option<String> {
    if json_input { serde_json::from_str(text).ok() } else { Some(text.to_owned()) }
}
