//! "Is this letter real?": the number printed on a letter is typed here.
//!
//! The page says whether the lab printed a letter with that number, and speaks of nobody.
//! Apart from the number as it was typed, everything wrong with one gives the same bytes.

use std::sync::Arc;

use ::portal::{LabWords, LetterAnswer};
use axum::{
    extract::{Form, Path, State, rejection::FormRejection},
    http::StatusCode,
    response::Response,
};
use chrono::NaiveDate;
use i18n::{date_long, plural, t, tr};
use leptos::prelude::*;
use serde::Deserialize;

use super::{
    desk::{Desk, in_time},
    frame::{Frame, part},
    how,
    memory::Page,
    trouble::Trouble,
    visitor::Visitor,
};
use ui::{
    Button, ButtonKind, ButtonSize, ErrorSummary, FieldError, InputKind, Live, Need, NeverKind,
    NeverList, Notice, NoticeKind, Text, TextField, page_with,
};

/// Name and id of the one field.
const NUMBER: &str = "number";

/// What the form sends.
#[derive(Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    number: String,
}

/// What stands over the form.
pub(super) enum Said<'a> {
    /// Nothing yet.
    Nothing,
    /// The lab printed such a letter.
    Genuine(&'a LabWords, Option<NaiveDate>),
    /// No such letter is known here.
    Unknown,
    /// What was typed is no number of ours.
    Unreadable,
}

/// `GET /c/{reference}/verifier`
pub(super) async fn page(
    State(desk): State<Arc<Desk>>,
    visitor: Visitor,
    Path(reference): Path<String>,
) -> Response {
    let shown = desk.of_case(&visitor, &reference, Page::Check).await;
    desk.finish(&visitor, Some(&reference), shown)
}

/// `POST /c/{reference}/verifier`
pub(super) async fn post(
    State(desk): State<Arc<Desk>>,
    visitor: Visitor,
    Path(reference): Path<String>,
    form: Result<Form<Typed>, FormRejection>,
) -> Response {
    // A body that cannot be read is a number that cannot be read.
    let typed = form.map(|Form(typed)| typed).unwrap_or_default();
    let shown = answer(&desk, &visitor, &reference, &typed.number).await;
    desk.finish(&visitor, Some(&reference), shown)
}

async fn answer(
    desk: &Desk,
    visitor: &Visitor,
    reference: &str,
    typed: &str,
) -> Result<Response, Trouble> {
    let here = desk.case(reference).await?;
    let asked = desk.room.letter(here.case.incident.id, typed, visitor.address);
    let answer = in_time(asked).await?;
    let (status, said) = match &answer {
        LetterAnswer::Genuine { lab, dated } => (StatusCode::OK, Said::Genuine(lab, *dated)),
        LetterAnswer::Unknown => (StatusCode::OK, Said::Unknown),
        LetterAnswer::Unreadable => (StatusCode::UNPROCESSABLE_ENTITY, Said::Unreadable),
        LetterAnswer::Wait => return Err(Trouble::Wait),
    };
    let frame = Frame::new(visitor.lang, &desk.config, Some((*here).clone()), "verifier");
    Ok(page_with(status, None, || view(&frame, &said, typed)))
}

/// The page, with what was typed still in the field.
pub(super) fn view(frame: &Frame, said: &Said<'_>, typed: &str) -> AnyView {
    let parts = view! {
        {outcome(frame, said)}
        {form(frame, said, typed)}
        {signs(frame)}
    };
    how::page(
        frame,
        "portal.tab.check",
        "portal.check.title",
        "portal.check.intro",
        parts.into_any(),
    )
}

