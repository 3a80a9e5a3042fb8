//! One duty: why, by when under each awareness, what was decided and sent, and the forms.

use accounts::Verb;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use duties::rules::{Bilingual, DutyRule, Named, Pack};
use duties::{Due, DutyDetail, DutyView, PastDeadline, Stage, State as Assessed};
use i18n::{Lang, date_long, date_time, date_time_short, t, tr};
use leptos::prelude::*;
use reports::spec::AUTHORITY_RULE;
use serde::Deserialize;

use super::{
    acts::{Refused, Typed},
    time::BadTime,
    words::{at, badge, due, instants, pick},
};
use crate::{
    here::CaseHere,
    layout::{Frame, may},
    state::AppState,
    ui::{
        Badge, BadgeKind, Button, ButtonKind, Column, Crumb, Crumbs, Event, EventKind, Fact, Facts,
        Fold, Hash, InputKind, InputSize, LinkButton, Live, Notice, NoticeKind, PageHead, Panel,
        PanelBody, Row, Slot, Table, TextArea, TextField, Timeline,
    },
    web::{Ctx, Problem, Staff},
};

/// The duty of an address.
#[derive(Deserialize)]
pub(super) struct Which {
    pub(super) rule: String,
}

/// `GET …/obligations/{rule}`
pub(super) async fn page(
    State(state): State<AppState>,
    ctx: Ctx,
    staff: Staff,
    here: CaseHere,
    Path(which): Path<Which>,
) -> Result<Response, Problem> {
    show(&state, &ctx, &staff, here, &which.rule, StatusCode::OK, Typed::default()).await
}

/// What the reader may do here, and what a refused form brings back.
struct Shown {
    lang: Lang,
    now: chrono::DateTime<chrono::Utc>,
    href: String,
    may_assess: bool,
    may_submit: bool,
    typed: Typed,
}

/// The page, also when a form comes back.
pub(super) async fn show(
    state: &AppState,
    ctx: &Ctx,
    staff: &Staff,
    here: CaseHere,
    rule: &str,
    status: StatusCode,
    typed: Typed,
) -> Result<Response, Problem> {
    let detail = state.duties.duty(&staff.actor, here.id(), rule).await?;
    let may = |verb| may(staff, verb, here.lab.organisation);
    let shown = Shown {
        lang: ctx.lang,
        now: state.env.now(),
        href: here.href(&format!("obligations/{rule}")),
        may_assess: may(Verb::AssessDuty),
        may_submit: may(Verb::SubmitDuty),
        typed,
    };
    let frame = Frame::of_case(state, ctx, staff, &here).await?;
    let lang = ctx.lang;
    let law = state.duties.packs().find(rule).map(|(pack, rule)| law(lang, pack, rule));
    let title = pick(lang, &detail.view.title).to_owned();
    Ok(frame.page_with(status, title.clone(), move || {
        let (kind, key) = badge(&detail.view, shown.now);
        let crumbs = vec![
            Crumb::new(here.href(""), here.incident.title.clone()),
            Crumb::new(here.href("obligations"), t(lang, "duties.list.title")),
        ];
        view! {
            <PageHead
                title=title
                note=format!("{}. {}", detail.view.article, pick(lang, &detail.view.recipient.label))
                crumbs=view! { <Crumbs label=t(lang, "common.page.breadcrumb") items=crumbs/> }
                actions=view! { <Badge kind=kind text=t(lang, key)/> }
            />
            {shown.notice(&detail.view)}
            {shown.deadline(&here, &detail)}
            {shown.reason(&here, &detail.view)}
            {shown.submit(&detail.view)}
            {shown.assess(&detail.view)}
            {shown.close(&detail.view)}
            {shown.sent(&detail)}
            {shown.history(&detail)}
            {law}
        }
    }))
}

