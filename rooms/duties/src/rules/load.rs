//! Reading and checking rule packs.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::error::PackError;
use super::expression::expression;
use super::pack::{Pack, Packs, Place};
use super::raw::{RawNamed, RawPack, RawPlace, RawRegistry, RawRule};
use super::rule::{ContentList, DutyRule, Exemption, Named, Term};
use super::term::term;
use super::words::{Bilingual, Status};
use crate::facts::Jurisdiction;
use crate::period::{Calendar, parse_zone};

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

impl Packs {
    /// The packs of this release.
    ///
    /// # Errors
    /// Never for a released program: the tests load them all.
    pub fn embedded() -> Result<Self, PackError> {
        load(REGISTRY, FILES)
    }
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
        let named = |raw: RawNamed| {
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
    if raw.status == Status::InForce && from.is_none() {
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
