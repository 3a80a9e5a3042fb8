//! Deliveries in doubt: the panel, and what a person decides.

use axum::{
    Form,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use campaigns::{CampaignError, DeliveryState, DeliveryView, Settlement};
use i18n::{Lang, plural, t, tr};
use kernel::{DeliveryId, Text};
use leptos::prelude::*;

use super::{
    failures::{Asked, Back, Shown, show},
    failures_view::answer_link,
    parts::{Said, say},
    words::cause,
};
use crate::{
    own::CampaignRequest,
    shown::{REASON, REASON_LENGTH},
};
use ui::{Button, Cell, Column, Need, Notice, NoticeKind, Panel, Row, Table, TextArea};
use web::{Pairs, Problem, Refused, Typed};

/// Id of the form: the controls in the table name it.
const FORM: &str = "trancher";
/// Name of a box, and id of the first.
const TICKED: &str = "delivery";
/// The value of a button that is for every ticked delivery.
const ALL_TICKED: &str = "coches";

const SETTLEMENTS: [Settlement; 3] = [Settlement::Sent, Settlement::Again, Settlement::Letter];

/// `POST …/echecs/trancher`
pub(super) async fn settle(
    at: CampaignRequest,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Problem> {
    let mut typed = Typed::of(pairs);
    let asked = Asked::default();
    let Ok(decision) = read(at.lang(), &mut typed)? else {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return show(at, Back { status, asked, typed, said: None }).await;
    };
    let Decision { settlement, deliveries, reason } = decision;
    match at.room().settle(at.actor(), at.id(), &deliveries, settlement, &reason).await {
        Ok(()) => {}
        Err(CampaignError::Conflict) => {
            let said = Said::new("campaigns.failures.settle_conflict", NoticeKind::Warn);
            let back = Back { status: StatusCode::CONFLICT, asked, typed, said: Some(said) };
            return show(at, back).await;
        }
        Err(error) => return Err(error.into()),
    }
    say(&at.at.staff, "campaigns.failures.settled").await?;
    Ok(Redirect::to(&at.href("echecs")).into_response())
}

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

/// The panel; none without a doubt.
pub(super) fn panel(lang: Lang, base: &str, shown: &Shown) -> Option<AnyView> {
    let doubtful = shown.reasons.iter().filter(|row| row.state == DeliveryState::InDoubt);
    let count: i64 = doubtful.map(|row| row.deliveries).sum();
    if count == 0 {
        return None;
    }
    let word = move |key: &str| t(lang, &format!("campaigns.failures.{key}"));
    let Some(page) = &shown.doubts else {
        let text = plural(lang, "campaigns.failures.doubts", count, &[]);
        let view = view! {
            <Notice kind=NoticeKind::Warn title=text>
                <p>{word("settle_others")}</p>
            </Notice>
        };
        return Some(view.into_any());
    };
    let live = shown.campaign.state.is_live();
    let rows = page
        .items
        .iter()
        .enumerate()
        .map(|(at, delivery)| row(lang, base, at, delivery, live, shown))
        .collect();
    let columns = vec![
        Column::new(word("delivery")),
        Column::new(word("cause")),
        Column::actions(t(lang, "common.page.actions")),
    ];
    let rest = count - i64::try_from(page.items.len()).unwrap_or(0);
    let rest = (rest > 0).then(|| plural(lang, "campaigns.failures.settle_more", rest, &[]));
    let content = view! {
        <div class="stack">
            {(!live).then(|| view! { <p>{word("settle_ended")}</p> })}
            <form class="stack" id=FORM method="post" action=format!("{base}/trancher")>
                // A key pressed in a field must not decide: the first button of a form
                // answers for it, and this one does nothing.
                <button type="submit" disabled hidden></button>
                <TextArea
                    label=word("settle_reason")
                    name=REASON
                    rows=2
                    need=Need::Required
                    hint=word("settle_reason_hint")
                    maxlength=REASON_LENGTH
                    value=shown.typed.value(REASON)
                    error=shown.typed.error(REASON)
                />
            </form>
            <Table caption=word("settle_title") columns=columns rows=rows/>
            {rest.map(|rest| view! { <p class="muted">{rest}</p> })}
            <p class="over">{word("settle_ticked")}</p>
            <div class="row">{buttons(lang, live, ALL_TICKED.to_owned(), None)}</div>
        </div>
    }
    .into_any();
    let view = view! {
        <Panel title=word("settle_title") note=word("settle_lead") id="doutes">
            {content}
        </Panel>
    };
    Some(view.into_any())
}

fn row(
    lang: Lang,
    base: &str,
    at: usize,
    delivery: &DeliveryView,
    live: bool,
    shown: &Shown,
) -> Row {
    let id = delivery.id.to_string();
    let named = tr(lang, "campaigns.failures.delivery_n", &[("n", &(at + 1).to_string())]);
    let first = (at == 0).then_some(TICKED);
    let checked = shown.typed.all(TICKED).contains(&id.as_str());
    let tick = view! {
        <label>
            <input
                type="checkbox"
                id=first
                form=FORM
                name=TICKED
                value=id.clone()
                checked=checked
            />
            " "
            {named.clone()}
        </label>
    };
    let tries = (delivery.attempts > 0)
        .then(|| plural(lang, "campaigns.failures.tries", delivery.attempts, &[]));
    let answers = (delivery.attempts > 0).then(|| answer_link(lang, base, delivery));
    let record = shown.record.as_ref().map(|record| record.view(delivery.person, false));
    Row::new(Cell::with_sub(tick, tries)).cell(cause(lang, delivery.state, &delivery.reason)).cell(
        view! {
            <div class="row">
                {buttons(lang, live, id, Some(&named))} {record} {answers}
            </div>
        },
    )
}

/// The decisions that are open: nothing leaves a campaign that has ended.
fn buttons(lang: Lang, live: bool, value: String, of: Option<&str>) -> Vec<AnyView> {
    SETTLEMENTS
        .into_iter()
        .filter(|settlement| live || *settlement == Settlement::Sent)
        .map(|settlement| {
            let text = t(lang, &format!("campaigns.failures.settle_{}", settlement.as_str()));
            let label = of.map(|of| format!("{text}, {of}"));
            view! {
                <Button form=FORM name=settlement.as_str() value=value.clone() label=label>
                    {text}
                </Button>
            }
            .into_any()
        })
        .collect()
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
