//! Deliveries in doubt: what a person decides.

use axum::{
    Form,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use campaigns::{CampaignError, Settlement};
use i18n::{Lang, t};
use kernel::{DeliveryId, Text};

use super::{
    doubts_view::{ALL_TICKED, SETTLEMENTS, TICKED},
    failures::{Asked, FailuresReply, show},
    parts::{Said, say},
};
use crate::{page::REASON, request::CampaignRequest};
use ui::NoticeKind;
use web::{Pairs, Problem, Refused, Typed};

/// `POST …/echecs/trancher`
pub(super) async fn settle(
    at: CampaignRequest,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Problem> {
    let mut typed = Typed::of(pairs);
    let asked = Asked::default();
    let Ok(decision) = read(at.lang(), &mut typed)? else {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return show(at, FailuresReply { status, asked, typed, said: None }).await;
    };
    let Decision { settlement, deliveries, reason } = decision;
    match at.room().settle(at.actor(), at.id(), &deliveries, settlement, &reason).await {
        Ok(()) => {}
        Err(CampaignError::Conflict) => {
            let said = Said::new("campaigns.failures.settle_conflict", NoticeKind::Warn);
            let reply =
                FailuresReply { status: StatusCode::CONFLICT, asked, typed, said: Some(said) };
            return show(at, reply).await;
        }
        Err(error) => return Err(error.into()),
    }
    say(&at.at.staff, "campaigns.failures.settled").await?;
    Ok(Redirect::to(&at.href("echecs")).into_response())
}

/// What was decided on which deliveries, and why.
struct Decision {
    settlement: Settlement,
    deliveries: Vec<DeliveryId>,
    reason: Text<300>,
}

/// Reads the form; says at each field what must be put right.
fn read(lang: Lang, typed: &mut Typed) -> Result<Result<Decision, Refused>, Problem> {
    let pressed = SETTLEMENTS.into_iter().find(|settlement| typed.has(settlement.as_str()));
    let settlement = pressed.ok_or(Problem::Bad)?;
    let ids = match typed.get(settlement.as_str()) {
        ALL_TICKED => typed.all(TICKED),
        one => vec![one],
    };
    let deliveries: Result<Vec<DeliveryId>, _> = ids.into_iter().map(str::parse).collect();
    let deliveries = deliveries.map_err(|_| Problem::Bad)?;
    let none = deliveries.is_empty();
    if none {
        typed.refuse(TICKED, t(lang, "campaigns.failures.settle_none"));
    }
    let reason = typed.text(lang, REASON);
    let reason = if none { Err(Refused) } else { reason };
    Ok(reason.map(|reason| Decision { settlement, deliveries, reason }))
}

#[cfg(test)]
mod tests {
    use kernel::Env;

    use super::*;

    fn typed(pairs: &[(&str, &str)]) -> Typed {
        Typed::starting(pairs)
    }

    #[test]
    fn a_button_of_a_row_settles_that_row_only() {
        let env = Env::system();
        let [one, other]: [DeliveryId; 2] = [env.new_id(), env.new_id()];
        let (one_text, other_text) = (one.to_string(), other.to_string());
        let mut row = typed(&[("reason", "call"), ("delivery", &other_text), ("again", &one_text)]);
        let read_one = read(Lang::FR, &mut row).unwrap().unwrap();
        assert_eq!(read_one.deliveries, [one]);
        assert_eq!(read_one.settlement, Settlement::Again);
        let mut all = typed(&[
            ("reason", "call"),
            ("delivery", &one_text),
            ("delivery", &other_text),
            ("sent", ALL_TICKED),
        ]);
        assert_eq!(read(Lang::FR, &mut all).unwrap().unwrap().deliveries, [one, other]);
    }

    #[test]
    fn nothing_is_settled_without_a_reason_or_a_delivery() {
        let id: DeliveryId = Env::system().new_id();
        let id = id.to_string();
        for (pairs, field) in [
            (vec![("sent", id.as_str())], REASON),
            (vec![("sent", id.as_str()), ("reason", "a\u{7}")], REASON),
            (vec![("sent", ALL_TICKED), ("reason", "call")], TICKED),
        ] {
            let mut form = typed(&pairs);
            assert!(read(Lang::FR, &mut form).unwrap().is_err());
            assert!(form.error(field).is_some(), "{field}");
        }
        assert!(read(Lang::FR, &mut typed(&[("reason", "call")])).is_err());
    }
}
