//! The summary of a lab's part of a case: one truth, and the next steps.

use accounts::Verb;
use axum::{extract::Query, response::Response};
use i18n::{Lang, date_long, date_time, date_time_of, number, t, tr};
use incidents::Cause;
use leptos::prelude::*;

use site::when;
use ui::{
    Badge, BadgeKind, Fact, Facts, LinkButton, Live, Notice, NoticeKind, PageHead, Panel, Slot,
    Stat, Stats,
};
use web::{CaseHere, CaseRequest, Done, Problem};

/// `GET /console/cas/{reference}/{lab}`
pub(super) async fn page(at: CaseRequest, Query(done): Query<Done>) -> Result<Response, Problem> {
    let (state, actor, lab) = (&at.state, &at.staff.actor, at.here.id());
    let scope = state.incidents.scope(actor, Verb::ViewCase, lab).await?;
    let totals = state.people.totals(&scope).await?;
    let vendor = match at.here.incident.vendor {
        Some(id) => {
            let reader = kernel::Actor::System("pages");
            Some(state.accounts.organisation(&reader, id).await?.name)
        }
        None => None,
    };
    let informed = if at.may(Verb::ViewReports) {
        Some(state.campaigns.informed_so_far(actor, lab).await?.persons)
    } else {
        None
    };
    let (may_edit, tells) = (at.may(Verb::EditCase), at.may(Verb::ViewCampaigns));
    let done = done.among([("modifie", "incidents.edit.done")]);
    let frame = at.frame().await?;
    let (lang, here) = (at.ctx.lang, at.here);
    let title = here.incident.title.clone();
    Ok(frame.page(title.clone(), move || {
        let word = move |key: &str| t(lang, &format!("incidents.summary.{key}"));
        let kind = t(lang, &format!("incidents.kind.{}", here.incident.kind.as_str()));
        let lead = tr(
            lang,
            "incidents.summary.lead",
            &[("reference", &here.incident.reference), ("kind", kind)],
        );
        let classes: Vec<(&'static str, i64)> = kernel::exposure::Class::ALL
            .into_iter()
            .map(|class| (class.code(), totals.count(|_, _, classes| classes.has(class))))
            .filter(|(_, persons)| *persons > 0)
            .collect();
        let (persons, rows) = (number(lang, totals.persons), number(lang, totals.rows));
        let told = informed.filter(|_| tells).map(|persons| persons > 0);
        let informed = informed.map(|persons| number(lang, persons));
        let steps = steps(lang, &here, totals.persons, told);
        let facts = facts(lang, &here, vendor);
        let edit = may_edit.then(|| {
            let href = here.href("modifier");
            view! { <LinkButton href=href>{t(lang, "incidents.edit.title")}</LinkButton> }
        });
        view! {
            <PageHead title=title over=here.organisation.name.clone() note=lead/>
            {done.map(|key| changed(lang, &here, key))}
            {missing(lang, &here)}
            <Stats>
                <Stat label=word("persons") value=persons/>
                <Stat label=word("rows") value=rows/>
                {informed.map(|value| view! { <Stat label=word("informed") value=value/> })}
            </Stats>
            <Panel title=word("next_steps")>{steps}</Panel>
            <Panel title=word("title") aside=Slot::maybe(edit)>
                <Facts items=facts/>
            </Panel>
            {words(lang, &here, may_edit)}
            {exposed(lang, &classes)}
        }
    }))
}

/// The case was changed a moment ago: what follows it was counted again.
fn changed(lang: Lang, here: &CaseHere, key: &'static str) -> AnyView {
    let href = here.href("obligations");
    view! {
        <Notice kind=NoticeKind::Ok title=t(lang, key) live=Live::Status>
            <p>
                <a href=href>{t(lang, "incidents.summary.step_duties")}</a>
            </p>
        </Notice>
    }
    .into_any()
}

fn missing(lang: Lang, here: &CaseHere) -> Option<AnyView> {
    (!here.lab.facts.missing().is_empty()).then(|| {
        let href = here.href("faits");
        view! {
            <Notice kind=NoticeKind::Warn title=t(lang, "incidents.summary.facts_missing")>
                <p>
                    <a href=href>{t(lang, "incidents.summary.step_facts")}</a>
                </p>
            </Notice>
        }
        .into_any()
    })
}

/// `told` says whether somebody was told; none for readers who do not see campaigns or how
/// many were told.
fn steps(lang: Lang, here: &CaseHere, persons: i64, told: Option<bool>) -> AnyView {
    let step = |page: &str, key: &str, done: bool| {
        let label = t(lang, &format!("incidents.summary.{key}"));
        let (kind, text) = if done {
            (BadgeKind::Ok, t(lang, "console.state.done"))
        } else {
            (BadgeKind::Prepared, t(lang, "console.state.waiting"))
        };
        view! {
            <li class="row row--between">
                <a href=here.href(page)>{label}</a>
                <Badge kind=kind text=text/>
            </li>
        }
    };
    view! {
        <ol class="plain-list stack stack--tight">
            {step("faits", "step_facts", here.lab.facts.missing().is_empty())}
            {step("connaissance", "step_awareness", here.lab.aware_at.is_some())}
            {step("imports", "step_import", persons > 0)}
            {told.map(|told| step("campagnes", "step_campaign", told))}
            {step("obligations", "step_duties", false)}
        </ol>
    }
    .into_any()
}

fn facts(lang: Lang, here: &CaseHere, vendor: Option<String>) -> Vec<Fact> {
    let word = move |key: &str| t(lang, &format!("incidents.summary.{key}"));
    let incident = &here.incident;
    let period = when(incident.started_on, incident.end).phrase(lang);
    let cause = t(lang, &format!("incidents.cause.{}", incident.cause.as_str()));
    // What nobody knows is neither supposed nor established.
    let cause = if incident.cause == Cause::Unknown {
        cause.to_owned()
    } else {
        let status = format!("incidents.cause_status.{}", incident.cause_status.as_str());
        format!("{cause} ({})", t(lang, &status))
    };
    let aware = here.lab.aware_at.map_or_else(
        || word("awareness_none").to_owned(),
        |at| date_time_of(lang, at, here.organisation.zone),
    );
    vec![
        Fact::new(word("awareness"), aware),
        Fact::new(word("period"), period),
        Fact::new(word("cause"), cause),
        Fact::new(word("vendor"), vendor.unwrap_or_else(|| word("vendor_none").to_owned())),
        Fact::new(
            word("product"),
            incident.product.clone().unwrap_or_else(|| t(lang, "common.page.dash").to_owned()),
        ),
    ]
}

fn words(lang: Lang, here: &CaseHere, may_edit: bool) -> AnyView {
    let word = move |key: &str| t(lang, &format!("incidents.summary.{key}"));
    let facts = &here.lab.facts;
    let pick = |fr: &str, en: &str| {
        let text = if lang == Lang::FR || en.trim().is_empty() { fr } else { en };
        if text.trim().is_empty() {
            t(lang, "common.page.dash").to_owned()
        } else {
            text.to_owned()
        }
    };
    let items = vec![
        Fact::new(word("fact_what"), pick(&facts.what_fr, &facts.what_en)),
        Fact::new(word("fact_measures"), pick(&facts.measures_fr, &facts.measures_en)),
        Fact::new(word("fact_unknown"), pick(&facts.unknown_fr, &facts.unknown_en)),
        Fact::new(
            word("fact_next"),
            facts
                .next_update_on
                .map_or_else(|| t(lang, "common.page.dash").to_owned(), |day| date_long(lang, day)),
        ),
    ];
    let edit =
        may_edit.then(|| view! { <LinkButton href=here.href("faits")>{word("edit")}</LinkButton> });
    let foot = here.lab.public_since.map(|at| {
        let text = tr(lang, "incidents.summary.published", &[("at", &date_time(lang, at))]);
        let href = format!("/c/{}", here.incident.reference);
        view! { <a href=href>{text}</a> }
    });
    view! {
        <Panel
            title=word("facts")
            note=word("facts_lead")
            aside=Slot::maybe(edit)
            foot=Slot::maybe(foot)
        >
            <Facts items=items/>
        </Panel>
    }
    .into_any()
}

fn exposed(lang: Lang, classes: &[(&'static str, i64)]) -> AnyView {
    let items: Vec<Fact> = classes
        .iter()
        .map(|(code, persons)| {
            let title = i18n::class_text(lang, code).map_or(*code, |text| text.label);
            Fact::new(title, i18n::plural(lang, "common.count.persons", *persons, &[]))
        })
        .collect();
    let empty = items.is_empty();
    view! {
        <Panel title=t(lang, "incidents.summary.classes")>
            {if empty {
                view! { <p class="muted">{t(lang, "incidents.summary.classes_none")}</p> }.into_any()
            } else {
                view! { <Facts items=items/> }.into_any()
            }}
        </Panel>
    }
    .into_any()
}
