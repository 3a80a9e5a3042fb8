//! Opening a case: what happened, which labs, the first signal.

use std::collections::BTreeSet;

use accounts::{Organisation, OrganisationKind, Verb};
use axum::{
    Form,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use i18n::{Lang, capitalised, t, zone_name};
use incidents::{CaseError, Kind, NewCase, NewSignal, Reference, Source};
use kernel::OrganisationId;
use leptos::prelude::*;

use super::period;
use ui::{
    Button, ButtonKind, CheckGroup, Choice, ErrorSummary, InputSize, LinkButton, PageHead, Panel,
    RadioGroup, SelectField, TextArea, TextField,
};
use web::{
    Pairs, Problem, Refused, StaffRequest, Typed, case_href, may,
    time::{self, BadTime},
    with_organisations,
};

/// The place whose time the first signal is told in, where the labs do not share one.
const SIGNAL_ZONE: &str = "signal_zone";

/// `GET /console/cas/nouveau`
pub(super) async fn page(at: StaffRequest) -> Result<Response, Problem> {
    form(&at, StatusCode::OK, Typed::default()).await
}

/// `POST /console/cas/nouveau`: the case and its first signal, all or nothing.
pub(super) async fn open(at: StaffRequest, Form(pairs): Form<Pairs>) -> Result<Response, Problem> {
    let mut typed = Typed::of(pairs);
    let refused = StatusCode::UNPROCESSABLE_ENTITY;
    let StaffRequest { state, staff, .. } = &at;
    let lang = at.ctx.lang;
    let organisations = state.accounts.organisations(&kernel::Actor::System("pages")).await?;
    let Ok((case, signal)) = read(lang, &mut typed, &organisations) else {
        return form(&at, refused, typed).await;
    };
    let reference = case.reference.as_str().to_owned();
    match state.incidents.open_with(&staff.actor, case, signal).await {
        Ok(_) => {}
        Err(CaseError::Conflict) => {
            typed.refuse("reference", t(lang, "incidents.invalid.taken"));
            return form(&at, refused, typed).await;
        }
        Err(CaseError::Invalid(fields)) => {
            for field in fields {
                let name = if field.field == "at" { "signal_at" } else { field.field };
                typed.refuse(name, t(lang, &format!("incidents.invalid.{}", field.code)));
            }
            return form(&at, refused, typed).await;
        }
        Err(error) => return Err(error.into()),
    }
    let case = state.incidents.by_reference(&staff.actor, &reference).await?;
    let parts = with_organisations(state, std::slice::from_ref(&case)).await?;
    let first = parts.into_iter().flatten().next();
    let first = first.map(|(_, organisation)| case_href(&case.incident, &organisation));
    Ok(Redirect::to(first.as_deref().unwrap_or("/console")).into_response())
}

/// Reads the form; says at each field what cannot be kept.
fn read(
    lang: Lang,
    typed: &mut Typed,
    organisations: &[Organisation],
) -> Result<(NewCase, Option<NewSignal>), Refused> {
    let refusal = |key: &str| t(lang, &format!("incidents.invalid.{key}"));
    let kind = Kind::parse(typed.get("kind")).ok_or(refusal("required"));
    let kind = typed.read("kind", kind);
    let title = typed.text(lang, "title");
    let reference = Reference::parse(typed.get("reference")).map_err(|_| refusal("reference"));
    let reference = typed.read("reference", reference);
    // An unknown lab or vendor is refused, never left out.
    let labs: Option<Vec<OrganisationId>> =
        typed.all("labs").iter().map(|id| id.parse().ok()).collect();
    let labs = labs.unwrap_or_default();
    if labs.is_empty() {
        typed.refuse("labs", refusal("required"));
    }
    let vendor = match typed.get("vendor") {
        "" => Ok(None),
        id => {
            let known = |one: &&Organisation| {
                one.kind == OrganisationKind::Vendor && one.id.to_string() == id
            };
            let found = organisations.iter().find(known).map(|one| Some(one.id));
            found.ok_or(t(lang, "common.invalid.choice"))
        }
    };
    let vendor = typed.read("vendor", vendor);
    let product = typed.optional_text(lang, "product");
    let dates = period::read(lang, typed);
    let chosen = organisations.iter().filter(|one| labs.contains(&one.id));
    let zones: BTreeSet<&str> = chosen.map(|one| one.zone.name()).collect();
    let signal = if typed.has("signal_note") || typed.has("signal_at") {
        first_signal(lang, typed, &zones).map(Some)
    } else {
        Ok(None)
    };
    if labs.is_empty() {
        return Err(Refused);
    }
    let (started_on, end) = dates?;
    let case = NewCase {
        reference: reference?,
        kind: kind?,
        title: title?,
        vendor: vendor?,
        product: product?,
        started_on,
        end,
        labs,
    };
    Ok((case, signal?))
}

/// The first signal; its hour is that of the laboratories where they share one, else that
/// of the place chosen among theirs.
fn first_signal(
    lang: Lang,
    typed: &mut Typed,
    zones: &BTreeSet<&str>,
) -> Result<NewSignal, Refused> {
    let text = typed.get("signal_at").to_owned();
    let zone = match zones.len() {
        0 | 1 => Ok(zones.first().copied()),
        _ => {
            let chosen = zones.iter().find(|zone| **zone == typed.get(SIGNAL_ZONE)).copied();
            let told = chosen.is_some() || time::has_offset(&text);
            if told { Ok(chosen) } else { Err(BadTime::Zones.words(lang)) }
        }
    };
    let zone = typed.read(SIGNAL_ZONE, zone);
    let named = zone.ok().flatten().and_then(|zone| zone.parse().ok());
    let at = time::read(&text, named.unwrap_or(i18n::PARIS));
    let at = typed.read("signal_at", at.map_err(|bad| bad.words(lang)));
    zone?;
    let source = Source::parse(typed.get("signal_source"));
    let source = source.ok_or(t(lang, "incidents.invalid.required"));
    let source = typed.read("signal_source", source);
    let note = typed.text(lang, "signal_note");
    Ok(NewSignal { at: at?, source: source?, note: note?, evidence: None, inquiry: false })
}

/// The laboratories to choose from; the zone of each beside its name where they differ.
fn lab_choices(lang: Lang, own: &[&Organisation], differ: bool) -> Vec<Choice> {
    let choice = |lab: &&Organisation| {
        let choice = Choice::new(lab.id.to_string(), lab.name.clone());
        if differ { choice.hint(capitalised(&zone_name(lang, lab.zone))) } else { choice }
    };
    own.iter().map(choice).collect()
}

/// The zones of the laboratories to choose from, after an empty choice.
fn zone_choices(lang: Lang, zones: &BTreeSet<String>) -> Vec<Choice> {
    let none = Choice::new("", t(lang, "incidents.open.signal_zone_none"));
    let named = zones.iter().filter_map(|name| {
        let zone = name.parse().ok()?;
        Some(Choice::new(name.clone(), capitalised(&zone_name(lang, zone))))
    });
    std::iter::once(none).chain(named).collect()
}

async fn form(at: &StaffRequest, status: StatusCode, typed: Typed) -> Result<Response, Problem> {
    let organisations = at.state.accounts.organisations(&kernel::Actor::System("pages")).await?;
    let own: Vec<&Organisation> = organisations
        .iter()
        .filter(|o| o.kind == OrganisationKind::Lab && may(&at.staff, Verb::OpenCase, o.id))
        .collect();
    let zones: BTreeSet<String> = own.iter().map(|o| o.zone.name().to_owned()).collect();
    let labs = lab_choices(at.ctx.lang, &own, zones.len() > 1);
    let zone = own.first().filter(|_| zones.len() == 1).map(|o| o.zone);
    if labs.is_empty() {
        return Err(Problem::Denied);
    }
    let lang = at.ctx.lang;
    let vendors: Vec<Choice> =
        std::iter::once(Choice::new("", t(lang, "incidents.summary.vendor_none")))
            .chain(
                organisations
                    .iter()
                    .filter(|o| o.kind == OrganisationKind::Vendor)
                    .map(|o| Choice::new(o.id.to_string(), o.name.clone())),
            )
            .collect();
    let frame = at.frame().await?;
    let title = t(lang, "incidents.open.title");
    Ok(frame.page_with(status, title, move || {
        let word = move |key: &str| t(lang, &format!("incidents.open.{key}"));
        let error = |field: &str| typed.error(field);
        let value = |field: &str| typed.value(field);
        let kinds = Kind::ALL
            .iter()
            .map(|kind| {
                let code = kind.as_str();
                Choice::new(code, t(lang, &format!("incidents.kind.{code}")))
                    .hint(t(lang, &format!("incidents.kind_hint.{code}")))
            })
            .collect();
        let sources = Source::ALL
            .iter()
            .map(|source| {
                let code = source.as_str();
                Choice::new(code, t(lang, &format!("incidents.awareness.source_{code}")))
            })
            .collect();
        let chosen = typed.all("labs").into_iter().map(|id| id.to_owned().into()).collect();
        let at = value("signal_at");
        let at_kind = time::kind(&at, zone.unwrap_or(i18n::PARIS));
        let whose = match zone {
            Some(zone) => time::hint(lang, zone),
            None => word("signal_zones").to_owned(),
        };
        let at_hint = format!("{whose} {}", word("signal_at_hint"));
        let zones = zone_choices(lang, &zones);
        let zones = (zones.len() > 2).then(|| {
            view! {
                <SelectField label=word("signal_zone") name=SIGNAL_ZONE options=zones
                    hint=word("signal_zone_hint") selected=value(SIGNAL_ZONE)
                    error=error(SIGNAL_ZONE)/>
            }
        });
        let case = view! {
            <div class="stack">
                <RadioGroup legend=word("kind") name="kind" options=kinds
                    selected=value("kind") error=error("kind")/>
                <TextField label=word("case_title") name="title" hint=word("case_title_hint")
                    value=value("title") error=error("title")/>
                <TextField label=word("reference") name="reference"
                    hint=word("reference_hint") size=InputSize::Small
                    value=value("reference") error=error("reference")/>
                <CheckGroup legend=word("labs") name="labs" hint=word("labs_hint")
                    options=labs selected=chosen error=error("labs")/>
                <SelectField label=word("vendor") name="vendor" options=vendors
                    selected=value("vendor") error=error("vendor")/>
                <TextField label=word("product") name="product" value=value("product")
                    error=error("product")/>
                {period::fields(lang, &typed)}
            </div>
        };
        let signal = view! {
            <div class="stack">
                <TextField label=word("signal_at") name="signal_at"
                    kind=at_kind size=InputSize::Small hint=at_hint value=at
                    error=error("signal_at")/>
                {zones}
                <SelectField label=word("signal_source") name="signal_source"
                    options=sources selected=value("signal_source")
                    error=error("signal_source")/>
                <TextArea label=word("signal_note") name="signal_note" rows=2
                    value=value("signal_note") error=error("signal_note")/>
            </div>
        };
        view! {
            <PageHead title=title note=word("lead")/>
            <ErrorSummary title=typed.summary_title(lang) errors=typed.summary()/>
            <form class="stack" method="post" action="/console/cas/nouveau">
                <Panel>{case}</Panel>
                <Panel title=word("signal_title")>{signal}</Panel>
                <div class="row">
                    <Button kind=ButtonKind::Main>{word("submit")}</Button>
                    <LinkButton href="/console">{t(lang, "common.button.cancel")}</LinkButton>
                </div>
            </form>
        }
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hour_of_the_first_signal_is_that_of_the_laboratories() {
        let pairs = [
            ("signal_at", "2026-03-04T10:17"),
            ("signal_source", "internal"),
            ("signal_note", "Vu"),
        ];
        let read = |zones: &[&str], at: &str, place: &str| {
            let mut typed = Typed::starting(&pairs);
            typed.set("signal_at", at);
            typed.set(SIGNAL_ZONE, place);
            let zones = zones.iter().copied().collect();
            let read = first_signal(Lang::FR, &mut typed, &zones);
            read.map(|signal| signal.at.to_rfc3339()).map_err(|_| typed.error(SIGNAL_ZONE).unwrap())
        };
        let there = read(&["Indian/Reunion"], "2026-03-04T10:17", "").unwrap();
        assert_eq!(there, "2026-03-04T10:17:00+04:00");
        let two = ["Europe/Paris", "Indian/Reunion"];
        for place in ["", "America/Cayenne"] {
            let refused = read(&two, "2026-03-04T10:17", place).unwrap_err();
            assert_eq!(refused, t(Lang::FR, "common.invalid.time_zones"), "{place}");
        }
        let chosen = read(&two, "2026-03-04T10:17", "Indian/Reunion").unwrap();
        assert_eq!(chosen, "2026-03-04T10:17:00+04:00");
        assert!(read(&two, "2026-03-04T10:17+04:00", "").is_ok());
    }
}
