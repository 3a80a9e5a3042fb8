//! How the accessibility statement and the privacy notice look.

use ::portal::{Board, LabWords};
use i18n::tr;
use leptos::prelude::*;

use super::frame::{Frame, part};

/// Title, lead, parts; the phone in the margin.
fn page(frame: &Frame, tab: &str, title: &str, lead: &str, parts: AnyView) -> AnyView {
    let content = view! {
        <div class="portal-split">
            <div class="stack stack--section">
                <div class="stack">
                    <h1 class="title--voice">{frame.t(title)}</h1>
                    <p class="lead">{frame.t(lead)}</p>
                </div>
                {parts}
            </div>
            <div class="portal-side">{frame.call()}</div>
        </div>
    };
    frame.page(frame.t(tab), content.into_any())
}

/// Paragraphs, by the keys of their texts.
fn lines(frame: &Frame, keys: &[&str]) -> AnyView {
    keys.iter().map(|key| view! { <p class="read">{frame.t(key)}</p> }).collect_view().into_any()
}

/// The accessibility statement: what works, what does not yet, whom to tell.
pub(super) fn accessibility_view(frame: &Frame) -> AnyView {
    let does = ["does_script", "does_keyboard", "does_large", "does_print", "does_colour"]
        .map(|name| view! { <li>{frame.t(&format!("portal.accessibility.{name}"))}</li> })
        .collect_view();
    let tell = frame.called().map(|lab| {
        let text = tr(frame.lang, "portal.accessibility.tell", &[("phone", &lab.phone)]);
        view! { <p class="read">{text}</p> }
    });
    let parts = view! {
        <p class="read">
            <b>{frame.t("portal.accessibility.state")}</b>
        </p>
        {part(
            frame.t("portal.accessibility.does_title"),
            view! { <ul class="plain-list read">{does}</ul> }.into_any(),
        )}
        {part(
            frame.t("portal.accessibility.not_yet_title"),
            lines(frame, &["portal.accessibility.not_yet"]),
        )}
        {part(
            frame.t("portal.accessibility.tell_title"),
            view! { {tell}{lines(frame, &["portal.accessibility.defender"])} }.into_any(),
        )}
    };
    page(
        frame,
        "portal.tab.accessibility",
        "portal.accessibility.title",
        "portal.accessibility.lead",
        parts.into_any(),
    )
}

/// Who answers for the data, and their data protection officer.
fn controller(frame: &Frame, lab: &LabWords) -> AnyView {
    let who = tr(frame.lang, "portal.privacy.who", &[("lab", &lab.name)]);
    let (name, email, address) = &lab.dpo;
    let dpo = (!name.is_empty() || !email.is_empty() || !address.is_empty()).then(|| {
        let address = address.join(", ");
        let known: Vec<&str> =
            [name.as_str(), email, &address].into_iter().filter(|part| !part.is_empty()).collect();
        format!("{} {}.", frame.t("portal.privacy.dpo_is"), known.join(", "))
    });
    view! { <p class="read">{who} " " {dpo}</p> }.into_any()
}

/// The privacy notice, with every lab of the board as a controller.
pub(super) fn privacy_view(frame: &Frame, board: &Board) -> AnyView {
    let mut labs: Vec<&LabWords> = board.cases.iter().flat_map(|public| &public.labs).collect();
    labs.sort_by(|a, b| a.name.cmp(&b.name));
    labs.dedup();
    let who = if labs.is_empty() {
        lines(frame, &["portal.privacy.nobody"])
    } else {
        labs.into_iter().map(|lab| controller(frame, lab)).collect_view().into_any()
    };
    let section = |title: &str, keys: &[&str]| part(frame.t(title), lines(frame, keys));
    let parts = view! {
        {part(frame.t("portal.privacy.who_title"), who)}
        {section("portal.privacy.why_title", &["portal.privacy.why"])}
        {section("portal.privacy.legal_title", &["portal.privacy.legal"])}
        {section("portal.privacy.what_title", &["portal.privacy.what", "portal.privacy.decision"])}
        {section("portal.privacy.source_title", &["portal.privacy.source"])}
        {section("portal.privacy.who_reads_title", &["portal.privacy.who_reads"])}
        {section("portal.privacy.how_long_title", &["portal.privacy.how_long"])}
        {section("portal.privacy.rights_title", &["portal.privacy.rights", "portal.rights.cnil"])}
        {section(
            "portal.privacy.here_title",
            &[
                "portal.privacy.no_tracker",
                "portal.privacy.cookie",
                "portal.privacy.address",
                "portal.privacy.journal",
            ],
        )}
        {section("portal.privacy.exit_title", &["portal.privacy.exit"])}
    };
    page(
        frame,
        "portal.tab.privacy",
        "portal.privacy.title",
        "portal.privacy.lead",
        parts.into_any(),
    )
}
