//! The list of cases: the first page of a portal that has several, or none.

use ::portal::{Board, LabWords};
use i18n::tr;
use leptos::prelude::*;

use super::frame::Frame;
use ui::{Aside, Icon, LinkItem, LinkList};

/// The list of cases, by the names that patients know: those of the laboratories.
pub(super) fn view(frame: &Frame, board: &Board) -> AnyView {
    let content = if board.cases.is_empty() {
        view! {
            <h1 class="title--voice">{frame.t("portal.index.none_title")}</h1>
            <p class="lead">{frame.t("portal.index.none")}</p>
        }
        .into_any()
    } else {
        let item = |lab: &LabWords, reference: &str| {
            let name = if lab.city.is_empty() {
                lab.name.clone()
            } else {
                format!("{}, {}", lab.name, lab.city)
            };
            let note = tr(frame.lang, "common.page.reference", &[("reference", reference)]);
            LinkItem::new(Icon::Right, format!("/c/{reference}"), name).note(note)
        };
        let mut items: Vec<(String, LinkItem)> = board
            .cases
            .iter()
            .flat_map(|public| {
                let reference = public.case.incident.reference.as_str();
                public.labs.iter().map(move |lab| (lab.name.clone(), item(lab, reference)))
            })
            .collect();
        items.sort_by(|(a, _), (b, _)| a.cmp(b));
        let items = items.into_iter().map(|(_, item)| item).collect();
        view! {
            <h1 class="title--voice">{frame.t("portal.index.title")}</h1>
            <p class="lead">{frame.t("portal.index.lead")}</p>
            <LinkList items=items/>
        }
        .into_any()
    };
    let (genuine, how) = (frame.t("portal.home.genuine_title"), frame.t("portal.index.check"));
    let check = (!board.cases.is_empty()).then(|| {
        view! {
            <Aside title=genuine>
                <p>{how}</p>
            </Aside>
        }
    });
    let content = view! {
        <div class="portal-split">
            <div class="stack stack--loose">{content}</div>
            <div class="portal-side">{check}{frame.never()}</div>
        </div>
    };
    frame.page(frame.t("portal.index.tab"), content.into_any())
}
