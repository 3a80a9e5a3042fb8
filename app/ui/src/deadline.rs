//! The deadline bar: what, when, time left, what is missing, one button.

use super::{OptText, Slot, Text};
use leptos::prelude::*;

/// Calm, near under 24 hours, urgent under 6. Never seconds, never blinking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Urgency {
    /// 24 hours or more.
    Calm,
    /// Under 24 hours.
    Near,
    /// Under 6 hours, or past.
    Urgent,
}

impl Urgency {
    /// From the minutes left, negative once past.
    pub const fn from_minutes(left: i64) -> Self {
        match left {
            1440.. => Self::Calm,
            360..1440 => Self::Near,
            _ => Self::Urgent,
        }
    }

    const fn class(self) -> &'static str {
        match self {
            Self::Calm => "deadline",
            Self::Near => "deadline deadline--near",
            Self::Urgent => "deadline deadline--urgent",
        }
    }
}

/// A ring of radius 12 (length 75.4) filled by an arc.
const ROUND: f64 = 75.4;

/// The next deadline, on top of every page of the console.
#[component]
pub fn DeadlineBar(
    /// How near it is.
    urgency: Urgency,
    /// Part of the period gone, 0 to 1.
    used: f64,
    /// Name of the region, for those who hear the page.
    #[prop(into)]
    label: Text,
    /// What is due.
    #[prop(into)]
    what: Text,
    /// When, in words.
    #[prop(into)]
    when: Text,
    /// Time left, in words.
    #[prop(into)]
    left: Text,
    /// What is missing, a sentence.
    #[prop(optional, into)]
    missing: OptText,
    /// One button.
    #[prop(optional, into)]
    action: Slot,
) -> AnyView {
    let arc = format!("{:.1} {ROUND}", used.clamp(0.0, 1.0) * ROUND);
    view! {
        <section class=urgency.class() aria-label=label>
            <svg class="deadline__ring" viewBox="0 0 32 32" aria-hidden="true">
                <circle class="ring__track" cx="16" cy="16" r="12"></circle>
                <circle
                    class="ring__arc"
                    cx="16"
                    cy="16"
                    r="12"
                    stroke-dasharray=arc
                    transform="rotate(-90 16 16)"
                ></circle>
            </svg>
            <p class="deadline__text">
                <b>{what}</b>
                ", "
                {when}
                ". "
                <span class="deadline__left">{left}</span>
                {missing.get().map(|missing| view! { " "{missing} })}
            </p>
            {action.get()}
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urgency_changes_at_twenty_four_and_six_hours() {
        assert_eq!(Urgency::from_minutes(24 * 60), Urgency::Calm);
        assert_eq!(Urgency::from_minutes(24 * 60 - 1), Urgency::Near);
        assert_eq!(Urgency::from_minutes(6 * 60), Urgency::Near);
        assert_eq!(Urgency::from_minutes(6 * 60 - 1), Urgency::Urgent);
        assert_eq!(Urgency::from_minutes(-10), Urgency::Urgent);
    }
}
