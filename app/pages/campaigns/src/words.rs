//! Words for what the room answers.

use std::collections::BTreeMap;

use campaigns::{CampaignState, NextStep};
use i18n::{Lang, decimal, number, t, tr};
use kernel::AccountId;
use leptos::prelude::*;

use ui::{BadgeKind, Text};
use web::{AppState, Problem, Staff};

/// The shape of a state.
pub(super) fn badge(state: CampaignState) -> BadgeKind {
    match state {
        CampaignState::Draft => BadgeKind::Prepared,
        CampaignState::Preparing | CampaignState::Running => BadgeKind::Doing,
        CampaignState::Prepared | CampaignState::Approved | CampaignState::Paused => {
            BadgeKind::Warn
        }
        CampaignState::Finished => BadgeKind::Ok,
        CampaignState::Cancelled => BadgeKind::Plain,
    }
}

/// The steps of a campaign that is carried through, by the state in which each stands.
const STEPS: [CampaignState; 5] = [
    CampaignState::Draft,
    CampaignState::Preparing,
    CampaignState::Prepared,
    CampaignState::Approved,
    CampaignState::Running,
];

/// Where a campaign is among [`step_names`]; past the end when finished, none when it
/// was given up.
pub(super) fn step(state: CampaignState) -> Option<usize> {
    match state {
        CampaignState::Cancelled => None,
        CampaignState::Finished => Some(STEPS.len()),
        CampaignState::Paused => step(CampaignState::Running),
        other => STEPS.iter().position(|step| *step == other),
    }
}

/// The names of the steps.
pub(super) fn step_names(lang: Lang) -> Vec<Text> {
    STEPS
        .iter()
        .map(|state| t(lang, &format!("campaigns.step.{}", state.as_str())).into())
        .collect()
}

/// The reason behind a key of the room.
pub(super) fn reason(lang: Lang, key: Option<&str>) -> &'static str {
    match key {
        Some(key) if i18n::has(key) => t(lang, key),
        _ => t(lang, "campaigns.bounce.other"),
    }
}

/// The room's reason for a person who died: written at the preparation or on a return.
const DECEASED: &str = "deceased";

/// The word of what follows. Nothing can be told to a person who died: their heirs ask.
pub(super) fn follows(next: NextStep, reason: &str) -> &'static str {
    if next == NextStep::Desk && reason == DECEASED { "heirs" } else { next.as_str() }
}

/// The text of a message as it is read: paragraphs, and a rule between its languages.
pub(super) fn paragraphs(text: &str) -> AnyView {
    let rule = |part: &str| !part.is_empty() && part.chars().all(|c| c == '-');
    let parts: Vec<AnyView> = text
        .replace("\r\n", "\n")
        .split("\n\n")
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(|part| {
            if rule(part) {
                return view! { <hr/> }.into_any();
            }
            let part = part.to_owned();
            view! { <p>{part}</p> }.into_any()
        })
        .collect();
    view! { <div class="message stack read">{parts}</div> }.into_any()
}

/// A part in per mille, as a percentage.
pub(super) fn share(lang: Lang, per_mille: i64) -> String {
    let n = match per_mille {
        0 | 1_000 => number(lang, per_mille / 10),
        between => decimal(lang, between),
    };
    tr(lang, "common.format.percent", &[("n", &n)])
}

/// A count of the room for a bar.
pub(super) fn drawn(n: i64) -> u64 {
    u64::try_from(n).unwrap_or(0)
}

/// Ends of a fingerprint, to recognise it.
pub(super) fn short(hash: &str) -> String {
    match (hash.get(..4), hash.len().checked_sub(4).and_then(|at| hash.get(at..))) {
        (Some(head), Some(tail)) if hash.len() > 8 => format!("{head}…{tail}"),
        _ => hash.to_owned(),
    }
}

/// The names behind the actors that the room keeps as in the journal.
pub(super) struct Names(BTreeMap<AccountId, String>);

impl Names {
    /// Looks up those that are staff.
    ///
    /// # Errors
    /// The room's of accounts.
    pub(super) async fn load(
        state: &AppState,
        staff: &Staff,
        actors: impl IntoIterator<Item = &str>,
    ) -> Result<Self, Problem> {
        let accounts: Vec<AccountId> = actors.into_iter().filter_map(account).collect();
        Ok(Self(state.accounts.account_names(&staff.actor, &accounts).await?))
    }

    /// Who, in words.
    pub(super) fn who(&self, lang: Lang, actor: &str) -> String {
        if let Some(id) = account(actor) {
            let gone = || t(lang, "console.journal.actor_gone").to_owned();
            return self.0.get(&id).cloned().unwrap_or_else(gone);
        }
        match actor.split_once(':') {
            Some(("system", name)) => tr(lang, "console.journal.actor_system", &[("name", name)]),
            _ => t(lang, "console.journal.actor_operator").to_owned(),
        }
    }
}

fn account(actor: &str) -> Option<AccountId> {
    actor.strip_prefix("staff:")?.parse().ok()
}
