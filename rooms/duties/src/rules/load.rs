//! Reading and checking rule packs.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::predicate::{Bound, Count, Predicate, Test};
use super::raw::{RawExpr, RawPack, RawPlace, RawRegistry, RawRule, RawTerm};
use super::{
    Bilingual, ContentList, DutyRule, Exemption, Haste, Named, Pack, Packs, Place, Term, Within,
};
use crate::facts::{Anchor, Jurisdiction, Question, Territory};
use crate::period::{Calendar, Period, PeriodError, Rule, Unit, parse_zone};

const REGISTRY: &str = include_str!("../../packs/registry.toml");

/// The files of this release, in display order.
pub(super) const FILES: &[(&str, &str)] = &[
    ("eu-gdpr", include_str!("../../packs/eu-gdpr.toml")),
    ("fr-lil", include_str!("../../packs/fr-lil.toml")),
    ("fr-csp", include_str!("../../packs/fr-csp.toml")),
    ("fr-assur", include_str!("../../packs/fr-assur.toml")),
    ("fr-def", include_str!("../../packs/fr-def.toml")),
    ("fr-nis1", include_str!("../../packs/fr-nis1.toml")),
    ("eu-nis2", include_str!("../../packs/eu-nis2.toml")),
    ("fr-nis2", include_str!("../../packs/fr-nis2.toml")),
    ("eu-cra", include_str!("../../packs/eu-cra.toml")),
    ("eu-omnibus", include_str!("../../packs/eu-omnibus.toml")),
    ("eu-telecom", include_str!("../../packs/eu-telecom.toml")),
    ("uk", include_str!("../../packs/uk.toml")),
    ("de", include_str!("../../packs/de.toml")),
    ("be", include_str!("../../packs/be.toml")),
    ("ch", include_str!("../../packs/ch.toml")),
    ("us-hipaa", include_str!("../../packs/us-hipaa.toml")),
    ("us-ca", include_str!("../../packs/us-ca.toml")),
    ("ca", include_str!("../../packs/ca.toml")),
];

/// A pack that does not load.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    /// Not TOML of the right shape: an unknown field, an unknown word.
    #[error("pack {pack}: {source}")]
    Shape {
        /// The file.
        pack: String,
        /// Why.
        source: toml::de::Error,
    },
    /// The right shape, and wrong.
    #[error("pack {pack}, {at}: {why}")]
    Invalid {
        /// The file.
        pack: String,
        /// The rule, or "pack".
        at: String,
        /// Why.
        why: String,
    },
    /// Nothing to switch on.
    #[error("no dormant rule or pack is called {0:?}")]
    NothingDormant(String),
}

pub(super) fn embedded() -> Result<Packs, PackError> {
    load(REGISTRY, FILES)
}

/// Loads a registry and packs given as texts.
pub(super) fn load(registry: &str, files: &[(&str, &str)]) -> Result<Packs, PackError> {
    let registry = Registry::read(registry)?;
    let mut packs = Vec::with_capacity(files.len());
    for (name, text) in files {
        packs.push(read_pack(name, text, &registry)?);
    }
    let mut index = HashMap::new();
    for (p, pack) in packs.iter().enumerate() {
        for (r, rule) in pack.rules.iter().enumerate() {
            // References point backwards: no cycle is possible.
            let refers =
                rule.trigger.rules().into_iter().chain(rule.refines.as_deref()).chain(match &rule
                    .term
                {
                    Term::Within(within) => within.of.as_deref(),
                    Term::WithoutDelay { of, .. } => of.as_deref(),
                    Term::SetBy(_) | Term::Continuous | Term::None => None,
                });
            for other in refers {
                if !index.contains_key(other) {
                    let why = format!("refers to {other:?}, which no earlier rule is called");
                    return Err(invalid(&pack.id, &rule.id, why));
                }
            }
            if index.insert(rule.id.clone(), (p, r)).is_some() {
                return Err(invalid(&pack.id, &rule.id, "the id is used twice"));
            }
        }
    }
    Ok(Packs { packs, index })
}

fn invalid(pack: &str, at: &str, why: impl Into<String>) -> PackError {
    PackError::Invalid { pack: pack.to_owned(), at: at.to_owned(), why: why.into() }
}

struct Registry {
    recipients: HashMap<String, Named>,
    contents: HashMap<String, ContentList>,
    proofs: HashMap<String, Named>,
}

impl Registry {
    fn read(text: &str) -> Result<Self, PackError> {
        let raw: RawRegistry = toml::from_str(text)
            .map_err(|source| PackError::Shape { pack: "registry".to_owned(), source })?;
        let named = |raw: super::raw::RawNamed| {
            let label = Bilingual { fr: raw.fr, en: raw.en };
            (raw.code.clone(), Named { code: raw.code, label })
        };
        Ok(Self {
            recipients: raw.recipient.into_iter().map(named).collect(),
            proofs: raw.proof.into_iter().map(named).collect(),
            contents: raw
                .content
                .into_iter()
                .map(|raw| {
                    let label = Bilingual { fr: raw.fr, en: raw.en };
                    let list = ContentList { code: raw.code.clone(), label, items: raw.items };
                    (raw.code, list)
                })
                .collect(),
        })
    }
}

