//! `bounce classify`: what a returned message is. `bounce receive`: takes it in.

mod receive;

use std::{fs::File, io::Read as _, path::PathBuf};

use mail::{
    Domain,
    bounce::{self, Class, Classification, SIZE_MAX},
};
use serde_json::{Value, json};

use crate::{
    Failure, Outcome,
    config::{Config, SettingArgs},
    output::{Form, Out},
};

/// Returned messages
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Read raw messages and say what each one is
    Classify(Classify),
    /// Take raw messages in: what they return becomes a letter, or is not reached
    Receive(Box<receive::Args>),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Classify {
    /// Files of one message each
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Domain of our message ids [default: that of the settings]
    #[arg(long)]
    domain: Option<String>,
    /// Answer with one JSON object per line
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(command: &Command) -> Outcome {
    match command {
        Command::Classify(args) => classify(args),
        Command::Receive(args) => receive::run(args),
    }
}

fn classify(args: &Classify) -> Outcome {
    let domain = domain(args.domain.as_deref())?;
    let mut out = Out::new();
    let mut unread = Vec::new();
    for path in &args.files {
        let file = path.display().to_string();
        let raw = match read(path) {
            Ok(raw) => raw,
            Err(error) => {
                if Form::of(args.json) == Form::Json {
                    let error = json!({ "code": "unreadable", "message": error.to_string() });
                    out.json(&json!({ "file": file, "error": error }))?;
                }
                unread.push(file);
                continue;
            }
        };
        let found = bounce::classify(&raw, domain.as_ref());
        match Form::of(args.json) {
            Form::Json => out.json(&answer(&file, &found)?)?,
            Form::Text => out.line(&shown(&file, &found))?,
        }
    }
    out.end()?;
    all_read(&unread)
}

fn all_read(unread: &[String]) -> Outcome {
    match unread {
        [] => Ok(()),
        [one] => Err(Failure::refused(format_args!("{one} cannot be read"))),
        [first, rest @ ..] => Err(Failure::refused(format_args!(
            "{first} and {} more files cannot be read",
            rest.len()
        ))),
    }
}

/// The settings are asked for the domain alone: a wrong one elsewhere is no obstacle.
fn domain(given: Option<&str>) -> Outcome<Option<Domain>> {
    match given {
        Some(text) => Domain::parse(text)
            .map(Some)
            .map_err(|_| Failure::usage("--domain must be a domain such as example.org")),
        None => {
            Ok(Config::load(&SettingArgs::default()).ok().and_then(|config| config.mail.domain))
        }
    }
}

/// At most what the classifier looks at, and a byte more so that it knows.
fn read(path: &std::path::Path) -> std::io::Result<Vec<u8>> {
    read_from(File::open(path)?)
}

fn read_from(input: impl std::io::Read) -> std::io::Result<Vec<u8>> {
    let most = u64::try_from(SIZE_MAX).unwrap_or(u64::MAX).saturating_add(1);
    let mut raw = Vec::new();
    input.take(most).read_to_end(&mut raw)?;
    Ok(raw)
}

fn answer(file: &str, found: &Classification) -> Outcome<Value> {
    let mut answer = json!({ "file": file });
    let found = serde_json::to_value(found)
        .map_err(|error| Failure::because("the answer cannot be written", &error))?;
    if let (Value::Object(answer), Value::Object(found)) = (&mut answer, found) {
        answer.extend(found);
    }
    Ok(answer)
}

fn shown(file: &str, found: &Classification) -> String {
    let class = match found.class {
        Class::Bounce => "bounce",
        Class::NotBounce => "not a bounce",
        Class::Unknown => "unknown",
    };
    let recipients: Vec<String> = found
        .recipients
        .iter()
        .map(|failed| {
            let kind = if failed.permanent { "permanent" } else { "temporary" };
            format!("{} {kind}", failed.address)
        })
        .collect();
    format!(
        "{file}: {class}{}{}",
        if recipients.is_empty() { "" } else { ", " },
        recipients.join(", ")
    )
}
