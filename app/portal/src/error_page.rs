//! The pages of errors: "we cannot say now", "wait", "no such page".

use std::error::Error as _;

use ::portal::PublicCase;
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::Response,
};
use i18n::{capitalised, date_time, duration, t, tr};
use leptos::prelude::*;

use super::{
    error::PagesError,
    frame::{Frame, part},
    state::PortalState,
    visitor::Visitor,
};
use ui::{Answer, AnswerKind, Icon, LinkItem, LinkList, page_with};

/// Letters and digits that nobody confuses on the telephone.
const SPOKEN: &[u8; 31] = b"23456789ABCDEFGHJKLMNPQRSTUVWXY";
/// An outage may last; browsers and robots are asked back after this time.
const BACK_IN_SECONDS: i64 = 300;

/// The page of an error, in the frame of the case as it was last known.
pub(super) fn response(
    state: &PortalState,
    visitor: &Visitor,
    reference: Option<&str>,
    error: PagesError,
) -> Response {
    let public = last_known(state, reference);
    let frame = Frame::new(visitor.lang, &state.config, public, "");
    match error {
        PagesError::NotFound => page_with(StatusCode::NOT_FOUND, None, || absent(&frame)),
        PagesError::Wait => {
            let wait = state.room.wait();
            let response = page_with(StatusCode::TOO_MANY_REQUESTS, None, || {
                waiting(&frame, &duration(visitor.lang, wait))
            });
            back_in(response, wait.num_seconds())
        }
        PagesError::Down(error) => {
            let mut chain = error.to_string();
            let mut cause = error.source();
            while let Some(error) = cause {
                chain.extend([": ", &error.to_string()]);
                cause = error.source();
            }
            unsure(state, &frame, &chain)
        }
        PagesError::Slow => unsure(state, &frame, "no answer in time"),
    }
}

/// The case of an address on the board that was read last; the one case without an
/// address.
fn last_known(state: &PortalState, reference: Option<&str>) -> Option<PublicCase> {
    let board = state.room.last_board()?;
    let at = match reference {
        Some(reference) => board.find(&reference.to_ascii_uppercase())?,
        None if board.cases.len() == 1 => 0,
        None => return None,
    };
    board.cases.get(at).cloned()
}

/// Asks browsers and robots back after some seconds.
fn back_in(mut response: Response, seconds: i64) -> Response {
    if let Ok(value) = HeaderValue::from_str(&seconds.max(1).to_string()) {
        response.headers_mut().insert(header::RETRY_AFTER, value);
    }
    response
}

/// A reference that a person can read aloud; the log holds the cause under it.
fn reference(state: &PortalState) -> String {
    let letter = |byte: u8| SPOKEN.get(usize::from(byte) % SPOKEN.len()).copied().unwrap_or(b'2');
    let letters = state.env.bytes::<6>().map(letter);
    let (head, tail) = letters.split_at(4);
    format!("{}-{}", String::from_utf8_lossy(head), String::from_utf8_lossy(tail))
}

/// The page of an outage; its cause goes to the log only.
fn unsure(state: &PortalState, frame: &Frame, cause: &str) -> Response {
    let reference = reference(state);
    tracing::error!(reference, cause, "the portal cannot say");
    let at = capitalised(&date_time(frame.lang, state.env.now()));
    let args = [("at", at.as_str()), ("reference", &reference)];
    let over = tr(frame.lang, "portal.unsure.over", &args);
    let response =
        page_with(StatusCode::SERVICE_UNAVAILABLE, None, || unsure_view(frame, over, &reference));
    back_in(response, BACK_IN_SECONDS)
}

/// "We cannot say now", which looks like no answer.
fn unsure_view(frame: &Frame, over: String, reference: &str) -> AnyView {
    let lang = frame.lang;
    let mut ways = vec![
        LinkItem::new(Icon::Retry, frame.link(""), frame.t("portal.unsure.again_soon"))
            .note(frame.t("portal.unsure.again_hint")),
    ];
    if let Some(lab) = frame.called() {
        let digits: String =
            lab.phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
        let whole = lab.phone.replace(' ', "\u{a0}");
        let call = tr(frame.lang, "portal.call.call_number", &[("phone", &whole)]);
        let quote = tr(frame.lang, "portal.call.quote", &[("reference", reference)]);
        ways.push(LinkItem::new(Icon::Phone, format!("tel:{digits}"), call).note(quote));
    }
    let meanwhile = ["meanwhile_code", "meanwhile_sms", "meanwhile_keep"]
        .map(|name| view! { <li>{frame.t(&format!("portal.unsure.{name}"))}</li> })
        .collect_view();
    let content = view! {
        <div class="stack stack--section">
            <Answer kind=AnswerKind::Unknown over=over title=frame.t("portal.unsure.title")>
                <p class="lead">
                    <b>{t(lang, "portal.unsure.lead_bold")}</b>
                    " "
                    {t(lang, "portal.unsure.lead")}
                </p>
            </Answer>
            <div class="portal-split">
                <div class="stack stack--section">
                    {part(
                        frame.t("portal.unsure.why_title"),
                        view! { <p class="read">{frame.t("portal.unsure.why_down")}</p> }.into_any(),
                    )}
                    {part(frame.t("portal.unsure.what_title"), view! { <LinkList items=ways/> }.into_any())}
                    {part(
                        frame.t("portal.unsure.meanwhile_title"),
                        view! { <ul class="plain-list read">{meanwhile}</ul> }.into_any(),
                    )}
                </div>
                <div class="portal-side">{frame.call()}</div>
            </div>
        </div>
    };
    frame.page(frame.t("portal.tab.unsure"), content.into_any())
}

/// Too many tries: how long to wait.
fn waiting(frame: &Frame, span: &str) -> AnyView {
    let wait = tr(frame.lang, "portal.retry.wait", &[("span", span)]);
    let content = view! {
        <div class="stack stack--loose">
            <div class="stack">
                <h1 class="title--voice">{frame.t("errors.portal_429.title")}</h1>
                <p class="lead">{wait}</p>
                <p class="read">{frame.t("portal.retry.paper")}</p>
            </div>
            <div class="portal-side">{frame.call()}</div>
        </div>
    };
    frame.page(frame.t("portal.tab.retry"), content.into_any())
}

/// No such page.
fn absent(frame: &Frame) -> AnyView {
    let content = view! {
        <div class="stack">
            <h1 class="title--voice">{frame.t("errors.portal_404.title")}</h1>
            <p class="lead">{frame.t("errors.portal_404.text")}</p>
            <p>
                <a href="/">{frame.t("errors.page.home")}</a>
            </p>
        </div>
    };
    frame.page(frame.t("portal.tab.error"), content.into_any())
}
