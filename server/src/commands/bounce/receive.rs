//! `bounce receive`: a returned message finds its delivery by its reference.
//!
//! Made to stand behind the address of the return path: the mail server pipes each
//! message into it, or leaves files that are read now and then.

use std::{io::stdin, path::PathBuf};

use kernel::Actor;
use serde_json::json;

use super::{all_read, read, read_from};
use crate::{
    Failure, Outcome, Services,
    commands::settings,
    config::{Config, SettingArgs},
    output::{Form, Out},
    runtime,
};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Files of one message each [default: one message on standard input]
    files: Vec<PathBuf>,
    /// Answer with one JSON object per line
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    settings: SettingArgs,
}

pub(super) fn run(args: &Args) -> Outcome {
    runtime::block_on(receive(settings(&args.settings)?, args))
}

async fn receive(config: Config, args: &Args) -> Outcome {
    let services = Services::open(config).await?;
    let done = receive_all(&services, args).await;
    services.close().await;
    done
}

async fn receive_all(services: &Services, args: &Args) -> Outcome {
    let mut out = Out::new();
    let mut unread = Vec::new();
    let named = args.files.iter().map(|path| (path.display().to_string(), read(path)));
    let piped = args.files.is_empty().then(|| ("-".to_owned(), read_from(stdin().lock())));
    for (file, raw) in named.chain(piped) {
        let Ok(raw) = raw else {
            unread.push(file);
            continue;
        };
        // What is no bounce of ours changes nothing: it is a result, not a failure, or
        // the mail server would return the message in its turn.
        let recorded = services
            .campaigns
            .receive_bounce(&Actor::Operator, &raw)
            .await
            .map_err(|error| Failure::because("the message cannot be recorded", &error))?;
        match Form::of(args.json) {
            Form::Json => out.json(&json!({ "file": file, "recorded": recorded }))?,
            Form::Text => {
                let word = if recorded { "recorded" } else { "nothing of ours" };
                out.line(&format!("{file}: {word}"))?;
            }
        }
    }
    out.end()?;
    all_read(&unread)
}
