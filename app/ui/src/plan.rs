//! The plan: numbered cards across three horizons, and how much is settled.

use super::{Icon, OptText, Slot, Text};
use leptos::prelude::*;

/// Where an action stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PlanState {
    /// To do.
    #[default]
    Open,
    /// Done.
    Done,
    /// "Not for me".
    Skipped,
}

/// An action. Cards stand in `<ol class="plan">`, the lists of one page in an element of
/// class `plan-count`, so that one numbering runs across them. A settled card folds: it
/// shows title, note and its undo button.
#[component]
pub fn PlanCard(
    /// Where it stands.
    #[prop(optional)]
    state: PlanState,
    /// The action, as an order.
    #[prop(into)]
    title: Text,
    /// When it was settled.
    #[prop(optional, into)]
    note: OptText,
    /// How long it takes.
    #[prop(optional, into)]
    time: OptText,
    /// Why it is in the plan.
    #[prop(optional, into)]
    because: OptText,
    /// Two buttons; undo when settled.
    #[prop(optional, into)]
    actions: Slot,
    /// How, when open.
    #[prop(optional)]
    children: Option<Children>,
) -> AnyView {
    let note = note.get().map(|note| view! { <p class="muted">{note}</p> });
    let class = match state {
        PlanState::Open => {
            let meta = |icon: Icon, text: OptText| {
                text.get().map(|text| view! { <span>{icon.view()}{text}</span> })
            };
            let has_meta = time.is_some() || because.is_some();
            let meta = has_meta.then(|| {
                view! { <p class="plan-card__meta">{meta(Icon::Clock, time)}{meta(Icon::Info, because)}</p> }
            });
            return view! {
                <li class="plan-card">
                    <div class="plan-card__body">
                        <h3 class="heading--card">{title}</h3>
                        {meta}
                        {note}
                        {children.map(|children| children())}
                        {actions.get().map(|actions| view! { <div class="row">{actions}</div> })}
                    </div>
                </li>
            }
            .into_any();
        }
        PlanState::Done => "plan-card plan-card--done",
        PlanState::Skipped => "plan-card plan-card--skip",
    };
    view! {
        <li class=class>
            <div class="plan-card__body">
                <div>
                    <h3 class="heading--card">{title}</h3>
                    {note}
                </div>
                {actions.get()}
            </div>
        </li>
    }
    .into_any()
}

/// The ring filled by what is settled.
#[component]
pub fn RingProgress(
    /// Settled.
    done: u32,
    /// All.
    total: u32,
    /// The same in words, for those who hear the page.
    #[prop(into)]
    label: Text,
    /// The same in words.
    #[prop(into)]
    title: Text,
    /// What is left.
    #[prop(optional, into)]
    note: OptText,
) -> AnyView {
    // A ring of radius 26.
    const ROUND: f64 = 163.4;
    let share = f64::from(done.min(total)) / f64::from(total.max(1));
    let arc = format!("{:.1} {ROUND}", share * ROUND);
    view! {
        <div class="ring-progress">
            <svg viewBox="0 0 64 64" role="img" aria-label=label>
                <circle class="ring__track" cx="32" cy="32" r="26"></circle>
                <circle
                    class="ring__arc"
                    cx="32"
                    cy="32"
                    r="26"
                    stroke-dasharray=arc
                    transform="rotate(-90 32 32)"
                ></circle>
            </svg>
            <p>
                <b>{title}</b>
                {note.get().map(|note| view! { <br/><span class="muted">{note}</span> })}
            </p>
        </div>
    }
    .into_any()
}
