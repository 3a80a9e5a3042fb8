//! The fields of the form of facts.

use std::collections::BTreeSet;

use chrono_tz::Tz;
use duties::facts::{Kind, Nis2, Party, Question, Risk, Severity, Structure};
use i18n::{Lang, capitalised, t};
use leptos::prelude::*;

use super::super::groups::Group;
use ui::{
    CheckGroup, Choice, Fold, InputKind, InputSize, Panel, RadioGroup, SelectField, Text, TextArea,
    TextField,
};
use web::{Typed, time};

/// What is chosen among words: the nature, the risk, who one is; then the counts.
pub(super) fn who(lang: Lang, typed: &Typed, laws: &[String]) -> AnyView {
    let word = move |key: &str| t(lang, &format!("duties.facts.{key}"));
    let group = move |key: &str| t(lang, &format!("duties.group.{key}"));
    let unknown = || Choice::new("", word("undecided"));
    let or_unknown = |known: Vec<Choice>| std::iter::once(unknown()).chain(known).collect();
    let risks = or_unknown(words(lang, Risk::ALL, Risk::as_str, Risk::fr, Risk::en));
    let severities =
        or_unknown(words(lang, Severity::ALL, Severity::as_str, Severity::fr, Severity::en));
    let structures =
        or_unknown(words(lang, Structure::ALL, Structure::as_str, Structure::fr, Structure::en));
    let sizes = or_unknown(words(lang, Nis2::ALL, Nis2::as_str, Nis2::fr, Nis2::en));
    let kinds = words(lang, Kind::ALL, Kind::as_str, Kind::fr, Kind::en);
    let parties = words(lang, Party::ALL, Party::as_str, Party::fr, Party::en);
    let laws = laws
        .iter()
        .map(|code| {
            let key = format!("duties.place.{code}");
            let name: Text =
                if i18n::has(&key) { t(lang, &key).into() } else { code.clone().into() };
            Choice::new(code.clone(), name)
        })
        .collect();
    let value = |name: &str| typed.value(name);
    let nature = view! {
        <div class="stack">
            <CheckGroup legend=word("kinds") name="kinds" options=kinds
                selected=chosen(typed, "kinds")/>
            <SelectField label=word("risk") name="risk" options=risks
                selected=value("risk")/>
            <SelectField label=word("severity") name="severity" options=severities
                selected=value("severity")/>
        </div>
    };
    let counts = view! {
        <div class="stack">
            <TextField label=word("persons_total") name="persons_total"
                kind=InputKind::Number size=InputSize::Small
                value=value("persons_total") error=typed.error("persons_total")/>
            <TextArea label=word("persons") name="persons" rows=3
                hint=word("persons_hint") value=value("persons")
                error=typed.error("persons")/>
        </div>
    };
    let organisation = view! {
        <div class="stack">
            <SelectField label=word("structure") name="structure" options=structures
                selected=value("structure")/>
            <SelectField label=word("nis2") name="nis2" options=sizes
                selected=value("nis2")/>
            <CheckGroup legend=word("jurisdictions") name="jurisdictions" options=laws
                hint=word("jurisdictions_hint")
                selected=chosen(typed, "jurisdictions")/>
            <CheckGroup legend=word("parties") name="parties" options=parties
                selected=chosen(typed, "parties")/>
        </div>
    };
    view! {
        <Panel title=group("breach")>{nature}</Panel>
        <Panel title=group("counts")>{counts}</Panel>
        <Panel>
            <Fold summary=group("who")>{organisation}</Fold>
        </Panel>
    }
    .into_any()
}

/// What is ticked.
fn chosen(typed: &Typed, name: &str) -> Vec<Text> {
    typed.all(name).into_iter().map(|code| code.to_owned().into()).collect()
}

/// A list of the room's words, each by its code, in the reader's language.
fn words<T: Copy>(
    lang: Lang,
    all: &[T],
    code: fn(T) -> &'static str,
    fr: fn(T) -> &'static str,
    en: fn(T) -> &'static str,
) -> Vec<Choice> {
    let said = if lang == Lang::FR { fr } else { en };
    all.iter().map(|one| Choice::new(code(*one), capitalised(said(*one)))).collect()
}

/// One group of questions and moments, as far as they can matter under the laws that
/// apply. It opens for what is wrong in it, too.
pub(super) fn group(
    lang: Lang,
    group: &Group,
    typed: &Typed,
    asked: &BTreeSet<Question>,
    zone: Tz,
    open: bool,
) -> Option<AnyView> {
    let matters = |question: &&Question| asked.contains(*question);
    if group.moments.is_empty() && !group.questions.iter().any(|one| asked.contains(one)) {
        return None;
    }
    let title = t(lang, &format!("duties.group.{}", group.key));
    let questions = group
        .questions
        .iter()
        .filter(matters)
        .map(|question| {
            let asked = if lang == Lang::FR { question.fr() } else { question.en() };
            let options = vec![
                Choice::new("yes", t(lang, "duties.facts.yes")),
                Choice::new("no", t(lang, "duties.facts.no")),
                Choice::new("", t(lang, "duties.facts.unknown")),
            ];
            let name = question.as_str();
            view! {
                <RadioGroup legend=capitalised(asked) name=name options=options
                    selected=typed.value(name)/>
            }
        })
        .collect_view();
    let moments = group
        .moments
        .iter()
        .map(|anchor| {
            let name = anchor.as_str();
            let label = capitalised(t(lang, &format!("duties.anchor.{name}")));
            let error = typed.error(name);
            // A time that happens twice can only be told in words.
            let kind = if error.is_some() { InputKind::Text } else { InputKind::DateTime };
            view! {
                <TextField label=label name=name kind=kind size=InputSize::Small
                    hint=time::hint(lang, zone)
                    value=typed.value(name) error=error/>
            }
        })
        .collect_view();
    let wrong = group.moments.iter().any(|anchor| typed.error(anchor.as_str()).is_some());
    let fields = view! {
        <Panel>
            <Fold summary=title open=open || wrong>
                <div class="stack questions">{questions} {moments}</div>
            </Fold>
        </Panel>
    };
    Some(fields.into_any())
}
