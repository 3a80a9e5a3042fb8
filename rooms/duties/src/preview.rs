//! `duties preview`: facts in, assessed duties out, both as JSON; nothing stored.

use serde_json::{Value, json};

use crate::assess::{Assessed, Due, State, evaluate};
use crate::facts::{Anchor, Facts, FactsError};
use crate::period::PeriodError;
use crate::rules::{Bilingual, FactName, Force, Haste, Named, PackError, Packs, Term};
use crate::{Reason, period};

/// Why nothing could be previewed.
#[derive(Debug, thiserror::Error)]
pub enum PreviewError {
    /// The facts cannot be read.
    #[error(transparent)]
    Facts(#[from] FactsError),
    /// The rule packs do not load.
    #[error(transparent)]
    Packs(#[from] PackError),
    /// A moment of the facts cannot be counted from.
    #[error("{rule}: {source}")]
    Period {
        /// The rule that counts from it.
        rule: String,
        /// Why.
        source: PeriodError,
    },
}

/// Assesses facts given as JSON with the packs of this release.
///
/// The answer holds `packs` (id to version), `triggered`, `undetermined`,
/// `not_triggered` and `dormant`, each a list of rules.
///
/// # Errors
/// See [`PreviewError`].
pub fn preview_json(facts: &str) -> Result<Value, PreviewError> {
    let facts = Facts::parse(facts)?;
    let packs = Packs::embedded()?;
    preview(&packs, &facts)
}

/// The same, with packs already loaded.
///
/// # Errors
/// A moment of the facts that a triggered rule cannot count from.
pub fn preview(packs: &Packs, facts: &Facts) -> Result<Value, PreviewError> {
    let assessed = evaluate(packs, facts);
    for one in &assessed {
        if let Due::Refused(source) = &one.due {
            let (rule, source) = (one.rule.id.clone(), source.clone());
            return Err(PreviewError::Period { rule, source });
        }
    }
    let list = |state: State| -> Vec<Value> {
        assessed.iter().filter(|one| one.state == state).map(describe).collect()
    };
    Ok(json!({
        "facts_version": u32::from(facts.version),
        "reference_day": facts.reference_day().map(|day| day.to_string()),
        "packs": packs.versions(),
        "triggered": list(State::Triggered),
        "undetermined": list(State::Undetermined),
        "not_triggered": list(State::NotTriggered),
        "dormant": list(State::Dormant),
    }))
}

/// One assessed rule as JSON.
pub fn describe(one: &Assessed<'_>) -> Value {
    let rule = one.rule;
    json!({
        "rule": rule.id,
        "pack": one.pack.id,
        "pack_version": one.pack.version,
        "state": one.state.as_str(),
        "force": match rule.force {
            Force::Duty => "duty",
            Force::Optional => "optional",
            Force::Note => "note",
        },
        "refines": rule.refines,
        "title": rule.title,
        "article": rule.article,
        "sources": rule.sources,
        "owed_by": rule.owed_by.as_str(),
        "recipient": rule.recipient,
        "reason": Bilingual { fr: one.reason_fr(), en: one.reason_en() },
        "facts": deciding(&one.reason),
        "deadline": deadline(one),
        "phases": rule.phases,
        "content": rule.content,
        "exemptions": rule.exemptions.iter().map(|e| &e.text).collect::<Vec<_>>(),
        "proof": rule.proof.iter().map(named).collect::<Vec<_>>(),
        "confidence": rule.confidence,
        "note": rule.note,
    })
}

fn named(named: &Named) -> Value {
    json!({ "code": named.code, "fr": named.label.fr, "en": named.label.en })
}

fn deciding(reason: &Reason) -> Vec<String> {
    match reason {
        Reason::Met(facts) | Reason::Unmet(facts) | Reason::Missing(facts) => {
            facts.iter().map(FactName::code).collect()
        }
        _ => Vec::new(),
    }
}

/// The deadline; null for a rule that is not triggered or has none.
fn deadline(one: &Assessed<'_>) -> Value {
    let without_delay = match &one.rule.term {
        Term::WithoutDelay { .. } => true,
        Term::Within(within) => within.without_delay == Haste::WithoutUndueDelay,
        Term::SetBy(_) | Term::Continuous | Term::None => false,
    };
    let written = |kind: &str, from: Option<Anchor>, at: Value| {
        let mut object = json!({
            "kind": kind,
            "without_delay": without_delay,
            "counts_from": from.map(Anchor::as_str),
        });
        if let (Value::Object(object), Value::Object(at)) = (&mut object, at) {
            object.extend(at);
        }
        object
    };
    match &one.due {
        Due::None | Due::Refused(_) => Value::Null,
        Due::Continuous => written("continuous", None, Value::Null),
        Due::Pending(anchor) => written("pending", Some(*anchor), Value::Null),
        Due::At(at) => written(
            "at",
            anchor(&one.rule.term),
            json!({
                "start": period::rfc3339(at.start),
                "target": at.target.map(period::rfc3339),
                "legal_limit": at.legal_limit.map(period::rfc3339),
                "contested_limit": at.contested_limit.map(period::rfc3339),
                "last_day": at.last_day.map(|day| day.to_string()),
            }),
        ),
    }
}

const fn anchor(term: &Term) -> Option<Anchor> {
    match term {
        Term::Within(within) => Some(within.start),
        Term::WithoutDelay { start, .. } => Some(*start),
        Term::SetBy(anchor) => Some(*anchor),
        Term::Continuous | Term::None => None,
    }
}