fn read_pack(name: &str, text: &str, registry: &Registry) -> Result<Pack, PackError> {
    let raw: RawPack = toml::from_str(text)
        .map_err(|source| PackError::Shape { pack: name.to_owned(), source })?;
    let wrong = |why: String| invalid(name, "pack", why);
    if raw.id != name {
        return Err(wrong(format!("the file is called {name}, the pack {}", raw.id)));
    }
    if raw.sources.is_empty() || raw.version.is_empty() || raw.rule.is_empty() {
        return Err(wrong("version, sources and rules are required".to_owned()));
    }
    let checked = day(&raw.checked).map_err(&wrong)?;
    let law = Jurisdiction::try_from(raw.law).map_err(|error| wrong(error.to_string()))?;
    let zone = parse_zone(&raw.zone).map_err(|error| wrong(error.to_string()))?;
    let calendar = raw
        .holidays
        .as_deref()
        .map(Calendar::parse)
        .transpose()
        .map_err(|error| wrong(error.to_string()))?;
    let place = match raw.place {
        RawPlace::Own => Place::Own,
        RawPlace::Authority => Place::Authority,
    };
    let mut pack = Pack {
        id: raw.id,
        version: raw.version,
        title: raw.title,
        checked,
        sources: raw.sources,
        zone,
        calendar,
        place,
        rules: Vec::with_capacity(raw.rule.len()),
    };
    for rule in raw.rule {
        let id = rule.id.clone();
        let rule = read_rule(rule, &law, &pack, registry).map_err(|why| invalid(name, &id, why))?;
        pack.rules.push(rule);
    }
    Ok(pack)
}

fn read_rule(
    raw: RawRule,
    law: &Jurisdiction,
    pack: &Pack,
    registry: &Registry,
) -> Result<DutyRule, String> {
    let blank = |text: &Bilingual| text.fr.trim().is_empty() || text.en.trim().is_empty();
    if raw.sources.is_empty() || raw.sources.iter().any(|source| source.trim().is_empty()) {
        return Err("a rule needs at least one source".to_owned());
    }
    if raw.article.trim().is_empty() || blank(&raw.title) || blank(&raw.when) {
        return Err("article, title and when are required in both languages".to_owned());
    }
    let recipient = registry
        .recipients
        .get(&raw.recipient)
        .cloned()
        .ok_or_else(|| format!("unknown recipient {:?}", raw.recipient))?;
    let content = raw
        .content
        .map(|code| {
            registry.contents.get(&code).cloned().ok_or_else(|| format!("unknown content {code:?}"))
        })
        .transpose()?;
    let proof = raw
        .proof
        .iter()
        .map(|code| {
            registry.proofs.get(code).cloned().ok_or_else(|| format!("unknown proof {code:?}"))
        })
        .collect::<Result<_, _>>()?;
    let exemptions = raw
        .exemption
        .into_iter()
        .map(|raw| {
            let when = raw.when.map(expression).transpose()?;
            Ok(Exemption { text: Bilingual { fr: raw.fr, en: raw.en }, when })
        })
        .collect::<Result<_, String>>()?;
    let (from, to) =
        (raw.from.as_deref().map(day).transpose()?, raw.to.as_deref().map(day).transpose()?);
    if from.zip(to).is_some_and(|(from, to)| from > to) {
        return Err("the rule ends before it begins".to_owned());
    }
    if raw.status == super::Status::InForce && from.is_none() {
        return Err("a rule in force needs its first day".to_owned());
    }
    let law = match raw.law {
        Some(code) => Jurisdiction::try_from(code).map_err(|error| error.to_string())?,
        None => law.clone(),
    };
    Ok(DutyRule {
        id: raw.id,
        refines: raw.refines,
        title: raw.title,
        article: raw.article,
        sources: raw.sources,
        law,
        owed_by: raw.owed_by,
        recipient,
        force: raw.force,
        when: raw.when,
        trigger: expression(raw.trigger)?,
        term: term(raw.deadline, pack)?,
        phases: raw.phases,
        content,
        exemptions,
        proof,
        status: raw.status,
        from,
        to,
        confidence: raw.confidence,
        note: raw.note,
    })
}

fn day(text: &str) -> Result<NaiveDate, String> {
    text.parse().map_err(|_| format!("{text:?} is not a day"))
}

fn term(raw: RawTerm, pack: &Pack) -> Result<Term, String> {
    if raw.none || raw.continuous {
        return Ok(if raw.none { Term::None } else { Term::Continuous });
    }
    if let Some(anchor) = raw.set_by {
        return Ok(Term::SetBy(anchor));
    }
    let start = raw.start.ok_or("a deadline needs its start")?;
    if (start == Anchor::Submission) != raw.of.is_some() {
        return Err("`of` goes with start = \"submission\", and only with it".to_owned());
    }
    let Some(n) = raw.n else {
        if !raw.asap {
            return Err("a deadline needs n, or asap".to_owned());
        }
        return Ok(Term::WithoutDelay { start, of: raw.of, soft_hours: raw.soft_hours });
    };
    let (unit, calc) = raw.unit.zip(raw.calc).ok_or("a number needs unit and calc")?;
    let rule = Rule::parse(&calc).map_err(|error| error.to_string())?;
    if matches!(rule, Rule::Reg1182 | Rule::UsBusinessDays) && pack.calendar.is_none() {
        return Err(format!("{calc} needs the holidays of the pack"));
    }
    let period = |n| -> Result<Period, PeriodError> {
        let period = Period::new(rule, n, Unit::parse(&unit)?)?.in_zone(pack.zone);
        pack.calendar.map_or(Ok(period), |calendar| period.with_calendar(calendar))
    };
    let extension = match (raw.extended_n, raw.extended_when) {
        (Some(n), Some(when)) => {
            Some((expression(when)?, period(n).map_err(|error| error.to_string())?))
        }
        (None, None) => None,
        _ => return Err("an extension needs extended_n and extended_when".to_owned()),
    };
    let period = period(n).map_err(|error| error.to_string())?;
    let without_delay = if raw.asap { Haste::WithoutUndueDelay } else { Haste::NumberOnly };
    Ok(Term::Within(Within { start, of: raw.of, period, extension, without_delay }))
}

fn expression(raw: RawExpr) -> Result<Predicate, String> {
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
