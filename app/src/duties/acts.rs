//! The acts on one duty: decide, record a submission, close. Each asks one verb of the
//! room and goes back to the page; a refusal brings back what was typed.

use axum::{
    Form,
    extract::{FromRequest, Path, Request},
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
    state::AppState,
    web::{CaseRequest, Problem},
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

type Pairs = Vec<(String, String)>;

/// What was typed.
#[derive(Default)]
pub(super) struct Typed {
    pairs: Pairs,
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

/// The form of an act, as it arrives.
pub(super) struct Act {
    at: CaseRequest,
    which: Which,
    typed: Typed,
}

impl FromRequest<AppState> for Act {
    type Rejection = Response;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Self::Rejection> {
        type Arrived = (CaseRequest, Path<Which>, Form<Pairs>);
        let (at, Path(which), Form(pairs)) = Arrived::from_request(request, state).await?;
        Ok(Self { at, which, typed: Typed { pairs, refused: None } })
    }
}

/// `POST …/decision`
pub(super) async fn assess(act: Act) -> Result<Response, Problem> {
    let Act { at, which, typed } = &act;
    let verdict = match (typed.get("verdict"), typed.text("reason")) {
        ("yes", reason) => Verdict::Owed(reason),
        (_, Some(reason)) => Verdict::NotOwed(reason),
        (_, None) => return act.back(Refused::Reason).await,
    };
    let room = &at.state.duties;
    let done =
        room.assess(&at.staff.actor, at.here.id(), &which.rule, typed.version(), verdict).await;
    act.after(done).await
}

/// `POST …/envoi`
pub(super) async fn submit(act: Act) -> Result<Response, Problem> {
    let Act { at, which, typed } = &act;
    let new = match submission(typed) {
        Ok(new) => new,
        Err(refused) => return act.back(refused).await,
    };
    let room = &at.state.duties;
    let done = room.submit(&at.staff.actor, at.here.id(), &which.rule, typed.version(), new).await;
    act.after(done.map(|_| ())).await
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
pub(super) async fn close(act: Act) -> Result<Response, Problem> {
    let Act { at, which, typed } = &act;
    let (room, reason) = (&at.state.duties, typed.text("reason"));
    let done =
        room.close(&at.staff.actor, at.here.id(), &which.rule, typed.version(), reason).await;
    act.after(done).await
}

impl Act {
    /// To the page: by a redirect once done, with what was typed when refused.
    async fn after(self, done: Result<(), DutyError>) -> Result<Response, Problem> {
        let refused = match done {
            Ok(()) => {
                let href = self.at.here.href(&format!("obligations/{}", self.which.rule));
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
        self.back(refused).await
    }

    /// To the page, with what was typed and why it is refused.
    async fn back(self, refused: Refused) -> Result<Response, Problem> {
        let status = match refused {
            Refused::Conflict | Refused::WrongState => StatusCode::CONFLICT,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        };
        let typed = Typed { refused: Some(refused), ..self.typed };
        show(self.at, &self.which.rule, status, typed).await
    }
}
