//! How the pages look that say how to ask for what this site does not show.

use leptos::prelude::*;

use super::{
    frame::{Frame, part},
    text_page::text_page,
};
use ui::Icon;

/// A way with its drawing, its name and what happens.
fn way(icon: Icon, name: &'static str, note: AnyView) -> AnyView {
    view! {
        <li>
            {icon.view()}
            <div>
                <b>{name}</b>
                {note}
            </div>
        </li>
    }
    .into_any()
}

/// How to ask for the medical part.
pub(super) fn medical_view(frame: &Frame) -> AnyView {
    let note = |key: &str| view! { <p class="muted">{frame.t(key)}</p> }.into_any();
    let ways = view! {
        <ul class="ways">
            {way(
                Icon::Id,
                frame.t("portal.medical.by_desk"),
                note("portal.medical.by_desk_hint"),
            )}
        </ul>
        <p class="read muted">{frame.t("portal.medical.same")}</p>
        <p>
            <a href=frame.link("mes-donnees")>{frame.t("portal.answer.again")}</a>
        </p>
    };
    let parts = part(frame.t("portal.medical.how_title"), ways.into_any());
    text_page(frame, "portal.medical.tab", "portal.medical.title", "portal.medical.lead", parts)
}

/// What to do without a code: a lost letter, a relative, another address.
pub(super) fn no_code_view(frame: &Frame) -> AnyView {
    let lines = |keys: &[&str]| {
        keys.iter().map(|key| view! { <p class="read">{frame.t(key)}</p> }).collect_view()
    };
    let titled = |title: &str, text: &str| {
        view! {
            <div>
                <h3 class="heading--card">{frame.t(title)}</h3>
                <p class="read">{frame.t(text)}</p>
            </div>
        }
    };
    let section = |id: &'static str, title: &str, body: AnyView| {
        view! {
            <section class="stack" id=id>
                <h2 class="heading--voice">{frame.t(title)}</h2>
                {body}
            </section>
        }
    };
    let lost = view! {
        {lines(&["portal.no_code.wait", "portal.no_code.call", "portal.no_code.desk"])}
        <p class="read muted">{frame.t("portal.no_code.same")}</p>
    };
    let relative = view! {
        {lines(&["portal.relative.lead"])}
        {titled("portal.relative.child_title", "portal.relative.child")}
        {titled("portal.relative.teen_title", "portal.relative.teen")}
        {titled("portal.relative.protected_title", "portal.relative.protected")}
        {titled("portal.relative.deceased_title", "portal.relative.deceased")}
        {titled("portal.relative.other_title", "portal.relative.other")}
        {titled("portal.relative.desk_title", "portal.relative.desk")}
    };
    let moved = view! {
        {lines(&["portal.moved.lead"])}
        {titled("portal.moved.mail_title", "portal.moved.mail")}
        {titled("portal.moved.desk_title", "portal.moved.desk")}
        {titled("portal.moved.proof_title", "portal.moved.proof")}
    };
    let parts = view! {
        {section("lettre", "portal.no_code.wait_title", lost.into_any())}
        {section("proche", "portal.relative.title", relative.into_any())}
        {section("adresse", "portal.moved.title", moved.into_any())}
    };
    text_page(
        frame,
        "portal.no_code.tab",
        "portal.no_code.title",
        "portal.no_code.lead",
        parts.into_any(),
    )
}