impl Shown {
    /// The words of the page; free of the borrow, for the content of components.
    fn words(&self) -> impl Fn(&str) -> &'static str + Copy + use<> {
        let lang = self.lang;
        move |key| t(lang, &format!("duties.duty.{key}"))
    }

    fn notice(&self, view: &DutyView) -> Option<AnyView> {
        let word = self.words();
        let lang = self.lang;
        let (kind, text) = match self.typed.refused {
            Some(Refused::Conflict) => (NoticeKind::Danger, word("conflict").to_owned()),
            Some(Refused::WrongState) => (NoticeKind::Danger, word("wrong_state").to_owned()),
            Some(_) => return None,
            None if view.is_overdue(self.now) => {
                let left = view.remaining(self.now).unwrap_or_default();
                let span = i18n::duration(lang, left);
                let text = tr(lang, "duties.duty.overdue", &[("span", &span)]);
                (NoticeKind::Danger, text)
            }
            None if view.disagrees() => {
                (NoticeKind::Warn, t(lang, "duties.list.disagrees").to_owned())
            }
            None => return None,
        };
        let live = if self.typed.refused.is_some() { Live::Alert } else { Live::No };
        Some(view! { <Notice kind=kind title=text live=live/> }.into_any())
    }

    fn deadline(&self, here: &CaseHere, detail: &DutyDetail) -> AnyView {
        let word = self.words();
        let (lang, view) = (self.lang, &detail.view);
        let words = due(lang, view, self.now);
        let list = |key: &str| t(lang, &format!("duties.list.{key}"));
        let target = view! {
            <b>{words.target}</b>
            {words.note.map(|note| view! { <span class="sub">{note}</span> })}
        };
        let mut items =
            vec![Fact::new(list("target"), target), Fact::new(list("limit"), words.limit)];
        if let Due::At(instant) = &view.due {
            items.push(Fact::new(word("start"), at(lang, instant.start)));
            if let Some(contested) = instant.contested_limit {
                items.push(Fact::new(word("contested"), at(lang, contested)));
            }
        }
        items.push(Fact::new(word("owed_by"), pick(lang, &view.owed_by).to_owned()));
        items.push(Fact::new(word("recipient"), pick(lang, &view.recipient.label).to_owned()));
        let sheet = (view.rule == AUTHORITY_RULE).then(|| {
            view! {
                <LinkButton href=here.href("rapports")>{word("sheet_link")}</LinkButton>
            }
        });
        view! {
            <Panel title=word("deadline") aside=Slot::maybe(sheet)>
                <Facts items=items/>
            </Panel>
            {self.past(&detail.deadlines)}
        }
        .into_any()
    }

    /// The deadline under each awareness that was ever in force; shown once there were two.
    fn past(&self, deadlines: &[PastDeadline]) -> Option<AnyView> {
        let word = self.words();
        if deadlines.len() < 2 {
            return None;
        }
        let lang = self.lang;
        let columns = vec![
            Column::new(word("past_aware")),
            Column::new(word("past_decided")),
            Column::new(t(lang, "duties.list.target")),
            Column::new(t(lang, "duties.list.limit")),
            Column::new(t(lang, "duties.list.state")),
        ];
        let rows = deadlines
            .iter()
            .map(|past| {
                let words = instants(lang, &past.due);
                let (kind, key) = if past.in_force {
                    (BadgeKind::Ok, "past_in_force")
                } else {
                    (BadgeKind::Plain, "past_replaced")
                };
                Row::new(date_time_short(lang, past.aware_at))
                    .cell(date_time_short(lang, past.decided_at))
                    .cell(words.target)
                    .cell(words.limit)
                    .cell(view! { <Badge kind=kind text=word(key)/> })
            })
            .collect();
        Some(
            view! {
                <Panel
                    title=word("past_title")
                    note=word("past_lead")
                    body=PanelBody::Flush
                >
                    <Table caption=word("past_title") columns=columns rows=rows/>
                </Panel>
            }
            .into_any(),
        )
    }

    fn reason(&self, here: &CaseHere, view: &DutyView) -> AnyView {
        let word = self.words();
        let lang = self.lang;
        let key = match view.assessed {
            Assessed::Triggered => "why_due",
            Assessed::NotTriggered => "why_not_due",
            Assessed::Undetermined => "why_unknown",
            Assessed::Dormant => "rule",
        };
        let dormant = (view.assessed == Assessed::Dormant)
            .then(|| view! { <p class="muted">{word("dormant_hint")}</p> });
        let link = (self.may_assess && view.assessed != Assessed::Dormant).then(|| {
            view! {
                <p>
                    <a href=here.href("obligations/faits")>{word("facts_link")}</a>
                </p>
            }
        });
        let note = view.note.as_ref().map(|note| {
            let note = pick(lang, note).to_owned();
            view! { <p class="muted">{note}</p> }
        });
        let elsewhere = view
            .refinements
            .iter()
            .map(|one| {
                let title = pick(lang, &one.title).to_owned();
                let to = pick(lang, &one.recipient.label).to_owned();
                let note = one.note.as_ref().map(|note| format!(" {}", pick(lang, note)));
                view! { <li><b>{title}</b> " (" {one.article.clone()} "), " {to} ". " {note}</li> }
            })
            .collect_view();
        let elsewhere = (!view.refinements.is_empty()).then(|| {
            view! {
                <p>
                    <b>{word("elsewhere")}</b>
                </p>
                <ul class="plain-list stack stack--tight">{elsewhere}</ul>
            }
        });
        let why = pick(lang, &view.reason).to_owned();
        view! {
            <Panel title=word(key)>
                <div class="stack stack--tight">
                    <p>{why}</p>
                    {dormant}
                    {note}
                    {elsewhere}
                    {link}
                </div>
            </Panel>
        }
        .into_any()
    }

    /// Recording something sent.
    fn submit(&self, view: &DutyView) -> Option<AnyView> {
        let ended = matches!(view.stage, Stage::NotTriggered | Stage::Closed);
        if !self.may_submit || ended || view.assessed == Assessed::Dormant {
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
        let form = view! {
            <form class="stack" method="post" action=format!("{}/envoi", self.href)>
                <input type="hidden" name="version" value=view.version.to_string()/>
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
                <div class="row">
                    <Button kind=ButtonKind::Main>{word("submit")}</Button>
                </div>
            </form>
        };
        Some(
            view! { <Panel title=word("title") note=word("lead") id="envoi">{form}</Panel> }
                .into_any(),
        )
    }

    /// Deciding that it is owed, or not.
    fn assess(&self, view: &DutyView) -> Option<AnyView> {
        let word = self.words();
        let open =
            matches!(view.stage, Stage::NotAssessed | Stage::Triggered | Stage::NotTriggered);
        if !self.may_assess || !open || view.assessed == Assessed::Dormant {
            return None;
        }
        let lang = self.lang;
        let error = (self.typed.refused == Some(Refused::Reason)
            && self.typed.get("verdict") == "no")
            .then(|| t(lang, "common.invalid.required"));
        let version = view.version.to_string();
        let form = |verdict: &'static str, label: &str, button: &'static str, error| {
            view! {
                <form class="stack" method="post" action=format!("{}/decision", self.href)>
                    <input type="hidden" name="version" value=version.clone()/>
                    <input type="hidden" name="verdict" value=verdict/>
                    <TextArea label=word(label) name="reason" id=format!("reason-{verdict}")
                        rows=2 maxlength=2000_u32 error=error/>
                    <div class="row">
                        <Button>{word(button)}</Button>
                    </div>
                </form>
            }
            .into_any()
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

    fn close(&self, view: &DutyView) -> Option<AnyView> {
        let word = self.words();
        let can = matches!(
            view.stage,
            Stage::Triggered | Stage::SubmittedInitial | Stage::SubmittedComplementary
        );
        if !self.may_submit || !can {
            return None;
        }
        let lang = self.lang;
        let refused =
            self.typed.refused == Some(Refused::Reason) && self.typed.get("verdict").is_empty();
        let error = refused.then(|| t(lang, "common.invalid.required"));
        let form = view! {
            <form class="stack" method="post" action=format!("{}/cloture", self.href)>
                <input type="hidden" name="version" value=view.version.to_string()/>
                <p class="muted">{word("close_lead")}</p>
                <TextArea label=word("close_reason") name="reason"
                    id="reason-close" rows=2 maxlength=2000_u32 error=error/>
                <div class="row">
                    <Button>{word("close_submit")}</Button>
                </div>
            </form>
        };
        Some(
            view! {
                <Panel>
                    <Fold summary=word("close_title") open=refused>
                        {form}
                    </Fold>
                </Panel>
            }
            .into_any(),
        )
    }

    fn sent(&self, detail: &DutyDetail) -> Option<AnyView> {
        let word = self.words();
        if detail.submissions.is_empty() {
            return None;
        }
        let lang = self.lang;
        let items = detail
            .submissions
            .iter()
            .map(|sent| {
                let when = date_time(lang, sent.at.to_utc());
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

    fn history(&self, detail: &DutyDetail) -> AnyView {
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
                    i18n::capitalised(stage),
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

/// The rule itself: what must be said, exemptions, proofs, sources.
fn law(lang: Lang, pack: &Pack, rule: &DutyRule) -> AnyView {
    let word = move |key: &str| t(lang, &format!("duties.duty.{key}"));
    let lines =
        |texts: Vec<String>| texts.into_iter().map(|text| view! { <li>{text}</li> }).collect_view();
    let part = |key: &'static str, texts: Vec<String>| {
        (!texts.is_empty()).then(|| {
            view! {
                <p><b>{word(key)}</b></p>
                <ul class="read">{lines(texts)}</ul>
            }
        })
    };
    let said = |text: &Bilingual| pick(lang, text).to_owned();
    let named = |named: &Named| said(&named.label);
    let content =
        rule.content.as_ref().map(|list| list.items.iter().map(said).collect()).unwrap_or_default();
    let exemptions = rule.exemptions.iter().map(|one| said(&one.text)).collect();
    let confidence = match rule.confidence {
        duties::rules::Confidence::High => "confidence_high",
        duties::rules::Confidence::Medium => "confidence_medium",
        duties::rules::Confidence::Low => "confidence_low",
    };
    let version =
        tr(lang, "duties.duty.rule_version", &[("id", &rule.id), ("version", &pack.version)]);
    let checked = tr(lang, "duties.duty.checked_on", &[("date", &date_long(lang, pack.checked))]);
    let parts = view! {
        {part("content", content)}
        {part("exemptions", exemptions)}
        {part("proofs", rule.proof.iter().map(named).collect())}
        {part("sources", rule.sources.clone())}
    };
    let foot = format!("{version}, {}. {checked}", word(confidence));
    view! {
        <Panel>
            <Fold summary=word("rule")>
                <div class="stack stack--tight">
                    {parts}
                    <p class="faint">{foot}</p>
                </div>
            </Fold>
        </Panel>
    }
    .into_any()
}
