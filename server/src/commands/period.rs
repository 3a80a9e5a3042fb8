//! `period`: one deadline, or one for each line.

use std::io::{BufRead as _, IsTerminal as _};

use ::duties::period::{self, PeriodError};
use serde_json::{Map, Value};

use crate::{
    Failure, Outcome,
    output::{Form, Out},
};

/// Compute a legal deadline; without options, one for each JSON object on standard input
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// elapsed, reg1182, calendar-days or us-business-days
    #[arg(long)]
    rule: Option<String>,
    /// RFC 3339 instant, local date and time, or date (then 00:00 local)
    #[arg(long)]
    start: Option<String>,
    /// Length of the period
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..))]
    n: Option<u32>,
    /// hours, days, weeks, months, years or working-days
    #[arg(long)]
    unit: Option<String>,
    /// Zone of the authority, such as Europe/Paris
    #[arg(long)]
    zone: Option<String>,
    /// Public holidays: FR, FR-AM, FR-974, ...
    #[arg(long)]
    holidays: Option<String>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args) -> Outcome {
    let question = question(args);
    if question.is_empty() {
        if std::io::stdin().is_terminal() {
            return Err(Failure::usage(
                "give --rule, --start, --n and --unit, or JSON on standard input",
            ));
        }
        return each_line();
    }
    let question = Value::Object(question);
    let mut out = Out::new();
    match (period::answer(&question), Form::of(args.json)) {
        (Ok(answer), Form::Json) => out.json(&answer)?,
        (Ok(answer), Form::Text) => {
            for (name, value) in answer.as_object().into_iter().flatten() {
                match value {
                    Value::Null => {}
                    Value::String(text) => out.line(&format!("{name:<16} {text}"))?,
                    other => out.line(&format!("{name:<16} {other}"))?,
                }
            }
        }
        (Err(error), form) => {
            if form == Form::Json {
                out.json(&period::refusal(&question, &error))?;
            }
            out.end()?;
            return Err(refused(&error));
        }
    }
    out.end()
}

fn question(args: &Args) -> Map<String, Value> {
    let mut question = Map::new();
    let texts = [
        ("rule", &args.rule),
        ("start", &args.start),
        ("unit", &args.unit),
        ("zone", &args.zone),
        ("holidays", &args.holidays),
    ];
    for (key, value) in texts {
        if let Some(text) = value {
            question.insert(key.to_owned(), Value::String(text.clone()));
        }
    }
    if let Some(n) = args.n {
        question.insert("n".to_owned(), Value::from(n));
    }
    question
}

fn refused(error: &PeriodError) -> Failure {
    if error.is_usage() { Failure::usage(error) } else { Failure::refused(error) }
}

/// One answer for each line that is not blank; all lines are answered before the command
/// says how many were refused.
fn each_line() -> Outcome {
    let mut out = Out::new();
    let (mut questions, mut refusals) = (0_u64, 0_u64);
    let mut first: Option<(u64, PeriodError)> = None;
    let mut usage = false;
    for (number, line) in (1_u64..).zip(std::io::stdin().lock().lines()) {
        let line =
            line.map_err(|error| Failure::because("standard input cannot be read", &error))?;
        if line.trim().is_empty() {
            continue;
        }
        questions += 1;
        let parsed: Result<Value, _> = serde_json::from_str(&line);
        let question = parsed.unwrap_or(Value::Null);
        match period::answer(&question) {
            Ok(answer) => out.json(&answer)?,
            Err(error) => {
                refusals += 1;
                usage |= error.is_usage();
                out.json(&period::refusal(&question, &error))?;
                first.get_or_insert((number, error));
            }
        }
    }
    out.end()?;
    let Some((number, error)) = first else { return Ok(()) };
    let sentence = format!("{refusals} of {questions} refused; line {number}: {error}");
    Err(if usage { Failure::usage(sentence) } else { Failure::refused(sentence) })
}
