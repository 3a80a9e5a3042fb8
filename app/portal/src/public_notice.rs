//! What happened, as the labs of a case tell it to everybody.

use i18n::tr;
use incidents::PublicFacts;
use leptos::prelude::*;

use super::frame::{Frame, written};
use ui::Fold;

/// The public notice (GDPR 34(3)(c)): what every lab tells, labs that tell the same
/// together.
pub(super) fn view(frame: &Frame) -> AnyView {
    let Some(public) = &frame.public else { return ().into_any() };
    let mut told: Vec<(Vec<String>, &PublicFacts)> = Vec::new();
    for (part, lab) in public.case.labs.iter().zip(&public.labs) {
        match told.iter_mut().find(|(_, facts)| **facts == part.facts) {
            Some((names, _)) => names.push(lab.name.clone()),
            None => told.push((vec![lab.name.clone()], &part.facts)),
        }
    }
    let view = match told.as_slice() {
        [(_, facts)] => facts_view(frame, facts),
        several => several
            .iter()
            .map(|(names, facts)| {
                let names = i18n::list(frame.lang, names);
                let title = tr(frame.lang, "portal.case.facts_of", &[("lab", &names)]);
                let body = facts_view(frame, facts);
                view! { <Fold summary=title>{body}</Fold> }
            })
            .collect_view()
            .into_any(),
    };
    let title = frame.t("portal.incident.title");
    view! {
        <section class="stack" id="faits">
            <h2 class="heading--voice">{title}</h2>
            {view}
        </section>
    }
    .into_any()
}

/// What one lab tells.
fn facts_view(frame: &Frame, facts: &PublicFacts) -> AnyView {
    let lang = frame.lang;
    let item = |key: &str, french: &str, english: &str| {
        (!french.trim().is_empty()).then(|| {
            view! {
                <h3 class="heading--card">{frame.t(key)}</h3>
                {written(lang, french, english)}
            }
        })
    };
    let next = facts.next_update_on.map(|day| {
        let day = i18n::date_long(lang, day);
        let text = tr(lang, "portal.yes.unknown_when", &[("date", &day)]);
        view! { <p class="read muted">{text}</p> }
    });
    view! {
        <div class="stack">
            {written(lang, &facts.what_fr, &facts.what_en)}
            {item("portal.incident.done_title", &facts.measures_fr, &facts.measures_en)}
            {item("portal.incident.unknown_title", &facts.unknown_fr, &facts.unknown_en)}
            {next}
        </div>
    }
    .into_any()
}
