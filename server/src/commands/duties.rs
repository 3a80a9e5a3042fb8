//! `duties preview`: which duties follow from facts, and by when.

use std::io::Read as _;

use ::duties::{PreviewError, preview_json};
use serde_json::Value;

use super::told;
use crate::{
    Failure, Outcome,
    output::{Form, Out, json},
};

/// Legal notification duties
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Read facts as JSON on standard input, write the duties with their deadlines; stores
    /// nothing
    Preview(Preview),
    /// Write the JSON Schema of facts
    Schema,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Preview {
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(command: &Command) -> Outcome {
    match command {
        Command::Preview(args) => preview(Form::of(args.json)),
        Command::Schema => json(&::duties::facts::json_schema()),
    }
}

fn preview(form: Form) -> Outcome {
    let mut facts = String::new();
    if let Err(error) = std::io::stdin().lock().read_to_string(&mut facts) {
        return told(form, "unreadable", Failure::because("standard input cannot be read", &error));
    }
    match (preview_json(&facts), form) {
        (Ok(preview), Form::Json) => json(&preview),
        (Ok(preview), Form::Text) => shown(&preview),
        (Err(error), form) => {
            let code = match &error {
                PreviewError::Facts(_) => "facts",
                PreviewError::Packs(_) => "packs",
                PreviewError::Period { source, .. } => source.code(),
            };
            told(form, code, Failure::refused(&error))
        }
    }
}

fn shown(preview: &Value) -> Outcome {
    let mut out = Out::new();
    for (list, heading) in [("triggered", "triggered"), ("undetermined", "not known yet")] {
        for duty in preview.get(list).and_then(Value::as_array).into_iter().flatten() {
            let text = |pointer: &str| duty.pointer(pointer).and_then(Value::as_str).unwrap_or("-");
            let by = match text("/deadline/target") {
                "-" => text("/deadline/last_day"),
                target => target,
            };
            out.line(&format!(
                "{heading:<14} {:<32} {by:<26} {}",
                text("/rule"),
                text("/title/fr")
            ))?;
        }
    }
    out.end()
}