fn outcome(frame: &Frame, said: &Said<'_>) -> Option<AnyView> {
    let lang = frame.lang;
    let line = |text: String| view! { <p class="read">{text}</p> };
    match said {
        Said::Nothing => None,
        Said::Genuine(lab, dated) => {
            let from = tr(lang, "portal.check.yes_lab", &[("lab", &lab.name)]);
            let dated = dated.map(|day| {
                line(tr(lang, "portal.check.yes_dated", &[("date", &date_long(lang, day))]))
            });
            let more = ["yes_person", "yes_money"]
                .map(|name| line(t(lang, &format!("portal.check.{name}")).to_owned()))
                .collect_view();
            let view = view! {
                <Notice
                    kind=NoticeKind::Ok
                    title=frame.t("portal.check.yes_title")
                    live=Live::Status
                >
                    <div class="stack stack--tight">{line(from)} {dated} {more}</div>
                </Notice>
            };
            Some(view.into_any())
        }
        Said::Unknown => {
            let reference = frame.public.as_ref().map(|here| &here.case.incident.reference);
            let reference = reference.map(String::as_str).unwrap_or_default();
            let again = tr(lang, "portal.check.no_again", &[("reference", reference)]);
            let keep = t(lang, "portal.check.no_keep").to_owned();
            let view = view! {
                <Notice
                    kind=NoticeKind::Warn
                    title=frame.t("portal.check.no_title")
                    live=Live::Status
                >
                    <div class="stack stack--tight">{line(again)} {line(keep)}</div>
                </Notice>
            };
            Some(view.into_any())
        }
        Said::Unreadable => {
            let title = plural(lang, "common.invalid.summary", 1, &[]);
            let errors = vec![FieldError::new(NUMBER, frame.t("portal.check.error"))];
            Some(view! { <ErrorSummary title=title errors=errors/> }.into_any())
        }
    }
}

fn form(frame: &Frame, said: &Said<'_>, typed: &str) -> AnyView {
    let lang = frame.lang;
    let wrong = matches!(said, Said::Unreadable).then(|| frame.t("portal.check.error"));
    // More than a number can be is no slip of the pen.
    let typed: String = typed.chars().take(60).collect();
    view! {
        <form class="ask" method="post" action=frame.link("verifier") autocomplete="off">
            <TextField
                name=NUMBER
                label=frame.t("portal.check.label")
                hint=frame.t("portal.check.hint")
                error=wrong
                value=typed
                kind=InputKind::ClaimCode
                need=Need::Required
                maxlength=60_u32
            />
            <div class="row">
                <Button kind=ButtonKind::Main size=ButtonSize::Big>
                    {t(lang, "portal.check.submit")}
                </Button>
            </div>
        </form>
    }
    .into_any()
}

/// How to recognise a letter of ours without its number.
fn signs(frame: &Frame) -> AnyView {
    let address = tr(frame.lang, "portal.check.ours_address", &[("address", &frame.address)]);
    let reference = frame
        .public
        .as_ref()
        .map(|public| public.case.incident.reference.clone())
        .unwrap_or_default();
    let reference = tr(frame.lang, "portal.check.ours_reference", &[("reference", &reference)]);
    let mut ours: Vec<Text> =
        vec![frame.t("portal.check.ours_number").into(), frame.t("portal.check.ours_code").into()];
    if !frame.address.is_empty() {
        ours.push(address.into());
    }
    ours.push(reference.into());
    if frame.called().is_some() {
        ours.push(frame.t("portal.check.ours_phone").into());
    }
    let signs = ["sign_money", "sign_hurry", "sign_link", "sign_detail"]
        .map(|name| frame.t(&format!("portal.check.{name}")).into());
    let line = |key: &str| view! { <p class="read">{frame.t(key)}</p> }.into_any();
    view! {
        {part(
            frame.t("portal.check.signs_title"),
            view! { <NeverList items=signs.to_vec()/> }.into_any(),
        )}
        {part(
            frame.t("portal.check.ours_title"),
            view! { <NeverList items=ours kind=NeverKind::NotThere/> }.into_any(),
        )}
        {part(
            frame.t("portal.check.doubt_title"),
            view! { {line("portal.check.doubt")}{line("portal.check.report")} }.into_any(),
        )}
    }
    .into_any()
}
