//! The actions on one duty: decide, record a submission, close. Each asks one verb of the
//! room and goes back to the page; a refusal brings back what was typed.

use axum::{
    Form,
    extract::{FromRequest, Path, Request},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use chrono_tz::Tz;
use duties::{DutyError, NewSubmission, Verdict};
use i18n::{Lang, date_time, t, tr};

use super::{
    names::{CLOSE, DELAY, DUE, NOT_DUE, REASON, SUBMIT, VERDICT},
    one::{DutyPath, show},
    page::{Halt, RejectedForm},
};
use web::{AppState, CaseRequest, Pairs, Problem, Refused, Typed, time};

/// The form of an act, as it arrives.
pub(super) struct Act {
    at: CaseRequest,
    path: DutyPath,
    typed: Typed,
}

impl FromRequest<AppState> for Act {
    type Rejection = Response;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Self::Rejection> {
        type Arrived = (CaseRequest, Path<DutyPath>, Form<Pairs>);
        let (at, Path(path), Form(pairs)) = Arrived::from_request(request, state).await?;
        Ok(Self { at, path, typed: Typed::of(pairs) })
    }
}

/// `POST …/decision`
pub(super) async fn assess(act: Act) -> Result<Response, Problem> {
    let Act { at, path, typed } = act;
    let (form, verdict, typed) = decided(at.ctx.lang, typed)?;
    let act = Act { at, path, typed: typed.sent_by(form) };
    let Ok(verdict) = verdict else { return act.back(None).await };
    let Act { at, path, typed } = &act;
    let (room, version) = (&at.state.duties, typed.version());
    let done = room.assess(&at.staff.actor, at.here.id(), &path.rule, version, verdict).await;
    act.after(done).await
}

/// The name of the form, what it decides, and the form itself.
type Decided = (&'static str, Result<Verdict, Refused>, Typed);

/// What was decided, and by which form. That it is not owed needs a reason.
fn decided(lang: Lang, mut typed: Typed) -> Result<Decided, Problem> {
    Ok(match typed.get(VERDICT) {
        DUE => (DUE, typed.optional_text(lang, REASON).map(Verdict::Owed), typed),
        NOT_DUE => (NOT_DUE, typed.text(lang, REASON).map(Verdict::NotOwed), typed),
        _ => return Err(Problem::Bad),
    })
}

/// `POST …/envoi`
pub(super) async fn submit(act: Act) -> Result<Response, Problem> {
    let mut act = act.sent_by(SUBMIT);
    let zone = act.at.here.organisation.zone;
    let Ok(new) = submission(act.at.ctx.lang, &mut act.typed, zone) else {
        return act.back(None).await;
    };
    let Act { at, path, typed } = &act;
    let room = &at.state.duties;
    let done = room.submit(&at.staff.actor, at.here.id(), &path.rule, typed.version(), new).await;
    act.after(done.map(|_| ())).await
}

/// Reads what was sent; says at each field what cannot be kept.
fn submission(lang: Lang, typed: &mut Typed, zone: Tz) -> Result<NewSubmission, Refused> {
    let at = time::read(typed.get("at"), zone).map_err(|bad| bad.words(lang));
    let at = typed.read("at", at);
    let number = typed.optional_text(lang, "number");
    let sender = typed.text(lang, "by");
    let receipt = match typed.get("receipt") {
        "" => Ok(None),
        digits => fingerprint(digits).map(Some).ok_or(t(lang, "duties.submit.receipt_bad")),
    };
    let receipt = typed.read("receipt", receipt);
    let delay_reason = typed.optional_text(lang, DELAY);
    Ok(NewSubmission {
        at: at?,
        number: number?,
        sender: sender?,
        receipt: receipt?,
        delay_reason: delay_reason?,
    })
}

/// A SHA-256 in hexadecimal digits.
fn fingerprint(digits: &str) -> Option<[u8; 32]> {
    hex::decode(digits).ok()?.try_into().ok()
}

/// `POST …/cloture`
pub(super) async fn close(act: Act) -> Result<Response, Problem> {
    let mut act = act.sent_by(CLOSE);
    let Ok(reason) = act.typed.optional_text(act.at.ctx.lang, REASON) else {
        return act.back(None).await;
    };
    let Act { at, path, typed } = &act;
    let (room, version) = (&at.state.duties, typed.version());
    let done = room.close(&at.staff.actor, at.here.id(), &path.rule, version, reason).await;
    act.after(done).await
}

impl Act {
    /// The same, from one form of the page.
    fn sent_by(self, form: &'static str) -> Self {
        Self { typed: self.typed.sent_by(form), ..self }
    }

    /// To the page: by a redirect once done, with what was typed when refused.
    async fn after(mut self, done: Result<(), DutyError>) -> Result<Response, Problem> {
        let lang = self.at.ctx.lang;
        let halt = match done {
            Ok(()) => {
                let href = self.at.here.href(&format!("obligations/{}", self.path.rule));
                return Ok(Redirect::to(&href).into_response());
            }
            Err(DutyError::Conflict) => Some(Halt::Conflict),
            Err(DutyError::WrongState | DutyError::NotInForce) => Some(Halt::WrongState),
            Err(DutyError::DelayReasonRequired { target }) => {
                let target = date_time(lang, target.to_utc());
                let sentence = tr(lang, "duties.submit.delay_required", &[("at", &target)]);
                self.typed.refuse(DELAY, sentence);
                None
            }
            Err(DutyError::Invalid(fields)) => {
                match fields.first().map(|field| field.field) {
                    Some("at") => self.typed.refuse("at", t(lang, "common.invalid.date_future")),
                    _ => self.typed.refuse(REASON, t(lang, "common.invalid.required")),
                }
                None
            }
            Err(error) => return Err(error.into()),
        };
        self.back(halt).await
    }

    /// To the page, with what was typed and why it is refused.
    async fn back(self, halt: Option<Halt>) -> Result<Response, Problem> {
        let status =
            if halt.is_some() { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
        show(self.at, &self.path.rule, status, RejectedForm { typed: self.typed, halt }).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(pairs: &[(&str, &str)]) -> Typed {
        Typed::starting(pairs)
    }

    #[test]
    fn an_unknown_decision_is_no_decision() {
        let read = |verdict| decided(Lang::FR, typed(&[(VERDICT, verdict), (REASON, "why")]));
        assert!(matches!(read("yes").unwrap().1, Ok(Verdict::Owed(Some(_)))));
        assert!(matches!(read("no").unwrap().1, Ok(Verdict::NotOwed(_))));
        for wrong in ["", "maybe", "Yes"] {
            assert!(matches!(read(wrong).err(), Some(Problem::Bad)), "{wrong:?}");
        }
    }

    #[test]
    fn a_reason_that_cannot_be_kept_is_said_at_its_field_and_comes_back() {
        let long = "a".repeat(2_001);
        for verdict in [DUE, NOT_DUE] {
            let (form, read, typed) =
                decided(Lang::FR, typed(&[(VERDICT, verdict), (REASON, &long)])).unwrap();
            assert!(read.is_err());
            let (kept, error) = typed.sent_by(form).field(verdict, REASON);
            assert!(kept == long && error.is_some(), "{verdict}");
        }
        let (_, owed, _) = decided(Lang::FR, typed(&[(VERDICT, DUE)])).unwrap();
        assert!(matches!(owed, Ok(Verdict::Owed(None))));
        let (_, not_owed, typed) = decided(Lang::FR, typed(&[(VERDICT, NOT_DUE)])).unwrap();
        assert!(not_owed.is_err() && typed.error(REASON).is_some());
    }

    #[test]
    fn nothing_typed_about_a_submission_is_dropped() {
        let mut good = typed(&[("at", "2026-03-04T10:17"), ("by", "DPO"), (DELAY, "a\r\nb")]);
        let new = submission(Lang::FR, &mut good, Tz::Indian__Reunion).unwrap();
        assert_eq!(new.at.to_rfc3339(), "2026-03-04T10:17:00+04:00");
        assert_eq!(new.delay_reason.as_ref().map(kernel::Text::as_str), Some("a\nb"));
        assert_eq!((new.number, new.receipt), (None, None));
        let number = "1".repeat(81);
        let mut wrong = typed(&[
            ("at", "hier"),
            ("number", &number),
            ("by", "a\u{7}"),
            ("receipt", "ab"),
            (DELAY, "b\u{0}"),
        ]);
        assert!(submission(Lang::FR, &mut wrong, i18n::PARIS).is_err());
        for field in ["at", "number", "by", "receipt", DELAY] {
            assert!(wrong.error(field).is_some(), "{field}");
        }
        assert_eq!(wrong.get("number"), number);
    }
}
