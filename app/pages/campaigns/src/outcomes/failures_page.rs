//! What the page of failures is made of.

use campaigns::{Campaign, DeliveryPage, DeliveryState, DeliveryView, ReasonCount};
use i18n::{Lang, t};
use leptos::prelude::*;

use super::parts::{Record, Said};
use web::Typed;

/// What the page of failures shows.
pub(super) struct FailuresPage {
    /// The campaign.
    pub(super) campaign: Campaign,
    /// By state and reason, the most urgent state first.
    pub(super) reasons: Vec<ReasonCount>,
    /// The first deliveries in doubt; none for whoever does not settle them.
    pub(super) doubts: Option<DeliveryPage>,
    /// The state listed; none when nothing resists.
    pub(super) state: Option<DeliveryState>,
    /// Only with this reason.
    pub(super) reason: Option<String>,
    /// Whether the list starts after its first delivery.
    pub(super) further: bool,
    /// The deliveries listed.
    pub(super) list: DeliveryPage,
    /// A form that comes back.
    pub(super) typed: Typed,
    /// What was done a moment ago.
    pub(super) said: Option<Said>,
    /// The way to a record.
    pub(super) record: Option<Record>,
}

/// Leads to what the server said.
pub(super) fn answer_link(lang: Lang, base: &str, delivery: &DeliveryView) -> AnyView {
    let href = format!("{base}/{}", delivery.id);
    view! { <a href=href>{t(lang, "campaigns.failures.attempts_title")}</a> }.into_any()
}
