//! How a command ends when it does not succeed.

use std::fmt::Display;

/// What a command gives back.
pub type Outcome<T = ()> = Result<T, Failure>;

/// The exit status of a command that did not succeed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Refused or failed.
    Refused,
    /// The command itself is not right.
    Usage,
    /// Not now: the same command may succeed later. `EX_TEMPFAIL` of `sysexits.h`, on which
    /// a mail server keeps the message and tries again.
    Later,
}

impl Status {
    /// The number that the shell sees.
    pub const fn code(self) -> u8 {
        match self {
            Self::Refused => 1,
            Self::Usage => 2,
            Self::Later => 75,
        }
    }
}

/// A command that did not succeed: a status, and one sentence for the operator.
#[derive(Debug, PartialEq, Eq)]
pub struct Failure {
    status: Status,
    sentence: Option<String>,
}

impl Failure {
    /// Refused or failed, for this reason.
    pub fn refused(sentence: impl Display) -> Self {
        Self { status: Status::Refused, sentence: Some(one_line(&sentence)) }
    }

    /// The command is not right, for this reason.
    pub fn usage(sentence: impl Display) -> Self {
        Self { status: Status::Usage, sentence: Some(one_line(&sentence)) }
    }

    /// The same reason, for a command that is to be tried again later.
    #[must_use]
    pub(crate) fn for_now(self) -> Self {
        Self { status: Status::Later, ..self }
    }

    /// A status whose sentence was already printed.
    pub(crate) const fn silent(status: Status) -> Self {
        Self { status, sentence: None }
    }

    /// Refused for this reason, with what lies behind it. For errors whose sources hold
    /// no personal datum: connections, files, settings.
    pub(crate) fn because(what: impl Display, error: &(dyn std::error::Error + 'static)) -> Self {
        let mut sentence = format!("{what}: {error}");
        let mut source = error.source();
        while let Some(cause) = source {
            let cause_text = cause.to_string();
            if !sentence.ends_with(&cause_text) {
                sentence.push_str(": ");
                sentence.push_str(&cause_text);
            }
            source = cause.source();
        }
        Self::refused(sentence)
    }

    /// The exit status.
    pub const fn status(&self) -> Status {
        self.status
    }

    /// The sentence still to be printed.
    pub fn sentence(&self) -> Option<&str> {
        self.sentence.as_deref()
    }
}

fn one_line(text: &impl Display) -> String {
    text.to_string().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_one_line_with_its_causes_said_once() {
        let inner = std::io::Error::other("no\nroute");
        let outer = std::io::Error::new(std::io::ErrorKind::NotFound, inner);
        let failure = Failure::because("cannot listen", &outer);
        assert_eq!(failure.sentence(), Some("cannot listen: no route"));
    }
}
