//! The print view: answer and plan on one page, in large type, nothing folded.

use std::sync::Arc;

use ::portal::Exposure;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use i18n::{date_time_text, t, tr};
use leptos::prelude::*;

use super::{
    answer_view::{head, held, not_held, not_known, record, told},
    finish::finish,
    plan::{horizons, title},
    state::{Here, PortalState},
    visit::{during_visit, person_frame},
    visitor::Visitor,
};
use ui::{Facts, Notice, NoticeKind, page_with};

/// `GET /c/{reference}/imprimer`
pub(super) async fn page(
    State(state): State<Arc<PortalState>>,
    visitor: Visitor,
    Path(reference): Path<String>,
) -> Response {
    let shown = during_visit(&state, &visitor, &reference, show).await;
    finish(&state, &visitor, Some(&reference), shown)
}

fn show(state: &PortalState, visitor: &Visitor, here: &Here, exposure: &Exposure) -> Response {
    let frame = person_frame(state, visitor, here, exposure, "imprimer");
    let today = state.today();
    let lang = visitor.lang;
    let at = date_time_text(lang, exposure.at);
    let made = tr(lang, "portal.print.made_at", &[("at", &at)]);
    page_with(StatusCode::OK, None, || {
        let content = view! {
            <div class="sheet stack stack--section">
                <div class="sheet__help stack">
                    <p class="over">
                        <a href=frame.link("mes-donnees")>{frame.t("portal.answer.again")}</a>
                    </p>
                    <Notice kind=NoticeKind::Info title=frame.t("portal.answer.print_how")>
                        <p>{t(lang, "portal.print.warning")}</p>
                    </Notice>
                </div>
                {head(&frame, exposure)}
                <Facts items=record(&frame, exposure)/>
                {held(&frame, exposure)}
                {not_held(&frame, exposure)}
                {not_known(&frame, exposure)}
                {told(&frame, exposure)}
                <h2 class="title--voice">{title(&frame, exposure, today)}</h2>
                {horizons(&frame, exposure, today)}
                <p class="muted">{made}</p>
            </div>
        };
        frame.page(frame.t("portal.tab.print"), content.into_any())
    })
}
