//! The forms of the actions on a duty.

use duties::{DutyView, Stage, State};
use i18n::t;
use leptos::prelude::*;

use crate::{
    names::{ASSESS, CLOSE, DELAY, DUE, NOT_DUE, REASON, SUBMIT, VERDICT},
    page::DutyPage,
};
use ui::{Button, ButtonKind, Fold, InputSize, Panel, TextArea, TextField};
use web::{VERSION, time};

impl DutyPage {
    /// The form of one act: it carries the version that it was shown for.
    fn form(&self, act: &str, view: &DutyView, fields: AnyView, button: AnyView) -> AnyView {
        view! {
            <form class="stack" method="post" action=format!("{}/{act}", self.href)>
                <input type="hidden" name=VERSION value=view.version.to_string()/>
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
        let field = |name: &str| self.rejected.typed.field(SUBMIT, name);
        let (at, at_error) = field("at");
        let (number, number_error) = field("number");
        let (by, by_error) = field("by");
        let (receipt, receipt_error) = field("receipt");
        let (delay, delay_error) = field(DELAY);
        let fields = view! {
            <TextField label=word("at") name="at" kind=time::kind(&at, self.zone) size=InputSize::Small
                hint=time::hint(lang, self.zone) value=at error=at_error/>
            <TextField label=word("number") name="number" hint=word("number_hint")
                maxlength=80_u32 value=number error=number_error/>
            <TextField label=word("by") name="by" hint=word("by_hint")
                maxlength=160_u32 value=by error=by_error/>
            <TextField label=word("receipt_sha") name="receipt"
                hint=word("receipt_sha_hint") maxlength=64_u32
                size=InputSize::Full value=receipt error=receipt_error/>
            <TextArea label=word("delay_reason") name=DELAY rows=3
                hint=word("delay_hint") maxlength=2000_u32
                value=delay error=delay_error/>
        };
        let button = view! { <Button kind=ButtonKind::Main>{word("submit")}</Button> };
        let form = self.form(SUBMIT, view, fields.into_any(), button.into_any());
        Some(
            view! { <Panel title=word("title") note=word("lead") id=SUBMIT>{form}</Panel> }
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
        let form = |verdict: &'static str, label: &str, button: &'static str| {
            let (reason, error) = self.rejected.typed.field(verdict, REASON);
            let fields = view! {
                <input type="hidden" name=VERDICT value=verdict/>
                <TextArea label=word(label) name=REASON id=format!("reason-{verdict}")
                    rows=2 maxlength=2000_u32 value=reason error=error/>
            };
            let button = view! { <Button>{word(button)}</Button> };
            self.form(ASSESS, view, fields.into_any(), button.into_any())
        };
        let due = (view.stage != Stage::Triggered).then(|| {
            let form = form(DUE, "due_reason", "due_submit");
            view! { <Fold summary=word("due_title") open=self.came_back(DUE)>{form}</Fold> }
        });
        let not_due = (view.stage != Stage::NotTriggered).then(|| {
            let form = form(NOT_DUE, "not_due_reason", "not_due_submit");
            view! { <Fold summary=word("not_due_title") open=self.came_back(NOT_DUE)>{form}</Fold> }
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
        let (reason, error) = self.rejected.typed.field(CLOSE, REASON);
        let fields = view! {
            <p class="muted">{word("close_lead")}</p>
            <TextArea label=word("close_reason") name=REASON
                id="reason-close" rows=2 maxlength=2000_u32 value=reason error=error/>
        };
        let button = view! { <Button>{word("close_submit")}</Button> };
        let form = self.form(CLOSE, view, fields.into_any(), button.into_any());
        let open = self.came_back(CLOSE);
        Some(
            view! {
                <Panel>
                    <Fold summary=word("close_title") open=open>
                        {form}
                    </Fold>
                </Panel>
            }
            .into_any(),
        )
    }

    /// Whether this form was sent and refused: it stands open then, with what was typed.
    fn came_back(&self, form: &str) -> bool {
        self.rejected.typed.form() == form
    }
}
