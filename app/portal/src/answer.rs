//! The answer to a code and a birth date, and the same page again during the visit.

use std::sync::Arc;

use ::portal::{Answer as Answered, Exposure};
use axum::{
    extract::{Form, Path, State, rejection::FormRejection},
    http::{StatusCode, header},
    response::Response,
};
use leptos::prelude::*;

use super::{
    answer_view::{head, held, medical, not_held, not_known, side, told},
    birth::Try,
    cookies,
    error::PagesError,
    finish::finish,
    public_pages,
    state::{Here, PortalState, in_time},
    visit::{during_visit, person_frame},
    visitor::Visitor,
};
use ui::page_with;

/// `POST /c/{reference}`
pub(super) async fn post(
    State(state): State<Arc<PortalState>>,
    visitor: Visitor,
    Path(reference): Path<String>,
    form: Result<Form<Try>, FormRejection>,
) -> Response {
    // A body that cannot be read is a code that cannot be read.
    let typed = form.map(|Form(typed)| typed).unwrap_or_default();
    let shown = Box::pin(answer(&state, &visitor, &reference, &typed)).await;
    finish(&state, &visitor, Some(&reference), shown)
}

/// Asks the room; a visit opens where code and birth date are right.
async fn answer(
    state: &PortalState,
    visitor: &Visitor,
    reference: &str,
    typed: &Try,
) -> Result<Response, PagesError> {
    let here = state.case(reference).await?;
    let birth = typed.birth_date(state.today());
    let incident = here.case.incident.id;
    let asked = state.room.answer(incident, &typed.code, birth, visitor.address);
    match in_time(asked).await? {
        Answered::Concerned { exposure, cookie } => {
            let mut response = exposed(state, visitor, &here, &exposure);
            let reference = &here.case.incident.reference;
            if let Some(cookie) = cookies::open(&state.config, reference, &cookie) {
                response.headers_mut().append(header::SET_COOKIE, cookie);
            }
            Ok(response)
        }
        Answered::Neutral => Ok(public_pages::neutral(state, visitor, &here)),
        Answered::Wait => Err(PagesError::Wait),
    }
}

/// `GET /c/{reference}/mes-donnees`
pub(super) async fn page(
    State(state): State<Arc<PortalState>>,
    visitor: Visitor,
    Path(reference): Path<String>,
) -> Response {
    let shown = during_visit(&state, &visitor, &reference, exposed).await;
    finish(&state, &visitor, Some(&reference), shown)
}

/// The page of a person.
fn exposed(state: &PortalState, visitor: &Visitor, here: &Here, exposure: &Exposure) -> Response {
    let frame = person_frame(state, visitor, here, exposure, "mes-donnees");
    let today = state.today();
    page_with(StatusCode::OK, None, || {
        let content = view! {
            <div class="stack stack--section">
                {head(&frame, exposure)}
                <div class="portal-split">
                    <div class="stack stack--section">
                        {held(&frame, exposure)}
                        {medical(&frame)}
                        {not_held(&frame, exposure)}
                        {not_known(&frame, exposure)}
                        {told(&frame, exposure)}
                    </div>
                    <div class="portal-side">{side(&frame, exposure, today)}</div>
                </div>
            </div>
        };
        frame.page(frame.t("portal.tab.answer"), content.into_any())
    })
}
