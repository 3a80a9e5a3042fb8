//! "Leave quickly": forgets the visit and shows something unrelated.
//!
//! It needs no database, so that it works while everything else does not. Without a site
//! in the settings it shows the calendar of the month: nothing that asks for a second
//! look over a shoulder. What it cannot do is said on the privacy notice.

use std::sync::Arc;

use axum::{
    extract::{Query, State, rejection::QueryRejection},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use chrono::{Datelike as _, Days, NaiveDate};
use i18n::{Lang, capitalised, date_weekday, month_year, t};
use incidents::Reference;
use leptos::prelude::*;
use serde::Deserialize;

use super::{cookies, state::PortalState, visitor::Visitor};
use ui::{asset_url, page_with};

#[derive(Deserialize)]
pub(super) struct From {
    /// The case whose visit ends.
    #[serde(default)]
    c: String,
}

/// `GET /quitter`
pub(super) async fn page(
    State(state): State<Arc<PortalState>>,
    visitor: Visitor,
    from: Result<Query<From>, QueryRejection>,
) -> Response {
    let mut response = match HeaderValue::from_str(&state.config.leave_to) {
        Ok(place) if !place.is_empty() => {
            (StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response()
        }
        _ => page_with(StatusCode::OK, None, || calendar(visitor.lang, state.today())),
    };
    let reference = from.ok().and_then(|Query(from)| Reference::parse(&from.c).ok());
    if let Some(reference) = reference
        && let Some(cookie) = cookies::forget(&state.config, reference.as_str())
    {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// A page that anybody may have open.
fn calendar(lang: Lang, today: NaiveDate) -> AnyView {
    let title = t(lang, "portal.exit.calendar");
    let names = (1..=7).map(|day| {
        let name: String = t(lang, &format!("common.weekday.{day}")).chars().take(3).collect();
        view! { <th scope="col">{name}</th> }
    });
    let first = today.with_day(1).unwrap_or(today);
    let before = u64::from(first.weekday().num_days_from_monday());
    let start = first.checked_sub_days(Days::new(before)).unwrap_or(first);
    let weeks = (0..6).map(|week| {
        let days = (0..7).filter_map(move |day| start.checked_add_days(Days::new(week * 7 + day)));
        let cells = days
            .map(|day| {
                let here = (day == today).then_some("date");
                let number = (day.month() == today.month()).then(|| day.day().to_string());
                view! { <td aria-current=here>{number}</td> }
            })
            .collect_view();
        view! { <tr>{cells}</tr> }
    });
    view! {
        <!DOCTYPE html>
        <html lang=lang.tag() dir=lang.direction().as_str()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="robots" content="noindex"/>
                <meta name="color-scheme" content="light dark"/>
                <title>{title}</title>
                <link rel="icon" href="data:,"/>
                {asset_url("portal.css").map(|href| view! { <link rel="stylesheet" href=href/> })}
            </head>
            <body class="portal">
                <main class="portal-main stack">
                    <h1 class="title">{capitalised(&month_year(lang, today))}</h1>
                    <table class="month">
                        <thead>
                            <tr>{names.collect_view()}</tr>
                        </thead>
                        <tbody>{weeks.collect_view()}</tbody>
                    </table>
                    <p class="muted">{capitalised(&date_weekday(lang, today))}</p>
                </main>
            </body>
        </html>
    }
    .into_any()
}
