//! Reports as JSON: stable codes and words only; texts are those that the lab wrote.

use chrono::SecondsFormat;
use serde_json::{Map, Value as Json, json};

use crate::model::{Field, Gap, Report, State, Value};

/// The version of the form of the JSON.
const VERSION: u32 = 1;

/// Which document a report is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Which {
    /// The register entry.
    Register,
    /// The preparation sheet.
    Preparation,
}

impl Which {
    /// The stable word.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Register => "register_entry",
            Self::Preparation => "preparation_sheet",
        }
    }
}

pub(crate) fn report(which: Which, report: &Report) -> Json {
    let head = &report.head;
    let (answered, asked) = report.answered();
    let sections: Vec<Json> = report
        .sections
        .iter()
        .enumerate()
        .map(|(place, section)| {
            json!({
                "number": place + 1,
                "code": section.code,
                "fields": section.fields.iter().map(field).collect::<Vec<_>>(),
            })
        })
        .collect();
    json!({
        "document": which.as_str(),
        "version": VERSION,
        "legal_basis": match which {
            Which::Register => "GDPR 33(5)",
            Which::Preparation => "GDPR 33(1)-(3)",
        },
        "authority": "cnil",
        "case": head.reference,
        "controller": head.lab,
        "as_of": utc(head.as_of),
        "target": head.due.and_then(|due| due.target).map(|at| utc(at.to_utc())),
        "legal_limit": head.due.and_then(|due| due.legal_limit).map(|at| utc(at.to_utc())),
        "answered": answered,
        "asked": asked,
        "sections": sections,
        "missing": report.missing().iter().map(gap).collect::<Vec<_>>(),
        "to_confirm": report.presumed().iter().map(|gap| gap.spec.key).collect::<Vec<_>>(),
    })
}

fn field(field: &Field) -> Json {
    let mut out = Map::new();
    out.insert("key".to_owned(), field.spec.key.into());
    match &field.state {
        State::Known(found, source) => {
            out.insert("value".to_owned(), value(found));
            let source = json!({ "room": source.room.as_str(), "value": source.value });
            out.insert("source".to_owned(), source);
        }
        State::NotApplicable => drop(out.insert("not_applicable".to_owned(), true.into())),
        State::Missing(_) => drop(out.insert("value".to_owned(), Json::Null)),
    }
    Json::Object(out)
}

fn gap(gap: &Gap) -> Json {
    json!({ "section": gap.section, "key": gap.spec.key, "filled_in_at": gap.place.as_str() })
}

fn utc(at: chrono::DateTime<chrono::Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn value(value: &Value) -> Json {
    match value {
        Value::Text(text) => text.as_str().into(),
        Value::Day(day) => day.to_string().into(),
        Value::Instant(at) => utc(*at).into(),
        Value::Count(count) => (*count).into(),
        Value::YesNo(answer) => (*answer).into(),
        Value::Word(word) => (*word).into(),
        Value::Words(words) => words.clone().into(),
        Value::Stage(stage) => stage.as_str().into(),
        Value::Bodies(bodies) => bodies
            .iter()
            .map(|body| json!({ "name": body.name, "role": body.role.as_str() }))
            .collect(),
        Value::Places(places) => places
            .iter()
            .map(|(place, persons)| json!({ "place": place, "persons": persons }))
            .collect(),
        Value::Recipients(named) => named.iter().map(|named| Json::from(&*named.code)).collect(),
        Value::Classes(classes) => classes
            .iter()
            .map(|(class, persons)| json!({ "class": class.code(), "persons": persons }))
            .collect(),
        Value::NotKnown(classes) => classes.iter().map(|class| Json::from(class.code())).collect(),
        Value::Decisions(decisions) => decisions
            .iter()
            .map(|one| {
                json!({
                    "rule": one.rule,
                    "stage": one.stage.as_str(),
                    "at": utc(one.at),
                    "reason": one.reason,
                })
            })
            .collect(),
        Value::Submissions(sent) => sent
            .iter()
            .map(|one| {
                json!({
                    "rule": one.rule,
                    "recipient": one.recipient.code,
                    "at": one.at.to_rfc3339_opts(SecondsFormat::Secs, true),
                    "number": one.number,
                    "delay_reason": one.delay_reason,
                })
            })
            .collect(),
        Value::Log(log) => {
            log.iter().map(|one| json!({ "at": utc(one.at), "text": one.text })).collect()
        }
    }
}
