//! The form of facts as a JSON Schema, made from the same lists as the form itself.

use serde_json::{Map, Value, json};

use super::{Anchor, Kind, Nis2, Party, Question, Risk, Severity, Structure};
use crate::period;

/// The JSON Schema (draft 2020-12) of what `concerne duties preview` reads.
pub fn json_schema() -> Value {
    let words = |list: Vec<&str>| json!({ "enum": list });
    let optional = |list: Vec<&str>| {
        let list: Vec<Value> = list.into_iter().map(Value::from).chain([Value::Null]).collect();
        json!({ "enum": list })
    };
    let moment = json!({
        "type": ["string", "null"],
        "description": "RFC 3339, or a local date and time, or a date alone (its first instant)",
    });
    let place = json!({ "type": "string", "pattern": "^[A-Z]{2}(-[A-Z0-9]{1,3})?$" });
    let calendars = period::Calendar::ALL.map(period::Calendar::as_str).to_vec();
    let mut fields = Map::new();
    let mut put = |name: &str, schema: Value| {
        fields.insert(name.to_owned(), schema);
    };
    put("version", json!({ "const": 1 }));
    put("as_of", json!({ "type": ["string", "null"], "format": "date" }));
    put("zone", json!({ "type": ["string", "null"], "examples": ["Europe/Paris"] }));
    put("holidays", optional(calendars));
    put("jurisdictions", json!({ "type": "array", "items": place }));
    let parties = Party::ALL.iter().map(|party| party.as_str()).collect();
    put("parties", json!({ "type": "array", "items": words(parties) }));
    put("structure", optional(Structure::ALL.iter().map(|word| word.as_str()).collect()));
    put("nis2_entity", optional(Nis2::ALL.iter().map(|word| word.as_str()).collect()));
    let kinds = Kind::ALL.iter().map(|kind| kind.as_str()).collect();
    put("kinds", json!({ "type": ["array", "null"], "items": words(kinds) }));
    put("risk", optional(Risk::ALL.iter().map(|word| word.as_str()).collect()));
    put("severity", optional(Severity::ALL.iter().map(|word| word.as_str()).collect()));
    let count = json!({ "type": "integer", "minimum": 0 });
    put(
        "persons",
        json!({ "type": "object", "propertyNames": place, "additionalProperties": count }),
    );
    put("persons_total", json!({ "type": ["integer", "null"], "minimum": 0 }));
    for anchor in Anchor::MOMENTS {
        put(anchor.as_str(), moment.clone());
    }
    put(
        "submissions",
        json!({
            "type": "object",
            "description": "first submission made, by rule",
            "additionalProperties": { "type": "string" },
        }),
    );
    for question in Question::ALL {
        put(
            question.as_str(),
            json!({ "type": ["boolean", "null"], "description": question.en() }),
        );
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Facts of one breach",
        "type": "object",
        "additionalProperties": false,
        "properties": fields,
    })
}
