//! What was sent, and what was decided.

use duties::DutyDetail;
use i18n::{capitalised, date_time_of, date_time_short, t, tr};
use leptos::prelude::*;

use crate::page::DutyPage;
use ui::{Event, EventKind, Hash, Panel, Timeline};

impl DutyPage {
    /// The submissions; nothing when there is none.
    pub(super) fn sent(&self, detail: &DutyDetail) -> Option<AnyView> {
        let word = self.words();
        if detail.submissions.is_empty() {
            return None;
        }
        let lang = self.lang;
        let items = detail
            .submissions
            .iter()
            .map(|sent| {
                let when = date_time_of(lang, sent.at.to_utc(), self.zone);
                let n = sent.n.to_string();
                let title = tr(lang, "duties.submit.line", &[("n", &n), ("at", &when)]);
                let number = sent
                    .number
                    .clone()
                    .map(|number| tr(lang, "duties.submit.number_line", &[("number", &number)]));
                let late = sent
                    .delay_reason
                    .clone()
                    .map(|reason| tr(lang, "duties.submit.late_line", &[("reason", &reason)]));
                let receipt =
                    sent.receipt.as_ref().map(|digest| view! { <Hash text=hex::encode(digest)/> });
                view! {
                    <li class="stack stack--tight">
                        <b>{title}</b>
                        {number.map(|number| view! { <span>{number}</span> })}
                        {sent.sender.clone().map(|by| view! { <span class="faint">{by}</span> })}
                        {late.map(|late| view! { <span class="muted">{late}</span> })}
                        {receipt}
                    </li>
                }
            })
            .collect_view();
        Some(
            view! {
                <Panel title=word("sent_title")>
                    <ol class="plain-list stack">{items}</ol>
                </Panel>
            }
            .into_any(),
        )
    }

    /// The steps of the duty.
    pub(super) fn history(&self, detail: &DutyDetail) -> AnyView {
        let word = self.words();
        let lang = self.lang;
        if detail.steps.is_empty() {
            return view! {
                <Panel title=word("history")>
                    <p class="muted">{word("history_empty")}</p>
                </Panel>
            }
            .into_any();
        }
        let items = detail
            .steps
            .iter()
            .map(|step| {
                let stage = t(lang, &format!("reports.stage.{}", step.stage.as_str()));
                let more = [step.reason.clone(), Some(step.pack_version.clone())];
                let more: Vec<String> = more.into_iter().flatten().collect();
                Event::new(
                    EventKind::Done,
                    date_time_short(lang, step.decided_at),
                    capitalised(stage),
                )
                .more(more.join(" | "))
            })
            .collect();
        view! {
            <Panel title=word("history")>
                <Timeline items=items/>
            </Panel>
        }
        .into_any()
    }
}
