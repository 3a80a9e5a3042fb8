//! A condition, as a pack writes it.

use super::predicate::{Bound, Count, Predicate, Test};
use super::raw::RawExpr;
use crate::facts::{Jurisdiction, Question, Territory};

/// Reads a condition.
///
/// # Errors
/// What is wrong with it.
pub(super) fn expression(raw: RawExpr) -> Result<Predicate, String> {
    let unknown = raw.unknown.into();
    let mut found: Vec<Predicate> = Vec::new();
    if raw.always == Some(true) {
        found.push(Predicate::Always);
    }
    let list = |parts: Vec<RawExpr>| {
        if parts.is_empty() {
            return Err("an empty list of conditions".to_owned());
        }
        parts.into_iter().map(expression).collect::<Result<Vec<_>, _>>()
    };
    if let Some(parts) = raw.all {
        found.push(Predicate::All(list(parts)?));
    }
    if let Some(parts) = raw.any {
        found.push(Predicate::Any(list(parts)?));
    }
    if let Some(inner) = raw.not {
        found.push(Predicate::Not(Box::new(expression(*inner)?)));
    }
    let composed = !found.is_empty();
    let mut leaf = |test: Option<Test>| {
        if let Some(test) = test {
            found.push(Predicate::Leaf { test, unknown });
        }
    };
    leaf(raw.fact.map(|name| question(&name)).transpose()?);
    leaf(raw.risk.map(Test::RiskIn));
    leaf(raw.severity.map(Test::SeverityIn));
    leaf(raw.kinds.map(Test::KindsMeet));
    leaf(raw.structure.map(Test::StructureIn));
    leaf(raw.nis2_entity.map(Test::Nis2In));
    leaf(raw.party.map(Test::Party));
    let place = raw.only_under.map(Jurisdiction::try_from).transpose();
    leaf(place.map_err(|error| error.to_string())?.map(Test::OnlyUnder));
    leaf(raw.submitted.map(Test::Submitted));
    leaf(raw.late.map(Test::Late));
    let bounds = [
        raw.above.map(Bound::Above),
        raw.at_least.map(Bound::AtLeast),
        raw.below.map(Bound::Below),
    ];
    let mut bounds = bounds.into_iter().flatten();
    match (raw.count, bounds.next(), bounds.next()) {
        (Some(name), Some(bound), None) => leaf(Some(Test::Count(count(&name)?, bound))),
        (None, None, None) => {}
        _ => return Err("a count needs exactly one of above, at_least, below".to_owned()),
    }
    if composed && raw.unknown.is_some() {
        return Err("`unknown` goes with one test, not with a list".to_owned());
    }
    let only = found.pop().ok_or("an empty condition")?;
    if found.is_empty() {
        Ok(only)
    } else {
        Err("two tests in one condition: use all or any".to_owned())
    }
}

fn question(name: &str) -> Result<Test, String> {
    Question::ALL
        .iter()
        .find(|question| question.as_str() == name)
        .map(|question| Test::Is(*question))
        .ok_or_else(|| format!("unknown fact {name:?}"))
}

fn count(name: &str) -> Result<Count, String> {
    match name {
        "persons_total" => Ok(Count::Total),
        "largest_us_state" => Ok(Count::LargestUsState),
        "eea_states" => Ok(Count::EeaStates),
        other => match other.strip_prefix("persons.") {
            Some(place) => {
                Territory::try_from(place).map(Count::In).map_err(|error| error.to_string())
            }
            None => Err(format!("unknown count {other:?}")),
        },
    }
}
