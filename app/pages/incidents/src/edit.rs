//! Changing a case: kind, title, dates, vendor, product, cause. Duties and texts follow.

use accounts::{OrganisationKind, Verb};
use axum::{
    Form,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use i18n::{Lang, t, tr};
use incidents::{CaseChange, CaseError, Cause, CauseStatus, Incident, Kind};
use kernel::Actor;
use leptos::prelude::*;

use super::period;
use ui::{Choice, Panel, RadioGroup, SelectField, TextField};
use web::{CaseForm, CaseRequest, Pairs, Problem, Refused, Typed, VERSION};

/// The fields, in the order of the page.
const FIELDS: [&str; 9] = [
    "kind",
    "title",
    "started_on",
    "end",
    "ended_on",
    "vendor",
    "product",
    "cause",
    "cause_status",
];

/// The case as the form shows it.
fn shown(incident: &Incident) -> Typed {
    let mut typed = Typed::default();
    typed.put(VERSION, incident.version.to_string());
    typed.put("kind", incident.kind.as_str());
    typed.put("title", incident.title.clone());
    period::put(&mut typed, incident.started_on, incident.end);
    typed.put("vendor", incident.vendor.map_or(String::new(), |id| id.to_string()));
    typed.put("product", incident.product.clone().unwrap_or_default());
    typed.put("cause", incident.cause.as_str());
    typed.put("cause_status", incident.cause_status.as_str());
    typed
}

/// Reads what was typed; says at each field what cannot be kept.
fn read(
    lang: Lang,
    typed: &mut Typed,
    vendors: &[(String, String)],
) -> Result<CaseChange, Refused> {
    let choice = t(lang, "common.invalid.choice");
    let kind = Kind::parse(typed.get("kind")).ok_or(choice);
    let kind = typed.read("kind", kind);
    let title = typed.text(lang, "title");
    let dates = period::read(lang, typed);
    let vendor = match typed.get("vendor") {
        "" => Ok(None),
        id if vendors.iter().any(|(known, _)| known == id) => {
            id.parse().map(Some).map_err(|_| choice)
        }
        _ => Err(choice),
    };
    let vendor = typed.read("vendor", vendor);
    let product = typed.optional_text(lang, "product");
    let cause = Cause::parse(typed.get("cause")).ok_or(choice);
    let cause = typed.read("cause", cause);
    let cause_status = CauseStatus::parse(typed.get("cause_status")).ok_or(choice);
    let cause_status = typed.read("cause_status", cause_status);
    let (started_on, end) = dates?;
    Ok(CaseChange {
        kind: kind?,
        title: title?,
        vendor: vendor?,
        product: product?,
        started_on,
        end,
        cause: cause?,
        cause_status: cause_status?,
    })
}

/// `GET …/modifier`
pub(super) async fn page(at: CaseRequest) -> Result<Response, Problem> {
    at.state.incidents.scope(&at.staff.actor, Verb::EditCase, at.here.id()).await?;
    let (typed, vendors) = (shown(&at.here.incident), vendors(&at).await?);
    form(at, StatusCode::OK, typed, vendors, false).await
}

/// `POST …/modifier`
pub(super) async fn save(at: CaseRequest, Form(pairs): Form<Pairs>) -> Result<Response, Problem> {
    let (room, actor, lab) = (&at.state.incidents, &at.staff.actor, at.here.id());
    room.scope(actor, Verb::EditCase, lab).await?;
    let vendors = vendors(&at).await?;
    let mut typed = Typed::of(pairs);
    let lang = at.ctx.lang;
    let refused = StatusCode::UNPROCESSABLE_ENTITY;
    let Ok(change) = read(lang, &mut typed, &vendors) else {
        return form(at, refused, typed, vendors, false).await;
    };
    match room.update_incident(actor, lab, typed.version(), change).await {
        Ok(()) => {
            let next = format!("{}?fait=modifie", at.here.href(""));
            Ok(Redirect::to(&next).into_response())
        }
        Err(CaseError::Conflict) => {
            // The case may have changed since this request read it.
            let (present, _) = room.case_lab(actor, lab).await?;
            beside(lang, &mut typed, &shown(&present), &vendors);
            form(at, StatusCode::CONFLICT, typed, vendors, true).await
        }
        Err(CaseError::Invalid(fields)) => {
            for field in fields {
                typed.refuse(field.field, t(lang, &format!("incidents.invalid.{}", field.code)));
            }
            form(at, refused, typed, vendors, false).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Somebody else was faster: what was typed stays in its field, what the case holds now
/// stands beside each field that differs, and the present version lets the form be sent
/// again by somebody who has read both.
fn beside(lang: Lang, typed: &mut Typed, present: &Typed, vendors: &[(String, String)]) {
    typed.set(VERSION, present.value(VERSION));
    for field in FIELDS {
        let now = present.get(field);
        if typed.get(field) != now {
            let now = spoken(lang, field, now, vendors);
            typed.refuse(field, tr(lang, "incidents.edit.now", &[("value", &now)]));
        }
    }
}

/// A value of a field as people read it.
fn spoken(lang: Lang, field: &str, value: &str, vendors: &[(String, String)]) -> String {
    let empty = || t(lang, "common.field.none").to_owned();
    match field {
        _ if value.is_empty() => empty(),
        "kind" | "cause" | "cause_status" => {
            t(lang, &format!("incidents.{field}.{value}")).to_owned()
        }
        "end" => t(lang, &format!("incidents.edit.end_{value}")).to_owned(),
        "vendor" => {
            let found = vendors.iter().find(|(id, _)| id == value);
            found.map_or_else(empty, |(_, name)| name.clone())
        }
        "started_on" | "ended_on" => {
            web::time::day(value).map_or_else(empty, |day| i18n::date_long(lang, day))
        }
        _ => value.to_owned(),
    }
}

/// The processors that a case may name.
async fn vendors(at: &CaseRequest) -> Result<Vec<(String, String)>, Problem> {
    let all = at.state.accounts.organisations(&Actor::System("pages")).await?;
    Ok(all
        .into_iter()
        .filter(|one| one.kind == OrganisationKind::Vendor)
        .map(|one| (one.id.to_string(), one.name))
        .collect())
}

async fn form(
    at: CaseRequest,
    status: StatusCode,
    typed: Typed,
    vendors: Vec<(String, String)>,
    conflict: bool,
) -> Result<Response, Problem> {
    let frame = at.frame().await?;
    let (lang, here) = (at.ctx.lang, at.here);
    let word = move |key: &str| t(lang, &format!("incidents.edit.{key}"));
    let title = word("title");
    Ok(frame.page_with(status, title, move || {
        let page = CaseForm {
            title,
            lead: word("lead"),
            above: t(lang, "incidents.summary.title"),
            above_at: "",
            sent_to: "modifier",
            version: typed.value(VERSION),
            errors: typed.summary(),
            conflict: conflict.then(|| word("conflict")),
        };
        page.view(lang, &here, None, fields(lang, &typed, vendors))
    }))
}

fn fields(lang: Lang, typed: &Typed, vendors: Vec<(String, String)>) -> AnyView {
    let word = move |key: &str| t(lang, &format!("incidents.open.{key}"));
    let own = move |key: &str| t(lang, &format!("incidents.edit.{key}"));
    let kinds = Kind::ALL
        .iter()
        .map(|kind| {
            let code = kind.as_str();
            Choice::new(code, t(lang, &format!("incidents.kind.{code}")))
                .hint(t(lang, &format!("incidents.kind_hint.{code}")))
        })
        .collect();
    let causes = Cause::ALL
        .iter()
        .map(|cause| {
            Choice::new(cause.as_str(), t(lang, &format!("incidents.cause.{}", cause.as_str())))
        })
        .collect();
    let statuses = CauseStatus::ALL
        .iter()
        .map(|status| {
            let code = status.as_str();
            Choice::new(code, i18n::capitalised(t(lang, &format!("incidents.cause_status.{code}"))))
        })
        .collect();
    let vendors = std::iter::once(Choice::new("", t(lang, "incidents.summary.vendor_none")))
        .chain(vendors.into_iter().map(|(id, name)| Choice::new(id, name)))
        .collect();
    let value = |field: &str| typed.value(field);
    let error = |field: &str| typed.error(field);
    let what = view! {
        <div class="stack">
            <RadioGroup legend=word("kind") name="kind" options=kinds selected=value("kind")
                hint=own("kind_hint") error=error("kind")/>
            <TextField label=word("case_title") name="title" hint=word("case_title_hint")
                maxlength=160_u32 value=value("title") error=error("title")/>
        </div>
    };
    let dates = view! { <div class="stack">{period::fields(lang, typed)}</div> };
    let who = view! {
        <div class="stack">
            <SelectField label=word("vendor") name="vendor" options=vendors
                selected=value("vendor") error=error("vendor")/>
            <TextField label=word("product") name="product" maxlength=160_u32
                value=value("product") error=error("product")/>
            <SelectField label=t(lang, "incidents.summary.cause") name="cause" options=causes
                selected=value("cause") error=error("cause")/>
            <RadioGroup legend=own("cause_status") name="cause_status" options=statuses
                selected=value("cause_status") error=error("cause_status")/>
        </div>
    };
    view! {
        <Panel>{what}</Panel>
        <Panel title=t(lang, "incidents.summary.period") note=own("dates_note")>{dates}</Panel>
        <Panel title=t(lang, "incidents.summary.cause")>{who}</Panel>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use incidents::End;

    fn incident() -> Incident {
        let env = kernel::Env::system();
        Incident {
            id: env.new_id(),
            reference: "MO-2026-01".to_owned(),
            kind: Kind::LostDevice,
            title: "Ordinateur volé".to_owned(),
            vendor: None,
            product: None,
            started_on: None,
            end: End::GoingOn,
            cause: Cause::Unknown,
            cause_status: CauseStatus::Suspected,
            created_at: env.now(),
            version: 4,
        }
    }

    #[test]
    fn the_form_gives_back_the_case_that_it_shows() {
        let incident = incident();
        let change = read(Lang::FR, &mut shown(&incident), &[]).unwrap();
        assert_eq!((change.kind, change.end), (incident.kind, incident.end));
        assert_eq!(change.title.as_str(), incident.title);
        assert_eq!(shown(&incident).version(), 4);
    }

    #[test]
    fn a_conflict_keeps_what_was_typed_and_says_what_the_case_holds_now() {
        let mine = Incident { title: "Mon titre".to_owned(), kind: Kind::Leak, ..incident() };
        let (mut typed, present) = (shown(&mine), shown(&Incident { version: 5, ..incident() }));
        beside(Lang::FR, &mut typed, &present, &[]);
        assert_eq!((typed.get("title"), typed.get("kind")), ("Mon titre", "leak"));
        assert_eq!(typed.version(), 5);
        assert!(typed.error("title").unwrap().contains("Ordinateur volé"));
        assert!(typed.error("kind").unwrap().contains("Appareil perdu ou volé"));
        assert!(typed.error("cause").is_none());
    }

    #[test]
    fn what_cannot_be_kept_is_said_at_its_field() {
        let mut typed = Typed::starting(&[
            ("kind", "fire"),
            ("title", " "),
            ("vendor", "0198d6a2-0000-7000-8000-000000000000"),
            ("cause", ""),
            ("started_on", "hier"),
        ]);
        assert!(read(Lang::FR, &mut typed, &[]).is_err());
        for field in ["kind", "title", "vendor", "cause", "cause_status", "started_on"] {
            assert!(typed.error(field).is_some(), "{field}");
        }
    }
}
