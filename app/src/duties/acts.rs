//! The acts on one duty: decide, record a submission, close. Each asks one verb of the
//! room and goes back to the page; a refusal brings back what was typed.

use axum::{
    Form,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use chrono::{DateTime, Utc};
use duties::{DutyError, NewSubmission, Verdict};
use kernel::Text;

use super::{
    one::{Which, show},
    time::{self, BadTime},
};
use crate::{
    here::CaseHere,
    state::AppState,
    web::{Ctx, Problem, Staff},
};

/// Why a form came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refused {
    /// Somebody else was faster.
    Conflict,
    /// The duty does not allow it.
    WrongState,
    /// The time of a submission.
    Time(BadTime),
    /// Who sent it is missing.
    By,
    /// The fingerprint of the receipt.
    Receipt,
    /// The reasons for the delay after this target are missing.
    Delay(DateTime<Utc>),
    /// A reason is missing.
    Reason,
}

/// What was typed.
#[derive(Default)]
pub(super) struct Typed {
    pairs: Vec<(String, String)>,
    pub(super) refused: Option<Refused>,
}

impl Typed {
    pub(super) fn get(&self, name: &str) -> &str {
        self.pairs.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value.as_str())
    }

    fn version(&self) -> i64 {
        self.get("version").parse().unwrap_or(-1)
    }

    fn text<const MAX: usize>(&self, name: &str) -> Option<Text<MAX>> {
        Text::parse(self.get(name)).ok()
    }
}

type Pairs = Vec<(String, String)>;

/// `POST …/decision`
pub(super) async fn assess(
    State(state): State<AppState>,
    ctx: Ctx,
    staff: Staff,
    here: CaseHere,
    Path(which): Path<Which>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Problem> {
    let typed = Typed { pairs, refused: None };
    let reason = typed.text("reason");
    let verdict = match (typed.get("verdict"), reason) {
        ("yes", reason) => Verdict::Owed(reason),
        (_, Some(reason)) => Verdict::NotOwed(reason),
        (_, None) => {
            return back(&state, &ctx, &staff, here, &which, typed, Refused::Reason).await;
        }
    };
    let done =
        state.duties.assess(&staff.actor, here.id(), &which.rule, typed.version(), verdict).await;
    after(&state, &ctx, &staff, here, &which, typed, done).await
}

/// `POST …/envoi`
pub(super) async fn submit(
    State(state): State<AppState>,
    ctx: Ctx,
    staff: Staff,
    here: CaseHere,
    Path(which): Path<Which>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Problem> {
    let typed = Typed { pairs, refused: None };
    let new = match submission(&typed) {
        Ok(new) => new,
        Err(refused) => return back(&state, &ctx, &staff, here, &which, typed, refused).await,
    };
    let done =
        state.duties.submit(&staff.actor, here.id(), &which.rule, typed.version(), new).await;
    after(&state, &ctx, &staff, here, &which, typed, done.map(|_| ())).await
}

fn submission(typed: &Typed) -> Result<NewSubmission, Refused> {
    let at = time::read(typed.get("at")).map_err(Refused::Time)?;
    let receipt = match typed.get("receipt").trim() {
        "" => None,
        typed => {
            let bytes = hex::decode(typed).map_err(|_| Refused::Receipt)?;
            Some(bytes.try_into().map_err(|_| Refused::Receipt)?)
        }
    };
    Ok(NewSubmission {
        at,
        number: typed.text("number"),
        sender: typed.text("by").ok_or(Refused::By)?,
        receipt,
        delay_reason: typed.text("delay_reason"),
    })
}

/// `POST …/cloture`
pub(super) async fn close(
    State(state): State<AppState>,
    ctx: Ctx,
    staff: Staff,
    here: CaseHere,
    Path(which): Path<Which>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Problem> {
    let typed = Typed { pairs, refused: None };
    let reason = typed.text("reason");
    let done =
        state.duties.close(&staff.actor, here.id(), &which.rule, typed.version(), reason).await;
    after(&state, &ctx, &staff, here, &which, typed, done).await
}

/// Back to the page: by a redirect once done, with what was typed when refused.
async fn after(
    state: &AppState,
    ctx: &Ctx,
    staff: &Staff,
    here: CaseHere,
    which: &Which,
    typed: Typed,
    done: Result<(), DutyError>,
) -> Result<Response, Problem> {
    let refused = match done {
        Ok(()) => {
            let href = here.href(&format!("obligations/{}", which.rule));
            return Ok(Redirect::to(&href).into_response());
        }
        Err(DutyError::Conflict) => Refused::Conflict,
        Err(DutyError::WrongState | DutyError::NotInForce) => Refused::WrongState,
        Err(DutyError::DelayReasonRequired { target }) => Refused::Delay(target.to_utc()),
        Err(DutyError::Invalid(fields)) => match fields.first().map(|field| field.field) {
            Some("at") => Refused::Time(BadTime::Future),
            _ => Refused::Reason,
        },
        Err(error) => return Err(error.into()),
    };
    back(state, ctx, staff, here, which, typed, refused).await
}

async fn back(
    state: &AppState,
    ctx: &Ctx,
    staff: &Staff,
    here: CaseHere,
    which: &Which,
    typed: Typed,
    refused: Refused,
) -> Result<Response, Problem> {
    let status = match refused {
        Refused::Conflict | Refused::WrongState => StatusCode::CONFLICT,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let typed = Typed { refused: Some(refused), ..typed };
    show(state, ctx, staff, here, &which.rule, status, typed).await
}
