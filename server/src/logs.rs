//! Logs and panics. What is logged, and what never is: `docs/logging.md`.

use std::{io::Write as _, panic};

use tracing_subscriber::{EnvFilter, fmt};

use crate::{
    Failure, Outcome,
    config::{LogFormat, Logs},
};

/// Starts writing logs to standard error.
pub(crate) fn start(logs: &Logs) -> Outcome {
    let filter = EnvFilter::try_new(&logs.level)
        .map_err(|_| Failure::refused("CONCERNE_LOG_LEVEL is not a filter such as info"))?;
    let builder = fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let started = match logs.format {
        LogFormat::Text => builder.with_ansi(false).try_init(),
        LogFormat::Json => builder.json().flatten_event(true).with_current_span(true).try_init(),
    };
    started.map_err(|_| Failure::refused("the logs were started twice"))
}

/// Says once where a panic happened. Its message may repeat what a person typed, so it
/// is not written anywhere.
pub(crate) fn hook_panics() {
    panic::set_hook(Box::new(|panic| {
        let (file, line) = panic.location().map_or(("?", 0), |at| (at.file(), at.line()));
        if tracing::event_enabled!(tracing::Level::ERROR) {
            tracing::error!(panic.file = file, panic.line = line, "a defect stopped a task");
        } else {
            let _ = writeln!(std::io::stderr(), "concerne: defect at {file}:{line}");
        }
    }));
}
