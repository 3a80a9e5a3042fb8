//! `bounce classify`: what a returned message is.

use std::path::PathBuf;

use mail::{
    Domain,
    bounce::{self, Class, Classification},
};
use serde_json::{Value, json};

use super::raw_message::{all_read, read};
use crate::{
    Failure, Outcome,
    config::{Config, SettingArgs},
    output::{Form, Out},
};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
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

pub(super) fn run(args: &Args) -> Outcome {
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
