//! Answers typed for the form, checked against the list of fields.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use people::identity::Email;
use serde::{Deserialize, Serialize};

use crate::model::Value;
use crate::spec::{Kind, Spec, typed};
use crate::words::ordered;

const TEXT_MAX: usize = 200;
const LONG_MAX: usize = 4_000;

/// An answer that was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// Key of the field.
    pub field: &'static str,
    /// Why: `too_long`, `control`, `email`, `date`, `number`, `choice`.
    pub code: &'static str,
}

/// What somebody typed for the form of one lab, by key. Only fields that are open to
/// typing, only values of their kind.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Answers(BTreeMap<String, Vec<String>>);

impl std::fmt::Debug for Answers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Answers({})", self.0.len())
    }
}

impl Answers {
    /// Reads the pairs of a form. Blank ones say nothing; unknown names are left out.
    ///
    /// # Errors
    /// Every refused answer.
    pub fn parse(pairs: &[(String, String)]) -> Result<Self, Vec<FieldError>> {
        let mut kept = BTreeMap::new();
        let mut errors = Vec::new();
        for (_, spec) in typed() {
            let raw: Vec<String> = pairs
                .iter()
                .filter(|(name, _)| name == spec.key)
                .map(|(_, value)| value.replace("\r\n", "\n").trim().to_owned())
                .filter(|value| !value.is_empty())
                .collect();
            if raw.is_empty() {
                continue;
            }
            match read(spec, &raw) {
                Ok(_) => drop(kept.insert(spec.key.to_owned(), raw)),
                Err(code) => errors.push(FieldError { field: spec.key, code }),
            }
        }
        if errors.is_empty() { Ok(Self(kept)) } else { Err(errors) }
    }

    /// The answer as a value; none also for one that a later release no longer takes.
    pub(crate) fn value(&self, spec: &Spec) -> Option<Value> {
        read(spec, self.0.get(spec.key)?).ok()
    }

    /// What was typed, for the form.
    pub fn raw(&self, key: &str) -> &[String] {
        self.0.get(key).map_or(&[], Vec::as_slice)
    }

    /// How many fields are answered.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn read(spec: &Spec, raw: &[String]) -> Result<Value, &'static str> {
    let one = raw.first().map_or("", String::as_str);
    let text = |max: usize| {
        if one.chars().count() > max {
            Err("too_long")
        } else if one.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
            Err("control")
        } else {
            Ok(Value::Text(one.to_owned()))
        }
    };
    match spec.kind {
        Kind::Text => text(TEXT_MAX),
        Kind::Long => text(LONG_MAX),
        Kind::Email => {
            Email::parse(one).map_err(|_| "email")?;
            text(TEXT_MAX)
        }
        Kind::Day => NaiveDate::parse_from_str(one, "%Y-%m-%d").map(Value::Day).map_err(|_| "date"),
        Kind::Count => {
            let digits: String = one.chars().filter(|c| !c.is_whitespace()).collect();
            let count: u32 = digits.parse().map_err(|_| "number")?;
            Ok(Value::Count(count.into()))
        }
        Kind::YesNo => match one {
            "yes" => Ok(Value::YesNo(true)),
            "no" => Ok(Value::YesNo(false)),
            _ => Err("choice"),
        },
        Kind::One(list) => list.word(one).map(Value::Word).ok_or("choice"),
        Kind::Many(list) => {
            let words: Option<Vec<_>> = raw.iter().map(|word| list.word(word)).collect();
            words.map(|words| Value::Words(ordered(list, &words))).ok_or("choice")
        }
        Kind::Instant | Kind::Rows => Err("choice"),
    }
}
