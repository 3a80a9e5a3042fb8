//! The worked examples of the legal study, and properties that hold for any start.

mod answers;
mod properties;
mod refusals;
mod years;

use chrono::{DateTime, Days, Months, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use serde_json::{Value, json};

use super::*;

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The answer to a question in the default zone and calendar of its rule.
fn ask(rule: &str, start: &str, n: u64, unit: &str) -> Value {
    answer(&json!({"rule": rule, "start": start, "n": n, "unit": unit})).unwrap()
}
