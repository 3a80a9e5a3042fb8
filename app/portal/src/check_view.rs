//! How the page looks that says whether a letter is real.

use ::portal::LabWords;
use chrono::NaiveDate;
use i18n::{date_long, plural, t, tr};
use leptos::prelude::*;

use super::{
    frame::{Frame, part},
    text_page::text_page,
};
use ui::{
    Button, ButtonKind, ButtonSize, ErrorSummary, FieldError, InputKind, Live, Need, NeverKind,
    NeverList, Notice, NoticeKind, Text, TextField,
};

/// Name and id of the one field.
const NUMBER: &str = "number";

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

/// The page, with what was typed still in the field.
pub(super) fn view(frame: &Frame, said: &Said<'_>, typed: &str) -> AnyView {
    let parts = view! {
        {outcome(frame, said)}
        {form(frame, said, typed)}
        {signs(frame)}
    };
    text_page(
        frame,
        "portal.tab.check",
        "portal.check.title",
        "portal.check.intro",
        parts.into_any(),
    )
}

/// The answer to the number.
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

/// The field of the number.
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
