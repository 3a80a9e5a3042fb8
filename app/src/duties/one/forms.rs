//! The forms of the acts on a duty.

use duties::{DutyView, Stage, State};
use i18n::{date_time, t, tr};
use leptos::prelude::*;

use super::{
    super::{acts::Refused, time::BadTime},
    Shown,
};
use crate::ui::{Button, ButtonKind, Fold, InputKind, InputSize, Panel, TextArea, TextField};

impl Shown {
    /// The form of one act: it carries the version that it was shown for.
    fn form(&self, act: &str, view: &DutyView, fields: AnyView, button: AnyView) -> AnyView {
        view! {
            <form class="stack" method="post" action=format!("{}/{act}", self.href)>
                <input type="hidden" name="version" value=view.version.to_string()/>
                {fields}
                <div class="row">{button}</div>
            </form>
        }
        .into_any()
    }

    /// Recording something sent.
    pub(super) fn submit(&self, view: &DutyView) -> Option<AnyView> {
        let ended = matches!(view.stage, Stage::NotTriggered | Stage::Closed);
        if !self.may_submit || ended || view.assessed == State::Dormant {
            return None;
        }
        let lang = self.lang;
        let word = move |key: &str| t(lang, &format!("duties.submit.{key}"));
        let typed = &self.typed;
        // A time that happens twice can only be told in words.
        let kind = match typed.refused {
            Some(Refused::Time(BadTime::Twice)) => InputKind::Text,
            _ => InputKind::DateTime,
        };
        let time_error = match typed.refused {
            Some(Refused::Time(bad)) => Some(bad.words(lang)),
            _ => None,
        };
        let by_error =
            (typed.refused == Some(Refused::By)).then(|| t(lang, "common.invalid.required"));
        let receipt_error = (typed.refused == Some(Refused::Receipt)).then(|| word("receipt_bad"));
        let delay_error = match typed.refused {
            Some(Refused::Delay(target)) => {
                let target = date_time(lang, target);
                Some(tr(lang, "duties.submit.delay_required", &[("at", &target)]))
            }
            _ => None,
        };
        let value = |name: &str| typed.get(name).to_owned();
        let fields = view! {
            <TextField label=word("at") name="at" kind=kind size=InputSize::Small
                hint=t(lang, "common.field.zone_paris") value=value("at")
                error=time_error/>
            <TextField label=word("number") name="number" hint=word("number_hint")
                maxlength=80_u32 value=value("number")/>
            <TextField label=word("by") name="by" hint=word("by_hint")
                maxlength=160_u32 value=value("by") error=by_error/>
            <TextField label=word("receipt_sha") name="receipt"
                hint=word("receipt_sha_hint") maxlength=64_u32
                size=InputSize::Full value=value("receipt") error=receipt_error/>
            <TextArea label=word("delay_reason") name="delay_reason" rows=3
                hint=word("delay_hint") maxlength=2000_u32
                value=value("delay_reason") error=delay_error/>
        };
        let button = view! { <Button kind=ButtonKind::Main>{word("submit")}</Button> };
        let form = self.form("envoi", view, fields.into_any(), button.into_any());
        Some(
            view! { <Panel title=word("title") note=word("lead") id="envoi">{form}</Panel> }
                .into_any(),
        )
    }

    /// Deciding that it is owed, or not.
    pub(super) fn assess(&self, view: &DutyView) -> Option<AnyView> {
        let word = self.words();
        let open =
            matches!(view.stage, Stage::NotAssessed | Stage::Triggered | Stage::NotTriggered);
        if !self.may_assess || !open || view.assessed == State::Dormant {
            return None;
        }
        let error = self.without_reason("no");
        let form = |verdict: &'static str, label: &str, button: &'static str, error| {
            let fields = view! {
                <input type="hidden" name="verdict" value=verdict/>
                <TextArea label=word(label) name="reason" id=format!("reason-{verdict}")
                    rows=2 maxlength=2000_u32 error=error/>
            };
            let button = view! { <Button>{word(button)}</Button> };
            self.form("decision", view, fields.into_any(), button.into_any())
        };
        let due = (view.stage != Stage::Triggered).then(|| {
            let form = form("yes", "due_reason", "due_submit", None);
            view! { <Fold summary=word("due_title")>{form}</Fold> }
        });
        let not_due = (view.stage != Stage::NotTriggered).then(|| {
            let form = form("no", "not_due_reason", "not_due_submit", error);
            view! { <Fold summary=word("not_due_title") open=error.is_some()>{form}</Fold> }
        });
        Some(view! { <Panel>{due} {not_due}</Panel> }.into_any())
    }

    /// Ending it.
    pub(super) fn close(&self, view: &DutyView) -> Option<AnyView> {
        let word = self.words();
        let can = matches!(
            view.stage,
            Stage::Triggered | Stage::SubmittedInitial | Stage::SubmittedComplementary
        );
        if !self.may_submit || !can {
            return None;
        }
        let error = self.without_reason("");
        let fields = view! {
            <p class="muted">{word("close_lead")}</p>
            <TextArea label=word("close_reason") name="reason"
                id="reason-close" rows=2 maxlength=2000_u32 error=error/>
        };
        let button = view! { <Button>{word("close_submit")}</Button> };
        let form = self.form("cloture", view, fields.into_any(), button.into_any());
        Some(
            view! {
                <Panel>
                    <Fold summary=word("close_title") open=error.is_some()>
                        {form}
                    </Fold>
                </Panel>
            }
            .into_any(),
        )
    }

    /// What is said under the reason of the form with this verdict (none for the end of a
    /// duty), when that form came back without one.
    fn without_reason(&self, verdict: &str) -> Option<&'static str> {
        let refused = self.typed.refused == Some(Refused::Reason);
        (refused && self.typed.get("verdict") == verdict)
            .then(|| t(self.lang, "common.invalid.required"))
    }
}
