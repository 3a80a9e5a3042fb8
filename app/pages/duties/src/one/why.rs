//! Why it is owed or not, and the rule itself.

use duties::rules::{Bilingual, Confidence, DutyRule, Named, Pack};
use duties::{DutyView, State};
use i18n::{Lang, date_long, t, tr};
use leptos::prelude::*;

use crate::page::DutyPage;
use ui::{Fold, Panel};
use web::{CaseHere, pick};

impl DutyPage {
    /// What decided, with the link to change it.
    pub(super) fn reason(&self, here: &CaseHere, view: &DutyView) -> AnyView {
        let word = self.words();
        let lang = self.lang;
        let key = match view.assessed {
            State::Triggered => "why_due",
            State::NotTriggered => "why_not_due",
            State::Undetermined => "why_unknown",
            State::Dormant => "rule",
        };
        let dormant = (view.assessed == State::Dormant)
            .then(|| view! { <p class="muted">{word("dormant_hint")}</p> });
        let link = (self.may_assess && view.assessed != State::Dormant).then(|| {
            view! {
                <p>
                    <a href=here.href("obligations/faits")>{word("facts_link")}</a>
                </p>
            }
        });
        let note = view.note.as_ref().map(|note| {
            let note = pick(lang, note).to_owned();
            view! { <p class="muted">{note}</p> }
        });
        let elsewhere = view
            .refinements
            .iter()
            .map(|one| {
                let title = pick(lang, &one.title).to_owned();
                let to = pick(lang, &one.recipient.label).to_owned();
                let note = one.note.as_ref().map(|note| format!(" {}", pick(lang, note)));
                view! { <li><b>{title}</b> " (" {one.article.clone()} "), " {to} ". " {note}</li> }
            })
            .collect_view();
        let elsewhere = (!view.refinements.is_empty()).then(|| {
            view! {
                <p>
                    <b>{word("elsewhere")}</b>
                </p>
                <ul class="plain-list stack stack--tight">{elsewhere}</ul>
            }
        });
        let why = pick(lang, &view.reason).to_owned();
        view! {
            <Panel title=word(key)>
                <div class="stack stack--tight">
                    <p>{why}</p>
                    {dormant}
                    {note}
                    {elsewhere}
                    {link}
                </div>
            </Panel>
        }
        .into_any()
    }
}

/// The rule itself: what must be said, exemptions, proofs, sources.
pub(super) fn law(lang: Lang, pack: &Pack, rule: &DutyRule) -> AnyView {
    let word = move |key: &str| t(lang, &format!("duties.duty.{key}"));
    let lines =
        |texts: Vec<String>| texts.into_iter().map(|text| view! { <li>{text}</li> }).collect_view();
    let part = |key: &'static str, texts: Vec<String>| {
        (!texts.is_empty()).then(|| {
            view! {
                <p><b>{word(key)}</b></p>
                <ul class="read">{lines(texts)}</ul>
            }
        })
    };
    let said = |text: &Bilingual| pick(lang, text).to_owned();
    let named = |named: &Named| said(&named.label);
    let content =
        rule.content.as_ref().map(|list| list.items.iter().map(said).collect()).unwrap_or_default();
    let exemptions = rule.exemptions.iter().map(|one| said(&one.text)).collect();
    let confidence = match rule.confidence {
        Confidence::High => "confidence_high",
        Confidence::Medium => "confidence_medium",
        Confidence::Low => "confidence_low",
    };
    let version =
        tr(lang, "duties.duty.rule_version", &[("id", &rule.id), ("version", &pack.version)]);
    let checked = tr(lang, "duties.duty.checked_on", &[("date", &date_long(lang, pack.checked))]);
    let parts = view! {
        {part("content", content)}
        {part("exemptions", exemptions)}
        {part("proofs", rule.proof.iter().map(named).collect())}
        {part("sources", rule.sources.clone())}
    };
    let foot = format!("{version}, {}. {checked}", word(confidence));
    view! {
        <Panel>
            <Fold summary=word("rule")>
                <div class="stack stack--tight">
                    {parts}
                    <p class="faint">{foot}</p>
                </div>
            </Fold>
        </Panel>
    }
    .into_any()
}
