//! One question as a JSON object, one answer as a JSON object: what the command
//! line reads and writes.

use chrono::{DateTime, FixedOffset, SecondsFormat};
use serde_json::{Map, Value, json};

use super::{Calendar, Deadline, Period, PeriodError, Rule, Start, Unit, parse_zone};

const KEYS: [&str; 7] = ["rule", "start", "n", "unit", "zone", "holidays", "id"];

/// Answers `{rule, start, n, unit, zone?, holidays?, id?}`.
///
/// The answer repeats `id` when there is one, then gives `target`, `legal_limit`,
/// `contested_limit`, `last_day`, `expiry`, `rolled` and `extended`, null where a
/// field does not apply to the rule and unit.
///
/// # Errors
/// See [`PeriodError`]; a key that is not in the list is an error, so that a
/// misspelt one is not silently ignored.
pub fn answer(question: &Value) -> Result<Value, PeriodError> {
    let object = question
        .as_object()
        .ok_or(PeriodError::WrongType { key: "the question", expected: "a JSON object" })?;
    if let Some(key) = object.keys().find(|key| !KEYS.contains(&key.as_str())) {
        return Err(PeriodError::unknown("key", key, &KEYS));
    }
    let rule = Rule::parse(required(object, "rule")?)?;
    let unit = Unit::parse(required(object, "unit")?)?;
    let mut period = Period::new(rule, number(object)?, unit)?;
    if let Some(zone) = text(object, "zone")? {
        period = period.in_zone(parse_zone(zone)?);
    }
    if let Some(holidays) = text(object, "holidays")? {
        period = period.with_calendar(Calendar::parse(holidays)?)?;
    }
    let start = Start::parse(required(object, "start")?)?.resolve(period.zone())?;
    let deadline = period.deadline(start)?;
    Ok(with_id(object.get("id"), fields(&deadline)))
}

/// What is written for a question that is refused: its `id`, and an error with a
/// stable code and a sentence.
pub fn refusal(question: &Value, error: &PeriodError) -> Value {
    let body = json!({ "error": { "code": error.code(), "message": error.to_string() } });
    with_id(question.get("id"), body)
}

fn with_id(id: Option<&Value>, body: Value) -> Value {
    let mut answer = Map::new();
    if let Some(id) = id {
        answer.insert("id".to_owned(), id.clone());
    }
    if let Value::Object(body) = body {
        answer.extend(body);
    }
    Value::Object(answer)
}

fn fields(deadline: &Deadline) -> Value {
    match deadline {
        Deadline::Hours(hours) => json!({
            "target": rfc3339(hours.target),
            "legal_limit": hours.legal_limit.map(rfc3339),
            "contested_limit": hours.contested_limit.map(rfc3339),
            "last_day": null,
            "expiry": rfc3339(deadline.expiry()),
            "rolled": null,
            "extended": null,
        }),
        Deadline::Days(days) => json!({
            "target": null,
            "legal_limit": null,
            "contested_limit": null,
            "last_day": days.last_day.to_string(),
            "expiry": rfc3339(days.expiry),
            "rolled": days.rolled,
            "extended": days.extended,
        }),
    }
}

/// RFC 3339 with the local offset; decimals only where there are some.
pub fn rfc3339(instant: DateTime<FixedOffset>) -> String {
    instant.to_rfc3339_opts(SecondsFormat::AutoSi, false)
}

fn text<'a>(
    object: &'a Map<String, Value>,
    key: &'static str,
) -> Result<Option<&'a str>, PeriodError> {
    match object.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(PeriodError::WrongType { key, expected: "a text" }),
    }
}

fn required<'a>(object: &'a Map<String, Value>, key: &'static str) -> Result<&'a str, PeriodError> {
    text(object, key)?.ok_or(PeriodError::Missing(key))
}

fn number(object: &Map<String, Value>) -> Result<u32, PeriodError> {
    match object.get("n") {
        None | Some(Value::Null) => Err(PeriodError::Missing("n")),
        Some(Value::Number(n)) => n
            .as_u64()
            .and_then(|n| u32::try_from(n).ok())
            .filter(|n| *n > 0)
            .ok_or(PeriodError::BadNumber),
        Some(_) => Err(PeriodError::WrongType { key: "n", expected: "a whole number" }),
    }
}
