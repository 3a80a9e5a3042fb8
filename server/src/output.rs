//! Writing results to standard output.

use std::io::{self, BufWriter, StdoutLock, Write};

use serde::Serialize;

use crate::{Failure, Outcome};

/// How a command answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// For a person.
    Text,
    /// For a program: one JSON object a line.
    Json,
}

impl Form {
    /// The form that `--json` asks for.
    pub(crate) const fn of(json: bool) -> Self {
        if json { Self::Json } else { Self::Text }
    }
}

/// Standard output, buffered; [`Out::end`] writes the rest and reports a full disk or a
/// closed pipe.
pub(crate) struct Out(BufWriter<StdoutLock<'static>>);

impl Out {
    pub(crate) fn new() -> Self {
        Self(BufWriter::with_capacity(1 << 16, io::stdout().lock()))
    }

    pub(crate) fn line(&mut self, text: &str) -> Outcome {
        writeln!(self.0, "{text}").map_err(|error| unwritten(&error))
    }

    pub(crate) fn json(&mut self, value: &impl Serialize) -> Outcome {
        serde_json::to_writer(&mut self.0, value).map_err(|error| unwritten(&error.into()))?;
        self.line("")
    }

    /// Shows what was written so far, for answers to a dialogue.
    pub(crate) fn flush(&mut self) -> Outcome {
        self.0.flush().map_err(|error| unwritten(&error))
    }

    pub(crate) fn end(mut self) -> Outcome {
        self.flush()
    }
}

/// Writes one JSON object.
pub(crate) fn json(value: &impl Serialize) -> Outcome {
    let mut out = Out::new();
    out.json(value)?;
    out.end()
}

/// Writes lines.
pub(crate) fn lines<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> Outcome {
    let mut out = Out::new();
    for text in texts {
        out.line(text.as_ref())?;
    }
    out.end()
}

pub(crate) fn unwritten(error: &io::Error) -> Failure {
    Failure::refused(format_args!("the result cannot be written: {error}"))
}
