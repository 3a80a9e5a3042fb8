//! `bounce receive`: a returned message finds its delivery by its reference.
//!
//! Made to stand behind the address of the return path: the mail server pipes each
//! message into it, or leaves files that are read now and then.

use std::{io::stdin, path::PathBuf};

use kernel::Actor;
use serde_json::json;

use super::raw_message::{all_read, read, read_from};
use crate::{
    Failure, Outcome, Services,
    commands::{settings, told},
    config::SettingArgs,
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

/// Code of what is to be tried again.
const LATER: &str = "later";

pub(super) fn run(args: &Args) -> Outcome {
    runtime::block_on(async {
        match open(args).await {
            Ok(services) => {
                let done = receive_all(&services, args).await;
                services.close().await;
                done
            }
            // What is wrong is not the message: the mail server is to keep it.
            Err(failure) => told(Form::of(args.json), LATER, failure.for_now()),
        }
    })
}

async fn open(args: &Args) -> Outcome<Services> {
    Services::open(settings(&args.settings)?).await
}

/// Takes in what can be taken in, and says at the end what could not.
async fn receive_all(services: &Services, args: &Args) -> Outcome {
    let mut out = Out::new();
    let (mut unread, mut later) = (Vec::new(), None);
    let named = args.files.iter().map(|path| (path.display().to_string(), read(path)));
    let piped = args.files.is_empty().then(|| ("-".to_owned(), read_from(stdin().lock())));
    for (file, raw) in named.chain(piped) {
        let answer = match raw {
            Err(error) => {
                unread.push(file.clone());
                Err(("unreadable", error.to_string()))
            }
            // What is no bounce of ours changes nothing: it is a result, not a failure, or
            // the mail server would return the message in its turn.
            Ok(raw) => {
                services.campaigns.receive_bounce(&Actor::Operator, &raw).await.map_err(|error| {
                    let what = format_args!("{file} cannot be recorded now");
                    let failure = Failure::because(what, &error).for_now();
                    let sentence = failure.sentence().unwrap_or_default().to_owned();
                    later.get_or_insert(failure);
                    (LATER, sentence)
                })
            }
        };
        match (Form::of(args.json), answer) {
            (Form::Json, Ok(recorded)) => {
                out.json(&json!({ "file": file, "recorded": recorded }))?;
            }
            (Form::Json, Err((code, message))) => {
                let error = json!({ "code": code, "message": message });
                out.json(&json!({ "file": file, "error": error }))?;
            }
            (Form::Text, Ok(recorded)) => {
                let word = if recorded { "recorded" } else { "nothing of ours" };
                out.line(&format!("{file}: {word}"))?;
            }
            (Form::Text, Err(_)) => {}
        }
    }
    out.end()?;
    later.map_or_else(|| all_read(&unread), Err)
}
